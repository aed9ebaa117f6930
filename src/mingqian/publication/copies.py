"""What the public copies hold: working rows in, only what `rules.disclosure` lets out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mingqian.directories.models import InspectionItem, ItemList
from mingqian.draws import queries as draws
from mingqian.draws.models import Draw
from mingqian.inspections.models import Result
from mingqian.planning import queries as planning
from mingqian.planning.models import Task
from mingqian.rules.disclosure import Record, public_copy
from mingqian.rules.permissions import Actor
from mingqian.rules.results import ResultCode

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


def stage_of(draw: Draw | None) -> str:
    """Return the public stage of a task: approved, committed, closed, drawn or announced."""
    return "approved" if draw is None else STAGES[draw.state]


def item_copy(item: InspectionItem) -> dict[str, object]:
    """Return an item as the public reads it."""
    return public_copy(
        Record.ITEM,
        {
            "code": item.code,
            "category": item.category,
            "matter": item.matter,
            "objects_text": item.objects_text,
            "item_class": item.item_class,
            "method": item.method,
            "department": item.department,
            "level": item.level,
            "legal_bases": item.legal_bases,
        },
    )


def items_of(item_list: ItemList) -> list[dict[str, object]]:
    """Return all items of a version."""
    return [item_copy(item) for item in item_list.items.order_by("code")]


def task_body(task: Task, draw: Draw | None) -> dict[str, object]:
    """Return a task's announcement: what is drawn, from whom, by which rates, and its proof."""
    values: dict[str, Any] = {
        "number": task.number,
        "name": task.name,
        "kind": task.kind,
        "ground": task.ground,
        "year": task.year,
        "sampling": task.sampling,
        "conditions": task.conditions,
        "exclusions": task.exclusions,
        "slots": task.slots,
        "way": task.way,
        "starts_on": task.starts_on.isoformat(),
        "ends_on": task.ends_on.isoformat(),
        "organ": task.organisation.name,
        "units": [unit.name for unit in planning.units_of(task)],
        "items": [
            {
                "code": item.code,
                "matter": item.matter,
                "item_class": item.item_class,
                "method": item.method,
                "legal_bases": item.legal_bases,
            }
            for item in planning.items_of(task)
        ],
        "strata": [
            {
                "code": row.code,
                "title": row.title,
                "numerator": row.numerator,
                "denominator": row.denominator,
                "minimum": row.minimum,
            }
            for row in planning.strata_of(task)
        ],
    }
    if draw is not None:
        values |= _draw_values(draw)
    return public_copy(Record.TASK, values)


def _draw_values(draw: Draw) -> dict[str, Any]:
    announced = draw.state == "dispatched"
    return {
        "counts": draw.figures,
        "sources": draw.sources,
        "commit_hash": draw.commit_hash,
        "seed": draw.seed if announced else "",
        "grade": draw.grade if announced else "",
    }


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
        {
            "position": row.position,
            "name": row.roster.name,
            "credit_code": row.roster.credit_code,
            "region_name": row.roster.target.region_name,
            "tag": row.roster.tag,
            "team": [_member(slot) for slot in row.slots.all() if slot.inspector is not None],
        }
        for row in rows.order_by("position")
    ]


def _member(slot: Any) -> dict[str, object]:
    return public_copy(
        Record.TEAM,
        {
            "name": slot.inspector.name,
            "certificate_number": slot.inspector.certificate_number,
            "unit": slot.inspector.inspector.organisation.name,
            "lead": slot.slot == 0,
        },
    )


def result_body(result: Result, *, published_at: datetime, workdays_used: int) -> dict[str, Any]:
    """Return the columns of a published result."""
    visit = result.visit
    answers = [
        {
            "position": row.position,
            "matter": row.matter,
            "code": row.code,
            "label": ResultCode(row.code).label,
            "note": row.note,
        }
        for row in result.answers.order_by("position")
    ]
    team = [
        {
            "name": member.name,
            "certificate_number": member.certificate_number,
            "unit": member.inspector.organisation.name,
            "lead": member.lead,
        }
        for member in visit.team.select_related("inspector__organisation")
    ]
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
            "answers": answers,
            "team": team,
            "workdays_used": workdays_used,
            "publish_by": result.publish_by,
            "publish_by_provisional": result.publish_by_provisional,
            "published_at": published_at,
        },
    )
