"""Who may do what, readable by a non-programmer.

A role is a list of permissions. A person holds roles and belongs to one unit; what a permission
reaches (the own unit, the own assignment, everything) is decided beside the object it is used on.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from mingqian.rules.refusals import gettext_noop


class Permission(StrEnum):
    """One thing that a person can be allowed to do."""

    VIEW_DESK = "desk.view"
    VIEW_ITEMS = "items.view"
    MANAGE_ITEMS = "items.manage"
    VIEW_TARGETS = "targets.view"
    MANAGE_TARGETS = "targets.manage"
    VIEW_INSPECTORS = "inspectors.view"
    MANAGE_INSPECTORS = "inspectors.manage"
    REVEAL_PERSONAL = "personal.reveal"
    VIEW_TASKS = "tasks.view"
    MANAGE_TASKS = "tasks.manage"
    APPROVE_TASKS = "tasks.approve"
    RUN_DRAWS = "draws.run"
    WATCH_DRAWS = "draws.watch"
    CONTRIBUTE = "draws.contribute"
    VIEW_VISITS = "visits.view"
    RECORD_RESULTS = "results.record"
    APPROVE_RESULTS = "results.approve"
    VIEW_AUDIT = "audit.view"
    MANAGE_ACCOUNTS = "accounts.manage"
    GRANT_ROLES = "roles.grant"
    MANAGE_CALENDAR = "calendar.manage"


TITLES: dict[Permission, str] = {
    Permission.VIEW_DESK: gettext_noop("打开工作台"),
    Permission.VIEW_ITEMS: gettext_noop("查看抽查事项清单"),
    Permission.MANAGE_ITEMS: gettext_noop("维护抽查事项清单"),
    Permission.VIEW_TARGETS: gettext_noop("查看检查对象"),
    Permission.MANAGE_TARGETS: gettext_noop("维护检查对象"),
    Permission.VIEW_INSPECTORS: gettext_noop("查看检查人员"),
    Permission.MANAGE_INSPECTORS: gettext_noop("维护检查人员"),
    Permission.REVEAL_PERSONAL: gettext_noop("查看个人信息"),
    Permission.VIEW_TASKS: gettext_noop("查看抽查任务"),
    Permission.MANAGE_TASKS: gettext_noop("拟定抽查任务"),
    Permission.APPROVE_TASKS: gettext_noop("批准抽查任务"),
    Permission.RUN_DRAWS: gettext_noop("主持抽取"),
    Permission.WATCH_DRAWS: gettext_noop("观看抽取"),
    Permission.CONTRIBUTE: gettext_noop("提交见证文字"),
    Permission.VIEW_VISITS: gettext_noop("查看现场检查"),
    Permission.RECORD_RESULTS: gettext_noop("录入检查结果"),
    Permission.APPROVE_RESULTS: gettext_noop("审核检查结果"),
    Permission.VIEW_AUDIT: gettext_noop("查看留痕"),
    Permission.MANAGE_ACCOUNTS: gettext_noop("管理单位与账号"),
    Permission.GRANT_ROLES: gettext_noop("授予角色"),
    Permission.MANAGE_CALENDAR: gettext_noop("维护节假日安排"),
}
"""The words for each permission, in every sentence that names one."""


class Duty(StrEnum):
    """The four exclusive duties: business, and the three administrators (三员, GB/T 22239)."""

    BUSINESS = "business"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


DUTY_TITLES: dict[Duty, str] = {
    Duty.BUSINESS: gettext_noop("业务人员"),
    Duty.SYSTEM: gettext_noop("系统管理员"),
    Duty.SECURITY: gettext_noop("安全管理员"),
    Duty.AUDIT: gettext_noop("审计管理员"),
}
"""The words for each duty."""


@dataclass(frozen=True, slots=True)
class Role:
    """A named bundle of permissions."""

    name: str
    title: str
    description: str
    duty: Duty
    permissions: frozenset[Permission]


_LOOK = frozenset(
    {
        Permission.VIEW_DESK,
        Permission.VIEW_ITEMS,
        Permission.VIEW_TARGETS,
        Permission.VIEW_TASKS,
    }
)

DIRECTORY_CLERK = Role(
    "directory_clerk",
    gettext_noop("名录专员"),
    gettext_noop("维护事项清单、检查对象名录库和检查人员名录库。"),
    Duty.BUSINESS,
    _LOOK
    | {
        Permission.MANAGE_ITEMS,
        Permission.MANAGE_TARGETS,
        Permission.VIEW_INSPECTORS,
        Permission.MANAGE_INSPECTORS,
        Permission.REVEAL_PERSONAL,
        Permission.MANAGE_CALENDAR,
    },
)
PLAN_OFFICER = Role(
    "plan_officer",
    gettext_noop("计划专员"),
    gettext_noop("设置抽查任务，锁定名录，主持抽取，派发。"),
    Duty.BUSINESS,
    _LOOK
    | {
        Permission.VIEW_INSPECTORS,
        Permission.MANAGE_TASKS,
        Permission.RUN_DRAWS,
        Permission.WATCH_DRAWS,
        Permission.CONTRIBUTE,
        Permission.VIEW_VISITS,
    },
)
UNIT_HEAD = Role(
    "unit_head",
    gettext_noop("单位负责人"),
    gettext_noop("批准抽查任务，审核本单位的检查结果。"),
    Duty.BUSINESS,
    _LOOK
    | {
        Permission.VIEW_INSPECTORS,
        Permission.APPROVE_TASKS,
        Permission.WATCH_DRAWS,
        Permission.VIEW_VISITS,
        Permission.APPROVE_RESULTS,
    },
)
INSPECTOR = Role(
    "inspector",
    gettext_noop("检查人员"),
    gettext_noop("执行派发给自己的检查，录入并签认结果。"),
    Duty.BUSINESS,
    _LOOK | {Permission.VIEW_VISITS, Permission.RECORD_RESULTS},
)
OBSERVER = Role(
    "observer",
    gettext_noop("纪检监督"),
    gettext_noop("观看抽取，提交见证文字，查看全部过程。"),
    Duty.BUSINESS,
    _LOOK
    | {
        Permission.VIEW_INSPECTORS,
        Permission.WATCH_DRAWS,
        Permission.CONTRIBUTE,
        Permission.VIEW_VISITS,
        Permission.VIEW_AUDIT,
    },
)
SYSTEM_ADMINISTRATOR = Role(
    "system_administrator",
    gettext_noop("系统管理员"),
    gettext_noop("建立单位和账号，不接触业务，不授权。"),
    Duty.SYSTEM,
    frozenset({Permission.VIEW_DESK, Permission.MANAGE_ACCOUNTS}),
)
SECURITY_ADMINISTRATOR = Role(
    "security_administrator",
    gettext_noop("安全管理员"),
    gettext_noop("授予和收回角色，不建账号，不接触业务。"),
    Duty.SECURITY,
    frozenset({Permission.VIEW_DESK, Permission.GRANT_ROLES}),
)
AUDIT_ADMINISTRATOR = Role(
    "audit_administrator",
    gettext_noop("审计管理员"),
    gettext_noop("只读查看全部留痕。"),
    Duty.AUDIT,
    frozenset({Permission.VIEW_DESK, Permission.VIEW_AUDIT}),
)

ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        DIRECTORY_CLERK,
        PLAN_OFFICER,
        UNIT_HEAD,
        INSPECTOR,
        OBSERVER,
        SYSTEM_ADMINISTRATOR,
        SECURITY_ADMINISTRATOR,
        AUDIT_ADMINISTRATOR,
    )
}


def holders_of(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that hold a permission, in the order of the list of roles."""
    return tuple(role for role in ROLES.values() if permission in role.permissions)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a person with roles and a unit, the system, or nobody in particular.

    `unit` is the key of the unit; `bureau` is True for the county bureau, whose people see every
    unit. `key` is what the audit trail keeps.
    """

    key: str
    name: str
    unit: int | None = None
    unit_name: str = ""
    bureau: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)
    user: int | None = None
    system: bool = False

    def may(self, permission: Permission) -> bool:
        """Tell whether one of the roles holds the permission; the system may do everything."""
        return self.system or any(
            permission in ROLES[role].permissions for role in self.roles if role in ROLES
        )

    def reaches(self, unit: int | None) -> bool:
        """Tell whether the actor's view covers that unit: its own, or all for the bureau."""
        return self.system or self.bureau or (unit is not None and unit == self.unit)


SYSTEM = Actor(key="system", name="系统", system=True)
NOBODY = Actor(key="public", name="未登录")
