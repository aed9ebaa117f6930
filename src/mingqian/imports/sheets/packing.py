"""Checked rows and problems as bytes and back: an import rests between its preview and its end."""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from types import MappingProxyType
from typing import Any

from mingqian.imports.checking import Problem
from mingqian.imports.columns import Row
from mingqian.imports.sheets.inspectors import InspectorRow
from mingqian.imports.sheets.items import ItemRow
from mingqian.imports.sheets.targets import TargetRow

# No text of a checked row has a control character, so the mark cannot be met by chance.
_DAY = "\x1f"
_ROW_TYPES: Mapping[str, type[Any]] = MappingProxyType(
    {"items": ItemRow, "targets": TargetRow, "inspectors": InspectorRow}
)


def pack_rows(rows: Iterable[Row]) -> bytes:
    """Return rows as compressed JSON; those of inspectors hold personal data in clear."""
    return _pack([asdict(row) for row in rows])  # type: ignore[call-overload]


def unpack_rows(kind: str, packed: bytes) -> tuple[Any, ...]:
    """Return the rows of that kind of sheet as their dataclass."""
    make = _ROW_TYPES[kind]
    return tuple(make(**{f: _value(v) for f, v in row.items()}) for row in _unpack(packed))


def pack_problems(problems: Iterable[Problem]) -> bytes:
    """Return problems as compressed JSON; personal values are masked in them."""
    return _pack([asdict(problem) for problem in problems])


def unpack_problems(packed: bytes) -> tuple[Problem, ...]:
    """Return the problems."""
    return tuple(Problem(**problem) for problem in _unpack(packed))


def _pack(content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return zlib.compress(text.encode("utf-8"), 6)


def _unpack(packed: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(zlib.decompress(packed)) if packed else []
    return found


def _plain(value: object) -> str:
    return f"{_DAY}{value.isoformat()}" if isinstance(value, date) else str(value)


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and value.startswith(_DAY):
        return date.fromisoformat(value.removeprefix(_DAY))
    return value
