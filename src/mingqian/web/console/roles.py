"""Roles: the page of the security administrator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.accounts import actions, queries
from mingqian.accounts.queries import PeopleSearch
from mingqian.rules.permissions import ROLES, TITLES, Permission
from mingqian.web.console import lists
from mingqian.web.console.accounts import export, export_url, find, unit_choices
from mingqian.web.shared.look.address import query_with
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest


class RoleFilter(lists.Filter):
    """Name, unit, role."""

    q = forms.CharField(label=gettext_lazy("姓名或登录名"))
    organisation = forms.ChoiceField(label=gettext_lazy("单位"))
    role = forms.ChoiceField(label=gettext_lazy("角色"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("organisation", unit_choices())
        self.choose("role", [(role.name, _(role.title)) for role in ROLES.values()])


@page(needs=Permission.GRANT_ROLES)
def roles(request: OfficeRequest) -> HttpResponse:
    """List people with their roles, and what each role may do."""
    form = RoleFilter(request.GET)
    rows = lists.page_of(request, _people(request, form))
    for person in rows:
        held = {grant.role for grant in person.grants.all()}
        person.roles_shown = [role for role in ROLES.values() if role.name in held]
        person.roles_open = _grantable(person, held, request.actor.user)
    context = {
        "page": rows,
        "filter_form": form,
        "applied": lists.applied(request, form),
        "clear_url": request.path,
        "export_url": export_url(request, "roles-export"),
        "here": query_with(request.GET, {"page": request.GET.get("page")}),
        "roles": [_role_row(role) for role in ROLES.values()],
        "page_title": _("角色授予"),
        "unit": _("人"),
    }
    return render(request, "console/accounts/roles.html", context)


def _people(request: OfficeRequest, form: RoleFilter) -> Any:
    search = PeopleSearch(**lists.filled(form), active="on", sort=request.GET.get("sort", ""))
    return queries.people(search)


def _grantable(person: Any, held: set[str], own: int | None) -> list[Any]:
    if person.pk == own:
        return []
    return [r for r in ROLES.values() if r.duty == person.duty and r.name not in held]


def _role_row(role: Any) -> dict[str, str]:
    permissions = [_(TITLES[each]) for each in Permission if each in role.permissions]
    return {
        "title": _(role.title),
        "description": _(role.description),
        "permissions": "、".join(permissions),
    }


@page(needs=Permission.GRANT_ROLES)
def roles_export(request: OfficeRequest) -> HttpResponse:
    """Export the people of the list with their roles."""
    form = RoleFilter(request.GET)
    rows = [
        (
            person.name,
            person.username,
            person.organisation.name,
            _(person.get_duty_display()),
            "、".join(_(ROLES[grant.role].title) for grant in person.grants.all()),
        )
        for person in _people(request, form)
    ]
    headers = (_("姓名"), _("登录名"), _("单位"), _("职责"), _("角色"))
    return export(request, form, _("角色授予"), headers, rows)


@page(needs=Permission.GRANT_ROLES, methods=("POST",))
def role_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Grant or take back one role; the list comes back as it was."""
    user, role = find(pk), request.POST.get("role", "")
    if request.POST.get("act") == "revoke":
        actions.revoke_role(user, role, by=request.actor, at=request.at)
        text = _("已收回 {name} 的角色：{role}。")
    else:
        actions.grant_role(user, role, by=request.actor, at=request.at)
        text = _("已授予 {name} 角色：{role}。")
    messages.success(request, text.format(name=user.name, role=_(ROLES[role].title)))
    return redirect(reverse("roles") + query_with(request.GET, {"page": request.GET.get("page")}))
