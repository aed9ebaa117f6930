"""Inclusion chances per stratum and number of lots: information for people (SPEC section 6).

A ticket with k lots ranks by the smallest of k uniform numbers, so it beats a threshold v with
chance 1 - (1-v)^k. It is drawn if at most n - 1 others rank before it:

    chance(k) = integral over v in 0..1 of  k (1-v)^(k-1)  P(at most n-1 others below v)  dv

The others below v are a sum of independent binomials, one for each k that occurs.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import erf, exp, lgamma, log, log1p, pi, sqrt
from typing import Any, NamedTuple

from fairdraw.rows import Ticket

WHOLE = 100_000  # thousandths of a percent

_PANELS = 12
# Nodes and weights of the Gauss-Legendre rule of order 8 on -1..1.
_GAUSS = [
    (sign * node, weight)
    for node, weight in (
        (0.1834346424956498, 0.3626837833783620),
        (0.5255324099163290, 0.3137066458778873),
        (0.7966664774136267, 0.2223810344533745),
        (0.9602898564975363, 0.1012285362903763),
    )
    for sign in (-1, 1)
]
_LARGE = 60.0  # variance from which the Edgeworth series is exact enough (see the tests)
_NEGLIGIBLE = 40.0  # e^-40 of probability is left out on either side


class _Moments(NamedTuple):
    mean: float
    variance: float
    third: float
    fourth: float  # cumulants


class _Binomial(NamedTuple):
    number: int
    p: float


def inclusion_chances(
    tickets: Iterable[Ticket], strata: Iterable[Mapping[str, Any]]
) -> dict[tuple[str, int], int]:
    """Return the chance of `in` tickets by (stratum, k), in thousandths of a percent.

    Counted is the draw of the stratum alone; a top-up can only add to it. Certain picks take
    their places first, as in the selection.

    Args:
        tickets: all rows of the snapshot.
        strata: {`code`, `n`, …} of the commit.
    """
    free: dict[str, Counter[int]] = {}
    must: Counter[str] = Counter()
    for ticket in tickets:
        if ticket.status == "in":
            free.setdefault(ticket.stratum, Counter())[ticket.k] += 1
        elif ticket.status.startswith("must:"):
            must[ticket.stratum] += 1
    return {
        (stratum["code"], k): chance
        for stratum in strata
        for k, chance in class_chances(
            free.get(stratum["code"], {}), stratum["n"] - must[stratum["code"]]
        ).items()
    }


def class_chances(counts: Mapping[int, int], draws: int) -> dict[int, int]:
    """Return the chance by k when `draws` of a pool are drawn, in thousandths of a percent.

    Args:
        counts: k -> number of tickets with so many lots.
        draws: how many tickets are drawn from the pool.
    """
    pool = {k: number for k, number in sorted(counts.items()) if number}
    total = sum(pool.values())
    if draws <= 0 or draws >= total:
        return dict.fromkeys(pool, WHOLE if draws > 0 else 0)
    if len(pool) == 1:
        return dict.fromkeys(pool, (2 * WHOLE * draws + total) // (2 * total))
    return {k: int(WHOLE * _chance(pool, k, draws) + 0.5) for k in pool}


def _chance(pool: Mapping[int, int], k: int, draws: int) -> float:
    others = [(j, number - (j == k)) for j, number in pool.items() if number > (j == k)]

    def below(v: float) -> list[_Binomial]:
        return [_Binomial(number, 1 - (1 - v) ** j) for j, number in others]

    def surely(v: float) -> bool:
        m = _moments(below(v))
        return draws - 0.5 - m.mean > _reach(m.variance)

    def hardly(v: float) -> bool:
        m = _moments(below(v))
        return m.mean - draws + 0.5 > _reach(m.variance)

    low = _last(surely)
    high = 1.0 if not hardly(1.0) else _last(lambda v: not hardly(v))
    middle = _integrate(
        lambda v: k * (1 - v) ** (k - 1) * _at_most(below(v), draws - 1), low, high
    )
    return min(1.0, 1 - (1 - low) ** k + middle)


def _reach(variance: float) -> float:
    # Bernstein: beyond t with t^2 = 2 * 40 * (variance + t/3) there is less than e^-40.
    return _NEGLIGIBLE / 3 + sqrt(_NEGLIGIBLE**2 / 9 + 2 * _NEGLIGIBLE * variance)


def _last(holds: Callable[[float], bool]) -> float:
    """Return the end of the interval from 0 where a condition holds, 0 if it never does."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _integrate(function: Callable[[float], float], low: float, high: float) -> float:
    half = (high - low) / (2 * _PANELS)
    return half * sum(
        weight * function(low + (2 * panel + 1 + node) * half)
        for panel in range(_PANELS)
        for node, weight in _GAUSS
    )


def _moments(sums: Sequence[_Binomial]) -> _Moments:
    mean = variance = third = fourth = 0.0
    for number, p in sums:
        spread = number * p * (1 - p)
        mean += number * p
        variance += spread
        third += spread * (1 - 2 * p)
        fourth += spread * (1 - 6 * p * (1 - p))
    return _Moments(mean, variance, third, fourth)


def _at_most(sums: Sequence[_Binomial], most: int) -> float:
    """Return the chance that a sum of independent binomials is at most a number."""
    moments = _moments(sums)
    if moments.variance > _LARGE:
        return _edgeworth(moments, most)
    parts = [_masses(binomial) for binomial in sums]
    room = most + 1 - sum(first for first, _ in parts)
    weights = [1.0]
    for _, masses in parts:
        weights = _convolve(weights, masses)[: max(0, room)]
    return sum(weights)


def _edgeworth(moments: _Moments, most: int) -> float:
    # A uniform number on -1/2..1/2 added to the sum makes it continuous: variance + 1/12.
    deviation = sqrt(moments.variance + 1 / 12)
    z = (most + 0.5 - moments.mean) / deviation
    skew = moments.third / deviation**3
    excess = (moments.fourth - 1 / 120) / deviation**4
    series = (
        skew / 6 * (z**2 - 1)
        + excess / 24 * (z**3 - 3 * z)
        + skew**2 / 72 * (z**5 - 10 * z**3 + 15 * z)
    )
    return (1 + erf(z / sqrt(2))) / 2 - exp(-z * z / 2) / sqrt(2 * pi) * series


def _masses(binomial: _Binomial) -> tuple[int, list[float]]:
    """Return the first value that matters and the probabilities from there on."""
    number, p = binomial
    if p <= 0 or p >= 1:
        return (0 if p <= 0 else number), [1.0]
    reach = _reach(number * p * (1 - p))
    first = max(0, int(number * p - reach))
    last = min(number, int(number * p + reach) + 1)
    logs = log(p), log1p(-p), lgamma(number + 1)
    return first, [
        exp(
            logs[2]
            - lgamma(value + 1)
            - lgamma(number - value + 1)
            + value * logs[0]
            + (number - value) * logs[1]
        )
        for value in range(first, last + 1)
    ]


def _convolve(left: list[float], right: list[float]) -> list[float]:
    result = [0.0] * (len(left) + len(right) - 1)
    for place, weight in enumerate(left):
        if weight > 1e-18:
            for step, other in enumerate(right, start=place):
                result[step] += weight * other
    return result
