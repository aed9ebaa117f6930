"""Verifier keys and signed notes of C2SP as the log uses them (SPEC appendix A.1 and A.2)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from fairdraw import ed25519
from fairdraw.canonical import decode_base64, encode_base64
from fairdraw.errors import ProofError

LOG_KEY = 0x01  # logs and people
WITNESS_KEY = 0x04

Signer = Callable[[bytes], bytes]

_DASH = "— "


@dataclass(frozen=True, slots=True)
class VKey:
    """A verifier key: a name, the type of its signatures and the 32 bytes of Ed25519."""

    name: str
    type: int
    key: bytes

    @property
    def id(self) -> bytes:
        """Return the 4 bytes that stand for this key in signature lines."""
        return key_id(self.name, self.type, self.key)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature line of a note: who, which key, and the bytes after the key id."""

    name: str
    id: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A signed note taken apart; nothing about its signatures has been checked yet."""

    text: str
    lines: tuple[SignatureLine, ...]

    def bodies(self, vkey: VKey) -> list[bytes]:
        """Return the bodies of all lines that claim to be by this key."""
        return [line.body for line in self.lines if (line.name, line.id) == (vkey.name, vkey.id)]


def key_id(name: str, key_type: int, key: bytes) -> bytes:
    """Return SHA-256(name || 0x0A || type || key)[:4] (appendix A.1)."""
    return hashlib.sha256(name.encode("utf-8") + b"\n" + bytes([key_type]) + key).digest()[:4]


def parse_vkey(text: str, key_type: int | None = None) -> VKey:
    """Read `<name>+<key id>+<base64(type || key)>`, of the wanted type if given, else `VKEY`."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not _is_key_name(parts[0]):
        raise ProofError("VKEY", f"{text!r} is not <name>+<key id>+<base64>")
    name, ident, body = parts
    data = decode_base64(body)
    if len(data) != 33 or data[0] not in (LOG_KEY, WITNESS_KEY):
        raise ProofError("VKEY", f"{text!r} holds no key of type 01 or 04")
    vkey = VKey(name, data[0], data[1:])
    if vkey.id.hex() != ident:
        raise ProofError("VKEY", f"the key id of {text!r} should be {vkey.id.hex()}")
    if key_type is not None and vkey.type != key_type:
        raise ProofError("VKEY", f"{text!r} has type {vkey.type:02x} instead of {key_type:02x}")
    return vkey


def format_vkey(name: str, key_type: int, key: bytes) -> str:
    """Write a verifier key as text."""
    if not _is_key_name(name):
        raise ProofError("VKEY", f"{name!r} is no key name")
    ident = key_id(name, key_type, key).hex()
    text = f"{name}+{ident}+{encode_base64(bytes([key_type]) + key)}"
    parse_vkey(text, key_type)
    return text


def parse_note(raw: bytes) -> Note:
    """Take a signed note apart, or refuse it as `NOTE` or `BASE64` (appendix A.2)."""
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        _bad_note(str(error))
    if any(character < " " and character != "\n" for character in whole):
        _bad_note("there is a control character other than LF")
    text, separator, signatures = whole.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        _bad_note("there is no empty line before complete signature lines")
    lines = tuple(_signature_line(line) for line in signatures[:-1].split("\n"))
    return Note(text + "\n", lines)


def _signature_line(line: str) -> SignatureLine:
    parts = line.removeprefix(_DASH).split(" ")
    if not line.startswith(_DASH) or len(parts) != 2 or not _is_key_name(parts[0]):
        _bad_note(f"{line!r} is not '— <key name> <base64>'")
    data = decode_base64(parts[1])
    if len(data) < 5:
        _bad_note(f"{line!r} holds no signature")
    return SignatureLine(parts[0], data[:4], data[4:])


def sign_note(text: str, vkey: VKey, sign: Signer) -> str:
    """Return a new note: the text and one line signed by the holder of the key.

    Args:
        text: the text to sign, ending in LF.
        vkey: the key that will verify it.
        sign: returns the 64 bytes of an Ed25519 signature over the bytes it gets.
    """
    if not text.endswith("\n"):
        _bad_note("the text does not end in LF")
    return f"{text}\n{signature_line(vkey, sign(text.encode('utf-8')))}"


def signature_line(vkey: VKey, body: bytes) -> str:
    """Write one signature line with its LF; a note grows by appending such lines."""
    return f"{_DASH}{vkey.name} {encode_base64(vkey.id + body)}\n"


def verify_log_signature(note: Note, vkey: VKey) -> None:
    """Require the signature of the log over the text, else `LOG_SIGNATURE`."""
    bodies = note.bodies(vkey)
    text = note.text.encode("utf-8")
    if not bodies or not all(ed25519.verify(vkey.key, text, body) for body in bodies):
        found = "is false" if bodies else "is missing"
        raise ProofError("LOG_SIGNATURE", f"the signature of {vkey.name} {found}")


def _is_key_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(map(str.isspace, name))


def _bad_note(detail: str) -> NoReturn:
    raise ProofError("NOTE", detail)
