"""Receipts: proof for one object that its row was committed (SPEC section 2)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairdraw import merkle
from fairdraw.canonical import doc_hash
from fairdraw.checkpoint import Policy, verify_tlog_proof
from fairdraw.documents import fields as f
from fairdraw.documents import parse_entry
from fairdraw.errors import ProofError
from fairdraw.rows import Ticket
from fairdraw.tickets import Opening, parse_ticket, read_rows, tag_of

_NO_SURROGATES = r"[^\ud800-\udfff]{1,65535}"
_FORM = f.record(
    {
        "commit": f.pattern(_NO_SURROGATES),
        "id": f.pattern("[0-9A-Z-]{1,128}"),
        "index": f.COUNT,
        "proof": f.listing(f.HEX, 0, 64),
        "row": f.pattern("[ -~]{1,1000}"),
        "salt": f.HEX,
        "scheme": f.choice("uscc", "regno", "obj", "cert"),
        "tlog_proof": f.pattern(_NO_SURROGATES),
        "type": f.choice("receipt"),
        "v": f.choice("vd1"),
    }
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a valid receipt proves."""

    commit: str  # commit_hash
    entry_index: int
    ticket: Ticket
    scheme: str
    ident: str


class ReceiptBook:
    """Issues the receipts of one commit; the tree over its tickets is built once."""

    def __init__(
        self, commit: bytes, tlog_proof: bytes, tickets: bytes, profile: str = "sha256"
    ) -> None:
        """Open the book of a commit.

        Args:
            commit: the bytes of the commit entry.
            tlog_proof: the inclusion proof of that entry (appendix A.5).
            tickets: the bytes of `tickets.txt`.
            profile: the hash profile of the plan.
        """
        self._commit = commit.decode("utf-8")
        self._tlog_proof = tlog_proof.decode("utf-8")
        self._rows = read_rows(tickets)
        self._places = {row.split("|")[2]: place for place, row in enumerate(self._rows)}
        self._tree = merkle.Tree(map(str.encode, self._rows), profile)

    def issue(self, opening: Opening) -> dict[str, Any]:
        """Return the receipt of the object that the opening names."""
        place = self._places.get(opening.tag)
        if place is None:
            raise ProofError("OPENING_UNKNOWN", f"tag {opening.tag} was not committed")
        return {
            "commit": self._commit,
            "id": opening.ident,
            "index": place,
            "proof": self._tree.inclusion_proof(place),
            "row": self._rows[place],
            "salt": opening.salt,
            "scheme": opening.scheme,
            "tlog_proof": self._tlog_proof,
            "type": "receipt",
            "v": "vd1",
        }


def write_receipt(receipt: Mapping[str, Any]) -> bytes:
    """Return a receipt as the bytes of a JSON file.

    A receipt is not a canonical document: its `tlog_proof` holds line ends. Nothing hashes it.
    """
    _check_form(receipt)
    return json.dumps(receipt, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def parse_receipt(raw: bytes) -> dict[str, Any]:
    """Read the JSON file of a receipt, or refuse it as `RECEIPT`."""
    try:
        receipt = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ProofError("RECEIPT", f"this is no JSON file: {error}") from None
    _check_form(receipt)
    return dict(receipt)


def check_receipt(receipt: Mapping[str, Any], policy: Policy, profile: str = "sha256") -> Receipt:
    """Check a receipt as its holder would (SPEC section 14, step 14).

    Args:
        receipt: the receipt as a parsed document.
        policy: who must have signed the log.
        profile: the hash profile of the plan.

    Raises:
        ProofError: `RECEIPT`, the errors of the log proof such as `TLOG_INCLUSION`,
            `RECEIPT_TAG` or `RECEIPT_PROOF`.
    """
    _check_form(receipt)
    record = receipt["commit"].encode("utf-8")
    entry_index, _ = verify_tlog_proof(receipt["tlog_proof"].encode("utf-8"), record, policy)
    commit, ticket = _read(record, receipt["row"])
    if tag_of(receipt["salt"], receipt["scheme"], receipt["id"], profile) != ticket.tag:
        raise ProofError("RECEIPT_TAG", "salt and identifier do not lead to the tag of the row")
    committed = merkle.verify_inclusion(
        receipt["row"].encode("ascii"),
        index=receipt["index"],
        size=commit["tickets"]["size"],
        proof=receipt["proof"],
        root=commit["tickets"]["root"],
        profile=profile,
    )
    if not committed:
        raise ProofError("RECEIPT_PROOF", f"the row is not row {receipt['index']} of the commit")
    commit_hash = doc_hash("commit", commit, profile)
    return Receipt(commit_hash, entry_index, ticket, receipt["scheme"], receipt["id"])


def _read(record: bytes, row: str) -> tuple[dict[str, Any], Ticket]:
    try:
        commit, ticket = parse_entry(record), parse_ticket(row)
    except ProofError as error:
        raise ProofError("RECEIPT", str(error)) from None
    if commit["type"] != "commit":
        raise ProofError("RECEIPT", f"the entry is a {commit['type']}, not a commit")
    return commit, ticket


def _check_form(receipt: object) -> None:
    try:
        _FORM(receipt, "receipt")
    except ProofError as error:
        raise ProofError("RECEIPT", error.detail) from None
