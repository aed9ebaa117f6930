"""Steps 4 to 6: what was committed, when it was closed, and the tickets (SPEC 3 to 5)."""

import hashlib

from fairdraw.beacons import check_sources
from fairdraw.bundle import required
from fairdraw.canonical import doc_hash, hasher
from fairdraw.documents import check_counts, zero_strata
from fairdraw.errors import ProofError
from fairdraw.log import Commit
from fairdraw.merkle import root
from fairdraw.tickets import leaves_of, parse_tickets
from fairdraw.verify.case import Attempt, Case


def check_commit(case: Case) -> bool:
    """Step 4: the commit of the bundle, its plan, policy and log."""
    commit = find_commit(case)
    _check_policy(case, commit)
    check_task(case)
    _check_places(case, commit)
    if commit.plan["test"]:
        case.note("TEST")
    return True


def find_commit(case: Case) -> Commit:
    """Find the commit of the bundle in the log (`COMMIT`).

    A log with plans of a hash profile unknown here cannot be judged (`PROFILE`).
    """
    for profile in case.log.strange_profiles:
        hasher(profile)
    found = case.log
    commit = found.commits.get(case.commit_hash) or found.refused.get(case.commit_hash)
    if commit is None:
        raise ProofError("COMMIT", f"no commit of the log has the hash {case.commit_hash}")
    case.own = Attempt(commit, lower=False)
    return commit


def check_task(case: Case) -> None:
    """Check the task, that no earlier commit counts, the lower attempts and the mode."""
    commit = case.commit
    _check_twice(case, commit)
    _check_first(case, commit)
    for number in range(1, commit.attempt):
        before = case.log.first.get((commit.doc["task"], number))
        if before is None:
            raise ProofError("ATTEMPT", f"the log has no attempt {number}")
        case.lower.append(Attempt(before, lower=True))
    for attempt in [*case.lower, case.draw]:
        if (attempt.commit.sealed is not None) != (attempt.commit.task["mode"] == "sealed"):
            raise ProofError("COMMIT_MODE", f"the mode is {attempt.commit.task['mode']}")


def _check_policy(case: Case, commit: Commit) -> None:
    found = hashlib.sha256(required(case.files, "policy.txt")).hexdigest()
    if found != commit.plan["policy"]:
        raise ProofError("POLICY_HASH", f"expected {commit.plan['policy']}, found {found}")
    for checkpoint in case.checkpoints:
        if checkpoint.origin != commit.plan["origin"]:
            detail = f"the plan names {commit.plan['origin']}, the log {checkpoint.origin}"
            raise ProofError("ORIGIN", detail)


def _check_twice(case: Case, commit: Commit) -> None:
    """Refuse a task that was planned before, under its id or its (scope, period)."""
    if commit.hash in case.log.refused:
        detail = f"{commit.doc['task']} or its period was planned before entry {commit.plan_index}"
        raise ProofError("PLAN_TWICE", detail)


def _check_first(case: Case, commit: Commit) -> None:
    first = case.log.first[commit.key]
    if first is not commit:
        detail = f"entry {commit.index}: attempt {commit.attempt} is committed by {first.index}"
        raise ProofError("SECOND_COMMIT", detail)
    for index in case.log.second[commit.key]:
        case.note("SECOND_COMMIT", index)
    for higher in case.log.attempts_of(commit.doc["task"])[-1:]:
        if higher.attempt > commit.attempt:
            case.note("SUPERSEDED", higher.attempt, higher.index)


def _check_places(case: Case, commit: Commit) -> None:
    """Refuse files about something that the draw has not (SPEC section 13)."""
    strange = [path for path in case.files if path.startswith("attempts/")]
    strange = [path for path in strange if int(path.split("/")[1]) >= commit.attempt]
    if "team" not in commit.doc:
        people = ("assignments.json", "conflicts.txt", "inspectors.txt")
        strange += [path for path in people if path in case.files]
    if strange:
        raise ProofError("BUNDLE_FILE", f"{strange[0]} belongs to nothing in this draw")


def check_close(case: Case, attempt: Attempt) -> None:
    """Step 5: the close, the order of attempts, the sources (`NO_CLOSE`, `ATTEMPT` …)."""
    commit = attempt.commit
    close = case.log.close_of(commit)
    if close is None:
        raise ProofError("NO_CLOSE", f"the commit at entry {commit.index} was not closed")
    attempt.close_index, attempt.close = close
    attempt.close_hash = doc_hash("close", attempt.close, commit.profile)
    if not attempt.lower:
        for index, _ in case.log.about(commit, "close"):
            if index != attempt.close_index:
                case.note("CLOSE_IGNORED", index)
        for index in case.log.bad_escrows(commit):
            case.note("ENTRY_IGNORED", index)
    if attempt.number > 1:
        _check_order(case, attempt)
    check_sources(commit.doc["sources"], as_of=commit.doc["as_of"])
    if "operator_commit" in commit.doc and attempt.close["contributions"]:
        raise ProofError("CONTRIBUTION_C", "contributions cannot stand with OPERATOR")


def _check_order(case: Case, attempt: Attempt) -> None:
    before = case.lower[attempt.number - 2].commit
    done = case.log.done(before)
    if done is None or done > attempt.commit.index:
        at = "never" if done is None else f"only at entry {done}"
        detail = f"attempt {before.attempt} was finished {at}, before {attempt.commit.index}"
        raise ProofError("ATTEMPT", detail)


def check_tickets(case: Case, attempt: Attempt) -> None:
    """Step 6: the tickets against root, size, counts, rates and top-ups of the commit."""
    commit = attempt.commit
    data = required(case.files, attempt.path("tickets.txt"))
    attempt.tickets = parse_tickets(data)
    wanted = commit.doc["tickets"]
    if len(attempt.tickets) != wanted["size"]:
        detail = f"expected {wanted['size']} tickets, found {len(attempt.tickets)}"
        raise ProofError("TICKETS_SIZE", detail)
    found = root(leaves_of(data), commit.profile)
    if found != wanted["root"]:
        raise ProofError("TICKETS_ROOT", f"expected {wanted['root']}, found {found}")
    check_counts(
        attempt.tickets,
        strata=commit.doc["strata"],
        topups=commit.doc["topups"],
        classes=commit.task["classes"],
        codes=commit.plan["codes"],
    )
    if not attempt.lower:
        for code in zero_strata(commit.doc["strata"]):
            case.note("ZERO_STRATUM", code)
