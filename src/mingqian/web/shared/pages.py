"""Declared rights of every address: a view without a declaration fails the build.

`@page` guards a staff page, `@public` marks one for everybody. Refusals of actions become pages
with the sentence, at the right HTTP status.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mingqian.accounts.queries import who_grants_roles
from mingqian.audit.door import TakenAlready
from mingqian.rules.permissions import ROLES, TITLES, Actor, Permission, holders_of
from mingqian.rules.refusals import NotPermitted, Refusal, StepNotAllowed, gettext_noop
from mingqian.web.shared.request import OfficeRequest

View = Callable[..., HttpResponse]
LACKS = gettext_noop("您的角色是 {unit} · {roles}，不能打开这一页，所需权限是「{permission}」。")
_TITLES: dict[str, str] = {permission.value: title for permission, title in TITLES.items()}


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
    if not isinstance(value, str) or not value:
        return value
    return _(_TITLES.get(value, value))


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
        "back": page_before(request),
    }
    if status == 403:
        context["who_can_help"] = _who_can_help(refusal)
    return render(request, "mq/error.html", context, status=status)


def page_before(request: HttpRequest) -> str:
    """Return the page of ours that led here, "" when it was none of ours or cannot be shown."""
    before = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()})
    refused_itself = request.method == "GET" and before == request.build_absolute_uri()
    return before if ours and not refused_itself else ""


def _who_can_help(refusal: Refusal) -> str:
    """Return whom to ask, by name: the security administrators, and for which role."""
    names = "、".join(who_grants_roles()) or _("安全管理员")
    permission = refusal.facts.get("permission")
    titles = [
        role.title
        for each, title in TITLES.items()
        if permission in (each.value, title)
        for role in holders_of(each)
    ]
    if not titles:
        return _("如有疑问，可问 {names}。").format(names=names)
    roles = "、".join(_(title) for title in titles)
    return _("有这项权限的角色是 {roles}。可向 {names} 申请。").format(roles=roles, names=names)


def _lacks(actor: Actor, needs: Permission) -> NotPermitted:
    held = [_(ROLES[name].title) for name in ROLES if name in actor.roles]
    roles = "、".join(held) or _("尚无角色")
    return NotPermitted(LACKS, unit=actor.unit_name, roles=roles, permission=TITLES[needs])


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
                    raise _lacks(request.actor, needs)
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
