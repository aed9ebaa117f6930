"""Accounts and roles: who may, what the rules refuse, what the trail keeps."""

import pytest

from mingqian.accounts import actions
from mingqian.accounts.actions import NewUser
from mingqian.accounts.models import Organisation, RoleGrant, User
from mingqian.accounts.queries import (
    PeopleSearch,
    actor_of,
    organisations_with_people,
    people,
    who_grants_roles,
)
from mingqian.audit.models import Event
from mingqian.rules.permissions import (
    NOBODY,
    ROLES,
    SYSTEM,
    TITLES,
    Permission,
    holders_of,
)
from mingqian.rules.refusals import NotPermitted, RuleBroken
from tests.world import PASSWORD

GOOD = "another-good-2026"


def new(username="newcomer", name="新同志", password=GOOD, duty="business"):
    return NewUser(username, name, password, duty)


def last():
    return Event.objects.latest("id")


# Each action: a call that succeeds, by whom, and its event.
CALLS = {
    "organisation.create": (
        "sysadmin",
        lambda w, by: actions.create_organisation(
            code="t03", name="石桥镇应急管理所", kind="township", region="", by=by, at=w.tick()
        ),
        "石桥镇应急管理所",
    ),
    "account.create": (
        "sysadmin",
        lambda w, by: actions.create_user(w.units["t01"], new(), by=by, at=w.tick()),
        "新同志",
    ),
    "account.grant_role": (
        "secadmin",
        lambda w, by: actions.grant_role(w.users["clerk"], "unit_head", by=by, at=w.tick()),
        "周文清",
    ),
    "account.revoke_role": (
        "secadmin",
        lambda w, by: actions.revoke_role(w.users["clerk"], "directory_clerk", by=by, at=w.tick()),
        "周文清",
    ),
    "account.disable": (
        "sysadmin",
        lambda w, by: actions.disable_user(w.users["clerk"], by=by, at=w.tick()),
        "周文清",
    ),
    "account.reset_password": (
        "sysadmin",
        lambda w, by: actions.reset_password(w.users["clerk"], GOOD, by=by, at=w.tick()),
        "周文清",
    ),
}


@pytest.mark.parametrize("name", list(CALLS))
def test_who_may_does_it_and_one_event_tells(world, name):
    who, call, subject = CALLS[name]
    events = Event.objects.count()
    call(world, world.actor(who))
    assert Event.objects.count() == events + 1
    event = last()
    assert (event.action, event.actor_key) == (name, world.actor(who).key)
    assert event.subject_label == subject
    assert event.at == world.at
    assert event.changes


@pytest.mark.parametrize("name", list(CALLS))
@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditadmin", "clerk", "head"])
def test_who_may_not_leaves_nothing_behind(world, name, who):
    allowed, call, _subject = CALLS[name]
    if who == allowed:
        return
    before = (Organisation.objects.count(), User.objects.count(), RoleGrant.objects.count())
    events = Event.objects.count()
    with pytest.raises(NotPermitted) as refusal:
        call(world, world.actor(who))
    assert "所需权限是「" in str(refusal.value)
    assert Event.objects.count() == events
    assert before == (
        Organisation.objects.count(),
        User.objects.count(),
        RoleGrant.objects.count(),
    )


def disabled(world, username="clerk"):
    user = world.users[username]
    actions.disable_user(user, by=world.actor("sysadmin"), at=world.tick())
    return user


def test_a_disabled_account_acts_no_more_and_comes_back_with_its_roles(world):
    user = disabled(world)
    assert actor_of(user) is NOBODY
    actions.enable_user(user, by=world.actor("sysadmin"), at=world.tick())
    assert last().action == "account.enable"
    assert actor_of(user).roles == {"directory_clerk"}


def test_enabling_needs_the_permission(world):
    user = disabled(world)
    with pytest.raises(NotPermitted):
        actions.enable_user(user, by=world.actor("secadmin"), at=world.tick())
    assert not User.objects.get(pk=user.pk).is_active


def rule_breaking(world):
    sysadmin, secadmin = world.actor("sysadmin"), world.actor("secadmin")
    users, at = world.users, world.at
    clerk = users["clerk"]
    return {
        "code": lambda: actions.create_organisation(
            code="t01", name="别的名", kind="office", region="", by=sysadmin, at=at
        ),
        "name": lambda: actions.create_organisation(
            code="t09", name="禾丰镇应急管理所", kind="office", region="", by=sysadmin, at=at
        ),
        "username": lambda: actions.create_user(
            world.units["t01"], new(username="clerk"), by=sysadmin, at=at
        ),
        "short": lambda: actions.create_user(
            world.units["t01"], new(password="short"), by=sysadmin, at=at
        ),
        "digits": lambda: actions.create_user(
            world.units["t01"], new(password="93847561029384"), by=sysadmin, at=at
        ),
        "weak reset": lambda: actions.reset_password(clerk, "password12", by=sysadmin, at=at),
        "own reset": lambda: actions.reset_password(users["sysadmin"], GOOD, by=sysadmin, at=at),
        "own disable": lambda: actions.disable_user(users["sysadmin"], by=sysadmin, at=at),
        "last grantor": lambda: actions.disable_user(users["secadmin"], by=sysadmin, at=at),
        "enabled": lambda: actions.enable_user(clerk, by=sysadmin, at=at),
        "own grant": lambda: actions.grant_role(
            users["secadmin"], "security_administrator", by=secadmin, at=at
        ),
        "no such role": lambda: actions.grant_role(clerk, "emperor", by=secadmin, at=at),
        "held already": lambda: actions.grant_role(clerk, "directory_clerk", by=secadmin, at=at),
        "not held": lambda: actions.revoke_role(clerk, "unit_head", by=secadmin, at=at),
        "last revoke": lambda: actions.revoke_role(
            users["secadmin"], "security_administrator", by=secadmin, at=at
        ),
        "wrong old": lambda: actions.change_password(
            clerk, old="wrong", new=GOOD, by=clerk.actor(), at=at
        ),
        "weak new": lambda: actions.change_password(
            clerk, old=PASSWORD, new="1234567890", by=clerk.actor(), at=at
        ),
        "same": lambda: actions.change_password(
            clerk, old=PASSWORD, new=PASSWORD, by=clerk.actor(), at=at
        ),
        "another's": lambda: actions.change_password(
            clerk, old=PASSWORD, new=GOOD, by=sysadmin, at=at
        ),
    }


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("code", "t01 已经有了"),
        ("name", "禾丰镇应急管理所 已经有了"),
        ("username", "clerk 已经有人用了"),
        ("short", "密码不合要求"),
        ("digits", "密码不合要求"),
        ("weak reset", "密码不合要求"),
        ("own reset", "修改密码"),
        ("own disable", "不能停用自己的账号"),
        ("last grantor", "最后一位安全管理员"),
        ("enabled", "没有停用"),
        ("own grant", "不能给自己授权"),
        ("no such role", "没有这个角色"),
        ("held already", "已有这个角色"),
        ("not held", "没有这个角色"),
        ("last revoke", "最后一位安全管理员"),
        ("wrong old", "原密码不对"),
        ("weak new", "密码不合要求"),
        ("same", "新密码与原密码相同"),
        ("another's", "原密码不对"),
    ],
)
def test_rules_refuse_in_words_and_write_nothing(world, name, words):
    events = Event.objects.count()
    with pytest.raises(RuleBroken, match=words):
        rule_breaking(world)[name]()
    assert Event.objects.count() == events


def test_disabling_twice_is_refused(world):
    user = disabled(world)
    with pytest.raises(RuleBroken, match="早已停用"):
        actions.disable_user(user, by=world.actor("sysadmin"), at=world.tick())


def test_the_second_security_administrator_may_go(world):
    world.person("secadmin2", "安全员乙", "bureau", "security_administrator")
    disabled(world, "secadmin")
    assert who_grants_roles() == ["安全员乙（青禾县应急管理局）"]


def test_a_changed_password_opens_and_the_old_one_does_not(world):
    user = world.users["clerk"]
    actions.change_password(user, old=PASSWORD, new=GOOD, by=user.actor(), at=world.tick())
    fresh = User.objects.get(pk=user.pk)
    assert fresh.check_password(GOOD)
    assert not fresh.check_password(PASSWORD)
    assert last().action == "account.change_password"
    assert GOOD not in str(last().changes)


def test_log_ins_and_log_outs_are_kept(world):
    user = world.users["clerk"]
    actions.note_login(user, address="10.0.0.7", by=user.actor(), at=world.tick())
    assert (last().action, last().facts) == ("account.login", {"address": "10.0.0.7"})
    actions.note_logout(user, by=user.actor(), at=world.tick())
    assert (last().action, last().changes) == ("account.logout", [])


@pytest.mark.parametrize(("username", "label"), [("clerk", "周文清"), ("", "")])
def test_a_failed_log_in_names_the_account_if_there_is_one(world, username, label):
    user = world.users.get(username)
    actions.note_failed_login(user, address="10.0.0.7", locked=False, by=NOBODY, at=world.tick())
    event = last()
    assert (event.action, event.subject_label) == ("account.login_failed", label)
    assert event.facts == {"address": "10.0.0.7", "known": bool(username), "locked": False}
    assert event.actor_name == NOBODY.name


# ---- Reading ----


@pytest.mark.parametrize(
    ("search", "names"),
    [
        (PeopleSearch(q="文"), ["clerk"]),
        (PeopleSearch(q="officer"), ["officer", "officer2"]),
        (PeopleSearch(duty="audit"), ["auditadmin"]),
        (PeopleSearch(role="inspector"), ["inspector1", "inspector2"]),
        (PeopleSearch(role="inspector", q="刘"), ["inspector2"]),
        (PeopleSearch(active="off"), []),
        (PeopleSearch(duty="audit", sort="nonsense"), ["auditadmin"]),
        (PeopleSearch(role="inspector", sort="-unit"), ["inspector2", "inspector1"]),
    ],
)
def test_people_are_found(world, search, names):
    assert [user.username for user in people(search)] == names


def test_people_are_found_by_unit_and_state(world):
    disabled(world, "head1")
    unit = str(world.units["t01"].pk)
    assert {u.username for u in people(PeopleSearch(organisation=unit))} == {
        "head1",
        "inspector1",
    }
    assert [u.username for u in people(PeopleSearch(organisation=unit, active="off"))] == ["head1"]
    counts = {each.code: each.people for each in organisations_with_people()}
    assert (counts["t01"], counts["t02"], counts["d01"]) == (1, 2, 0)


# ---- The table of rights ----


def test_every_permission_has_a_chinese_title_and_a_holder():
    assert set(TITLES) == set(Permission)
    assert len(set(TITLES.values())) == len(TITLES)
    assert [p for p in Permission if not holders_of(p)] == []


def test_the_three_administrators_share_no_power():
    three = [
        ROLES[f"{name}_administrator"].permissions for name in ("system", "security", "audit")
    ]
    shared = (three[0] & three[1]) | (three[0] & three[2]) | (three[1] & three[2])
    assert shared == {Permission.VIEW_DESK}
    assert SYSTEM.may(Permission.GRANT_ROLES)
