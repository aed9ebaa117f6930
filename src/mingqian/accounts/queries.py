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


def person_of(actor: Actor) -> User:
    """Return the account behind an actor; User.DoesNotExist for the system."""
    return User.objects.get(pk=actor.user)


def find_person(key: int) -> User | None:
    """Return an account with unit and grants, None when there is none."""
    return people().filter(pk=key).first()


def find_organisation(key: int) -> Organisation | None:
    """Return a unit, None when there is none."""
    return Organisation.objects.filter(pk=key).first()


def check_password(actor: Actor, password: str) -> bool:
    """Tell whether the password is the actor's own: a fresh log-in before a signature."""
    return actor.user is not None and person_of(actor).check_password(password)


def organisation_of(actor: Actor) -> Organisation:
    """Return the unit of an actor; Organisation.DoesNotExist for the system."""
    return Organisation.objects.get(pk=actor.unit)
