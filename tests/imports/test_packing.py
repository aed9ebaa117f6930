"""Rows and problems rest as bytes between preview and application."""

import pytest

from mingqian.imports.checking import check_workbook
from mingqian.imports.invented import write_xlsx
from mingqian.imports.sheets import SHEETS
from mingqian.imports.sheets.packing import (
    pack_problems,
    pack_rows,
    unpack_problems,
    unpack_rows,
)
from tests.imports.build import TODAY
from tests.imports.county import REFERENCE, read


@pytest.mark.parametrize("kind", SHEETS)
def test_what_was_packed_comes_back(kind):
    data = write_xlsx(kind, "t", 80, today=TODAY, dirt=True)
    checked = check_workbook(read(data, "a.xlsx"), SHEETS[kind], reference=REFERENCE, today=TODAY)
    assert checked.rows
    assert checked.problems
    rows = unpack_rows(kind, pack_rows(checked.rows))
    assert rows == checked.rows
    assert [row.row for row in rows] == [row.row for row in checked.rows]
    problems = unpack_problems(pack_problems(checked.problems))
    assert [p.text() for p in problems] == [p.text() for p in checked.problems]
    assert [p.cell for p in problems] == [p.cell for p in checked.problems]


def test_nothing_comes_back_as_nothing():
    assert unpack_rows("items", b"") == ()
    assert unpack_problems(pack_problems(())) == ()
