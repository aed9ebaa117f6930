"""Keeping the inspector directory: in, out, accounts, declared interests."""

from datetime import datetime

from django.utils.timezone import localdate

from mingqian.accounts.models import User
from mingqian.audit.door import action
from mingqian.audit.record import record_fact
from mingqian.directories.actions.reasons import need_reason, reaches
from mingqian.directories.models import Inspector, Interest, Target
from mingqian.rules.eligibility import INTEREST_KINDS
from mingqian.rules.permissions import Actor, Permission
from mingqian.rules.refusals import RuleBroken, StepNotAllowed, gettext_noop


def _reaches_inspector(by: Actor, interest: Interest) -> bool:
    return by.reaches(interest.inspector.organisation_id)


def _own_or_managed(by: Actor, inspector: Inspector) -> bool:
    if by.user is not None and inspector.user_id == by.user:
        return True
    return by.may(Permission.MANAGE_INSPECTORS) and by.reaches(inspector.organisation_id)


@action("inspector.take_out", needs=Permission.MANAGE_INSPECTORS, guard=reaches)
def take_out_inspector(inspector: Inspector, *, reason: str, by: Actor, at: datetime) -> Inspector:
    """Take an inspector out, so that no draw can meet them 「出库」 (B 2.1.3).

    Raises:
        TakenAlready: they are out already; says who did it and when.
        RuleBroken: no reason.
    """
    need_reason(reason, gettext_noop("请写明出库原因，例如调离、退休、请假。"))
    if not inspector.active:
        raise StepNotAllowed("inspector", "out", "take_out", ("put_back",))
    inspector.active, inspector.out_reason, inspector.updated_at = False, reason[:200], at
    inspector.save()
    record_fact(reason=reason)
    return inspector


@action("inspector.put_back", needs=Permission.MANAGE_INSPECTORS, guard=reaches)
def put_back_inspector(inspector: Inspector, *, reason: str, by: Actor, at: datetime) -> Inspector:
    """Put an inspector back 「入库」.

    Raises:
        TakenAlready: they are in already; says who did it and when.
        RuleBroken: no reason, or the certificate has lapsed (G 7.3).
    """
    need_reason(reason, gettext_noop("请写明入库理由，理由会记入留痕。"))
    if inspector.active:
        raise StepNotAllowed("inspector", "in", "put_back", ("take_out",))
    if inspector.valid_to < localdate(at):
        raise RuleBroken(
            gettext_noop("执法证 {day} 已到期，不能入库。换证后请导入新的有效期。"),
            field="reason",
            day=inspector.valid_to.isoformat(),
        )
    inspector.active, inspector.out_reason, inspector.updated_at = True, "", at
    inspector.save()
    record_fact(reason=reason)
    return inspector


@action("inspector.link_account", needs=Permission.MANAGE_INSPECTORS, guard=reaches)
def link_account(inspector: Inspector, user: User | None, *, by: Actor, at: datetime) -> Inspector:
    """Say which log-in is this inspector's own, so that visits find them 「关联登录账号」.

    Raises:
        RuleBroken: the account is another inspector's, or of another unit.
    """
    if user is not None:
        holder = Inspector.objects.filter(user=user).exclude(pk=inspector.pk).first()
        if holder is not None:
            raise RuleBroken(
                gettext_noop("这个账号已关联 {name}。"), field="user", name=holder.name
            )
        if user.organisation_id != inspector.organisation_id:
            raise RuleBroken(gettext_noop("账号和检查人员不在同一单位。"), field="user")
    inspector.user = user
    inspector.updated_at = at
    inspector.save()
    return inspector


@action("interest.declare", needs=None, guard=_own_or_managed)
def declare_interest(
    inspector: Inspector, target: Target, *, kind: str, note: str = "", by: Actor, at: datetime
) -> Interest:
    """Declare an interest between an inspector and a target 「申报利害关系」 (G 7.3).

    Anyone may declare for themselves; keepers of the directory for others.

    Raises:
        RuleBroken: unknown kind, no words where the kind says too little, or declared before.
    """
    if kind not in INTEREST_KINDS:
        raise RuleBroken(gettext_noop("请选择利害关系的种类。"), field="kind")
    if INTEREST_KINDS[kind].needs_text and not note.strip():
        raise RuleBroken(gettext_noop("请说明是什么关系。"), field="note")
    if Interest.objects.filter(inspector=inspector, target=target).exists():
        raise RuleBroken(
            gettext_noop("{name} 与这家的利害关系已经申报过了。"),
            field="target",
            name=inspector.name,
        )
    return Interest.objects.create(
        inspector=inspector, target=target, kind=kind, note=note.strip()[:200]
    )


@action("interest.withdraw", needs=Permission.MANAGE_INSPECTORS, guard=_reaches_inspector)
def withdraw_interest(interest: Interest, *, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a declared interest that no longer holds 「撤销利害关系」."""
    need_reason(reason, gettext_noop("请写明撤销理由，理由会记入留痕。"))
    record_fact(reason=reason, inspector=interest.inspector.name, target=interest.target.name)
    interest.delete()
