"""The one door: no governed write without an action, one event an action, nothing half-done."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from mingqian.accounts import actions as accounts
from mingqian.accounts.models import Organisation, RoleGrant, User
from mingqian.audit.door import TakenAlready, action
from mingqian.audit.models import Event
from mingqian.audit.record import WriteOutsideAction
from mingqian.rules.permissions import SYSTEM, Permission
from mingqian.rules.refusals import NotPermitted, RuleBroken

AT = datetime(2026, 11, 2, tzinfo=UTC)


@action("test.rename", needs=Permission.MANAGE_ACCOUNTS)
def _rename(unit, name, *, by, at):
    """Rename a unit."""
    unit.name = name
    unit.save()
    return unit


@action("test.fail_after_write", needs=None)
def _fail(unit, *, by, at):
    """Write, then fail."""
    unit.name = "半途"
    unit.save()
    raise RuleBroken("不行")


def outside_writes(unit, user):
    return [
        unit.save,
        unit.delete,
        lambda: Organisation.objects.create(code="x", name="x", kind="bureau"),
        lambda: Organisation.objects.get_or_create(code="y", defaults={"name": "y"}),
        lambda: Organisation.objects.update_or_create(code="z", defaults={"name": "z"}),
        lambda: Organisation.objects.bulk_create([Organisation(code="b", name="b")]),
        lambda: Organisation.objects.bulk_update([unit], ["name"]),
        lambda: Organisation.objects.filter(pk=unit.pk).update(name="n"),
        lambda: Organisation.objects.filter(pk=unit.pk).delete(),
        lambda: Organisation._base_manager.filter(pk=unit.pk).update(name="n"),
        lambda: unit.users.create(username="u", name="u"),
        lambda: unit.users.update(name="n"),
        lambda: user.grants.all().delete(),
        lambda: User.objects.create(username="q", name="q", organisation=unit),
    ]


@pytest.mark.parametrize("index", range(14))
def test_every_write_outside_an_action_is_refused(world, index):
    unit, user = world.units["t01"], world.users["head1"]
    before = (Organisation.objects.count(), User.objects.count(), RoleGrant.objects.count())
    with pytest.raises(WriteOutsideAction):
        outside_writes(unit, user)[index]()
    assert before == (
        Organisation.objects.count(),
        User.objects.count(),
        RoleGrant.objects.count(),
    )


def test_an_action_writes_one_event_with_the_changed_fields_only(world):
    unit = world.units["t01"]
    events = Event.objects.count()
    _rename(unit, "禾丰镇安监办", by=SYSTEM, at=AT)
    assert Event.objects.count() == events + 1
    event = Event.objects.latest("id")
    assert event.action == "test.rename"
    assert event.subject == f"accounts.Organisation:{unit.pk}"
    assert event.changes == [
        {
            "what": "update",
            "row": f"accounts.Organisation:{unit.pk}",
            "old": {"name": "禾丰镇应急管理所"},
            "new": {"name": "禾丰镇安监办"},
        }
    ]


def test_a_refused_permission_leaves_neither_row_nor_event(world):
    events = Event.objects.count()
    with pytest.raises(NotPermitted):
        _rename(world.units["t01"], "x", by=world.actor("clerk"), at=AT)
    assert Event.objects.count() == events
    assert Organisation.objects.get(code="t01").name == "禾丰镇应急管理所"


def test_a_failing_action_leaves_neither_row_nor_event(world):
    events = Event.objects.count()
    with pytest.raises(RuleBroken):
        _fail(world.units["t01"], by=SYSTEM, at=AT)
    assert Event.objects.count() == events
    assert Organisation.objects.get(code="t01").name == "禾丰镇应急管理所"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET actor_name = 'x'",
        "DELETE FROM audit_event",
    ],
)
def test_the_trail_is_append_only_even_for_raw_sql(world, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_passwords_and_personal_data_never_reach_the_trail(world):
    text = str(list(Event.objects.values_list("changes", flat=True)))
    assert "argon2" not in text
    assert "md5$" not in text
    assert "（已加密）" in text


def test_three_administrators_exclude_each_other_and_business(world):
    with pytest.raises(RuleBroken):
        accounts.grant_role(world.users["sysadmin"], "plan_officer", by=SYSTEM, at=AT)
    with pytest.raises(RuleBroken):
        accounts.grant_role(world.users["officer"], "audit_administrator", by=SYSTEM, at=AT)
    secadmin = world.actor("secadmin")
    with pytest.raises(RuleBroken):
        accounts.grant_role(world.users["secadmin"], "unit_head", by=secadmin, at=AT)
    user = world.users["sysadmin"]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_rolegrant (user_id, role, duty) VALUES (%s, %s, %s)",
            [user.pk, "plan_officer", "business"],
        )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET duty = 'audit' WHERE id = %s", [user.pk])


def test_taken_already_is_a_refusal():
    assert TakenAlready("{who}", who="李素芬").facts["who"] == "李素芬"
