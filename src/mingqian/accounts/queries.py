"""Reading accounts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from mingqian.accounts.models import Organisation, OrganisationKind, User
from mingqian.rules.permissions import NOBODY, Actor

SORTS = {"name": "name", "unit": "organisation__code", "username": "username"}


@dataclass(frozen=True)
class PeopleSearch:
    """What a list of accounts is narrowed to; empty values narrow nothing."""

    q: str = ""
    organisation: str = ""
    duty: str = ""
    role: str = ""
    active: str = ""
    sort: str = ""


def actor_of(user: Any) -> Actor:
    """Return the logged-in person as an actor, NOBODY without a log-in. Two queries."""
    if not getattr(user, "is_authenticated", False):
        return NOBODY
    person = User.objects.select_related("organisation").prefetch_related("grants").get(pk=user.pk)
    return person.actor() if person.is_active else NOBODY


def organisations() -> QuerySet[Organisation]:
    """Return the units in use, by code."""
    return Organisation.objects.filter(active=True).order_by("code")


def organisations_with_people() -> QuerySet[Any]:
    """Return all units, by code, each with `people`: its active accounts."""
    active = Count("users", filter=Q(users__is_active=True))
    return Organisation.objects.annotate(people=active).order_by("code")


def organisation_kinds() -> list[tuple[str, str]]:
    """Return the kinds of units, for a form."""
    return [(kind.value, str(kind.label)) for kind in OrganisationKind]


def people(search: PeopleSearch | None = None) -> QuerySet[User]:
    """Return accounts with unit and roles: all, or those that fit."""
    rows: QuerySet[User] = User.objects.select_related("organisation").prefetch_related("grants")
    search = search or PeopleSearch()
    given = {"organisation": search.organisation, "duty": search.duty}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if search.q:
        rows = rows.filter(Q(name__contains=search.q) | Q(username__contains=search.q))
    if search.role:
        rows = rows.filter(pk__in=User.objects.filter(grants__role=search.role))
    if search.active:
        rows = rows.filter(is_active=search.active == "on")
    down = search.sort.startswith("-")
    column = SORTS.get(search.sort.lstrip("-"), "username")
    return rows.order_by(f"-{column}" if down else column, "pk")


def people_count() -> int:
    """Return the number of accounts."""
    return int(User.objects.count())


def who_grants_roles() -> list[str]:
    """Return the active security administrators with their units, whom one can ask for a role."""
    held = User.objects.filter(grants__role="security_administrator", is_active=True)
    rows = held.order_by("username").values_list("name", "organisation__name")
    return [f"{name}（{unit}）" for name, unit in rows]


def find_by_log_in_name(username: str) -> User | None:
    """Return the account of a log-in name, None when there is none."""
    found: User | None = User.objects.filter(username=username).first()
    return found


def log_in_names(role: str) -> list[str]:
    """Return the log-in names of the active people who hold a role."""
    held = User.objects.filter(grants__role=role, is_active=True)
    return list(held.values_list("username", flat=True).order_by("username"))


def person_of(actor: Actor) -> User:
    """Return the account behind an actor; User.DoesNotExist for the system."""
    person: User = User.objects.get(pk=actor.user or 0)
    return person


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
    return Organisation.objects.get(pk=actor.unit or 0)
