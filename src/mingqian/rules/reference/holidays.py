"""The yearly notices on public holidays (国务院办公厅放假安排) as calendar days."""

from datetime import date

from mingqian.rules.deadlines import CalendarDay, DayKind
from mingqian.rules.reference.tables import broken_row, rows_of

COLUMNS = ("date", "name", "kind", "notice_year")


def parse_holidays(text: str) -> tuple[CalendarDay, ...]:
    """Return the days that the notices name, from CSV text with date, name, kind, notice_year."""
    return tuple(_day(line, cells) for line, cells in rows_of(text, COLUMNS))


def _day(line: int, cells: dict[str, str]) -> CalendarDay:
    try:
        day = CalendarDay(date.fromisoformat(cells["date"]), cells["name"], DayKind(cells["kind"]))
    except ValueError:
        raise broken_row(line) from None
    if cells["notice_year"] != str(day.notice_year):
        raise broken_row(line)
    return day
