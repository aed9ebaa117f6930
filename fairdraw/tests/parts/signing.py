"""Ed25519 signing for tests only: RFC 8032 section 5.1.6 on the arithmetic of the verifier."""

import hashlib

from fairdraw import ed25519


def _expand(seed):
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    return scalar, digest[32:]


def _times_base(scalar):
    return ed25519._encode(ed25519._combine(scalar, 0, ed25519._ZERO))


def public_key(seed):
    return _times_base(_expand(seed)[0])


def signer(seed):
    """Return sign(message) for a seed of 32 bytes."""
    scalar, prefix = _expand(seed)
    public = _times_base(scalar)

    def sign(message):
        nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little")
        commitment = _times_base(nonce % ed25519._L)
        hashed = hashlib.sha512(commitment + public + message).digest()
        answer = nonce + int.from_bytes(hashed, "little") * scalar
        return commitment + (answer % ed25519._L).to_bytes(32, "little")

    return sign
