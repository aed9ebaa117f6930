"""Named reasons: which objects, which people, short by how many."""

import pytest
from hypothesis import given, settings
from matching_cases import cases, conflict, filled, fits, person, tag

from fairdraw.shortage import Shortage, explain_shortage, foresee_shortage


def explain(case, limits=None):
    limits = case.caps() if limits is None else limits
    return explain_shortage(case.otags, case.slots, case.people, case.conflicts, limits)


@pytest.mark.slow
@given(cases(objects=6, people=6))
@settings(max_examples=50, deadline=None)
def test_reasons_add_up_to_what_a_maximum_flow_leaves_open(case):
    reasons = explain(case)
    places, most = filled(case, case.otags, case.slots, case.caps(), {})
    assert sum(reason.short for reason in reasons) == places - most
    for reason in reasons:
        assert reason.short == reason.places - reason.capacity >= 1
        assert reason.objects
        assert reason.needs


@pytest.mark.slow
@given(cases(objects=6, people=6))
@settings(max_examples=50, deadline=None)
def test_nobody_outside_a_reason_could_help(case):
    for reason in explain(case):
        spots = len(reason.objects) * sum(case.slots.count(need) for need in reason.needs)
        if spots == reason.places:  # then every one of these places is meant
            could = {
                i for o in reason.objects for need in reason.needs for i in fits(case, o, need)
            }
            assert could == set(reason.people)


@pytest.mark.slow
@given(cases(objects=6, people=6))
@settings(max_examples=30, deadline=None)
def test_reasons_do_not_depend_on_the_order_of_anything(case):
    turned = explain_shortage(
        case.otags[::-1], case.slots, case.people[::-1], case.conflicts[::-1], case.caps()
    )
    assert turned == explain(case)


@pytest.mark.slow
@given(cases())
@settings(max_examples=30, deadline=None)
def test_without_reason_everything_is_staffed_at_once(case):
    found = case.match()
    if not explain(case):
        assert found.ladder == ()
        assert len(found.waves) <= 1
    # And whom the ladder and the waves could not help, a reason names.
    if found.unstaffed:
        plenty = dict.fromkeys(case.caps(), 99)
        named = {otag for reason in explain(case, plenty) for otag in reason.objects}
        assert set(found.unstaffed) <= named


def test_scarce_skill_is_one_reason_with_its_people():
    fire = [person(f"f{i}", skills=["fire"], cap=4) for i in range(3)]
    rest = [person(f"r{i}", lead=True, cap=9) for i in range(9)]
    otags = [tag(f"o{i}") for i in range(20)]
    limits = {row.itag: row.cap for row in fire + rest}
    [reason] = explain_shortage(otags, ["lead", "skill:fire"], fire + rest, [], limits)
    assert reason == Shortage(
        objects=tuple(sorted(otags)),
        people=tuple(sorted(row.itag for row in fire)),
        places=20,
        capacity=12,
        short=8,
        needs=("skill:fire",),
    )


def test_two_lacks_are_two_reasons_and_the_greater_comes_first():
    people = [person("lead", lead=True, cap=4), person("fire", skills=["fire"], cap=2)]
    otags = [tag(f"o{i}") for i in range(5)]
    limits = {row.itag: row.cap for row in people}
    found = explain_shortage(otags, ["lead", "skill:fire"], people, [], limits)
    assert [(one.needs, one.short, len(one.people)) for one in found] == [
        (("skill:fire",), 3, 1),
        (("lead",), 1, 1),
    ]


def test_general_overload_is_one_reason_with_everybody():
    people = [person(i, lead=True, cap=3) for i in range(4)]
    otags = [tag(f"o{i}") for i in range(7)]
    limits = {row.itag: row.cap for row in people}
    [reason] = explain_shortage(otags, ["lead", "any"], people, [], limits)
    assert (reason.places, reason.capacity, reason.short) == (14, 12, 2)
    assert len(reason.people) == 4
    assert reason.needs == ("lead", "any")


def test_one_person_for_two_slots_counts_once_for_each_team():
    people = [person("P", lead=True, cap=9)]
    otags = [tag("o"), tag("p")]
    [reason] = explain_shortage(otags, ["lead", "any"], people, [], {people[0].itag: 9})
    assert (reason.places, reason.capacity, reason.short) == (4, 2, 2)
    assert reason.people == (people[0].itag,)


def test_nobody_at_all_is_a_reason_without_people():
    people = [person("P", lead=True, cap=9), person("x", skills=["fire"], status="ex:l1")]
    otags = [tag(f"o{i}") for i in range(3)]
    [reason] = explain_shortage(
        otags, ["lead", "skill:fire"], people, [], dict.fromkeys([row.itag for row in people], 9)
    )
    assert reason.people == ()
    assert (reason.needs, reason.places, reason.capacity, reason.short) == (
        ("skill:fire",),
        3,
        0,
        3,
    )


def test_an_object_nobody_fits_is_apart_from_those_with_too_few():
    people = [person("P", lead=True), *(person(i, cap=9) for i in range(3))]
    otags = sorted(tag(f"o{i}") for i in range(3))
    limits = {row.itag: row.cap for row in people}
    bars = [conflict(otags[2], people[0].itag)]
    found = explain_shortage(otags, ["lead", "any"], people, bars, limits)
    assert sorted((len(one.objects), one.people, one.short) for one in found) == [
        (1, (), 1),
        (2, (people[0].itag,), 1),
    ]


def test_people_without_any_time_hold_a_reason_together():
    people = [person(name, lead=True) for name in "PQR"] + [person("S", cap=9)]
    first, second = tag("o"), tag("p")
    bars = [conflict(first, people[1].itag), conflict(second, people[2].itag)]
    limits = {row.itag: 0 if row.lead else 9 for row in people}
    [reason] = explain_shortage([first, second], ["lead", "any"], people, bars, limits)
    assert (len(reason.objects), len(reason.people), reason.short) == (2, 3, 2)


def test_enough_people_need_no_reason():
    people = [person("P", lead=True), person("Q")]
    limits = {row.itag: 1 for row in people}
    assert explain_shortage([tag("o")], ["lead", "any"], people, [], limits) == []
    assert explain_shortage([], ["lead", "any"], people, [], limits) == []


# Before the commit, when nobody knows who will be drawn


def test_foresight_names_who_can_never_be_staffed():
    people = [person("P", lead=True, cap=9), person("Q", cap=9)]
    pool = [tag(f"o{i}") for i in range(6)]
    bars = [conflict(pool[2], people[0].itag), conflict(pool[4], people[0].itag)]
    caps = {row.itag: row.cap for row in people}
    found = foresee_shortage(pool, 3, ["lead", "any"], people, bars, caps)
    [alone] = found.alone
    assert alone.objects == tuple(sorted([pool[2], pool[4]]))
    assert (alone.needs, alone.people, alone.short) == (("lead",), (), 2)
    assert found.together == ()


def test_foresight_counts_objects_not_the_pool():
    people = [person(f"p{i}", lead=True, cap=2) for i in range(4)]
    pool = [tag(f"o{i}") for i in range(1000)]
    caps = {row.itag: row.cap for row in people}
    assert foresee_shortage(pool, 4, ["lead", "any"], people, [], caps).together == ()
    [reason] = foresee_shortage(pool, 5, ["lead", "any"], people, [], caps).together
    assert (len(reason.objects), reason.places, reason.capacity) == (5, 10, 8)


def test_foresight_takes_the_objects_with_most_people_barred():
    people = [person(f"p{i}", lead=True, cap=1) for i in range(4)]
    pool = sorted(tag(f"o{i}") for i in range(9))
    hard = [pool[3], pool[8]]
    bars = [conflict(otag, row.itag) for otag in hard for row in people[:2]]
    caps = {row.itag: 1 for row in people}
    [reason] = foresee_shortage(pool, 2, ["lead", "any"], people, bars, caps).together
    assert reason.objects == tuple(hard)
    assert reason.people == tuple(sorted(row.itag for row in people[2:]))
    assert reason.short == 2


def test_foresight_allows_what_the_ladder_may_drop():
    people = [person("P", lead=True), person("Q")]
    caps = {row.itag: 1 for row in people}
    found = foresee_shortage([tag("o")], 1, ["lead", "any", "any"], people, [], caps)
    assert found.alone == ()
    assert [one.short for one in found.together] == [1]


@pytest.mark.slow
def test_many_reasons_are_found_at_once():
    people = [
        person(i, skills=["haz"] if i % 25 == 0 else [], lead=i % 2 == 0, cap=7)
        for i in range(300)
    ]
    otags = [tag(f"o{i}") for i in range(1000)]
    bars = [
        conflict(otag, row.itag) for otag in otags for row in people[int(otag[:4], 16) % 60 :: 60]
    ]
    caps = {row.itag: row.cap for row in people}
    found = explain_shortage(otags, ["lead", "skill:haz", "any"], people, bars, caps)
    assert sum(one.short for one in found) == 1000 - 12 * 7
