"""Reading what came out: drawn firms, teams, who would come next, who was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from fairdraw.lots import rank, ranked
from fairdraw.tickets import parse_tickets
from mingqian.directories.queries import interests
from mingqian.draws.models import (
    Draw,
    DrawnTarget,
    RosterInspector,
    RosterTarget,
    TeamSlot,
)
from mingqian.draws.outcome import files_of


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on a team; nobody where a place stays vacant."""

    name: str
    certificate_number: str
    unit: str
    need: str
    lead: bool
    inspector: RosterInspector | None


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A drawn firm with its lot and its team; `place` counts within its stratum, by rank."""

    position: int
    place: int
    name: str
    credit_code: str
    region_name: str
    unit: str
    stratum: str
    stratum_title: str
    via: str
    lot_j: int
    rank: str
    tag: str
    team: tuple[Member, ...]
    drawn: DrawnTarget

    @property
    def unstaffed(self) -> bool:
        """Whether no team could be found for the firm."""
        return not self.team


def stratum_titles(draw: Draw) -> dict[str, str]:
    """Return the names of the strata by code, as they were frozen."""
    return {row["code"]: row["title"] for row in draw.figures["strata"]}


def drawn(draw: Draw) -> list[DrawnRow]:
    """Return the drawn firms in the order of selection with their teams. Three queries."""
    titles = stratum_titles(draw)
    rows = (
        DrawnTarget.objects.filter(draw=draw)
        .select_related("roster__target__organisation")
        .prefetch_related("slots__inspector__inspector__organisation")
        .order_by("position")
    )
    places: dict[str, int] = {}
    shown = []
    for row in rows:
        places[row.roster.stratum] = places.get(row.roster.stratum, 0) + 1
        shown.append(_drawn_row(row, places[row.roster.stratum], titles))
    return shown


def _drawn_row(row: DrawnTarget, place: int, titles: Mapping[str, str]) -> DrawnRow:
    roster, target = row.roster, row.roster.target
    return DrawnRow(
        position=row.position,
        place=place,
        name=roster.name,
        credit_code=roster.credit_code,
        region_name=target.region_name,
        unit=target.organisation.name,
        stratum=roster.stratum,
        stratum_title=titles.get(roster.stratum, roster.stratum),
        via=row.via,
        lot_j=row.lot_j,
        rank=row.rank,
        tag=roster.tag,
        team=tuple(_member(slot) for slot in sorted(row.slots.all(), key=lambda s: s.slot)),
        drawn=row,
    )


def _member(slot: TeamSlot) -> Member:
    held = slot.inspector
    return Member(
        name=held.name if held is not None else "",
        certificate_number=held.certificate_number if held is not None else "",
        unit=held.inspector.organisation.name if held is not None else "",
        need=slot.need,
        lead=slot.slot == 0,
        inspector=held,
    )


@dataclass(frozen=True, slots=True)
class NextRow:
    """A firm that was not drawn and would come next in its stratum."""

    position: int
    name: str
    credit_code: str
    tag: str
    rank: str


def next_in_line(draw: Draw, count: int = 3) -> dict[str, list[NextRow]]:
    """Return who would come next, the first `count` of each stratum by rank (SPEC section 8)."""
    if not draw.seed:
        return {}
    taken = set(DrawnTarget.objects.filter(draw=draw).values_list("roster__tag", flat=True))
    lines: dict[str, list[Any]] = {row["code"]: [] for row in draw.figures["strata"]}
    for ticket in ranked(parse_tickets(files_of(draw)["tickets.txt"]), draw.seed):
        line = lines[ticket.stratum]
        if ticket.tag not in taken and len(line) < count:
            line.append(ticket)
    tags = [ticket.tag for line in lines.values() for ticket in line]
    names = {row.tag: row for row in RosterTarget.objects.filter(draw=draw, tag__in=tags)}
    return {
        code: [
            NextRow(
                place,
                names[ticket.tag].name,
                names[ticket.tag].credit_code,
                ticket.tag,
                rank(draw.seed, ticket.tag, ticket.k)[0],
            )
            for place, ticket in enumerate(line, start=1)
        ]
        for code, line in lines.items()
        if line
    }


def not_drawn(draw: Draw) -> QuerySet[RosterTarget]:
    """Return the listed firms that were not drawn, excluded ones among them, by name."""
    rows: QuerySet[RosterTarget] = RosterTarget.objects.filter(draw=draw, drawn=None)
    return rows.select_related("target__organisation").order_by("stratum", "name", "id")


@dataclass(frozen=True, slots=True)
class Workload:
    """An inspector of the roster with the firms drawn for them."""

    inspector: RosterInspector
    unit: str
    firms: tuple[tuple[int, str, bool], ...]  # position, name, leads


def teams_by_inspector(draw: Draw) -> list[Workload]:
    """Return everybody who is on a team, with their firms, by unit and name."""
    slots = TeamSlot.objects.filter(drawn__draw=draw, inspector__isnull=False).select_related(
        "inspector__inspector__organisation", "drawn__roster"
    )
    people: dict[int, RosterInspector] = {}
    firms: dict[int, list[tuple[int, str, bool]]] = {}
    for slot in slots.order_by("drawn__position"):
        if slot.inspector is not None:
            people.setdefault(slot.inspector.pk, slot.inspector)
            drawn = slot.drawn
            firms.setdefault(slot.inspector.pk, []).append(
                (drawn.position, drawn.roster.name, slot.slot == 0)
            )
    loads = [
        Workload(person, person.inspector.organisation.name, tuple(firms[key]))
        for key, person in people.items()
    ]
    return sorted(loads, key=lambda load: (load.unit, load.inspector.name))


def roster_people(draw: Draw) -> QuerySet[RosterInspector]:
    """Return the frozen roster of inspectors, those left out included, by unit and name."""
    rows: QuerySet[RosterInspector] = RosterInspector.objects.filter(draw=draw)
    return rows.select_related("inspector__organisation").order_by("unit", "name", "id")


@dataclass(frozen=True, slots=True)
class Checks:
    """What the platform checks of a result besides the proof: the four marks of the page."""

    pairs: bool
    leads: bool
    certificates: bool
    strangers: bool

    @property
    def good(self) -> bool:
        """Whether all hold."""
        return self.pairs and self.leads and self.certificates and self.strangers


def checks_of(draw: Draw) -> Checks:
    """Check a result from its rows: two people, a leader, certificates, no declared interest."""
    slots = list(
        TeamSlot.objects.filter(drawn__draw=draw).select_related(
            "inspector__inspector", "drawn__roster"
        )
    )
    teams: dict[int, list[TeamSlot]] = {}
    for slot in slots:
        teams.setdefault(slot.drawn_id, []).append(slot)
    pairs = {(s.inspector.inspector_id, s.drawn.roster.target_id) for s in slots if s.inspector}
    declared = {(row.inspector_id, row.target_id) for row in interests()}
    last = draw.task.ends_on
    return Checks(
        pairs=len(teams) == DrawnTarget.objects.filter(draw=draw).count()
        and all(_people(team) >= 2 for team in teams.values()),
        leads=all(
            any(s.slot == 0 and s.inspector and s.inspector.inspector.may_lead for s in team)
            for team in teams.values()
        ),
        certificates=all(s.inspector.inspector.valid_to >= last for s in slots if s.inspector),
        strangers=not pairs & declared,
    )


def _people(team: list[TeamSlot]) -> int:
    return len({slot.inspector_id for slot in team if slot.inspector_id is not None})
