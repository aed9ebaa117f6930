"""What the check of a file found, packed small for the row of the import in the database.

Rows are lines of JSON with their standing in front, so that a page of one standing is found
without parsing the lines before it, and a hundred thousand rows are read one by one.
"""

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, overload

NEW, CHANGED, SAME = "n", "c", "s"
STANDINGS = (NEW, CHANGED, SAME)


@dataclass(slots=True)
class Line:
    """A row that can be written.

    Attributes:
        standing: new, changed or the same as in the directory.
        row: its values by field, as JSON holds them.
        changes: field → (before, after) as people read them, personal values masked.
    """

    standing: str
    row: dict[str, Any]
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Findings:
    """What else was found: problems, rows that failed, rows of the directory not in the file."""

    problems: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)


def pack_lines(lines: Iterable[Line]) -> bytes:
    """Return the lines as compressed bytes."""
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=3, mtime=0) as packed:
        for line in lines:
            body = json.dumps([line.row, line.changes], ensure_ascii=False, separators=(",", ":"))
            packed.write(f"{line.standing}{body}\n".encode())
    return stream.getvalue()


def unpack_lines(packed: bytes, standing: str = "") -> Iterator[Line]:
    """Yield the lines in the order of the file, those of one standing when it is given."""
    for text in _texts(packed, standing):
        row, changes = json.loads(text[1:])
        yield Line(chr(text[0]), row, {name: (was, now) for name, (was, now) in changes.items()})


def _texts(packed: bytes, standing: str) -> Iterator[bytes]:
    if not packed:
        return
    wanted = standing.encode()
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
        yield from (text for text in stream if text.startswith(wanted))


class Lines:
    """The lines of one standing as a list that reads only the page that is asked for."""

    def __init__(self, packed: bytes, standing: str, count: int) -> None:
        self.packed = packed
        self.standing = standing
        self.count = count

    def __len__(self) -> int:
        return self.count

    @overload
    def __getitem__(self, wanted: int) -> Line: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Line]: ...
    def __getitem__(self, wanted: int | slice) -> Line | list[Line]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        texts = islice(_texts(self.packed, self.standing), wanted.start, wanted.stop)
        return [Line(self.standing, *json.loads(text[1:])) for text in texts]


def pack_findings(findings: Findings) -> bytes:
    """Return the findings as compressed bytes."""
    body: Mapping[str, Any] = {
        "problems": findings.problems,
        "failed": findings.failed,
        "missing": findings.missing,
    }
    return gzip.compress(json.dumps(body, ensure_ascii=False, default=str).encode(), 3, mtime=0)


def unpack_findings(packed: bytes) -> Findings:
    """Return the findings that were packed; none when nothing was."""
    return Findings(**json.loads(gzip.decompress(packed))) if packed else Findings()
