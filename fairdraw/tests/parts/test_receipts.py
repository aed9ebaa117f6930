"""Receipts: issued from a commit, checked by their holder (SPEC section 2)."""

import json
from pathlib import Path

import pytest
from signing import signer
from test_canonical_bytes import refused
from test_signed_log import LOG, ORIGIN, POLICY, SEEDS

from fairdraw import checkpoint, merkle, receipts
from fairdraw import tickets as tix
from fairdraw.documents import entry_bytes

VECTORS = Path(__file__).parents[2] / "vectors" / "encodings.json"
KEY = bytes(32)
IDS = [f"A-{place}" for place in range(5)]


def find(kind):
    vectors = json.loads(VECTORS.read_text("utf-8"))["vectors"]
    return next(
        vector["in"]["doc"]
        for vector in vectors
        if vector["fn"] == "check_doc" and vector["in"]["doc"]["type"] == kind
    )


def log_proof(entry):
    """Return the proof that an entry is the second of a log of three."""
    tree = merkle.Tree([b"one", entry, b"three"])
    text = checkpoint.checkpoint_text(ORIGIN, 3, tree.root)
    note = checkpoint.sign_note(text, LOG, signer(SEEDS["log"]))
    return checkpoint.format_tlog_proof(1, tree.inclusion_proof(1), note.encode())


TICKETS = tix.format_tickets(tix.make_ticket(KEY, tix.Listed("obj", ident, "s1")) for ident in IDS)
ROOT, SIZE = tix.file_root(TICKETS)
COMMIT = {**find("commit"), "tickets": {"root": ROOT, "size": SIZE}}
BOOK = receipts.ReceiptBook(entry_bytes(COMMIT), log_proof(entry_bytes(COMMIT)), TICKETS)
POLICIES = checkpoint.parse_policy(POLICY.encode())


def opening(ident):
    salted = tix.id_tag(KEY, "obj", ident)
    return tix.Opening(salted.tag, "obj", ident, salted.salt)


@pytest.mark.parametrize("ident", IDS)
def test_every_object_gets_a_receipt_that_holds(ident):
    raw = receipts.write_receipt(BOOK.issue(opening(ident)))
    found = receipts.check_receipt(receipts.read_receipt(raw), POLICIES)
    assert found == COMMIT


def test_nobody_else_gets_one():
    refused("OPENING_UNKNOWN", BOOK.issue, opening("A-9"))


def test_receipts_about_something_else_are_refused():
    receipt = BOOK.issue(opening("A-1"))
    close = entry_bytes(find("close"))
    other = {**receipt, "commit": close.decode(), "tlog_proof": log_proof(close).decode()}
    refused("RECEIPT", receipts.check_receipt, other, POLICIES)
    text = {**receipt, "commit": "x", "tlog_proof": log_proof(b"x").decode()}
    refused("RECEIPT", receipts.check_receipt, text, POLICIES)
    refused("RECEIPT", receipts.check_receipt, {**receipt, "row": "vd1|ticket"}, POLICIES)
    refused("RECEIPT", receipts.check_receipt, {**receipt, "salt": "|\n"}, POLICIES)
    refused("RECEIPT_PROOF", receipts.check_receipt, {**receipt, "index": 9}, POLICIES)
    refused("RECEIPT_TAG", receipts.check_receipt, {**receipt, "id": "A-2"}, POLICIES)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"\xff", b"{}", b"[" * 100_000, b'{"v":"vd1"}'],
)
def test_files_that_are_no_receipts(raw):
    refused("RECEIPT", receipts.read_receipt, raw)


@pytest.mark.parametrize("changes", [{"index": True}, {"proof": ["x"]}, {"row": 1}, {"v": "vd2"}])
def test_fields_of_another_type(changes):
    refused("RECEIPT", receipts.write_receipt, {**BOOK.issue(opening("A-1")), **changes})


def test_lone_surrogates_are_refused():
    receipt = {**BOOK.issue(opening("A-1")), "commit": "\ud800"}
    refused("RECEIPT", receipts.check_receipt, receipt, POLICIES)
