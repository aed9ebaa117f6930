"""Replacement, recusal and added objects: vectors, guarantees, one case a rule."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_cases import Case, cases, conflict, meets, person, tag, vectors

from fairdraw.errors import ProofError
from fairdraw.events import (
    NOBODY,
    apply_recusal,
    apply_replacement,
    choose_replacement,
    drawn_objects,
    replace_object,
    teams_before_events,
)
from fairdraw.lots import ranked
from fairdraw.matching import match, pair
from fairdraw.rows import Ticket
from fairdraw.selection import select
from fairdraw.tickets import parse_conflicts, parse_inspectors, parse_tickets

SEED = "7b" * 32


def outcome(vector, compute):
    """Check one vector that may name an error."""
    if "error" in vector:
        with pytest.raises(ProofError) as refused:
            compute(vector["in"])
        assert refused.value.name == vector["error"]
    else:
        assert compute(vector["in"]) == vector["out"]


def run_events(given_):
    matching = match(
        given_["objects"],
        given_["team"]["slots"],
        parse_inspectors(given_["inspectors"].encode()),
        parse_conflicts(given_["conflicts"].encode()),
        cap_max=given_["team"]["cap_max"],
        distinct_units=given_["team"]["distinct_units"],
        pair_seed=given_["pair_seed"],
        profile=given_["hash"],
    )
    state = teams_before_events(matching)
    apply = {"recuse": apply_recusal, "replace": apply_replacement}
    for kind, first, second in given_["events"]:
        state = apply[kind](state, first, second)
    now = [team.document() for team in state.now]
    return {"now": now, "now_unstaffed": list(state.now_unstaffed)}


def run_replacements(given_):
    tickets = parse_tickets(given_["file"].encode())
    drawn = select(tickets, given_["strata"], given_["topups"], given_["seed"], given_["hash"])
    order = ranked(tickets, given_["seed"], given_["hash"])
    objects = drawn_objects([row.tag for row in drawn], order, given_["topups"])
    chosen = []
    for gone in given_["tags"]:
        new_tag, shortfall = choose_replacement(objects, gone)
        chosen.append({"new_tag": new_tag, "shortfall": shortfall})
        objects = replace_object(objects, gone)
    return chosen


@pytest.mark.parametrize("vector", vectors("recusal", "match_events"), ids=lambda one: one["name"])
def test_match_events_gives_the_vector(vector):
    outcome(vector, run_events)


@pytest.mark.parametrize(
    "vector", vectors("replacement", "replacements"), ids=lambda one: one["name"]
)
def test_replacements_give_the_vector(vector):
    outcome(vector, run_replacements)


# Replacement of objects


def urn(count, groups=(), stratum="s1", status="in", label=""):
    return [
        Ticket(tag(f"{label}{i}"), stratum, tuple(groups), 1, status, tag("attr"))
        for i in range(count)
    ]


def objects_of(tickets, n, topups=()):
    codes = sorted({ticket.stratum for ticket in tickets})
    strata = [{"code": code, "n": n} for code in codes]
    drawn = select(tickets, strata, topups, SEED)
    return drawn_objects([row.tag for row in drawn], ranked(tickets, SEED), topups)


@st.composite
def urns(draw):
    tickets = [
        Ticket(
            tag(f"t{i}"),
            draw(st.sampled_from(["s1", "s2"])),
            tuple(sorted(draw(st.sets(st.sampled_from(["g1", "g2"]))))),
            draw(st.integers(1, 3)),
            draw(st.sampled_from(["in", "in", "in", "must:3", "ex:y1"])),
            tag("attr"),
        )
        for i in range(draw(st.integers(1, 30)))
    ]
    topups = [
        {"group": group, "min": draw(st.integers(1, 4))}
        for group in draw(st.sampled_from([[], ["g1"], ["g1", "g2"]]))
    ]
    return objects_of(tickets, draw(st.integers(0, 12)), topups), draw(st.data())


@pytest.mark.slow
@given(urns())
@settings(max_examples=40, deadline=None)
def test_a_replaced_object_never_returns_and_nobody_comes_twice(case):
    objects, data = case
    free = {ticket.tag for ticket in objects.free}
    limit = max(1, len(objects.drawn) // 10)
    new_tags = []
    while objects.present():
        gone = data.draw(st.sampled_from(objects.present()))
        new_tag, shortfall = choose_replacement(objects, gone)
        assert new_tag == NOBODY or new_tag in free - set(new_tags)
        assert new_tag not in objects.replaced
        assert shortfall or new_tag != NOBODY
        before, objects = objects, replace_object(objects, gone)
        assert gone in objects.replaced
        assert gone not in objects.present()
        assert set(before.present()) - {gone} <= set(objects.present())
        new_tags += [new_tag] if new_tag != NOBODY else []
        with pytest.raises(ProofError, match="REPLACE_TAG"):
            choose_replacement(objects, gone)
    assert len(new_tags) <= limit
    assert not set(new_tags) & set(objects.drawn)
    # Leaving frees nobody: every one that left is on the list that becomes debts.
    assert sorted(objects.replaced) == sorted([*objects.drawn, *objects.added])


def test_only_a_tenth_of_the_draw_gets_a_new_object():
    objects = objects_of(urn(60), 29)
    outcomes = []
    for gone in objects.drawn[:4]:
        outcomes.append(choose_replacement(objects, gone))
        objects = replace_object(objects, gone)
    assert [(new != NOBODY, shortfall) for new, shortfall in outcomes] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
    ]


def test_the_next_in_rank_of_the_stratum_steps_in():
    tickets = urn(9, label="a") + urn(9, stratum="s2", label="b")
    objects = objects_of(tickets, 3)
    wanted = [ticket.tag for ticket in ranked(tickets, SEED) if ticket.stratum == "s2"][3]
    gone = next(one for one in objects.drawn if objects.tickets[one].stratum == "s2")
    assert choose_replacement(objects, gone) == (wanted, False)


def test_excluded_and_certain_tickets_never_step_in():
    tickets = urn(4) + urn(5, status="ex:y1", label="x")
    objects = objects_of(tickets, 4)
    assert choose_replacement(objects, objects.drawn[0]) == (NOBODY, True)
    certain = urn(1, status="must:3", label="m")
    assert drawn_objects([], certain + urn(1), []).free == tuple(urn(1))


@pytest.mark.parametrize("name", ["free", "excluded", "unknown"])
def test_only_a_present_object_is_replaced(name):
    tickets = urn(3) + urn(1, status="ex:y1", label="x")
    objects = objects_of(tickets, 1)
    gone = {"free": objects.free[0].tag, "excluded": tickets[-1].tag, "unknown": "?"}[name]
    with pytest.raises(ProofError, match="REPLACE_TAG"):
        choose_replacement(objects, gone)


# Teams after events


def check_teams(case, state, left):
    rows = {row.itag: row for row in case.people}
    barred = {(row.otag, row.itag) for row in case.conflicts}
    for team in state.now:
        held = [seat for seat in team.seats if seat.itag != NOBODY]
        assert len({seat.itag for seat in held}) == len(held)
        assert all(meets(rows[seat.itag], seat.need) for seat in held)
        assert not (barred | left) & {(team.otag, seat.itag) for seat in held}


@pytest.mark.slow
@given(cases(objects=6, people=7), st.data())
@settings(max_examples=50, deadline=None)
def test_events_keep_the_rules_of_a_team(case, data):
    first, added = case.otags[:4], list(case.otags[4:])
    state = teams_before_events(
        Case(first, case.slots, case.people, case.conflicts, case.cap_max).match()
    )
    left = set()
    for _ in range(8):
        seats = [(t.otag, s.itag) for t in state.now for s in t.seats if s.itag != NOBODY]
        waiting = [team.otag for team in state.now] + list(state.now_unstaffed)
        if seats and data.draw(st.booleans()):
            otag, itag = data.draw(st.sampled_from(seats))
            left.add((otag, itag))
            before, state = state, apply_recusal(state, otag, itag)
            assert [t for t in before.now if t.otag != otag] == [
                t for t in state.now if t.otag != otag
            ]
        elif waiting:
            gone = data.draw(st.sampled_from(waiting))
            state = apply_replacement(state, gone, added.pop() if added else NOBODY)
            assert gone not in state.now_unstaffed
            assert gone not in [team.otag for team in state.now]
        check_teams(case, state, left)
    for used in state.used:
        for itag, count in used.items():
            assert count <= max(state.matching.limits[itag], case.cap_max)


def two_objects(cap=2, cap_max=2, people=5):
    roster = tuple(person(i, unit=f"u{i % 2}", lead=True, cap=cap) for i in range(people))
    case = Case((tag("o"), tag("p")), ("lead", "any"), roster, (), cap_max)
    return case, teams_before_events(case.match())


def itags(state, otag):
    return [seat.itag for team in state.now if team.otag == otag for seat in team.seats]


def test_the_next_in_line_takes_the_seat():
    case, state = two_objects()
    [leader, other] = itags(state, tag("o"))
    line = sorted(
        (row.itag for row in case.people if row.itag not in (leader, other)),
        key=lambda itag: pair(case.pair_seed, tag("o"), itag),
    )
    after = apply_recusal(state, tag("o"), leader)
    assert itags(after, tag("o")) == [line[0], other]
    assert after.used[0][leader] == state.used[0][leader]  # never goes down


def test_third_recusal_leaves_the_seat_empty():
    _, state = two_objects(cap=9, cap_max=9)
    for number in range(3):
        leader = itags(state, tag("o"))[0]
        state = apply_recusal(state, tag("o"), leader)
        assert (itags(state, tag("o"))[0] == NOBODY) == (number == 2)


def test_an_empty_seat_cannot_be_recused():
    _, state = two_objects(people=4, cap=1, cap_max=1)
    state = apply_recusal(state, tag("o"), itags(state, tag("o"))[0])
    assert itags(state, tag("o"))[0] == NOBODY
    with pytest.raises(ProofError, match="RECUSE"):
        apply_recusal(state, tag("o"), NOBODY)
    with pytest.raises(ProofError, match="RECUSE"):
        apply_recusal(state, tag("nothing"), itags(state, tag("p"))[0])


def test_who_stays_does_not_count_as_free_and_distinct_units_come_first():
    people = (
        person("P", unit="u1", lead=True),
        person("Q", unit="u2"),
        person("same", unit="u1", cap=9),
        person("strange", unit="u3", cap=9),
    )
    bars = tuple(conflict(tag("o"), row.itag) for row in people[2:])
    case = Case((tag("p"),), ("lead", "any"), people, bars, 9, True, tag("x"))
    state = teams_before_events(case.match())
    second = itags(state, tag("p"))[1]
    after = itags(apply_recusal(state, tag("p"), second), tag("p"))[1]
    units = {row.itag: row.unit for row in people}
    assert units[after] != "u1"


def test_an_added_object_is_staffed_within_cap_max_or_waits():
    people = (person("P", lead=True, cap=1), person("Q", cap=1))
    for cap_max, staffed in ((1, False), (2, True)):
        case = Case((tag("o"),), ("lead", "any"), people, (), cap_max)
        state = apply_replacement(teams_before_events(case.match()), tag("o"), tag("new"))
        assert [team.otag for team in state.now] == ([tag("new")] if staffed else [])
        assert state.now_unstaffed == (() if staffed else (tag("new"),))
    gone = apply_replacement(state, tag("new"), NOBODY)
    assert gone.now == gone.now_unstaffed == ()


def test_only_a_present_object_leaves_its_team():
    _, state = two_objects()
    state = apply_replacement(state, tag("o"), NOBODY)
    with pytest.raises(ProofError, match="REPLACE_TAG"):
        apply_replacement(state, tag("o"), NOBODY)
