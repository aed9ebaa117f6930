"""Step 10: seed, selection and what was announced (SPEC sections 6 and 7)."""

from fairdraw.bundle import required
from fairdraw.errors import ProofError
from fairdraw.lots import seed
from fairdraw.merkle import root
from fairdraw.selection import select
from fairdraw.tickets import format_drawn, leaves_of
from fairdraw.verify.case import Attempt, Case


def draw(attempt: Attempt) -> None:
    """Compute seed and selection from the log and the tickets alone."""
    commit = attempt.commit
    attempt.seed = seed(
        commit.hash,
        attempt.close_hash,
        attempt.values,
        release=attempt.s,
        profile=commit.profile,
    )
    strata, topups = commit.doc["strata"], commit.doc["topups"]
    attempt.drawn = select(attempt.tickets, strata, topups, attempt.seed, commit.profile)
    attempt.drawn_root = root(leaves_of(format_drawn(attempt.drawn)), commit.profile)


def check_drawn(case: Case) -> None:
    """Compare `drawn.txt` with the selection byte for byte (`DRAWN`)."""
    found = required(case.files, "drawn.txt")
    wanted = format_drawn(case.draw.drawn)
    if found == wanted:
        return
    rows = zip(found.split(b"\n"), wanted.split(b"\n"), strict=False)
    pairs = ((number, *row) for number, row in enumerate(rows, start=1) if row[0] != row[1])
    number, bad, good = next(pairs, (len(case.draw.drawn) + 1, b"", b""))
    detail = f"row {number}: expected {_show(good)}, found {_show(bad)}"
    raise ProofError("DRAWN", detail)


def _show(row: bytes) -> str:
    return repr(row[:200].decode("ascii", "replace")) if row else "nothing"


def check_results(case: Case, attempt: Attempt) -> None:
    """Compare every `result` entry with the computed result; wrong ones have no effect."""
    right = {
        "close": attempt.close_hash,
        "root": attempt.drawn_root,
        "seed": attempt.seed,
        "size": len(attempt.drawn),
    }
    announced = False
    for index, doc in case.log.about(attempt.commit, "result", after=attempt.close_index):
        if all(doc[key] == value for key, value in right.items()):
            announced = True
        else:
            case.note("EVENT_REFUSED", index, "RESULT")
    if not announced and not attempt.lower:
        case.note("NO_RESULT_ENTRY")
