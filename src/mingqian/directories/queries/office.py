"""Reading what else the office keeps: its units, its places, its calendar."""

from django.db.models import QuerySet

from mingqian.accounts.models import Organisation
from mingqian.directories.models import CalendarDay, Place
from mingqian.rules import deadlines


def units_by_name() -> dict[str, Organisation]:
    """Return the units in use by their names."""
    return {unit.name: unit for unit in Organisation.objects.filter(active=True).order_by("code")}


def places() -> QuerySet[Place]:
    """Return the county and its townships, by code."""
    return Place.objects.order_by("code")


def calendar_days() -> list[deadlines.CalendarDay]:
    """Return the days that the notices in the office's own table name, in order. One query."""
    work, off = deadlines.DayKind.WORK, deadlines.DayKind.OFF
    return [
        deadlines.CalendarDay(day=row.day, name=row.name, kind=work if row.workday else off)
        for row in CalendarDay.objects.order_by("day")
    ]


def work_calendar() -> deadlines.WorkCalendar:
    """Return the working days as far as the office's own table knows them. One query."""
    return deadlines.WorkCalendar(calendar_days())
