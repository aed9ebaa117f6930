"""Keeping the places of the county and the calendar of working days."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from mingqian.audit.door import action
from mingqian.audit.record import record_fact
from mingqian.directories.models import CalendarDay, Place, Target
from mingqian.directories.queries import calendar_days
from mingqian.directories.reference import shipped_holidays
from mingqian.rules import deadlines
from mingqian.rules.permissions import Actor, Permission
from mingqian.rules.refusals import RuleBroken, gettext_noop


@action("place.save", needs=Permission.MANAGE_TARGETS)
def save_places(places: Sequence[tuple[str, str]], *, by: Actor, at: datetime) -> int:
    """Set the county and its townships, with their division codes 「更新区划」; return how many.

    Raises:
        RuleBroken: a code without 6, 9 or 12 digits, a name or code twice, or a place left out in
            which targets lie.
    """
    wanted = _checked_places(places)
    known = {place.code: place for place in Place.objects.all()}
    for code in known.keys() - wanted.keys():
        _remove_place(known[code])
    # Names first get out of each other's way: two places may swap theirs.
    for code in sorted(known.keys() & wanted.keys()):
        place = known[code]
        if place.name != wanted[code]:
            Place.objects.filter(name=wanted[code]).exclude(pk=place.pk).update(name=f"→{code}")
            place.name = wanted[code]
            place.save()
    for code in wanted.keys() - known.keys():
        Place.objects.create(code=code, name=wanted[code])
    return len(wanted)


def _checked_places(places: Iterable[tuple[str, str]]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for code, name in places:
        if not re.fullmatch(r"\d{6}|\d{9}|\d{12}", code):
            raise RuleBroken(
                gettext_noop("区划代码「{code}」应为 6、9 或 12 位数字。"),
                field="places",
                code=code,
            )
        if not name.strip() or len(name) > 64:
            raise RuleBroken(
                gettext_noop("区划 {code} 的名称未填或太长。"), field="places", code=code
            )
        if code in wanted or name in wanted.values():
            raise RuleBroken(
                gettext_noop("区划「{code} {name}」重复。"), field="places", code=code, name=name
            )
        wanted[code] = name.strip()
    if not wanted:
        raise RuleBroken(gettext_noop("至少要有一个区划。"), field="places")
    return wanted


def _remove_place(place: Place) -> None:
    count = Target.objects.filter(region=place.code).count()
    if count:
        raise RuleBroken(
            gettext_noop("{name} 名下还有 {count} 家检查对象，不能去掉。"),
            field="places",
            name=place.name,
            count=count,
        )
    place.delete()


@action("calendar.load", needs=Permission.MANAGE_CALENDAR)
def load_calendar(*, by: Actor, at: datetime) -> int:
    """Fill the office's table with the shipped notices of years it lacks 「载入节假日安排」."""
    known = {day.notice_year for day in calendar_days()}
    missing = [day for day in shipped_holidays() if day.notice_year not in known]
    taken = set(CalendarDay.objects.values_list("day", flat=True))
    rows = [_row(day) for day in missing if day.day not in taken]
    CalendarDay.objects.bulk_create(rows)
    record_fact(years=sorted({day.notice_year for day in missing}), days=len(rows))
    return len(rows)


@action("calendar.publish", needs=Permission.MANAGE_CALENDAR)
def publish_calendar(days: Sequence[deadlines.CalendarDay], *, by: Actor, at: datetime) -> int:
    """Enter the notice of one year, in place of what was known of it 「更新节假日安排」.

    Raises:
        RuleBroken: no days, days of several notices, a festival that the notice does not name,
            or a day that is both off and worked.
    """
    year = _year_of(days)
    calendar = deadlines.WorkCalendar(days)
    if year not in calendar.published_years:
        named = "".join(day.name for day in days)
        absent = [name for name in deadlines.FESTIVALS if name not in named]
        raise RuleBroken(
            gettext_noop("{year} 年的安排不完整，没有写到：{absent}。请对照国务院通知补全。"),
            field="file",
            year=year,
            absent="、".join(absent),
        )
    old = [day.day for day in calendar_days() if day.notice_year == year]
    removed = len(old)
    for row in CalendarDay.objects.filter(day__in=old):
        row.delete()
    CalendarDay.objects.bulk_create([_row(day) for day in days])
    record_fact(year=year, days=len(days), replaced=removed)
    return len(days)


def _year_of(days: Sequence[deadlines.CalendarDay]) -> int:
    years = sorted({day.notice_year for day in days})
    if not years:
        raise RuleBroken(gettext_noop("文件里没有一天放假安排。"), field="file")
    if len(years) > 1:
        raise RuleBroken(
            gettext_noop("一次只导入一个年度的安排，文件里有：{years}。"),
            field="file",
            years="、".join(map(str, years)),
        )
    seen: set[date] = set()
    for day in days:
        if day.day in seen:
            raise RuleBroken(
                gettext_noop("{day} 写了两次。"), field="file", day=day.day.isoformat()
            )
        seen.add(day.day)
    return years[0]


def _row(day: deadlines.CalendarDay) -> CalendarDay:
    return CalendarDay(day=day.day, name=day.name[:32], workday=day.kind is deadlines.DayKind.WORK)
