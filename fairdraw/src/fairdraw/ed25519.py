"""Ed25519 verification in plain Python (RFC 8032 section 5.1.7).

Stricter than some libraries, so that a signature has one meaning everywhere:

* S must be below the group order, and A and R must be the canonical encodings of points;
* a public key of small order (one of the eight torsion points) is refused, because anybody can
  sign for it; no honest key pair has such a key;
* the equation is the one without cofactor: R must be the encoding of [S]B - [k]A itself.

Verification handles public data only, so it need not take constant time. Signing is not here.
"""

import hashlib

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_2D = 2 * _D % _P
_SQRT_M1 = pow(2, (_P - 1) // 4, _P)

# Extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, x*y = T/Z.
_Point = tuple[int, int, int, int]
_ZERO: _Point = (0, 1, 1, 0)
_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
_Y = 4 * pow(5, -1, _P) % _P
_BASE: _Point = (_X, _Y, 1, _X * _Y % _P)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature of 64 bytes over the message is valid for the public key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    key = _decode(public)
    if scalar >= _L or key is None or _is_small(key) or _decode(signature[:32]) is None:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    return _encode(_combine(scalar, k, _negate(key))) == signature[:32]


def is_public_key(public: bytes) -> bool:
    """Tell whether 32 bytes are a point that `verify` would accept as a key."""
    key = _decode(public) if len(public) == 32 else None
    return key is not None and not _is_small(key)


def _decode(data: bytes) -> _Point | None:
    sign = data[31] >> 7
    y = int.from_bytes(data, "little") & (2**255 - 1)
    if y >= _P:
        return None
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    # The candidate root of u/v with one power, RFC 8032 section 5.1.3.
    x = u * pow(v, 3, _P) * pow(u * pow(v, 7, _P), (_P - 5) // 8, _P) % _P
    square = v * x * x % _P
    if square == -u % _P:
        x = x * _SQRT_M1 % _P
    elif square != u:
        return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = _P - x
    return (x, y, 1, x * y % _P)


def _encode(point: _Point) -> bytes:
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _add(p: _Point, q: _Point) -> _Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = p[3] * _2D * q[3] % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _double(p: _Point) -> _Point:
    a, b = p[0] * p[0] % _P, p[1] * p[1] % _P
    c = 2 * p[2] * p[2] % _P
    h = a + b
    e = h - (p[0] + p[1]) ** 2
    g = a - b
    f = c + g
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _negate(p: _Point) -> _Point:
    return (-p[0] % _P, p[1], p[2], -p[3] % _P)


def _is_small(p: _Point) -> bool:
    eight = _double(_double(_double(p)))
    return eight[0] == 0 and eight[1] == eight[2]


def _combine(s: int, k: int, a: _Point) -> _Point:
    """Return [s]B + [k]a, both at once (Shamir's trick)."""
    both = _add(_BASE, a)
    point = _ZERO
    for place in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        point = _double(point)
        bits = (s >> place & 1, k >> place & 1)
        if bits == (1, 1):
            point = _add(point, both)
        elif bits[0]:
            point = _add(point, _BASE)
        elif bits[1]:
            point = _add(point, a)
    return point
