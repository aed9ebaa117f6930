"""Reading visits and results, limited to what the actor reaches."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from mingqian.directories.queries import work_calendar
from mingqian.inspections.models import Result, Signature, TeamMember, Visit
from mingqian.rules.deadlines import PUBLICATION_WORKDAYS, ClockState, WorkCalendar
from mingqian.rules.permissions import Actor, Permission
from mingqian.rules.results import ResultCode


def _visits() -> QuerySet[Visit]:
    rows: QuerySet[Visit] = Visit.objects.select_related(
        "task", "organisation", "target", "result"
    )
    team = TeamMember.objects.select_related("inspector__organisation")
    return rows.prefetch_related(Prefetch("team", team))


def _of_teams_with(actor: Actor) -> Q:
    memberships = TeamMember.objects.filter(inspector__user=actor.user)
    return Q(pk__in=memberships.values("visit"))


def oversees(actor: Actor) -> bool:
    """Tell whether the actor may look at visits of other teams: heads, officers, observers."""
    return actor.may(Permission.APPROVE_RESULTS) or actor.may(Permission.WATCH_DRAWS)


def visits_for(actor: Actor) -> QuerySet[Visit]:
    """Return the visits the actor may see, the newest task first.

    Inspectors see those of their own teams; heads, officers and observers those of their unit,
    or all of them when they belong to the bureau.
    """
    rows = _visits().order_by("-task", "position")
    if actor.user is None:
        return rows.none()
    if not oversees(actor):
        return rows.filter(_of_teams_with(actor))
    if actor.bureau:
        return rows
    return rows.filter(_of_teams_with(actor) | Q(organisation=actor.unit))


def find_visit(actor: Actor, key: int) -> Visit | None:
    """Return a visit within the actor's reach, None otherwise."""
    return visits_for(actor).filter(pk=key).first()


def narrowed(rows: QuerySet[Visit], *, q: str = "", state: str = "") -> QuerySet[Visit]:
    """Narrow visits to a firm or task by name or number, and to a state of the result."""
    if q:
        named = Q(target_name__contains=q) | Q(task__name__contains=q)
        rows = rows.filter(named | Q(credit_code=q.upper()) | Q(task__number=q))
    return rows.filter(result__state=state) if state else rows


def my_visits(actor: Actor) -> QuerySet[Visit]:
    """Return the visits of the teams the actor is on, by due date."""
    return _visits().filter(_of_teams_with(actor)).order_by("due_on", "task", "position")


def find_my_visit(actor: Actor, key: int) -> Visit | None:
    """Return a visit of a team the actor is on, None otherwise."""
    if actor.user is None:
        return None
    return my_visits(actor).filter(pk=key).first()


def _results_within(actor: Actor) -> QuerySet[Result]:
    """Return the results that the actor may decide on: never those of an own team (G 9.1)."""
    rows: QuerySet[Result] = Result.objects.select_related(
        "visit__task", "visit__organisation", "visit__target"
    ).prefetch_related("visit__team")
    if not actor.may(Permission.APPROVE_RESULTS):
        return rows.none()
    if not actor.bureau:
        rows = rows.filter(visit__organisation=actor.unit)
    own = TeamMember.objects.filter(inspector__user=actor.user)
    return rows.exclude(visit__in=own.values("visit"))


def reviews_for(actor: Actor, *, state: str = "submitted") -> QuerySet[Result]:
    """Return the results in a state within the head's reach, by publication limit."""
    return _results_within(actor).filter(state=state).order_by("publish_by", "id")


def review_counts(actor: Actor) -> dict[str, int]:
    """Return how many results within the head's reach are in which state."""
    counted = _results_within(actor).order_by().values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in counted}


SEEN_BY_HEADS = ("submitted", "returned", "approved", "published")


def find_review(actor: Actor, key: int) -> Result | None:
    """Return a submitted or decided result within the head's reach, None otherwise."""
    return _results_within(actor).filter(pk=key, state__in=SEEN_BY_HEADS).first()


def results_of_task(task_key: int) -> dict[str, int]:
    """Return the number of results of a task by state."""
    counted = Result.objects.filter(visit__task=task_key).values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in counted}


def clock_of(result: Result, today: date, calendar: WorkCalendar) -> ClockState | None:
    """Return the publication clock of a result, None before the visit (G 9.1)."""
    visited = result.visit.visited_on
    if visited is None:
        return None
    published = None
    if result.state == "published" and result.state_at is not None:
        published = localdate(result.state_at)
    return calendar.clock(visited, PUBLICATION_WORKDAYS, today, finished=published)


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the task with what was found for it, if anything yet."""

    place: int
    item: Any  # directories.InspectionItem
    answer: Any  # inspections.ItemAnswer or None


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the team: whether they signed this content, and whether they can."""

    member: Any  # inspections.TeamMember with inspector
    signature: Any  # the valid one for this content, or None
    certified: bool | None  # on the day of the visit; None before it

    @property
    def can_sign(self) -> bool:
        """Whether the person has a log-in to sign with."""
        return self.member.inspector.user_id is not None


@dataclass(frozen=True, slots=True)
class ResultSheet:
    """Everything the pages of one result show, read in a fixed number of queries."""

    visit: Visit
    result: Result
    lines: list[Line]
    team: list[Person]
    clock: ClockState | None

    @property
    def leader(self) -> Any:
        """The member who leads the team, None when there is none."""
        return next((each.member for each in self.team if each.member.lead), None)

    @property
    def signed(self) -> int:
        """How many members signed this content."""
        return sum(each.signature is not None for each in self.team)

    @property
    def overall_labels(self) -> list[str]:
        """The results that speak for the whole check, in full words."""
        return [ResultCode(code).label for code in self.result.overall]

    @property
    def recorder(self) -> str:
        """Who recorded the content last, from the state's own mark while it is recorded."""
        return self.result.state_by if self.result.state == "recorded" else ""


def result_sheet(visit: Visit, today: date) -> ResultSheet:
    """Read the sheet of a visit: items, answers, team, signatures, clock. Five queries."""
    result = visit.result
    result.visit = visit
    answers = {answer.item_id: answer for answer in result.answers.all()}
    lines = visit.task.task_items.select_related("item").order_by("position")
    signatures = {
        row.inspector_id: row
        for row in Signature.objects.filter(
            result=result, valid=True, content_hash=result.content_hash
        )
    }
    team = visit.team.select_related("inspector__organisation").order_by("slot")
    return ResultSheet(
        visit=visit,
        result=result,
        lines=[
            Line(place, line.item, answers.get(line.item_id))
            for place, line in enumerate(lines, start=1)
        ],
        team=[
            Person(member, signatures.get(member.inspector_id), _certified(member, visit))
            for member in team
        ],
        clock=clock_of(result, today, work_calendar()),
    )


def _certified(member: TeamMember, visit: Visit) -> bool | None:
    day = visit.visited_on
    if day is None:
        return None
    return bool(member.inspector.valid_from <= day <= member.inspector.valid_to)
