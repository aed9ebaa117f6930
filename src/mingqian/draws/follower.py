"""Follows planning: what was approved gets its plan entry in the public log at once."""

from datetime import datetime

from mingqian.draws.jobs import register_plan_of
from mingqian.planning.models import Task


def catch_up(at: datetime) -> int:
    """Register every approved task that has no plan entry yet; return how many.

    The tables say what is missing, so no cursor is kept and a second run finds nothing.
    """
    waiting = Task.objects.filter(state="approved", plan_entry=None)
    keys = list(waiting.order_by("id").values_list("pk", flat=True))
    for key in keys:
        register_plan_of(key, at)
    return len(keys)
