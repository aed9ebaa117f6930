"""公示: make the public copies; nothing on the portal comes from anywhere else."""

import hashlib
from datetime import datetime

from django.utils.timezone import localdate

from mingqian.audit.door import action
from mingqian.audit.record import record_fact, record_subject
from mingqian.directories.models import ItemList
from mingqian.directories.queries import work_calendar
from mingqian.draws.models import Draw
from mingqian.inspections import actions as inspections
from mingqian.inspections.models import Result
from mingqian.planning.models import Task
from mingqian.publication import copies
from mingqian.publication.models import (
    FollowerCursor,
    PublishedDrawn,
    PublishedFile,
    PublishedItemList,
    PublishedResult,
    PublishedTask,
)
from mingqian.rules.permissions import Actor
from mingqian.rules.refusals import NotPermitted, gettext_noop


def _only_system(by: Actor) -> None:
    if not by.system:
        raise NotPermitted(gettext_noop("公开副本由系统按留痕自动生成。"))


@action("publication.publish_items", needs=None)
def publish_items(item_list: ItemList, *, by: Actor, at: datetime) -> PublishedItemList:
    """Publish a version of the item list 「公布抽查事项清单」 (G 5.1.1); a second call is idle."""
    _only_system(by)
    known = PublishedItemList.objects.filter(number=item_list.number).first()
    if known is not None:
        return known
    return PublishedItemList.objects.create(
        number=item_list.number,
        title=item_list.title,
        reason=item_list.reason,
        effective_on=item_list.effective_on,
        published_at=at,
        items=copies.items_of(item_list),
    )


@action("publication.announce_task", needs=None)
def announce_task(task: Task, *, by: Actor, at: datetime) -> PublishedTask:
    """Bring the public page of a task up to its state 「任务公告」 (G 7.2).

    Approved: what will be drawn, from whom, by which rates. Committed and closed: the frozen
    files and the checkpoint. Dispatched: the drawn firms, their teams and the proof bundle.
    A page that already stands where the task does stays as it is, with its dates.
    """
    _only_system(by)
    draw = Draw.objects.filter(task=task).first()
    stage = copies.stage_of(draw)
    known = PublishedTask.objects.filter(task_number=task.number).first()
    if known is not None and known.stage == stage:
        return known
    shown = known or PublishedTask(task_number=task.number, published_at=at)
    shown.name, shown.year, shown.stage = task.name, task.year, stage
    shown.body = copies.task_body(task, draw)
    if draw is not None:
        shown.commit_hash = draw.commit_hash
        _publish_files(task.number, copies.files_of(draw, stage), at)
    if draw is not None and stage == "announced":
        shown.grade, shown.announced_at = draw.grade, at
        _publish_drawn(task.number, draw)
    shown.save()
    record_fact(stage=stage)
    return shown


def _publish_files(task_number: str, files: dict[str, bytes], at: datetime) -> None:
    for path, body in files.items():
        digest = hashlib.sha256(body).hexdigest()
        known = PublishedFile.objects.filter(task_number=task_number, path=path).first()
        if known is None:
            PublishedFile.objects.create(
                task_number=task_number, path=path, body=body, sha256=digest, published_at=at
            )
        elif known.sha256 != digest:
            known.body, known.sha256, known.published_at = body, digest, at
            known.save()


def _publish_drawn(task_number: str, draw: Draw) -> None:
    if PublishedDrawn.objects.filter(task_number=task_number).exists():
        return
    PublishedDrawn.objects.bulk_create(
        PublishedDrawn(task_number=task_number, **row) for row in copies.drawn_rows(draw)
    )


@action("publication.publish_result", needs=None)
def publish_result(result: Result, *, by: Actor, at: datetime) -> PublishedResult:
    """Publish an approved result 「公示检查结果」 (G 9.1) with the working days it took.

    The copy is a row of its own that a trigger keeps unchangeable.
    """
    _only_system(by)
    visit = result.visit
    known = PublishedResult.objects.filter(
        task_number=visit.task.number, credit_code=visit.credit_code
    ).first()
    if known is not None:
        return known
    assert visit.visited_on is not None  # recorded with the answers  # noqa: S101
    used = work_calendar().workdays_between(visit.visited_on, localdate(at))
    copy = PublishedResult.objects.create(
        **copies.result_body(result, published_at=at, workdays_used=max(0, used)),
        overall_text="".join(result.overall),
    )
    inspections.mark_published(result, by=by, at=at)
    record_subject(result)
    return copy


@action("publication.follow", needs=None)
def follow(
    name: str, event_id: int, *, handler: copies.Handler | None, by: Actor, at: datetime
) -> None:
    """Handle one event of the trail and move the follower's cursor past it, or neither."""
    _only_system(by)
    if handler is not None:
        handler(by, at)
    FollowerCursor.objects.update_or_create(name=name, defaults={"event_id": event_id})
