"""The faults that real registers have, planted in known rows.

In one published list of 651 firms 299 had no credit code, and 83 of the other 352 codes had been
ruined by a spreadsheet that stored 18 digits as a number. These are the faults a clerk meets.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mingqian.imports.invented.stream import Stream
from mingqian.imports.workbook import Cell

Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault in the row of that place (from 0): its name, its field, the level it should get."""

    place: int
    fault: str
    field: str
    level: str


def _full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _wrong_last(text: str) -> str:
    return text[:-1] + ("1" if text[-1] != "1" else "2")


# Firms: fault → field, level, value from the row and from the row before.
_TARGET_FAULTS: dict[str, tuple[str, str, Callable[[Row, Row], Cell]]] = {
    "number_code": ("credit_code", "error", lambda _row, _above: 9.13703990000000e17),
    "wrong_digit": ("credit_code", "error", lambda row, _: _wrong_last(str(row["credit_code"]))),
    "old_number": ("credit_code", "error", lambda _row, _above: "370399100012345"),
    "letter_o": ("credit_code", "error", lambda row, _: f"{str(row['credit_code'])[:8]}O{9:09}"),
    "full_width": ("credit_code", "notice", lambda row, _: _full_width(str(row["credit_code"]))),
    "twice": ("credit_code", "error", lambda _row, above: above["credit_code"]),
    "no_name": ("name", "error", lambda _row, _above: None),
    "formula": ("name", "error", lambda row, _: f"={row['name']}"),
    "no_place": ("region", "error", lambda _row, _above: "禾丰真"),
    "no_industry": ("industry", "error", lambda _row, _above: "9999"),
    "no_day": ("last_inspected_on", "error", lambda _row, _above: "2026年2月30日"),
    "no_phone": ("phone", "error", lambda _row, _above: "1540001234"),
}
_INSPECTOR_FAULTS: dict[str, tuple[str, str, Callable[[Row, Row], Cell]]] = {
    "wrong_digit": ("id_number", "error", lambda row, _: _wrong_last(str(row["id_number"]))),
    "number_id": ("id_number", "error", lambda _row, _above: 3.70399198501010e17),
    "full_width": ("id_number", "notice", lambda row, _: _full_width(str(row["id_number"]))),
    "twice": ("certificate_number", "error", lambda _row, above: above["certificate_number"]),
    "no_unit": ("unit", "error", lambda _row, _above: None),
    "sex": ("sex", "error", lambda row, _: "女" if row["sex"] == "男" else "男"),
}
_ITEM_FAULTS: dict[str, tuple[str, str, Callable[[Row, Row], Cell]]] = {
    "no_objects": ("objects_text", "error", lambda _row, _above: ""),
    "no_class": ("item_class", "error", lambda _row, _above: "特别事项"),
}
FAULTS = {"targets": _TARGET_FAULTS, "inspectors": _INSPECTOR_FAULTS, "items": _ITEM_FAULTS}
_SPACING = 5


def soil(kind: str, seed: str, rows: list[Row]) -> tuple[Planted, ...]:
    """Put every fault of this kind of sheet into a row of its own; return where.

    Registers too small for all faults get as many as have room, five rows apart.
    """
    planted = []
    first = 1 + Stream(seed, "dirt", kind).below(_SPACING - 1)
    for number, (fault, (field, level, spoil)) in enumerate(FAULTS[kind].items()):
        place = first + number * _SPACING
        if place >= len(rows):
            break
        rows[place][field] = spoil(rows[place], rows[place - 1])
        planted.append(Planted(place, fault, field, level))
        if fault == "twice":
            # Both rows are refused: nobody can tell which one is right.
            planted.append(Planted(place - 1, fault, field, level))
    return tuple(planted)
