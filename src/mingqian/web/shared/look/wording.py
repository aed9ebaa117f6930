"""Dates, numbers and empty values as the language of the interface writes them (section 14)."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_WEEKDAYS = "一二三四五六日"


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def local_day(value: date | datetime) -> date:
    """Return the day of a moment where the office is."""
    local = _local(value)
    return local.date() if isinstance(local, datetime) else local


def day(value: date | datetime | None) -> str:
    """Write a day in full: 2026-11-20（周五）; nothing for None."""
    if value is None:
        return ""
    local = _local(value)
    return f"{local:%Y-%m-%d}（周{_WEEKDAYS[local.weekday()]}）"


def day_in_list(value: date | datetime | None, today: date | datetime | None = None) -> str:
    """Write a day for a list: without the year when it is the year of today."""
    if value is None:
        return ""
    full = day(value)
    return full[5:] if today is not None and _local(value).year == today.year else full


def iso_day(value: date | datetime | None) -> str:
    """Write a day for a column of days: 2026-11-20; nothing for None."""
    return "" if value is None else f"{_local(value):%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    """Write a moment to the minute: 2026-11-20（周五）10:04; nothing for None."""
    return "" if value is None else f"{day(value)}{_local(value):%H:%M}"


def minute(value: datetime | None) -> str:
    """Write a moment for a column: 2026-11-20 10:04; nothing for None."""
    return "" if value is None else f"{_local(value):%Y-%m-%d %H:%M}"


def second(value: datetime | None) -> str:
    """Write a moment to the second: 2026-11-20 09:41:27; nothing for None."""
    return "" if value is None else f"{_local(value):%Y-%m-%d %H:%M:%S}"


def number(value: float | Decimal | None) -> str:
    """Group thousands: 3,126; nothing for None."""
    return "" if value is None else f"{value:,}"


def count(value: int | None, unit: str) -> str:
    """Write a number with its measure word: 3,126 家; nothing for None."""
    return "" if value is None else f"{value:,} {unit}"


def size(octets: int | None) -> str:
    """Write the size of a file: 2.4 MB; nothing for None."""
    if octets is None:
        return ""
    if octets < 1024:
        return _("%(n)s 字节") % {"n": octets}
    if octets < 1024 * 1024:
        return f"{octets / 1024:.0f} KB"
    return f"{octets / 1024 / 1024:.1f} MB"


def percent(part: float | None, whole: float | None = None) -> str:
    """Write a share: 34.6%; given two numbers, the first out of the second."""
    if part is None or (whole is not None and not whole):
        return _("不适用")
    share = float(part) if whole is None else 100 * float(part) / float(whole)
    return f"{share:.1f}%"


def blank(value: object, word: str) -> object:
    """Keep a value, or say which kind of nothing it is: 无, 从未, 未填, 不适用."""
    return muted(word) if value is None or value in ("", [], ()) else value


def muted(word: str) -> SafeString:
    """Write a word in the palest text allowed."""
    return format_html('<span class="mq-muted">{}</span>', word)
