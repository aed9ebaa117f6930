"""The target directory kept by hand: entered, changed, closed, reopened; each with its event."""

from datetime import date

import pytest

from mingqian.audit.door import TakenAlready
from mingqian.audit.models import Event
from mingqian.directories import actions
from mingqian.directories.models import Target
from mingqian.rules.permissions import SYSTEM
from mingqian.rules.refusals import NotPermitted, RuleBroken
from tests.world_registers import code, prepare

FIRM = {
    "name": "青禾县永固水泥制品厂",
    "industry": "C3021",
    "region": "370399101",
    "phone": "0533 1234567",
    "risk_class": "C",
}


@pytest.fixture
def ready(world):
    prepare(world)
    return world


def make(world, n=1, *, unit="t01", who="clerk", **more):
    values = {**FIRM, "credit_code": code(n), **more}
    return actions.create_target(world.units[unit], values, by=world.actor(who), at=world.tick())


def last():
    return Event.objects.latest("id")


def test_a_target_is_entered_with_what_follows(ready):
    target = make(ready)
    assert (target.industry, target.industry_name) == ("3021", "水泥制品制造")
    assert (target.region_name, target.phone) == ("石桥镇", "0533-1234567")
    event = last()
    assert (event.action, event.subject) == ("target.create", f"directories.Target:{target.pk}")
    assert event.changes[0]["new"]["phone"] == "（已加密）"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"credit_code": ""}, "credit_code", "未填"),
        ({"credit_code": code(1)[:-1]}, "credit_code", "18 位"),
        ({"name": " "}, "name", "名称未填"),
        ({"name": "长" * 201}, "name", "最多 200 个字"),
        ({"industry": "9999"}, "industry", "没有行业代码"),
        ({"industry": ""}, "industry", "未填"),
        ({"region": "370101"}, "region", "不在本县区划表中"),
        ({"phone": "1380000"}, "phone", "手机号应为 11 位"),
        ({"risk_class": "E"}, "risk_class", "A、B、C 或 D"),
        ({"sector": "coal"}, "sector", "没有行业领域「coal」"),
        ({"flags": ["famous"]}, "flags", "没有这种标记"),
        ({"last_inspected_on": date(2026, 12, 1)}, "last_inspected_on", "在今天之后"),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_field(ready, typed, field, said):
    with pytest.raises(RuleBroken) as caught:
        make(ready, **typed)
    assert caught.value.field == field
    assert said in str(caught.value)
    assert not Target.objects.exists()


def test_a_code_in_the_directory_is_refused_with_its_holder(ready):
    make(ready)
    with pytest.raises(RuleBroken, match="名录里已有这个统一代码：青禾县永固水泥制品厂"):
        make(ready, name="另一家")


def test_entering_needs_the_right_and_the_unit(ready):
    with pytest.raises(NotPermitted):
        make(ready, who="officer")
    ready.person("clerk1", "乡镇名录", "t01", "directory_clerk")
    with pytest.raises(NotPermitted):
        make(ready, unit="t02", who="clerk1")
    assert make(ready, unit="t01", who="clerk1").organisation.code == "t01"


def test_a_change_keeps_its_reason_and_both_values(ready):
    target = make(ready)
    actions.edit_target(
        target,
        {"contact": "袁德河", "flags": ["licensed"]},
        organisation=ready.units["t02"],
        reason="企业来函",
        by=ready.actor("clerk"),
        at=ready.tick(),
    )
    event = last()
    assert event.facts == {"reason": "企业来函"}
    assert event.changes[0]["new"]["contact"] == "袁德河"
    assert event.changes[0]["old"]["organisation_id"] == ready.units["t01"].pk
    target.refresh_from_db()
    assert target.flags == ["licensed"]


@pytest.mark.parametrize(
    ("values", "reason", "said"),
    [
        ({"contact": "袁德河"}, " ", "变更理由"),
        ({"name": FIRM["name"]}, "核对", "没有任何变化"),
        ({"credit_code": code(2)}, "换照", "就是另一家"),
        ({"name": ""}, "核对", "名称未填"),
    ],
)
def test_a_change_that_is_none_is_refused(ready, values, reason, said):
    target = make(ready)
    with pytest.raises(RuleBroken, match=said):
        actions.edit_target(
            target, values, reason=reason, by=ready.actor("clerk"), at=ready.tick()
        )
    assert last().action == "target.create"


def test_a_change_needs_the_right_and_the_unit(ready):
    target = make(ready, unit="t02")
    ready.person("clerk1", "乡镇名录", "t01", "directory_clerk")
    for who in ("officer", "clerk1"):
        with pytest.raises(NotPermitted):
            actions.edit_target(
                target, {"contact": "某"}, reason="x", by=ready.actor(who), at=ready.tick()
            )


def test_close_and_reopen_are_told_apart_from_their_repetition(ready):
    target = make(ready)
    clerk = ready.actor("clerk")
    actions.close_target(target, reason="营业执照注销", by=clerk, at=ready.tick())
    assert (last().action, last().facts["reason"]) == ("target.close", "营业执照注销")
    with pytest.raises(TakenAlready, match="注销检查对象"):
        actions.close_target(target, reason="再次", by=SYSTEM, at=ready.tick())
    actions.reopen_target(target, reason="登记有误", by=clerk, at=ready.tick())
    target.refresh_from_db()
    assert target.status == "active"
    with pytest.raises(TakenAlready, match="恢复检查对象在册"):
        actions.reopen_target(target, reason="再次", by=SYSTEM, at=ready.tick())


@pytest.mark.parametrize("act", [actions.close_target, actions.reopen_target])
def test_close_and_reopen_need_reason_right_and_unit(ready, act):
    target = make(ready, unit="t02")
    with pytest.raises(RuleBroken):
        act(target, reason="", by=ready.actor("clerk"), at=ready.tick())
    ready.person("clerk1", "乡镇名录", "t01", "directory_clerk")
    for who in ("head2", "clerk1"):
        with pytest.raises(NotPermitted):
            act(target, reason="x", by=ready.actor(who), at=ready.tick())


def test_a_personal_value_is_shown_with_a_reason_and_an_event(ready):
    target = make(ready)
    value = actions.reveal_personal(
        target, "phone", reason="通知检查", by=ready.actor("clerk"), at=ready.tick()
    )
    assert value == "0533-1234567"
    event = last()
    assert (event.action, event.facts) == (
        "personal.reveal",
        {"field": "phone", "reason": "通知检查"},
    )
    assert event.changes == []


def test_looking_needs_reason_right_unit_and_a_personal_field(ready):
    target = make(ready, unit="t02")
    events = Event.objects.count()
    with pytest.raises(RuleBroken, match="查看理由"):
        actions.reveal_personal(
            target, "phone", reason=" ", by=ready.actor("clerk"), at=ready.tick()
        )
    with pytest.raises(RuleBroken, match="不是个人信息"):
        actions.reveal_personal(
            target, "name", reason="x", by=ready.actor("clerk"), at=ready.tick()
        )
    ready.person("clerk1", "乡镇名录", "t01", "directory_clerk")
    events += 2  # the account and its role
    for who in ("officer", "clerk1"):
        with pytest.raises(NotPermitted):
            actions.reveal_personal(
                target, "phone", reason="x", by=ready.actor(who), at=ready.tick()
            )
    assert Event.objects.count() == events


def test_an_export_is_kept(ready):
    actions.note_export(
        what="检查对象名录",
        rows=3,
        filters={"risk": "D"},
        by=ready.actor("officer"),
        at=ready.tick(),
    )
    assert last().facts == {"what": "检查对象名录", "rows": 3, "filters": {"risk": "D"}}
