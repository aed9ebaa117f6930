"""Receipts: the proof in one object's hands that its row was committed (SPEC section 2)."""

import json
from collections.abc import Mapping
from typing import Any

from fairdraw.canonical import is_hex
from fairdraw.checkpoint import Policy, verify_tlog_proof
from fairdraw.documents import parse_entry
from fairdraw.errors import ProofError
from fairdraw.merkle import Tree, verify_inclusion
from fairdraw.tickets import Opening, parse_ticket, read_rows, tag_of

_TEXTS = frozenset({"commit", "id", "row", "salt", "scheme", "tlog_proof"})
_FIELDS = _TEXTS | {"index", "proof", "type", "v"}


class ReceiptBook:
    """Issues the receipts of one commit; the tree over its tickets is built once."""

    def __init__(
        self, commit: bytes, tlog_proof: bytes, tickets: bytes, profile: str = "sha256"
    ) -> None:
        """Open the book of a commit.

        Args:
            commit: the bytes of the commit entry.
            tlog_proof: the inclusion of that entry in the log (appendix A.5).
            tickets: the bytes of `tickets.txt`.
            profile: the hash profile of the plan.
        """
        self._commit = commit.decode("utf-8")
        self._tlog_proof = tlog_proof.decode("utf-8")
        self._rows = read_rows(tickets)
        self._places = {row.split("|")[2]: place for place, row in enumerate(self._rows)}
        self._tree = Tree(map(str.encode, self._rows), profile)

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
    """Write a receipt as JSON; the line feeds of its proof make it no canonical document."""
    _check_form(receipt)
    return json.dumps(receipt, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def read_receipt(raw: bytes) -> dict[str, Any]:
    """Read a receipt, or refuse its form as `RECEIPT`."""
    try:
        receipt = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ProofError("RECEIPT", f"no JSON: {error}") from None
    _check_form(receipt)
    return dict(receipt)


def _check_form(receipt: object) -> None:
    if not isinstance(receipt, Mapping) or receipt.keys() != _FIELDS:
        raise ProofError("RECEIPT", f"a receipt has the fields {', '.join(sorted(_FIELDS))}")
    texts = all(isinstance(receipt[name], str) for name in _TEXTS)
    proof = isinstance(receipt["proof"], list) and all(map(is_hex, receipt["proof"]))
    index = type(receipt["index"]) is int and receipt["index"] >= 0
    kind = (receipt["type"], receipt["v"]) == ("receipt", "vd1")
    if not (texts and proof and index and kind):
        raise ProofError("RECEIPT", "a field of the receipt has another type")


def check_receipt(
    receipt: Mapping[str, Any], policy: Policy, profile: str = "sha256"
) -> dict[str, Any]:
    """Check a receipt by itself and return the commit that its row is part of.

    Raises:
        ProofError: `RECEIPT`, what `verify_tlog_proof` raises, `RECEIPT_TAG` or `RECEIPT_PROOF`.
    """
    _check_form(receipt)
    try:
        raw = receipt["commit"].encode("utf-8")
        commit = parse_entry(raw)
        proof = receipt["tlog_proof"].encode("utf-8")
    except (ProofError, UnicodeEncodeError) as error:
        raise ProofError("RECEIPT", str(error)) from None
    if commit["type"] != "commit":
        raise ProofError("RECEIPT", "the entry of the receipt is no commit")
    verify_tlog_proof(proof, raw, policy)
    _check_row(receipt, commit, profile)
    return commit


def _check_row(receipt: Mapping[str, Any], commit: Mapping[str, Any], profile: str) -> None:
    row = receipt["row"]
    try:
        ticket = parse_ticket(row)
        tag = tag_of(receipt["salt"], receipt["scheme"], receipt["id"], profile)
    except ProofError as error:
        raise ProofError("RECEIPT", str(error)) from None
    if ticket.tag != tag:
        detail = f"{receipt['scheme']} {receipt['id']} leads to {tag}, the row has {ticket.tag}"
        raise ProofError("RECEIPT_TAG", detail)
    committed = verify_inclusion(
        row.encode("ascii"),
        index=receipt["index"],
        size=commit["tickets"]["size"],
        proof=receipt["proof"],
        root=commit["tickets"]["root"],
        profile=profile,
    )
    if not committed:
        raise ProofError("RECEIPT_PROOF", f"the row is not ticket {receipt['index']}")
