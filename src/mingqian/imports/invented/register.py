"""Whole registers: the rows of a kind, with or without dirt, and the file a clerk would send."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from types import MappingProxyType

import xlsxwriter

from mingqian.imports.invented.catalogue import items, write_catalogue
from mingqian.imports.invented.dirt import Planted, soil
from mingqian.imports.invented.firms import firm
from mingqian.imports.invented.people import inspector
from mingqian.imports.sheets import SHEETS
from mingqian.imports.workbook import Cell

DEFAULT_COUNTS: Mapping[str, int] = MappingProxyType(
    {"items": 40, "targets": 3_200, "inspectors": 64}
)


@dataclass(frozen=True)
class Register:
    """An invented register: its rows by field, and the faults planted in them."""

    kind: str
    rows: tuple[Mapping[str, Cell], ...]
    planted: tuple[Planted, ...]


def make_register(
    kind: str, seed: str, count: int | None = None, *, today: date, dirt: bool = False
) -> Register:
    """Return a register of `items`, `targets` or `inspectors`.

    Args:
        kind: the code of the sheet.
        seed: any text; the same seed, count and day give the same register everywhere.
        count: how many rows; the list of items has 40 at most.
        today: the day from which dates of visits and certificates are counted back.
        dirt: whether the faults of real files are planted.
    """
    size = DEFAULT_COUNTS[kind] if count is None else count
    if kind == "items":
        rows = items(size)
    else:
        make = firm if kind == "targets" else inspector
        rows = [make(seed, index, today) for index in range(size)]
    planted = soil(kind, seed, rows) if dirt else ()
    return Register(kind, tuple(rows), planted)


def write_register(register: Register) -> bytes:
    """Return the register as xlsx: items as a catalogue with merged cells, others as a list."""
    if register.kind == "items":
        return write_catalogue([dict(row) for row in register.rows])
    sheet = SHEETS[register.kind]
    stream = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        page = book.add_worksheet(sheet.title)
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, column.header)
        for number, row in enumerate(register.rows, start=1):
            for at, column in enumerate(sheet.columns):
                value = row.get(column.field)
                if isinstance(value, date):
                    page.write_datetime(number, at, value, day)
                elif isinstance(value, float):
                    page.write_number(number, at, value)
                elif value not in (None, ""):
                    page.write_string(number, at, str(value), text)
    return stream.getvalue()


def write_xlsx(
    kind: str, seed: str, count: int | None = None, *, today: date, dirt: bool = False
) -> bytes:
    """Return an invented register as the xlsx file that a clerk would send."""
    return write_register(make_register(kind, seed, count, today=today, dirt=dirt))
