"""Workbooks that we write: templates, lists of errors, exports. No cell of ours ever computes.

A firm may call itself =HYPERLINK(…). In an xlsx a text cell stays text, but people save it as
CSV, copy it and import it elsewhere; so what begins like a formula gets an apostrophe in front,
the sign by which every spreadsheet program takes the rest as text.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mingqian.imports.checking import Checked
from mingqian.imports.columns import Column, Sheet

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
MAX_CELL_TEXT = 32_000
MAX_SHEET_ROWS = 1_048_576
# Characters that XML 1.0 cannot carry; NUL among them.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTHS = {"统一社会信用代码": 22, "身份证号": 22, "经营范围": 40, "检查依据": 60, "抽查事项": 40}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def safe_text(value: object) -> str:
    """Return a value as text that no spreadsheet program takes for a formula.

    Whatever is no text of ours is written as text too: None is empty, a tuple is joined by 、.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, tuple | list):
        return safe_text("、".join(map(str, value)))
    text = _UNWRITABLE.sub("", str(value))[:MAX_CELL_TEXT]
    # Spaces and invisible marks in front do not hide the sign from every program.
    if text.lstrip(" \u3000\xa0\u200b\ufeff").startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def write_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return an xlsx of one worksheet: a header and rows; numbers stay numbers, all else text."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        page = book.add_worksheet(_page_name(title))
        _write_header(page, headers, book.add_format({"bold": True, "bg_color": "#E6EEF0"}))
        text = book.add_format({"num_format": "@"})
        for number, row in enumerate(rows, start=1):
            if number >= MAX_SHEET_ROWS:
                break
            _write_row(page, number, row, text)
    return stream.getvalue()


def _page_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", "", title)[:31] or "Sheet1"


def _write_header(page: Worksheet, headers: Sequence[str], style: Format) -> None:
    for column, header in enumerate(headers):
        page.set_column(column, column, _WIDTHS.get(header, 16))
        page.write_string(0, column, safe_text(header), style)
    page.freeze_panes(1, 0)


def _write_row(page: Worksheet, number: int, row: Sequence[object], text: Format) -> None:
    for column, value in enumerate(row):
        if isinstance(value, int | float) and not isinstance(value, bool):
            page.write_number(number, column, value)
        elif value not in (None, "", ()):
            page.write_string(number, column, safe_text(value), text)


def write_failed(checked: Checked) -> bytes:
    """Return the rows that failed, as they were sent, with what is wrong in the last column.

    The headers are those of the template, so the corrected file can be sent again as it is.
    """
    said: dict[int, list[str]] = {}
    for problem in checked.problems:
        if problem.level == "error":
            sentence = f"{problem.cell} {problem.text()}。{problem.advice_text()}"
            said.setdefault(problem.row, []).append(sentence.replace("。。", "。"))
    fields = [column.field for column in checked.columns]
    headers = [checked.sheet.by_field[field].header for field in fields]
    rows = (
        [
            *(failed.cells[field] for field in fields),
            failed.row,
            "\n".join(said.get(failed.row, ())),
        ]
        for failed in checked.failed
    )
    return write_table(checked.sheet.title, [*headers, "原行号", "问题与改法"], rows)


def write_template(sheet: Sheet) -> bytes:
    """Return an empty sheet of this kind with text cells and lists, and a page of explanations."""
    stream = BytesIO()
    # Constant memory would write column formats only; there are no rows to save memory on.
    with xlsxwriter.Workbook(stream, {**_OPTIONS, "constant_memory": False}) as book:
        page = book.add_worksheet(_page_name(sheet.title))
        needed = book.add_format({"bold": True, "bg_color": "#F6E3DF", "border": 1})
        optional = book.add_format({"bold": True, "bg_color": "#E6EEF0", "border": 1})
        text = book.add_format({"num_format": "@"})
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, _WIDTHS.get(column.header, 16), text)
            page.write_string(0, at, column.header, needed if column.required else optional)
            if column.choices:
                page.data_validation(
                    1, at, 5_000, at, {"validate": "list", "source": list(column.choices)}
                )
        page.freeze_panes(1, 0)
        _write_hints(book.add_worksheet("填写说明"), sheet.columns, optional)
    return stream.getvalue()


def _write_hints(page: Worksheet, columns: Iterable[Column], style: Format) -> None:
    _write_header(page, ("列名", "是否必填", "怎样填写", "示例", "也认这些列名"), style)
    page.set_column(2, 4, 48)
    for number, column in enumerate(columns, start=1):
        cells: tuple[Any, ...] = (
            column.header,
            "必填" if column.required else "选填",
            column.hint,
            column.example,
            "、".join(column.headers[1:]),
        )
        for at, cell in enumerate(cells):
            page.write_string(number, at, safe_text(cell))
