"""Reading tasks: lists, parts, previews and what a form can choose from."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from mingqian.accounts.models import Organisation
from mingqian.accounts.queries import organisations
from mingqian.directories.models import InspectionItem, Target
from mingqian.directories.queries import expertise_in_use
from mingqian.planning.drafts import StratumDraft, TaskDraft
from mingqian.planning.models import Stratum, Task
from mingqian.planning.people import skill_code, unit_code
from mingqian.planning.preview import Preview, preview
from mingqian.planning.scopes import SCOPES
from mingqian.planning.selection import NO_STRATUM, matching, selection_of
from mingqian.rules.permissions import Actor
from mingqian.rules.sampling import Rate

__all__ = [
    "Preview",
    "draft_of",
    "excluded_targets",
    "find_task",
    "items_of",
    "narrowed",
    "preview",
    "scope_title",
    "skill_titles",
    "strata_of",
    "task_years",
    "tasks",
    "unit_titles",
    "units_of",
]


def tasks(actor: Actor) -> QuerySet[Task]:
    """Return the tasks that the actor sees, newest first, with their launching unit.

    The bureau sees all, another unit those that it launched or executes.
    """
    rows = Task.objects.select_related("organisation").order_by("-id")
    if actor.system or actor.bureau:
        return rows
    own = rows.filter(organisation_id=actor.unit)
    return (own | rows.filter(task_units__organisation_id=actor.unit)).distinct()


def find_task(actor: Actor, key: int) -> Task | None:
    """Return a task that the actor sees, None for others and unknown ones."""
    return tasks(actor).filter(pk=key).first()


def task_years(actor: Actor) -> list[int]:
    """Return the years that have tasks, newest first."""
    years = tasks(actor).order_by("-year").values_list("year", flat=True)
    return list(dict.fromkeys(years))


def items_of(task: Task) -> list[InspectionItem]:
    """Return the items that a task checks, in their order."""
    rows = task.task_items.select_related("item").order_by("position")
    return [row.item for row in rows]


def strata_of(task: Task) -> QuerySet[Stratum]:
    """Return the strata of a task, in their order."""
    rows: QuerySet[Stratum] = Stratum.objects.filter(task=task).order_by("position")
    return rows


def units_of(task: Task) -> list[Organisation]:
    """Return the executing units of a task, by code."""
    rows = task.task_units.select_related("organisation").order_by("organisation__code")
    return [row.organisation for row in rows]


def draft_of(task: Task) -> TaskDraft:
    """Return a saved task as a form would hold it."""
    return TaskDraft(
        name=task.name,
        kind=task.kind,
        ground=task.ground,
        year=task.year,
        scope=task.scope,
        items=tuple(task.task_items.order_by("position").values_list("item_id", flat=True)),
        sampling=task.sampling,
        conditions={name: tuple(values) for name, values in task.conditions.items()},
        exclusions=tuple(task.exclusions),
        repeat_ground=task.repeat_ground,
        strata=tuple(
            StratumDraft(
                title=row.title,
                rate=str(Rate(row.numerator, row.denominator)),
                minimum=row.minimum,
                risk_classes=tuple(row.risk_classes),
                sectors=tuple(row.sectors),
            )
            for row in strata_of(task)
        ),
        rate_ground=task.rate_ground,
        units=tuple(task.task_units.order_by("pk").values_list("organisation_id", flat=True)),
        slots=tuple(task.slots),
        inspector_cap=task.inspector_cap,
        distinct_units=task.distinct_units,
        way=task.way,
        starts_on=task.starts_on,
        ends_on=task.ends_on,
    )


def excluded_targets(task: Task, code: str) -> QuerySet[Target]:
    """Return the listed firms that an exclusion code leaves out, by key, with their unit."""
    listed = matching(selection_of(task)).exclude(place=NO_STRATUM)
    rows: QuerySet[Target] = listed.filter(out=code)
    return rows


def scope_title(code: str) -> str:
    """Return the name of a field of supervision; the code itself if unknown."""
    return SCOPES[code].title if code in SCOPES else code


def skill_titles() -> Mapping[str, str]:
    """Return the expertise of the active inspectors by the code that a slot names."""
    return {skill_code(choice.value): choice.value for choice in expertise_in_use()}


def unit_titles() -> Mapping[str, str]:
    """Return the units in use by the code that a slot names."""
    return {unit_code(unit): unit.name for unit in organisations()}


def narrowed(rows: QuerySet[Task], *, q: str = "", state: str = "") -> QuerySet[Task]:
    """Narrow tasks to a name or number, and to a state."""
    if q:
        rows = rows.filter(Q(name__contains=q) | Q(number=q.strip()))
    return rows.filter(state=state) if state else rows
