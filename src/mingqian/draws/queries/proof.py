"""Reading the proof: commitment, checkpoints, public log, public files, bundle."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from fairdraw.checkpoint import parse_checkpoint, parse_note
from mingqian.draws import log
from mingqian.draws.models import Checkpoint, Draw, LogEntry, PlanEntry
from mingqian.draws.numbers import effective_at, source_name
from mingqian.draws.outcome import FROZEN, bundle, files_of


@dataclass(frozen=True, slots=True)
class FileView:
    """A public file: path, size and SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A signed checkpoint, whole, as it is printed and compared (SPEC section 12)."""

    size: int
    root: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was fixed in public before anything was known."""

    commit_hash: str
    plan_hash: str
    plan_index: int
    commit_index: int
    document: Mapping[str, Any]
    head: SignedHead
    files: tuple[FileView, ...]
    sources: tuple[Mapping[str, Any], ...]
    figures: Mapping[str, Any]
    frozen_at: datetime


def commitment(draw: Draw) -> Commitment:
    """Return the commitment of a draw with the checkpoint that signs it."""
    kept = files_of(draw)
    return Commitment(
        commit_hash=draw.commit_hash,
        plan_hash=PlanEntry.objects.get(task=draw.task).plan_hash,
        plan_index=draw.plan_index,
        commit_index=draw.commit_index,
        document=log.document_at(draw.commit_index),
        head=head(draw.commit_index + 1),
        files=tuple(
            FileView(path, len(kept[path]), hashlib.sha256(kept[path]).hexdigest())
            for path in FROZEN
        ),
        sources=tuple(
            {**each, "name": source_name(each["id"]), "effective_at": effective_at(each)}
            for each in draw.sources
        ),
        figures=draw.figures,
        frozen_at=draw.frozen_at,
    )


def head(size: int) -> SignedHead:
    """Return the signed checkpoint over the first `size` entries."""
    row = Checkpoint.objects.get(size=size)
    shown = parse_checkpoint(parse_note(row.note.encode()).text)
    return SignedHead(size=shown.size, root=shown.root, note=row.note, at=row.at)


def newest_head() -> SignedHead | None:
    """Return the newest checkpoint of the log, None for an empty log."""
    row = Checkpoint.objects.order_by("-size").first()
    return None if row is None else head(row.size)


def log_entries() -> QuerySet[LogEntry]:
    """Return the entries of the public log, newest first."""
    rows: QuerySet[LogEntry] = LogEntry.objects.order_by("-index")
    return rows


def public_files(draw: Draw) -> dict[str, bytes]:
    """Return what is public as soon as the draw is committed: frozen files, log, checkpoints.

    Names of drawn firms are not among them; they come with the bundle.
    """
    kept = files_of(draw)
    indices = (draw.commit_index, draw.close_index, draw.result_index)
    sizes = [index + 1 for index in indices if index is not None]
    files = {path: kept[path] for path in FROZEN}
    files["policy.txt"] = log.policy()
    files["log.jsonl"] = b"".join(raw + b"\n" for raw in log.raw_entries(max(sizes)))
    return files | {f"checkpoints/{size}.note": log.note_at(size) for size in sizes}


def bundle_bytes(draw: Draw) -> bytes:
    """Return the proof bundle as a zip; the same draw always gives the same bytes."""
    return bundle(draw)
