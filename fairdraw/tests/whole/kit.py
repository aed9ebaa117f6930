"""The bench of the verifier's tests: the test keys, edits of bundles, checkpoints made again."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fairdraw import merkle
from fairdraw.bundle import LIST, list_document, read_bundle
from fairdraw.canonical import doc_hash, jcs, parse_doc
from fairdraw.checkpoint import (
    LOG_KEY,
    WITNESS_KEY,
    Policy,
    Signer,
    VKey,
    checkpoint_text,
    cosign,
    open_checkpoint,
    parse_policy,
    sign_note,
)
from fairdraw.documents import signed_by
from fairdraw.log import read_log
from fairdraw.tickets import format_drawn
from fairdraw.verify.case import Case, Given
from fairdraw.verify.commitment import check_close, check_tickets, find_commit
from fairdraw.verify.outcome import draw
from fairdraw.verify.values import check_values

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
BUNDLES = VECTORS / "bundles"
ORIGIN = "draw.example.gov.cn/log1"

# SPEC appendix A.7: Ed25519 seeds of 32 equal bytes.
_LOG, _WITNESSES = 0x01, (0x02, 0x03, 0x04, 0x05)
PEOPLE = {
    "approver-1": 0x15,
    "approver-2": 0x16,
    "auditor-1": 0x17,
    "holder-1": 0x1F,
    "holder-2": 0x20,
    "holder-3": 0x21,
}

Files = dict[str, bytes]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def signer(seed: int) -> Signer:
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32).sign


def public_key(seed: int) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def log_vkey(name: str = ORIGIN) -> VKey:
    return VKey(name, LOG_KEY, public_key(_LOG))


_SIGNERS = {public_key(seed): signer(seed) for seed in (_LOG, *_WITNESSES)}


def signed(entry: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Sign an entry by people of the test plans."""
    return signed_by(entry, [(name, signer(PEOPLE[name])) for name in names])


def bundle(name: str) -> Files:
    return read_bundle(BUNDLES / f"{name}.zip")


def topic(name: str) -> list[dict[str, Any]]:
    """Return the vectors of a topic file."""
    return list(json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["vectors"])


def report_bytes(name: str) -> bytes:
    return (BUNDLES / f"{name}.report.json").read_bytes()


def entries_of(files: Mapping[str, bytes]) -> list[bytes]:
    return files["log.jsonl"].split(b"\n")[:-1]


def relist(files: Files, commit: str | None = None) -> Files:
    """Bring `bundle.json` up to date."""
    if commit is None:
        commit = str(parse_doc(files[LIST])["commit"])
    files[LIST] = jcs(list_document(commit, files))
    return files


def relog(
    files: Files,
    entries: Sequence[bytes],
    sizes: Mapping[int, int] | None = None,
) -> Files:
    """Put other entries into the log and make all checkpoints again.

    `sizes` maps old checkpoint sizes to new ones; names of keys and times stay as they were.
    """
    policy = parse_policy(files["policy.txt"])
    notes = [path for path in files if path.startswith("checkpoints/")]
    remade: Files = {}
    for path in notes:
        old = open_checkpoint(files.pop(path), policy)
        size = (sizes or {}).get(old.size, old.size)
        remade[f"checkpoints/{size}.note"] = note(policy, entries[:size], old.cosignatures)
    files.update(remade)
    files["log.jsonl"] = b"".join(entry + b"\n" for entry in entries)
    return files


def note(
    policy: Policy,
    entries: Iterable[bytes],
    cosignatures: Iterable[tuple[str, int]] = (),
) -> bytes:
    """Sign a checkpoint of these entries by the test keys of the log and of witnesses."""
    leaves = list(entries)
    text = checkpoint_text(policy.log.name, len(leaves), merkle.root(leaves))
    raw = sign_note(text, policy.log, _SIGNERS[policy.log.key])
    for name, time in cosignatures:
        vkey = policy.witnesses[name]
        assert vkey.type == WITNESS_KEY
        raw += cosign(text, vkey, time, _SIGNERS[vkey.key])
    return raw.encode()


def rehashed(
    name: str, index: int, document: Mapping[str, Any], put: Mapping[str, bytes] | None = None
) -> Files:
    """Put another plan or commit into a shared bundle; all that names it by hash follows."""
    files = bundle(name) | dict(put or {})
    swap: dict[bytes, bytes] = {}
    entries = []
    for place, old in enumerate(entries_of(files)):
        raw = jcs(document) if place == index else old
        for before, after in swap.items():
            raw = raw.replace(before, after)
        kind = parse_doc(old)["type"]
        if kind in ("plan", "commit") and raw != old:
            before = doc_hash(kind, parse_doc(old)).encode()
            swap[before] = doc_hash(kind, parse_doc(raw)).encode()
        entries.append(raw)
    commit = str(parse_doc(files[LIST])["commit"]).encode()
    relog(files, entries)
    return relist(files, swap.get(commit, commit).decode())


def redrawn(files: Files) -> Files:
    """Publish what the log now draws, so that nothing before the teams is wrong."""
    commit = str(parse_doc(files[LIST])["commit"])
    case = Case(files, Given(), commit_hash=commit, log=read_log(files["log.jsonl"]))
    find_commit(case)
    check_close(case, case.draw)
    check_tickets(case, case.draw)
    check_values(case, case.draw)
    draw(case.draw)
    files["drawn.txt"] = format_drawn(case.draw.drawn)
    return relist(files)


def edited(files: Files, edits: Iterable[Mapping[str, Any]]) -> Files:
    """Apply an edit script of `tampered.json` (vectors/README.md)."""
    files = dict(files)
    entries = entries_of(files)
    sizes = {int(p[12:-5]): int(p[12:-5]) for p in files if p.startswith("checkpoints/")}
    relisted, relogged = True, False
    for edit in edits:
        op = edit["op"]
        relisted &= op != "keep_list"
        if op.startswith("entry_"):
            sizes = _edit_entry(entries, sizes, edit)
            relogged = True
        elif op != "keep_list":
            _edit_file(files, edit)
    if relogged:
        relog(files, entries, sizes)
    return relist(files) if relisted else files


def _edit_file(files: Files, edit: Mapping[str, Any]) -> None:
    name = edit["file"]
    match edit["op"]:
        case "replace":
            find, put = edit["find"].encode(), edit["with"].encode()
            assert find in files[name], edit
            files[name] = files[name].replace(find, put, 1)
        case "remove":
            del files[name]
        case "add":
            assert name not in files
            files[name] = edit["text"].encode()
        case "swap_lines":
            lines = files[name].split(b"\n")
            i, j = edit["lines"]
            lines[i], lines[j] = lines[j], lines[i]
            files[name] = b"\n".join(lines)
        case other:
            raise ValueError(other)


def _edit_entry(
    entries: list[bytes], sizes: dict[int, int], edit: Mapping[str, Any]
) -> dict[int, int]:
    index = edit["index"]
    if edit["op"] == "entry_replace":
        find, put = edit["find"].encode(), edit["with"].encode()
        assert find in entries[index], edit
        entries[index] = entries[index].replace(find, put, 1)
        return sizes
    assert edit["op"] == "entry_insert"
    last = index == len(entries)
    entries.insert(index, edit["text"].encode())
    newest = max(sizes)
    # Every checkpoint keeps its last entry; one put at the very end is under the newest.
    return {
        old: size + 1 if size > index or (last and old == newest) else size
        for old, size in sizes.items()
    }
