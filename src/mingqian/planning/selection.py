"""Which targets a task is about, read alike from a saved task and from a half-filled draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from mingqian.accounts.models import Organisation
from mingqian.directories.models import InspectionItem
from mingqian.directories.queries import targets_for_sampling
from mingqian.planning.drafts import StratumDraft, TaskDraft
from mingqian.planning.models import Pick, Sampling, Task
from mingqian.planning.scopes import (
    KEY_SECTOR,
    ONCE_A_YEAR,
    SCOPES,
    UPPER_PLAN,
    key_sectors,
)
from mingqian.rules import sampling
from mingqian.rules.presets import Preset, preset_named
from mingqian.rules.refusals import RuleBroken, gettext_noop
from mingqian.rules.sampling import ItemClass, Rate

NO_STRATUM = -1
NONE = Rate(0, 1)
YEARS = range(2000, 2100)  # a half-filled form holds any number


@dataclass(frozen=True, slots=True)
class StratumRule:
    """A stratum with its rate as a number; `broken` says why the typed rate is none."""

    code: str
    title: str
    risk_classes: tuple[str, ...]
    sectors: tuple[str, ...]
    rate: Rate
    minimum: int
    broken: RuleBroken | None = None

    @property
    def takes(self) -> Q:
        """Return the condition of the targets that belong to the stratum."""
        found = Q()
        if self.risk_classes:
            found &= Q(risk_class__in=self.risk_classes)
        if self.sectors:
            found &= Q(sector__in=self.sectors)
        return found


@dataclass(frozen=True, slots=True)
class Selection:
    """What decides who is listed, left out and drawn, and who may inspect."""

    task: int | None
    organisation: Organisation | None
    year: int
    scope: str
    conditions: Mapping[str, Sequence[Any]]
    exclusions: tuple[str, ...]
    repeat_ground: str
    units: tuple[int, ...]
    strata: tuple[StratumRule, ...]
    rate_ground: str
    key_items: bool
    slots: tuple[str, ...]
    inspector_cap: int
    distinct_units: bool
    starts_on: date | None
    ends_on: date | None

    def item_class(self, stratum: StratumRule) -> ItemClass:
        """Tell whether the 5 % floor binds a stratum: it does unless all it takes is key.

        Key are the objects of key sectors and every check made of key items alone (G 5.1.2).
        """
        scope = SCOPES.get(self.scope)
        sectors = set(stratum.sectors or self.conditions.get("sectors") or ())
        if scope is not None and scope.sectors:
            sectors = sectors & set(scope.sectors) if sectors else set(scope.sectors)
        key = bool(sectors) and sectors <= key_sectors()
        return ItemClass.KEY if key or self.key_items else ItemClass.GENERAL


def preset() -> Preset:
    """Return the settings of this office's jurisdiction."""
    return preset_named(settings.PRESET)


def selection_of(task: Task) -> Selection:
    """Read the selection of a saved task. Three queries."""
    classes = list(task.task_items.values_list("item__item_class", flat=True))
    return Selection(
        task=task.pk,
        organisation=task.organisation,
        year=task.year,
        scope=task.scope,
        conditions=task.conditions,
        exclusions=tuple(task.exclusions),
        repeat_ground=task.repeat_ground,
        units=tuple(task.task_units.values_list("organisation_id", flat=True)),
        strata=tuple(
            StratumRule(
                code=row.code,
                title=row.title,
                risk_classes=tuple(row.risk_classes),
                sectors=tuple(row.sectors),
                rate=Rate(row.numerator, row.denominator),
                minimum=row.minimum,
            )
            for row in task.strata.order_by("position")
        ),
        rate_ground=task.rate_ground,
        key_items=bool(classes) and set(classes) == {ItemClass.KEY.value},
        slots=tuple(task.slots),
        inspector_cap=task.inspector_cap,
        distinct_units=task.distinct_units,
        starts_on=task.starts_on,
        ends_on=task.ends_on,
    )


def selection_from(
    draft: TaskDraft, organisation: Organisation | None = None, task: int | None = None
) -> Selection:
    """Read the selection of a draft, however unfinished. One query."""
    classes = set(
        InspectionItem.objects.filter(pk__in=draft.items).values_list("item_class", flat=True)
    )
    directed = draft.sampling == Sampling.DIRECTED
    return Selection(
        task=task,
        organisation=organisation,
        year=draft.year or (draft.starts_on.year if draft.starts_on else 0),
        scope=draft.scope,
        conditions={name: list(each) for name, each in draft.conditions.items()}
        if directed
        else {},
        exclusions=draft.exclusions,
        repeat_ground=draft.repeat_ground,
        units=draft.units,
        strata=tuple(stratum_rule(place, each) for place, each in enumerate(draft.strata)),
        rate_ground=draft.rate_ground,
        key_items=classes == {ItemClass.KEY.value},
        slots=draft.slots,
        inspector_cap=draft.inspector_cap,
        distinct_units=draft.distinct_units,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on or draft.starts_on,
    )


def stratum_rule(place: int, draft: StratumDraft) -> StratumRule:
    """Read a typed stratum; a rate that is none counts as 0 and says why."""
    rate, broken = NONE, None
    try:
        if not draft.rate.strip():
            raise RuleBroken(gettext_noop("请填写抽查比例，例如 5。"))
        rate = Rate.from_percent(draft.rate)
    except RuleBroken as refusal:
        broken = RuleBroken(refusal.template, field=f"strata-{place}-rate", **refusal.facts)
    return StratumRule(
        code=f"s{place + 1}",
        title=draft.title.strip(),
        risk_classes=draft.risk_classes,
        sectors=draft.sectors,
        rate=rate,
        minimum=max(0, draft.minimum),
        broken=broken,
    )


def matching(selection: Selection) -> QuerySet[Any]:
    """Return the active targets of the scope that meet the conditions, by key.

    Each carries `place`, the position of its stratum (NO_STRATUM if none takes it), and `out`,
    the exclusion code by which it is left out, "" for nobody's reason.
    """
    rows: QuerySet[Any] = targets_for_sampling(selection.conditions, selection.units)
    scope = SCOPES.get(selection.scope)
    if scope is not None and scope.sectors:
        rows = rows.filter(sector__in=scope.sectors)
    places = [
        When(rule.takes or Q(pk__isnull=False), then=Value(place))
        for place, rule in enumerate(selection.strata)
    ]
    listed: QuerySet[Any] = rows.annotate(
        place=Case(*places, default=Value(NO_STRATUM), output_field=IntegerField()),
        out=Case(*_exclusions(selection), default=Value(""), output_field=CharField()),
    )
    return listed


def _exclusions(selection: Selection) -> list[When]:
    whens = []
    repeated = _repeated(selection)
    if repeated is not None:
        whens.append(When(repeated, then=Value(ONCE_A_YEAR)))
    if UPPER_PLAN in selection.exclusions:
        whens.append(When(~Q(covered_by=""), then=Value(UPPER_PLAN)))
    return whens


def _repeated(selection: Selection) -> Q | None:
    """Return who is out for having been drawn or inspected this year (G 6.2), None if nobody."""
    if selection.year not in YEARS:
        return None
    excepted = ONCE_A_YEAR not in selection.exclusions
    limited = preset().drawn_a_year.value is not None and not selection.repeat_ground
    if excepted and not limited and selection.repeat_ground != KEY_SECTOR:
        return None
    picks = Pick.objects.filter(target=OuterRef("pk"), year=selection.year)
    if selection.task is not None:
        picks = picks.exclude(task=selection.task)
    found = Q(last_inspected_on__year=selection.year) | Q(Exists(picks))
    if excepted and selection.repeat_ground == KEY_SECTOR:
        found &= ~Q(sector__in=sorted(key_sectors()))
    return found


def strata_counts(selection: Selection) -> tuple[list[sampling.Stratum], int, int]:
    """Count the strata, and the targets matched and fitting no stratum. One query."""
    listed = [0] * len(selection.strata)
    excluded: list[dict[str, int]] = [{} for _ in selection.strata]
    matched = unlisted = 0
    counted = matching(selection).order_by().values("place", "out").annotate(n=Count("pk"))
    for row in counted:
        matched += row["n"]
        if row["place"] == NO_STRATUM:
            unlisted += row["n"]
            continue
        listed[row["place"]] += row["n"]
        if row["out"]:
            excluded[row["place"]][row["out"]] = row["n"]
    strata = [
        sampling.Stratum(
            code=rule.code,
            title=rule.title,
            item_class=selection.item_class(rule),
            rate=rule.rate,
            listed=listed[place],
            excluded=dict(sorted(excluded[place].items())),
            minimum=rule.minimum,
        )
        for place, rule in enumerate(selection.strata)
    ]
    return strata, matched, unlisted
