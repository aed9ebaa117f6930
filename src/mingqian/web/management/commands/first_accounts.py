"""The first accounts of an empty office: who creates accounts, who grants roles, who audits."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mingqian.accounts import actions
from mingqian.accounts.queries import organisations
from mingqian.rules.permissions import ROLES, SYSTEM
from mingqian.web.shared.moment import current_time

FIRST = (
    ("sysadmin", "系统管理员", "system_administrator"),
    ("secadmin", "安全管理员", "security_administrator"),
    ("auditadmin", "审计管理员", "audit_administrator"),
)


class Command(BaseCommand):
    """`python manage.py first_accounts`: refuses an office that has a unit already."""

    help = "Create the bureau and the three administrators of an empty office."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Create the bureau and the administrators; print each password once."""
        if organisations().exists():
            raise CommandError("The office has units already; use 单位与账号.")
        bureau = actions.create_organisation(
            code="bureau",
            name=settings.OFFICE_NAME,
            kind="bureau",
            region=settings.OFFICE_REGION,
            by=SYSTEM,
            at=current_time(),
        )
        for username, name, role in FIRST:
            password = secrets.token_urlsafe(12)
            user = actions.create_user(
                bureau,
                actions.NewUser(username, name, password, ROLES[role].duty),
                by=SYSTEM,
                at=current_time(),
            )
            actions.grant_role(user, role, by=SYSTEM, at=current_time())
            self.stdout.write(f"{username}  {password}  {name}")
