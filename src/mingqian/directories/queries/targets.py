"""Reading the target directory: for people by what they reach, for the draw as a whole."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from mingqian.directories.models import RiskClass, Target, TargetFlag, TargetStatus
from mingqian.directories.queries.scope import within_reach
from mingqian.rules.identifiers import half_width
from mingqian.rules.permissions import Actor
from mingqian.rules.refusals import RuleBroken, gettext_noop


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSearch:
    """What narrows a list of targets; empty means all.

    Attributes:
        q: part of the name or of the credit code.
        region: division code, the townships of a county included.
        industry: code of an industry and all below it, e.g. 26.
        unit: key of the unit that supervises.
        status: active or closed.
        sort: name, risk, last, and the same with a minus in front.
    """

    q: str = ""
    region: str = ""
    sector: str = ""
    industry: str = ""
    risk: str = ""
    regulatory_type: str = ""
    unit_type: str = ""
    unit: str = ""
    status: str = ""
    sort: str = ""


_EXACT = {
    "sector": "sector",
    "risk": "risk_class",
    "regulatory_type": "regulatory_type",
    "unit_type": "unit_type",
    "status": "status",
}
_PREFIX = {"region": "region", "industry": "industry"}
_ORDERS: Mapping[str, Any] = {
    "name": ("name", "id"),
    "-name": ("-name", "id"),
    "risk": ("risk_class", "id"),
    "-risk": ("-risk_class", "id"),
    # Never inspected comes first when the longest ago is asked for, on both databases.
    "last": (F("last_inspected_on").asc(nulls_first=True), "id"),
    "-last": (F("last_inspected_on").desc(nulls_last=True), "id"),
}


def targets(actor: Actor, search: TargetSearch | None = None) -> QuerySet[Target]:
    """Return the targets that the actor reaches, narrowed and ordered, with their unit."""
    rows = within_reach(Target.objects.select_related("organisation"), actor)
    if search is None:
        return rows.order_by("id")
    if search.q:
        text = half_width(search.q).strip()
        rows = rows.filter(Q(name__contains=text) | Q(credit_code__contains=text.upper()))
    wanted = {column: getattr(search, name) for name, column in _EXACT.items()}
    wanted |= {f"{column}__startswith": getattr(search, name) for name, column in _PREFIX.items()}
    rows = rows.filter(**{lookup: value for lookup, value in wanted.items() if value})
    if search.unit:
        # A unit that is no number in the address matches nothing instead of failing.
        rows = rows.filter(organisation_id=int(search.unit) if search.unit.isdecimal() else 0)
    return rows.order_by(*_ORDERS.get(search.sort, ("id",)))


def find_target(actor: Actor, key: int) -> Target | None:
    """Return a target that the actor reaches, None for others and unknown ones."""
    return targets(actor).filter(pk=key).first()


def target_counts(actor: Actor) -> dict[str, int]:
    """Return how many targets the actor reaches: all, active, closed, and active by risk class."""
    active = Q(status=TargetStatus.ACTIVE)
    risks = {f"risk_{r}": Count("id", filter=active & Q(risk_class=r)) for r in RiskClass.values}
    return within_reach(Target.objects.all(), actor).aggregate(
        all=Count("id"),
        active=Count("id", filter=active),
        closed=Count("id", filter=~active),
        never=Count("id", filter=active & Q(last_inspected_on=None)),
        **risks,
    )


FLAG_TITLES = TargetFlag.choices
"""What can be marked on a target: code and title."""

CONDITIONS: Mapping[str, str] = {
    "regions": "region__in",
    "sectors": "sector__in",
    "unit_types": "unit_type__in",
    "risk_classes": "risk_class__in",
    "regulatory_types": "regulatory_type__in",
    "units": "organisation_id__in",
}
"""Conditions of a directed draw: name in a task → lookup. An empty list means no condition."""


def targets_for_sampling(
    conditions: Mapping[str, Collection[Any]], units: Collection[int] | None = None
) -> QuerySet[Target]:
    """Return the active targets that meet the conditions, by key, each with its unit.

    Args:
        conditions: lists of codes under the names of `CONDITIONS`, and `industries`: a list of
            codes of which one must lead the target's code.
        units: keys of the units whose targets take part, None for all.

    Raises:
        RuleBroken: an unknown condition; leaving it out would widen the frame in silence.
    """
    rows = Target.objects.select_related("organisation").filter(status=TargetStatus.ACTIVE)
    for name, values in conditions.items():
        if name not in CONDITIONS and name != "industries":
            raise RuleBroken(
                gettext_noop("没有名为「{name}」的定向条件。"), field="conditions", name=name
            )
        if values and name == "industries":
            rows = rows.filter(_any_prefix("industry", values))
        elif values:
            rows = rows.filter(**{CONDITIONS[name]: list(values)})
    if units is not None:
        rows = rows.filter(organisation_id__in=list(units))
    return rows.order_by("id")


def _any_prefix(column: str, values: Iterable[str]) -> Q:
    found = Q()
    for value in values:
        found |= Q(**{f"{column}__startswith": value})
    return found
