"""Receipts: the proof in one object's hands that its row was committed (SPEC section 2)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fairdraw.canonical import is_hex
from fairdraw.checkpoint import Policy, verify_tlog_proof
from fairdraw.documents import parse_entry
from fairdraw.errors import ProofError
from fairdraw.merkle import verify_inclusion
from fairdraw.tickets import parse_ticket, tag_of

_TEXTS = frozenset({"commit", "id", "row", "salt", "scheme", "tlog_proof"})
_FIELDS = _TEXTS | {"index", "proof", "type", "v"}


def receipt_document(
    commit: bytes,
    row: str,
    *,
    place: tuple[int, Sequence[str]],
    identity: tuple[str, str, str],
    tlog_proof: bytes,
) -> dict[str, Any]:
    """Build the receipt of one object.

    Args:
        commit: the bytes of the commit entry.
        row: the ticket row without LF.
        place: index of the row and its inclusion proof in `tickets.txt`.
        identity: scheme, id and salt.
        tlog_proof: the inclusion of the commit entry in the log (appendix A.5).
    """
    scheme, ident, salt = identity
    return {
        "commit": commit.decode("utf-8"),
        "id": ident,
        "index": place[0],
        "proof": list(place[1]),
        "row": row,
        "salt": salt,
        "scheme": scheme,
        "tlog_proof": tlog_proof.decode("utf-8"),
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
