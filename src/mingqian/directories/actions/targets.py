"""Keeping the target directory by hand; whole files come by import."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from mingqian.accounts.models import Organisation
from mingqian.audit.door import action
from mingqian.audit.record import record_fact, record_subject
from mingqian.directories.actions.reasons import need_reason, reaches
from mingqian.directories.checks import checked_values
from mingqian.directories.models import Target, TargetStatus
from mingqian.rules.identifiers import check_credit_code
from mingqian.rules.permissions import Actor, Permission
from mingqian.rules.refusals import RuleBroken, StepNotAllowed, gettext_noop


def _reaches_unit(by: Actor, unit: Any) -> bool:
    return isinstance(unit, Organisation) and by.reaches(unit.pk)


@action("target.create", needs=Permission.MANAGE_TARGETS, guard=_reaches_unit)
def create_target(
    organisation: Organisation, values: Mapping[str, Any], *, by: Actor, at: datetime
) -> Target:
    """Enter a target into the directory 「新增检查对象」.

    Args:
        organisation: the unit that supervises it.
        values: credit_code, name, industry, region and any of `checks.EDITABLE`.
        by: who acts.
        at: when.

    Raises:
        RuleBroken: a value breaks its rule, or the credit code is in the directory.
    """
    code = check_credit_code(values.get("credit_code", ""))
    known = Target.objects.filter(credit_code=code).first()
    if known is not None:
        raise RuleBroken(
            gettext_noop("名录里已有这个统一代码：{name}。"), field="credit_code", name=known.name
        )
    needed = {"name": "", "industry": "", "region": ""}
    checked = checked_values({**needed, **values, "credit_code": code}, localdate(at))
    target: Target = Target.objects.create(organisation=organisation, updated_at=at, **checked)
    record_subject(target)
    return target


@action("target.edit", needs=Permission.MANAGE_TARGETS, guard=reaches)
def edit_target(
    target: Target,
    values: Mapping[str, Any],
    *,
    organisation: Organisation | None = None,
    reason: str,
    by: Actor,
    at: datetime,
) -> Target:
    """Change what the directory holds of a target 「变更检查对象」; each change has its reason.

    Raises:
        RuleBroken: no reason, no change, a value that breaks its rule, or a credit code: a firm
            with another code is another firm.
    """
    need_reason(reason, gettext_noop("请写明变更理由，理由会记入留痕。"))
    if "credit_code" in values:
        raise RuleBroken(
            gettext_noop("统一代码不能变更：代码不同就是另一家。"), field="credit_code"
        )
    checked = checked_values(values, localdate(at))
    changed = {name: v for name, v in checked.items() if getattr(target, name) != v}
    if organisation is not None and organisation.pk != target.organisation_id:
        changed["organisation"] = organisation
    if not changed:
        raise RuleBroken(gettext_noop("没有任何变化，不必保存。"))
    for name, value in changed.items():
        setattr(target, name, value)
    target.updated_at = at
    target.save()
    record_fact(reason=reason)
    return target


@action("target.close", needs=Permission.MANAGE_TARGETS, guard=reaches)
def close_target(target: Target, *, reason: str, by: Actor, at: datetime) -> Target:
    """Take a target out of the directory 「注销检查对象」; it stays readable.

    Raises:
        TakenAlready: it is closed already; says who did it and when.
        RuleBroken: no reason.
    """
    need_reason(reason, gettext_noop("请写明注销理由，理由会记入留痕。"))
    _turn(target, TargetStatus.ACTIVE, TargetStatus.CLOSED, "close")
    target.updated_at = at
    target.save()
    record_fact(reason=reason)
    return target


@action("target.reopen", needs=Permission.MANAGE_TARGETS, guard=reaches)
def reopen_target(target: Target, *, reason: str, by: Actor, at: datetime) -> Target:
    """Put a closed target back into the directory 「恢复在册」.

    Raises:
        TakenAlready: it is in the directory; says who did it and when.
        RuleBroken: no reason.
    """
    need_reason(reason, gettext_noop("请写明恢复理由，理由会记入留痕。"))
    _turn(target, TargetStatus.CLOSED, TargetStatus.ACTIVE, "reopen")
    target.updated_at = at
    target.save()
    record_fact(reason=reason)
    return target


def _turn(target: Target, source: TargetStatus, to: TargetStatus, step: str) -> None:
    if target.status != source:
        raise StepNotAllowed("target", target.status, step, ())
    target.status = to.value
