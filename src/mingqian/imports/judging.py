"""A stored file judged as a whole: read, checked, and compared with the directory."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from mingqian.directories import reference
from mingqian.directories.queries import places, units_by_name
from mingqian.imports.checking import Checked, Problem, check_workbook
from mingqian.imports.columns import Fault, Reference, Row
from mingqian.imports.into import BOOKS, Book, Compared, Occasion, plain
from mingqian.imports.into.compared import shown_value
from mingqian.imports.models import Import
from mingqian.imports.sheets import SHEETS
from mingqian.imports.stored import Findings, Line, pack_findings, pack_lines
from mingqian.imports.workbook import read_workbook
from mingqian.rules.permissions import Actor

BATCH = 2_000
"""Rows compared and written at a time."""
MISSING_KEPT = 2_000
"""Rows of the directory absent from the file that are kept by name; all are counted."""


@dataclass(frozen=True)
class Outcome:
    """What the check of a file gave; kept by the action `import.check`.

    Attributes:
        sheet: the worksheet that was read.
        total: rows of the file.
        good: rows that can be written.
        summary: further counts and the columns that were recognized.
        rows: the rows that can be written, packed.
        findings: everything else, packed.
    """

    sheet: str
    total: int
    good: int
    summary: dict[str, Any]
    rows: bytes
    findings: bytes


def office_reference() -> Reference:
    """Return the codes and names that this office knows."""
    return Reference(
        places={place.code: place.name for place in places()},
        industries=reference.industries(),
        sectors=reference.sectors(),
        national=reference.regions(),
        units=frozenset(units_by_name()),
    )


def judge(
    imported: Import, *, by: Actor, at: datetime, tell: Callable[[int, int], None]
) -> Outcome:
    """Judge a stored file; raise Refusal when it cannot be taken as a whole.

    Args:
        imported: the import with its file.
        by: who uploaded it; what they reach decides about rows.
        at: when the check was ordered; certificates are judged on that day.
        tell: is told how many rows are compared, and of how many.
    """
    workbook = read_workbook(bytes(imported.body), imported.filename)
    checked = check_workbook(
        workbook,
        SHEETS[imported.kind],
        reference=office_reference(),
        today=localdate(at),
        grid_name=imported.sheet,
    )
    columns = frozenset(column.field for column in checked.columns)
    book = BOOKS[imported.kind](Occasion(by, at, columns))
    comparison = _Comparison(checked, book, tell)
    rows = pack_lines(comparison.lines())
    return comparison.outcome(rows)


@dataclass
class _Comparison:
    """The checked rows of a file beside the directory."""

    checked: Checked
    book: Book
    tell: Callable[[int, int], None]
    standings: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)

    def lines(self) -> Iterator[Line]:
        """Yield the rows that can be written; keep what is wrong with the others."""
        for batch in self._batches():
            for compared in self.book.compare(batch):
                for warning in compared.warnings:
                    self._add("warning", compared, warning)
                if compared.faults:
                    self._fail(compared)
                    continue
                self.standings[compared.standing] += 1
                yield Line(compared.standing, dict(compared.row), compared.changes)

    def _batches(self) -> Iterator[list[dict[str, Any]]]:
        rows, total = self.checked.rows, len(self.checked.rows)
        for start in range(0, total, BATCH):
            self.tell(start, total)
            yield [_plain_row(row) for row in rows[start : start + BATCH]]
        self.tell(total, total)

    def _fail(self, compared: Compared) -> None:
        self.standings["failed"] += 1
        for fault in compared.faults:
            self._add("error", compared, fault)
        row = compared.row
        names = [column.field for column in self.checked.columns]
        cells = {name: shown_value("", row[name]) for name in names}
        masked = {name: shown_value(name, row[name]) for name in names}
        self.findings.failed.append({"row": row["row"], "shown": masked, "cells": cells})

    def _add(self, level: str, compared: Compared, fault: Fault) -> None:
        self.standings[level] += 1
        row = compared.row
        letters = {column.field: column.letter for column in self.checked.columns}
        column = self.checked.sheet.by_field.get(fault.field)
        self.findings.problems.append(
            {
                "level": level,
                "row": row["row"],
                "column": letters.get(fault.field, ""),
                "header": column.header if column else "",
                "field": fault.field,
                "sentence": fault.template,
                "advice": fault.advice,
                "facts": fault.facts,
                "value": shown_value(fault.field, row.get(fault.field)),
            }
        )

    def outcome(self, rows: bytes) -> Outcome:
        """Return all that was found; call when the lines are used up."""
        checked, counts = self.checked, self.checked.counts
        missing = self.book.missing(checked.keys().keys())
        failed = counts.failed + self.standings["failed"]
        notices = [_notice(text, count) for text, count in self.book.notices()]
        letters = {column.letter: column.field for column in checked.columns}
        problems = [_kept(problem, letters) for problem in checked.problems]
        problems += [*notices, *self.findings.problems]
        pure = [
            {"row": each.row, "shown": dict(each.shown), "cells": dict(each.cells)}
            for each in checked.failed
        ]
        findings = Findings(
            problems=sorted(problems, key=lambda problem: int(problem["row"])),
            failed=sorted([*pure, *self.findings.failed], key=lambda each: int(each["row"])),
            missing=missing[:MISSING_KEPT],
        )
        return Outcome(
            sheet=checked.grid,
            total=counts.total,
            good=counts.total - failed,
            summary={
                "new": self.standings["n"],
                "changed": self.standings["c"],
                "same": self.standings["s"],
                "failed": failed,
                "warnings": counts.warnings + self.standings["warning"],
                "notices": counts.notices + len(notices),
                "missing": len(missing),
                "hidden": counts.hidden,
                "header_row": checked.header_row,
                "columns": [[c.letter, c.header, c.field] for c in checked.columns],
            },
            rows=rows,
            findings=pack_findings(findings),
        )


def _plain_row(row: Row) -> dict[str, Any]:
    return {each.name: plain(getattr(row, each.name)) for each in fields(row)}  # type: ignore[arg-type]


def _kept(problem: Problem, letters: Mapping[str, str]) -> dict[str, Any]:
    return {
        "level": problem.level,
        "row": problem.row,
        "column": problem.column,
        "header": problem.header,
        "field": letters.get(problem.column, ""),
        "sentence": problem.sentence,
        "advice": problem.advice,
        "facts": dict(problem.facts),
        "value": problem.value,
    }


def _notice(sentence: str, count: int) -> dict[str, Any]:
    return {
        "level": "notice",
        "row": 0,
        "column": "",
        "header": "",
        "field": "",
        "sentence": sentence,
        "advice": "",
        "facts": {"count": count},
        "value": "",
    }
