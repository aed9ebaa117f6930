"""派发以后: visits are made, results recorded, signed by all, submitted, approved."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from mingqian.accounts.queries import check_password
from mingqian.audit.door import action
from mingqian.audit.record import record_fact, record_subject
from mingqian.directories.queries import work_calendar
from mingqian.draws import actions as draws
from mingqian.draws.models import Draw, DrawnTarget
from mingqian.inspections.models import (
    ItemAnswer,
    Result,
    Signature,
    TeamMember,
    Visit,
)
from mingqian.planning import actions as planning
from mingqian.rules.deadlines import PUBLICATION_WORKDAYS
from mingqian.rules.lifecycles import RESULT, VISIT
from mingqian.rules.permissions import SYSTEM, Actor, Permission
from mingqian.rules.refusals import Refusal, Refusals, RuleBroken, gettext_noop
from mingqian.rules.results import check_answer, overall_codes


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for one item: the letter of the result and the words that explain it."""

    code: str
    note: str = ""


def member_of(actor: Actor, visit: Visit) -> TeamMember | None:
    """Return the actor's membership of the visit's team, None for everybody else."""
    if actor.user is None:
        return None
    return visit.team.filter(inspector__user=actor.user).first()


def _on_team(actor: Actor, result: Result) -> bool:
    return member_of(actor, result.visit) is not None


def _leads(actor: Actor, result: Result) -> bool:
    member = member_of(actor, result.visit)
    return member is not None and member.lead


def _heads(actor: Actor, result: Result) -> bool:
    """The head of the executing unit, never a member of the team, decides (G 9.1)."""
    in_unit = actor.unit == result.visit.organisation_id or actor.bureau
    return in_unit and not _on_team(actor, result)


@action("visit.dispatch", needs=Permission.RUN_DRAWS)
def dispatch_draw(draw: Draw, *, typed_count: int, by: Actor, at: datetime) -> list[Visit]:
    """Lock the draw and dispatch a visit for each drawn target 「确认锁定并派发」 (G 7.2).

    Raises RuleBroken when the typed number is not the number of drawn targets.
    """
    draws.lock_draw(draw, typed_count=typed_count, by=by, at=at)
    visits = [_visit_of(drawn, draw, at) for drawn in _drawn_rows(draw)]
    draws.mark_dispatched(draw, by=by, at=at)
    planning.dispatch_task(draw.task, by=by, at=at)
    record_fact(visits=len(visits), commit=draw.commit_hash)
    return visits


def _drawn_rows(draw: Draw) -> list[DrawnTarget]:
    rows = draw.drawn.select_related("roster__target__organisation").prefetch_related(
        "slots__inspector__inspector"
    )
    return list(rows.order_by("position"))


def _visit_of(drawn: DrawnTarget, draw: Draw, at: datetime) -> Visit:
    """Create the visit of a drawn target with its team and its blank result."""
    target, task = drawn.roster.target, draw.task
    visit = Visit.objects.create(
        task=task,
        target=target,
        organisation=target.organisation,
        tag=drawn.roster.tag,
        position=drawn.position,
        target_name=drawn.roster.name,
        credit_code=drawn.roster.credit_code,
        due_on=task.ends_on,
        state=VISIT.start,
        state_at=at,
    )
    TeamMember.objects.bulk_create(
        TeamMember(
            visit=visit,
            inspector=slot.inspector.inspector,
            slot=slot.slot,
            lead=slot.slot == 0,
            name=slot.inspector.name,
            certificate_number=slot.inspector.certificate_number,
        )
        for slot in drawn.slots.all()
        if slot.inspector is not None
    )
    Result.objects.create(visit=visit, state=RESULT.start, state_at=at)
    return visit


@action("result.record", needs=Permission.RECORD_RESULTS, guard=_on_team)
def record_result(
    result: Result,
    answers: Mapping[int, Answer],
    *,
    visited_on: date | None,
    summary: str,
    by: Actor,
    at: datetime,
) -> Result:
    """Record one of the eight results for every item of the task 「录入检查结果」 (G 8.3).

    Nothing has a default: a missing answer is refused by its place. Recording again voids the
    signatures given so far, because they were given to another text.

    Raises Refusals naming each item, or RuleBroken for the date.
    """
    visit = result.visit
    day = _checked_day(visited_on, visit, at)
    rows = _checked_answers(result, answers)
    result.move("record", by=by, at=at)
    result.answers.all().delete()
    ItemAnswer.objects.bulk_create(rows)
    result.signatures.filter(valid=True).update(valid=False)
    result.overall = [code.value for code in overall_codes([row.code for row in rows])]
    result.summary = summary.strip()
    result.content_hash = content_hash(result, rows, day)
    deadline = work_calendar().add_workdays(day, PUBLICATION_WORKDAYS)
    result.publish_by = deadline.date
    result.publish_by_provisional = deadline.provisional
    result.save()
    _finish_visit(visit, day, by=by, at=at)
    record_fact(content_hash=result.content_hash)
    return result


def _checked_day(day: date | None, visit: Visit, at: datetime) -> date:
    if day is None:
        raise RuleBroken(gettext_noop("请填写检查日期。"), field="visited_on")
    if day > localdate(at):
        raise RuleBroken(gettext_noop("检查日期 {day} 还没有到。"), field="visited_on", day=day)
    if day < visit.task.starts_on:
        raise RuleBroken(
            gettext_noop("检查日期 {day} 早于任务开始的 {start}。"),
            field="visited_on",
            day=day,
            start=visit.task.starts_on,
        )
    return day


def _checked_answers(result: Result, answers: Mapping[int, Answer]) -> list[ItemAnswer]:
    items = list(result.visit.task.task_items.select_related("item").order_by("position"))
    if not items:
        raise RuleBroken(gettext_noop("本次任务没有抽查事项，不能录入结果。"))
    unknown = set(answers) - {line.item_id for line in items}
    if unknown:
        raise RuleBroken(gettext_noop("结果里有不属于本次任务的事项。"))
    rows, faults = [], []
    for place, line in enumerate(items, start=1):
        answer = answers.get(line.item_id, Answer(""))
        try:
            code = check_answer(answer.code, answer.note)
        except Refusal as refusal:
            faults.append(_at_place(refusal, place, line.item_id, line.item.matter))
            continue
        rows.append(
            ItemAnswer(
                result=result,
                item_id=line.item_id,
                position=place,
                matter=line.item.matter,
                code=code.value,
                note=answer.note.strip()[:1000],
            )
        )
    if faults:
        raise Refusals(faults)
    return rows


def _at_place(refusal: Refusal, place: int, item: int, matter: str) -> RuleBroken:
    return RuleBroken(
        gettext_noop("第 {place} 项「{matter}」：{why}"),
        field=f"{refusal.field or 'code'}-{item}",
        place=place,
        matter=matter[:40],
        why=str(refusal),
    )


def content_hash(result: Result, rows: list[ItemAnswer], day: date) -> str:
    """Return the SHA-256 of what the team signs: target, day, every answer, the summary."""
    visit = result.visit
    content = {
        "task": visit.task.number,
        "credit_code": visit.credit_code,
        "visited_on": day.isoformat(),
        "answers": [[row.position, row.matter, row.code, row.note] for row in rows],
        "summary": result.summary,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _finish_visit(visit: Visit, day: date, *, by: Actor, at: datetime) -> None:
    if visit.allows("start"):
        visit.move("start", by=by, at=at)
    if visit.allows("finish"):
        visit.move("finish", by=by, at=at)
        visit.finished_at = at
    visit.visited_on = day
    visit.save()


@action("result.sign", needs=Permission.RECORD_RESULTS, guard=_on_team)
def sign_result(
    result: Result, *, password: str, seen_hash: str, by: Actor, at: datetime
) -> Signature:
    """Sign the result as a member of the team 「签字确认」 (G 8.4).

    The signature binds to the content's fingerprint: `seen_hash` is what the page showed, and
    a content that changed meanwhile is refused. The last signature completes the signing.
    """
    result.move("sign", by=by, at=at)
    if not check_password(by, password):
        raise RuleBroken(gettext_noop("密码不对，没有签名。"), field="password")
    if seen_hash != result.content_hash:
        raise RuleBroken(gettext_noop("结果在您打开之后改过，请重新核对后再签名。"))
    member = member_of(by, result.visit)
    assert member is not None  # the guard saw it  # noqa: S101
    if result.signatures.filter(valid=True, inspector=member.inspector_id).exists():
        raise RuleBroken(gettext_noop("您已经签过名了。"))
    signature = Signature.objects.create(
        result=result,
        inspector_id=member.inspector_id,
        user_id=by.user,
        content_hash=result.content_hash,
        at=at,
    )
    if result.signatures.filter(valid=True).count() == result.visit.team.count():
        result.move("complete-signing", by=by, at=at)
    result.save()
    record_fact(content_hash=result.content_hash)
    record_subject(result)
    return signature


@action("result.submit", needs=Permission.RECORD_RESULTS, guard=_leads)
def submit_result(result: Result, *, by: Actor, at: datetime) -> Result:
    """Submit the signed result to the head of the unit 「提交审核」; only the leader may."""
    result.move("submit", by=by, at=at)
    result.return_reason = ""
    result.save()
    return result


@action("result.approve", needs=Permission.APPROVE_RESULTS, guard=_heads)
def approve_result(result: Result, *, by: Actor, at: datetime) -> Result:
    """Approve the result for publication 「审核同意」; the visit counts for this year's cap."""
    result.move("approve", by=by, at=at)
    result.reviewed_by, result.reviewed_at = by.name, at
    result.save()
    target = result.visit.target
    visited = result.visit.visited_on
    if visited and (target.last_inspected_on is None or visited > target.last_inspected_on):
        target.last_inspected_on = visited
        target.save(update_fields=["last_inspected_on"])
    return result


@action("result.return", needs=Permission.APPROVE_RESULTS, guard=_heads)
def return_result(result: Result, *, reason: str, by: Actor, at: datetime) -> Result:
    """Return the result to the team with a reason 「退回修改」; nothing recorded is lost."""
    if not reason.strip():
        raise RuleBroken(gettext_noop("退回须写明原因。"), field="reason")
    result.move("return", by=by, at=at)
    result.return_reason = reason.strip()[:500]
    result.reviewed_by, result.reviewed_at = by.name, at
    result.save()
    return result


@action("result.publish", needs=None)
def mark_published(result: Result, *, by: Actor, at: datetime) -> Result:
    """Note that the public copy exists 「公示」; the last result completes the task."""
    if not by.system:
        raise RuleBroken(gettext_noop("公示由系统在审核同意后自动进行。"))
    result.move("publish", by=by, at=at)
    result.save()
    task = result.visit.task
    open_results = Result.objects.filter(visit__task=task).exclude(state="published")
    if not open_results.exists() and task.allows("complete"):
        planning.complete_task(task, by=SYSTEM, at=at)
    return result
