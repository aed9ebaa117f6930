"""Open a spreadsheet in a process that can do no harm: little memory, little time, nothing open.

`python -m mingqian.imports.child` reads the file from standard input and writes JSON lines to
standard output: a line per sheet, a line per row, an end. Whatever a hostile file does to the
parser happens in here, after the process gave up the right to open files, sockets and children.
"""

import codecs
import contextlib
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

import python_calamine as calamine

from mingqian.imports.archive import (
    MAX_COLUMNS,
    MAX_GRIDS,
    MAX_ROWS,
    Errors,
    Unreadable,
    scan_archive,
)

MEMORY = 512 * 2**20
CPU_SECONDS = 60
WALL_SECONDS = 120
RESULT_BYTES = 320 * 2**20
FORMATS = ("xlsx", "xls", "csv")

# In an xls with a password the first record after the beginning (BOF) is FILEPASS.
_FILE_PASS = re.compile(rb"\x09\x08\x10\x00.{16}\x2f\x00", re.DOTALL)


def run(data: bytes, form: str, source: IO[bytes], result: IO[bytes]) -> int:
    """Parse `data` in a limited child; return its exit code, killed ones negative.

    The two files carry the data in and the lines out: a child that writes without end meets its
    file size limit, and nothing it writes is held in this process before its size is known.
    """
    # Only this side needs them; the child starts a third faster without.
    import subprocess
    import tempfile
    import threading
    from pathlib import Path

    source.write(data)
    source.seek(0)
    root = str(Path(__file__).resolve().parents[2])
    paths = dict.fromkeys([root, *(path for path in sys.path if path)])
    command = [sys.executable, "-S", "-s", "-P", "-B", "-m", "mingqian.imports.child", form]
    with subprocess.Popen(  # noqa: S603 - our own module, no word of the file is in the command
        command,
        stdin=source,
        stdout=result,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        start_new_session=True,
        cwd=tempfile.gettempdir(),
        env={"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"},
    ) as process:
        # wait(timeout=…) polls and sleeps; a timer lets the wait end with the child.
        timer = threading.Timer(WALL_SECONDS, process.kill)
        timer.start()
        try:
            return process.wait()
        finally:
            timer.cancel()
            process.kill()


def main() -> None:
    """Read one file from standard input and describe it on standard output."""
    data = sys.stdin.buffer.read()
    form = sys.argv[1]
    _preload(form)
    _limit()
    for line in describe(data, form):
        sys.stdout.write(line)  # UTF-8 by the environment that `run` gives
    sys.stdout.flush()


def describe(data: bytes, form: str) -> Iterator[str]:
    """Yield what a file holds as JSON lines; the last one says that it is the end, or why not."""
    try:
        for line in _lines(data, form):
            yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        yield '{"end":true}\n'
    except Unreadable as problem:
        yield json.dumps({"refused": problem.code, "facts": problem.facts}) + "\n"


def _preload(form: str) -> None:
    """Load what is loaded late, as no file can be opened afterwards."""
    for name in ("utf-8-sig", "gb18030", "cp437", "ascii", "utf-16-le"):
        codecs.lookup(name)
    if form == "csv":
        import csv  # noqa: F401


def _limit() -> None:
    """Give up memory, time, new files, sockets and children, as far as the system can."""
    try:
        import resource
    except ImportError:
        return
    for kind, amount in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CPU", CPU_SECONDS),
        ("RLIMIT_FSIZE", RESULT_BYTES),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 0),
    ):
        number = getattr(resource, kind, None)
        if number is not None:
            # A system may refuse a limit that it knows (macOS: RLIMIT_AS); the others still hold.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(number, (amount, amount))


def _lines(data: bytes, form: str) -> Iterator[Any]:
    if form == "csv":
        yield from _csv_lines(data)
        return
    errors = scan_archive(data) if form == "xlsx" else {}
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            yield from _book_lines(book, errors)
    except calamine.PasswordError as problem:
        raise Unreadable("encrypted") from problem
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as problem:
        raise Unreadable("encrypted" if _FILE_PASS.search(data) else "broken") from problem


def _book_lines(book: calamine.CalamineWorkbook, errors: dict[str, Errors]) -> Iterator[Any]:
    metadata = [
        entry for entry in book.sheets_metadata if entry.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if len(metadata) > MAX_GRIDS:
        raise Unreadable("grids", found=len(metadata), limit=MAX_GRIDS)
    for entry in metadata:
        sheet = book.get_sheet_by_name(entry.name)
        found = errors.get(entry.name, {})
        height, width = _extent(sheet, found)
        merges = sheet.merged_cell_ranges or []
        yield {
            "grid": entry.name,
            "hidden": entry.visible != calamine.SheetVisibleEnum.Visible,
            "height": height,
            "width": width,
            "merges": [[*first, *last] for first, last in merges],
        }
        yield from _sheet_lines(sheet, found, height)


def _extent(sheet: calamine.CalamineSheet, errors: Errors) -> tuple[int, int]:
    end = sheet.end or (-1, -1)
    height = max([end[0], *(row for row, _column in errors)]) + 1
    width = max([end[1], *(column for _row, column in errors)]) + 1
    if height > MAX_ROWS:
        raise Unreadable("rows")
    if width > MAX_COLUMNS:
        raise Unreadable("columns")
    return height, width


def _sheet_lines(sheet: calamine.CalamineSheet, errors: Errors, height: int) -> Iterator[Any]:
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in errors.items():
        by_row.setdefault(row, {})[column] = text
    before = [None] * (sheet.start[1] if sheet.start else 0)
    rows = sheet.iter_rows() if sheet.start else iter(())
    for number in range(height):
        cells = [*before, *map(_plain, next(rows, ()))]
        for column, text in by_row.get(number, {}).items():
            cells += [None] * (column + 1 - len(cells))
            cells[column] = ["e", text]
        while cells and cells[-1] is None:
            cells.pop()
        yield cells


def _plain(value: Any) -> Any:
    """Return a cell as JSON: null, text, number, true or ["d"|"t", ISO text]."""
    if value == "":
        return None
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time | timedelta):
        return str(value)
    return value


def _csv_lines(data: bytes) -> Iterator[Any]:
    import csv

    text = _decode(data)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",\t;，", key=first.count)
    csv.field_size_limit(100_000)
    rows: list[list[str | None]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([cell or None for cell in record])
            if len(rows) > MAX_ROWS:
                raise Unreadable("rows")
            if len(record) > MAX_COLUMNS:
                raise Unreadable("columns")
    except csv.Error as problem:
        raise Unreadable("csv_broken", row=len(rows) + 1) from problem
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    yield {"grid": "CSV", "hidden": False, "height": len(rows), "width": width, "merges": []}
    yield from rows


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if "\0" in text:
                break
            return text
    raise Unreadable("csv_encoding")


if __name__ == "__main__":
    main()
