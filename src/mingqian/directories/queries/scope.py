"""Who sees which rows, and the values that occur in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from mingqian.rules.permissions import Actor


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that occurs, its name, and how many rows have it."""

    value: str
    title: str
    count: int


def within_reach(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Keep the rows of the units that the actor reaches (column `organisation`)."""
    if actor.system or actor.bureau:
        return rows
    return rows.filter(organisation_id=actor.unit)


def choices(rows: QuerySet[Any], column: str, title: Callable[[str], str]) -> list[Choice]:
    """Return the values of a column with their counts, empty ones left out."""
    found = rows.order_by(column).values(column).annotate(n=Count("id"))
    return [Choice(r[column], title(r[column]), r["n"]) for r in found if r[column]]
