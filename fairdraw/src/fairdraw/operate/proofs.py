"""What an operator computes and publishes: draw, proof files, bundle (SPEC 6 to 13)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairdraw.bundle import with_list, write_zip
from fairdraw.canonical import jcs
from fairdraw.checkpoint import Signer, VKey, checkpoint_text, format_tlog_proof, sign_note
from fairdraw.errors import ProofError
from fairdraw.events import TeamState
from fairdraw.log import Commit, Debt, Log, read_entry
from fairdraw.matching import Matching
from fairdraw.merkle import Tree, root
from fairdraw.operate.entries import Identity, entry_of
from fairdraw.rows import Drawn, Ticket
from fairdraw.tickets import (
    Link,
    Opening,
    format_drawn,
    format_links,
    format_openings,
    id_tag,
    leaves_of,
    parse_tickets,
    ticket_row,
    write_rows,
)
from fairdraw.verify.case import Attempt, Case, Given, Number
from fairdraw.verify.debts import due_debts, settled_debts
from fairdraw.verify.run import recompute
from fairdraw.verify.teams import assignments_document

README = b"A proof bundle of vd1. Check it with: fairdraw verify <this file>\n"


def log_of(entries: Iterable[bytes]) -> Log:
    """Return the log of these entries, in their order."""
    return Log([read_entry(index, raw) for index, raw in enumerate(entries)])


def log_checkpoint(vkey: VKey, entries: Iterable[bytes], sign: Signer) -> bytes:
    """Sign the checkpoint over all these entries (appendix A.3)."""
    leaves = list(entries)
    text = checkpoint_text(vkey.name, len(leaves), root(leaves))
    return sign_note(text, vkey, sign).encode("utf-8")


def prove_entry(entries: Sequence[bytes], index: int, checkpoint: bytes) -> bytes:
    """Return the proof that an entry is in the log of a checkpoint (appendix A.5)."""
    return format_tlog_proof(index, Tree(entries).inclusion_proof(index), checkpoint)


@dataclass(frozen=True)
class Drawing:
    """A draw as the log and the frozen files decide it, with all events so far."""

    commit: Commit
    close_hash: str
    numbers: tuple[Number, ...]
    seed: str
    drawn: tuple[Drawn, ...]
    objects: tuple[str, ...]  # drawn and added tags
    replaced: Mapping[str, int]  # tag -> log index
    next_free: tuple[Ticket, ...]  # who would come next, by rank
    attempt: Attempt = field(repr=False)
    matching: Matching | None = None
    teams: TeamState | None = None
    pair_seed: str = ""
    notes: tuple[str, ...] = ()

    def files(self) -> dict[str, bytes]:
        """Return `drawn.txt` and, where teams are known, `assignments.json`."""
        files = {"drawn.txt": format_drawn(self.drawn)}
        if self.matching is not None and self.teams is not None:
            document = assignments_document(self.pair_seed, self.matching, self.teams)
            files["assignments.json"] = jcs(document)
        return files

    def result_document(self) -> dict[str, Any]:
        """Build the result entry that announces this draw."""
        return entry_of(
            type="result",
            close=self.close_hash,
            commit=self.commit.hash,
            root=self.attempt.drawn_root,
            seed=self.seed,
            size=len(self.drawn),
        )


def compute_draw(
    log: Log,
    commit: str,
    files: Mapping[str, bytes],
    *,
    notices: Mapping[str, str] | None = None,
) -> Drawing:
    """Compute a draw from the log and its frozen files, as the verifier does.

    Args:
        log: the complete log so far.
        commit: the hash of the commit.
        files: `tickets.txt`, with teams also `inspectors.txt` and `conflicts.txt`, and
            `attempts/<b>/tickets.txt` of every lower attempt.
        notices: the official numbers where the log holds different ones.
    """
    case = Case(files, Given(notices=dict(notices or {})), commit_hash=commit, log=log)
    recompute(case)
    draw = case.draw
    return Drawing(
        commit=draw.commit,
        close_hash=draw.close_hash,
        numbers=tuple(case.numbers),
        seed=draw.seed,
        drawn=tuple(draw.drawn),
        objects=tuple(draw.objects()),
        replaced=dict(draw.replaced_at),
        next_free=_waiting(draw),
        attempt=draw,
        matching=case.matching,
        teams=case.teams,
        pair_seed=case.pair_seed,
        notes=tuple(sorted(case.notes)),
    )


def _waiting(draw: Attempt) -> tuple[Ticket, ...]:
    taken = set(draw.objects())
    return tuple(ticket for ticket in draw.state.free if ticket.tag not in taken)


def debts_due(log: Log, scope: str) -> list[Debt]:
    """Return the debts that the next commit of a scope has to list (SPEC section 8)."""
    due = set(due_debts(log, scope, len(log.entries)))
    return [debt for debt in log.debts(scope) if debt.index in due]


def openings_file(
    tags: Iterable[str], identities: Iterable[Identity], key: bytes, *, test: bool = False
) -> bytes:
    """Open tags with the salt key: who of these identities stands behind them."""
    wanted = set(tags)
    rows = []
    for scheme, ident in identities:
        salted = id_tag(key, scheme, ident)
        if salted.tag in wanted:
            rows.append(Opening(salted.tag, scheme, ident, salted.salt))
            wanted.remove(salted.tag)
    if wanted:
        raise ProofError("OPENING", f"{len(wanted)} tags belong to none of these identities")
    return format_openings(rows, test=test)


@dataclass(frozen=True, slots=True)
class Owed:
    """A certain pick and the identity it is owed to: for `links.txt`."""

    index: int  # of the replace entry, or of the commit of the attempt before
    scheme: str
    ident: str
    old_key: bytes
    new_key: bytes | None  # None for an object that a redo dropped


def links_file(owed: Iterable[Owed]) -> bytes:
    """Tie certain picks to their causes (`links.txt`, SPEC section 8)."""
    links = []
    for one in owed:
        old = id_tag(one.old_key, one.scheme, one.ident)
        new_tag = "-"
        if one.new_key is not None:
            new_tag = id_tag(one.new_key, one.scheme, one.ident).tag
        links.append(Link(one.index, old.tag, new_tag, one.scheme, one.ident, old.salt))
    return format_links(links)


def settled_file(log: Log, commit: str, tickets_of: Mapping[str, bytes]) -> bytes:
    """Prove that debts settled before a commit were certain picks (`settled.txt`).

    Args:
        log: the complete log.
        commit: the hash of the commit whose bundle needs the file.
        tickets_of: `tickets.txt` of other draws of the scope by their commit hash.
    """
    rows = []
    for debt in settled_debts(log, log.commits[commit]):
        if debt.how != "must" or debt.commit is None:
            continue
        data = tickets_of[debt.commit.hash]
        rows.append(_settled_row(debt.index, data))
    return write_rows(rows)


def _settled_row(index: int, data: bytes) -> str:
    tickets = parse_tickets(data)
    status = f"must:{index}"
    leaf = next((i for i, ticket in enumerate(tickets) if ticket.status == status), None)
    if leaf is None:
        raise ProofError("SETTLED", f"no ticket has the status {status}")
    path = Tree(leaves_of(data)).inclusion_proof(leaf)
    _, _, tag, stratum, groups, k, _, attr = ticket_row(tickets[leaf]).split("|")
    proof = ",".join(path) or "-"
    return f"vd1|settled|{index}|{leaf}|{proof}|{tag}|{stratum}|{groups}|{k}|{attr}"


def build_bundle(
    commit: str,
    policy: bytes,
    entries: Sequence[bytes],
    checkpoints: Mapping[int, bytes],
    files: Mapping[str, bytes],
) -> bytes:
    """Write the proof bundle of a draw as a zip; equal inputs give equal bytes.

    Args:
        commit: the hash of the commit.
        policy: the policy file.
        entries: the log, at least up to the newest checkpoint; later entries are left out.
        checkpoints: signed notes by their size, with the witnesses' cosignatures if any.
        files: all other files of SPEC section 13 by their path.
    """
    newest = max(checkpoints)
    whole = {
        "README.txt": README,
        **files,
        "policy.txt": policy,
        "log.jsonl": b"".join(entry + b"\n" for entry in entries[:newest]),
        **{f"checkpoints/{size}.note": note for size, note in checkpoints.items()},
    }
    return write_zip(with_list(commit, whole))
