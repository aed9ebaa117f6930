"""Recording what was found: one of the eight results for every item, none preselected."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.audit.door import TakenAlready
from mingqian.inspections import actions
from mingqian.inspections.queries import Line, ResultSheet
from mingqian.inspections.records import Answer, Record
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import Refusal, Refusals
from mingqian.rules.results import ResultCode
from mingqian.web.field.sheets import own_sheet, part_of
from mingqian.web.shared.pages import page, sentence, status_of
from mingqian.web.shared.request import OfficeRequest


class RecordForm(forms.Form):
    """The day, a result and words for every item, and the situation in general.

    The rules judge what is missing, so no field is required here and nothing is lost.
    """

    visited_on = forms.DateField(
        label=gettext_lazy("检查日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("请按 2026-11-20 的写法填写日期。")},
    )

    def __init__(self, sheet: ResultSheet, data: Any = None) -> None:
        super().__init__(data, initial=_recorded(sheet))
        self.lines = sheet.lines
        for line in self.lines:
            place = _("第 %(n)s 项") % {"n": line.place}
            code, note = names_of(line)
            self.fields[code] = forms.CharField(label=place, required=False)
            self.fields[note] = forms.CharField(
                label=_("%(place)s 情况") % {"place": place},
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields["summary"] = forms.CharField(
            label=_("总体情况（可不填）"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def record(self, seen_hash: str) -> Record:
        """Return what was typed as the action takes it."""
        data = self.cleaned_data
        return Record(
            answers={
                line.item.pk: Answer(data[names_of(line)[0]], data[names_of(line)[1]])
                for line in self.lines
            },
            visited_on=data["visited_on"],
            summary=data["summary"],
            seen_hash=seen_hash,
        )

    def rows(self) -> Iterable[dict[str, Any]]:
        """Yield every item with its boxes and its words."""
        for line in self.lines:
            code, note = (self[name] for name in names_of(line))
            yield {"line": line, "code": code, "note": note, "boxes": _boxes(code)}

    def add_refusal(self, refusal: Refusal) -> None:
        """Put every sentence of a refusal at its field."""
        each = refusal.refusals if isinstance(refusal, Refusals) else (refusal,)
        for one in each:
            self.add_error(one.field if one.field in self.fields else None, sentence(one))


def names_of(line: Line) -> tuple[str, str]:
    """Return the names of the two fields of an item."""
    return f"code-{line.item.pk}", f"note-{line.item.pk}"


def _recorded(sheet: ResultSheet) -> dict[str, Any]:
    """Return what was recorded before; before the first time there is nothing at all."""
    found: dict[str, Any] = {
        "visited_on": sheet.visit.visited_on,
        "summary": sheet.result.summary,
    }
    for line in sheet.lines:
        if line.answer is not None:
            code, note = names_of(line)
            found |= {code: line.answer.code, note: line.answer.note}
    return found


def _boxes(code: BoundField) -> list[dict[str, Any]]:
    chosen = code.value() or ""
    return [
        {
            "code": each.value,
            "label": _(each.label),
            "bad": each.is_problem,
            "checked": each.value == chosen,
        }
        for each in ResultCode
    ]


@page(needs=Permission.RECORD_RESULTS, scoped=True, methods=("GET", "POST"))
def visit_record(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record what the visit found; an error gives back everything that was typed."""
    sheet = own_sheet(request, pk)
    form = RecordForm(sheet, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _form_page(request, sheet, form, status=422 if form.is_bound else 200)
    record = form.record(request.POST.get("seen", ""))
    try:
        actions.record_result(sheet.result, record, by=request.actor, at=request.at)
    except Refusal as refusal:
        # The row in hand may hold what was refused: show the one that stands.
        current = own_sheet(request, pk)
        if isinstance(refusal, TakenAlready):
            messages.warning(request, sentence(refusal))
            return _form_page(request, current, form, status=409, theirs=current)
        form.add_refusal(refusal)
        return _form_page(request, current, form, status=status_of(refusal))
    messages.success(request, _("已保存。请检查组每个人核对并签名。"))
    return redirect("visit", pk=pk)


def _form_page(
    request: OfficeRequest,
    sheet: ResultSheet,
    form: RecordForm,
    *,
    status: int,
    theirs: ResultSheet | None = None,
) -> HttpResponse:
    context = {
        "page_title": _("录入结果"),
        "back_url": reverse("visit", args=[sheet.visit.pk]),
        "sheet": sheet,
        "visit": sheet.visit,
        "result": sheet.result,
        "form": form,
        "rows": list(form.rows()),
        "theirs": theirs,
        **part_of(request, sheet),
    }
    return render(request, "field/record.html", context, status=status)
