"""Reading where a draw stands: texts, sources, numbers, times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from mingqian.draws.models import BeaconEntry, Contribution, Draw
from mingqian.draws.numbers import (
    close_by,
    dice_from,
    effective_at,
    kind_of,
    parts_of,
    source_name,
    sources_for,
)
from mingqian.draws.queries.proof import SignedHead, head


def next_sources(way: str, at: datetime) -> list[Mapping[str, Any]]:
    """Return what a freeze at this moment would name: id, name, on, and from when it is known."""
    named = [{"id": name, "on": on} for name, on in sources_for(way, localdate(at))]
    return [
        {**each, "name": source_name(each["id"]), "effective_at": effective_at(each)}
        for each in named
    ]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source of the ceremony and how far its number is.

    Attributes:
        place: place in the committed sources, used to type the number.
        id: protocol name; name: for people; kind: lottery, dice or operator.
        on: committed day, YYYYMMDD, or "-".
        effective_at: nobody knows the number before; None for dice and our own secret.
        typed: 0 not yet, 1 typed once, 2 confirmed and logged.
        value: the number once it is confirmed, "" before.
        parts: its parts with their names, once it is confirmed.
        entry: who typed it and when, None before the first typing.
    """

    place: int
    id: str
    name: str
    kind: str
    on: str
    effective_at: datetime | None
    typed: int
    value: str
    parts: tuple[tuple[str, str], ...]
    entry: BeaconEntry | None


@dataclass(frozen=True, slots=True)
class Ceremony:
    """Where a draw stands, for the wizard and the hall.

    Attributes:
        close_by: until when the close is well before every public number.
        dice_from: from when dice may be thrown; shown as a countdown, not enforced.
    """

    draw: Draw
    contributions: tuple[Contribution, ...]
    sources: tuple[SourceView, ...]
    close_by: datetime | None
    dice_from: datetime | None
    close_head: SignedHead | None

    @property
    def missing(self) -> tuple[SourceView, ...]:
        """The sources whose number is not confirmed."""
        return tuple(each for each in self.sources if each.typed < 2)


def ceremony(draw: Draw) -> Ceremony:
    """Return where a draw stands: texts, sources, numbers, times."""
    entries = {row.source: row for row in BeaconEntry.objects.filter(draw=draw)}
    return Ceremony(
        draw=draw,
        contributions=tuple(Contribution.objects.filter(draw=draw).order_by("seq")),
        sources=tuple(
            _source(place, each, entries.get(place)) for place, each in enumerate(draw.sources)
        ),
        close_by=close_by(draw.sources),
        dice_from=dice_from(draw.sources, draw.closed_at),
        close_head=None if draw.close_index is None else head(draw.close_index + 1),
    )


def _source(place: int, named: Mapping[str, str], entry: BeaconEntry | None) -> SourceView:
    confirmed = entry is not None and entry.confirmed
    value = entry.value if entry is not None and confirmed else ""
    kind = kind_of(named["id"])
    return SourceView(
        place=place,
        id=named["id"],
        name=source_name(named["id"]),
        kind=kind,
        on=named["on"],
        effective_at=effective_at(named),
        typed=0 if entry is None else 1 + confirmed,
        value=value,
        parts=tuple(parts_of(value)) if value and kind != "operator" else (),
        entry=entry,
    )
