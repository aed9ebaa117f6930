"""The one door for writes: `@action` checks rights, opens the transaction, writes the event."""

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models, transaction
from django.utils.timezone import localtime

from mingqian.audit.models import Event, Governed
from mingqian.audit.record import OpenAction, label_of, opened
from mingqian.rules.permissions import TITLES, Actor, Permission
from mingqian.rules.refusals import NotPermitted, Refusal, StepNotAllowed, gettext_noop

P = ParamSpec("P")
R = TypeVar("R")
Guard = Callable[[Actor, Any], bool]

_TRAIL_LOCK = 20150729  # any number, the same in every process
# Columns that say where a row stands; the directories have no lifecycle but are in or out.
_STANDING = frozenset({"state", "status", "active"})
_LOOK_BACK = 50  # events of one row that may lie between a step and who comes too late

# Set by the web edge for one request; empty in jobs.
request_id: ContextVar[str] = ContextVar("request_id", default="")


class TakenAlready(Refusal):
    """Somebody else was faster; says who and when (shown as 409)."""


@dataclass(frozen=True)
class Declared:
    """What an action declares: its name, the permission it needs, its guard, its function."""

    name: str
    needs: Permission | None
    guard: Guard | None
    function: Callable[..., Any]


REGISTRY: dict[str, Declared] = {}


def action(
    name: str, *, needs: Permission | None, guard: Guard | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an action: the only way to write a governed table.

    The function takes its subject first (if it has one) and `by: Actor` and `at: datetime` by
    keyword. A governed subject is locked and read again, so that of two officers one wins.

    Args:
        name: dotted name, the vocabulary of timeline, API and followers.
        needs: the permission, None when anybody may (log-in, jobs check for themselves).
        guard: a predicate on (actor, subject) for rights that depend on the object.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        if name in REGISTRY:
            raise RuntimeError(f"two actions are named {name}")
        declared = Declared(name, needs, guard, function)
        REGISTRY[name] = declared
        parameters = list(inspect.signature(function).parameters)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            subject = args[0] if args else kwargs.get(parameters[0])
            by, at = kwargs["by"], kwargs["at"]
            assert isinstance(by, Actor)  # noqa: S101
            assert isinstance(at, datetime)  # noqa: S101
            return _perform(declared, subject, by, at, lambda: function(*args, **kwargs))

        run.declared = declared  # type: ignore[attr-defined]
        return run

    return decorate


def _perform(
    declared: Declared, subject: Any, by: Actor, at: datetime, call: Callable[[], R]
) -> R:
    if declared.needs is not None and not by.may(declared.needs):
        raise NotPermitted(
            gettext_noop("您的角色不能进行这项操作，所需权限是「{permission}」。"),
            permission=TITLES[declared.needs],
        )
    try:
        with transaction.atomic(), opened(OpenAction(declared.name)) as current:
            _lock(subject)
            if declared.guard is not None and not declared.guard(by, subject):
                raise NotPermitted(gettext_noop("这不是您单位或您本人负责的事项，不能操作。"))
            result = call()
            current.events.append(_event(current, _subject_of(current, subject, result), by, at))
            _hand_over(current)
            return result
    except StepNotAllowed as refusal:
        raise _explained(subject, refusal, by) from refusal


def _lock(subject: Any) -> None:
    if isinstance(subject, Governed) and subject.pk is not None:
        model = type(subject)
        try:
            subject.refresh_from_db(from_queryset=model._base_manager.select_for_update())
        except model.DoesNotExist as error:
            raise TakenAlready(
                gettext_noop("{what}已不在系统里，您的操作没有生效。"), what=str(subject)
            ) from error


def _subject_of(current: OpenAction, subject: Any, result: Any) -> Any:
    for candidate in (current.subject, subject, result):
        if isinstance(candidate, models.Model):
            return candidate
    return None


def _event(current: OpenAction, subject: Any, by: Actor, at: datetime) -> Event:
    return Event(
        action=current.name,
        at=at,
        actor_key=by.key,
        actor_name=by.name,
        actor_unit=by.unit_name,
        request_id=request_id.get(),
        subject=label_of(subject) if subject is not None else "",
        subject_label=str(subject)[:200] if subject is not None else "",
        facts=current.facts,
        changes=current.changes,
    )


def _hand_over(current: OpenAction) -> None:
    """Give the events to the outer action, or write them at the end of the outermost.

    On PostgreSQL the writers queue for the last moment of their transactions, so that the order
    of the keys is the order of the commits and no follower's cursor passes an event by.
    """
    if current.outer is not None:
        current.outer.events.extend(current.events)
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TRAIL_LOCK])
    for event in current.events:
        event.save(force_insert=True)


def _last_step(label: str) -> Event | None:
    """Return the event that last moved a row; who only looked at it or printed it is not named."""
    for event in Event.objects.filter(subject=label).order_by("-id")[:_LOOK_BACK]:
        for change in event.changes:
            if change["row"] == label and not _STANDING.isdisjoint(change.get("new", {})):
                return event
    return None


def _explained(subject: Any, refusal: StepNotAllowed, by: Actor) -> Refusal:
    """Tell who brought the subject into the state that refuses the step, and when."""
    if not isinstance(subject, models.Model):
        return refusal
    last = _last_step(label_of(subject))
    if last is None:
        return refusal
    from mingqian.audit.wording import did

    return TakenAlready(
        gettext_noop("{who} 已于 {when} {did}，您的操作没有生效。请刷新后查看。"),
        who=gettext_noop("您") if last.actor_key == by.key else last.actor_name,
        when=f"{localtime(last.at):%m-%d %H:%M}",
        did=did(last.action),
    )
