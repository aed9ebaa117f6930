"""Tasks of the demo: one drawn and published, one waiting for the lotteries, one to approve."""

from collections.abc import Callable
from datetime import timedelta

from django.utils.timezone import localdate

from mingqian.accounts.models import Organisation, User
from mingqian.config.demo.county import Clock, actor
from mingqian.directories.models import InspectionItem
from mingqian.directories.queries import current_list
from mingqian.draws import actions as draws
from mingqian.draws import follower as draws_follower
from mingqian.inspections import actions as inspections
from mingqian.inspections.models import Visit
from mingqian.inspections.records import Answer, Record
from mingqian.planning import actions as planning
from mingqian.planning.drafts import StratumDraft, TaskDraft
from mingqian.planning.models import Task
from mingqian.publication import follower as publication_follower

ITEMS_PER_TASK = 4
RESULTS_SHOWN = 14

# What the demo's inspectors found, in turn: mostly in order, as it is.
FOUND = (
    Answer("a"),
    Answer("e", "安全警示标志缺失 2 处，已责令改正。"),
    Answer("a"),
    Answer("a"),
    Answer("g", "消防设施检测报告已过期，限期整改，另行复查。"),
    Answer("h", "现场未开展本次抽查涉及的经营活动。"),
)


def seed_tasks(clock: Clock, say: Callable[[str], None]) -> None:
    """Seed the three tasks."""
    first = approved_task(clock, "2026 年第一次工贸行业安全生产抽查", "gongmao", way="operator")
    draw = draws.draw_now(first, by=actor("officer"), at=clock.tick())
    visits = inspections.dispatch_draw(
        draw, typed_count=draw.drawn.count(), by=actor("officer"), at=clock.tick()
    )
    clock.tick(60 * 24 * 3)
    for number, visit in enumerate(visits[:RESULTS_SHOWN]):
        finish_visit(visit, number, clock)
    follow(clock)
    say(f"  {first.name}：抽取 {len(visits)} 家，已公示 {RESULTS_SHOWN} 家")
    clock.nearly_now()
    second = approved_task(clock, "2026 年危险化学品经营单位抽查", "weihua", way="lotteries")
    waiting = draws.freeze_and_commit(second, by=actor("officer"), at=clock.tick())
    draws.contribute(
        waiting, who="何守正", value="qinghe river 1122", by=actor("observer"), at=clock.tick()
    )
    say(f"  {second.name}：名录已锁定，等待截止与开奖")
    submitted_task(clock, "2026 年冬季烟花爆竹零售点抽查", "yanhua", way="dice")
    follow(clock)


def follow(clock: Clock) -> None:
    """Let the followers catch up, as the worker does every second."""
    draws_follower.catch_up(clock.tick())
    publication_follower.catch_up(clock.tick())


def draft_of(name: str, scope: str, way: str, clock: Clock) -> TaskDraft:
    """Return the draft of a demo task: two strata, all units, the first items of the list."""
    today = localdate(clock.at)
    current = current_list(today)
    items = InspectionItem.objects.filter(item_list=current).order_by("code")[:ITEMS_PER_TASK]
    return TaskDraft(
        name=name,
        kind="planned",
        ground="青禾县应急管理局 2026 年度安全生产监督检查计划",
        year=today.year,
        scope=scope,
        items=tuple(item.pk for item in items),
        exclusions=("y1", "l1"),
        strata=(
            StratumDraft(title="较高和高风险", rate="10", minimum=1, risk_classes=("C", "D")),
            StratumDraft(title="低和一般风险", rate="5", minimum=1, risk_classes=("A", "B")),
        ),
        units=tuple(Organisation.objects.order_by("code").values_list("pk", flat=True)),
        slots=("lead", "any"),
        inspector_cap=12,
        way=way,
        starts_on=today,
        ends_on=today + timedelta(days=30),
    )


def submitted_task(clock: Clock, name: str, scope: str, *, way: str) -> Task:
    """Create and submit a task as the plan officer."""
    bureau = Organisation.objects.get(code="bureau")
    draft = draft_of(name, scope, way, clock)
    officer = actor("officer")
    task = planning.create_task(draft, organisation=bureau, by=officer, at=clock.tick())
    return planning.submit_task(task, by=officer, at=clock.tick())


def approved_task(clock: Clock, name: str, scope: str, *, way: str) -> Task:
    """Create, submit and approve a task; its protocol plan is logged."""
    task = submitted_task(clock, name, scope, way=way)
    planning.approve_task(task, by=actor("head"), at=clock.tick())
    follow(clock)
    return task


def finish_visit(visit: Visit, number: int, clock: Clock) -> None:
    """Record, sign by everybody, submit and approve the result of a visit."""
    team = list(visit.team.select_related("inspector__user").order_by("slot"))
    people = [User.objects.get(pk=member.inspector.user_id) for member in team]
    lines = visit.task.task_items.order_by("position")
    answers = {
        line.item_id: FOUND[(number + place) % len(FOUND)] if place == 0 else Answer("a")
        for place, line in enumerate(lines)
    }
    record = Record(answers=answers, visited_on=localdate(clock.tick()))
    result = inspections.record_result(visit.result, record, by=people[0].actor(), at=clock.at)
    for person in people:
        sign(result, person, clock)
    inspections.submit_result(result, by=people[0].actor(), at=clock.tick())
    inspections.approve_result(
        result, seen_hash=result.content_hash, by=actor("head"), at=clock.tick()
    )


def sign(result: object, person: User, clock: Clock) -> None:
    """Sign as one member, with the password of the demo."""
    from mingqian.config.demo.county import PASSWORD
    from mingqian.inspections.models import Result

    assert isinstance(result, Result)  # noqa: S101
    result.refresh_from_db()
    inspections.sign_result(
        result,
        password=PASSWORD,
        seen_hash=result.content_hash,
        pledged=True,
        by=person.actor(),
        at=clock.tick(1),
    )
