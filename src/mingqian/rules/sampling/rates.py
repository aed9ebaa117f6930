"""Sampling rates 「抽查比例」 and the count that a rate asks for.

Numbers are exact integers: "not less than 5 %" is a floor, so shares are rounded up and never
down. The formula is that of the draw protocol (SPEC section 4, STRATUM_N), so the preview shows
the very number that the commitment will hold.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from mingqian.rules.refusals import RuleBroken, gettext_noop

GENERAL_BASIS = "《工作指引》5.1.2"
MAX_DENOMINATOR = 1_000_000
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,4}))?\s*[%％]?")


class ItemClass(StrEnum):
    """Class of an inspection item 「事项类别」 (《工作指引》5.1.2)."""

    KEY = "key"
    GENERAL = "general"

    @property
    def label(self) -> str:
        """Return the class in the words of the guideline."""
        return _CLASS_LABELS[self]


class Base(StrEnum):
    """What a rate is a share of: all objects listed, or those that can be drawn."""

    LISTED = "listed"
    ELIGIBLE = "eligible"


class Sampling(StrEnum):
    """Undirected from the whole directory, or directed by conditions (《工作指引》7.2)."""

    UNDIRECTED = "undirected"
    DIRECTED = "directed"

    @property
    def label(self) -> str:
        """Return the mode in the words of the guideline."""
        return _MODE_LABELS[self]


_CLASS_LABELS = {ItemClass.KEY: gettext_noop("重点"), ItemClass.GENERAL: gettext_noop("一般")}
_MODE_LABELS = {
    Sampling.UNDIRECTED: gettext_noop("不定向"),
    Sampling.DIRECTED: gettext_noop("定向"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """An exact sampling rate 「抽查比例」, num / den."""

    num: int
    den: int

    def __post_init__(self) -> None:
        if not (1 <= self.den <= MAX_DENOMINATOR and 0 <= self.num <= self.den):
            raise RuleBroken(gettext_noop("抽查比例应在 0% 至 100% 之间。"), field="rate")

    @classmethod
    def from_percent(cls, text: str) -> "Rate":
        """Return the rate that a person typed as a percentage, e.g. 5, 0.5 or 33.3%."""
        found = _PERCENT.fullmatch(text.strip())
        if found is None:
            raise RuleBroken(
                gettext_noop("抽查比例「{text}」不是百分数，例如 5 或 0.5%。"),
                field="rate",
                text=text.strip(),
            )
        whole, decimals = found.group(1), found.group(2) or ""
        share = Fraction(int(whole + decimals), 100 * 10 ** len(decimals))
        return cls(share.numerator, share.denominator)

    @property
    def share(self) -> Fraction:
        """Return the rate as a fraction."""
        return Fraction(self.num, self.den)

    def __str__(self) -> str:
        """Return the rate as a percentage, exact as far as four decimals of a percent go."""
        parts = round(self.share * 1_000_000)
        return f"{parts // 10_000}.{parts % 10_000:04d}".rstrip("0").rstrip(".") + "%"


GENERAL_MINIMUM = Rate(5, 100)
"""Least share of the general objects in jurisdiction (《工作指引》5.1.2)."""


def required_count(
    listed: int, num: int, den: int, minimum: int = 0, *, eligible: int | None = None
) -> int:
    """Return how many objects a stratum draws: the share rounded up, at least `minimum`.

    Source: SPEC section 4, n = min(eligible, max(min, (N·num + den − 1) div den)); G 5.1.2
    「不少于」, so never rounded down.

    Args:
        listed: the number N that the rate is a share of.
        num: numerator of the rate.
        den: denominator of the rate.
        minimum: least number to draw.
        eligible: objects that can be drawn at all; `listed` if left out.
    """
    if min(listed, num, minimum, listed if eligible is None else eligible) < 0 or den < 1:
        msg = "counts are not negative and a denominator is at least 1"
        raise ValueError(msg)
    wanted = max(minimum, -(-listed * num // den))
    return min(listed if eligible is None else eligible, wanted)
