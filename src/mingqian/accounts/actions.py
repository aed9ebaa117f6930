"""Log-ins, accounts and roles."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from mingqian.accounts.models import Organisation, RoleGrant, User
from mingqian.audit.door import action
from mingqian.audit.record import record_fact, record_subject
from mingqian.rules.permissions import ROLES, Actor, Permission
from mingqian.rules.refusals import RuleBroken, gettext_noop


@dataclass(frozen=True)
class NewUser:
    """What the system administrator fills in for a new account."""

    username: str
    name: str
    password: str
    duty: str = "business"


@action("organisation.create", needs=Permission.MANAGE_ACCOUNTS)
def create_organisation(
    *, code: str, name: str, kind: str, region: str, by: Actor, at: datetime
) -> Organisation:
    """Create a unit 「建立单位」; raise RuleBroken when code or name is taken."""
    if Organisation.objects.filter(code=code).exists():
        raise RuleBroken(gettext_noop("单位代码 {code} 已经有了。"), field="code", code=code)
    if Organisation.objects.filter(name=name).exists():
        raise RuleBroken(gettext_noop("单位 {name} 已经有了。"), field="name", name=name)
    return Organisation.objects.create(code=code, name=name, kind=kind, region=region)


def _checked_password(password: str, user: User, field: str = "password") -> str:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RuleBroken(
            gettext_noop("密码不合要求：{why}"), field=field, why="".join(error.messages)
        ) from error
    return password


@action("account.create", needs=Permission.MANAGE_ACCOUNTS)
def create_user(organisation: Organisation, new: NewUser, *, by: Actor, at: datetime) -> User:
    """Create an account without any role 「建立账号」; raise RuleBroken for a taken name."""
    if User.objects.filter(username=new.username).exists():
        raise RuleBroken(
            gettext_noop("登录名 {username} 已经有人用了。"),
            field="username",
            username=new.username,
        )
    user = User(
        username=new.username, name=new.name, organisation=organisation, duty=str(new.duty)
    )
    user.set_password(_checked_password(new.password, user))
    user.save()
    record_subject(user)
    return user


@action("account.grant_role", needs=Permission.GRANT_ROLES)
def grant_role(user: User, role: str, *, by: Actor, at: datetime) -> RoleGrant:
    """Grant a role 「授予角色」.

    Raises RuleBroken when the role's duty is not the person's (三员 are exclusive, GB/T 22239)
    or when somebody grants to themselves.
    """
    if role not in ROLES:
        raise RuleBroken(gettext_noop("没有这个角色。"), field="role")
    if by.user == user.pk:
        raise RuleBroken(gettext_noop("不能给自己授权。"), field="role")
    if ROLES[role].duty != user.duty:
        raise RuleBroken(
            gettext_noop(
                "{title}与 {name} 的职责互斥：系统、安全、审计管理员和业务人员不得兼任。"
            ),
            field="role",
            title=ROLES[role].title,
            name=user.name,
        )
    if user.grants.filter(role=role).exists():
        raise RuleBroken(gettext_noop("{name} 已有这个角色。"), field="role", name=user.name)
    record_fact(role=role)
    return RoleGrant.objects.create(user=user, role=role, duty=ROLES[role].duty)


@action("account.revoke_role", needs=Permission.GRANT_ROLES)
def revoke_role(user: User, role: str, *, by: Actor, at: datetime) -> None:
    """Take a role back 「收回角色」.

    Raises RuleBroken when the person does not hold it, or is the last who may grant roles.
    """
    grant = user.grants.filter(role=role).first()
    if grant is None:
        raise RuleBroken(gettext_noop("{name} 没有这个角色。"), field="role", name=user.name)
    if role == "security_administrator":
        _refuse_last_security_administrator(user)
    record_fact(role=role)
    grant.delete()


def _refuse_last_security_administrator(user: User) -> None:
    """Keep one active person who may grant roles: without one nobody could ever be appointed."""
    others = User.objects.exclude(pk=user.pk).filter(
        is_active=True, grants__role="security_administrator"
    )
    if not others.exists():
        raise RuleBroken(
            gettext_noop(
                "{name} 是最后一位安全管理员，此后无人能授予角色。请先授予另一人这个角色。"
            ),
            name=user.name,
        )


@action("account.disable", needs=Permission.MANAGE_ACCOUNTS)
def disable_user(user: User, *, by: Actor, at: datetime) -> User:
    """Disable an account 「停用账号」; open sessions end with the next request.

    Raises RuleBroken for one's own account, a disabled one, or the last security administrator.
    """
    if by.user == user.pk:
        raise RuleBroken(gettext_noop("不能停用自己的账号。"))
    if not user.is_active:
        raise RuleBroken(gettext_noop("{name} 的账号早已停用。"), name=user.name)
    if user.grants.filter(role="security_administrator").exists():
        _refuse_last_security_administrator(user)
    user.is_active = False
    user.save()
    return user


@action("account.enable", needs=Permission.MANAGE_ACCOUNTS)
def enable_user(user: User, *, by: Actor, at: datetime) -> User:
    """Let a disabled account log in again, with the roles it had 「恢复账号」."""
    if user.is_active:
        raise RuleBroken(gettext_noop("{name} 的账号没有停用。"), name=user.name)
    user.is_active = True
    user.save()
    return user


@action("account.reset_password", needs=Permission.MANAGE_ACCOUNTS)
def reset_password(user: User, password: str, *, by: Actor, at: datetime) -> User:
    """Give somebody who forgot the password a new one 「重设密码」; open sessions end.

    Raises RuleBroken for one's own account (change it with the old one) or a weak password.
    """
    if by.user == user.pk:
        raise RuleBroken(gettext_noop("自己的密码请在「修改密码」里改。"))
    user.set_password(_checked_password(password, user))
    user.save()
    return user


@action("account.change_password", needs=None)
def change_password(user: User, *, old: str, new: str, by: Actor, at: datetime) -> User:
    """Change one's own password 「修改密码」; raise RuleBroken for a wrong or weak one."""
    if by.user != user.pk or not user.check_password(old):
        raise RuleBroken(gettext_noop("原密码不对。"), field="old")
    if old == new:
        raise RuleBroken(gettext_noop("新密码与原密码相同。"), field="new")
    user.set_password(_checked_password(new, user, "new"))
    user.save()
    return user


@action("account.login", needs=None)
def note_login(user: User, *, address: str, by: Actor, at: datetime) -> None:
    """Keep a log-in in the trail 「登录」."""
    record_fact(address=address)


@action("account.login_failed", needs=None)
def note_failed_login(
    user: User | None, *, address: str, locked: bool, by: Actor, at: datetime
) -> None:
    """Keep a failed log-in in the trail 「登录失败」.

    The account is named when there is one; an unknown name is not kept, for people type their
    password into the wrong field. What was typed as the password is never kept.
    """
    record_fact(address=address, known=user is not None, locked=locked)


@action("account.logout", needs=None)
def note_logout(user: User, *, by: Actor, at: datetime) -> None:
    """Keep a log-out in the trail 「退出登录」."""
