"""Typing a public number: once by one person, again to confirm; what differs is named."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mingqian.draws import actions
from mingqian.draws import queries as draws
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import RuleBroken
from mingqian.web.console.draws.found import find_draw
from mingqian.web.console.draws.hall import hall_page
from mingqian.web.console.draws.numbers import NumberForm, form_for
from mingqian.web.console.draws.shown import draw_day
from mingqian.web.shared.pages import page, sentence
from mingqian.web.shared.request import OfficeRequest

IN_HALL = "hall"


def _source(stands: draws.Ceremony, place: int) -> draws.SourceView:
    if place >= len(stands.sources) or stands.sources[place].kind == "operator":
        raise Http404
    return stands.sources[place]


@page(needs=Permission.RUN_DRAWS, scoped=True, methods=("GET", "POST"))
def draw_number(request: OfficeRequest, pk: int, place: int) -> HttpResponse:
    """Type the number of one source, the first or the second time."""
    found = find_draw(request, pk)
    source = _source(draws.ceremony(found), place)
    day = source.on
    initial = {"on": f"{day[:4]}-{day[4:6]}-{day[6:]}"}
    if request.method == "GET":
        if found.state != "closed" or source.typed == 2:
            return redirect("draw", pk=pk)
        return _number_page(request, found, source, form_for(source)(initial=initial))
    form = form_for(source)(request.POST)
    if form.is_valid():
        try:
            return _type(request, found, source, form)
        except RuleBroken as refusal:
            name = refusal.field if refusal.field in form.fields else None
            form.add_error(name, sentence(refusal))
    return _number_page(request, found, source, form, status=422)


def _type(request: OfficeRequest, found: Any, source: Any, form: NumberForm) -> HttpResponse:
    number = form.number(source.place, source.on)
    entry = actions.enter_number(found, number, by=request.actor, at=request.at)
    if request.POST.get("next") == IN_HALL:
        return redirect("draw-hall", pk=found.pk)
    if not entry.confirmed:
        messages.success(request, _("第一次录入已存。请对照公告或记录，再录一次。"))
        return redirect("draw-number", pk=found.pk, place=source.place)
    done = _("{name} 两次录入一致，已公开。").format(name=_(source.name))
    messages.success(request, done)
    return redirect("draw", pk=found.pk)


def _number_page(
    request: OfficeRequest, found: Any, source: Any, form: NumberForm, *, status: int = 200
) -> HttpResponse:
    if request.POST.get("next") == IN_HALL:
        return hall_page(request, found, refused=form, status=status)
    context = {
        "draw": found,
        "task": found.task,
        "source": source,
        "day": draw_day(source.on),
        "form": form,
        "again": source.typed == 1,
        "page_title": _("录入号码：{name}").format(name=_(source.name)),
    }
    return render(request, "console/draws/number.html", context, status=status)


@page(needs=Permission.RUN_DRAWS, scoped=True, methods=("POST",))
def draw_discard(request: OfficeRequest, pk: int, place: int) -> HttpResponse:
    """Throw a first typing away, so that it can be typed afresh."""
    found = find_draw(request, pk)
    source = _source(draws.ceremony(found), place)
    actions.discard_number(found, source.place, by=request.actor, at=request.at)
    if request.POST.get("next") == IN_HALL:
        return redirect("draw-hall", pk=pk)
    messages.success(request, _("第一次录入已作废，请重新录入。"))
    return redirect("draw-number", pk=pk, place=place)
