"""A checked row beside the row of the directory that it would write."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from mingqian.imports.columns import Fault
from mingqian.imports.stored import CHANGED, NEW, SAME
from mingqian.rules.masking import MASKS
from mingqian.rules.permissions import Actor


@dataclass(slots=True)
class Compared:
    """A checked row and what writing it would do.

    Attributes:
        row: its values by field, as JSON holds them.
        existing: the row of the directory with the same key, None for a new one.
        values: the attributes to write: all of a new row, those that differ of a known one.
        changes: field → (before, after) as people read them, personal values masked.
        faults: why the row cannot be written.
        warnings: what is worth a look.
    """

    row: Mapping[str, Any]
    existing: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def standing(self) -> str:
        """New, changed, or the same."""
        if self.existing is None:
            return NEW
        return CHANGED if self.changes else SAME


@dataclass(frozen=True)
class Occasion:
    """For whom and when rows are compared, and which columns the file has."""

    by: Actor
    at: datetime
    columns: frozenset[str]


class Book(Protocol):
    """A directory as an import sees it: compare rows with it, write them, name what is absent."""

    def compare(self, rows: Sequence[Mapping[str, Any]]) -> list[Compared]:
        """Return the rows of one batch beside those of the directory."""

    def write(self, batch: Sequence[Compared], source: str) -> None:
        """Write one batch: new and changed rows; inside the action of the import."""

    def missing(self, keys: Collection[str]) -> list[dict[str, Any]]:
        """Return what the directory holds and the file does not."""

    def notices(self) -> list[tuple[str, int]]:
        """Return what was completed in silence: a sentence with {count}, and how often."""


def merge(compared: Compared, wanted: Mapping[str, Any], shown: Callable[[str, Any], str]) -> None:
    """Fill in the values of a row: all of a new one, what differs of a known one.

    An empty cell never wipes what the directory knows, so wanted holds no empty values.
    """
    if compared.existing is None:
        compared.values = dict(wanted)
        return
    for name, value in wanted.items():
        before = getattr(compared.existing, name)
        if before != value:
            compared.values[name] = value
            compared.changes[name] = (shown(name, before), shown(name, value))


def apply_values(batch: Iterable[Compared]) -> tuple[list[Any], list[str]]:
    """Set the values on the known rows that change; return them and the names of all fields."""
    rows: list[Any] = []
    names: set[str] = set()
    for compared in batch:
        if compared.existing is not None and compared.values:
            for name, value in compared.values.items():
                setattr(compared.existing, name, value)
            names |= compared.values.keys()
            rows.append(compared.existing)
    return rows, sorted(names)


def day_of(value: Any) -> Any:
    """Return a day from its text; what is no text stays."""
    return date.fromisoformat(value) if isinstance(value, str) and value else value


def plain(value: Any) -> Any:
    """Return a value of a checked row as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def shown_value(name: str, value: Any) -> str:
    """Return a value as people read it, masked where it is personal."""
    if name in {"phone", "id_number"}:
        return MASKS[name](value) if value else ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return "" if value is None else str(value)
