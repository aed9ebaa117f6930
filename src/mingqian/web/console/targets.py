"""检查对象名录库: the list, one target, and keeping it by hand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.accounts.queries import find_organisation
from mingqian.audit.queries import timeline
from mingqian.directories import actions, queries
from mingqian.directories.queries import TargetSearch
from mingqian.imports.queries import import_labelled, last_written
from mingqian.inspections import queries as inspections
from mingqian.rules.masking import mask_phone
from mingqian.rules.permissions import Actor, Permission
from mingqian.rules.refusals import Refusal
from mingqian.web.console import history, lists
from mingqian.web.console.target_form import TargetForm, first_values
from mingqian.web.shared.pages import page, sentence
from mingqian.web.shared.request import OfficeRequest

RISKS = (
    ("A", gettext_lazy("A 低")),
    ("B", gettext_lazy("B 一般")),
    ("C", gettext_lazy("C 较高")),
    ("D", gettext_lazy("D 高")),
)
STATUSES = (("active", gettext_lazy("在册")), ("closed", gettext_lazy("已注销")))
VISITS_SHOWN = 50


class TargetFilter(lists.Filter):
    """The filter row of the target directory."""

    q = forms.CharField(label=gettext_lazy("名称、统一代码"))
    region = forms.ChoiceField(label=gettext_lazy("属地"))
    sector = forms.ChoiceField(label=gettext_lazy("领域"))
    industry = forms.ChoiceField(label=gettext_lazy("行业"))
    risk = forms.ChoiceField(label=gettext_lazy("风险"))
    regulatory_type = forms.ChoiceField(label=gettext_lazy("监管类型"))
    unit = forms.ChoiceField(label=gettext_lazy("管辖单位"))
    status = forms.ChoiceField(label=gettext_lazy("状态"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("region", lists.options(queries.regions_in_use(actor)))
        self.choose("sector", lists.options(queries.sectors_in_use(actor)))
        self.choose("industry", lists.options(queries.industries_in_use(actor)))
        self.choose("risk", RISKS)
        self.choose("regulatory_type", lists.options(queries.regulatory_types_in_use(actor)))
        self.choose("unit", lists.options(queries.units_in_use(actor)))
        self.choose("status", STATUSES)


def search_of(request: OfficeRequest, form: TargetFilter) -> TargetSearch:
    """Return what the address asks for."""
    return TargetSearch(**lists.filled(form), sort=request.GET.get("sort", ""))


@page(needs=Permission.VIEW_TARGETS, scoped=True)
def targets(request: OfficeRequest) -> HttpResponse:
    """List the targets that the person reaches."""
    form = TargetFilter(request.GET, actor=request.actor)
    counts = queries.target_counts(request.actor)
    rows = lists.page_of(request, queries.targets(request.actor, search_of(request, form)))
    for row in rows:
        row.flags_shown = _flags(row)
    context = {
        "page_title": _("检查对象名录库"),
        "counts": counts,
        "written": last_written("targets"),
        "filter_form": form,
        "sort": request.GET.get("sort", ""),
        "views": lists.views(
            request,
            "status",
            [
                ("", _("全部"), counts["all"]),
                ("active", _("在册"), counts["active"]),
                ("closed", _("已注销"), counts["closed"]),
            ],
        ),
        "applied": lists.applied(request, form),
        "clear_url": request.path,
        "page": rows,
        "may_manage": request.actor.may(Permission.MANAGE_TARGETS),
        "unit": _("家"),
    }
    return render(request, "console/targets/list.html", context)


def _found(request: OfficeRequest, pk: int) -> Any:
    found = queries.find_target(request.actor, pk)
    if found is None:
        raise Http404
    return found


@page(needs=Permission.VIEW_TARGETS, scoped=True)
def target(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one target: facts, flags, visits, trail."""
    found = _found(request, pk)
    source = import_labelled(found.source)
    events = timeline(found) if source is None else timeline(found, source)
    context = {
        "page_title": found.name,
        "target": found,
        "facts": _facts(found),
        "events": history.timeline_of(found, history.about(events, found)),
        "phone": mask_phone(found.phone) if found.phone else "",
        "source": source,
        "may_manage": request.actor.may(Permission.MANAGE_TARGETS),
        "may_visits": request.actor.may(Permission.VIEW_VISITS),
        "may_reveal": request.actor.may(Permission.REVEAL_PERSONAL),
        "interests": list(queries.interests_in(found)),
        "flags": _flags(found),
        "visits": _visits(request, pk),
        "reopen": {"act": "reopen"},
    }
    return render(request, "console/targets/detail.html", context)


def _visits(request: OfficeRequest, pk: int) -> list[Any]:
    if not request.actor.may(Permission.VIEW_VISITS):
        return []
    return list(inspections.visits_for(request.actor).filter(target_id=pk)[:VISITS_SHOWN])


def _flags(found: Any) -> list[tuple[str, bool]]:
    titles = dict(queries.FLAG_TITLES)
    shown = [(str(titles.get(flag, flag)), flag != "licensed") for flag in found.flags]
    if found.covered_by:
        shown.append((_("上级计划已覆盖"), False))
    return shown


def _facts(found: Any) -> list[tuple[str, Any]]:
    industry = f"{found.industry} {found.industry_name}".strip()
    return [
        (_("单位类型"), found.unit_type or None),
        (_("主体类型"), found.subject_type or None),
        (_("行业"), industry or None),
        (_("行业领域"), queries.sector_name(found.sector) or None),
        (_("监管类型"), found.regulatory_type or None),
        (_("属地"), f"{found.region_name}（{found.region}）"),
        (_("管辖单位"), found.organisation.name),
        (_("法定代表人"), found.legal_representative or None),
        (_("住所"), found.address or None),
        (_("联系人"), found.contact or None),
        (_("经营范围"), found.business_scope or None),
        (_("上级计划"), found.covered_by or _("无")),
    ]


@page(needs=Permission.MANAGE_TARGETS, methods=("GET", "POST"))
def target_new(request: OfficeRequest) -> HttpResponse:
    """Enter a target by hand."""
    form = TargetForm(request.POST or None, actor=request.actor, new=True)
    if form.is_valid():
        unit = find_organisation(form.unit_key())
        try:
            if unit is None:
                raise Http404
            made = actions.create_target(unit, form.values(), by=request.actor, at=request.at)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已新增 {name}。").format(name=made.name))
            return redirect("target", made.pk)
    context = {"form": form, "page_title": _("新增检查对象"), "places": queries.places().exists()}
    return render(
        request, "console/targets/form.html", context, status=422 if form.errors else 200
    )


@page(needs=Permission.MANAGE_TARGETS, scoped=True, methods=("GET", "POST"))
def target_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change what the directory holds of a target."""
    found = _found(request, pk)
    form = TargetForm(request.POST or None, actor=request.actor, initial=first_values(found))
    if form.is_valid():
        try:
            actions.edit_target(
                found,
                form.values(),
                organisation=find_organisation(form.unit_key()),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.at,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已变更，理由和前后内容记入留痕。"))
            return redirect("target", pk)
    context = {"form": form, "target": found, "page_title": _("变更检查对象"), "places": True}
    return render(
        request, "console/targets/form.html", context, status=422 if form.errors else 200
    )


@page(needs=Permission.MANAGE_TARGETS, scoped=True, methods=("POST",))
def target_close(request: OfficeRequest, pk: int) -> HttpResponse:
    """Close a target, or put a closed one back."""
    found = _found(request, pk)
    reason = request.POST.get("reason", "")
    if request.POST.get("act") == "reopen":
        actions.reopen_target(found, reason=reason, by=request.actor, at=request.at)
        messages.success(request, _("{name} 已恢复在册。").format(name=found.name))
    else:
        actions.close_target(found, reason=reason, by=request.actor, at=request.at)
        messages.success(
            request, _("{name} 已注销，不再参加抽取，记录仍可查。").format(name=found.name)
        )
    return redirect("target", pk)


@page(needs=Permission.REVEAL_PERSONAL, scoped=True, methods=("POST",))
def target_reveal(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the telephone number in clear, for a reason that is kept."""
    found = _found(request, pk)
    try:
        value = actions.reveal_personal(
            found,
            "phone",
            reason=request.POST.get("reason", ""),
            by=request.actor,
            at=request.at,
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("target", pk)
    context = {
        "page_title": _("联系电话"),
        "title": _("{name} 的联系电话").format(name=found.name),
        "value": value,
        "back": reverse("target", args=[pk]),
    }
    return render(request, "console/targets/revealed.html", context)
