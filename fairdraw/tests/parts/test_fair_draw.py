"""Properties of lots and selection, frequencies, and faults of real systems that cannot occur."""

import random  # noqa: TID251 -- models other systems' draws and shuffles input, from fixed seeds
from collections import Counter
from dataclasses import replace
from itertools import combinations
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pools import ALARM, chi_square_bound, chi_square_tail, digest, draws, pool, seeds, ticket

from fairdraw import lots, selection
from fairdraw.documents import required_n
from fairdraw.errors import ProofError

steady = settings(max_examples=40, derandomize=True, deadline=None, database=None)


def tags(drawn):
    return [row.tag for row in drawn]


def simple(tickets, n, seed):
    return tags(selection.select(tickets, [{"code": "s1", "n": n}], [], seed))


@pytest.mark.slow
@steady
@given(draws(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(case, shuffler):
    tickets, strata, topups, seed = case
    shuffled = list(tickets)
    shuffler.shuffle(shuffled)
    assert selection.select(shuffled, strata, topups, seed) == selection.select(*case)
    assert lots.ranked(shuffled, seed) == lots.ranked(tickets, seed)


@pytest.mark.slow
@steady
@given(draws())
def test_selection_follows_its_rules(case):
    tickets, strata, topups, seed = case
    drawn = selection.select(*case)
    by_tag = {t.tag: t for t in tickets}
    assert len(set(tags(drawn))) == len(drawn)
    assert all(by_tag[tag].status != "ex:y1" for tag in tags(drawn))
    for stratum in strata:
        own = [row for row in drawn if row.stratum == stratum["code"]]
        picked = [row for row in own if row.via in ("must", "stratum")]
        must = [t for t in tickets if t.stratum == stratum["code"] and t.status == "must:7"]
        assert len(picked) == max(stratum["n"], len(must))
        assert {row.tag for row in picked if row.via == "must"} == {t.tag for t in must}
    for topup in topups:
        assert sum(topup["group"] in by_tag[tag].groups for tag in tags(drawn)) >= topup["min"]
    for row in drawn:
        assert (row.rank, row.lot_j) == lots.rank(seed, row.tag, by_tag[row.tag].k)


@pytest.mark.slow
@steady
@given(draws())
def test_ranking_is_the_definition_of_section_6(case):
    tickets, _, _, seed = case
    eligible = [t for t in tickets if t.status != "ex:y1"]
    slow = sorted(eligible, key=lambda t: (lots.rank(seed, t.tag, t.k)[0], t.tag))
    assert lots.ranked(tickets, seed) == slow


@pytest.mark.slow
@steady
@given(st.integers(1, 30), st.integers(0, 10**6), st.integers(1, 3))
def test_a_larger_draw_extends_a_smaller_one(number, label, k):
    tickets, seed = pool(number, k=k), digest(label)
    for n in range(number):
        assert simple(tickets, n + 1, seed)[:n] == simple(tickets, n, seed)


@pytest.mark.slow
@steady
@given(st.integers(2, 20), st.integers(0, 10**6))
def test_one_who_is_not_drawn_changes_nothing_by_leaving(number, label):
    tickets, seed = pool(number), digest(label)
    drawn = simple(tickets, number // 2, seed)
    for absent in tickets:
        if absent.tag not in drawn:
            rest = [t for t in tickets if t != absent]
            assert simple(rest, number // 2, seed) == drawn


def test_attributes_and_stratum_have_no_part_in_the_rank():
    tickets, seed = pool(50), digest("x")
    other = [replace(t, attr=digest("else"), stratum="s9", groups=("i1",)) for t in tickets]
    assert tags(lots.ranked(tickets, seed)) == tags(lots.ranked(other, seed))


def test_equal_ranks_stay_in_order_of_tag():
    twins = [ticket("a"), replace(ticket("a"), stratum="s2")]
    assert len(lots.ranked(twins, digest("x"))) == 2
    best, j = lots.rank(digest("x"), twins[0].tag, 5)
    assert best == min(lots.lot(digest("x"), twins[0].tag, i) for i in range(1, 6))
    assert lots.lot(digest("x"), twins[0].tag, j) == best


def test_a_ticket_outside_the_strata_is_refused():
    with pytest.raises(ProofError, match="STRATUM_UNKNOWN"):
        selection.select([ticket("a", "s2")], [{"code": "s1", "n": 1}], [], digest("x"))


def test_audit_order_is_a_prefix_of_itself():
    items = [f"uscc|{place:018d}" for place in range(40)]
    whole = selection.audit_order(digest("x"), items)
    assert sorted(whole) == items
    assert selection.audit_order(digest("x"), reversed(items), 7) == whole[:7]


def test_the_bound_is_the_tabulated_one():
    # Quantiles printed in every table of chi-square.
    assert chi_square_bound(1, 0.05) == pytest.approx(3.841, abs=1e-3)
    assert chi_square_bound(10, 0.001) == pytest.approx(29.588, abs=1e-3)
    assert chi_square_tail(24.996, 15) == pytest.approx(0.05, abs=1e-4)


def statistic(observed, expected):
    return sum((count - expected) ** 2 / expected for count in observed)


@pytest.mark.slow
def test_every_ticket_comes_first_equally_often():
    tickets = pool(30)
    rounds = 3000
    first = Counter(lots.ranked(tickets, seed)[0].tag for seed in seeds(rounds, "first"))
    found = statistic([first[t.tag] for t in tickets], rounds / 30)
    assert found < chi_square_bound(29)


@pytest.mark.slow
def test_every_pair_is_drawn_equally_often():
    tickets = pool(8)
    rounds = 5600
    drawn = Counter(frozenset(simple(tickets, 2, seed)) for seed in seeds(rounds, "pairs"))
    pairs = [frozenset(pair) for pair in combinations([t.tag for t in tickets], 2)]
    found = statistic([drawn[pair] for pair in pairs], rounds / len(pairs))
    assert found < chi_square_bound(len(pairs) - 1)


@pytest.mark.slow
def test_every_order_of_four_is_equally_likely():
    tickets = pool(4)
    rounds = 2400
    orders = Counter(tuple(tags(lots.ranked(tickets, s))) for s in seeds(rounds, "orders"))
    assert len(orders) == 24
    assert statistic(orders.values(), rounds / 24) < chi_square_bound(23)


@pytest.mark.slow
def test_the_frequency_test_notices_a_small_bias():
    # The same statistic over a draw in which one of 30 has a second lot.
    tickets = pool(30)
    tickets[7] = replace(tickets[7], k=2)
    rounds = 3000
    first = Counter(lots.ranked(tickets, seed)[0].tag for seed in seeds(rounds, "first"))
    assert statistic([first[t.tag] for t in tickets], rounds / 30) > chi_square_bound(29)


def exact_chances(weights, draws):
    """Return inclusion chances of successive sampling by walking through every order."""
    chances = [0.0] * len(weights)

    def walk(left, probability, steps):
        if steps == 0:
            return
        total = sum(weights[i] for i in left)
        for i in left:
            reached = probability * weights[i] / total
            chances[i] += reached
            walk(left - {i}, reached, steps - 1)

    walk(frozenset(range(len(weights))), 1.0, draws)
    return chances


@pytest.mark.slow
def test_weights_give_the_exact_chances_of_successive_sampling():
    weights = [1, 1, 2, 3, 5]
    tickets = [ticket(place, k=k) for place, k in enumerate(weights)]
    rounds = 6000
    drawn = Counter(tag for seed in seeds(rounds, "weights") for tag in simple(tickets, 2, seed))
    limit = NormalDist().inv_cdf(1 - ALARM / (2 * len(weights)))
    for one, chance in zip(tickets, exact_chances(weights, 2), strict=True):
        deviation = (rounds * chance * (1 - chance)) ** 0.5
        assert abs(drawn[one.tag] - rounds * chance) < limit * deviation


# What real systems got wrong, as published in their own sources.


def skip_sample(listed, n, generator):
    """Draw as the 2017 sccheck module did: an integer stride from a start in the first stride."""
    stride = len(listed) // n
    start = generator.randint(1, stride)
    return [listed[start - 1 + step * stride] for step in range(n)]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "n"), [(1019, 50), (299, 100)])
def test_the_tail_of_the_list_is_drawn_like_any_other(number, n):
    tickets = sorted(pool(number), key=lambda t: t.tag)
    rounds = number * 18 // n  # one of 99 is missed by all of them with chance below 1e-6
    tail = {t.tag for t in tickets[-(number % n) :]}
    ours = [simple(tickets, n, seed) for seed in seeds(rounds, "tail")]
    assert tail <= {tag for drawn in ours for tag in drawn}
    assert len({tuple(sorted(drawn)) for drawn in ours}) == rounds

    generator = random.Random(1)
    theirs = [tags(skip_sample(tickets, n, generator)) for _ in range(rounds)]
    assert not tail & {tag for drawn in theirs for tag in drawn}
    assert len({tuple(drawn) for drawn in theirs}) <= number // n


@pytest.mark.slow
def test_the_last_listed_is_not_left_for_last():
    # nextInt(size - 1) never returned the last of the remaining ones.
    tickets = sorted(pool(20), key=lambda t: t.tag)
    places = Counter(
        tags(lots.ranked(tickets, seed)).index(tickets[-1].tag) for seed in seeds(600, "last")
    )
    assert set(places) == set(range(20))
    assert statistic(places.values(), 600 / 20) < chi_square_bound(19)


def test_at_least_five_percent_is_never_less():
    rate = {"base": "listed", "num": 5, "den": 100, "min": 0}
    assert required_n(rate, 29, 29) == 2  # cut off it would be 1, which is 3.4 %
    for listed in range(1, 400):
        assert required_n(rate, listed, listed) * 100 >= 5 * listed


@pytest.mark.parametrize("n", [0, 1, 69, 70, 99, 100])
def test_exactly_as_many_as_announced_are_drawn(n):
    # One module exceeded its target by up to 99 firms, another cut silently at 200.
    drawn = simple(pool(100), n, digest("exact"))
    assert len(drawn) == len(set(drawn)) == n
    assert len(simple(pool(1000), 900, digest("cap"))) == 900


def test_a_small_pool_never_yields_the_same_one_twice():
    assert len(set(simple(pool(3), 3, digest("small")))) == 3
    assert len(simple(pool(3), 5, digest("small"))) == 3


def test_a_group_is_not_found_inside_another_name():
    # A filter `like '%1%'` also hit 10 to 12.
    tickets = [ticket("a", groups=("i10",)), ticket("b", groups=("i1",)), ticket("c")]
    drawn = selection.select(
        tickets, [{"code": "s1", "n": 0}], [{"group": "i1", "min": 1}], digest("x")
    )
    assert tags(drawn) == [tickets[1].tag]


def test_drawing_again_gives_the_same():
    # There is no button "draw again": the result is a function of list and seed.
    tickets = pool(200)
    assert simple(tickets, 10, digest("x")) == simple(list(reversed(tickets)), 10, digest("x"))
    assert simple(tickets, 10, digest("x")) != simple(tickets, 10, digest("y"))
