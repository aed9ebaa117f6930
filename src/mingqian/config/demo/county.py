"""The invented county 青禾县: units, people, registers, calendar, a finished and an open task."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from mingqian.accounts import actions as accounts
from mingqian.accounts.models import Organisation, User
from mingqian.imports.invented import UNITS, write_xlsx
from mingqian.rules.permissions import ROLES, SYSTEM, Actor

PASSWORD = "qinghe-2026-demo"  # noqa: S105  printed by `make demo`, never used elsewhere

SHOWN_LOG_INS = (
    ("clerk", "名录专员 周文清：导入一单两库"),
    ("officer", "计划专员 王若兰：任务、抽取、派发"),
    ("head", "单位负责人 陈国栋：批准任务、审核结果"),
)
SEED = "qinghe"
FIRMS, INSPECTORS = 3_200, 64

# username, name, unit code, roles
PEOPLE = (
    ("clerk", "周文清", "bureau", ("directory_clerk",)),
    ("officer", "王若兰", "bureau", ("plan_officer",)),
    ("officer2", "李素芬", "bureau", ("plan_officer",)),
    ("head", "陈国栋", "bureau", ("unit_head",)),
    ("observer", "何守正", "bureau", ("observer",)),
    ("sysadmin", "郑系统", "bureau", ("system_administrator",)),
    ("secadmin", "吴安全", "bureau", ("security_administrator",)),
    ("auditadmin", "冯审计", "bureau", ("audit_administrator",)),
)


class Clock:
    """The demo's own time: starts some weeks ago and comes up to the present."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.at = start
        self.end = end

    def tick(self, minutes: int = 3) -> datetime:
        """Move on and return the new time."""
        self.at += timedelta(minutes=minutes)
        return self.at

    def nearly_now(self) -> None:
        """Skip to shortly before the present."""
        self.at = max(self.at, self.end - timedelta(hours=3))


def actor(username: str) -> Actor:
    """Return a person of the county as an actor."""
    return User.objects.get(username=username).actor()


def add_person(
    username: str, name: str, unit: Organisation, roles: tuple[str, ...], clock: Clock
) -> User:
    """Create an account with its roles."""
    user = accounts.create_user(
        unit,
        accounts.NewUser(username, name, PASSWORD, ROLES[roles[0]].duty),
        by=SYSTEM,
        at=clock.tick(),
    )
    for role in roles:
        accounts.grant_role(user, role, by=SYSTEM, at=clock.tick())
    return user


def seed_people(clock: Clock) -> None:
    """Create the units and one person of each role, and a head in every township."""
    units = {
        unit.code: accounts.create_organisation(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            region=unit.region,
            by=SYSTEM,
            at=clock.tick(1),
        )
        for unit in UNITS
    }
    for username, name, code, roles in PEOPLE:
        add_person(username, name, units[code], roles, clock)
    heads = (
        "孙立民",
        "赵长青",
        "钱广文",
        "吕建业",
        "谢明远",
        "丁汉生",
        "魏春和",
        "沈立春",
        "姜维民",
    )
    townships = [unit for code, unit in units.items() if code != "bureau"]
    for number, unit in enumerate(townships):
        name = heads[number % len(heads)]
        add_person(f"head-{unit.code}", name, unit, ("unit_head",), clock)


def sheet(kind: str, count: int, today: date) -> tuple[str, bytes]:
    """Return file name and bytes of an invented register."""
    return f"{kind}.xlsx", write_xlsx(kind, SEED, count, today=today)


def seed_county(say: Callable[[str], None]) -> None:
    """Seed everything unless the county exists."""
    if Organisation.objects.exists():
        return
    from mingqian.config.demo.registers import seed_registers
    from mingqian.config.demo.tasks import seed_tasks
    from mingqian.web.shared.moment import current_time

    now = current_time()
    clock = Clock(now - timedelta(days=40), now)
    say("建立单位和账号……")
    seed_people(clock)
    say(f"导入事项清单、{FIRMS:,} 家检查对象、{INSPECTORS} 名检查人员……")
    seed_registers(clock)
    say("抽取一次并公示，另备一个待抽取的任务……")
    seed_tasks(clock, say)
