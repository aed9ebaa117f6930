"""Values that occur among the active targets, with counts: for filters and forms."""

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Substr

from mingqian.directories.models import RiskClass, Target, TargetStatus
from mingqian.directories.queries.scope import Choice, choices, within_reach
from mingqian.directories.reference import industries, sectors
from mingqian.rules.permissions import Actor


def regions_in_use(actor: Actor | None = None) -> list[Choice]:
    """Return the divisions of the active targets; all of them without an actor."""
    rows = _in_use(actor).values("region").annotate(n=Count("id"), title=Max("region_name"))
    return [Choice(r["region"], r["title"], r["n"]) for r in rows.order_by("region")]


def sectors_in_use(actor: Actor | None = None) -> list[Choice]:
    """Return the sectors of the active targets, in the order of precedence."""
    order = {sector.code: place for place, sector in enumerate(sectors())}
    found = choices(_in_use(actor), "sector", sector_name)
    return sorted(found, key=lambda choice: order.get(choice.value, len(order)))


def industries_in_use(actor: Actor | None = None) -> list[Choice]:
    """Return the divisions 大类 of the active targets' industries, two digits each."""
    rows = _in_use(actor).annotate(division=Substr("industry", 1, 2))
    return choices(rows, "division", industry_name)


def unit_types_in_use(actor: Actor | None = None) -> list[Choice]:
    """Return the unit types 单位类型 of the active targets."""
    return choices(_in_use(actor), "unit_type", lambda value: value)


def regulatory_types_in_use(actor: Actor | None = None) -> list[Choice]:
    """Return the regulatory types 监管类型 of the active targets."""
    return choices(_in_use(actor), "regulatory_type", lambda value: value)


def risk_classes_in_use(actor: Actor | None = None) -> list[Choice]:
    """Return the risk classes of the active targets, A first."""
    return choices(_in_use(actor), "risk_class", lambda value: str(RiskClass(value).label))


def units_in_use(actor: Actor | None = None) -> list[Choice]:
    """Return the units that supervise active targets; the value is the unit's key."""
    rows = _in_use(actor).values("organisation_id", "organisation__name").annotate(n=Count("id"))
    return [
        Choice(str(r["organisation_id"]), r["organisation__name"], r["n"])
        for r in rows.order_by("organisation__code")
    ]


def sector_name(code: str) -> str:
    """Return the short name of a sector, without its bracket; the code itself if unknown."""
    names = {sector.code: sector.name.partition("（")[0] for sector in sectors()}
    return names.get(code, code)


def industry_name(code: str) -> str:
    """Return the name of an industry; the code itself if unknown."""
    found = industries().get(code)
    return found.name if found else code


def _in_use(actor: Actor | None) -> QuerySet[Target]:
    rows = Target.objects.filter(status=TargetStatus.ACTIVE).order_by()
    return rows if actor is None else within_reach(rows, actor)


def sector_titles() -> list[tuple[str, str]]:
    """Return code and short name of every sector, in the order of precedence."""
    return [(sector.code, sector.name.partition("（")[0]) for sector in sectors()]
