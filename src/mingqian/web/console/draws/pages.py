"""The page of a draw through all its states, and the acts before the numbers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.draws import actions
from mingqian.draws import queries as draws
from mingqian.inspections.actions import dispatch_draw
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import RuleBroken
from mingqian.web.console.draws.found import find_draw
from mingqian.web.console.draws.result import result_context
from mingqian.web.console.draws.shown import (
    bare_address,
    draw_day,
    exclusion_rows,
    number_words,
    public_address,
    rail_of,
    sentence_of,
)
from mingqian.web.console.tasks.view import slot_titles
from mingqian.web.shared.pages import page, sentence
from mingqian.web.shared.request import OfficeRequest

MOST_DIGITS = 9
PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class ContributionForm(forms.Form):
    """A text that goes into the seed; what is not plain ASCII goes in by its fingerprint."""

    who = forms.CharField(
        label=gettext_lazy("提交人"),
        max_length=64,
        help_text=gettext_lazy("姓名或单位，最多 64 个字。"),
        widget=forms.TextInput(attrs=PLAIN),
    )
    value = forms.CharField(
        label=gettext_lazy("见证文字"),
        max_length=64,
        help_text=gettext_lazy(
            "一行，最多 64 个字；别人猜不到最好。含中文的，日志里写它的指纹，原文请自己留底。"
        ),
        widget=forms.TextInput(attrs=PLAIN),
    )


@page(needs=Permission.WATCH_DRAWS, scoped=True)
def draw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show where a draw stands, what is to be done, and what came out."""
    return show_draw(request, find_draw(request, pk))


def show_draw(
    request: OfficeRequest, found: Any, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """Answer with the page of a draw; `extra` carries what was refused."""
    stands = draws.ceremony(found)
    own = request.actor.reaches(found.task.organisation_id)
    operator = found.task.way == "operator"
    may_add = own and not operator and request.actor.may(Permission.CONTRIBUTE)
    context = {
        "draw": found,
        "task": found.task,
        "page_title": found.task.name,
        "stands": stands,
        "rail": rail_of(stands),
        "sources": source_rows(stands),
        "first_open": next((each.place for each in stands.missing), None),
        "commitment": draws.commitment(found),
        "public_address": public_address(found),
        "bare_address": bare_address(found),
        "out": exclusion_rows(found.figures["excluded"]),
        "people_out": exclusion_rows(found.figures["people"]["out"]),
        "slots": slot_titles(found.figures["slots"]),
        "sentence": sentence_of(found.grade),
        "may_run": own and request.actor.may(Permission.RUN_DRAWS),
        "may_contribute": may_add,
        "form": ContributionForm(),
        "close_consequences": [
            _("截止写入公开日志，此后的文字不起作用"),
            _("公开随机数必须在截止之后产生"),
        ],
        "asked": request.GET.get("confirm", ""),
        "late": stands.close_by is not None and request.at > stands.close_by,
    }
    if found.drawn_at:
        context |= result_context(request, found)
    return render(request, "console/draws/draw.html", context | extra, status=status)


def source_rows(stands: draws.Ceremony) -> list[dict[str, Any]]:
    """Return the sources of a ceremony with their days and numbers in words."""
    return [
        {"source": each, "day": draw_day(each.on), "number": number_words(each)}
        for each in stands.sources
    ]


@page(needs=Permission.CONTRIBUTE, scoped=True, methods=("POST",))
def draw_contribute(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add a text before the close."""
    found = find_draw(request, pk)
    form = ContributionForm(request.POST)
    if form.is_valid():
        try:
            added = actions.contribute(found, **form.cleaned_data, by=request.actor, at=request.at)
        except RuleBroken as refusal:
            name = refusal.field if refusal.field in form.fields else None
            form.add_error(name, sentence(refusal))
        else:
            messages.success(request, _("已收下第 {n} 条见证文字。").format(n=added.seq))
            return redirect("draw", pk=pk)
    return show_draw(request, find_draw(request, pk), status=422, form=form)


@page(needs=Permission.RUN_DRAWS, scoped=True, methods=("POST",))
def draw_close(request: OfficeRequest, pk: int) -> HttpResponse:
    """Close the texts: the number typed is how many texts the person has seen."""
    found = find_draw(request, pk)
    count = len(draws.ceremony(found).contributions)
    typed = request.POST.get("typed", "").strip()
    if found.state == "committed" and typed != str(count):
        wrong = _("现有 {n} 条见证文字，您填的是 {typed}。请核对后重新输入。").format(
            n=count, typed=typed or _("空白")
        )
        return show_draw(request, found, status=422, close_wrong=wrong)
    actions.close_draw(found, by=request.actor, at=request.at)
    messages.success(request, _("已截止。此后的见证文字不再收，公开随机数在此之后产生。"))
    return redirect("draw", pk=pk)


@page(needs=Permission.RUN_DRAWS, scoped=True, methods=("POST",))
def draw_run(request: OfficeRequest, pk: int) -> HttpResponse:
    """Compute the draw; the page that follows shows it whole."""
    found = actions.run_draw(find_draw(request, pk), by=request.actor, at=request.at)
    done = _("已抽出 {n} 家，核验全部通过。").format(n=found.figures["drawn"])
    messages.success(request, done)
    return redirect("draw", pk=pk)


@page(needs=Permission.RUN_DRAWS, scoped=True, methods=("POST",))
def draw_lock(request: OfficeRequest, pk: int) -> HttpResponse:
    """Lock the result and dispatch it: the number typed is that of the drawn firms."""
    found = find_draw(request, pk)
    typed = request.POST.get("typed", "").replace(",", "").strip()
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < MOST_DIGITS else 0
    try:
        visits = dispatch_draw(found, typed_count=number, by=request.actor, at=request.at)
    except RuleBroken as refusal:
        found = find_draw(request, pk)
        return show_draw(request, found, status=422, lock_wrong=sentence(refusal))
    messages.success(request, _("已锁定并派发 {n} 家，公告随后出现在门户。").format(n=len(visits)))
    return redirect("draw", pk=pk)


@page(needs=Permission.WATCH_DRAWS, scoped=True)
def draw_sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the sheet to print and post: the checkpoint whole, as text and as square code."""
    found = find_draw(request, pk)
    stands = draws.ceremony(found)
    fixed = draws.commitment(found)
    heads = [(_("承诺"), fixed.head)]
    if stands.close_head is not None:
        heads.append((_("截止"), stands.close_head))
    if found.result_index is not None:
        heads.append((_("结果"), draws.head(found.result_index + 1)))
    context = {
        "draw": found,
        "task": found.task,
        "page_title": _("承诺书"),
        "commitment": fixed,
        "stands": stands,
        "sources": source_rows(stands),
        "heads": heads,
        "newest": heads[-1],
        "public_address": public_address(found),
        "bare_address": bare_address(found),
        "sentence": sentence_of(found.grade),
        "out": exclusion_rows(found.figures["excluded"]),
    }
    return render(request, "console/draws/sheet.html", context)
