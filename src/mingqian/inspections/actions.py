"""派发以后: visits are made, results recorded, signed by all, submitted, approved."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingqian.accounts.queries import check_password
from mingqian.audit.door import TakenAlready, action
from mingqian.audit.queries import timeline
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
from mingqian.inspections.records import (
    LONGEST_REASON,
    Record,
    checked_record,
    content_hash,
    tidy,
)
from mingqian.planning import actions as planning
from mingqian.rules.deadlines import PUBLICATION_WORKDAYS
from mingqian.rules.lifecycles import RESULT, VISIT
from mingqian.rules.permissions import SYSTEM, Actor, Permission
from mingqian.rules.refusals import NotPermitted, RuleBroken, gettext_noop
from mingqian.rules.results import overall_codes

CHANGED_MEANWHILE = gettext_noop(
    "{who} 已于 {when} 改过这份检查结果，您的操作没有生效。请核对新内容后再试。"
)


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
    planning.mark_dispatched(draw.task, by=by, at=at)
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
def record_result(result: Result, record: Record, *, by: Actor, at: datetime) -> Result:
    """Record one of the eight results for every item of the task 「录入检查结果」 (G 8.3).

    Nothing has a default: a missing answer is refused by its place. Recording again voids the
    signatures given so far, because they were given to another text. What a colleague has
    recorded since the form was opened is never written over unseen.

    Raises Refusals naming each fault at its place, TakenAlready when the content is another.
    """
    result.move("record", by=by, at=at)
    _same_content(result, record.seen_hash)
    day, rows = checked_record(result, record, at)
    result.answers.all().delete()
    ItemAnswer.objects.bulk_create(rows)
    result.overall = [code.value for code in overall_codes([row.code for row in rows])]
    result.summary = tidy(record.summary)
    result.content_hash = content_hash(result, rows, day)
    result.signatures.filter(valid=True).update(valid=False)
    deadline = work_calendar().add_workdays(day, PUBLICATION_WORKDAYS)
    result.publish_by = deadline.date
    result.publish_by_provisional = deadline.provisional
    result.save()
    _finish_visit(result.visit, day, by=by, at=at)
    record_fact(content_hash=result.content_hash)
    return result


def _same_content(result: Result, seen_hash: str) -> None:
    """Refuse an act on a content that is no longer the one the page showed."""
    if seen_hash == result.content_hash:
        return
    last = timeline(result).filter(action="result.record").first()
    raise TakenAlready(
        CHANGED_MEANWHILE,
        who=last.actor_name if last else "",
        when=f"{localtime(last.at):%m-%d %H:%M}" if last else "",
    )


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
    result: Result, *, password: str, seen_hash: str, pledged: bool, by: Actor, at: datetime
) -> Signature:
    """Sign the result as a member of the team 「签字确认」 with the pledge of integrity (G 8.4).

    The signature binds to the content's fingerprint: `seen_hash` is what the page showed, and
    a content that changed meanwhile is refused. The last signature completes the signing.
    """
    result.move("sign", by=by, at=at)
    _same_content(result, seen_hash)
    if not pledged:
        raise RuleBroken(gettext_noop("请先阅读廉政承诺并勾选。"), field="pledged")
    if not check_password(by, password):
        raise RuleBroken(gettext_noop("密码不对，没有签名。"), field="password")
    member = member_of(by, result.visit)
    assert member is not None and by.user is not None  # the guard saw both  # noqa: S101, PT018
    if result.signatures.filter(valid=True, inspector=member.inspector_id).exists():
        raise RuleBroken(gettext_noop("您已经签过名了。"))
    signature = Signature.objects.create(
        result=result,
        inspector_id=member.inspector_id,
        user_id=by.user,
        content_hash=result.content_hash,
        at=at,
    )
    if all_signed(result):
        result.move("complete-signing", by=by, at=at)
    result.save()
    record_fact(content_hash=result.content_hash, pledged=True)
    record_subject(result)
    return signature


def all_signed(result: Result) -> bool:
    """Tell whether every member of the team signed the content as it stands now."""
    team = set(result.visit.team.values_list("inspector_id", flat=True))
    valid = result.signatures.filter(valid=True, content_hash=result.content_hash)
    return bool(team) and team == set(valid.values_list("inspector_id", flat=True))


@action("result.submit", needs=Permission.RECORD_RESULTS, guard=_leads)
def submit_result(result: Result, *, by: Actor, at: datetime) -> Result:
    """Submit the signed result to the head of the unit 「提交审核」; only the leader may."""
    result.move("submit", by=by, at=at)
    result.return_reason = ""
    result.save()
    return result


@action("result.approve", needs=Permission.APPROVE_RESULTS, guard=_heads)
def approve_result(result: Result, *, seen_hash: str, by: Actor, at: datetime) -> Result:
    """Approve the result for publication 「审核同意」; the visit counts for this year's cap.

    The approval is for the content that the page showed, signed by every member as it stands.
    """
    result.move("approve", by=by, at=at)
    _same_content(result, seen_hash)
    if not all_signed(result):
        raise RuleBroken(gettext_noop("签名与现在的内容不符，不能同意。请退回检查组重新签名。"))
    result.reviewed_by, result.reviewed_at = by.name, at
    result.save()
    record_fact(content_hash=result.content_hash)
    target = result.visit.target
    visited = result.visit.visited_on
    if visited and (target.last_inspected_on is None or visited > target.last_inspected_on):
        target.last_inspected_on = visited
        target.save(update_fields=["last_inspected_on"])
    return result


@action("result.return", needs=Permission.APPROVE_RESULTS, guard=_heads)
def return_result(result: Result, *, reason: str, by: Actor, at: datetime) -> Result:
    """Return the result to the team with a reason 「退回修改」; nothing recorded is lost."""
    result.move("return", by=by, at=at)
    reason = tidy(reason)
    if not reason:
        raise RuleBroken(gettext_noop("退回须写明原因：哪一项，怎么改。"), field="reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken(
            gettext_noop("退回原因最多 {limit} 字，请精简。"), field="reason", limit=LONGEST_REASON
        )
    result.return_reason = reason
    result.reviewed_by, result.reviewed_at = by.name, at
    result.save()
    return result


@action("result.publish", needs=None)
def mark_published(result: Result, *, by: Actor, at: datetime) -> Result:
    """Note that the public copy exists 「公示」; the last result completes the task."""
    if not by.system:
        raise NotPermitted(gettext_noop("公示由系统在审核同意后自动进行。"))
    result.move("publish", by=by, at=at)
    result.save()
    task = result.visit.task
    open_results = Result.objects.filter(visit__task=task).exclude(state="published")
    if not open_results.exists() and task.allows("complete"):
        planning.mark_completed(task, by=SYSTEM, at=at)
    return result
