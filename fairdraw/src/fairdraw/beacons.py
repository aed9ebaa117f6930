"""Public sources of randomness: what they are, when, and what they said (SPEC section 5)."""

import hashlib
import re
from calendar import timegm
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from fairdraw.canonical import SAFE_INTEGER, check_hex, digest, is_hex, preimage
from fairdraw.errors import ProofError

MIN_BITS = 60_000  # thousandths of a bit
BEIJING = 8 * 3600  # seconds ahead of UTC
QUICKNET_GENESIS = 1692803367
QUICKNET_PERIOD = 3

_EVERY_DAY = frozenset(range(7))
_DICE = re.compile(r"DICE(10|6)x([1-9][0-9]{0,2})")
_DIE_BITS = {"10": 3321, "6": 2584}
_DIE_FACES = {"10": "[0-9]", "6": "[1-6]"}
_ROUND = re.compile(r"[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of public randomness.

    Attributes:
        id: as it stands in a commit.
        kind: `lottery`, `dice`, `quicknet` or `operator`.
        bits: thousandths of a bit that one value gives.
        zh: the name that Chinese readers know.
        en: the name in English.
        weekdays: draw days of a lottery, Monday is 0.
        shape: the value after `<id>:` as a regular expression, without the issue's year.
    """

    id: str
    kind: str
    bits: int
    zh: str
    en: str
    weekdays: frozenset[int] = frozenset()
    shape: str = ""


class Bits(NamedTuple):
    """Thousandths of a bit: those anybody can check, and those seen in the hall."""

    public: int
    dice: int


CATALOG: Mapping[str, Source] = {
    source.id: source
    for source in (
        Source(
            "SSQ",
            "lottery",
            24079,
            "中国福利彩票双色球",
            "Double Color Ball (China Welfare Lottery)",
            frozenset({1, 3, 6}),
            r"(?P<year>[0-9]{4})[0-9]{3}:(?P<red>(?:0[1-9]|[12][0-9]|3[0-3]){6}):(?:0[1-9]|1[0-6])",
        ),
        Source(
            "DLT",
            "lottery",
            24352,
            "中国体育彩票超级大乐透",
            "Super Lotto (China Sports Lottery)",
            frozenset({0, 2, 5}),
            r"(?P<year>[0-9]{2})[0-9]{3}:(?P<red>(?:0[1-9]|[12][0-9]|3[0-5]){5})"
            r":(?P<blue>(?:0[1-9]|1[0-2]){2})",
        ),
        Source(
            "PL5",
            "lottery",
            16609,
            "中国体育彩票排列5",
            "Permutation 5 (China Sports Lottery)",
            _EVERY_DAY,
            r"(?P<year>[0-9]{2})[0-9]{3}:[0-9]{5}",
        ),
        Source(
            "FC3D",
            "lottery",
            9965,
            "中国福利彩票3D",
            "Welfare 3D (China Welfare Lottery)",
            _EVERY_DAY,
            r"(?P<year>[0-9]{4})[0-9]{3}:[0-9]{3}",
        ),
        Source("QUICKNET", "quicknet", 128000, "drand 公共随机信标", "drand quicknet beacon"),
        Source("OPERATOR", "operator", 0, "主办机关自备秘密数", "the operator's own secret"),
    )
}


def source_of(source_id: str) -> Source:
    """Return the source of an id, dice included, or refuse it as `SOURCE`."""
    known = CATALOG.get(source_id)
    if known is not None:
        return known
    match = _DICE.fullmatch(source_id)
    if match is None:
        raise ProofError("SOURCE", f"{source_id!r} is no source of randomness")
    sides, number = match[1], int(match[2])
    return Source(
        source_id,
        "dice",
        _DIE_BITS[sides] * number,
        f"现场掷骰({sides} 面 × {number} 次)",
        f"dice in the hall ({number} throws of {sides} sides)",
        shape=f"{_DIE_FACES[sides]}{{{number}}}",
    )


def check_sources(sources: Sequence[Mapping[str, str]], *, as_of: int | None = None) -> Bits:
    """Check the committed sources and return their bits.

    Args:
        sources: {`id`, `on`} in committed order.
        as_of: when the list was frozen; a number known by then is refused as `SOURCE_DATE`.

    Raises:
        ProofError: `SOURCE`, `SOURCE_DATE`, `SOURCE_TWICE`, `SOURCE_OPERATOR`, `SOURCE_ORDER`
            or `BITS`.
    """
    found = [source_of(named["id"]) for named in sources]
    for source, named in zip(found, sources, strict=True):
        _check_on(source, named["on"])
    pairs = [(named["id"], named["on"]) for named in sources]
    if len(set(pairs)) < len(pairs):
        raise ProofError("SOURCE_TWICE", f"a source occurs twice in {pairs}")
    kinds = [source.kind for source in found]
    if "operator" in kinds and len(kinds) > 1:
        raise ProofError("SOURCE_OPERATOR", "OPERATOR must be the only source")
    if "dice" in kinds[1:]:
        raise ProofError("SOURCE_ORDER", "dice come first, and at most once")
    bits = Bits(
        public=sum(source.bits for source in found if source.kind in ("lottery", "quicknet")),
        dice=sum(source.bits for source in found if source.kind == "dice"),
    )
    if kinds != ["operator"] and sum(bits) < MIN_BITS:
        raise ProofError("BITS", f"{sum(bits)} thousandths of a bit are less than {MIN_BITS}")
    if as_of is not None:
        _check_future(sources, as_of)
    return bits


def _check_future(sources: Sequence[Mapping[str, str]], as_of: int) -> None:
    for named in sources:
        known = effective_time(named["id"], named["on"])
        if known is not None and known <= as_of:
            detail = f"{named['id']} of {named['on']} may have been known at {as_of}"
            raise ProofError("SOURCE_DATE", detail)


def effective_time(source_id: str, on: str) -> int | None:
    """Return the moment before which nobody knows the value; None for dice and OPERATOR."""
    source = source_of(source_id)
    _check_on(source, on)
    if source.kind == "quicknet":
        return QUICKNET_GENESIS + QUICKNET_PERIOD * (int(on) - 1)
    if source.kind == "lottery":
        return timegm(parse_day(on).timetuple()) - BEIJING
    return None


def check_value(source_id: str, named: str, on: str, value: str) -> None:
    """Check the value of a beacon entry against the source named in the commit.

    Args:
        source_id: the committed source.
        named: its committed `on`.
        on: the `on` of the entry; a lottery may have been drawn later than named.
        value: the value of the entry.

    Raises:
        ProofError: `SOURCE`, `SOURCE_DATE`, `BEACON_DATE` or `BEACON_VALUE`.
    """
    source = source_of(source_id)
    _check_on(source, on)
    if source.kind == "lottery":
        if on < named:
            raise ProofError("BEACON_DATE", f"{source_id} of {on} was drawn before {named}")
        _check_lottery(source, on, value)
        return
    if on != named:
        raise ProofError("BEACON_DATE", f"{source_id} is of {on!r}, the commit names {named!r}")
    shape = {"quicknet": f"{on}:[0-9a-f]{{64}}", "operator": "[0-9a-f]{64}"}
    if not re.fullmatch(f"{source_id}:{shape.get(source.kind, source.shape)}", value):
        raise ProofError("BEACON_VALUE", f"{value!r} is not a value of {source_id} on {on}")


def _check_lottery(source: Source, on: str, value: str) -> None:
    match = re.fullmatch(f"{source.id}:{source.shape}", value)
    if match is None or not on[:4].endswith(match["year"]):
        raise ProofError("BEACON_VALUE", f"{value!r} is not a value of {source.id} on {on}")
    for color in ("red", "blue"):
        balls = match.groupdict().get(color) or ""
        numbers = [balls[place : place + 2] for place in range(0, len(balls), 2)]
        if not all(a < b for a, b in pairwise(numbers)):
            raise ProofError("BEACON_VALUE", f"the {color} balls of {value!r} do not ascend")


def check_quicknet(named: str, value: str, signature: str) -> None:
    """Check a QUICKNET value as far as hashing goes: randomness = SHA-256(signature).

    The pairing that proves the signature itself is not computed here; whoever relies on the
    value compares the round with another source (`COMPARE_ROUND`).

    Raises:
        ProofError: what `check_value` raises, or `QUICKNET`.
    """
    check_value("QUICKNET", named, named, value)
    if not re.fullmatch("[0-9a-f]{96}", signature):
        raise ProofError("QUICKNET", "the signature is not 96 hexadecimal digits")
    randomness = hashlib.sha256(bytes.fromhex(signature)).hexdigest()
    if value.rpartition(":")[2] != randomness:
        raise ProofError("QUICKNET", f"the signature of round {named} gives {randomness}")


def check_evidence(source_id: str, evidence: Mapping[str, Any]) -> None:
    """Refuse evidence in the shape of another kind of source as `BEACON_VALUE`."""
    wanted = {
        "operator": set(),
        "lottery": {"notice"},
        "dice": {"sheets", "video"},
        "quicknet": {"signature"},
    }[source_of(source_id).kind]
    if evidence.keys() != wanted:
        raise ProofError("BEACON_VALUE", f"{source_id} needs the evidence {sorted(wanted)}")


def operator_commit(secret: str, profile: str = "sha256") -> str:
    """Return hex(H("vd1|operator|" <64 hex digits of the secret>))."""
    return digest(preimage("vd1", "operator", check_hex(secret, "OPERATOR_SECRET")), profile)


def check_operator(value: str, commit: str, profile: str = "sha256") -> None:
    """Require that an OPERATOR value fits its commitment, else `OPERATOR_SECRET`."""
    check_value("OPERATOR", "-", "-", value)
    if operator_commit(value.removeprefix("OPERATOR:"), profile) != commit:
        raise ProofError("OPERATOR_SECRET", "the secret does not fit operator_commit")


def secret_commit(secret: str, profile: str = "sha256") -> str:
    """Return hex(H("vd1|secret|" S)) of a sealed draw (SPEC section 11)."""
    if not is_hex(secret):
        raise ProofError("DOC_FIELD", "a secret of a sealed draw is 64 hexadecimal digits")
    return digest(preimage("vd1", "secret", secret), profile)


def parse_day(on: str) -> date:
    """Read YYYYMMDD as a date, or refuse it as `SOURCE_DATE`."""
    try:
        if len(on) != 8 or not on.isascii() or not on.isdigit():
            raise ValueError(on)
        return date(int(on[:4]), int(on[4:6]), int(on[6:]))
    except ValueError:
        raise ProofError("SOURCE_DATE", f"{on!r} is no date YYYYMMDD") from None


def format_day(day: date) -> str:
    """Write a date as YYYYMMDD."""
    return day.strftime("%Y%m%d")


def next_draw_day(source_id: str, after: date, paused: Container[date] = ()) -> str:
    """Return `on` of the first draw of a lottery later than a day.

    Args:
        source_id: a lottery.
        after: usually today; the draw of that very day does not count.
        paused: days without draws (Spring Festival, National Day), from the issuer's calendar.
    """
    source = source_of(source_id)
    if source.kind != "lottery":
        raise ProofError("SOURCE", f"{source_id} has no draw days")
    day = after + timedelta(days=1)
    while day.weekday() not in source.weekdays or day in paused:
        day += timedelta(days=1)
    return format_day(day)


def next_round(after: int) -> str:
    """Return the first QUICKNET round that becomes known later than a Unix time."""
    return str(max(0, (after - QUICKNET_GENESIS) // QUICKNET_PERIOD + 1) + 1)


def _check_on(source: Source, on: str) -> None:
    if source.kind == "operator":
        if on != "-":
            raise ProofError("SOURCE_DATE", f"OPERATOR has no date, {on!r} should be '-'")
    elif source.kind == "quicknet":
        if not _ROUND.fullmatch(on) or int(on) > SAFE_INTEGER:
            raise ProofError("SOURCE_DATE", f"{on!r} is no round of QUICKNET")
    elif parse_day(on).weekday() not in (source.weekdays or _EVERY_DAY):
        raise ProofError("SOURCE_DATE", f"{source.id} is not drawn on {on}")
