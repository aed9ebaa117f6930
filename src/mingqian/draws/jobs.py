"""Background entry points: load by key, call one action."""

from datetime import datetime

from mingqian.draws.actions import register_plan
from mingqian.planning.models import Task
from mingqian.rules.permissions import SYSTEM


def register_plan_of(task_key: int, at: datetime) -> int:
    """Log the plan entry of a task, if it has none; return its index."""
    task = Task.objects.get(pk=task_key)
    return int(register_plan(task, by=SYSTEM, at=at).index)
