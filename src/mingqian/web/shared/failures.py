"""Pages for what went wrong: in words, with what to do next, never a traceback."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mingqian.web.shared.pages import page_before


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that does not exist, or an object out of the person's reach."""
    context = {
        "status": 404,
        "title": _("没有这个页面"),
        "text": _("地址不对，或者它不在您可以查看的范围。"),
    }
    return render(request, "mq/error.html", context, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that may not be made."""
    context = {"status": 403, "title": _("您不能进行这项操作"), "text": ""}
    return render(request, "mq/error.html", context, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that could not be understood."""
    context = {
        "status": 400,
        "title": _("请求不完整"),
        "text": _("请回上一页，重新填写后再试。没有写入任何内容。"),
    }
    return render(request, "mq/error.html", context, status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open too long or comes from elsewhere."""
    context = {
        "status": 403,
        "title": _("页面已过期"),
        "text": _("这个页面打开得太久，或者不是从本系统打开的。请刷新后再试；没有写入任何内容。"),
        "back": page_before(request),
    }
    return render(request, "mq/error.html", context, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; the transaction was rolled back."""
    number: Any = getattr(request, "request_id", "")
    context = {
        "status": 500,
        "title": _("系统出错"),
        "text": _("系统出错，这一步没有写入。"),
        "error_number": f"E-{number}" if number else "",
    }
    return render(request, "mq/error.html", context, status=500)
