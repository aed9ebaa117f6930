"""Identifiers of objects and inspectors: schemes, normal form, check character (SPEC 1.7)."""

import re

from fairdraw.errors import ProofError

SCHEMES = ("uscc", "regno", "obj", "cert")
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_ID = re.compile(r"[0-9A-Z-]{1,128}")
_USCC = re.compile(f"[{USCC_ALPHABET}]{{18}}")
_USCC_VALUE = {character: value for value, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

_TO_ASCII = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_TO_UPPER = {lower: lower - 0x20 for lower in range(ord("a"), ord("z") + 1)}


def uscc_check_character(first: str) -> str:
    """Return the 18th character of a unified social credit code from its first 17 (GB 32100)."""
    total = sum(
        _USCC_VALUE[character] * weight
        for character, weight in zip(first, _USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[-total % 31]


def check_uscc(ident: str) -> str:
    """Return a unified social credit code whose check character is valid, else `USCC`."""
    if not _USCC.fullmatch(ident):
        raise ProofError("USCC", f"{ident!r} is not 18 characters of {USCC_ALPHABET}")
    right = uscc_check_character(ident[:17])
    if ident[17] != right:
        raise ProofError("USCC", f"{ident!r} ends in {ident[17]}, its check character is {right}")
    return ident


def check_shape(scheme: str, ident: str) -> None:
    """Refuse an unknown scheme (`SCHEME`) or an id outside its alphabet (`ID`)."""
    if scheme not in SCHEMES:
        raise ProofError("SCHEME", f"{scheme!r} is none of {', '.join(SCHEMES)}")
    if not _ID.fullmatch(ident):
        raise ProofError("ID", f"{ident!r} is not 1 to 128 of 0-9, A-Z and -")


def check_id(scheme: str, ident: str, *, test: bool = False) -> None:
    """Refuse an identifier by `SCHEME`, `ID` or `USCC`; under a test plan the code needs only
    its 18 characters (SPEC 1.7).
    """
    check_shape(scheme, ident)
    if scheme != "uscc":
        return
    if not test:
        check_uscc(ident)
    elif len(ident) != 18:
        raise ProofError("USCC", f"{ident!r} has {len(ident)} characters instead of 18")


def normalize_id(scheme: str, raw: str) -> str:
    """Return the normal form of an identifier as people write it (SPEC 1.7).

    Full-width forms become ASCII, outer spaces go, letters become upper case. What still does
    not fit the alphabet is kept without loss as `X-` and the hexadecimal of its UTF-8 bytes.
    """
    if scheme not in SCHEMES:
        raise ProofError("SCHEME", f"{scheme!r} is none of {', '.join(SCHEMES)}")
    text = raw.translate(_TO_ASCII).strip(" ").translate(_TO_UPPER)
    if not text:
        raise ProofError("ID", "an empty identifier has no normal form")
    if scheme == "uscc" or (_ID.fullmatch(text) and not text.startswith("X-")):
        return text
    return "X-" + text.encode("utf-8").hex().upper()
