"""Follows the trail: what was approved, frozen, dispatched or signed off becomes public."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from mingqian.audit.models import Event
from mingqian.audit.queries import events_after
from mingqian.directories.models import ItemList
from mingqian.draws.models import Draw
from mingqian.inspections.models import Result
from mingqian.planning.models import Task
from mingqian.publication import actions
from mingqian.publication.models import FollowerCursor
from mingqian.publication.queries import item_lists
from mingqian.rules.permissions import SYSTEM

NAME = "publication"
LOGGER = logging.getLogger("mingqian.publication")
_BATCH = 200


def _key(event: Event) -> int:
    return int(event.subject.partition(":")[2])


def _task(event: Event) -> Any:
    task = Task.objects.get(pk=_key(event))
    return lambda by, at: actions.announce_task(task, by=by, at=at)


def _draw(event: Event) -> Any:
    task = Draw.objects.select_related("task").get(pk=_key(event)).task
    return lambda by, at: actions.announce_task(task, by=by, at=at)


def _result(event: Event) -> Any:
    result = Result.objects.get(pk=_key(event))
    return lambda by, at: actions.publish_result(result, by=by, at=at)


def _item_lists(_event: Event) -> Any:
    """Return what publishes the versions that are not public yet; None when all are."""
    published = set(item_lists().values_list("number", flat=True))
    waiting = list(ItemList.objects.exclude(number__in=published).order_by("number"))
    if not waiting:
        return None

    def publish(by: Any, at: datetime) -> None:
        for item_list in waiting:
            actions.publish_items(item_list, by=by, at=at)

    return publish


HANDLERS: dict[str, Callable[[Event], Any]] = {
    "import.apply": _item_lists,
    "task.approve": _task,
    "draw.freeze": _draw,
    "draw.now": _draw,
    "draw.close": _draw,
    "draw.run": _draw,
    "visit.dispatch": _draw,
    "result.approve": _result,
}


def catch_up(at: datetime) -> int:
    """Handle the events since the last call; return how many.

    An event that fails is logged and tried again next time; none is passed by, so what comes
    after it waits.
    """
    handled = 0
    cursor = FollowerCursor.objects.filter(name=NAME).first()
    position = cursor.event_id if cursor else 0
    for event in events_after(position, actions=tuple(HANDLERS))[:_BATCH]:
        try:
            handler = HANDLERS[event.action](event)
            actions.follow(NAME, event.pk, handler=handler, by=SYSTEM, at=at)
        except Exception:
            LOGGER.exception("publication stands still at event %s (%s)", event.pk, event.action)
            break
        handled += 1
    return handled
