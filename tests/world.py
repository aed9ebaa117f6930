"""The cast of the tests, built through actions only, so that no state is impossible.

`World` makes 青禾县 small: the bureau, two townships, one of each role. Everything is invented.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from mingqian.accounts import actions as accounts
from mingqian.accounts.models import Organisation, User
from mingqian.rules.permissions import ROLES, SYSTEM, Actor

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PASSWORD = "qinghe-2026-demo"


@dataclass
class World:
    """The county with its clock; `tick()` moves time on."""

    at: datetime = START
    units: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    # What builders hand to each other and to the tests, by name.
    kept: dict[str, Any] = field(default_factory=dict)

    def tick(self, minutes: int = 1) -> datetime:
        """Move the clock on and return it."""
        self.at += timedelta(minutes=minutes)
        return self.at

    def unit(self, code: str, name: str, kind: str) -> Organisation:
        """Create a unit."""
        self.units[code] = accounts.create_organisation(
            code=code, name=name, kind=kind, region="370399", by=SYSTEM, at=self.tick()
        )
        return self.units[code]

    def person(self, username: str, name: str, unit: str, *roles: str) -> User:
        """Create an account with roles."""
        duty = ROLES[roles[0]].duty if roles else "business"
        user = accounts.create_user(
            self.units[unit],
            accounts.NewUser(username, name, PASSWORD, duty),
            by=SYSTEM,
            at=self.tick(),
        )
        for role in roles:
            accounts.grant_role(user, role, by=SYSTEM, at=self.tick())
        self.users[username] = user
        return user

    def actor(self, username: str) -> Actor:
        """Return a person as an actor."""
        return User.objects.get(username=username).actor()


def county() -> World:
    """Build the bureau, two townships, another department, and one person of each role."""
    world = World()
    world.unit("bureau", "青禾县应急管理局", "bureau")
    world.unit("t01", "禾丰镇应急管理所", "township")
    world.unit("t02", "柳湾镇应急管理所", "township")
    world.unit("d01", "青禾县消防救援大队", "department")
    world.person("clerk", "周文清", "bureau", "directory_clerk")
    world.person("officer", "王若兰", "bureau", "plan_officer")
    world.person("officer2", "李素芬", "bureau", "plan_officer")
    world.person("head", "陈国栋", "bureau", "unit_head")
    world.person("head1", "孙立民", "t01", "unit_head")
    world.person("head2", "赵长青", "t02", "unit_head")
    world.person("inspector1", "张检查", "t01", "inspector")
    world.person("inspector2", "刘核验", "t02", "inspector")
    world.person("observer", "何监督", "bureau", "observer")
    world.person("sysadmin", "系统员", "bureau", "system_administrator")
    world.person("secadmin", "安全员", "bureau", "security_administrator")
    world.person("auditadmin", "审计员", "bureau", "audit_administrator")
    return world
