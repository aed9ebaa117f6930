"""Background work of imports: judge a stored file, write a checked one."""

import logging
from datetime import datetime

from django.db.models import QuerySet
from django_tasks import TaskContext, task

from mingqian.accounts.models import User
from mingqian.audit.door import TakenAlready
from mingqian.imports import actions
from mingqian.imports.judging import judge
from mingqian.imports.models import Import
from mingqian.rules.permissions import SYSTEM, Actor
from mingqian.rules.refusals import Refusal, Refusals, gettext_noop

LOGGER = logging.getLogger("mingqian.imports")
BROKEN = gettext_noop(
    "系统出错，没有核对完，也没有写入任何内容。请重新核对；仍然出错请告知系统管理员。"
)


@task(takes_context=True)
def check(context: TaskContext, key: int) -> None:
    """Judge a stored file; safe to run twice, a file that is judged already is left alone."""
    imported = Import.objects.select_related("uploaded_by__organisation").get(pk=key)
    if imported.state != Import.LIFECYCLE.start:
        return
    at, ordered_at = _started(context), imported.state_at
    assert ordered_at is not None  # noqa: S101
    by = imported.uploaded_by.actor()
    try:
        # Certificates are judged on the day of the order, however long the queue was.
        outcome = judge(
            imported, by=by, at=ordered_at, tell=lambda *now: _show_progress(key, *now)
        )
    except Refusal as refusal:
        actions.keep_outcome(imported, _sentence(refusal), by=SYSTEM, at=at)
    except Exception:
        LOGGER.exception("import %s could not be checked", key)
        actions.keep_outcome(imported, BROKEN, by=SYSTEM, at=at)
    else:
        actions.keep_outcome(imported, outcome, by=SYSTEM, at=at)


@task(takes_context=True)
def write(context: TaskContext, key: int, user: int | None) -> None:
    """Write a checked file for the person who ordered it; what fails goes back to its preview."""
    imported = Import.objects.get(pk=key)
    if imported.state != "applying":
        return
    at = _started(context)
    try:
        actions.apply_import(imported, by=_person(user), at=at)
    except TakenAlready:
        LOGGER.info("import %s was written or taken back by somebody else", key)
    except Exception as problem:
        why = _sentence(problem) if isinstance(problem, Refusal) else BROKEN
        LOGGER.exception("import %s could not be written", key)
        actions.release_import(Import.objects.get(pk=key), why=why, by=SYSTEM, at=at)


def _person(user: int | None) -> Actor:
    if user is None:
        return SYSTEM
    person: User = User.objects.select_related("organisation").get(pk=user)
    return person.actor()


def _started(context: TaskContext) -> datetime:
    """Return when the queue started the job: the queue is the edge that asked the clock."""
    started = context.task_result.started_at
    assert started is not None  # noqa: S101
    return started


def _sentence(refusal: Refusal) -> str:
    if isinstance(refusal, Refusals):
        return "".join(str(each) for each in refusal.refusals)
    return str(refusal)


def _show_progress(key: int, done: int, total: int) -> None:
    """Move the bar. A bar is no record, so it is written past the door, outside the trail."""
    QuerySet(Import).filter(pk=key).update(done=done, total=total)
