"""Before the commitment: what would be frozen, and the button that cannot be taken back."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.draws import actions
from mingqian.draws import queries as draws
from mingqian.draws.numbers import close_by
from mingqian.planning import queries as planning
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import Refusal, Refusals, RuleBroken
from mingqian.web.console.draws.shown import draw_day, exclusion_rows
from mingqian.web.console.tasks.forms import WAYS
from mingqian.web.console.tasks.pages import find
from mingqian.web.console.tasks.view import slot_titles
from mingqian.web.shared.pages import page, sentence
from mingqian.web.shared.request import OfficeRequest

EXPECTED_GRADES = {"operator": "C", "lotteries": "B", "dice": "H"}


class FreezeForm(forms.Form):
    """The day of the dice, and the number typed to confirm."""

    ceremony_on = forms.DateField(
        label=gettext_lazy("掷骰日"),
        required=False,
        help_text=gettext_lazy("写进承诺，不能再改；当天掷骰就填今天。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    typed = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ceremony_on(self) -> date | None:
        """Refuse a day that is over."""
        day: date | None = self.cleaned_data["ceremony_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError(_("掷骰日不能早于今天。"))
        return day


@page(needs=Permission.RUN_DRAWS, scoped=True, methods=("GET", "POST"))
def draw_freeze(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what would be frozen; on POST freeze it, or draw at once in the operator's way."""
    task = find(request, pk)
    if request.method == "GET" and task.state != "approved":
        return _elsewhere(request, task)
    today = localdate(request.at)
    preview = draws.draw_preview(task)
    if request.method == "GET":
        form = FreezeForm(initial={"ceremony_on": today}, today=today)
        return _freeze_page(request, task, preview, form)
    form = FreezeForm(request.POST, today=today)
    if not form.is_valid():
        return _freeze_page(request, task, preview, form, status=422)
    if task.state == "approved" and form.cleaned_data["typed"].strip() != str(preview.n):
        wrong = _("将抽 {n} 家，您填的是 {typed}。请核对后重新输入。").format(
            n=preview.n, typed=form.cleaned_data["typed"] or _("空白")
        )
        return _freeze_page(request, task, preview, form, wrong=wrong, status=422)
    try:
        draw = _freeze(request, task, form.cleaned_data["ceremony_on"])
    except (Refusals, RuleBroken) as refusal:
        return _freeze_page(request, task, preview, form, refusal=refusal, status=422)
    return redirect("draw", pk=draw.pk)


def _elsewhere(request: OfficeRequest, task: Any) -> HttpResponse:
    """Lead on from a task that cannot be frozen: to its draw, or back to the task."""
    draw = draws.draw_of(task)
    if draw is not None:
        messages.info(request, _("名录已经锁定，这里是抽取的现状。"))
        return redirect("draw", pk=draw.pk)
    word = _(task.state_shown.word)
    messages.info(request, _("任务现在是「{state}」，批准后才能抽取。").format(state=word))
    return redirect("task", pk=task.pk)


def _freeze(request: OfficeRequest, task: Any, ceremony_on: date | None) -> Any:
    by, at = request.actor, request.at
    if task.way == "operator":
        draw = actions.draw_now(task, by=by, at=at)
        done = _("已锁定名录并抽取 {n} 家。请核对后锁定派发。")
        messages.success(request, done.format(n=draw.figures["drawn"]))
        return draw
    draw = actions.freeze_and_commit(task, ceremony_on=ceremony_on, by=by, at=at)
    messages.success(request, _("名录已锁定，承诺已公开。请打印承诺书并张贴或送存。"))
    return draw


def _freeze_page(  # noqa: PLR0913 - the page, its form and what was refused
    request: OfficeRequest,
    task: Any,
    preview: Any,
    form: FreezeForm,
    *,
    refusal: Refusal | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    refusals = refusal.refusals if isinstance(refusal, Refusals) else ()
    if refusal is not None and not refusals:
        refusals = (refusal,)
    sources = named_sources(task.way, request.at)
    context = {
        "task": task,
        "preview": preview,
        "form": form,
        "page_title": task.name,
        "sources": sources,
        "close_by": close_by([{"id": s["id"], "on": s["on"]} for s in sources]),
        "way_title": dict(WAYS)[task.way],
        "expected": EXPECTED_GRADES[task.way],
        "slots": slot_titles(task.slots),
        "out": exclusion_rows(preview.excluded),
        "people_out": exclusion_rows(preview.people.out),
        "items": len(planning.items_of(task)),
        "refusals": [sentence(each) for each in refusals],
        "wrong": wrong,
        "opened": bool(wrong) or "confirm" in request.GET,
        "inline": "confirm" in request.GET,
        "consequences": _consequences(task, preview),
    }
    return render(request, "console/draws/freeze.html", context, status=status)


def named_sources(way: str, at: datetime) -> list[dict[str, Any]]:
    """Return what a commitment of this moment would name, with its days in words."""
    return [{**each, "day": draw_day(each["on"])} for each in draws.next_sources(way, at)]


def _consequences(task: Any, preview: Any) -> list[str]:
    found = [
        _("{listed} 家名录和 {people} 名检查人员封存，之后谁也不能改").format(
            listed=f"{preview.listed:,}", people=preview.people.listed
        ),
        _("承诺写入公开日志，公示门户自动发布，任何人可核对"),
    ]
    if task.way == "operator":
        return [*found, _("系统立即抽出 {n} 家并配好检查组").format(n=f"{preview.n:,}")]
    return [*found, _("从此没有取消键：必须用写明的号码抽完")]
