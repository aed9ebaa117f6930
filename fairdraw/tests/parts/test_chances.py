"""Published inclusion chances against exact computations."""

from fractions import Fraction
from functools import lru_cache

import pytest
from pools import pool, ticket

from fairdraw.chances import WHOLE, class_chances, inclusion_chances


def exact(counts, draws):
    """Return chances by k: every state of successive sampling, in fractions."""
    ks = sorted(counts)

    @lru_cache(None)
    def expected(left, steps):
        if steps == 0:
            return (Fraction(0),) * len(ks)
        total = sum(k * number for k, number in zip(ks, left, strict=True))
        sums = [Fraction(0)] * len(ks)
        for place, number in enumerate(left):
            if number:
                chance = Fraction(ks[place] * number, total)
                after = expected((*left[:place], number - 1, *left[place + 1 :]), steps - 1)
                for other, value in enumerate(after):
                    sums[other] += chance * (value + (other == place))
        return tuple(sums)

    found = expected(tuple(counts[k] for k in ks), draws)
    return {k: found[place] / counts[k] for place, k in enumerate(ks)}


def by_steps(counts, draws):
    """Return chances for two classes of any size: the distribution after each step."""
    (k1, n1), (k2, n2) = sorted(counts.items())
    states = {0: 1.0}
    for step in range(draws):
        following = {}
        for first, probability in states.items():
            left1, left2 = k1 * (n1 - first), k2 * (n2 - step + first)
            for more, left in ((1, left1), (0, left2)):
                if left:
                    key = first + more
                    part = probability * left / (left1 + left2)
                    following[key] = following.get(key, 0.0) + part
        states = following
    mean = sum(first * probability for first, probability in states.items())
    return {k1: mean / n1, k2: (draws - mean) / n2}


def assert_close(found, wanted):
    # Rounding to thousandths of a percent takes half of one, the numerics a twentieth.
    for k, chance in wanted.items():
        assert abs(found[k] - float(chance) * WHOLE) < 0.55, k


@pytest.mark.parametrize(
    ("counts", "draws"),
    [
        ({1: 3, 2: 2}, 1),
        ({1: 3, 2: 2}, 4),
        ({1: 1, 99: 1}, 1),
        ({1: 10, 3: 5}, 4),
        ({1: 2, 2: 1, 5: 1}, 2),
        ({1: 12, 2: 8, 7: 5}, 12),
        ({1: 30, 3: 20}, 49),
    ],
)
def test_small_pools_are_exact(counts, draws):
    assert_close(class_chances(counts, draws), exact(counts, draws))


@pytest.mark.parametrize(
    ("counts", "draws"),
    [
        ({1: 300, 3: 200}, 50),
        ({1: 500, 50: 3}, 100),
        ({1: 300, 2: 100}, 380),
        ({2: 50, 9: 50}, 40),
    ],
)
def test_large_pools_agree_with_the_walk(counts, draws):
    assert_close(class_chances(counts, draws), by_steps(counts, draws))


def test_equal_weights_need_no_numerics():
    assert class_chances({1: 3}, 1) == {1: 33333}
    assert class_chances({7: 3}, 2) == {7: 66667}
    assert class_chances({1: 50_000_000}, 2_500_000) == {1: 5000}


def test_nobody_and_everybody():
    assert class_chances({1: 3, 2: 4}, 0) == {1: 0, 2: 0}
    assert class_chances({1: 3, 2: 4}, -1) == {1: 0, 2: 0}
    assert class_chances({1: 3, 2: 4}, 7) == {1: WHOLE, 2: WHOLE}
    assert class_chances({}, 5) == {}


def test_chances_add_up_to_the_places():
    counts, draws = {1: 700_000, 2: 200_000, 3: 100_000}, 50_000
    found = class_chances(counts, draws)
    assert sum(found[k] * number for k, number in counts.items()) / WHOLE == pytest.approx(
        draws, rel=2e-4
    )
    assert found[1] < found[2] < found[3] < 3 * found[1]


def test_certain_picks_take_their_places_first():
    tickets = [
        *pool(4),
        ticket("m", status="must:7"),
        ticket("x", status="ex:y1"),
        ticket("other", stratum="s2", k=2),
    ]
    strata = [{"code": "s1", "n": 3}, {"code": "s2", "n": 0}, {"code": "s3", "n": 0}]
    assert inclusion_chances(tickets, strata) == {("s1", 1): 50_000, ("s2", 2): 0}
