"""Debts and redo: pressure only postpones, and a re-draw frees nobody."""

import pytest
from matching_cases import tag

from fairdraw.errors import ProofError
from fairdraw.events import carried_objects, check_debts, open_debts
from fairdraw.rows import Ticket


def tickets(*statuses):
    return [Ticket(tag(i), "s1", (), 1, status, tag("a")) for i, status in enumerate(statuses)]


def must(index):
    return {"how": "must", "index": index}


def drop(index):
    return {"code": "d1", "evidence": tag("e"), "how": "drop", "index": index}


def refused(*args):
    with pytest.raises(ProofError) as error:
        check_debts(*args)
    assert error.value.name == "DEBT"
    return error.value.detail


def test_a_debt_is_due_until_a_finished_draw_listed_it():
    assert open_debts({8: None, 4: None}, before=9) == [4, 8]
    assert open_debts({4: 20, 8: None}, before=21) == [8]
    assert open_debts({4: 20}, before=20) == [4]  # the draw that pays it is not finished yet
    assert open_debts({12: None}, before=9) == []  # not owed yet


def test_listing_in_an_unfinished_draw_settles_nothing():
    """Attack A2: a commit that lists the debt, is never closed, and was meant to hide it."""
    debts = {4: None}
    due = open_debts(debts, before=30)
    assert due == [4]
    refused([], due, tickets("in", "in"))
    check_debts([must(4)], due, tickets("in", "must:4"))


def test_every_listed_debt_is_one_certain_pick():
    check_debts([], [], tickets("in", "ex:y1"))
    check_debts([must(4), must(7)], [7, 4], tickets("must:7", "must:4"))
    check_debts([must(4), drop(7)], [4, 7], tickets("must:4", "in"))


def test_a_debt_left_out_invented_or_listed_twice_is_refused():
    assert "[4], found []" in refused([], [4], tickets("in"))
    assert "[], found [4]" in refused([must(4)], [], tickets("must:4"))
    assert "[4], found [4, 4]" in refused([must(4), must(4)], [4], tickets("must:4"))


@pytest.mark.parametrize(
    ("listed", "statuses"),
    [
        ([must(4)], ["in"]),
        ([must(4)], ["must:4", "must:4"]),
        ([drop(4)], ["must:4"]),
        ([must(4)], ["must:4", "must:5"]),
        ([must(4)], ["must:4", "must:04"]),
    ],
)
def test_certain_picks_are_exactly_the_listed_ones(listed, statuses):
    assert "must:" in refused(listed, [4], tickets(*statuses))


def test_a_redo_carries_everything_that_was_drawn():
    objects = ["a", "b", "c", "d"]
    carried = carried_objects(objects, {"b"}, ["d"])
    assert carried == ["a", "c"]
    check_debts([must(6)], [6], tickets("must:6", "must:1", "must:1", "in"), (1, len(carried)))


@pytest.mark.parametrize("statuses", [["must:1"], ["must:1"] * 3, ["in", "in"], ["must:2"] * 2])
def test_a_redo_with_another_number_of_certain_picks_is_refused(statuses):
    """A system deleted the first draw when it drew again; here the first one stays drawn."""
    refused([], [], tickets(*statuses), (1, 2))


def test_certain_picks_of_a_redo_that_is_none_are_refused():
    refused([], [], tickets("must:1"))


@pytest.mark.parametrize("dropped", [["b"], ["z"], ["a", "a"]])
def test_only_carried_objects_are_dropped_and_each_once(dropped):
    with pytest.raises(ProofError) as error:
        carried_objects(["a", "b"], {"b"}, dropped)
    assert error.value.name == "DEBT"
