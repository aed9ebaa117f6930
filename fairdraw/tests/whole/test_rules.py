"""Rules of SPEC section 14 that no vector breaks: each broken one is named at its step."""

import kit
import pytest
from story import LOTTERIES, POLICY, TEAM, Office

from fairdraw import operate
from fairdraw.canonical import parse_doc
from fairdraw.errors import ProofError
from fairdraw.log import read_log
from fairdraw.merkle import root
from fairdraw.tickets import leaves_of, write_rows
from fairdraw.verify import verify

PLAN, COMMIT = 0, 1
KEY = bytes(31) + b"\x01"


def document(name, index):
    return parse_doc(kit.entries_of(kit.bundle(name))[index])


def with_plan(**fields):
    return kit.rehashed("grade-c", PLAN, document("grade-c", PLAN) | fields)


def with_commit(name, put=None, index=COMMIT, **fields):
    return kit.rehashed(name, index, document(name, index) | fields, put)


def tasks(**fields):
    return [document("grade-c", PLAN)["tasks"][0] | fields]


def rooted(data):
    rows = leaves_of(data)
    return {"root": root(rows), "size": len(rows)}


def with_members(change):
    rows = kit.bundle("grade-c")["members.txt"].decode().splitlines()
    data = write_rows(change(rows))
    members = {"public": True, "root": rooted(data)["root"]}
    return with_commit("grade-c", {"members.txt": data}, members=members)


def with_team(name, find, put):
    data = kit.bundle("grade-c")[f"{name}.txt"].replace(find, put, 1)
    team = document("grade-c", COMMIT)["team"] | {name: rooted(data)}
    return kit.redrawn(with_commit("grade-c", {f"{name}.txt": data}, team=team))


def twice_planned():
    return with_plan(tasks=tasks(task="T-0000") + tasks())


def at_half_rate():
    rates = [rate | {"den": 2, "num": 1} for rate in tasks()[0]["classes"]]
    return with_plan(tasks=tasks(classes=rates))


def too_few_to_choose_from():
    team = document("grade-c", COMMIT)["team"] | {"min_choice": 99}
    return kit.redrawn(with_commit("grade-c", team=team))


def conflict_tags():
    return kit.bundle("grade-c")["conflicts.txt"].split(b"|")[2:4]


BROKEN = [
    ("POLICY_HASH", "commit", lambda: with_plan(policy="0" * 64)),
    ("ORIGIN", "commit", lambda: with_plan(origin="another.log")),
    ("PLAN_TWICE", "commit", twice_planned),
    ("COMMIT_MODE", "commit", lambda: with_plan(tasks=tasks(mode="sealed"))),
    ("ATTEMPT", "commit", lambda: with_commit("redo", index=5, attempt=3)),
    ("BITS", "close", lambda: with_commit("grade-b", sources=[{"id": "SSQ", "on": "20261105"}])),
    (
        "SOURCE_DATE",
        "close",
        lambda: with_commit("grade-b", sources=[{"id": "QUICKNET", "on": "07"}]),
    ),
    ("STRATUM_N", "tickets", at_half_rate),
    ("MEMBERS_ROOT", "lists", lambda: with_members(lambda rows: rows[1:])),
    ("CHOICE", "teams", too_few_to_choose_from),
    ("EXCLUSION_CODE", "teams", lambda: with_team("inspectors", b"|in|", b"|ex:zz|")),
    ("CONFLICT_UNKNOWN", "teams", lambda: with_team("conflicts", conflict_tags()[0], b"0" * 64)),
    ("CONFLICT_UNKNOWN", "teams", lambda: with_team("conflicts", conflict_tags()[1], b"0" * 64)),
]


@pytest.mark.parametrize(("name", "step", "make"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_rule_is_named_at_its_step(name, step, make):
    report = verify(make())
    assert (report.error.name, report.failed_step.name) == (name, step)


def test_members_that_are_not_those_in_the_urn_are_found_with_the_salt_key():
    others = with_members(lambda rows: [row.replace("TEST0000", "TEST9000") for row in rows])
    assert verify(others, salt_key=KEY).error.name == "BIJECTION"


def test_without_members_the_salt_key_shows_only_that_it_is_the_committed_one():
    files = kit.bundle("grade-c")
    del files["members.txt"]
    report = verify(kit.relist(files), salt_key=KEY)
    assert "no_bijection" in dict(report.warnings)


def test_a_withheld_register_is_told():
    files = kit.bundle("grade-c")
    del files["frame.txt"]
    assert "NO_FRAME" in verify(kit.relist(files)).notes


def test_teams_of_another_type_are_refused():
    files = kit.bundle("grade-c")
    files["assignments.json"] = files["assignments.json"].replace(b'"vd1"', b'"vd2"')
    assert verify(kit.relist(files)).error.name == "DOC_TYPE"


def test_a_log_shorter_than_a_checkpoint_is_refused():
    files = kit.bundle("grade-b")
    files["log.jsonl"] = b"".join(entry + b"\n" for entry in kit.entries_of(files)[:-1])
    assert verify(kit.relist(files)).error.name == "LOG_SIZE"


def test_a_bundle_without_a_checkpoint_is_refused():
    files = kit.bundle("grade-c")
    del files["checkpoints/5.note"]
    assert verify(kit.relist(files)).error.name == "MISSING_FILE"


def test_teams_of_a_sealed_draw_have_no_place_before_their_release():
    vector = next(v for v in kit.topic("tampered") if v["name"] == "S2 not released")
    edits = [edit for edit in vector["edits"] if edit["op"] != "remove"]
    assert verify(kit.edited(kit.bundle("sealed"), edits)).error.name == "BUNDLE_FILE"


def test_a_stratum_that_draws_nobody_is_named():
    office = Office()
    office.plan["tasks"][0]["classes"][0]["min"] = 0
    office.entries.clear()
    office.log(office.plan)
    draw, drawing = office.draw("T-1")
    assert drawing.drawn == ()
    assert "ZERO_STRATUM:s1" in verify(office.bundle(draw)).notes


def test_a_draw_is_finished_with_its_last_number_or_release():
    log = read_log(kit.bundle("sealed")["log.jsonl"])
    (commit,) = log.first.values()
    releases = [index for index, doc in log.about(commit, "release") if doc["n"] == 1]
    assert log.done(commit) == releases[0]
    until = operate.log_of(entry.raw for entry in log.entries[: releases[0]])
    assert until.done(commit) is None
    assert until.secret_of(commit, 1) is None


def test_a_draw_is_not_finished_without_its_close_its_numbers_or_allowed_sources():
    office = Office()
    draw = office.commit("T-1", sources=LOTTERIES)
    log = operate.log_of(office.entries)
    assert log.done(log.commits[draw.commit]) is None
    office.close(draw)
    office.values(draw, "SSQ:2026128:030711192833:09", "DLT:26128:0512192833:0408")
    log = operate.log_of(office.entries)
    assert log.done(log.commits[draw.commit]) is None
    weak = office.commit("T-2", sources=LOTTERIES[:1])
    office.close(weak)
    office.values(weak, "SSQ:2026128:030711192833:09")
    log = operate.log_of(office.entries)
    assert log.done(log.commits[weak.commit]) is None


def test_recusals_need_a_draw_with_teams():
    office = Office()
    draw, _ = office.draw("T-1")
    entry = operate.recuse_document(draw.commit, "0" * 64, "1" * 64, code="ill", evidence="2" * 64)
    index = office.log(kit.signed(entry, "approver-1"))
    report = verify(office.bundle(draw))
    assert f"EVENT_REFUSED:{index}:RECUSE" in report.notes
    assert report.document["recused"] == 0


def test_tasks_that_are_late_are_told_to_whoever_looks_at_the_clock():
    office = Office()
    draw, _ = office.draw("T-1")
    report = verify(office.bundle(draw))
    due = office.plan["tasks"][0]["due"]
    assert report.late(due) == []
    assert report.late(due + 1) == [("late_task", name) for name in ("T-2", "T-3", "T-4")]
    assert verify(b"").late(due + 1) == []


def test_teams_that_stay_sealed_too_long_are_told():
    vector = next(v for v in kit.topic("tampered") if v["name"] == "S2 not released")
    report = verify(kit.edited(kit.bundle("sealed"), vector["edits"]))
    by = document("sealed", COMMIT)["sealed"]["release2_by"]
    assert ("late_release", "") in report.late(by + 1)
    assert ("late_release", "") not in report.late(by)


SETTLED = [
    "vd1|settled|5",
    "vd1|settled|5|x|-|{tag}|s1|-|1|{tag}",
    "vd1|settled|5|0|zz|{tag}|s1|-|1|{tag}",
    "vd1|settled|05|0|-|{tag}|s1|-|1|{tag}",
    "vd1|settled|6|0|-|{tag}|s1|-|1|{tag}",
]


@pytest.mark.parametrize("row", SETTLED)
def test_an_ill_formed_proof_of_payment_is_refused(row):
    files = kit.bundle("attacks/a2-debt-paid-and-proven")
    files["settled.txt"] = row.format(tag="0" * 64).encode() + b"\n"
    assert verify(kit.relist(files)).error.name == "SETTLED"


def test_a_debt_is_settled_by_the_draw_that_was_finished_first():
    office = Office()
    first, drawing = office.draw("T-1")
    index = office.replace(first, drawing.drawn[0].tag)
    gone = first.firm_of(drawing.drawn[0].tag)
    owed = {"listed": [{"how": "must", "index": index}], "must": {gone: index}}
    slow = office.commit("T-2", **owed)
    quick, _ = office.draw("T-3", **owed)
    office.finish(slow)
    log = operate.log_of(office.entries)
    (debt,) = log.debts("food")
    assert debt.commit.hash == quick.commit
    assert debt.settled_at == log.done(log.commits[quick.commit])
    # Both draws were committed while the debt was open: both pay it.
    for draw in (slow, quick):
        assert verify(office.bundle(draw)).ok
    assert operate.debts_due(log, "food") == []


def test_an_operator_is_told_what_is_owed():
    office = Office()
    draw, drawing = office.draw("T-1", people=True, team=TEAM)
    index = office.replace(draw, drawing.drawn[1].tag)
    (debt,) = operate.debts_due(operate.log_of(office.entries), "food")
    assert (debt.index, debt.tag) == (index, drawing.drawn[1].tag)
    assert operate.debts_due(operate.log_of(office.entries), "fire") == []


def test_whom_nobody_listed_cannot_be_opened():
    with pytest.raises(ProofError, match="OPENING"):
        operate.openings_file(["0" * 64], [], KEY)


def test_a_payment_without_its_ticket_cannot_be_proven():
    office = Office()
    first, drawing = office.draw("T-1")
    index = office.replace(first, drawing.drawn[0].tag)
    second = office.commit("T-2", listed=[{"how": "must", "index": index}])
    office.close(second)
    office.values(second)
    third = office.commit("T-3")
    with pytest.raises(ProofError, match="SETTLED"):
        office.settled(third)


def test_a_policy_names_the_key_of_the_log():
    assert kit.parse_policy(POLICY).log == kit.log_vkey()
