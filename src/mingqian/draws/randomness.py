"""The edge of randomness: the only file of the platform that makes any.

What it makes decides no draw that has public numbers: salts hide identities, and the operator's
own secret is the source of grade C alone, committed before anything is known (SPEC section 5).
"""

import secrets


def fresh_secret() -> str:
    """Return 32 fresh random bytes as 64 hexadecimal digits."""
    return secrets.token_hex(32)
