"""Which draws there are, and what a task would draw now."""

from django.db.models import QuerySet

from fairdraw.operate import debts_due
from mingqian.draws import log
from mingqian.draws.freeze import scope_name
from mingqian.draws.models import Draw
from mingqian.planning.models import Task
from mingqian.planning.preview import Preview
from mingqian.planning.queries import preview
from mingqian.rules.permissions import Actor


def draws(actor: Actor) -> QuerySet[Draw]:
    """Return the draws that the actor sees, newest first, with task and launching unit."""
    rows = Draw.objects.select_related("task__organisation").order_by("-id")
    if actor.system or actor.bureau:
        return rows
    own = rows.filter(task__organisation_id=actor.unit)
    return (own | rows.filter(task__task_units__organisation_id=actor.unit)).distinct()


def find_draw(actor: Actor, key: int) -> Draw | None:
    """Return a draw that the actor sees, None for others and unknown ones."""
    return draws(actor).filter(pk=key).first()


def draw_of(task: Task) -> Draw | None:
    """Return the draw of a task, None before the freeze."""
    return Draw.objects.select_related("task__organisation").filter(task=task).first()


def draw_preview(task: Task) -> Preview:
    """Return what a task would draw now, debts of its scope included."""
    return preview(task, owed=len(debts_due(log.read_log(), scope_name(task))))
