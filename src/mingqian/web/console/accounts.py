"""Units and accounts: the pages of the system administrator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.accounts import actions, queries
from mingqian.accounts.actions import NewUser
from mingqian.accounts.queries import PeopleSearch
from mingqian.audit.queries import timeline
from mingqian.directories.actions import note_export
from mingqian.rules.permissions import DUTY_TITLES, ROLES, Permission
from mingqian.rules.refusals import Refusal
from mingqian.web.console import lists
from mingqian.web.shared.look.address import query_with
from mingqian.web.shared.pages import page, sentence
from mingqian.web.shared.request import OfficeRequest
from mingqian.web.shared.sheets import answer_sheet

STATES = (("on", gettext_lazy("启用")), ("off", gettext_lazy("已停用")))
# What the page of an account tells; who logged in from where is for the audit administrator.
TOLD = {
    "account.create": "plus",
    "account.disable": "ban",
    "account.enable": "refresh",
    "account.grant_role": "key",
    "account.revoke_role": "eraser",
    "account.reset_password": "lock",
    "account.change_password": "lock",
}
EVENTS_SHOWN = 50


def duty_choices() -> list[tuple[str, str]]:
    """Return the four duties, for a form."""
    return [(duty.value, _(title)) for duty, title in DUTY_TITLES.items()]


class PeopleFilter(lists.Filter):
    """Name, unit, duty, state."""

    q = forms.CharField(label=gettext_lazy("姓名或登录名"))
    organisation = forms.ChoiceField(label=gettext_lazy("单位"))
    duty = forms.ChoiceField(label=gettext_lazy("职责"))
    active = forms.ChoiceField(label=gettext_lazy("状态"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("organisation", unit_choices())
        self.choose("duty", duty_choices())
        self.choose("active", STATES)


class UnitForm(forms.Form):
    """A new unit."""

    code = forms.RegexField(
        r"^[a-z][a-z0-9]{0,15}$",
        label=gettext_lazy("单位代码"),
        help_text=gettext_lazy("小写字母开头，字母和数字，最多 16 位；写进抽取证明，不能再改。"),
        error_messages={"invalid": gettext_lazy("单位代码须以小写字母开头，只含字母和数字。")},
    )
    name = forms.CharField(label=gettext_lazy("单位名称"), max_length=128)
    kind = forms.ChoiceField(label=gettext_lazy("类别"))
    region = forms.RegexField(
        r"^(\d{6}|\d{9}|\d{12})$",
        label=gettext_lazy("区划代码"),
        required=False,
        help_text=gettext_lazy("6、9 或 12 位数字；可以不填。"),
        error_messages={"invalid": gettext_lazy("区划代码是 6、9 或 12 位数字。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = queries.organisation_kinds()


class PasswordField(forms.CharField):
    """A password that another person will use: typed in sight of nobody, with the rule beside."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": "new-password"}))
        kwargs.setdefault("help_text", gettext_lazy("至少 10 位，不能全是数字，不能是常见密码。"))
        super().__init__(strip=False, **kwargs)


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
        choices=duty_choices,
        help_text=gettext_lazy("四种职责互斥，建立后不能再改；角色由安全管理员另行授予。"),
    )
    password = PasswordField(label=gettext_lazy("初始密码"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101
        field.choices = unit_choices()


class ResetForm(forms.Form):
    """A new password for somebody who forgot the old one."""

    password = PasswordField(label=gettext_lazy("新密码"))


def unit_choices() -> list[tuple[str, str]]:
    """Return the units in use, for a form."""
    return [(str(unit.pk), unit.name) for unit in queries.organisations()]


@page(needs=Permission.MANAGE_ACCOUNTS)
def accounts(request: OfficeRequest) -> HttpResponse:
    """List accounts."""
    form = PeopleFilter(request.GET)
    rows = lists.page_of(request, _people(request, form))
    context = {
        "page": rows,
        "views": views("accounts", rows.paginator.count if not lists.filled(form) else None),
        "filter_form": form,
        "applied": lists.applied(request, form),
        "clear_url": request.path,
        "export_url": export_url(request, "accounts-export"),
        "page_title": _("单位与账号"),
        "unit": _("人"),
    }
    return render(request, "console/accounts/list.html", context)


def _people(request: OfficeRequest, form: PeopleFilter) -> Any:
    sort = request.GET.get("sort", "")
    return queries.people(PeopleSearch(**lists.filled(form), sort=sort))


def views(current: str, people: int | None = None) -> list[dict[str, Any]]:
    """Return the two tabs of the page: accounts and units."""
    count = queries.people_count() if people is None else people
    return [
        {
            "title": _("账号"),
            "url": reverse("accounts"),
            "count": count,
            "current": current == "accounts",
        },
        {
            "title": _("单位"),
            "url": reverse("units"),
            "count": queries.organisations().count(),
            "current": current == "units",
        },
    ]


def export_url(request: OfficeRequest, name: str) -> str:
    """Return the address that exports exactly the rows of this list, in this order."""
    return reverse(name) + query_with(request.GET, {"per": None})


@page(needs=Permission.MANAGE_ACCOUNTS)
def accounts_export(request: OfficeRequest) -> HttpResponse:
    """Export the accounts that the list shows."""
    form = PeopleFilter(request.GET)
    words = dict(STATES)
    rows = [
        (
            person.name,
            person.username,
            person.organisation.name,
            _(person.get_duty_display()),
            "、".join(_(ROLES[grant.role].title) for grant in person.grants.all()),
            str(words["on" if person.is_active else "off"]),
        )
        for person in _people(request, form)
    ]
    headers = (_("姓名"), _("登录名"), _("单位"), _("职责"), _("角色"), _("状态"))
    return export(request, form, _("账号"), headers, rows)


def export(
    request: OfficeRequest, form: lists.Filter | None, title: str, headers: Any, rows: Any
) -> HttpResponse:
    """Keep in the trail that a list leaves the house, and answer with the workbook."""
    tags = lists.applied(request, form) if form is not None else []
    filters = {tag["label"]: tag["value"] for tag in tags}
    note_export(what=title, rows=len(rows), filters=filters, by=request.actor, at=request.at)
    return answer_sheet(title, headers, rows)


@page(needs=Permission.MANAGE_ACCOUNTS)
def units(request: OfficeRequest) -> HttpResponse:
    """List units with the number of their accounts."""
    context = {
        "page": lists.page_of(request, queries.organisations_with_people()),
        "views": views("units"),
        "export_url": reverse("units-export"),
        "page_title": _("单位与账号"),
        "unit": _("家"),
    }
    return render(request, "console/accounts/units.html", context)


@page(needs=Permission.MANAGE_ACCOUNTS)
def units_export(request: OfficeRequest) -> HttpResponse:
    """Export all units."""
    rows = [
        (unit.name, unit.get_kind_display(), unit.code, unit.region, unit.people)
        for unit in queries.organisations_with_people()
    ]
    headers = (_("单位名称"), _("类别"), _("单位代码"), _("区划代码"), _("启用账号"))
    return export(request, None, _("单位"), headers, rows)


def find(pk: int) -> Any:
    """Return an account, or the page that says there is none."""
    user = queries.find_person(pk)
    if user is None:
        raise Http404
    return user


@page(needs=Permission.MANAGE_ACCOUNTS)
def account(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one account, what was done to it, and what can be done."""
    person = find(pk)
    roles = [_(ROLES[grant.role].title) for grant in person.grants.all()]
    events = timeline(person).filter(action__in=TOLD)[:EVENTS_SHOWN]
    context = {
        "person": person,
        "facts": [
            (_("姓名"), person.name),
            (_("登录名"), person.username),
            (_("单位"), person.organisation.name),
            (_("职责"), _(person.get_duty_display())),
            (_("角色"), "、".join(roles) or _("无")),
        ],
        "events": [_told(event) for event in events],
        "own": person.pk == request.actor.user,
        "consequences": [
            _("{name} 立即退出登录，此后不能再登录。").format(name=person.name),
            _("角色和以前的操作记录保留；恢复账号后照旧。"),
        ],
        "page_title": person.name,
    }
    return render(request, "console/accounts/detail.html", context)


def _told(event: Any) -> dict[str, Any]:
    role = event.facts.get("role", "")
    more = _(ROLES[role].title) if role in ROLES else ""
    what = f"{event.actor_name} {event.did}"
    return {"at": event.at, "icon": TOLD[event.action], "what": what, "more": more}


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
            user = actions.create_user(unit, NewUser(**data), by=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(refusal.field or None, sentence(refusal))
        else:
            text = _("已建立 {name} 的账号，尚无角色；角色由安全管理员授予。")
            messages.success(request, text.format(name=user.name))
            return redirect("account", pk=user.pk)
    return _form_page(request, form, _("新建账号"))


@page(needs=Permission.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def unit_new(request: OfficeRequest) -> HttpResponse:
    """Create a unit."""
    form = UnitForm(request.POST or None)
    if form.is_valid():
        try:
            unit = actions.create_organisation(
                **form.cleaned_data, by=request.actor, at=request.at
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, sentence(refusal))
        else:
            messages.success(request, _("已建立单位 {name}。").format(name=unit.name))
            return redirect("units")
    return _form_page(request, form, _("新建单位"), back="units")


@page(needs=Permission.MANAGE_ACCOUNTS, methods=("POST",))
def account_disable(request: OfficeRequest, pk: int) -> HttpResponse:
    """Disable an account."""
    user = actions.disable_user(find(pk), by=request.actor, at=request.at)
    messages.success(request, _("{name} 的账号已停用。").format(name=user.name))
    return redirect("account", pk=pk)


@page(needs=Permission.MANAGE_ACCOUNTS, methods=("POST",))
def account_enable(request: OfficeRequest, pk: int) -> HttpResponse:
    """Let a disabled account log in again."""
    user = actions.enable_user(find(pk), by=request.actor, at=request.at)
    messages.success(request, _("{name} 的账号已恢复。").format(name=user.name))
    return redirect("account", pk=pk)


@page(needs=Permission.MANAGE_ACCOUNTS, methods=("GET", "POST"))
def account_password(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give somebody who forgot the password a new one."""
    user = find(pk)
    form = ResetForm(request.POST or None)
    if form.is_valid():
        try:
            password = form.cleaned_data["password"]
            actions.reset_password(user, password, by=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(refusal.field or None, sentence(refusal))
        else:
            text = _("{name} 的密码已重设，原来的登录全部失效。请当面告知新密码。")
            messages.success(request, text.format(name=user.name))
            return redirect("account", pk=pk)
    return _form_page(request, form, _("重设 {name} 的密码").format(name=user.name), person=user)


def _form_page(request: OfficeRequest, form: forms.Form, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "page_title": title, "back": "accounts", **more}
    status = 422 if form.errors else 200
    return render(request, "console/accounts/form.html", context, status=status)
