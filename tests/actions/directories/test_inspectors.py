"""Inspectors in and out of the directory, their accounts, and what they declare."""

from datetime import date

import pytest

from mingqian.audit.door import TakenAlready
from mingqian.audit.models import Event
from mingqian.directories import actions, queries
from mingqian.directories.models import Inspector, Interest, Target
from mingqian.rules.permissions import SYSTEM
from mingqian.rules.refusals import NotPermitted, RuleBroken
from tests.world_registers import (
    fill,
    inspector_row,
    inspectors_file,
    upload,
    write,
)


@pytest.fixture
def full(world):
    fill(world)
    return world


@pytest.fixture
def inspector(full):
    return Inspector.objects.get(organisation=full.units["t02"], name="检查员1")


def last():
    return Event.objects.latest("id")


def test_out_and_in_with_reason_and_event(full, inspector):
    clerk = full.actor("clerk")
    actions.take_out_inspector(inspector, reason="休产假", by=clerk, at=full.tick())
    assert (inspector.active, inspector.out_reason) == (False, "休产假")
    assert (last().action, last().facts) == ("inspector.take_out", {"reason": "休产假"})
    with pytest.raises(TakenAlready, match="周文清 已于"):
        actions.take_out_inspector(inspector, reason="再次", by=SYSTEM, at=full.tick())
    actions.put_back_inspector(inspector, reason="假满", by=clerk, at=full.tick())
    assert (inspector.active, inspector.out_reason) == (True, "")
    with pytest.raises(TakenAlready, match="入库"):
        actions.put_back_inspector(inspector, reason="再次", by=SYSTEM, at=full.tick())


def test_nobody_comes_back_with_a_lapsed_certificate(full):
    body = inspectors_file([inspector_row(9, valid_to=date(2026, 10, 31))])
    write(full, upload(full, "inspectors", body))
    lapsed = Inspector.objects.get(name="检查员9")
    with pytest.raises(RuleBroken, match="2026-10-31 已到期"):
        actions.put_back_inspector(lapsed, reason="x", by=full.actor("clerk"), at=full.tick())


@pytest.mark.parametrize("act", [actions.take_out_inspector, actions.put_back_inspector])
def test_out_and_in_need_reason_right_and_unit(full, inspector, act):
    with pytest.raises(RuleBroken):
        act(inspector, reason=" ", by=full.actor("clerk"), at=full.tick())
    full.person("clerk1", "乡镇名录", "t01", "directory_clerk")
    for who in ("officer", "clerk1"):
        with pytest.raises(NotPermitted):
            act(inspector, reason="x", by=full.actor(who), at=full.tick())


def test_an_account_belongs_to_one_inspector_of_its_unit(full, inspector):
    clerk = full.actor("clerk")
    actions.link_account(inspector, full.users["inspector2"], by=clerk, at=full.tick())
    assert last().action == "inspector.link_account"
    other = Inspector.objects.exclude(pk=inspector.pk).first()
    with pytest.raises(RuleBroken, match="已关联 检查员1"):
        actions.link_account(other, full.users["inspector2"], by=clerk, at=full.tick())
    with pytest.raises(RuleBroken, match="不在同一单位"):
        actions.link_account(inspector, full.users["inspector1"], by=clerk, at=full.tick())
    with pytest.raises(NotPermitted):
        actions.link_account(inspector, None, by=full.actor("head2"), at=full.tick())
    actions.link_account(inspector, None, by=clerk, at=full.tick())
    assert inspector.user is None


def test_an_inspector_declares_for_themselves(full, inspector):
    actions.link_account(
        inspector, full.users["inspector2"], by=full.actor("clerk"), at=full.tick()
    )
    target = Target.objects.first()
    actions.declare_interest(
        inspector, target, kind="kin", by=full.actor("inspector2"), at=full.tick()
    )
    assert last().action == "interest.declare"
    assert [i.target for i in queries.interests_of(inspector)] == [target]
    with pytest.raises(RuleBroken, match="已经申报过"):
        actions.declare_interest(
            inspector, target, kind="shares", by=full.actor("clerk"), at=full.tick()
        )


def test_nobody_declares_for_others_but_the_keeper(full, inspector):
    target = Target.objects.first()
    for who in ("inspector1", "head2", "officer"):
        with pytest.raises(NotPermitted):
            actions.declare_interest(
                inspector, target, kind="kin", by=full.actor(who), at=full.tick()
            )


@pytest.mark.parametrize(("kind", "field"), [("friend", "kind"), ("other", "note")])
def test_an_interest_has_a_kind_and_where_needed_words(full, inspector, kind, field):
    with pytest.raises(RuleBroken) as caught:
        actions.declare_interest(
            inspector, Target.objects.first(), kind=kind, by=full.actor("clerk"), at=full.tick()
        )
    assert caught.value.field == field
    assert not Interest.objects.exists()


def test_an_interest_is_withdrawn_with_its_reason(full, inspector):
    clerk = full.actor("clerk")
    interest = actions.declare_interest(
        inspector, Target.objects.first(), kind="kin", by=clerk, at=full.tick()
    )
    with pytest.raises(RuleBroken, match="撤销理由"):
        actions.withdraw_interest(interest, reason="", by=clerk, at=full.tick())
    full.person("clerk1", "乡镇名录", "t01", "directory_clerk")
    with pytest.raises(NotPermitted):
        actions.withdraw_interest(interest, reason="x", by=full.actor("clerk1"), at=full.tick())
    actions.withdraw_interest(interest, reason="亲属已离职", by=clerk, at=full.tick())
    assert not Interest.objects.exists()
    assert last().changes[0]["what"] == "delete"
    assert last().facts["reason"] == "亲属已离职"


def test_the_id_number_is_shown_with_a_reason(full, inspector):
    value = actions.reveal_personal(
        inspector, "id_number", reason="核对证件", by=full.actor("clerk"), at=full.tick()
    )
    assert len(value) == 18
    assert value not in str(last().facts)
