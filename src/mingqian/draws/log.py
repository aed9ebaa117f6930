"""The operator's own log: entries in one order, every head signed (SPEC section 12)."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection

from fairdraw.canonical import parse_doc
from fairdraw.checkpoint import LOG_KEY, VKey, format_vkey, parse_vkey
from fairdraw.documents import entry_bytes
from fairdraw.log import Log
from fairdraw.operate import log_checkpoint, log_of
from mingqian.draws.models import Checkpoint, LogEntry

_LOCK = 0x6D71_6C6F_67  # "mqlog": one writer of the log at a time


def log_key() -> Ed25519PrivateKey:
    """Return the private key of the log."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.LOG_KEY))


def log_vkey() -> VKey:
    """Return the public key of the log under its origin (SPEC appendix A.1)."""
    public = log_key().public_key().public_bytes_raw()
    return parse_vkey(format_vkey(settings.LOG_ORIGIN, LOG_KEY, public))


def policy() -> bytes:
    """Return the policy file: our log, no witnesses yet (SPEC appendix A.6)."""
    vkey = log_vkey()
    return f"log {format_vkey(vkey.name, vkey.type, vkey.key)}\nquorum none\n".encode()


def policy_hash() -> str:
    """Return the SHA-256 of the policy file, as plans name it."""
    return hashlib.sha256(policy()).hexdigest()


def raw_entries(size: int | None = None) -> list[bytes]:
    """Return the bytes of the first `size` entries, of all without it."""
    rows = LogEntry.objects.order_by("index").values_list("body", flat=True)
    return [bytes(body) for body in (rows if size is None else rows[:size])]


def read_log() -> Log:
    """Return the complete log as the proof reads it."""
    return log_of(raw_entries())


def append(document: Mapping[str, Any], at: datetime) -> LogEntry:
    """Log an entry and sign the new head; one that would have no effect is refused.

    The index is taken under a lock that ends with the transaction: the log has no gap and no
    entry of a transaction that failed.
    """
    body = entry_bytes(document)
    wait_for_turn()
    entries = raw_entries()
    entry = LogEntry.objects.create(index=len(entries), kind=document["type"], body=body, at=at)
    note = log_checkpoint(log_vkey(), [*entries, body], log_key().sign)
    Checkpoint.objects.create(size=entry.index + 1, note=note.decode(), at=at)
    return entry


def wait_for_turn() -> None:
    """Become the only writer of the log until the transaction ends.

    Whoever decides by the log what to log (debts, keys) waits before reading it.
    """
    # SQLite begins every transaction as its only writer (BEGIN IMMEDIATE).
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def document_at(index: int) -> dict[str, Any]:
    """Return the document of an entry."""
    return parse_doc(bytes(LogEntry.objects.get(index=index).body))


def note_at(size: int) -> bytes:
    """Return the signed checkpoint of this size."""
    return str(Checkpoint.objects.get(size=size).note).encode()
