"""Reads that the law wants kept: personal values in clear, lists that leave the house."""

from collections.abc import Mapping
from datetime import datetime

from mingqian.audit.door import action
from mingqian.audit.record import record_fact
from mingqian.directories.actions.reasons import need_reason, reaches
from mingqian.directories.models import Inspector, Target
from mingqian.rules.permissions import Actor, Permission
from mingqian.rules.refusals import RuleBroken, gettext_noop

PERSONAL = {Target: ("phone",), Inspector: ("phone", "id_number")}
"""Which fields are personal and can be looked at with a reason."""


@action("personal.reveal", needs=Permission.REVEAL_PERSONAL, guard=reaches)
def reveal_personal(
    subject: Target | Inspector, field: str, *, reason: str, by: Actor, at: datetime
) -> str:
    """Return a personal value in clear and keep who looked, and why 「查看个人信息」.

    Raises:
        RuleBroken: no reason, or a field that is not personal.
    """
    need_reason(reason, gettext_noop("请写明查看理由，理由会记入留痕。"))
    if field not in PERSONAL[type(subject)]:
        raise RuleBroken(gettext_noop("这一项不是个人信息。"), field="field")
    record_fact(field=field, reason=reason)
    return str(getattr(subject, field))


@action("list.export", needs=None)
def note_export(
    *, what: str, rows: int, filters: Mapping[str, str], by: Actor, at: datetime
) -> None:
    """Keep that a list left the house as a file 「导出列表」."""
    record_fact(what=what, rows=rows, filters=dict(filters))
