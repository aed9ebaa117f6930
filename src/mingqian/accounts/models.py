"""Units, people with log-ins, and the roles granted to them."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from mingqian.audit.models import Governed, GovernedQuerySet
from mingqian.rules.permissions import DUTY_TITLES, ROLES, Actor, Duty

DUTY_CHOICES = [(duty.value, title) for duty, title in DUTY_TITLES.items()]


class OrganisationKind(models.TextChoices):
    """What a unit is."""

    BUREAU = "bureau", _("县级应急管理局")
    OFFICE = "office", _("股室")
    TOWNSHIP = "township", _("乡镇街道")
    DEPARTMENT = "department", _("其他部门")


class Organisation(Governed):
    """A unit that plans, executes or joins inspections 「单位」."""

    code = models.CharField(_("单位代码"), max_length=16, unique=True)
    name = models.CharField(_("单位名称"), max_length=128, unique=True)
    kind = models.CharField(_("类别"), max_length=16, choices=OrganisationKind.choices)
    region = models.CharField(_("区划"), max_length=12, blank=True)
    active = models.BooleanField(_("在用"), default=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("单位")

    def __str__(self) -> str:
        return self.name

    @property
    def sees_all(self) -> bool:
        """Whether people of this unit see every unit: the bureau and its offices."""
        return self.kind in {OrganisationKind.BUREAU, OrganisationKind.OFFICE}


UserManager = BaseUserManager.from_queryset(GovernedQuerySet)


class User(Governed, AbstractBaseUser):
    """A person with a log-in 「账号」."""

    last_login = None  # log-ins are events, not a column
    username = models.CharField(_("登录名"), max_length=32, unique=True)
    name = models.CharField(_("姓名"), max_length=32)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="users", verbose_name=_("单位")
    )
    duty = models.CharField(
        _("职责"), max_length=10, default=Duty.BUSINESS.value, choices=DUTY_CHOICES
    )
    is_active = models.BooleanField(_("启用"), default=True)

    USERNAME_FIELD = "username"
    objects: ClassVar[Any] = UserManager()  # type: ignore[assignment]  # finds by log-in name

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("账号")

    def __str__(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Check without upgrading the hash: a log-in is no write to the account."""
        from django.contrib.auth.hashers import check_password

        return check_password(raw_password, self.password)

    def actor(self) -> Actor:
        """Return this person as the actor of an action."""
        return Actor(
            key=f"user:{self.pk}",
            name=self.name,
            unit=self.organisation_id,
            unit_name=self.organisation.name,
            bureau=self.organisation.sees_all,
            roles=frozenset(grant.role for grant in self.grants.all()),
            user=self.pk,
        )


class RoleGrant(Governed):
    """A role that a person holds 「角色授予」.

    `duty` repeats the duty of role and person: a trigger keeps the three equal, so the three
    administrators (三员) exclude each other and all business roles even against raw SQL.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("账号"))
    role = models.CharField(
        _("角色"), max_length=32, choices=[(r.name, r.title) for r in ROLES.values()]
    )
    duty = models.CharField(_("职责"), max_length=10, choices=DUTY_CHOICES)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("角色授予")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_role"),
            *(
                models.CheckConstraint(
                    condition=~models.Q(role=r.name) | models.Q(duty=r.duty.value),
                    name=f"duty_of_{r.name}",
                )
                for r in ROLES.values()
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {ROLES[self.role].title}"
