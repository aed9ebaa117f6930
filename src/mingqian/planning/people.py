"""Who may be drawn as an inspector for a task, and whether they are enough."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairdraw.canonical import is_code
from fairdraw.rows import Conflict
from fairdraw.rows import Inspector as Row
from fairdraw.shortage import Foresight, Shortage, foresee_shortage
from mingqian.accounts.models import Organisation
from mingqian.directories.models import Inspector, Interest
from mingqian.directories.queries import inspectors_for_roster, interests, standing_of
from mingqian.planning.scopes import SKILLS
from mingqian.planning.selection import Selection
from mingqian.rules.eligibility import NeedKind, parse_need, why_out
from mingqian.rules.refusals import Refusal, RuleBroken, gettext_noop

ELSEWHERE = "p4"
NAMES_SHOWN = 6
_NO_HASH = "0" * 64  # the shortage looks at no attributes


@dataclass(frozen=True, slots=True)
class Person:
    """An active inspector as a task sees them.

    Attributes:
        inspector: the row of the directory.
        unit: code of the unit, fit for the public log.
        skills: codes of the expertise, ascending.
        out: exclusion code, "" for somebody who can be drawn.
    """

    inspector: Inspector
    unit: str
    skills: tuple[str, ...]
    out: str


def skill_code(expertise: str) -> str:
    """Return the code of an expertise for the public log; unnamed ones get one from their text."""
    text = expertise.strip()
    if text in SKILLS:
        return SKILLS[text]
    if is_code(text):
        return text
    return "x" + hashlib.sha256(text.encode()).hexdigest()[:12]


def unit_code(organisation: Organisation) -> str:
    """Return the code of a unit for the public log."""
    code = organisation.code.lower()
    return code if is_code(code) else f"u{organisation.pk}"


def people_for(selection: Selection) -> list[Person]:
    """Return all active inspectors, each with the reason why they cannot be drawn, if any."""
    if selection.starts_on is None:
        return []
    found = []
    for inspector in inspectors_for_roster(selection.starts_on):
        out = why_out(standing_of(inspector), selection.starts_on, selection.ends_on)
        code = out.code if out is not None else ""
        if not code and not takes_part(selection, inspector.organisation):
            code = ELSEWHERE
        skills = sorted({skill_code(each) for each in inspector.expertise})
        found.append(Person(inspector, unit_code(inspector.organisation), tuple(skills), code))
    return found


def takes_part(selection: Selection, unit: Organisation) -> bool:
    """Tell whether a unit's people may be drawn: executing units, the launching one, its offices.

    Source: G 7.3, inspectors come from the units that take part in the task.
    """
    launching = selection.organisation
    if unit.pk in selection.units or (launching is not None and unit.pk == launching.pk):
        return True
    return unit.sees_all and (launching is None or launching.sees_all)


def interests_among(targets: Any, people: Sequence[Person]) -> list[Interest]:
    """Return the declared interests between targets (rows or a query) and people who can go."""
    able = {person.inspector.pk for person in people if not person.out}
    rows = interests().filter(target__in=targets)
    return [row for row in rows if row.inspector_id in able]


def foresee(
    selection: Selection,
    people: Sequence[Person],
    declared: Sequence[Interest],
    eligible: int,
    count: int,
) -> list[Refusal]:
    """Say why people may be too few for a draw of `count` firms, before anything is frozen.

    Firms without a declared interest are alike, so as many nameless ones as could be drawn
    stand for them.
    """
    named = {f"t{row.target_id}": row.target.name for row in declared}
    nameless = [f"~{place}" for place in range(min(count, eligible - len(named)))]
    rows = [
        Row(f"i{p.inspector.pk}", p.unit, p.skills, p.inspector.may_lead, 1, "in", _NO_HASH)
        for p in people
        if not p.out
    ]
    conflicts = [
        Conflict(f"t{row.target_id}", f"i{row.inspector_id}", _NO_HASH) for row in declared
    ]
    limits = {row.itag: selection.inspector_cap for row in rows}
    foresight = foresee_shortage(
        [*named, *nameless], count, selection.slots, rows, conflicts, limits
    )
    names = {f"i{p.inspector.pk}": p.inspector.name for p in people}
    return shortage_sentences(
        foresight, named | names, selection.inspector_cap, need_words(people)
    )


def need_words(people: Iterable[Person]) -> dict[str, str]:
    """Return the names of needs: skills and units by their codes."""
    words: dict[str, str] = {}
    for person in people:
        words[f"unit:{person.unit}"] = person.inspector.organisation.name
        for expertise in person.inspector.expertise:
            words[f"skill:{skill_code(expertise)}"] = expertise
    return words


def shortage_sentences(
    foresight: Foresight, names: Mapping[str, str], cap: int, words: Mapping[str, str]
) -> list[Refusal]:
    """Say each shortage in words: which firms, which places, which people, short by how many.

    Args:
        foresight: what the proof's own staffing found.
        names: names of objects and inspectors by tag; an object without a name is any firm.
        cap: firms per inspector.
        words: names of needs, from `need_words`.
    """
    alone = [_alone(found, names, words) for found in foresight.alone]
    return alone + [_together(found, names, cap, words) for found in foresight.together]


def _alone(found: Shortage, names: Mapping[str, str], words: Mapping[str, str]) -> Refusal:
    firms = [names[otag] for otag in found.objects if otag in names]
    nameless = len(found.objects) - len(firms)
    if nameless:
        return RuleBroken(
            gettext_noop("每个检查组要有{needs}，可派的只有 {people}，每组差 {short} 人。"),
            field="slots",
            needs=_needs(found, words),
            people=_listed([names[itag] for itag in found.people]),
            short=found.short // max(1, len(found.objects)),
        )
    return RuleBroken(
        gettext_noop("{firms}：申报利害关系的人回避以后，{needs}只剩 {people}，差 {short} 人次。"),
        field="slots",
        firms=_listed(firms),
        needs=_needs(found, words),
        people=_listed([names[itag] for itag in found.people]),
        short=found.short,
    )


def _together(
    found: Shortage, names: Mapping[str, str], cap: int, words: Mapping[str, str]
) -> Refusal:
    return RuleBroken(
        gettext_noop(
            "{objects} 家需要{needs}共 {places} 人次；能担任的 {people}，每人最多 {cap} 家，"
            "共可承担 {capacity} 人次，差 {short} 人次。"
        ),
        field="inspector_cap",
        objects=len(found.objects),
        needs=_needs(found, words),
        places=found.places,
        people=_listed([names[itag] for itag in found.people]),
        cap=cap,
        capacity=found.capacity,
        short=found.short,
    )


def _needs(found: Shortage, words: Mapping[str, str]) -> str:
    return "、".join(need_word(need, words) for need in found.needs)


def need_word(need: str, words: Mapping[str, str]) -> str:
    """Say a need in words: 组长, 组员, an expertise or a unit."""
    kind = parse_need(need).kind
    if kind is NeedKind.LEAD:
        return gettext_noop("组长")
    if kind is NeedKind.ANY:
        return gettext_noop("组员")
    return f"「{words.get(need, need)}」"


def _listed(names: Sequence[str]) -> str:
    if not names:
        return gettext_noop("0 人")
    shown = "、".join(names[:NAMES_SHOWN])
    if len(names) <= NAMES_SHOWN:
        return shown
    return gettext_noop("{names}等 {count} 个").format(names=shown, count=len(names))
