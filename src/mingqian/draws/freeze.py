"""From the directories to a frozen snapshot: tickets, members, roster, conflicts (SPEC 2)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from fairdraw.canonical import fit_text, jcs
from fairdraw.log import Debt, Log
from fairdraw.matching import min_choice
from fairdraw.operate import Snapshot, debts_due
from fairdraw.rows import Conflict, Inspector, Ticket
from fairdraw.shortage import foresee_shortage
from fairdraw.tickets import (
    Listed,
    Rostered,
    make_conflict,
    make_inspector,
    make_ticket,
    normalize_id,
)
from mingqian.directories.models import Target, TargetStatus
from mingqian.directories.queries import interests
from mingqian.draws.models import RosterTarget
from mingqian.planning.models import Task
from mingqian.planning.people import Person, need_words, people_for, shortage_sentences
from mingqian.planning.selection import NO_STRATUM, Selection, matching, selection_of
from mingqian.rules.refusals import Refusal, RuleBroken, gettext_noop
from mingqian.rules.sampling import EXCLUSIONS

OWED = "owed"
"""The stratum and class of certain picks: rate 0, so that debts take nobody's place."""

MOST_CHOICE = 99
BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class FrozenTarget:
    """A listed target with its ticket and its private attributes."""

    target: Target
    ticket: Ticket
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FrozenPerson:
    """An inspector of the roster with the row that names nobody."""

    person: Person
    row: Inspector


@dataclass(frozen=True)
class Frozen:
    """All that a commitment is about, before it is written anywhere."""

    selection: Selection
    targets: tuple[FrozenTarget, ...]
    people: tuple[FrozenPerson, ...]
    conflicts: tuple[Conflict, ...]
    debts: tuple[Mapping[str, Any], ...] = ()
    unlisted: int = 0
    snapshot: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        snapshot = Snapshot(
            tickets=[each.ticket for each in self.targets],
            members=[identity_of(each.target.credit_code) for each in self.targets],
            frame=[],
            inspectors=[each.row for each in self.people],
            conflicts=self.conflicts,
        )
        object.__setattr__(self, "snapshot", snapshot)

    @property
    def eligible(self) -> list[str]:
        """Return the tags that can be drawn."""
        return [t.tag for t in self.snapshot.tickets if not t.status.startswith("ex:")]

    @property
    def choice(self) -> int:
        """Return the least number of people any place of any object leaves to choose from."""
        found = min_choice(
            self.eligible, self.selection.slots, self.snapshot.inspectors, self.conflicts
        )
        return min(found, MOST_CHOICE)


def moment(at: datetime) -> int:
    """Return a moment as the log writes it: Unix seconds."""
    return int(at.timestamp())


def end_of(task: Task) -> int:
    """Return the end of the task's last day in Beijing, as Unix seconds."""
    midnight = datetime.combine(task.ends_on + timedelta(days=1), time(), BEIJING)
    return moment(midnight.astimezone(UTC))


def scope_name(task: Task) -> str:
    """Return the scope of a task in the log: the office's region and the field's code."""
    return f"{settings.OFFICE_REGION}-{task.scope}"


def identity_of(credit_code: str) -> tuple[str, str]:
    """Return scheme and id of a target in the log."""
    return "uscc", normalize_id("uscc", credit_code)


def certificate_of(number: str) -> tuple[str, str]:
    """Return scheme and id of an inspector in the log."""
    return "cert", normalize_id("cert", number)


def planned_task(task: Task) -> dict[str, Any]:
    """Return the task as its plan entry fixes it: scope, due time, a class for each stratum."""
    classes = [
        {
            "base": "listed",
            "class": stratum.code,
            "den": stratum.denominator,
            "kmax": 1,
            "min": stratum.minimum,
            "num": stratum.numerator,
        }
        for stratum in task.strata.order_by("position")
    ]
    owed = {"base": "listed", "class": OWED, "den": 1, "kmax": 1, "min": 0, "num": 0}
    return {
        "classes": [*classes, owed],
        "due": end_of(task),
        "mode": "open",
        "period": task.number,
        "scope": scope_name(task),
        "task": task.number,
    }


def exclusion_codes() -> list[str]:
    """Return every exclusion code that a row of ours can carry."""
    return sorted(EXCLUSIONS)


def freeze(task: Task, key: bytes, log: Log) -> Frozen:
    """Read the directories once and salt them with the key; nothing is written here."""
    selection = selection_of(task)
    debts, owed = _owed(debts_due(log, scope_name(task)))
    targets = []
    unlisted = 0
    for target in matching(selection):
        if target.pk in owed:
            continue
        if target.place == NO_STRATUM:
            unlisted += 1
            continue
        status = f"ex:{target.out}" if target.out else "in"
        targets.append(_frozen(key, target, selection.strata[target.place].code, status))
    for index, target in owed.values():
        targets.append(_frozen(key, target, OWED, f"must:{index}"))
    people = tuple(_on_roster(key, person, selection) for person in people_for(selection))
    return Frozen(
        selection=selection,
        targets=tuple(targets),
        people=people,
        conflicts=_conflicts(key, targets, people),
        debts=tuple(debts),
        unlisted=unlisted,
    )


def _owed(
    debts: Sequence[Debt],
) -> tuple[list[Mapping[str, Any]], dict[int, tuple[int, Target]]]:
    """Return the debts to list and the targets they make certain picks, by key (SPEC 8)."""
    listed: list[Mapping[str, Any]] = []
    owed: dict[int, tuple[int, Target]] = {}
    for debt in debts:
        rows = RosterTarget.objects.select_related("target__organisation")
        target = rows.get(tag=debt.tag).target
        if target.status == TargetStatus.ACTIVE and target.pk not in owed:
            listed.append({"how": "must", "index": debt.index})
            owed[target.pk] = (debt.index, target)
            continue
        evidence = hashlib.sha256(jcs(attributes_of(target))).hexdigest()
        listed.append({"code": "d1", "evidence": evidence, "how": "drop", "index": debt.index})
    return listed, owed


def attributes_of(target: Target) -> dict[str, str]:
    """Return what the private half of a ticket says of a target; auditors read it."""
    known = {
        "name": target.name,
        "region": target.region,
        "industry": target.industry,
        "sector": target.sector,
        "risk": target.risk_class,
        "unit": target.organisation.name,
        "status": target.status,
        "inspected": target.last_inspected_on.isoformat() if target.last_inspected_on else "",
        "covered": target.covered_by,
    }
    return {name: fit_text(value) for name, value in known.items() if value}


def _frozen(key: bytes, target: Target, stratum: str, status: str) -> FrozenTarget:
    scheme, ident = identity_of(target.credit_code)
    attributes = attributes_of(target)
    listed = Listed(scheme, ident, stratum, status=status, attributes=attributes)
    return FrozenTarget(target, make_ticket(key, listed), attributes)


def _on_roster(key: bytes, person: Person, selection: Selection) -> FrozenPerson:
    inspector = person.inspector
    scheme, ident = certificate_of(inspector.certificate_number)
    rostered = Rostered(
        ident=ident,
        unit=person.unit,
        skills=person.skills,
        lead=inspector.may_lead,
        cap=selection.inspector_cap,
        status=f"ex:{person.out}" if person.out else "in",
        attributes={
            "name": fit_text(inspector.name),
            "valid_to": inspector.valid_to.isoformat(),
        },
        scheme=scheme,
    )
    return FrozenPerson(person, make_inspector(key, rostered))


def _conflicts(
    key: bytes, targets: Sequence[FrozenTarget], people: Sequence[FrozenPerson]
) -> tuple[Conflict, ...]:
    """Return the pairs that may never meet: declared interests (G 7.3)."""
    otags = {each.target.pk: each.ticket.tag for each in targets}
    itags = {each.person.inspector.pk: each.row.itag for each in people}
    return tuple(
        make_conflict(key, otags[row.target_id], itags[row.inspector_id], {"kind": row.kind})
        for row in interests()
        if row.target_id in otags and row.inspector_id in itags
    )


def objections(frozen: Frozen, most: int) -> list[Refusal]:
    """Say what stands against a commitment: nothing to draw, or people too few, by name.

    Args:
        frozen: the snapshot.
        most: objects that can be drawn at most.
    """
    if not frozen.targets:
        return [RuleBroken(gettext_noop("没有符合条件的企业，不能抽取。"))]
    if not most:
        return [RuleBroken(gettext_noop("按现在的名录和比例一家也抽不到，不能抽取。"))]
    rows = frozen.snapshot.inspectors
    cap = frozen.selection.inspector_cap
    foresight = foresee_shortage(
        frozen.eligible,
        most,
        frozen.selection.slots,
        rows,
        frozen.conflicts,
        {row.itag: cap for row in rows},
    )
    # Only firms that somebody may not visit are named: the others lack people like everybody.
    barred = {conflict.otag for conflict in frozen.conflicts}
    names = {e.ticket.tag: e.target.name for e in frozen.targets if e.ticket.tag in barred}
    names |= {each.row.itag: each.person.inspector.name for each in frozen.people}
    words = need_words([each.person for each in frozen.people])
    return shortage_sentences(foresight, names, cap, words)
