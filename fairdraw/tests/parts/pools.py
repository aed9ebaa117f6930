"""Invented tickets for the tests of the draw, and bounds for its frequencies."""

import hashlib
from math import exp, lgamma, log

from hypothesis import strategies as st

from fairdraw.rows import Ticket

ALARM = 1e-6  # each statistical test would refuse a fair draw once in a million choices of seeds


def digest(label):
    return hashlib.sha256(str(label).encode()).hexdigest()


def ticket(label, stratum="s1", groups=(), k=1, status="in"):
    return Ticket(digest(f"tag {label}"), stratum, tuple(groups), k, status, digest("attr"))


def pool(number, **fields):
    return [ticket(label, **fields) for label in range(number)]


def seeds(number, name="seed"):
    return [digest(f"{name} {place}") for place in range(number)]


def chi_square_tail(bound, df):
    """Return P(chi-square with df > bound) by the continued fraction of the gamma function."""
    a, x = df / 2, bound / 2
    if x < a + 1:
        return 1.0
    b, c = x + 1 - a, 1e300
    d = 1 / b
    h = d
    for i in range(1, 500):
        b += 2
        step = -i * (i - a)
        d = 1 / (step * d + b)
        c = b + step / c
        h *= c * d
    return exp(a * log(x) - x - lgamma(a)) * h


def chi_square_bound(df, alarm=ALARM):
    """Return the value that a chi-square variable exceeds with chance `alarm`."""
    low, high = float(df), 50.0 * df + 200
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if chi_square_tail(middle, df) > alarm else (low, middle)
    return high


_GROUPS = st.sets(st.sampled_from(["i1", "i2", "r1"])).map(lambda found: tuple(sorted(found)))


@st.composite
def draws(draw):
    """Draw tickets with statuses, weights and groups, feasible strata and top-ups, and a seed."""
    number = draw(st.integers(1, 25))
    statuses = st.sampled_from(["in", "in", "in", "ex:y1", "must:7"])
    tickets = [
        ticket(
            label,
            draw(st.sampled_from(["s1", "s2", "s3"])),
            draw(_GROUPS),
            draw(st.integers(1, 4)),
            draw(statuses),
        )
        for label in range(number)
    ]
    strata = []
    for code in draw(st.permutations(["s1", "s2", "s3"])):
        eligible = sum(t.stratum == code and t.status != "ex:y1" for t in tickets)
        strata.append({"code": code, "n": draw(st.integers(0, eligible))})
    topups = []
    for group in draw(st.permutations(["i1", "r1"])):
        have = sum(group in t.groups and t.status != "ex:y1" for t in tickets)
        if have:
            topups.append({"group": group, "min": draw(st.integers(1, have))})
    return tickets, strata, topups, digest(draw(st.integers(0, 10**6)))
