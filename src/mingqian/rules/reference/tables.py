"""CSV text to rows, with the place of whatever is wrong."""

import csv
import io
from collections.abc import Iterator, Sequence

from mingqian.rules.refusals import RuleBroken, gettext_noop

BYTE_ORDER_MARK = "\ufeff"


def rows_of(text: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells of every row of a CSV text that has these columns.

    Raises:
        RuleBroken: a column is missing, or a row has too few or too many cells.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK)))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise RuleBroken(
            gettext_noop("参考数据缺少列：{columns}。"),
            columns="、".join(missing),
            field="columns",
        )
    for cells in reader:
        # DictReader files surplus cells under None and fills absent ones with None.
        if None in cells or None in cells.values():
            raise broken_row(reader.line_num)
        yield reader.line_num, {name: cell.strip() for name, cell in cells.items()}


def broken_row(line: int) -> RuleBroken:
    """Return the refusal of one row, by its line number."""
    return RuleBroken(gettext_noop("参考数据第 {line} 行不合格式。"), line=line, field="row")


def codes_in(cell: str) -> tuple[str, ...]:
    """Return the codes of a cell that lists several, separated by semicolons."""
    return tuple(code for code in cell.split(";") if code)
