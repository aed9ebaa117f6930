"""Reading the inspector directory and the declared interests."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from mingqian.directories.models import Inspector, Interest, Target
from mingqian.directories.queries.scope import Choice, within_reach
from mingqian.rules.eligibility import Standing
from mingqian.rules.identifiers import half_width
from mingqian.rules.permissions import Actor

SOON_DAYS = 60
"""Days before the end of a certificate from which it is shown as 临期; a setting of the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorSearch:
    """What narrows a list of inspectors; `standing` is one of valid, soon, expired, out."""

    q: str = ""
    unit: str = ""
    level: str = ""
    expertise: str = ""
    standing: str = ""


def inspectors(
    actor: Actor, on: date, search: InspectorSearch | None = None
) -> QuerySet[Inspector]:
    """Return the inspectors that the actor reaches, with unit; `on` decides about validity."""
    rows = within_reach(Inspector.objects.select_related("organisation"), actor).order_by("id")
    if search is None:
        return rows
    if search.q:
        text = half_width(search.q).strip()
        rows = rows.filter(Q(name__contains=text) | Q(certificate_number__contains=text.upper()))
    if search.unit:
        rows = rows.filter(organisation_id=int(search.unit) if search.unit.isdecimal() else 0)
    if search.level:
        rows = rows.filter(level=search.level)
    if search.standing:
        rows = rows.filter(_standing(search.standing, on))
    if search.expertise:
        pairs = rows.values_list("pk", "expertise")
        rows = rows.filter(pk__in=[key for key, skills in pairs if search.expertise in skills])
    return rows


def _standing(name: str, on: date) -> Q:
    soon = date.fromordinal(on.toordinal() + SOON_DAYS)
    valid = Q(active=True, valid_from__lte=on, valid_to__gte=on)
    return {
        "valid": valid,
        "soon": valid & Q(valid_to__lte=soon),
        "expired": Q(active=True, valid_to__lt=on),
        "out": Q(active=False),
    }.get(name, Q())


def inspector_counts(actor: Actor, on: date) -> dict[str, int]:
    """Return how many inspectors the actor reaches, by standing on a day."""
    names = ("valid", "soon", "expired", "out")
    return within_reach(Inspector.objects.all(), actor).aggregate(
        all=Count("id"), **{name: Count("id", filter=_standing(name, on)) for name in names}
    )


def find_inspector(actor: Actor, key: int) -> Inspector | None:
    """Return an inspector that the actor reaches, None for others and unknown ones."""
    rows = within_reach(Inspector.objects.select_related("organisation", "user"), actor)
    return rows.filter(pk=key).first()


def inspectors_for_roster(on: date) -> QuerySet[Inspector]:
    """Return all active inspectors with unit, by key; `certified` says valid on that day.

    Those without a valid certificate are here too: the draw excludes them by name and count.
    """
    certified = Q(valid_from__lte=on, valid_to__gte=on)
    rows: QuerySet[Inspector] = Inspector.objects.select_related("organisation")
    return rows.filter(active=True).annotate(certified=certified).order_by("id")


def standing_of(inspector: Inspector) -> Standing:
    """Return the facts that decide whether an inspector can be drawn."""
    return Standing(
        certificate_number=inspector.certificate_number,
        valid_from=inspector.valid_from,
        valid_to=inspector.valid_to,
        active=inspector.active,
        out_reason=inspector.out_reason,
    )


def expertise_in_use() -> list[Choice]:
    """Return the fields of expertise of the active inspectors, most frequent first."""
    counts: dict[str, int] = {}
    for skills in Inspector.objects.filter(active=True).values_list("expertise", flat=True):
        for skill in skills:
            counts[skill] = counts.get(skill, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Choice(skill, skill, count) for skill, count in ordered]


def interests() -> QuerySet[Interest]:
    """Return the declared interests with inspector and target."""
    return Interest.objects.select_related("inspector", "target").order_by("id")


def interests_of(inspector: Inspector) -> QuerySet[Interest]:
    """Return what an inspector has declared."""
    return interests().filter(inspector=inspector)


def interests_in(target: Target) -> QuerySet[Interest]:
    """Return who has declared an interest in a target."""
    return interests().filter(target=target)
