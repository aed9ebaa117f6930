"""Declared rights of every address: a view without a declaration fails the build.

`@page` guards a staff page, `@public` marks one for everybody. Refusals of actions become pages
with the sentence, at the right HTTP status.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mingqian.audit.door import TakenAlready
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import NotPermitted, Refusal, StepNotAllowed, gettext_noop
from mingqian.web.shared.request import OfficeRequest

View = Callable[..., HttpResponse]
LACKS = gettext_noop(
    "您的角色（{unit}）不能查看这一页，所需权限是 {permission}。可向安全管理员申请。"
)


@dataclass(frozen=True)
class Rights:
    """What an address declares: the permission (None: everybody) and whether objects are scoped.

    `scoped` means that the view finds its object through a query limited to what the actor
    reaches, so that a stranger's object is a 404.
    """

    needs: Permission | None
    scoped: bool
    methods: tuple[str, ...]


def sentence(refusal: Refusal) -> str:
    """Return the refusal in the reader's language."""
    facts = {name: _spoken(value) for name, value in refusal.facts.items()}
    return _(refusal.template).format(**facts)


def _spoken(value: object) -> object:
    """Return a fact in the reader's language; a refusal may stand inside another."""
    if isinstance(value, Refusal):
        return sentence(value)
    return _(value) if isinstance(value, str) and value else value


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status that fits a refusal: 403, 409 or 422."""
    if isinstance(refusal, NotPermitted):
        return 403
    if isinstance(refusal, StepNotAllowed | TakenAlready):
        return 409
    return 422


def refused(request: OfficeRequest, refusal: Refusal) -> HttpResponse:
    """Return the page that says why not, and where to go on."""
    status = status_of(refusal)
    titles = {403: _("您不能进行这项操作"), 409: _("已经有人处理过了"), 422: _("不能这样做")}
    context = {
        "title": titles[status],
        "text": sentence(refusal),
        "status": status,
        "back": request.META.get("HTTP_REFERER", ""),
    }
    return render(request, "mq/error.html", context, status=status)


def page(
    *, needs: Permission, scoped: bool = False, methods: tuple[str, ...] = ("GET",)
) -> Callable[[View], View]:
    """Guard a staff page: log-in, permission, methods; turn refusals into pages."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated or request.actor.user is None:
                return redirect_to_login(request.get_full_path())
            try:
                if not request.actor.may(needs):
                    raise NotPermitted(LACKS, unit=request.actor.unit_name, permission=needs.value)
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return refused(request, refusal)

        return _declare(run, Rights(needs, scoped, methods))

    return decorate


def public(*, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Mark a page that everybody may open."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return refused(request, refusal)

        return _declare(run, Rights(None, False, methods))

    return decorate


def _declare(run: View, rights: Rights) -> View:
    allowed = [*rights.methods, "HEAD"] if "GET" in rights.methods else list(rights.methods)
    limited = require_http_methods(allowed)(run)
    limited.rights = rights  # type: ignore[attr-defined]
    return limited
