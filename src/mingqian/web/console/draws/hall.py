"""The hall: one page for the projector, from the waiting to the last team."""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mingqian.draws import queries as draws
from mingqian.rules.permissions import Permission
from mingqian.web.console.draws.found import find_draw
from mingqian.web.console.draws.numbers import DiceForm, NumberForm, faces
from mingqian.web.console.draws.shown import (
    draw_day,
    number_words,
    public_address,
    rail_of,
    sentence_of,
)
from mingqian.web.shared.look.proofs import GRADES, hex_groups
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest

DICE = 20
TEAMS_A_SCREEN = 6


@page(needs=Permission.WATCH_DRAWS, scoped=True)
def draw_hall(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the hall as the draw stands."""
    return hall_page(request, find_draw(request, pk))


@page(needs=Permission.WATCH_DRAWS, scoped=True)
def draw_hall_data(request: OfficeRequest, pk: int) -> HttpResponse:
    """Tell the hall whether anything changed since it was drawn."""
    stands = draws.ceremony(find_draw(request, pk))
    return JsonResponse({"version": version_of(stands, request.at)})


def version_of(stands: draws.Ceremony, at: datetime) -> str:
    """Return a short text that changes whenever the hall has something new to show."""
    typed = "".join(str(each.typed) for each in stands.sources)
    return f"{stands.draw.state}-{len(stands.contributions)}-{typed}-{phase_of(stands, at)}"


def phase_of(stands: draws.Ceremony, at: datetime) -> str:
    """Return what the hall is about: waiting, countdown, dice, lotteries, ready or reveal."""
    draw = stands.draw
    if draw.state == "committed":
        return "waiting"
    if draw.drawn_at:
        return "reveal"
    if draw.state != "closed":
        return "ready"
    if not any(each.kind == "dice" for each in stands.sources):
        return "lotteries"
    early = stands.dice_from is not None and at < stands.dice_from
    return "countdown" if early else "dice"


def hall_page(
    request: OfficeRequest, found: Any, *, refused: NumberForm | None = None, status: int = 200
) -> HttpResponse:
    """Answer with the hall; `refused` is a number that was typed here and not taken."""
    stands = draws.ceremony(found)
    phase = phase_of(stands, request.at)
    own = request.actor.reaches(found.task.organisation_id)
    context: dict[str, Any] = {
        "draw": found,
        "task": found.task,
        "page_title": found.task.name,
        "stands": stands,
        "phase": phase,
        "version": version_of(stands, request.at),
        "rail": rail_of(stands),
        "now": request.at,
        "commitment": hex_groups(found.commit_hash),
        "public_address": public_address(found),
        "may_run": own and request.actor.may(Permission.RUN_DRAWS),
    }
    if phase == "dice":
        context |= _dice(stands, refused)
    if phase in ("lotteries", "ready"):
        context["sources"] = [
            {"source": each, "day": draw_day(each.on), "number": number_words(each)}
            for each in stands.sources
        ]
    if phase == "countdown" and stands.close_head is not None:
        context["root"] = stands.close_head.root
        # The same bytes as checkpoints and `fairdraw verify` write them.
        context["root_in_notes"] = b64encode(bytes.fromhex(stands.close_head.root)).decode()
    if phase == "reveal":
        context |= _reveal(found)
    return render(request, "console/draws/hall.html", context, status=status)


def _dice(stands: draws.Ceremony, refused: NumberForm | None) -> dict[str, Any]:
    """Return the dice as far as they are typed; after a mismatch both readings, side by side."""
    source = next(each for each in stands.sources if each.kind == "dice")
    typed = faces(refused.data.get("digits", "")) if refused is not None else []
    first = _first_reading(source) if len(typed) == DICE and source.typed == 1 else []
    boxes = []
    for place in range(DICE):
        here = typed[place] if place < len(typed) else ""
        other = first[place] if first and first[place] != here else ""
        boxes.append({"place": place + 1, "digit": here, "other": other})
    return {
        "source": source,
        "boxes": boxes,
        "typed": "".join(typed),
        "form": refused or DiceForm(),
        "differ": any(box["other"] for box in boxes),
        "again": source.typed == 1,
    }


def _first_reading(source: draws.SourceView) -> list[str]:
    return list(source.entry.value.partition(":")[2]) if source.entry is not None else []


def _reveal(found: Any) -> dict[str, Any]:
    rows = draws.drawn(found)
    titles = draws.stratum_titles(found)
    staffed = [row for row in rows if row.team]
    return {
        "rows": rows,
        "strata": [
            {"code": code, "title": title, "total": sum(r.stratum == code for r in rows)}
            for code, title in titles.items()
            if any(r.stratum == code for r in rows)
        ],
        "seed": hex_groups(found.seed),
        "lines": [(titles[code], line) for code, line in draws.next_in_line(found, 3).items()],
        "team_screens": list(_chunks(rows, TEAMS_A_SCREEN)),
        "teams": len(staffed),
        "people": sum(bool(member.name) for row in staffed for member in row.team),
        "grade_word": GRADES[found.grade].word,
        "sentence": sentence_of(found.grade),
        "vacant": _("暂缺"),
    }


def _chunks(rows: Iterable[Any], size: int) -> Iterable[list[Any]]:
    listed = list(rows)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
