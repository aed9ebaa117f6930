"""Reading the trail."""

from django.db.models import Q, QuerySet

from mingqian.audit.models import Event
from mingqian.audit.record import label_of


def timeline(*subjects: object) -> QuerySet[Event]:
    """Return the events of the given rows, newest first."""
    return Event.objects.filter(subject__in=[label_of(s) for s in subjects]).order_by("-id")


def events() -> QuerySet[Event]:
    """Return the whole trail, newest first."""
    return Event.objects.order_by("-id")


def events_after(cursor: int, *, actions: tuple[str, ...]) -> QuerySet[Event]:
    """Return the events of these actions after a cursor, oldest first, for followers."""
    return Event.objects.filter(id__gt=cursor, action__in=actions).order_by("id")


def matching(rows: QuerySet[Event], *, q: str = "", action: str = "") -> QuerySet[Event]:
    """Narrow the trail to a person or object by name, and to an action."""
    if q:
        rows = rows.filter(Q(actor_name__contains=q) | Q(subject_label__contains=q))
    return rows.filter(action=action) if action else rows


def latest_by(actor_key: str, count: int) -> QuerySet[Event]:
    """Return the latest events of one actor, for the desk."""
    return Event.objects.filter(actor_key=actor_key).order_by("-id")[:count]
