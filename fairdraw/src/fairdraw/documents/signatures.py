"""Signatures of people under entries (SPEC section 3, type `by`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fairdraw import ed25519
from fairdraw.canonical import decode_base64, doc_hash, encode_base64, preimage
from fairdraw.checkpoint import Signer, parse_vkey
from fairdraw.errors import ProofError

# Entry type -> the role that signs it, and how many of them.
SIGNERS: Mapping[str, tuple[str, int]] = {
    "escrow": ("holder", 1),
    "attest": ("auditor", 1),
    "replace": ("approver", 2),
    "recuse": ("approver", 1),
    "audit": ("auditor", 1),
}


def signing_text(entry: Mapping[str, Any], profile: str = "sha256") -> bytes:
    """Return the text that people sign: `vd1|sign|` D(type, entry without `by`)."""
    bare = {name: value for name, value in entry.items() if name != "by"}
    return preimage("vd1", "sign", doc_hash(entry["type"], bare, profile))


def signed_by(
    entry: Mapping[str, Any], signers: Iterable[tuple[str, Signer]], profile: str = "sha256"
) -> dict[str, Any]:
    """Return the entry with `by`, each (name, sign) giving its signature in turn."""
    message = signing_text(entry, profile)
    by = [{"name": name, "sig": encode_base64(sign(message))} for name, sign in signers]
    return {**entry, "by": by}


def check_by(
    entry: Mapping[str, Any], people: Sequence[Mapping[str, str]], profile: str = "sha256"
) -> None:
    """Check the signatures of an entry by the people of its plan, else `SIGNATURE`.

    Args:
        entry: an entry of a type in `SIGNERS`.
        people: `people` of the plan.
        profile: the hash profile of the plan.
    """
    role, number = SIGNERS[entry["type"]]
    names = [signature["name"] for signature in entry["by"]]
    if len(names) != number or len(set(names)) != number:
        raise ProofError("SIGNATURE", f"{names} instead of {number} different names")
    keys = {person["name"]: person["key"] for person in people if person["role"] == role}
    message = signing_text(entry, profile)
    for signature in entry["by"]:
        key = keys.get(signature["name"])
        if key is None:
            raise ProofError("SIGNATURE", f"{signature['name']!r} is no {role} of the plan")
        if not ed25519.verify(parse_vkey(key).key, message, _bytes(signature["sig"])):
            raise ProofError("SIGNATURE", f"the signature of {signature['name']!r} is false")


def _bytes(sig: str) -> bytes:
    try:
        return decode_base64(sig)
    except ProofError as error:
        raise ProofError("SIGNATURE", error.detail) from None
