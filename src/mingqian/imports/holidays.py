"""A yearly notice on public holidays as a small sheet: day, name, off or worked."""

from collections.abc import Iterator
from datetime import date, datetime

from mingqian.imports.workbook import Cell, Grid, Workbook
from mingqian.rules.deadlines import CalendarDay, DayKind
from mingqian.rules.identifiers import half_width
from mingqian.rules.refusals import Refusals, RuleBroken, gettext_noop

HEADERS = {
    "day": ("日期", "date", "day"),
    "name": ("名称", "节日", "假日", "name"),
    "kind": ("类型", "安排", "休班", "kind"),
}
KINDS = {
    "休": DayKind.OFF,
    "休息": DayKind.OFF,
    "放假": DayKind.OFF,
    "班": DayKind.WORK,
    "上班": DayKind.WORK,
    "调休上班": DayKind.WORK,
}


def read_holidays(workbook: Workbook) -> tuple[CalendarDay, ...]:
    """Return the days of a notice in the order of the file.

    Raises:
        RuleBroken: no worksheet has the three columns.
        Refusals: rows that are wrong, each with its number.
    """
    for grid in workbook.grids:
        places = _places(grid)
        if places is not None:
            return _days(grid, places)
    raise RuleBroken(
        gettext_noop("第 1 行应有三列：日期、名称、类型（休或班）。请对照模板。"), field="file"
    )


def _places(grid: Grid) -> dict[str, int] | None:
    if not grid.height:
        return None
    titles = [str(cell or "").strip().lower() for cell in grid.row(0)]
    places = {}
    for field, names in HEADERS.items():
        found = [at for at, title in enumerate(titles) if title in names]
        if len(found) != 1:
            return None
        places[field] = found[0]
    return places


def _days(grid: Grid, places: dict[str, int]) -> tuple[CalendarDay, ...]:
    days, faults = [], []
    for row, cells in _rows(grid, places):
        try:
            days.append(_day(row, cells))
        except RuleBroken as fault:
            faults.append(fault)
    if faults:
        raise Refusals(faults)
    return tuple(days)


def _rows(grid: Grid, places: dict[str, int]) -> Iterator[tuple[int, dict[str, Cell]]]:
    for index, cells in grid.rows(1):
        found = {f: cells[at] if at < len(cells) else None for f, at in places.items()}
        if any(value not in (None, "") for value in found.values()):
            yield index + 1, found


def _day(row: int, cells: dict[str, Cell]) -> CalendarDay:
    name = str(cells["name"] or "").strip()
    if not name or len(name) > 32:
        raise RuleBroken(
            gettext_noop("第 {row} 行没有节日名称，或者太长。"), field="file", row=row
        )
    kind = KINDS.get(str(cells["kind"] or "").strip())
    if kind is None:
        raise RuleBroken(
            gettext_noop("第 {row} 行的类型应为「休」或「班」，现为「{found}」。"),
            field="file",
            row=row,
            found=str(cells["kind"] or "")[:10],
        )
    return CalendarDay(day=_date(row, cells["day"]), name=name, kind=kind)


def _date(row: int, cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = half_width(str(cell or "")).strip().replace("/", "-").replace(".", "-")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RuleBroken(
            gettext_noop("第 {row} 行的日期「{found}」读不出来，请写成 2027-01-01 的样子。"),
            field="file",
            row=row,
            found=str(cell or "")[:20],
        ) from None
