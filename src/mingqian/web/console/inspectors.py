"""检查人员名录库: the list, one inspector, in and out, accounts, declared interests."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.accounts.queries import find_person, people
from mingqian.audit.queries import timeline
from mingqian.directories import actions, queries
from mingqian.directories.queries import InspectorSearch, TargetSearch
from mingqian.imports.queries import import_labelled, last_written
from mingqian.rules.eligibility import INTEREST_KINDS
from mingqian.rules.masking import mask_id_number, mask_phone
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import Refusal
from mingqian.web.console import history, lists
from mingqian.web.shared.pages import page, sentence
from mingqian.web.shared.request import OfficeRequest

STANDINGS = (
    ("valid", gettext_lazy("证件有效")),
    ("soon", gettext_lazy("即将到期")),
    ("expired", gettext_lazy("证件过期")),
    ("out", gettext_lazy("已出库")),
)
LEVELS = (("county", gettext_lazy("县级")), ("township", gettext_lazy("乡镇级")))
FOUND_SHOWN = 10
# What the dialogs of the page send along.
HIDDEN = {
    "out": {"act": "out"},
    "back": {"act": "back"},
    "reveal_id": {"field": "id_number"},
    "reveal_phone": {"field": "phone"},
}


class InspectorFilter(lists.Filter):
    """The filter row of the inspector directory."""

    q = forms.CharField(label=gettext_lazy("姓名、执法证号"))
    unit = forms.ChoiceField(label=gettext_lazy("所在单位"))
    level = forms.ChoiceField(label=gettext_lazy("层级"))
    expertise = forms.ChoiceField(label=gettext_lazy("业务专长"))
    standing = forms.ChoiceField(label=gettext_lazy("证件"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("unit", [(str(u.pk), name) for name, u in queries.units_by_name().items()])
        self.choose("level", LEVELS)
        self.choose("expertise", lists.options(queries.expertise_in_use()))
        self.choose("standing", STANDINGS)


def standing_chip(inspector: Any, on: date) -> tuple[str, str]:
    """Return kind and word of the chip that says whether an inspector can be drawn."""
    if not inspector.active:
        return "void", _("已出库")
    if inspector.valid_to < on:
        return "late", _("证件过期")
    if inspector.valid_from > on:
        return "wait", _("证件未生效")
    if inspector.valid_to <= on + timedelta(days=queries.SOON_DAYS):
        return "soon", _("即将到期")
    return "done", _("在库")


@page(needs=Permission.VIEW_INSPECTORS, scoped=True)
def inspectors(request: OfficeRequest) -> HttpResponse:
    """List the inspectors that the person reaches."""
    today = localdate(request.at)
    form = InspectorFilter(request.GET)
    counts = queries.inspector_counts(request.actor, today)
    search = InspectorSearch(**lists.filled(form))
    rows = lists.page_of(request, queries.inspectors(request.actor, today, search))
    for row in rows:
        row.chip = standing_chip(row, today)
    tabs = [("", _("全部"), counts["all"])]
    tabs += [(name, str(title), counts[name]) for name, title in STANDINGS]
    context = {
        "page_title": _("检查人员名录库"),
        "counts": counts,
        "soon_days": queries.SOON_DAYS,
        "written": last_written("inspectors"),
        "filter_form": form,
        "views": lists.views(request, "standing", tabs),
        "applied": lists.applied(request, form),
        "clear_url": request.path,
        "page": rows,
        "may_manage": request.actor.may(Permission.MANAGE_INSPECTORS),
        "unit": _("人"),
    }
    return render(request, "console/inspectors/list.html", context)


def _found(request: OfficeRequest, pk: int) -> Any:
    found = queries.find_inspector(request.actor, pk)
    if found is None:
        raise Http404
    return found


@page(needs=Permission.VIEW_INSPECTORS, scoped=True)
def inspector(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one inspector: facts, certificate, interests, trail."""
    found = _found(request, pk)
    today = localdate(request.at)
    source = import_labelled(found.source)
    events = timeline(found) if source is None else timeline(found, source)
    may_manage = request.actor.may(Permission.MANAGE_INSPECTORS)
    context = {
        "page_title": found.name,
        "inspector": found,
        "chip": standing_chip(found, today),
        "left": (found.valid_to - today).days,
        "facts": _facts(found),
        "id_shown": mask_id_number(found.id_number),
        "phone": mask_phone(found.phone) if found.phone else "",
        "events": history.timeline_of(found, history.about(events, found)),
        "interests": _interests(found),
        "kinds": [(g.code, _(g.title)) for g in INTEREST_KINDS.values()],
        "found": _search(request) if may_manage else [],
        "accounts": _accounts(found) if may_manage else [],
        "may_manage": may_manage,
        **HIDDEN,
        "may_reveal": request.actor.may(Permission.REVEAL_PERSONAL),
    }
    return render(request, "console/inspectors/detail.html", context)


def _accounts(found: Any) -> list[Any]:
    return list(people().filter(organisation_id=found.organisation_id, is_active=True))


def _interests(found: Any) -> list[tuple[Any, str]]:
    """Pair each declared interest with its kind in words."""
    return [
        (row, _(INTEREST_KINDS[row.kind].title) if row.kind in INTEREST_KINDS else "")
        for row in queries.interests_of(found)
    ]


def _search(request: OfficeRequest) -> list[Any]:
    """Return the targets that the words in the address find, to declare an interest in one."""
    words = request.GET.get("target", "").strip()
    if not words:
        return []
    return list(queries.targets(request.actor, TargetSearch(q=words))[:FOUND_SHOWN])


def _facts(found: Any) -> list[tuple[str, Any]]:
    return [
        (_("性别"), found.get_sex_display()),
        (_("所在单位"), found.organisation.name),
        (_("层级"), found.get_level_display()),
        (_("职务或职称"), found.post or None),
        (_("业务专长"), "、".join(found.expertise) or None),
        (_("可任组长"), _("是") if found.may_lead else _("否")),
        (_("登录账号"), found.user.username if found.user else _("未关联")),
    ]


@page(needs=Permission.MANAGE_INSPECTORS, scoped=True, methods=("POST",))
def inspector_standing(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take an inspector out of the directory, or put them back."""
    found = _found(request, pk)
    reason = request.POST.get("reason", "")
    if request.POST.get("act") == "back":
        actions.put_back_inspector(found, reason=reason, by=request.actor, at=request.at)
        messages.success(request, _("{name} 已入库，可以被抽取。").format(name=found.name))
    else:
        actions.take_out_inspector(found, reason=reason, by=request.actor, at=request.at)
        messages.success(request, _("{name} 已出库，不再被抽取。").format(name=found.name))
    return redirect("inspector", pk)


@page(needs=Permission.MANAGE_INSPECTORS, scoped=True, methods=("POST",))
def inspector_account(request: OfficeRequest, pk: int) -> HttpResponse:
    """Link an inspector to a log-in, or unlink them."""
    found = _found(request, pk)
    key = request.POST.get("user", "")
    user = find_person(int(key)) if key.isdecimal() and len(key) < 19 else None
    if key and user is None:
        raise Http404
    actions.link_account(found, user, by=request.actor, at=request.at)
    messages.success(request, _("登录账号已更新。"))
    return redirect("inspector", pk)


@page(needs=Permission.MANAGE_INSPECTORS, scoped=True, methods=("POST",))
def inspector_interest(request: OfficeRequest, pk: int) -> HttpResponse:
    """Declare an interest between an inspector and a target, or withdraw one."""
    found = _found(request, pk)
    if request.POST.get("act") == "withdraw":
        interest = queries.interests_of(found).filter(pk=_key(request, "interest")).first()
        if interest is None:
            raise Http404
        reason = request.POST.get("reason", "")
        actions.withdraw_interest(interest, reason=reason, by=request.actor, at=request.at)
        messages.success(request, _("利害关系已撤销，理由记入留痕。"))
        return redirect("inspector", pk)
    target = queries.find_target(request.actor, _key(request, "target"))
    if target is None:
        raise Http404
    actions.declare_interest(
        found,
        target,
        kind=request.POST.get("kind", ""),
        note=request.POST.get("note", ""),
        by=request.actor,
        at=request.at,
    )
    messages.success(request, _("已登记，抽取时 {name} 不会分到这一家。").format(name=found.name))
    return redirect("inspector", pk)


def _key(request: OfficeRequest, name: str) -> int:
    raw = request.POST.get(name, "")
    return int(raw) if raw.isdecimal() and len(raw) < 19 else 0


@page(needs=Permission.REVEAL_PERSONAL, scoped=True, methods=("POST",))
def inspector_reveal(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an ID or telephone number in clear, for a reason that is kept."""
    found = _found(request, pk)
    field = request.POST.get("field", "")
    titles = {"phone": _("联系电话"), "id_number": _("身份证号")}
    try:
        value = actions.reveal_personal(
            found,
            field,
            reason=request.POST.get("reason", ""),
            by=request.actor,
            at=request.at,
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("inspector", pk)
    context = {
        "page_title": titles[field],
        "title": _("{name} 的{what}").format(name=found.name, what=titles[field]),
        "value": value,
        "back": reverse("inspector", args=[pk]),
    }
    return render(request, "console/targets/revealed.html", context)
