"""Industry classification 「国民经济行业分类」, GB/T 4754-2017."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mingqian.rules.reference.tables import broken_row, rows_of

COLUMNS = ("code", "code_full", "name", "level", "parent")


class IndustryLevel(StrEnum):
    """The four levels of the classification."""

    SECTION = "门类"
    DIVISION = "大类"
    GROUP = "中类"
    CLASS = "小类"


@dataclass(frozen=True, slots=True)
class Industry:
    """A class of economic activity 「行业」.

    Attributes:
        code: digits, or the letter of a section.
        code_full: the same with the section's letter in front.
        name: its name in the standard.
        level: section, division, group or class.
        parent: code above, "" for a section.
    """

    code: str
    code_full: str
    name: str
    level: IndustryLevel
    parent: str


def parse_industries(text: str) -> dict[str, Industry]:
    """Return industries by code, from CSV text with the columns of the shipped file."""
    return {cells["code"]: _industry(line, cells) for line, cells in rows_of(text, COLUMNS)}


def lineage(code: str, table: Mapping[str, Industry]) -> Iterator[Industry]:
    """Yield an industry and the ones above it, up to its section."""
    at = table.get(code)
    while at is not None:
        yield at
        at = table.get(at.parent)


def _industry(line: int, cells: dict[str, str]) -> Industry:
    try:
        level = IndustryLevel(cells["level"])
    except ValueError:
        raise broken_row(line) from None
    # The file repeats a section's own letter as its parent.
    parent = "" if level is IndustryLevel.SECTION else cells["parent"]
    return Industry(cells["code"], cells["code_full"], cells["name"], level, parent)
