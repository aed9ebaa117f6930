"""From sheets of cells to checked rows, with every problem named by sheet, row and column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingqian.imports.columns import Column, Fault, Reading, Reference, Remark, Row, Sheet
from mingqian.imports.sheets import SHEETS
from mingqian.imports.sheets.layout import (
    Layout,
    Record,
    check_layout,
    choose_grid,
    is_blank,
    merged_rows,
    records,
)
from mingqian.imports.workbook import Cell, CellError, Grid, Merge, Workbook, column_letter
from mingqian.rules.identifiers.text import is_number, shown_number
from mingqian.rules.masking import MASKS
from mingqian.rules.refusals import Refusal, Refusals, RuleBroken, gettext_noop

MAX_KEPT = 20_000
"""Problems and failed rows kept for the page; beyond them only the counts go on."""
MAX_KNOWN = 500
"""Cells of a column whose value is remembered: places and industries repeat, names do not."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or worth saying about a cell, a row, or (row 0) the sheet.

    Attributes:
        level: error keeps the row out; warning and notice do not.
        row: as Excel numbers it; 0 for the whole sheet.
        column: letters; "" for the whole row.
        header: the header of the column.
        sentence: template of what is wrong.
        advice: template of what to do, may be "".
        facts: the facts of both templates.
        value: what stood in the cell, masked where it is personal.
    """

    level: str
    grid: str
    row: int
    column: str
    header: str
    sentence: str
    advice: str
    facts: Mapping[str, object]
    value: str

    @property
    def cell(self) -> str:
        """Return the address, B17; 17 for a whole row, "" for the sheet."""
        return f"{self.column}{self.row}" if self.row else ""

    def text(self) -> str:
        """Return the sentence in Chinese."""
        return self.sentence.format(**self.facts)

    def advice_text(self) -> str:
        """Return the advice in Chinese."""
        return self.advice.format(**self.facts)


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row that is not imported.

    Attributes:
        row: as Excel numbers it.
        shown: what stood in its cells by field, personal ones masked.
        cells: the same unmasked, for the list of errors that the sender downloads.
    """

    row: int
    shown: Mapping[str, str]
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records there are, and how many of each kind; `hidden` problems are not kept."""

    total: int
    good: int
    failed: int
    warnings: int
    notices: int
    hidden: int


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of the file that was recognized."""

    letter: str
    header: str
    field: str


@dataclass(frozen=True)
class Checked:
    """The result of checking one worksheet."""

    sheet: Sheet
    grid: str
    header_row: int
    columns: tuple[FoundColumn, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    failed: tuple[FailedRow, ...]
    counts: Counts

    def keys(self) -> dict[str, int]:
        """Return the row number of every key, for the comparison with the directory."""
        return {row.key: row.row for row in self.rows}


def check_workbook(
    workbook: Workbook, sheet: Sheet, *, reference: Reference, today: date, grid_name: str = ""
) -> Checked:
    """Check one worksheet of a file as a sheet of this kind.

    Args:
        workbook: the file as read.
        sheet: the kind of sheet, from SHEETS.
        reference: codes and names this office knows.
        today: the day on which certificates are judged.
        grid_name: the worksheet; "" takes the one that fits best.

    Raises:
        RuleBroken: the file as a whole cannot be taken; the sentence says why.
    """
    grid, layout = choose_grid(workbook, sheet, grid_name, SHEETS.values())
    check_layout(layout, sheet, grid)
    check = _Check(grid, layout, sheet, Reading(reference, today))
    check.run()
    return check.result()


def shown(cell: Cell) -> str:
    """Return a cell as the spreadsheet program shows it."""
    if cell is None:
        return ""
    if isinstance(cell, CellError):
        return cell.text
    if is_number(cell):
        return shown_number(cell) if abs(float(str(cell))) >= 1e15 else f"{cell:.15g}"
    return str(cell)


class _Check:
    """The checking of one worksheet."""

    def __init__(self, grid: Grid, layout: Layout, sheet: Sheet, reading: Reading) -> None:
        self.grid = grid
        self.layout = layout
        self.sheet = sheet
        self.reading = reading
        self.problems: list[Problem] = []
        self.hidden = 0
        self.levels = {"error": 0, "warning": 0, "notice": 0}
        self.rows: dict[int, Row] = {}
        self.names: dict[int, str] = {}
        self.bad: set[int] = set()
        self.unique: list[dict[tuple[Any, ...], list[int]]] = [{} for _ in sheet.unique]
        self.above: dict[str, Any] = {}
        self.known: dict[str, dict[str, Any]] = {c.field: {} for c in sheet.columns}
        self.merged = dict(merged_rows(grid.merges, layout, sheet))

    def run(self) -> None:
        """Check every record, then what only shows between records."""
        for record in records(self.grid, self.layout, self.sheet):
            merge = self.merged.get(record.top)
            if merge:
                self._refuse_merge(record, merge)
            else:
                self._check_record(record)
        if not self.names and not self.bad:
            raise RuleBroken(
                gettext_noop("工作表「{grid}」只有表头，下面没有数据。"),
                field="file",
                grid=self.grid.name,
            )
        for fields, groups in zip(self.sheet.unique, self.unique, strict=True):
            self._check_duplicates(fields, groups)

    def _refuse_merge(self, record: Record, merge: Merge) -> None:
        fault = Fault(
            gettext_noop("{range} 是合并单元格"),
            gettext_noop("名录里一行一个对象。请取消合并，逐行填写后再导入。"),
            range=merge.address(),
        )
        place = next(f for f, p in self.layout.places.items() if merge.left <= p <= merge.right)
        self._add(record.top, place, fault)

    def _check_record(self, record: Record) -> None:
        values: dict[str, Any] = {}
        for column in self.sheet.columns:
            self._read(record, column, values)
        self.names[record.top] = str(values.get(self.sheet.label, ""))
        for fields, groups in zip(self.sheet.unique, self.unique, strict=True):
            if all(field in values for field in fields) and any(values[f] for f in fields):
                groups.setdefault(tuple(values[f] for f in fields), []).append(record.top)
        if record.top not in self.bad:
            self._build(record, values)
        for remark in self.reading.take_remarks():
            self._remark(record.top, remark)

    def _read(self, record: Record, column: Column, values: dict[str, Any]) -> None:
        """Put the value of a column into `values`, or add the problem."""
        cells = [c for c in record.cells.get(column.field, ()) if not is_blank(c[1])]
        if not cells:
            if column.carry and column.field in self.above:
                values[column.field] = self.above[column.field]
                return
            if column.required:
                self._add(record.top, column.field, _empty(column))
            values[column.field] = column.empty
            return
        found = []
        self.reading.field = column.field
        for row, cell in cells:
            try:
                found.append(self._parse(column, cell))
            except Refusal as refusal:
                self._add(record.top, column.field, refusal, at_row=row, cell=cell)
                return
        values[column.field] = column.join(found, self.reading) if column.join else found[0]
        self.above[column.field] = values[column.field]

    def _parse(self, column: Column, cell: Cell) -> Any:
        """Return the value of a cell; what was said without remarks is remembered."""
        known = self.known[column.field]
        if isinstance(cell, str) and cell in known:
            return known[cell]
        _refuse_error(cell)
        remarks = len(self.reading.remarks)
        value = column.parse(cell, self.reading)
        if (
            isinstance(cell, str)
            and len(known) < MAX_KNOWN
            and remarks == len(self.reading.remarks)
        ):
            known[cell] = value
        return value

    def _build(self, record: Record, values: Mapping[str, Any]) -> None:
        try:
            self.rows[record.top] = self.sheet.build(record.top + 1, values, self.reading)
        except Refusals as refusals:
            for refusal in refusals.refusals:
                self._add(record.top, refusal.field, refusal)
        except Refusal as refusal:
            self._add(record.top, refusal.field, refusal)

    def _check_duplicates(
        self, fields: tuple[str, ...], groups: Mapping[tuple[Any, ...], list[int]]
    ) -> None:
        """Name every row that repeats another; where they differ, none of them is imported."""
        for tops in groups.values():
            if len(tops) < 2:
                continue
            rows = [self.rows.get(top) for top in tops]
            same = None not in rows and all(row == rows[0] for row in rows)
            for top in tops[1:] if same else tops:
                self._add(top, fields[-1], self._duplicate(fields, tops, top, same=same))

    def _duplicate(
        self, fields: tuple[str, ...], tops: Sequence[int], top: int, *, same: bool
    ) -> Fault:
        others = [other for other in tops if other != top]
        names = dict.fromkeys(self.names[each] for each in (top, *others))
        advice = gettext_noop("除这一项外还有不同之处。请核对后只保留一行。")
        if same:
            advice = gettext_noop("两行内容相同，导入前一行，本行略去。")
        elif len(names) > 1:
            advice = gettext_noop("名称不同：{names}，只能保留一行。")
        return Fault(
            gettext_noop("与第 {rows} 行的{header}重复"),
            advice,
            rows="、".join(str(other + 1) for other in others[:5]),
            header=self.sheet.by_field[fields[-1]].header,
            names="".join(f"「{name}」" for name in list(names)[:3]),
        )

    def _add(
        self,
        top: int,
        field: str,
        refusal: Refusal,
        *,
        at_row: int | None = None,
        cell: Cell = None,
    ) -> None:
        self.bad.add(top)
        advice = refusal.advice if isinstance(refusal, Fault) else ""
        remark = Remark("error", field, refusal.template, advice, refusal.facts)
        self._remark(top if at_row is None else at_row, remark, cell)

    def _remark(self, row: int, remark: Remark, cell: Cell = None) -> None:
        self.levels[remark.level] += 1
        if len(self.problems) >= MAX_KEPT:
            self.hidden += 1
            return
        place = self.layout.places.get(remark.field)
        column = self.sheet.by_field.get(remark.field)
        if cell is None and place is not None:
            cell = self.grid.cell(row, place)
        self.problems.append(
            Problem(
                level=remark.level,
                grid=self.grid.name,
                row=row + 1,
                column="" if place is None else column_letter(place),
                header=column.header if column else "",
                sentence=remark.sentence,
                advice=remark.advice,
                facts=dict(remark.facts),
                value=_masked(column, shown(cell))[:200],
            )
        )

    def result(self) -> Checked:
        """Return what was found, problems in the order of rows."""
        good = [row for top, row in self.rows.items() if top not in self.bad]
        summary = [self._summary(text, count) for text, count in self.reading.summary.items()]
        return Checked(
            sheet=self.sheet,
            grid=self.grid.name,
            header_row=self.layout.header_row + 1,
            columns=tuple(self._columns()),
            rows=self.sheet.finish(good),
            problems=(
                *summary,
                *sorted(self.problems, key=lambda p: (p.row, len(p.column), p.column)),
            ),
            failed=tuple(self._failed(top) for top in sorted(self.bad)[:MAX_KEPT]),
            counts=Counts(
                total=len(self.rows.keys() | self.bad),
                good=len(good),
                failed=len(self.bad),
                warnings=self.levels["warning"],
                notices=self.levels["notice"] + len(summary),
                hidden=self.hidden,
            ),
        )

    def _summary(self, sentence: str, count: int) -> Problem:
        return Problem("notice", self.grid.name, 0, "", "", sentence, "", {"count": count}, "")

    def _columns(self) -> Iterator[FoundColumn]:
        for field, place in sorted(self.layout.places.items(), key=lambda pair: pair[1]):
            header = self.layout.headers[place]
            yield FoundColumn(column_letter(place), " ".join(header.split()), field)

    def _failed(self, top: int) -> FailedRow:
        row = self.grid.row(top)
        cells = {
            field: shown(row[place] if place < len(row) else None)
            for field, place in self.layout.places.items()
        }
        masked = {f: _masked(self.sheet.by_field[f], text) for f, text in cells.items()}
        return FailedRow(top + 1, masked, cells)


def _refuse_error(cell: Cell) -> None:
    if isinstance(cell, CellError):
        if cell.text == "=":
            raise Fault(
                gettext_noop("公式没有算出结果"),
                gettext_noop("请用 Excel 打开保存一次，或粘贴为数值。"),
            )
        raise Fault(
            gettext_noop("单元格是错误值 {value}"),
            gettext_noop("请改正公式或直接填写。"),
            value=cell.text,
        )


def _empty(column: Column) -> Fault:
    return Fault(
        gettext_noop("{header}为空"), gettext_noop("{header}必填。"), header=column.header
    )


def _masked(column: Column | None, text: str) -> str:
    return MASKS[column.personal](text) if column and column.personal and text else text
