"""Setting up inspection tasks: draft, submit, return, approve, and what follows the draw."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from mingqian.accounts.models import Organisation
from mingqian.audit.door import action
from mingqian.audit.record import record_fact
from mingqian.directories.models import Target
from mingqian.planning.checks import Checked, check_draft
from mingqian.planning.drafts import TaskDraft
from mingqian.planning.models import Pick, Stratum, Task, TaskItem, TaskUnit
from mingqian.planning.queries import draft_of
from mingqian.rules.lifecycles import TASK
from mingqian.rules.permissions import Actor, Permission
from mingqian.rules.refusals import NotPermitted, RuleBroken, gettext_noop

MAX_SERIAL = 999
REASON_LIMIT = 500


def _reaches(actor: Actor, task: Task) -> bool:
    return actor.reaches(task.organisation_id)


@action("task.create", needs=Permission.MANAGE_TASKS)
def create_task(draft: TaskDraft, *, organisation: Organisation, by: Actor, at: datetime) -> Task:
    """Set up a task as a draft 「拟定抽查任务」 (G 6.2, 7.1).

    Raises Refusals, one for each faulty field; NotPermitted for a unit out of reach.
    """
    if not by.reaches(organisation.pk):
        raise NotPermitted(gettext_noop("只能以本单位的名义发起抽查任务。"))
    checked = check_draft(draft, organisation, localdate(at))
    task = Task(
        organisation=organisation,
        created_by=by.name,
        created_at=at,
        drafters=[by.key],
        state=TASK.start,
        state_at=at,
        state_by=by.name,
    )
    _fill(task, checked)
    _save_numbered(task, at)
    _write_parts(task, checked)
    _record(task, checked)
    return task


@action("task.edit", needs=Permission.MANAGE_TASKS, guard=_reaches)
def edit_task(task: Task, draft: TaskDraft, *, by: Actor, at: datetime) -> Task:
    """Change a task that is a draft or was returned 「修改抽查任务」.

    Raises Refusals, one for each faulty field.
    """
    task.move("edit", by=by, at=at)
    checked = check_draft(draft, task.organisation, localdate(at), task.pk)
    _fill(task, checked)
    _note_drafter(task, by)
    task.save()
    _write_parts(task, checked)
    _record(task, checked)
    return task


@action("task.submit", needs=Permission.MANAGE_TASKS, guard=_reaches)
def submit_task(task: Task, *, by: Actor, at: datetime) -> Task:
    """Submit a task for approval 「提交抽查任务」; its rules are checked once more.

    Raises Refusals where the directories changed so that a rule no longer holds.
    """
    check_draft(draft_of(task), task.organisation, localdate(at), task.pk)
    task.move("submit", by=by, at=at)
    _note_drafter(task, by)
    task.return_reason = ""
    task.save()
    return task


@action("task.return", needs=Permission.APPROVE_TASKS, guard=_reaches)
def return_task(task: Task, *, reason: str, by: Actor, at: datetime) -> Task:
    """Return a submitted task with the reason 「退回抽查任务」."""
    task.return_reason = _reason(reason)
    task.move("return", by=by, at=at)
    task.save()
    return task


@action("task.approve", needs=Permission.APPROVE_TASKS, guard=_reaches)
def approve_task(task: Task, *, by: Actor, at: datetime) -> Task:
    """Approve a submitted task, so that it can be drawn 「批准抽查任务」 (G 6.1).

    Raises RuleBroken when the approver wrote, changed or submitted the task.
    """
    if by.key in task.drafters:
        raise RuleBroken(gettext_noop("自己拟定或提交的任务不能自己批准，请由另一位负责人批准。"))
    task.move("approve", by=by, at=at)
    task.save()
    return task


@action("task.withdraw", needs=Permission.MANAGE_TASKS, guard=_reaches)
def withdraw_task(task: Task, *, reason: str, by: Actor, at: datetime) -> Task:
    """Withdraw a task that was not submitted 「取消抽查任务」; it stays readable."""
    record_fact(reason=_reason(reason))
    task.move("withdraw", by=by, at=at)
    task.save()
    return task


@action("task.freeze", needs=Permission.RUN_DRAWS, guard=_reaches)
def start_drawing(task: Task, *, by: Actor, at: datetime) -> Task:
    """Bring a task into its draw 「开始抽取」; from here it cannot be changed."""
    task.move("freeze", by=by, at=at)
    task.save()
    return task


@action("task.note_picks", needs=Permission.RUN_DRAWS, guard=_reaches)
def note_picks(task: Task, targets: Iterable[Target], *, by: Actor, at: datetime) -> int:
    """Keep which targets the task has drawn this year 「记录本年抽中」 (G 6.2)."""
    rows = [Pick(task=task, target=target, year=task.year) for target in targets]
    Pick.objects.bulk_create(rows)
    record_fact(picks=len(rows))
    return len(rows)


@action("task.dispatch", needs=Permission.RUN_DRAWS, guard=_reaches)
def mark_dispatched(task: Task, *, by: Actor, at: datetime) -> Task:
    """Mark a task as dispatched to its units 「派发抽查任务」 (G 7.2)."""
    task.move("dispatch", by=by, at=at)
    task.save()
    return task


@action("task.complete", needs=None)
def mark_completed(task: Task, *, by: Actor, at: datetime) -> Task:
    """Mark a task as completed once all its results are public 「办结抽查任务」.

    Raises NotPermitted to people: the system completes a task with its last result.
    """
    if not by.system:
        raise NotPermitted(gettext_noop("任务在全部结果公示后由系统办结。"))
    task.move("complete", by=by, at=at)
    task.save()
    return task


def _reason(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise RuleBroken(gettext_noop("请写明理由。"), field="reason")
    if len(text) > REASON_LIMIT:
        raise RuleBroken(gettext_noop("理由最多 {limit} 字。"), field="reason", limit=REASON_LIMIT)
    return text


def _note_drafter(task: Task, by: Actor) -> None:
    if by.key not in task.drafters:
        task.drafters = [*task.drafters, by.key]


def _fill(task: Task, checked: Checked) -> None:
    draft = checked.draft
    for name in ("kind", "year", "scope", "sampling", "repeat_ground", "inspector_cap"):
        setattr(task, name, getattr(draft, name))
    for name in ("distinct_units", "way", "starts_on", "ends_on"):
        setattr(task, name, getattr(draft, name))
    for name in ("name", "ground", "rate_ground"):
        setattr(task, name, getattr(draft, name).strip())
    task.item_list = checked.item_list
    task.conditions = {
        name: list(values) for name, values in checked.selection.conditions.items() if values
    }
    task.exclusions = sorted(set(draft.exclusions))
    task.slots = list(draft.slots)


def _save_numbered(task: Task, at: datetime) -> None:
    """Save under the next free number: region 6, date 8, 1, serial 3 (national format).

    Two officers may take the same serial at once: the second one tries the next.
    """
    prefix = f"{settings.OFFICE_REGION:0<6.6}{localdate(at):%Y%m%d}1"
    last = Task.objects.filter(number__startswith=prefix).order_by("-number").first()
    serial = int(last.number[-3:]) if last is not None else 0
    while serial < MAX_SERIAL:
        serial += 1
        task.number = f"{prefix}{serial:03d}"
        try:
            with transaction.atomic():
                task.save()
        except IntegrityError:
            task.pk = None
            if not Task.objects.filter(number=task.number).exists():
                raise
        else:
            return
    raise RuleBroken(gettext_noop("今天已有 {most} 个任务，编号用完了。"), most=MAX_SERIAL)


def _write_parts(task: Task, checked: Checked) -> None:
    """Write items, strata and units; rows that stay the same are left untouched."""
    _replace(
        task.task_items.all(),
        [
            TaskItem(task=task, item=item, position=place)
            for place, item in enumerate(checked.items, start=1)
        ],
        ("item_id", "position"),
    )
    _replace(
        task.strata.all(),
        [_stratum(task, checked, place) for place in range(len(checked.selection.strata))],
        (
            "code",
            "title",
            "risk_classes",
            "sectors",
            "numerator",
            "denominator",
            "minimum",
            "position",
        ),
    )
    _replace(
        task.task_units.all(),
        [TaskUnit(task=task, organisation=unit) for unit in checked.units],
        ("organisation_id",),
    )


def _stratum(task: Task, checked: Checked, place: int) -> Stratum:
    rule = checked.selection.strata[place]
    return Stratum(
        task=task,
        code=rule.code,
        title=rule.title,
        risk_classes=list(rule.risk_classes),
        sectors=list(rule.sectors),
        numerator=rule.rate.num,
        denominator=rule.rate.den,
        minimum=rule.minimum,
        position=place,
    )


def _replace(rows: Any, wanted: Sequence[Any], fields: Sequence[str]) -> None:
    def values(row: Any) -> list[Any]:
        return [getattr(row, name) for name in fields]

    if [values(row) for row in rows.order_by("pk")] == [values(row) for row in wanted]:
        return
    rows.delete()
    type(wanted[0]).objects.bulk_create(wanted)


def _record(task: Task, checked: Checked) -> None:
    record_fact(
        number=task.number,
        items=len(checked.items),
        item_list=checked.item_list.number,
        strata=len(checked.selection.strata),
        units=[unit.name for unit in checked.units],
    )
