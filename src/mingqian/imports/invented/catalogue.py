"""The item list of 青禾县, laid out as real catalogues are: title, two header rows, merged cells.

Matters and legal bases follow public lists of 2016 to 2025 (安全监管总局厅函〔2016〕256号 and the
lists and plans of several counties and cities) and the laws themselves. `confidence` medium marks
a basis that rests on a regulation whose articles were not read: it serves a demonstration, and
the law desk of an office releases each basis before it stands on a document.
"""

import csv
from importlib.resources import files
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mingqian.imports.invented.county import BUREAU_NAME, COUNTY_NAME
from mingqian.imports.workbook import Cell

TITLE = f"{COUNTY_NAME}应急管理领域随机抽查事项清单\n（2026年版）"
# Upper header, lower header ("" = merged downwards), field, width.
_HEADERS = (
    ("编制单位名称", "", "body", 18),
    ("序号", "", "code", 6),
    ("抽查项目", "抽查类别", "category", 14),
    ("抽查项目", "抽查事项", "matter", 44),
    ("检查对象", "", "objects_text", 28),
    ("事项类别", "", "item_class", 14),
    ("检查方式", "", "method", 20),
    ("检查主体", "", "department", 20),
    ("实施层级", "", "level", 14),
    ("检查依据", "", "legal_bases", 60),
    ("适用行业领域", "", "sectors", 24),
)
_FIRST_ROW = 3


def items(count: int) -> list[dict[str, Cell]]:
    """Return the first items of the list, all of them for a large count."""
    text = (files("mingqian.imports.invented") / "items.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))[:count]
    return [{"body": BUREAU_NAME, **{f: row[f] for f in row if f != "confidence"}} for row in rows]


def write_catalogue(rows: list[dict[str, Cell]]) -> bytes:
    """Return the list as xlsx: a row for each legal basis, everything else merged over them."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("抽查事项清单")
        head = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
        body = book.add_format({"text_wrap": True, "valign": "vcenter", "border": 1})
        _write_head(page, head)
        spans = _spans(rows)
        for row, (top, bottom) in zip(rows, spans, strict=True):
            _write_item(page, row, (top, bottom), body)
        if spans:
            _write_span(page, (_FIRST_ROW, spans[-1][1], 0), rows[0]["body"], body)
            _write_categories(page, rows, spans, body)
    return stream.getvalue()


def _bases(row: dict[str, Cell]) -> list[str]:
    return str(row["legal_bases"]).split("；")


def _spans(rows: list[dict[str, Cell]]) -> list[tuple[int, int]]:
    spans = []
    top = _FIRST_ROW
    for row in rows:
        bottom = top + len(_bases(row)) - 1
        spans.append((top, bottom))
        top = bottom + 1
    return spans


def _write_head(page: Worksheet, style: Format) -> None:
    page.merge_range(0, 0, 0, len(_HEADERS) - 1, TITLE, style)
    for at, (upper, lower, _field, width) in enumerate(_HEADERS):
        page.set_column(at, at, width)
        if lower:
            page.write_string(2, at, lower, style)
        else:
            page.merge_range(1, at, 2, at, upper, style)
    page.merge_range(1, 2, 1, 3, "抽查项目", style)


def _write_item(
    page: Worksheet, row: dict[str, Cell], span: tuple[int, int], style: Format
) -> None:
    for at, (_upper, _lower, field, _width) in enumerate(_HEADERS):
        if field == "legal_bases":
            for down, basis in enumerate(_bases(row)):
                page.write_string(span[0] + down, at, basis, style)
        elif field not in {"body", "category"}:
            _write_span(page, (*span, at), row[field], style)


def _write_categories(
    page: Worksheet, rows: list[dict[str, Cell]], spans: list[tuple[int, int]], style: Format
) -> None:
    start = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or rows[at]["category"] != rows[start]["category"]:
            span = (spans[start][0], spans[at - 1][1], 2)
            _write_span(page, span, rows[start]["category"], style)
            start = at


def _write_span(page: Worksheet, span: tuple[int, int, int], value: Cell, style: Format) -> None:
    top, bottom, column = span
    if top == bottom:
        page.write_string(top, column, str(value), style)
    else:
        page.merge_range(top, column, bottom, column, str(value), style)
