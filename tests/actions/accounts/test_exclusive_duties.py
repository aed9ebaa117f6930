"""三员 exclude each other and all business roles, on both databases, even against raw SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from mingqian.accounts import actions
from mingqian.accounts.models import RoleGrant
from mingqian.rules.permissions import DUTY_TITLES, ROLES, SYSTEM
from mingqian.rules.refusals import RuleBroken

HOLDERS = {
    "business": "clerk",
    "system": "sysadmin",
    "security": "secadmin",
    "audit": "auditadmin",
}
CROSSED = [
    (duty, role.name) for duty in HOLDERS for role in ROLES.values() if role.duty.value != duty
]


def raw(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(("duty", "role"), CROSSED)
def test_no_action_grants_across_duties(world, duty, role):
    with pytest.raises(RuleBroken, match="互斥"):
        actions.grant_role(world.users[HOLDERS[duty]], role, by=SYSTEM, at=world.tick())


@pytest.mark.parametrize(("duty", "role"), CROSSED)
@pytest.mark.parametrize("claimed", list(DUTY_TITLES))
def test_no_insert_grants_across_duties(world, duty, role, claimed):
    """Whichever duty the row claims: that of the role, that of the person, or a third."""
    user = world.users[HOLDERS[duty]]
    before = RoleGrant.objects.count()
    with pytest.raises(DatabaseError):
        raw(
            "INSERT INTO accounts_rolegrant (user_id, role, duty) VALUES (%s, %s, %s)",
            user.pk,
            role,
            claimed.value,
        )
    assert RoleGrant.objects.count() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_user SET duty = 'audit' WHERE username = 'sysadmin'",
        "UPDATE accounts_rolegrant SET role = 'plan_officer' WHERE role = 'system_administrator'",
        "UPDATE accounts_rolegrant SET duty = 'business' WHERE role = 'system_administrator'",
        "UPDATE accounts_rolegrant SET role = 'plan_officer', duty = 'business' "
        "WHERE role = 'system_administrator'",
        "UPDATE accounts_rolegrant SET user_id = "
        "(SELECT id FROM accounts_user WHERE username = 'clerk') "
        "WHERE role = 'audit_administrator'",
    ],
)
def test_no_update_brings_duties_together(world, sql):
    before = sorted(RoleGrant.objects.values_list("user_id", "role", "duty"))
    with pytest.raises(DatabaseError):
        raw(sql)
    assert sorted(RoleGrant.objects.values_list("user_id", "role", "duty")) == before


def test_a_matching_grant_is_accepted_by_the_database(world):
    raw(
        "INSERT INTO accounts_rolegrant (user_id, role, duty) VALUES (%s, %s, %s)",
        world.users["clerk"].pk,
        "unit_head",
        "business",
    )
    assert world.actor("clerk").roles == {"directory_clerk", "unit_head"}
