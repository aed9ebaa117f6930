"""The shared bundles give their reports, and every edit of them ends as its vector says."""

import kit
import pytest

from fairdraw.canonical import parse_doc
from fairdraw.verify import FAILED, NOT_APPLICABLE, OK, STEP_NAMES, verify

SHARED = ["grade-a", "grade-b", "grade-c", "redo", "sealed"]


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_bundle_gives_its_report_byte_for_byte(name):
    assert verify(kit.BUNDLES / f"{name}.zip").to_bytes() == kit.report_bytes(name)


def test_a_bundle_of_another_hash_profile_is_refused_by_name():
    report = verify(kit.BUNDLES / "sm3-grade-c.zip")
    assert parse_doc(report.to_bytes()[:-1]) == {
        "error": "PROFILE",
        "ok": False,
        "type": "report",
        "v": "vd1",
    }
    assert report.failed_step.name == "commit"


@pytest.mark.parametrize("vector", kit.topic("tampered"), ids=lambda vector: vector["name"])
def test_an_edited_bundle_ends_as_its_vector_says(vector):
    check(vector)


@pytest.mark.parametrize("vector", kit.topic("attacks"), ids=lambda vector: vector["name"])
def test_an_attack_ends_as_its_vector_says(vector):
    check(vector)


def check(vector):
    files = kit.edited(kit.bundle(vector["bundle"]), vector["edits"])
    report = verify(files, notices=vector.get("notice"))
    if "error" in vector:
        assert report.document["error"] == vector["error"]
        assert report.failed_step is report.steps[-1]
    else:
        assert report.document == vector["report"]


def test_steps_are_told_in_order_as_they_end():
    told = []
    verify(kit.bundle("redo"), on_step=lambda *step: told.append(step))
    assert [(number, name) for number, name, _ in told] == list(enumerate(STEP_NAMES, start=1))
    ended = {name: status for _, name, status in told}
    # The redo assigns nobody, and no receipt was given.
    assert [name for name, status in ended.items() if status != OK] == ["teams", "receipt"]
    assert ended["teams"] == ended["receipt"] == NOT_APPLICABLE


def test_the_first_failure_ends_the_checklist_and_says_what_was_expected():
    files = kit.bundle("grade-c")
    files["drawn.txt"] = files["drawn.txt"].replace(b"|1|57c6", b"|1|58c6", 1)
    report = verify(kit.relist(files))
    assert [step.status for step in report.steps] == [OK] * 9 + [FAILED]
    assert report.error.name == "DRAWN"
    assert "expected 'vd1|drawn|1|57c6" in report.error.detail
    assert "found 'vd1|drawn|1|58c6" in report.error.detail


def test_a_policy_of_the_readers_own_must_be_the_same():
    files = kit.bundle("grade-a")
    assert verify(files, policy=files["policy.txt"]).ok
    report = verify(files, policy=kit.bundle("grade-b")["policy.txt"])
    assert report.error.name == "POLICY_UNKNOWN"


def test_the_salt_key_shows_that_tickets_and_members_correspond():
    files = kit.bundle("grade-c")
    key = bytes(31) + b"\x01"
    assert verify(files, salt_key=key).ok
    assert verify(files, salt_key=bytes(32)).error.name == "SALT_KEY"


def test_promises_that_are_late_depend_on_the_clock_of_the_reader():
    files = kit.bundle("grade-b")
    tag = files["drawn.txt"].split(b"|")[3]
    openings = files["openings.txt"].splitlines(keepends=True)
    files["openings.txt"] = b"".join(row for row in openings if tag not in row)
    report = verify(kit.relist(files))
    due = parse_doc(kit.entries_of(files)[1])["open_by"]
    assert report.late(due) == []
    assert report.late(due + 1) == [("late_open", "1")]


@pytest.mark.parametrize(
    ("name", "number"), [("grade-a", "DICE10x20"), ("grade-b", "SSQ"), ("grade-c", "OPERATOR")]
)
def test_the_numbers_to_compare_are_given(name, number):
    assert verify(kit.bundle(name)).numbers[0].source == number
