"""What a task would draw, before anything is committed: the preview is free, the commit is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingqian.accounts.models import Organisation
from mingqian.directories.models import Interest
from mingqian.planning.drafts import TaskDraft
from mingqian.planning.models import Task
from mingqian.planning.people import Person, foresee, interests_among, people_for
from mingqian.planning.selection import (
    NO_STRATUM,
    Selection,
    matching,
    preset,
    selection_from,
    selection_of,
    strata_counts,
)
from mingqian.rules.eligibility import parse_need
from mingqian.rules.refusals import Refusal, RuleBroken, gettext_noop
from mingqian.rules.sampling import Stratum, StratumPreview
from mingqian.rules.sampling import preview as preview_strata

SMALL_CELL = 5
"""Strata below this many firms SHOULD be merged (SPEC section 2)."""


@dataclass(frozen=True, slots=True)
class StratumView:
    """A stratum in the preview: what it holds and what it would draw."""

    code: str
    title: str
    item_class: str
    rate: str
    minimum: int
    listed: int
    excluded: Mapping[str, int]
    eligible: int
    n: int
    most: int
    empty: bool
    small: bool
    broken: Refusal | None


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The inspectors in the preview.

    Attributes:
        listed: all active inspectors.
        able: those who can be drawn.
        out: how many are left out, by exclusion code.
        leads: those who can lead.
        needed: person-visits that the draw asks for.
        capacity: person-visits that the able ones can give.
        conflicts: declared interests between able people and firms that can be drawn.
    """

    listed: int
    able: int
    out: Mapping[str, int]
    leads: int
    needed: int
    capacity: int
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """The numbers of a task while it is still being changed.

    Attributes:
        matched: active firms that meet scope, conditions and units.
        unlisted: firms among them that fit no stratum and so are not listed.
        strata: one view each, in order.
        listed: firms of all strata.
        eligible: firms that can be drawn.
        excluded: firms left out, by exclusion code.
        n: firms that will be drawn by rates and minimums.
        max_drawn: the most that can be drawn, debts included.
        people: the inspectors.
        broken: rules of law that the strata break.
        shortages: why people are too few, with names.
        warnings: what is allowed and should be seen.
    """

    matched: int
    unlisted: int
    strata: tuple[StratumView, ...]
    listed: int
    eligible: int
    excluded: Mapping[str, int]
    n: int
    max_drawn: int
    people: PeopleView
    broken: tuple[Refusal, ...] = ()
    shortages: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = field(default=())

    @property
    def ready(self) -> bool:
        """Whether nothing stands against the freeze."""
        return self.n > 0 and not self.broken and not self.shortages


def preview(
    source: TaskDraft | Task,
    *,
    organisation: Organisation | None = None,
    task: int | None = None,
    owed: int = 0,
) -> Preview:
    """Return what a task or a half-filled draft would draw. At most six queries.

    Args:
        source: a saved task, or what a form holds now.
        organisation: the launching unit of a draft.
        task: key of the task that the draft changes.
        owed: certain picks from earlier replacements in the scope.
    """
    if isinstance(source, Task):
        return preview_of(selection_of(source), owed)
    return preview_of(selection_from(source, organisation, task), owed)


def preview_of(selection: Selection, owed: int = 0) -> Preview:
    """Return the preview of a selection."""
    strata, matched, unlisted = strata_counts(selection)
    counted = preview_strata(
        strata,
        floor=preset().general_minimum.value,
        basis=preset().general_minimum.basis,
        ground=selection.rate_ground,
    )
    people = people_for(selection)
    drawn = counted.max_drawn + owed
    declared = _declared(selection, people, drawn)
    return Preview(
        matched=matched,
        unlisted=unlisted,
        strata=tuple(_view(place, row, selection) for place, row in enumerate(counted.strata)),
        listed=counted.listed,
        eligible=counted.eligible,
        excluded=counted.excluded,
        n=counted.n,
        max_drawn=drawn,
        people=_people_view(selection, people, drawn, len(declared)),
        broken=_broken(selection, counted.strata),
        shortages=tuple(_shortages(selection, people, declared, counted.eligible, drawn)),
        warnings=tuple(_warnings(unlisted, strata, counted.strata)),
    )


def _view(place: int, row: StratumPreview, selection: Selection) -> StratumView:
    stratum = row.stratum
    return StratumView(
        code=stratum.code,
        title=stratum.title,
        item_class=stratum.item_class.value,
        rate=str(stratum.rate),
        minimum=stratum.minimum,
        listed=stratum.listed,
        excluded=stratum.excluded,
        eligible=stratum.eligible,
        n=row.n,
        most=row.most,
        empty=row.empty,
        small=0 < stratum.listed < SMALL_CELL,
        broken=selection.strata[place].broken or row.broken,
    )


def _people_view(
    selection: Selection, people: Sequence[Person], drawn: int, conflicts: int
) -> PeopleView:
    able = [person for person in people if not person.out]
    out: dict[str, int] = {}
    for person in people:
        if person.out:
            out[person.out] = out.get(person.out, 0) + 1
    return PeopleView(
        listed=len(people),
        able=len(able),
        out=out,
        leads=sum(person.inspector.may_lead for person in able),
        needed=drawn * len(selection.slots),
        capacity=len(able) * selection.inspector_cap,
        conflicts=conflicts,
    )


def _broken(selection: Selection, rows: Sequence[StratumPreview]) -> tuple[Refusal, ...]:
    """Return what is wrong with the strata, each at the field of its rate."""
    found: list[Refusal] = []
    for place, (rule, row) in enumerate(zip(selection.strata, rows, strict=True)):
        if rule.broken is not None:
            found.append(rule.broken)
        elif row.broken is not None:
            facts = row.broken.facts
            found.append(RuleBroken(row.broken.template, field=f"strata-{place}-rate", **facts))
    return tuple(found)


def _declared(selection: Selection, people: Sequence[Person], drawn: int) -> list[Interest]:
    """Return the interests that count in this draw; none while the draft is unfinished."""
    if not _can_foresee(selection, drawn):
        return []
    listed = matching(selection).exclude(place=NO_STRATUM).filter(out="")
    return interests_among(listed.order_by().values("pk"), people)


def _shortages(
    selection: Selection,
    people: Sequence[Person],
    declared: Sequence[Interest],
    eligible: int,
    drawn: int,
) -> list[Refusal]:
    if not _can_foresee(selection, drawn):
        return []
    return foresee(selection, people, declared, eligible, drawn)


def _can_foresee(selection: Selection, drawn: int) -> bool:
    starts = selection.starts_on is not None
    return bool(drawn) and starts and _slots_make_sense(selection.slots)


def _slots_make_sense(slots: Sequence[str]) -> bool:
    try:
        return bool([parse_need(slot) for slot in slots])
    except RuleBroken:
        return False


def _warnings(
    unlisted: int, strata: Sequence[Stratum], rows: Sequence[StratumPreview]
) -> list[Refusal]:
    found: list[Refusal] = []
    if unlisted:
        found.append(
            RuleBroken(gettext_noop("{count} 家不属于任何一层，不会列入抽取。"), count=unlisted)
        )
    for stratum, row in zip(strata, rows, strict=True):
        facts: dict[str, Any] = {"title": stratum.title, "listed": stratum.listed}
        if row.empty:
            found.append(RuleBroken(gettext_noop("「{title}」有企业，但一家也不抽。"), **facts))
        if not stratum.listed:
            found.append(RuleBroken(gettext_noop("「{title}」没有企业。"), **facts))
        elif stratum.listed < SMALL_CELL:
            found.append(
                RuleBroken(
                    gettext_noop("「{title}」只有 {listed} 家，容易猜到是谁，建议与别的层合并。"),
                    **facts,
                )
            )
    return found
