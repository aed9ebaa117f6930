"""Bytes in, bytes out: hashes, preimages, canonical JSON and small text types (SPEC section 1)."""

import base64
import binascii
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any, NoReturn

from fairdraw.errors import ProofError

SAFE_INTEGER = 2**53 - 1


# Constructors that hmac accepts too. SM3 of SPEC section 15 would be one more line here.
_PROFILES: dict[str, Callable[..., Any]] = {"sha256": hashlib.sha256}

_HEX = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[a-z][a-z0-9]{0,15}")
_NAME = re.compile(r"[a-z0-9-]{1,32}")
_TASK = re.compile(r"[0-9A-Za-z-]{1,32}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,31}")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}")
_FIELD = re.compile(r"[ -{}~]*")
# The closed list of code points of SPEC 1.3, all inert under NFC.
_POINTS = (
    "\u0020-\u007e\u00b7\u2014\u2018-\u2019\u201c-\u201d\u2026\u3001-\u301f\u3400-\u4dbf"
    "\u4e00-\u9fff\uff01-\uff5e\U00020000-\U0002ee5f\U00030000-\U000323af"
)
_TEXT = re.compile(f"[{_POINTS}]*")
_OUTSIDE = re.compile(f"[^{_POINTS}]")


def hasher(profile: str = "sha256") -> Callable[..., Any]:
    """Return the hash constructor of a profile, or refuse it as `PROFILE` (SPEC section 15)."""
    constructor = _PROFILES.get(profile)
    if constructor is None:
        raise ProofError("PROFILE", f"hash profile {profile!r} is not supported by this program")
    return constructor


def digest(data: bytes, profile: str = "sha256") -> str:
    """Return hex(H(data)) in lowercase (SPEC 1.1)."""
    return str(hasher(profile)(data).hexdigest())


def preimage(*fields: str | int, last: bytes | None = None) -> bytes:
    """Join fields by `|`; `last` appends JCS bytes as the final field (SPEC 1.2)."""
    parts = [_field(field) for field in fields]
    if last is not None:
        parts.append(last)
    return b"|".join(parts)


def _field(field: str | int) -> bytes:
    if isinstance(field, int):
        if isinstance(field, bool) or field < 0:
            raise ProofError("INTEGER", f"{field!r} is not a natural number")
        return str(field).encode("ascii")
    if not _FIELD.fullmatch(field):
        raise ProofError("PREIMAGE", f"field {field!r} has a byte that a preimage may not hold")
    return field.encode("ascii")


def jcs(value: object) -> bytes:
    """Serialize a value to its canonical bytes, or refuse it as `DOC_CANONICAL` (SPEC 1.3)."""
    try:
        _check_value(value)
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except RecursionError:
        _not_canonical("nested too deeply")
    return text.encode("utf-8")


def parse_doc(raw: bytes) -> dict[str, Any]:
    """Parse the canonical bytes of one document; any other bytes are `DOC_CANONICAL`."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        _not_canonical(str(error))
    if not isinstance(value, dict):
        _not_canonical("the outermost value is no object")
    if jcs(value) != raw:
        _not_canonical("the bytes differ from the canonical form of the same value")
    return value


def doc_hash(kind: str, doc: object, profile: str = "sha256") -> str:
    """Return D(kind, doc) = hex(H("vd1|" kind "|" JCS(doc))) (SPEC 1.4)."""
    return digest(preimage("vd1", kind, last=jcs(doc)), profile)


def _check_value(value: object) -> None:
    if isinstance(value, dict):
        _check_members(value)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_value(item)
    elif isinstance(value, str):
        if not _TEXT.fullmatch(value):
            _not_canonical(f"text {value!r} has a code point outside the list")
    elif not isinstance(value, int):
        _not_canonical(f"{type(value).__name__} has no canonical form")
    elif not 0 <= value <= SAFE_INTEGER:  # booleans pass: they are 0 and 1 here
        _not_canonical(f"integer {value} is outside 0..2^53-1")


def _check_members(value: dict[Any, Any]) -> None:
    for key, item in value.items():
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            _not_canonical(f"key {key!r}")
        _check_value(item)


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"number {text}")


def _not_canonical(detail: str) -> NoReturn:
    raise ProofError("DOC_CANONICAL", detail)


def fits_text(text: str) -> bool:
    """Tell whether a document may hold this text (closed list of code points, SPEC 1.3)."""
    return _TEXT.fullmatch(text) is not None


def fit_text(text: str) -> str:
    """Return text made fit for a document: NFKC, then every other character becomes `〓`.

    For attributes and names that people typed (`Ⅱ`, `㎡`, `é`); never for identifiers, which
    have their own lossless rule (`normalize_id`).
    """
    return _OUTSIDE.sub("〓", unicodedata.normalize("NFKC", text))


def is_hex(value: object) -> bool:
    """Tell whether a value is 64 lowercase hexadecimal digits."""
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def is_code(value: object) -> bool:
    """Tell whether a value is a code such as a stratum, group or exclusion (SPEC 1.6)."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def is_name(value: object) -> bool:
    """Tell whether a value is a name of a person, scope or period (SPEC 1.6)."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def is_task(value: object) -> bool:
    """Tell whether a value is a task id (SPEC 1.6)."""
    return isinstance(value, str) and _TASK.fullmatch(value) is not None


def check_hex(value: object, error: str = "DOC_FIELD") -> str:
    """Return 64 lowercase hexadecimal digits unchanged, or raise the named error."""
    return _checked(value, is_hex(value), error, "64 lowercase hexadecimal digits")


def check_code(value: object, error: str = "DOC_FIELD") -> str:
    """Return a code unchanged, or raise the named error (SPEC 1.6)."""
    return _checked(value, is_code(value), error, "a code [a-z][a-z0-9]{0,15}")


def check_name(value: object, error: str = "DOC_FIELD") -> str:
    """Return a name unchanged, or raise the named error (SPEC 1.6)."""
    return _checked(value, is_name(value), error, "a name [a-z0-9-]{1,32}")


def check_task(value: object, error: str = "DOC_FIELD") -> str:
    """Return a task id unchanged, or raise the named error (SPEC 1.6)."""
    return _checked(value, is_task(value), error, "a task id [0-9A-Za-z-]{1,32}")


def _checked(value: object, good: bool, error: str, wanted: str) -> str:
    if not good or not isinstance(value, str):
        raise ProofError(error, f"{value!r} is not {wanted}")
    return value


def parse_integer(text: str, low: int = 0, high: int = SAFE_INTEGER) -> int:
    """Read a decimal without sign or leading zero within low..high, else `INTEGER` (SPEC 1.2)."""
    if not _DECIMAL.fullmatch(text) or not low <= int(text) <= high:
        raise ProofError("INTEGER", f"{text!r} is not a decimal in {low}..{high}")
    return int(text)


def encode_base64(data: bytes) -> str:
    """Return RFC 4648 section 4 text with padding."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str) -> bytes:
    """Decode strict base64; text that does not re-encode to itself is `BASE64` (appendix A)."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ProofError("BASE64", f"{text!r}: {error}") from None
    if encode_base64(data) != text:
        raise ProofError("BASE64", f"{text!r} is not the one encoding of its bytes")
    return data
