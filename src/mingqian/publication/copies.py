"""What the public copies hold: working rows in, only what `rules.disclosure` lets out.

Codes become words here, once: a copy stays readable when the tables behind it move on.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mingqian.accounts.queries import organisations
from mingqian.directories.models import InspectionItem, ItemList
from mingqian.directories.queries import regions_in_use, sector_name
from mingqian.draws import queries as draws
from mingqian.draws.freeze import OWED
from mingqian.draws.models import Draw
from mingqian.draws.numbers import source_name
from mingqian.inspections.models import Result
from mingqian.planning import queries as planning
from mingqian.planning.models import Task
from mingqian.planning.scopes import TASK_EXCLUSIONS
from mingqian.rules.disclosure import INTERNAL, Record, public_copy
from mingqian.rules.permissions import Actor
from mingqian.rules.refusals import gettext_noop
from mingqian.rules.results import ResultCode
from mingqian.rules.sampling import EXCLUSIONS, Rate

Handler = Callable[[Actor, datetime], object]

# Which public stage a state of the draw means; until it is dispatched no name is public.
STAGES = {
    "committed": "committed",
    "closed": "closed",
    "revealed": "closed",
    "drawn": "drawn",
    "locked": "drawn",
    "dispatched": "announced",
}
ORDER = ("approved", "committed", "closed", "drawn", "announced")
OWED_TITLE = gettext_noop("递补后必抽")

CONDITIONS: Mapping[str, str] = {
    "regions": gettext_noop("地区"),
    "sectors": gettext_noop("行业领域"),
    "unit_types": gettext_noop("单位类型"),
    "industries": gettext_noop("行业代码"),
    "units": gettext_noop("管辖单位"),
}
INTERNAL_CONDITIONS = frozenset({"risk_classes", "regulatory_types"})
"""Conditions that would tell the internal class of every drawn firm: named, never spelled out."""


def stage_of(draw: Draw | None) -> str:
    """Return the public stage of a task: approved, committed, closed, drawn or announced."""
    return "approved" if draw is None else STAGES[draw.state]


def item_copy(item: InspectionItem) -> dict[str, object]:
    """Return an item as the public reads it."""
    return {
        "code": item.code,
        "category": item.category,
        "matter": item.matter,
        "objects_text": item.objects_text,
        "item_class": item.item_class,
        "method": item.method,
        "department": item.department,
        "level": item.level,
        "legal_bases": item.legal_bases,
    }


def items_of(item_list: ItemList) -> list[dict[str, object]]:
    """Return all items of a version."""
    rows = item_list.items.order_by("code")
    return [public_copy(Record.ITEM, item_copy(item)) for item in rows]


def task_body(task: Task, draw: Draw | None) -> dict[str, object]:
    """Return a task's announcement: what is drawn, from whom, by which rates, and its proof."""
    values: dict[str, Any] = {
        "number": task.number,
        "name": task.name,
        "kind": str(task.get_kind_display()),
        "ground": task.ground,
        "year": task.year,
        "scope": planning.scope_title(task.scope),
        "sampling": str(task.get_sampling_display()),
        "conditions": _conditions(task),
        "exclusions": [TASK_EXCLUSIONS.get(code, code) for code in task.exclusions],
        "slots": _slots(task),
        "way": str(task.get_way_display()),
        "starts_on": task.starts_on.isoformat(),
        "ends_on": task.ends_on.isoformat(),
        "organ": task.organisation.name,
        "units": [unit.name for unit in planning.units_of(task)],
        "items": [item_copy(item) for item in planning.items_of(task)],
        "strata": _strata(task),
    }
    if draw is not None:
        values |= _draw_values(draw)
    return public_copy(Record.TASK, values)


def _conditions(task: Task) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for name, title in CONDITIONS.items():
        values = [str(value) for value in task.conditions.get(name) or ()]
        if values:
            found.append({"title": title, "values": _spelled(name, values)})
    if any(task.conditions.get(name) for name in INTERNAL_CONDITIONS):
        title = gettext_noop("内部风险与监管分类")
        found.append({"title": title, "values": [], "withheld": INTERNAL})
    return found


def _spelled(name: str, values: list[str]) -> list[str]:
    if name == "sectors":
        return [sector_name(value) for value in values]
    if name == "regions":
        names = {choice.value: choice.title for choice in regions_in_use()}
        return [names.get(value, value) for value in values]
    if name == "units":
        names = {str(unit.pk): unit.name for unit in organisations()}
        return [names.get(value, value) for value in values]
    return values


def _slots(task: Task) -> list[str]:
    """Return the places of a team in words: 组长, 具备「粉尘防爆」专长, …."""
    skills, units = planning.skill_titles(), planning.unit_titles()
    words = []
    for slot in task.slots:
        kind, _colon, code = slot.partition(":")
        if kind == "skill":
            words.append(_("专长：{name}").format(name=skills.get(code, code)))
        elif kind == "unit":
            words.append(_("单位：{name}").format(name=units.get(code, code)))
        else:
            words.append(_("组长") if kind == "lead" else _("组员"))
    return words


def _strata(task: Task) -> list[dict[str, object]]:
    titles = _titles(task)
    return [
        {
            "code": row.code,
            "title": titles[row.code],
            "rate": str(Rate(row.numerator, row.denominator)),
            "minimum": row.minimum,
        }
        for row in planning.strata_of(task)
    ]


def _titles(task: Task) -> dict[str, str]:
    """Return the public names of the strata.

    A stratum of an internal risk class goes by its number: with the proof bundle, its name
    would tell the class of every drawn firm.
    """
    titles = {OWED: OWED_TITLE}
    for place, row in enumerate(planning.strata_of(task), start=1):
        hidden = _("第 {place} 层（按内部分类划分）").format(place=place)
        titles[row.code] = hidden if row.risk_classes else row.title
    return titles


def _draw_values(draw: Draw) -> dict[str, Any]:
    announced = draw.state == "dispatched"
    return {
        "counts": _counts(draw),
        "sources": [
            {"id": each["id"], "name": source_name(each["id"]), "on": _day(each["on"])}
            for each in draw.sources
        ],
        "numbers": [
            {
                "name": source_name(draw.sources[row.source]["id"]),
                "on": _day(row.on),
                "value": row.value,
            }
            for row in draw.beacons.filter(confirmed=True).order_by("source")
        ],
        "commit_hash": draw.commit_hash,
        "frozen_at": _moment(draw.frozen_at),
        "closed_at": _moment(draw.closed_at),
        "drawn_at": _moment(draw.drawn_at),
        "seed": draw.seed if announced else "",
        "grade": draw.grade if announced else "",
    }


def _counts(draw: Draw) -> dict[str, Any]:
    """Return how many are listed, take part and are drawn, in all and by stratum."""
    figures, titles = draw.figures, _titles(draw.task)
    return {
        **{
            name: figures[name] for name in ("listed", "eligible", "n", "drawn") if name in figures
        },
        "excluded": [
            {"title": EXCLUSIONS[code].title, "count": count}
            for code, count in figures["excluded"].items()
        ],
        "strata": [
            {
                "title": titles[row["code"]],
                **{name: row[name] for name in ("code", "listed", "eligible", "n")},
            }
            for row in figures["strata"]
        ],
    }


def _day(written: str) -> str:
    """Return a day of the log, 20261117, as people write it; nothing for a source without one."""
    if len(written) != 8 or not written.isdigit():
        return ""
    return f"{written[:4]}-{written[4:6]}-{written[6:]}"


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""


def files_of(draw: Draw, stage: str) -> dict[str, bytes]:
    """Return the public files of a draw: the frozen ones at once, the bundle when announced."""
    files = dict(draws.public_files(draw))
    if stage == "announced":
        files["bundle.zip"] = draws.bundle_bytes(draw)
    return files


def drawn_rows(draw: Draw) -> list[dict[str, Any]]:
    """Return the drawn firms as the announcement lists them."""
    rows = draw.drawn.select_related("roster__target").prefetch_related(
        "slots__inspector__inspector__organisation"
    )
    return [
        public_copy(
            Record.DRAWN,
            {
                "position": row.position,
                "name": row.roster.name,
                "credit_code": row.roster.credit_code,
                "region_name": row.roster.target.region_name,
                "tag": row.roster.tag,
                "team": [_seat(slot) for slot in row.slots.all() if slot.inspector is not None],
            },
        )
        for row in rows.order_by("position")
    ]


def _seat(slot: Any) -> dict[str, object]:
    return {
        "name": slot.inspector.name,
        "certificate_number": slot.inspector.certificate_number,
        "unit": slot.inspector.inspector.organisation.name,
        "lead": slot.slot == 0,
    }


def result_body(result: Result, *, published_at: datetime, workdays_used: int) -> dict[str, Any]:
    """Return the columns of a published result."""
    visit = result.visit
    return public_copy(
        Record.RESULT,
        {
            "task_number": visit.task.number,
            "credit_code": visit.credit_code,
            "name": visit.target_name,
            "region_name": visit.target.region_name,
            "inspected_on": visit.visited_on,
            "organ": visit.organisation.name,
            "overall": result.overall,
            "answers": [_answer(row) for row in result.answers.order_by("position")],
            "team": [_member(row) for row in visit.team.select_related("inspector__organisation")],
            "workdays_used": workdays_used,
            "publish_by": result.publish_by,
            "publish_by_provisional": result.publish_by_provisional,
            "published_at": published_at,
        },
    )


def _answer(row: Any) -> dict[str, object]:
    return {
        "position": row.position,
        "matter": row.matter,
        "code": row.code,
        "label": ResultCode(row.code).label,
        "note": row.note,
    }


def _member(row: Any) -> dict[str, object]:
    return {
        "name": row.name,
        "certificate_number": row.certificate_number,
        "unit": row.inspector.organisation.name,
        "lead": row.lead,
    }
