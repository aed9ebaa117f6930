"""Salted tags: how a snapshot names objects without naming them (SPEC section 2)."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fairdraw.canonical import check_hex, digest, hasher, jcs, preimage
from fairdraw.errors import ProofError
from fairdraw.rows import Conflict, Inspector, Ticket
from fairdraw.tickets.identifiers import check_shape


@dataclass(frozen=True, slots=True)
class Salted:
    """The two salts of an identifier under one salt key, and the tag they lead to."""

    salt: str
    salt2: str
    tag: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as the office lists it, before its identity is salted away."""

    scheme: str
    ident: str
    stratum: str
    groups: tuple[str, ...] = ()
    k: int = 1
    status: str = "in"
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rostered:
    """An inspector as the office lists them, before the identity is salted away."""

    ident: str
    unit: str
    skills: tuple[str, ...] = ()
    lead: bool = False
    cap: int = 1
    status: str = "in"
    attributes: Mapping[str, object] = field(default_factory=dict)
    scheme: str = "cert"


def salt_key_commit(key: bytes, profile: str = "sha256") -> str:
    """Return hex(H("vd1|saltkey|" hex(K))) for the 32 bytes of K."""
    return digest(preimage("vd1", "saltkey", _key(key).hex()), profile)


def id_tag(key: bytes, scheme: str, ident: str, profile: str = "sha256") -> Salted:
    """Return salt, salt2 and tag of an identifier under the salt key."""
    check_shape(scheme, ident)
    salt = _mac(key, preimage("vd1", "salt", "id", scheme, ident), profile)
    salt2 = _mac(key, preimage("vd1", "salt", "attr", scheme, ident), profile)
    return Salted(salt, salt2, tag_of(salt, scheme, ident, profile))


def tag_of(salt: str, scheme: str, ident: str, profile: str = "sha256") -> str:
    """Return tag = hex(H("vd1|tag|" salt "|" scheme "|" id)), as an opening or receipt shows."""
    return digest(preimage("vd1", "tag", salt, scheme, ident), profile)


def attr_digest(salt2: str, attributes: Mapping[str, object], profile: str = "sha256") -> str:
    """Return hex(H("vd1|attr|" salt2 "|" JCS(attributes)))."""
    return digest(preimage("vd1", "attr", check_hex(salt2), last=jcs(dict(attributes))), profile)


def conflict_attr(
    key: bytes,
    otag: str,
    itag: str,
    attributes: Mapping[str, object],
    profile: str = "sha256",
) -> str:
    """Return the attribute digest of a conflict row, salted by the pair of tags."""
    salt2 = _mac(
        key, preimage("vd1", "salt", "conflict", check_hex(otag), check_hex(itag)), profile
    )
    return attr_digest(salt2, attributes, profile)


def make_ticket(key: bytes, listed: Listed, profile: str = "sha256") -> Ticket:
    """Return the ticket of a listed object under the salt key."""
    salted = id_tag(key, listed.scheme, listed.ident, profile)
    return Ticket(
        tag=salted.tag,
        stratum=listed.stratum,
        groups=_sorted_codes(listed.groups),
        k=listed.k,
        status=listed.status,
        attr=attr_digest(salted.salt2, listed.attributes, profile),
    )


def make_inspector(key: bytes, rostered: Rostered, profile: str = "sha256") -> Inspector:
    """Return the roster row of an inspector under the salt key."""
    salted = id_tag(key, rostered.scheme, rostered.ident, profile)
    return Inspector(
        itag=salted.tag,
        unit=rostered.unit,
        skills=_sorted_codes(rostered.skills),
        lead=rostered.lead,
        cap=rostered.cap,
        status=rostered.status,
        attr=attr_digest(salted.salt2, rostered.attributes, profile),
    )


def make_conflict(
    key: bytes,
    otag: str,
    itag: str,
    attributes: Mapping[str, object],
    profile: str = "sha256",
) -> Conflict:
    """Return the row that keeps an object and an inspector apart."""
    return Conflict(otag, itag, conflict_attr(key, otag, itag, attributes, profile))


def _sorted_codes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))


def _key(key: bytes) -> bytes:
    if len(key) != 32:
        raise ProofError("SALT_KEY", f"the salt key has {len(key)} bytes instead of 32")
    return key


def _mac(key: bytes, message: bytes, profile: str) -> str:
    return hmac.digest(_key(key), message, hasher(profile)).hex()
