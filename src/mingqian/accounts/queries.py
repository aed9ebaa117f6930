"""Reading accounts."""

from typing import Any

from django.db.models import QuerySet

from mingqian.accounts.models import Organisation, User
from mingqian.rules.permissions import NOBODY, Actor


def actor_of(user: Any) -> Actor:
    """Return the logged-in person as an actor, NOBODY without a log-in. Two queries."""
    if not getattr(user, "is_authenticated", False):
        return NOBODY
    person = User.objects.select_related("organisation").prefetch_related("grants").get(pk=user.pk)
    return person.actor() if person.is_active else NOBODY


def organisations() -> QuerySet[Organisation]:
    """Return the units in use, by code."""
    return Organisation.objects.filter(active=True).order_by("code")


def people() -> QuerySet[User]:
    """Return all accounts with unit and roles."""
    everybody: QuerySet[User] = User.objects.select_related("organisation")
    return everybody.prefetch_related("grants").order_by("username")


def log_in_names(role: str) -> list[str]:
    """Return the log-in names of the active people who hold a role."""
    held = User.objects.filter(grants__role=role, is_active=True)
    return list(held.values_list("username", flat=True).order_by("username"))
