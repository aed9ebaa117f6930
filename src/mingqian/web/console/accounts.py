"""Units, accounts and roles: the pages of the system and the security administrator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.accounts import actions, queries
from mingqian.rules.permissions import ROLES, Duty, Permission
from mingqian.rules.refusals import Refusal
from mingqian.web.shared.pages import page, sentence
from mingqian.web.shared.request import OfficeRequest

DUTIES = {
    Duty.BUSINESS: gettext_lazy("业务人员"),
    Duty.SYSTEM: gettext_lazy("系统管理员"),
    Duty.SECURITY: gettext_lazy("安全管理员"),
    Duty.AUDIT: gettext_lazy("审计管理员"),
}
KINDS = (
    ("bureau", gettext_lazy("县级应急管理局")),
    ("office", gettext_lazy("股室")),
    ("township", gettext_lazy("乡镇街道")),
    ("department", gettext_lazy("其他部门")),
)


class UnitForm(forms.Form):
    """A new unit."""

    code = forms.RegexField(
        r"^[a-z][a-z0-9]{0,15}$",
        label=gettext_lazy("单位代码"),
        help_text=gettext_lazy("小写字母开头，字母和数字，最多 16 位；写进抽取证明，不能再改。"),
        error_messages={"invalid": gettext_lazy("单位代码须以小写字母开头，只含字母和数字。")},
    )
    name = forms.CharField(label=gettext_lazy("单位名称"), max_length=128)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=KINDS)
    region = forms.CharField(label=gettext_lazy("区划代码"), max_length=12, required=False)


class PersonForm(forms.Form):
    """A new account."""

    username = forms.RegexField(
        r"^[a-z][a-z0-9_.-]{2,31}$",
        label=gettext_lazy("登录名"),
        help_text=gettext_lazy("小写字母开头，3–32 位；不要用证件号。"),
        error_messages={"invalid": gettext_lazy("登录名须以小写字母开头，3–32 位。")},
    )
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=32)
    organisation = forms.TypedChoiceField(label=gettext_lazy("单位"), coerce=int)
    duty = forms.ChoiceField(
        label=gettext_lazy("职责"),
        choices=[(duty.value, title) for duty, title in DUTIES.items()],
        help_text=gettext_lazy("四种职责互斥；角色由安全管理员另行授予。"),
    )
    password = forms.CharField(label=gettext_lazy("初始密码"), widget=forms.PasswordInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101
        field.choices = [(unit.pk, unit.name) for unit in queries.organisations()]


@page(needs=Permission.MANAGE_ACCOUNTS)
def accounts(request: OfficeRequest) -> HttpResponse:
    """List accounts and units."""
    rows = Paginator(queries.people(), 50).get_page(request.GET.get("page"))
    for person in rows:
        person.duty_shown = DUTIES[person.duty]
    context = {
        "page": rows,
        "units": queries.organisations(),
        "page_title": _("单位与账号"),
        "unit": _("人"),
    }
    return render(request, "console/accounts/list.html", context)


@page(needs=Permission.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def account_new(request: OfficeRequest) -> HttpResponse:
    """Create an account."""
    form = PersonForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        unit = queries.find_organisation(data.pop("organisation"))
        if unit is None:
            raise Http404
        try:
            user = actions.create_user(unit, **data, by=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(refusal.field or None, sentence(refusal))
        else:
            messages.success(request, _("已建立 {name} 的账号，尚无角色。").format(name=user.name))
            return redirect("accounts")
    return _form_page(request, form, _("新建账号"))


@page(needs=Permission.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def unit_new(request: OfficeRequest) -> HttpResponse:
    """Create a unit."""
    form = UnitForm(request.POST or None)
    if form.is_valid():
        try:
            actions.create_organisation(**form.cleaned_data, by=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(refusal.field or None, sentence(refusal))
        else:
            return redirect("accounts")
    return _form_page(request, form, _("新建单位"))


@page(needs=Permission.MANAGE_ACCOUNTS, methods=("POST",))
def account_disable(request: OfficeRequest, pk: int) -> HttpResponse:
    """Disable an account."""
    user = queries.find_person(pk)
    if user is None:
        raise Http404
    actions.disable_user(user, by=request.actor, at=request.at)
    messages.success(request, _("{name} 的账号已停用。").format(name=user.name))
    return redirect("accounts")


@page(needs=Permission.GRANT_ROLES)
def roles(request: OfficeRequest) -> HttpResponse:
    """List people with their roles, and what each role may do."""
    rows = Paginator(queries.people(), 50).get_page(request.GET.get("page"))
    for person in rows:
        person.roles_shown = [ROLES[grant.role] for grant in person.grants.all()]
        held = {grant.role for grant in person.grants.all()}
        person.roles_open = [
            role
            for role in ROLES.values()
            if role.duty == person.duty and role.name not in held and person.pk != request.actor.user
        ]
    context = {
        "page": rows,
        "roles": ROLES.values(),
        "page_title": _("角色授予"),
        "unit": _("人"),
    }
    return render(request, "console/accounts/roles.html", context)


@page(needs=Permission.GRANT_ROLES, methods=("POST",))
def role_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Grant or take back one role."""
    user = queries.find_person(pk)
    if user is None:
        raise Http404
    change = actions.revoke_role if request.POST.get("act") == "revoke" else actions.grant_role
    change(user, request.POST.get("role", ""), by=request.actor, at=request.at)
    messages.success(request, _("{name} 的角色已更新。").format(name=user.name))
    return redirect("roles")


def _form_page(request: OfficeRequest, form: forms.Form, title: str) -> HttpResponse:
    context = {"form": form, "page_title": title}
    status = 422 if form.errors else 200
    return render(request, "console/accounts/form.html", context, status=status)
