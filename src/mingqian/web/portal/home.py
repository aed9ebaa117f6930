"""The first page of the portal, the search for a firm, and how draws work."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.publication import queries
from mingqian.web.portal.page import portal_page, search_field, show, wanted
from mingqian.web.portal.tasks import cards
from mingqian.web.shared.request import OfficeRequest

LATEST = 5


class SearchForm(forms.Form):
    """A firm by name or code, or a task by its number."""

    q = search_field(gettext_lazy("企业名称、统一社会信用代码或任务编号"))


@portal_page
def home(request: OfficeRequest) -> HttpResponse:
    """Show the search, the counts, the latest announcements and results. Six queries."""
    counts = queries.figures()
    figures = [
        {"label": _("已公告的抽查"), "value": counts["tasks"], "unit": _("次")},
        {"label": _("抽中企业"), "value": counts["drawn"], "unit": _("家")},
        {"label": _("已公示结果"), "value": counts["results"], "unit": _("家")},
        {"label": _("其中发现问题"), "value": counts["problems"], "unit": _("家")},
    ]
    context = {
        "page_title": _("首页"),
        "figures": figures,
        "tasks": cards(queries.tasks()[:LATEST]),
        "results": queries.results()[:LATEST],
        "item_list": queries.item_lists().first(),
    }
    return show(request, "home", context, section="portal-home")


@portal_page
def search(request: OfficeRequest) -> HttpResponse:
    """Find firms and tasks; a whole code or number leads straight to its page."""
    form = SearchForm(request.GET)
    text = queries.typed(wanted(form)["q"])
    if text.isascii() and text.isdigit() and queries.find_task(text) is not None:
        return redirect("portal-task", number=text)
    firms = queries.firms(text)
    if len(firms) == 1 and firms[0].credit_code == text.upper():
        return redirect("portal-firm", code=firms[0].credit_code)
    context = {
        "page_title": _("查询"),
        "q": text,
        "bad": [str(error) for error in form.errors.get("q", [])],
        "firms": firms[: queries.MOST_FIRMS],
        "more": len(firms) > queries.MOST_FIRMS,
        "tasks": cards(queries.tasks(q=text)[:LATEST]) if text else [],
    }
    return show(request, "search", context, section="portal-home")


@portal_page
def how(request: OfficeRequest) -> HttpResponse:
    """Explain how firms are drawn and how anybody can check it (R54)."""
    latest = queries.tasks().filter(stage="announced").first()
    context = {"page_title": _("怎样抽、怎样核验"), "latest": latest}
    return show(request, "how", context, section="portal-how")
