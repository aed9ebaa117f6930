"""What a sheet should hold: its columns, what reading them may look up, and what it may say."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol

from mingqian.directories import reference
from mingqian.imports.workbook import Cell
from mingqian.rules.reference.industries import Industry
from mingqian.rules.reference.regions import Region
from mingqian.rules.reference.sectors import Sector
from mingqian.rules.refusals import RuleBroken


class Row(Protocol):
    """A checked row: the dataclasses of `sheets`."""

    @property
    def row(self) -> int:
        """Row as Excel numbers it."""

    @property
    def key(self) -> str:
        """What makes the row the same thing in the file and in the directory."""


class Fault(RuleBroken):
    """A cell that cannot be taken, with what to do about it.

    Attributes:
        advice: template of the second sentence, with the same facts.
    """

    def __init__(self, template: str, advice: str = "", *, at: str = "", **facts: object) -> None:
        super().__init__(template, field=at, **facts)
        self.advice = advice


@dataclass(frozen=True)
class Reference:
    """The codes and names that this office knows.

    Attributes:
        places: division code (6, 9 or 12 digits) → name, for the county and its townships.
        industries: GB/T 4754 by code.
        sectors: sectors of work-safety supervision, in their order of precedence.
        national: GB/T 2260 by code, for a better sentence about a foreign or abolished code.
        units: names of the units of this office; empty: unit names are not checked.
        short_units: other names of a unit → its name.
    """

    places: Mapping[str, str]
    industries: Mapping[str, Industry]
    sectors: tuple[Sector, ...]
    national: Mapping[str, Region] = field(default_factory=dict)
    units: frozenset[str] = frozenset()
    short_units: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def place_codes(self) -> dict[str, str]:
        """Return the codes of places by their names."""
        return {name: code for code, name in self.places.items()}

    @cached_property
    def industry_codes(self) -> dict[str, tuple[str, ...]]:
        """Return the industry codes of every name; some names stand on two levels."""
        codes: dict[str, list[str]] = {}
        for industry in self.industries.values():
            codes.setdefault(industry.name, []).append(industry.code)
        return {name: tuple(found) for name, found in codes.items()}

    @cached_property
    def sector_codes(self) -> dict[str, str]:
        """Return sector codes by code, by name, and by name without its bracket."""
        codes = {sector.code: sector.code for sector in self.sectors}
        for sector in self.sectors:
            codes[sector.name] = codes[sector.name.partition("（")[0]] = sector.code
        return codes


def shipped_reference(
    places: Mapping[str, str],
    units: frozenset[str] = frozenset(),
    short_units: Mapping[str, str] = MappingProxyType({}),
) -> Reference:
    """Return the reference with the tables that ship with the program and an office's places."""
    return Reference(
        places=places,
        industries=reference.industries(),
        sectors=reference.sectors(),
        national=reference.regions(),
        units=units,
        short_units=short_units,
    )


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a cell, beside what was read from it."""

    level: str
    field: str
    sentence: str
    advice: str
    facts: Mapping[str, object]


class Reading:
    """The reading of one worksheet: its reference, its day, the remarks on the present record."""

    def __init__(self, reference: Reference, today: date) -> None:
        self.reference = reference
        self.today = today
        self.field = ""
        self.remarks: list[Remark] = []
        self.summary: Counter[str] = Counter()

    def notice(self, sentence: str, advice: str = "", **facts: object) -> None:
        """Say what was changed in the present cell; the row is imported."""
        self.remarks.append(Remark("notice", self.field, sentence, advice, facts))

    def warn(self, sentence: str, advice: str = "", *, at: str = "", **facts: object) -> None:
        """Say what will have consequences; the row is imported."""
        self.remarks.append(Remark("warning", at or self.field, sentence, advice, facts))

    def count(self, sentence: str) -> None:
        """Count a silent completion; one notice with {count} says how often it was done."""
        self.summary[sentence] += 1

    def take_remarks(self) -> list[Remark]:
        """Return the remarks on the record that is done, and begin anew."""
        remarks, self.remarks = self.remarks, []
        return remarks


def nearest(text: str, known: Mapping[str, object] | frozenset[str]) -> str:
    """Return the known name that looks most like `text`, or ""."""
    return next(iter(get_close_matches(text, list(known), n=1, cutoff=0.5)), "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes:
        field: attribute of the row.
        headers: names it goes by, the one of our template first.
        parse: cell and reading → value; raises Refusal.
        required: whether a row without it is refused.
        needed: whether a file without the column is refused; None = as `required`.
        empty: the value of an empty cell.
        hint: how to fill it in, shown in the template.
        example: an example, shown in the template.
        choices: the values of a drop-down list in the template.
        personal: the mask of `rules.masking` for the screen, "" for none.
        carry: whether an empty cell repeats the one above, for sheets with blocks.
        join: values of several rows of one record → one value, for sheets with blocks.
    """

    field: str
    headers: tuple[str, ...]
    parse: Callable[[Cell, Reading], Any]
    required: bool = False
    needed: bool | None = None
    empty: Any = ""
    hint: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    personal: str = ""
    carry: bool = False
    join: Callable[[Sequence[Any], Reading], Any] | None = None

    @property
    def header(self) -> str:
        """The header of our template."""
        return self.headers[0]

    @property
    def must_exist(self) -> bool:
        """Whether a file without this column is refused."""
        return self.required if self.needed is None else self.needed


@dataclass(frozen=True)
class Sheet:
    """A kind of sheet that can be imported.

    Attributes:
        code: its name in code and addresses.
        title: its name for people.
        columns: its columns in the order of the template.
        build: row number, values, reading → row; raises Refusal for what shows between cells.
        unique: sets of fields of which each is different in every row.
        label: field that names a row to people.
        leader: field whose cell begins a record of several rows; "" = every row is a record.
        finish: what is left to do when all rows are known.
        csv: whether a CSV file is accepted.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    build: Callable[[int, Mapping[str, Any], Reading], Row]
    unique: tuple[tuple[str, ...], ...]
    label: str
    leader: str = ""
    finish: Callable[[Sequence[Row]], tuple[Row, ...]] = tuple
    csv: bool = True

    @cached_property
    def by_field(self) -> dict[str, Column]:
        """The columns by their field."""
        return {column.field: column for column in self.columns}

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """The columns by every header they go by, in the plain form."""
        return {plain(name): column for column in self.columns for name in column.headers}


def plain(header: str) -> str:
    """Return a header as it is compared: no spaces, stars and notes in brackets."""
    text = re.sub(r"[（(〔\[【].*?[）)〕\]】]", "", unicodedata.normalize("NFKC", header))
    return re.sub(r"[\s*:\u200b\ufeff]", "", text)
