"""Personal data at rest: encrypted columns and the keyed index that finds them again.

AES-256-GCM under MINGQIAN_FIELD_KEY. Stored as `v1:` + base64(nonce || ciphertext), so a later
key or the SM4 profile can stand beside it.
"""

import base64
import hashlib
import hmac
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_PREFIX = "v1:"


def encrypt(text: str) -> str:
    """Return the stored form of a text; an empty text stays empty."""
    if not text:
        return ""
    nonce = os.urandom(12)
    sealed = AESGCM(bytes.fromhex(settings.FIELD_KEY)).encrypt(nonce, text.encode(), None)
    return _PREFIX + base64.b64encode(nonce + sealed).decode("ascii")


def decrypt(stored: str) -> str:
    """Return the text of a stored form; raise ValueError when it is not one of ours."""
    if not stored:
        return ""
    if not stored.startswith(_PREFIX):
        raise ValueError("an encrypted column holds a value in clear")
    raw = base64.b64decode(stored[len(_PREFIX) :])
    return AESGCM(bytes.fromhex(settings.FIELD_KEY)).decrypt(raw[:12], raw[12:], None).decode()


def seal(data: bytes) -> bytes:
    """Return the stored form of bytes that hold personal data; none stay none."""
    if not data:
        return b""
    nonce = os.urandom(12)
    return nonce + AESGCM(bytes.fromhex(settings.FIELD_KEY)).encrypt(nonce, data, None)


def unseal(stored: bytes) -> bytes:
    """Return the bytes of a stored form."""
    if not stored:
        return b""
    return AESGCM(bytes.fromhex(settings.FIELD_KEY)).decrypt(stored[:12], stored[12:], None)


def blind_index(text: str) -> str:
    """Return a keyed fingerprint of a text: equal texts meet, nobody reads them back."""
    key = hashlib.sha256(b"blind-index|" + bytes.fromhex(settings.FIELD_KEY)).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest() if text else ""


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text column that is encrypted in the database and never shown in the trail."""

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> str:
        """Decrypt on the way out."""
        return decrypt(value or "")

    def get_prep_value(self, value: Any) -> str:
        """Encrypt on the way in."""
        return encrypt(str(value or ""))


class EncryptedBinaryField(models.BinaryField):  # type: ignore[type-arg]
    """A column of bytes that is encrypted in the database, such as an uploaded directory."""

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> bytes:
        """Decrypt on the way out."""
        return unseal(bytes(value or b""))

    def get_prep_value(self, value: Any) -> bytes:
        """Encrypt on the way in."""
        return seal(bytes(value or b""))
