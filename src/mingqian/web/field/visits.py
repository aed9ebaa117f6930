"""The checks of one's own teams, and for those who oversee, of the unit."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.directories.actions import note_export
from mingqian.inspections import queries
from mingqian.rules.lifecycles import RESULT
from mingqian.rules.permissions import Permission
from mingqian.web.field.sheets import history, part_of, seen_sheet, target_facts
from mingqian.web.shared.look.address import query_without
from mingqian.web.shared.look.paging import SIZES
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest
from mingqian.web.shared.sheets import answer_sheet

OPEN = ("blank", "recorded", "signed", "returned")
CARDS = 50


class VisitFilter(forms.Form):
    """Firm or task, and the state of the result."""

    q = forms.CharField(label=gettext_lazy("企业或任务"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("结果"),
        required=False,
        choices=lambda: [("", ""), *((state.name, _(state.word)) for state in RESULT.states)],
    )


@page(needs=Permission.VIEW_VISITS)
def visits(request: OfficeRequest) -> HttpResponse:
    """Show one's own checks to inspectors; the unit's to those who only oversee."""
    if not request.actor.may(Permission.RECORD_RESULTS):
        return _list(request)
    rows = queries.my_visits(request.actor)
    waiting = rows.filter(result__state__in=OPEN)
    done = rows.exclude(result__state__in=OPEN).order_by("-due_on", "-task", "position")
    context = {
        "page_title": _("我的检查"),
        "back_url": reverse("desk"),
        "today": localdate(request.at),
        "waiting": waiting[:CARDS],
        "count": waiting.count(),
        "page": Paginator(done, SIZES[0]).get_page(request.GET.get("page")),
        "oversees": queries.oversees(request.actor),
    }
    return render(request, "field/visits.html", context)


@page(needs=Permission.VIEW_VISITS)
def visits_all(request: OfficeRequest) -> HttpResponse:
    """List every check that the person may look at."""
    return _list(request)


def _list(request: OfficeRequest) -> HttpResponse:
    form = VisitFilter(request.GET)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name, "") for name in form.fields}
    rows = queries.narrowed(queries.visits_for(request.actor), **asked)
    if request.GET.get("export"):
        return _export(request, rows, asked)
    context = {
        "page_title": _("现场检查"),
        "page": Paginator(rows, _size(request)).get_page(request.GET.get("page")),
        "unit": _("家"),
        "filter_form": form,
        "applied": _applied(request, form, asked),
        "clear_url": request.path,
    }
    return render(request, "field/visits_all.html", context)


def _size(request: OfficeRequest) -> int:
    asked = request.GET.get("per", "")
    return next((size for size in SIZES if str(size) == asked), SIZES[0])


def _applied(
    request: OfficeRequest, form: forms.Form, asked: dict[str, str]
) -> list[dict[str, str]]:
    words = {"q": asked["q"], "state": ""}
    if asked["state"]:
        words["state"] = _(RESULT.state(asked["state"]).word)
    return [
        {
            "label": str(form.fields[name].label),
            "value": word,
            "remove_url": query_without(request.GET, name),
        }
        for name, word in words.items()
        if word
    ]


def _export(request: OfficeRequest, rows: Any, asked: dict[str, str]) -> HttpResponse:
    """Answer with what the list shows, and keep in the trail that it left the house."""
    title = _("现场检查")
    kept = {name: value for name, value in asked.items() if value}
    note_export(what=title, rows=rows.count(), filters=kept, by=request.actor, at=request.at)
    headers = [
        _("任务编号"),
        _("任务名称"),
        _("次序"),
        _("企业名称"),
        _("统一社会信用代码"),
        _("执行单位"),
        _("检查组"),
        _("检查期限"),
        _("检查日期"),
        _("结果状态"),
    ]
    lines = (
        [
            row.task.number,
            row.task.name,
            row.position,
            row.target_name,
            row.credit_code,
            row.organisation.name,
            "、".join(member.name for member in row.team.all()),
            row.due_on.isoformat(),
            row.visited_on.isoformat() if row.visited_on else "",
            _(row.result.state_shown.word),
        ]
        for row in rows
    )
    return answer_sheet(title, headers, lines)


@page(needs=Permission.VIEW_VISITS, scoped=True)
def visit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a check: the firm, the team, the items, how far it has come, the next act."""
    sheet = seen_sheet(request, pk)
    context = {
        "page_title": sheet.visit.target_name,
        "back_url": reverse("visits"),
        "sheet": sheet,
        "visit": sheet.visit,
        "result": sheet.result,
        "events": history(sheet),
        **part_of(request, sheet),
        **target_facts(sheet),
    }
    return render(request, "field/visit.html", context)
