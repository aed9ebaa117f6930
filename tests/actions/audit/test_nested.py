"""Actions inside actions, locked subjects, who was faster, and bulk writes."""

import hashlib
import json

import pytest

from mingqian.accounts import actions as accounts
from mingqian.accounts.models import Organisation
from mingqian.audit.door import TakenAlready, action, request_id
from mingqian.audit.models import Event
from mingqian.audit.queries import TrailSearch, events, events_after, latest_by
from mingqian.audit.reading import changes_shown, facts_shown
from mingqian.audit.record import DETAIL_LIMIT, WriteOutsideAction, plain, record_fact
from mingqian.planning import actions as planning
from mingqian.planning.models import Task
from mingqian.rules.permissions import SYSTEM
from mingqian.rules.refusals import NotPermitted, Refusal, RuleBroken
from tests.world_draws import fill, new_task


def unit(code):
    return {"code": code, "name": f"单位{code}", "kind": "office", "region": ""}


@action("test.two_units", needs=None)
def two_units(*, fail="", by, at):
    """Create two units, each by its own action."""
    first = accounts.create_organisation(**unit("n1"), by=by, at=at)
    try:
        second = "n1" if fail == "inner" else "n2"
        accounts.create_organisation(**unit(second), by=by, at=at)
    except RuleBroken:
        record_fact(refused=True)
    if fail == "outer":
        raise RuleBroken("外层不行")
    first.name = "改过的单位"
    first.save()
    return first


@action("test.guarded", needs=None, guard=lambda actor, subject: actor.unit == subject.pk)
def guarded(organisation, *, by, at):
    """Do nothing, for those of the unit."""


@action("test.look", needs=None)
def look(subject, *, by, at):
    """Look, change nothing."""


@action("test.add_one", needs=None)
def add_one(organisation, *, by, at):
    """Add to what the database holds, not to what the caller has in memory."""
    organisation.name = f"{organisation.name}甲"
    organisation.save()


@action("test.remove", needs=None)
def remove(organisation, *, by, at):
    """Delete a unit."""
    organisation.delete()


@action("test.bulk", needs=None)
def bulk(how, count, *, by, at):
    """Write many rows in one of the three ways."""
    rows = [Organisation(**unit(f"b{n}")) for n in range(count)]
    if how == "create":
        return Organisation.objects.bulk_create(rows)
    found = list(Organisation.objects.filter(code__startswith="b", kind="office").order_by("pk"))
    if how == "change":
        for row in found:
            row.region = "370399"
        return Organisation.objects.bulk_update(found, ["region"])
    return Organisation.objects.filter(pk__in=[row.pk for row in found]).update(active=False)


def newest(count):
    return list(Event.objects.order_by("-id")[:count])[::-1]


def test_inner_events_come_before_the_outer_one_and_each_keeps_its_own_changes(world):
    two_units(by=SYSTEM, at=world.at)
    first, second, outer = newest(3)
    assert [e.action for e in (first, second, outer)] == [
        "organisation.create",
        "organisation.create",
        "test.two_units",
    ]
    assert [first.changes[0]["what"], second.changes[0]["what"]] == ["create", "create"]
    assert outer.changes == [
        {
            "what": "update",
            "row": first.subject,
            "old": {"name": "单位n1"},
            "new": {"name": "改过的单位"},
        }
    ]


def test_a_failing_outer_action_drops_everything(world):
    events_before = Event.objects.count()
    with pytest.raises(RuleBroken, match="外层不行"):
        two_units(fail="outer", by=SYSTEM, at=world.at)
    assert Event.objects.count() == events_before
    assert not Organisation.objects.filter(code__in=["n1", "n2"]).exists()


def test_a_refused_inner_action_leaves_no_event_and_the_outer_goes_on(world):
    two_units(fail="inner", by=SYSTEM, at=world.at)
    first, outer = newest(2)
    assert (first.action, outer.action) == ("organisation.create", "test.two_units")
    assert outer.facts == {"refused": True}


def test_a_guard_refuses_before_the_function_runs(world):
    actor = world.actor("head1")
    guarded(world.units["t01"], by=actor, at=world.at)
    with pytest.raises(NotPermitted, match="不是您单位"):
        guarded(world.units["t02"], by=actor, at=world.at)


def test_the_subject_is_read_again_before_it_is_changed(world):
    stale = Organisation.objects.get(code="t01")
    add_one(world.units["t01"], by=SYSTEM, at=world.at)
    add_one(stale, by=SYSTEM, at=world.at)
    assert Organisation.objects.get(code="t01").name == "禾丰镇应急管理所甲甲"


def test_a_subject_that_is_gone_is_told(world):
    organisation = accounts.create_organisation(**unit("gone"), by=SYSTEM, at=world.at)
    stale = Organisation.objects.get(pk=organisation.pk)
    remove(organisation, by=SYSTEM, at=world.at)
    with pytest.raises(TakenAlready, match="单位gone已不在系统里"):
        add_one(stale, by=SYSTEM, at=world.at)


@pytest.mark.parametrize(("who", "name"), [("officer2", "王若兰"), ("officer", "您")])
def test_who_comes_too_late_reads_who_was_faster_and_when(world, who, name):
    county = draws_county_of(world)
    task = new_task(county)
    stale = Task.objects.get(pk=task.pk)
    planning.submit_task(task, by=county.actor("officer"), at=county.tick())
    look(task, by=county.actor("observer"), at=county.tick())
    events_before = Event.objects.count()
    with pytest.raises(TakenAlready) as refusal:
        planning.submit_task(stale, by=county.actor(who), at=county.tick())
    moment = task.state_at.astimezone().strftime("%m-%d ")
    assert str(refusal.value).startswith(f"{name} 已于 {moment}")
    assert str(refusal.value).endswith("提交抽查任务，您的操作没有生效。请刷新后查看。")
    assert Event.objects.count() == events_before


def draws_county_of(world):
    units = [world.units["t01"], world.units["t02"]]
    fill(24, 8, units=units, by=SYSTEM, at=world.tick())
    return world


@pytest.mark.slow
@pytest.mark.parametrize("how", ["create", "change"])
def test_bulk_writes_keep_each_row_up_to_the_limit_and_a_digest_above(world, how):
    if how == "change":
        bulk("create", DETAIL_LIMIT, by=SYSTEM, at=world.at)
    bulk(how, DETAIL_LIMIT, by=SYSTEM, at=world.at)
    changes = newest(1)[0].changes
    assert len(changes) == DETAIL_LIMIT
    assert {change["what"] for change in changes} == {how.replace("change", "update")}


@pytest.mark.slow
def test_a_bulk_insert_above_the_limit_keeps_count_and_digest(world):
    rows = bulk("create", DETAIL_LIMIT + 1, by=SYSTEM, at=world.at)
    (change,) = newest(1)[0].changes
    values = [
        {"id": r.pk, "code": r.code, "name": r.name, "kind": r.kind, "active": True}
        for r in rows  # the region is empty, and empty values are left out
    ]
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    assert change == {
        "what": "create",
        "row": "accounts.Organisation",
        "rows": DETAIL_LIMIT + 1,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    (shown,) = changes_shown(newest(1)[0])
    assert "共 1001 行" in shown.note


@pytest.mark.slow
def test_bulk_changes_above_the_limit_keep_count_and_digest(world):
    bulk("create", DETAIL_LIMIT + 1, by=SYSTEM, at=world.at)
    bulk("change", 0, by=SYSTEM, at=world.at)
    (change,) = newest(1)[0].changes
    assert (change["what"], change["rows"]) == ("update", DETAIL_LIMIT + 1)
    assert len(change["sha256"]) == 64
    bulk("update", 0, by=SYSTEM, at=world.at)
    (change,) = newest(1)[0].changes
    assert change["rows"] == DETAIL_LIMIT + 1
    assert change["keys"] == []
    assert change["new"] == {"active": False}


def test_a_queryset_update_keeps_its_keys(world):
    bulk("create", 2, by=SYSTEM, at=world.at)
    bulk("update", 0, by=SYSTEM, at=world.at)
    (change,) = newest(1)[0].changes
    keys = list(Organisation.objects.filter(code__startswith="b", kind="office").values_list("pk"))
    assert change["keys"] == sorted(key for (key,) in keys)
    assert changes_shown(newest(1)[0])[0].fields == (("在用", "", "否"),)


def test_the_request_and_long_facts_are_kept_as_they_should(world):
    token = request_id.set("20261102-090000-AAAA")
    try:
        two_units(by=SYSTEM, at=world.at)
    finally:
        request_id.reset(token)
    assert {event.request_id for event in newest(3)} == {"20261102-090000-AAAA"}
    assert list(events(TrailSearch(q="E-20261102-090000-AAAA"))) == newest(3)[::-1]
    assert plain("字" * 3000)["bytes"] == 9000
    with pytest.raises(WriteOutsideAction):
        record_fact(reason="x")


def test_an_event_reads_in_words(world):
    accounts.grant_role(world.users["clerk"], "unit_head", by=SYSTEM, at=world.at)
    (event,) = newest(1)
    assert facts_shown(event) == [("角色", "单位负责人")]
    (shown,) = changes_shown(event)
    assert shown.title.startswith("新增 角色授予")
    assert ("账号", "", "周文清") in shown.fields
    assert ("角色", "", "单位负责人") in shown.fields
    assert ("职责", "", "业务人员") in shown.fields


def test_the_trail_is_read_by_actor_action_and_cursor(world):
    actor = world.actor("sysadmin")
    before = Event.objects.latest("id").pk
    accounts.create_organisation(**unit("r1"), by=actor, at=world.tick())
    accounts.create_organisation(**unit("r2"), by=actor, at=world.tick())
    found = list(events_after(before, actions=("organisation.create",)))
    assert [event.subject_label for event in found] == ["单位r1", "单位r2"]
    assert list(latest_by(actor.key, 1)) == [found[1]]
    assert list(events(TrailSearch(q="系统员")))[:2] == found[::-1]
    assert list(events(TrailSearch(since=world.at))) == [found[1]]
    assert found[1] not in events(TrailSearch(until=world.at))
    with pytest.raises(Refusal):
        accounts.create_organisation(**unit("r2"), by=actor, at=world.tick())


def test_every_test_action_of_this_module_is_worded_nowhere():
    """did() falls back to the name, so a forgotten wording is seen and not fatal."""
    from mingqian.audit.wording import did

    assert did("test.two_units") == "test.two_units"
