"""Strata 「分层」 of a task: what they would draw, and the floor of general items (G 5.1.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mingqian.rules.refusals import RuleBroken, gettext_noop
from mingqian.rules.sampling.rates import (
    GENERAL_BASIS,
    GENERAL_MINIMUM,
    Base,
    ItemClass,
    Rate,
    required_count,
)


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the frame that is drawn from on its own 「分层」.

    Attributes:
        code: its code in the commitment.
        title: its name for people, e.g. A、B 级一般行业.
        item_class: key or general; decides whether the floor of G 5.1.2 binds.
        rate: asked sampling rate.
        listed: all objects of the stratum, excluded ones included.
        excluded: how many are left out, by exclusion code.
        must: certain picks owed from earlier replacements, a part of the eligible ones.
        minimum: least number to draw.
        base: what the rate is a share of.
    """

    code: str
    title: str
    item_class: ItemClass
    rate: Rate
    listed: int
    excluded: Mapping[str, int] = field(default_factory=dict)
    must: int = 0
    minimum: int = 0
    base: Base = Base.LISTED

    @property
    def eligible(self) -> int:
        """Return how many objects can be drawn."""
        return self.listed - sum(self.excluded.values())

    @property
    def n(self) -> int:
        """Return how many objects the stratum draws."""
        population = self.listed if self.base is Base.LISTED else self.eligible
        return required_count(
            population, self.rate.num, self.rate.den, self.minimum, eligible=self.eligible
        )


@dataclass(frozen=True, slots=True)
class StratumPreview:
    """What a stratum would give, before anything is committed.

    Attributes:
        stratum: the stratum asked for.
        n: objects drawn by its rate and minimum.
        most: objects drawn at most, certain picks included.
        empty: has eligible objects and draws none (shown, not refused: SPEC `ZERO_STRATUM`).
        broken: the rule it breaks, None if it breaks none.
    """

    stratum: Stratum
    n: int
    most: int
    empty: bool
    broken: RuleBroken | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The numbers a task's form shows while its conditions are still being changed.

    Attributes:
        strata: one preview each, in the order given.
        listed: objects of all strata.
        eligible: objects that can be drawn.
        excluded: objects left out, by exclusion code, over all strata.
        n: objects drawn by rates and minimums.
        max_drawn: the most objects that can be drawn (SPEC section 4).
    """

    strata: tuple[StratumPreview, ...]
    listed: int
    eligible: int
    excluded: Mapping[str, int]
    n: int
    max_drawn: int

    @property
    def broken(self) -> tuple[RuleBroken, ...]:
        """Return the rules that the strata break."""
        return tuple(row.broken for row in self.strata if row.broken is not None)


def max_drawn(strata: Sequence[Stratum], topups: Sequence[int] = ()) -> int:
    """Return the most objects a draw can give: Σ max(n, must) + Σ top-up minimums (SPEC 4)."""
    return sum(max(stratum.n, stratum.must) for stratum in strata) + sum(topups)


def preview(
    strata: Sequence[Stratum],
    *,
    topups: Sequence[int] = (),
    floor: Rate | None = GENERAL_MINIMUM,
    basis: str = GENERAL_BASIS,
    ground: str = "",
) -> Preview:
    """Return what the strata would give, without drawing anything.

    Args:
        strata: the strata with their counts.
        topups: least numbers of the top-up groups.
        floor: least share of general strata, None where the office has no such rule.
        basis: article that sets the floor.
        ground: number of the document by which the office deviates from the floor, "" if none.
    """
    rows = tuple(_preview_row(each, floor, basis, ground) for each in strata)
    excluded: dict[str, int] = {}
    for stratum in strata:
        for code, count in stratum.excluded.items():
            excluded[code] = excluded.get(code, 0) + count
    return Preview(
        strata=rows,
        listed=sum(stratum.listed for stratum in strata),
        eligible=sum(stratum.eligible for stratum in strata),
        excluded=excluded,
        n=sum(row.n for row in rows),
        max_drawn=max_drawn(strata, topups),
    )


def rule_general_minimum(
    stratum: Stratum,
    *,
    floor: Rate | None = GENERAL_MINIMUM,
    basis: str = GENERAL_BASIS,
    ground: str = "",
) -> None:
    """Refuse a general stratum whose rate is below the floor; key items have no such rule.

    Source: G 5.1.2, 「各级对管辖权限内的一般检查对象按不少于 5% 的比例抽查」; the share is of all
    objects in jurisdiction, so a rate of the eligible ones or a minimum passes if its number does.

    Args:
        stratum: the stratum asked for.
        floor: least share, a setting of the jurisdiction; None switches the rule off.
        basis: article that sets it.
        ground: number of the document by which the office deviates, "" if none.
    """
    if floor is None or stratum.item_class is ItemClass.KEY or ground.strip():
        return
    least = required_count(stratum.listed, floor.num, floor.den)
    # Exclusions may leave fewer objects than the floor asks: then all that are left suffice.
    if stratum.n >= min(least, stratum.eligible):
        return
    raise RuleBroken(
        gettext_noop("{title} {rate}，低于 {floor} 下限（{basis}）。至少应抽 {least} 家。"),
        field="rate",
        title=stratum.title,
        rate=str(stratum.rate),
        floor=str(floor),
        basis=basis,
        least=least,
    )


def _preview_row(stratum: Stratum, floor: Rate | None, basis: str, ground: str) -> StratumPreview:
    broken: RuleBroken | None = None
    try:
        rule_general_minimum(stratum, floor=floor, basis=basis, ground=ground)
    except RuleBroken as refusal:
        broken = refusal
    n = stratum.n
    return StratumPreview(
        stratum=stratum,
        n=n,
        most=max(n, stratum.must),
        empty=stratum.eligible > 0 and max(n, stratum.must) == 0,
        broken=broken,
    )
