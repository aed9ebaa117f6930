"""Steps 14 and 15: the reader's receipt, the grade, and the report (SPEC sections 0 and 14)."""

from typing import Any

from fairdraw.beacons import source_of
from fairdraw.canonical import doc_hash
from fairdraw.checkpoint import GRADES, Policy, entry_time, grade, overlap
from fairdraw.errors import ProofError
from fairdraw.receipts import check_receipt, read_receipt
from fairdraw.spec import SPEC_SHA256
from fairdraw.verify.case import Attempt, Case
from fairdraw.verify.teams import note_missing


def check_own_receipt(case: Case) -> bool:
    """Step 14: the reader's receipt is about a row of this very draw (`RECEIPT_COMMIT` …)."""
    if case.given.receipt is None or case.policy is None:
        return False
    receipt = read_receipt(case.given.receipt)
    commit = check_receipt(receipt, case.policy, case.commit.profile)
    found = doc_hash("commit", commit, case.commit.profile)
    if found != case.commit_hash:
        detail = f"the receipt is about commit {found}, the bundle about {case.commit_hash}"
        raise ProofError("RECEIPT_COMMIT", detail)
    return True


def compute_grade(case: Case) -> bool:
    """Step 15: the grade from sources, quorum and times; what else the report has to name."""
    commit, policy = case.commit, case.policy
    assert policy is not None  # noqa: S101 -- read in step 2
    case.commit_time = entry_time(policy, case.checkpoints, commit.index)
    case.close_time = entry_time(policy, case.checkpoints, case.draw.close_index)
    case.common = overlap(policy)
    # A redo carries on what lower attempts drew: it can be no better than the worst of them.
    case.grade = max(
        (_grade_of(case, policy, attempt) for attempt in [*case.lower, case.draw]),
        key=GRADES.index,
    )
    if case.grade == "B":
        case.note("UNCONFIRMED")
    note_missing(case)
    if commit.plan["spec"] != SPEC_SHA256:
        case.warn("other_spec", commit.plan["spec"])
    if any(number.source == "QUICKNET" for number in case.numbers):
        case.warn("no_pairing")
    if case.members is None and commit.doc["members"]["public"]:
        case.warn("members_promised")
    return True


def _grade_of(case: Case, policy: Policy, attempt: Attempt) -> str:
    dice_time = None
    if source_of(attempt.sources[0]["id"]).kind == "dice":
        dice_time = entry_time(policy, case.checkpoints, attempt.value_at[0])
    return grade(
        attempt.sources,
        overlap=overlap(policy),
        t_close=entry_time(policy, case.checkpoints, attempt.close_index),
        t_dice=dice_time,
    )


def report_document(case: Case) -> dict[str, Any]:
    """Build the report of a true bundle (SPEC section 14)."""
    draw, doc = case.draw, case.commit.doc
    excluded: dict[str, int] = {}
    for stratum in doc["strata"]:
        for code, count in stratum["excluded"].items():
            excluded[code] = excluded.get(code, 0) + count
    document = {
        "attempt": draw.number,
        "close": draw.close_hash,
        "commit": case.commit_hash,
        "counts": {
            "excluded": excluded,
            "listed": sum(stratum["listed"] for stratum in doc["strata"]),
            "must": sum(stratum["must"] for stratum in doc["strata"]),
        },
        "drawn": {"root": draw.drawn_root, "size": len(draw.drawn)},
        "grade": case.grade,
        "notes": sorted(case.notes),
        "ok": True,
        "open_debts": _open_debts(case),
        "opened": case.opened,
        "recused": case.recused,
        "replaced": len(draw.replaced_at),
        "seed": draw.seed,
        "task": doc["task"],
        "tasks": _tasks(case),
        "type": "report",
        "v": "vd1",
    }
    return document if case.min_choice is None else document | {"min_choice": case.min_choice}


def _open_debts(case: Case) -> int:
    return sum(debt.settled_at is None for debt in case.log.debts(case.commit.scope))


def _tasks(case: Case) -> list[dict[str, str]]:
    return [
        {
            "period": task["period"],
            "state": case.log.state_of(task["task"]),
            "task": task["task"],
        }
        for task in case.log.tasks_of(case.commit.scope)
    ]


def failure_document(error: ProofError) -> dict[str, Any]:
    """Build the report of a bundle that does not verify."""
    return {"error": error.name, "ok": False, "type": "report", "v": "vd1"}
