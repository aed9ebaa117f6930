"""摇号: freeze and commit, contribute, close, enter the numbers, draw, lock."""

import hashlib
from datetime import date, datetime

from mingqian.audit.door import action
from mingqian.audit.record import record_fact, record_subject
from mingqian.draws import ceremony, outcome
from mingqian.draws.models import BeaconEntry, Contribution, Draw, PlanEntry
from mingqian.draws.numbers import Number, close_by
from mingqian.planning import actions as planning
from mingqian.planning.models import DrawWay, Task
from mingqian.rules.permissions import Actor, Permission
from mingqian.rules.refusals import RuleBroken, gettext_noop

REGISTERED_IN = ("approved", "drawing")


def _reaches_task(actor: Actor, task: Task) -> bool:
    return actor.reaches(task.organisation_id)


def _reaches(actor: Actor, draw: Draw) -> bool:
    return actor.reaches(draw.task.organisation_id)


@action("draw.register_plan", needs=Permission.RUN_DRAWS, guard=_reaches_task)
def register_plan(task: Task, *, by: Actor, at: datetime) -> PlanEntry:
    """Log the plan entry of an approved task 「公开登记计划」; a second call changes nothing.

    Source: SPEC section 4: rates, codes and people are fixed before any draw.
    Raises RuleBroken for a task that is not approved.
    """
    known: PlanEntry | None = PlanEntry.objects.filter(task=task).first()
    if known is not None:
        return known
    if task.state not in REGISTERED_IN:
        raise RuleBroken(gettext_noop("只有已批准的任务才登记计划。"))
    entry = ceremony.register(task, at)
    record_fact(plan=entry.plan_hash, log_index=entry.index)
    return entry


@action("draw.freeze", needs=Permission.RUN_DRAWS, guard=_reaches_task)
def freeze_and_commit(
    task: Task, *, ceremony_on: date | None = None, by: Actor, at: datetime
) -> Draw:
    """Freeze both directories and make the commitment public 「锁定名录并公开承诺」 (G 7.1).

    Source: SPEC sections 2 and 4. From here nobody chooses who is drawn.

    Args:
        task: an approved task.
        ceremony_on: the day of the dice, today if left out; unused in the other ways.
        by: who acts.
        at: when.

    Raises Refusals that name whom and what a draw would lack; nothing is written then.
    """
    planning.start_drawing(task, by=by, at=at)
    plan = PlanEntry.objects.filter(task=task).first() or register_plan(task, by=by, at=at)
    draw = ceremony.commit(task, plan, ceremony_on=ceremony_on, by=by, at=at)
    record_subject(draw)
    return draw


@action("draw.contribute", needs=Permission.CONTRIBUTE, guard=_reaches)
def contribute(draw: Draw, *, who: str, value: str, by: Actor, at: datetime) -> Contribution:
    """Add a text to the seed before the close 「提交见证文字」 (SPEC section 4).

    Raises RuleBroken for a text that the log cannot hold, and in a draw of grade C.
    """
    draw.move("contribute", by=by, at=at)
    contribution = ceremony.add_contribution(draw, who, value, at)
    record_fact(seq=contribution.seq, who=contribution.who, value=contribution.value)
    return contribution


@action("draw.close", needs=Permission.RUN_DRAWS, guard=_reaches)
def close_draw(draw: Draw, *, by: Actor, at: datetime) -> Draw:
    """Log the close: no more texts, the numbers come after it 「截止」 (SPEC section 4)."""
    draw.move("close", by=by, at=at)
    entry = ceremony.close(draw, at)
    draw.save()
    latest = close_by(draw.sources)
    record_fact(
        contributions=draw.contributions.count(),
        log_index=entry.index,
        checkpoint_size=entry.index + 1,
        in_time=latest is None or at <= latest,
    )
    return draw


@action("draw.enter_number", needs=Permission.RUN_DRAWS, guard=_reaches)
def enter_number(draw: Draw, number: Number, *, by: Actor, at: datetime) -> BeaconEntry:
    """Type a public number, the first or the second time 「录入公开数字」 (SPEC section 5).

    Equal typings are logged at once; with the last source the draw can be run.
    Raises RuleBroken naming the field, or every place where the two typings differ.
    """
    draw.move("enter", by=by, at=at)
    entry = ceremony.type_number(draw, number, by, at)
    record_fact(source=draw.sources[number.source]["id"], typing=2 if entry.confirmed else 1)
    if ceremony.all_confirmed(draw):
        draw.move("reveal", by=by, at=at)
    draw.save()
    return entry


@action("draw.discard_number", needs=Permission.RUN_DRAWS, guard=_reaches)
def discard_number(draw: Draw, source: int, *, by: Actor, at: datetime) -> None:
    """Throw away a number that was typed once and not confirmed 「作废未核对的数字」.

    Raises RuleBroken when there is none, or when it stands in the log already.
    """
    draw.move("enter", by=by, at=at)
    entry = BeaconEntry.objects.filter(draw=draw, source=source, confirmed=False).first()
    if entry is None:
        raise RuleBroken(gettext_noop("没有只录了一次的号码可以作废。"), field="source")
    record_fact(source=draw.sources[source]["id"], value=entry.value, first_by=entry.first_by)
    entry.delete()


@action("draw.reveal_secret", needs=Permission.RUN_DRAWS, guard=_reaches)
def reveal_secret(draw: Draw, *, by: Actor, at: datetime) -> Draw:
    """Log the operator's own secret, the source of grade C 「公开系统秘密数」 (SPEC section 5).

    Raises RuleBroken in a draw whose numbers come from outside.
    """
    if draw.task.way != DrawWay.OPERATOR:
        raise RuleBroken(gettext_noop("这次抽取用公开数字，没有系统秘密数。"))
    draw.move("reveal", by=by, at=at)
    ceremony.reveal_own_secret(draw, by, at)
    draw.save()
    return draw


@action("draw.run", needs=Permission.RUN_DRAWS, guard=_reaches)
def run_draw(draw: Draw, *, by: Actor, at: datetime) -> Draw:
    """Compute the draw and keep it once the whole proof verifies 「抽取」 (G 7.1, 7.2).

    Source: SPEC sections 6 to 9 and 14. The result is a function of log and frozen files;
    running it is no choice, and it cannot be run twice.
    Raises RuleBroken when anything is not as it was committed; nothing is written then.
    """
    draw.move("run", by=by, at=at)
    drawn = outcome.keep(draw, outcome.compute(draw), at)
    draw.save()
    packed, report = outcome.checked_bundle(draw)
    draw.grade = report.grade
    draw.report = outcome.report_facts(report)
    draw.save()
    targets = [row.roster.target for row in drawn]
    planning.note_picks(draw.task, targets, by=by, at=at)
    record_fact(grade=draw.grade, bundle=hashlib.sha256(packed).hexdigest())
    return draw


@action("draw.now", needs=Permission.RUN_DRAWS, guard=_reaches_task)
def draw_now(task: Task, *, by: Actor, at: datetime) -> Draw:
    """Freeze, commit, close, reveal and draw in one go 「锁定名录并抽取」 (SPEC 16, grade C).

    Raises RuleBroken for a task that is drawn with public numbers, and what its steps raise.
    """
    if task.way != DrawWay.OPERATOR:
        raise RuleBroken(gettext_noop("这个任务用公开数字抽取，不能一步完成。"))
    draw = freeze_and_commit(task, by=by, at=at)
    close_draw(draw, by=by, at=at)
    reveal_secret(draw, by=by, at=at)
    run_draw(draw, by=by, at=at)
    record_subject(draw)
    record_fact(commit=draw.commit_hash, grade=draw.grade, drawn=draw.figures["drawn"])
    return draw


@action("draw.lock", needs=Permission.RUN_DRAWS, guard=_reaches)
def lock_draw(draw: Draw, *, typed_count: int, by: Actor, at: datetime) -> Draw:
    """Lock the drawn firms and teams 「锁定抽取结果」 (G 7.2).

    Raises RuleBroken when the typed number is not the number of drawn firms.
    """
    count = draw.drawn.count()
    if draw.allows("lock") and typed_count != count:
        raise RuleBroken(
            gettext_noop("抽中 {count} 家，您填的是 {typed} 家，请核对。"),
            field="typed_count",
            count=count,
            typed=typed_count,
        )
    draw.move("lock", by=by, at=at)
    draw.save()
    record_fact(drawn=count, commit=draw.commit_hash)
    return draw


@action("draw.dispatch", needs=Permission.RUN_DRAWS, guard=_reaches)
def mark_dispatched(draw: Draw, *, by: Actor, at: datetime) -> Draw:
    """Mark a locked draw as dispatched, so that it is announced 「公告抽取结果」 (G 7.2)."""
    draw.move("dispatch", by=by, at=at)
    draw.save()
    return draw
