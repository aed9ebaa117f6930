"""Reading visits and results, limited to what the actor reaches."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from mingqian.directories.queries import work_calendar
from mingqian.inspections.models import Result, Visit
from mingqian.rules.deadlines import PUBLICATION_WORKDAYS, ClockState
from mingqian.rules.permissions import Actor, Permission


def visits_for(actor: Actor) -> QuerySet[Visit]:
    """Return the visits the actor may see.

    Inspectors see those of their own teams, heads and officers those of their unit, people of
    the bureau with a task or review duty all of them.
    """
    rows: QuerySet[Visit] = Visit.objects.select_related(
        "task", "organisation", "target", "result"
    ).prefetch_related("team")
    own = Q(team__inspector__user=actor.user)
    wider = actor.may(Permission.APPROVE_RESULTS) or actor.may(Permission.WATCH_DRAWS)
    if actor.system or (actor.bureau and wider):
        return rows
    if wider:
        own |= Q(organisation=actor.unit)
    return rows.filter(own).distinct()


def find_visit(actor: Actor, key: int) -> Visit | None:
    """Return a visit within the actor's reach, None otherwise."""
    return visits_for(actor).filter(pk=key).first()


def my_visits(actor: Actor) -> QuerySet[Visit]:
    """Return the visits of the teams the actor is on, by due date."""
    rows: QuerySet[Visit] = Visit.objects.filter(team__inspector__user=actor.user)
    rows = rows.select_related("task", "organisation", "target", "result")
    return rows.prefetch_related("team").order_by("due_on", "position")


def reviews_for(actor: Actor) -> QuerySet[Result]:
    """Return the submitted results that wait for the actor's decision, by publication limit."""
    rows: QuerySet[Result] = Result.objects.filter(state="submitted").select_related(
        "visit__task", "visit__organisation"
    )
    if not actor.bureau:
        rows = rows.filter(visit__organisation=actor.unit)
    rows = rows.exclude(visit__team__inspector__user=actor.user) if actor.user else rows
    return rows.order_by("publish_by", "id")


def results_of_task(task_key: int) -> dict[str, int]:
    """Return the number of results of a task by state."""
    counted = Result.objects.filter(visit__task=task_key).values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in counted}


@dataclass(frozen=True, slots=True)
class ResultSheet:
    """Everything the pages of one result show, read in a fixed number of queries."""

    visit: Visit
    result: Result
    items: list[Any]  # TaskItem with item
    answers: dict[int, Any]  # by item key
    team: list[Any]
    signed: dict[int, Any]  # valid signatures by inspector key
    clock: ClockState | None


def result_sheet(visit: Visit, today: date) -> ResultSheet:
    """Read the sheet of a visit: items, answers, team, signatures, publication clock."""
    result = visit.result
    published = result.state_at.date() if result.state == "published" and result.state_at else None
    clock = None
    if visit.visited_on:
        clock = work_calendar().clock(
            visit.visited_on, PUBLICATION_WORKDAYS, today, finished=published
        )
    return ResultSheet(
        visit=visit,
        result=result,
        items=list(visit.task.task_items.select_related("item").order_by("position")),
        answers={answer.item_id: answer for answer in result.answers.all()},
        team=list(visit.team.select_related("inspector__organisation")),
        signed={row.inspector_id: row for row in result.signatures.filter(valid=True)},
        clock=clock,
    )
