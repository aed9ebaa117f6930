"""Reading the trail."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mingqian.audit.models import Event
from mingqian.audit.record import label_of


@dataclass(frozen=True)
class TrailSearch:
    """What the trail is narrowed to; empty values narrow nothing. `until` is not included."""

    q: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


def timeline(*subjects: object) -> QuerySet[Event]:
    """Return the events of the given rows, newest first."""
    return Event.objects.filter(subject__in=[label_of(s) for s in subjects]).order_by("-id")


def events(search: TrailSearch | None = None) -> QuerySet[Event]:
    """Return the trail, newest first: all of it, or what fits."""
    rows = Event.objects.order_by("-id")
    search = search or TrailSearch()
    if search.q:
        rows = rows.filter(
            Q(actor_name__contains=search.q)
            | Q(subject_label__contains=search.q)
            | Q(request_id=search.q.removeprefix("E-"))
        )
    if search.action:
        rows = rows.filter(action=search.action)
    if search.since:
        rows = rows.filter(at__gte=search.since)
    if search.until:
        rows = rows.filter(at__lt=search.until)
    return rows


def events_after(cursor: int, *, actions: tuple[str, ...]) -> QuerySet[Event]:
    """Return the events of these actions after a cursor, oldest first, for followers."""
    return Event.objects.filter(id__gt=cursor, action__in=actions).order_by("id")


def latest_by(actor_key: str, count: int) -> QuerySet[Event]:
    """Return the latest events of one actor, for the desk."""
    return Event.objects.filter(actor_key=actor_key).order_by("-id")[:count]
