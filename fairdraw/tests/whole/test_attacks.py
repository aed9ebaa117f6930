"""Each attack of SPEC section 21 is played by an office that cheats, and stopped by its rule."""

import json

import attacks
import kit
import later_attacks
import pytest
import scripts
from story import Office

from fairdraw.bundle import read_bundle
from fairdraw.errors import ProofError
from fairdraw.operate import compute_draw, log_of
from fairdraw.verify import verify
from fairdraw.wording import note_text

PLAYED = [*attacks.played(), *later_attacks.played()]
STATE = "e7 a result entry before the numbers"
STORED = {vector["name"]: vector for vector in kit.topic("attacks")}


@pytest.mark.parametrize("attack", PLAYED, ids=lambda attack: attack.name)
def test_a_played_attack_ends_by_its_rule(attack):
    report = attack.verify()
    assert report.document.get("error", "") == attack.error


@pytest.mark.parametrize("attack", PLAYED, ids=lambda attack: attack.name)
def test_a_played_attack_is_stored_as_a_vector(attack):
    stored = STORED[attack.name]
    assert read_bundle(kit.BUNDLES / f"{attack.bundle}.zip") == attack.files
    assert stored.get("error", "") == attack.error
    assert stored.get("notice", {}) == dict(attack.notice)


def test_edit_scripts_are_stored_as_vectors():
    written = [vector for make in scripts.SCRIPTS for vector in make()]
    for vector in written:
        stored = dict(STORED[vector["name"]])
        stored.pop("error", stored.pop("report", None))
        assert stored == json.loads(json.dumps(vector))
    assert len(STORED) == len(PLAYED) + len(written)


def notes(name):
    return next(attack for attack in PLAYED if attack.name == name).verify().notes


def test_the_report_of_a_redo_tells_the_numbers_of_the_attempts_before():
    told = notes("a3 false number before a redo is told")
    assert f"COMPARE_NOTICE:1:{attacks.FALSE_NUMBERS[0]}" in told


def test_a_drop_is_told_in_every_later_attempt():
    told = notes("a1 a drop is told in later attempts")
    assert any(note.startswith("REDO_DROPPED:") for note in told)


def test_an_attempt_before_a_redo_says_that_it_is_superseded():
    assert "SUPERSEDED:2:5" in notes("a5 first attempt after a redo")


def test_a_drop_is_told_in_every_later_report_of_the_scope():
    assert "DEBT_DROPPED:5" in notes("a2 a drop is told for ever")


def test_a_draw_that_paid_an_older_debt_is_named():
    assert "SETTLED_BY:6" in notes("a2 debt paid and proven")


def test_a_redo_frees_nobody_whatever_the_operator_tries():
    """Draft 2 accepted attempt 3; its objects leave out who was drawn in attempt 1."""
    office = Office()
    first, drawing = office.draw("T-1")
    second = attacks.run(office, "T-1", attempt=2)
    drawn = {first.firm_of(tag) for tag in drawing.objects}
    again = {second.firm_of(tag) for tag in attacks.tags_of(office, second)}
    assert drawn - again
    assert verify(office.forge(second)).error.name == "DEBT"


def test_an_unfinished_attempt_cannot_be_followed_by_another():
    office = Office()
    first = office.commit("T-1")
    office.close(first)
    second = office.commit("T-1", attempt=2, must={1: first.index, 2: first.index})
    office.values(first)
    office.close(second)
    office.values(second)
    with pytest.raises(ProofError, match="ATTEMPT"):
        office.drawing(second)


def test_nothing_logged_later_voids_a_finished_draw():
    """A4: the draw stands with its seed, whatever is logged after it."""
    vector = STORED["a4 every late entry at once"]
    before = verify(kit.bundle("grade-c")).document
    after = vector["report"]
    same = [name for name in before if name not in ("notes", "tasks")]
    assert [after[name] for name in same] == [before[name] for name in same]


def test_whoever_signs_a_replacement_owes_it_even_if_its_own_draw_refuses_it():
    office = Office()
    draw, drawing = office.draw("T-1")
    free = next(n for n in range(1, 7) if draw.tag(n) not in drawing.objects)
    index = office.replace(draw, draw.tag(free), rule=("-", True))
    report = verify(office.bundle(draw))
    assert f"EVENT_REFUSED:{index}:REPLACE_TAG" in report.notes
    assert report.document["open_debts"] == 1
    assert verify(office.forge(attacks.run(office, "T-2"))).error.name == "DEBT"


def test_a_replacement_that_nobody_signed_owes_nothing():
    office = Office()
    draw, drawing = office.draw("T-1")
    index = office.replace(draw, drawing.drawn[0].tag, "approver-1", "auditor-1")
    report = verify(office.bundle(draw))
    assert f"EVENT_REFUSED:{index}:SIGNATURE" in report.notes
    assert report.document["open_debts"] == 0
    assert report.document["replaced"] == 0


def test_who_computes_a_draw_refuses_what_a_verifier_would_refuse():
    office = Office()
    draw = office.commit("T-1", status={1: "must:0"})
    office.close(draw)
    office.values(draw)
    with pytest.raises(ProofError, match="DEBT"):
        compute_draw(log_of(office.entries), draw.commit, office.frozen(draw))


def report_of(name):
    return next(attack for attack in PLAYED if attack.name == name).verify().document


def test_a_redo_has_the_worst_grade_of_its_attempts():
    assert report_of("e1 a redo with lotteries stays self-declared")["grade"] == "C"


def test_a_second_plan_takes_no_task_over():
    report = report_of("e4 the first attempt is not superseded by it")
    assert not [note for note in report["notes"] if note.startswith("SUPERSEDED")]
    assert "ENTRY_IGNORED:6" in report["notes"]
    assert [task["task"] for task in report["tasks"]] == ["T-1", "T-2", "T-3", "T-4"]


def test_a_commit_under_a_second_plan_blocks_nothing():
    assert (
        "ENTRY_IGNORED:2" in report_of("e4 a commit under a second plan blocks nothing")["notes"]
    )


def test_certain_picks_of_lower_attempts_are_shown_or_counted():
    silent = report_of("e6 certain picks of a lower attempt not shown")
    assert "UNLINKED:2:2" in silent["notes"]
    honest = report_of("a1 honest chain of redos")
    assert not [note for note in honest["notes"] if note.startswith("UNLINKED")]
    assert "2" in note_text("UNLINKED:2:3", "en")


def test_an_attempt_that_is_not_allowed_supersedes_nothing():
    report = report_of("e9 attempts that are not allowed")
    assert not [note for note in report["notes"] if note.startswith("SUPERSEDED")]
    assert report["tasks"][0]["state"] == "result"


def test_a_copy_of_a_signed_event_has_no_effect():
    report = report_of("e7 a replacement logged twice")
    assert report["open_debts"] == 1
    assert not [note for note in report["notes"] if note.startswith("EVENT_REFUSED")]
    assert report_of("e7 one debt for two copies")["open_debts"] == 0


def test_inspectors_that_are_never_opened_are_counted():
    assert "UNOPENED_TEAM:4" in report_of("e7 inspectors that are never opened")["notes"]


def test_a_draw_without_numbers_has_no_result_whatever_is_announced():
    states = {task["task"]: task["state"] for task in report_of(STATE)["tasks"]}
    assert states == {"T-1": "closed", "T-2": "result", "T-3": "planned", "T-4": "planned"}
