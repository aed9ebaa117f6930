"""The three ways of SPEC section 16 as sources that a commitment names."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from fairdraw.beacons import effective_time, format_day, next_draw_day, source_of
from fairdraw.checkpoint import MARGIN, first_public_time
from mingqian.planning.models import DrawWay
from mingqian.rules.refusals import gettext_noop

DICE = "DICE10x20"
LOTTERIES = ("SSQ", "DLT", "PL5")

SOURCE_NAMES: Mapping[str, str] = {
    "SSQ": gettext_noop("双色球"),
    "DLT": gettext_noop("大乐透"),
    "PL5": gettext_noop("排列5"),
    DICE: gettext_noop("20 枚十面骰"),
    "OPERATOR": gettext_noop("系统秘密数"),
}

Source = tuple[str, str]
Named = Sequence[Mapping[str, str]]


def sources_for(way: str, today: date, ceremony_on: date | None = None) -> list[Source]:
    """Return (id, on) of the sources that a commitment of today names.

    Lotteries are those of the next draw days, never of today: nobody may know a number before
    the names are frozen. Dice are thrown on the day of the ceremony.
    """
    if way == DrawWay.OPERATOR:
        return [("OPERATOR", "-")]
    if way == DrawWay.DICE:
        return [(DICE, format_day(ceremony_on or today))]
    return [(name, next_draw_day(name, today)) for name in LOTTERIES]


def source_name(source_id: str) -> str:
    """Return the name of a source; the protocol's own for one that the platform never names."""
    return SOURCE_NAMES.get(source_id) or source_of(source_id).zh


def kind_of(source_id: str) -> str:
    """Return lottery, dice or operator."""
    return source_of(source_id).kind


def effective_at(source: Mapping[str, str]) -> datetime | None:
    """Return the moment before which nobody knows the number, None for dice and our own."""
    moment = effective_time(source["id"], source["on"])
    return None if moment is None else datetime.fromtimestamp(moment, UTC)


def close_by(sources: Named) -> datetime | None:
    """Return until when the close is before every public number, with ten minutes to spare."""
    first = first_public_time(sources)
    if first is None:
        return None
    return datetime.fromtimestamp(first, UTC) - timedelta(seconds=MARGIN)


def dice_from(sources: Named, closed_at: datetime | None) -> datetime | None:
    """Return from when dice may be thrown: ten minutes after the close; None without dice."""
    if closed_at is None or not any(kind_of(each["id"]) == "dice" for each in sources):
        return None
    return closed_at + timedelta(seconds=MARGIN)
