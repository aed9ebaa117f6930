"""Step 7: debts of the scope, the proof that they were paid, and redo (SPEC section 8)."""

from collections.abc import Iterable

from fairdraw.bundle import required
from fairdraw.canonical import check_hex, parse_integer
from fairdraw.errors import ProofError
from fairdraw.events import carried_objects, check_debts, open_debts
from fairdraw.log import Commit, Debt, Log
from fairdraw.merkle import verify_inclusion
from fairdraw.rows import Ticket
from fairdraw.tickets import check_rising, parse_ticket, read_rows, ticket_row
from fairdraw.verify.case import Attempt, Case


def check_owed(case: Case, attempt: Attempt) -> None:
    """Check listed debts, certain picks and what a redo carries over (`DEBT`)."""
    commit = attempt.commit
    carried = None
    if attempt.number > 1:
        before = case.lower[attempt.number - 2]
        carried = before.commit.index, len(carried_tags(before, commit))
    due = due_debts(case.log, commit.scope, commit.index)
    check_debts(commit.doc["debts"], due, attempt.tickets, carried)


def due_debts(log: Log, scope: str, before: int) -> list[int]:
    """Return the indices of the debts that a commit at log index `before` has to list."""
    return open_debts({debt.index: debt.settled_at for debt in log.debts(scope)}, before)


def carried_tags(before: Attempt, redo: Commit) -> list[str]:
    """Return the objects of an attempt that the redo after it has to draw again."""
    gone = {tag for tag, index in before.replaced_at.items() if index < redo.index}
    dropped = [item["tag"] for item in redo.doc["redo"]["drop"]]
    # Objects added later than the redo commit are none that it could have known.
    known = [tag for tag in before.objects() if before.added_at.get(tag, -1) < redo.index]
    return carried_objects(known, gone, dropped)


def settled_debts(log: Log, commit: Commit) -> list[Debt]:
    """Return the debts of the scope that a finished draw settled before a commit."""
    debts = log.debts(commit.scope)
    return [d for d in debts if d.settled_at is not None and d.settled_at < commit.index]


def check_settled(case: Case) -> None:
    """Check `settled.txt`: every debt paid before this commit was a certain pick (`SETTLED`)."""
    settled = settled_debts(case.log, case.commit)
    _note_settled(case, settled)
    paid = [debt for debt in settled if debt.how == "must"]
    data = required(case.files, "settled.txt") if paid else case.files.get("settled.txt", b"")
    rows = [_settled_row(row) for row in read_rows(data)]
    check_rising([index for index, *_ in rows], "SETTLED")
    if [index for index, *_ in rows] != [debt.index for debt in paid]:
        detail = f"expected rows for {[debt.index for debt in paid]}"
        raise ProofError("SETTLED", f"{detail}, found {[index for index, *_ in rows]}")
    for debt, (_, leaf, proof, ticket) in zip(paid, rows, strict=True):
        if debt.commit is None or not _was_committed(debt.commit, ticket, leaf, proof):
            detail = f"the row of debt {debt.index} is not in the tickets that settled it"
            raise ProofError("SETTLED", detail)


def _note_settled(case: Case, settled: Iterable[Debt]) -> None:
    for debt in settled:
        if debt.how == "drop":
            case.note("DEBT_DROPPED", debt.index)
        elif debt.commit is not None:
            case.note("SETTLED_BY", debt.commit.index)
    for listed in case.commit.doc["debts"]:
        if listed["how"] == "drop":
            case.note("DEBT_DROPPED", listed["index"])
    for attempt in [*case.lower, case.draw]:
        for dropped in attempt.commit.doc.get("redo", {}).get("drop", ()):
            case.note("REDO_DROPPED", dropped["tag"])


def _was_committed(commit: Commit, ticket: Ticket, leaf: int, proof: list[str]) -> bool:
    tickets = commit.doc["tickets"]
    return verify_inclusion(
        ticket_row(ticket).encode("ascii"),
        index=leaf,
        size=tickets["size"],
        proof=proof,
        root=tickets["root"],
        profile=commit.profile,
    )


def _settled_row(row: str) -> tuple[int, int, list[str], Ticket]:
    """Read one row of `settled.txt`: debt, leaf, inclusion proof and the certain ticket."""
    fields = row.split("|")
    if fields[:2] != ["vd1", "settled"] or len(fields) != 10:
        raise ProofError("SETTLED", f"row {row[:80]!r} is not vd1|settled with 10 fields")
    index, leaf, proof, tag, stratum, groups, k, attr = fields[2:]
    try:
        hashes = [] if proof == "-" else [check_hex(part, "SETTLED") for part in proof.split(",")]
        ticket = f"vd1|ticket|{tag}|{stratum}|{groups}|{k}|must:{index}|{attr}"
        return parse_integer(index), parse_integer(leaf), hashes, parse_ticket(ticket)
    except ProofError as error:
        raise ProofError("SETTLED", f"row {row[:80]!r}: {error}") from None
