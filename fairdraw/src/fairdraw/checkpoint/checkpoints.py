"""Checkpoints, cosignatures and inclusion proofs of the log (SPEC 12, appendix A.3 to A.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairdraw import ed25519, merkle
from fairdraw.canonical import decode_base64, encode_base64, parse_integer
from fairdraw.checkpoint.notes import (
    Note,
    Signer,
    VKey,
    parse_note,
    signature_line,
    verify_log_signature,
)
from fairdraw.checkpoint.policies import Policy, quorum_time
from fairdraw.errors import ProofError

_PROOF_HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: origin, number of entries, root, and who cosigned when."""

    origin: str
    size: int
    root: str  # hexadecimal
    cosignatures: tuple[tuple[str, int], ...] = ()  # (name in the policy, time) in line order


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A self-contained inclusion proof: index, path and the checkpoint it leads to."""

    index: int
    hashes: tuple[str, ...]
    checkpoint: bytes


def checkpoint_text(origin: str, size: int, root: str) -> str:
    """Write the three lines of a checkpoint; `root` is hexadecimal."""
    text = f"{origin}\n{size}\n{encode_base64(bytes.fromhex(root))}\n"
    parse_checkpoint(text)
    return text


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint: exactly origin, size, root (`CHECKPOINT`, `INTEGER`)."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise ProofError("CHECKPOINT", f"{text!r} is not the three lines of a checkpoint")
    root = decode_base64(lines[2])
    if len(root) != 32:
        raise ProofError("CHECKPOINT", f"the root has {len(root)} bytes instead of 32")
    return Checkpoint(lines[0], parse_integer(lines[1]), root.hex())


def open_checkpoint(raw: bytes, policy: Policy) -> Checkpoint:
    """Read a signed checkpoint and check every signature of a key of the policy.

    The note is parsed in full before any signature is checked (SPEC section 14, step 3).

    Raises:
        ProofError: `NOTE`, `BASE64`, `INTEGER`, `CHECKPOINT`, `LOG_SIGNATURE`, `COSIGNATURE`,
            or `ORIGIN` where the first line is not the name of the log key.
    """
    note = parse_note(raw)
    bare = parse_checkpoint(note.text)
    verify_log_signature(note, policy.log)
    signed = tuple(cosignatures(note, policy))
    if bare.origin != policy.log.name:
        raise ProofError("ORIGIN", f"{bare.origin!r} is not the log {policy.log.name!r}")
    return Checkpoint(bare.origin, bare.size, bare.root, signed)


def cosignature_message(text: str, time: int) -> bytes:
    """Return the bytes that a witness signs at a time (appendix A.4)."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosign(text: str, vkey: VKey, time: int, sign: Signer) -> str:
    """Return the line that a witness adds to a note: it saw this checkpoint at this time."""
    return signature_line(vkey, time.to_bytes(8, "big") + sign(cosignature_message(text, time)))


def cosignatures(note: Note, policy: Policy) -> list[tuple[str, int]]:
    """Return (policy name, time) of every line by a witness; a false one is `COSIGNATURE`."""
    known = {(vkey.name, vkey.id): name for name, vkey in policy.witnesses.items()}
    found = []
    for line in note.lines:
        name = known.get((line.name, line.id))
        if name is not None:
            found.append((name, _cosigned_at(note.text, policy.witnesses[name], line.body)))
    return found


def _cosigned_at(text: str, vkey: VKey, body: bytes) -> int:
    time = int.from_bytes(body[:8], "big")
    if not ed25519.verify(vkey.key, cosignature_message(text, time), body[8:]):
        raise ProofError("COSIGNATURE", f"the cosignature of {vkey.name} at {time} is false")
    return time


def entry_time(policy: Policy, checkpoints: Iterable[Checkpoint], index: int) -> int | None:
    """Return t(i), the earliest quorum time of a checkpoint that contains the entry."""
    times = (quorum_time(policy, c.cosignatures) for c in checkpoints if c.size > index)
    return min((time for time in times if time is not None), default=None)


def parse_tlog_proof(raw: bytes) -> TlogProof:
    """Read a tlog-proof, or refuse it as `TLOG_PROOF`, `INTEGER` or `BASE64` (appendix A.5)."""
    head, separator, checkpoint = raw.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise ProofError("TLOG_PROOF", str(error)) from None
    if not separator or lines[0] != _PROOF_HEADER:
        raise ProofError("TLOG_PROOF", "the header or the empty line is missing")
    rest = lines[1:]
    if rest and rest[0].startswith("extra "):
        decode_base64(rest.pop(0).removeprefix("extra "))
    if not rest or not rest[0].startswith("index "):
        raise ProofError("TLOG_PROOF", "the line 'index <decimal>' is missing")
    index = parse_integer(rest[0].removeprefix("index "))
    hashes = [decode_base64(line) for line in rest[1:]]
    if any(len(value) != 32 for value in hashes):
        raise ProofError("TLOG_PROOF", "a hash is not 32 bytes long")
    return TlogProof(index, tuple(value.hex() for value in hashes), checkpoint)


def format_tlog_proof(index: int, hashes: Sequence[str], checkpoint: bytes) -> bytes:
    """Write a tlog-proof; `hashes` are hexadecimal, the leaf's sibling first."""
    path = [encode_base64(bytes.fromhex(value)) for value in hashes]
    raw = "\n".join([_PROOF_HEADER, f"index {index}", *path, "", ""]).encode() + checkpoint
    parse_tlog_proof(raw)
    return raw


def verify_tlog_proof(raw: bytes, record: bytes, policy: Policy) -> tuple[int, Checkpoint]:
    """Check that the log contains the record; return its index and the checkpoint.

    Raises:
        ProofError: what `parse_tlog_proof` and `open_checkpoint` raise, or `TLOG_INCLUSION`.
    """
    proof = parse_tlog_proof(raw)
    checkpoint = open_checkpoint(proof.checkpoint, policy)
    included = merkle.verify_inclusion(
        record,
        index=proof.index,
        size=checkpoint.size,
        proof=proof.hashes,
        root=checkpoint.root,
    )
    if not included:
        raise ProofError("TLOG_INCLUSION", f"the record is not entry {proof.index} of the log")
    return proof.index, checkpoint
