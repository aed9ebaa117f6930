"""What we write computes nothing, and comes back as it went out."""

import io
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.imports.checking import check_workbook
from mingqian.imports.export import safe_text, write_failed, write_table, write_template
from mingqian.imports.invented import write_xlsx
from mingqian.imports.sheets import SHEETS
from tests.imports.build import TODAY, xlsx
from tests.imports.county import READING, REFERENCE, read
from tests.imports.test_targets import CODES, GOOD, HEADERS

TRIGGERS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
HIDDEN = ["", " ", "\u3000", "\u200b", "\ufeff", "\0", "\x01"]


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("before", HIDDEN)
def test_no_trigger_stays_in_front(before, trigger):
    assert safe_text(f"{before}{trigger}1+1").startswith("'")


@given(st.text(max_size=20))
def test_no_text_begins_like_a_formula(text):
    written = safe_text(text)
    assert not written.lstrip(" \u3000\u200b\ufeff\xa0").startswith(tuple(TRIGGERS))
    assert "\0" not in written


def test_other_values_become_text():
    assert safe_text(None) == ""
    assert safe_text(True) == "是"
    assert safe_text(("甲", "乙")) == "甲、乙"
    assert safe_text(("=甲",)) == "'=甲"
    assert safe_text(date(2026, 1, 31)) == "2026-01-31"
    assert safe_text(datetime(2026, 1, 31, 5, 6, tzinfo=UTC)) == "2026-01-31 05:06+00:00"
    assert len(safe_text("长" * 40_000)) == 32_000


def test_no_cell_of_an_export_is_live():
    hostile = [f"{before}{trigger}HYPERLINK(1)" for before in HIDDEN for trigger in TRIGGERS]
    data = write_table("导出：[名]录", hostile, [hostile, ["http://example.org", -5, 1.5, True]])
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    texts = [cell.value for cell in cells if cell.data_type == "s"]
    assert not [text for text in texts if text.startswith(tuple(TRIGGERS))]
    assert [cell.value for cell in book.active[3]][:4] == ["http://example.org", -5, 1.5, "是"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet


@pytest.mark.parametrize("kind", SHEETS)
def test_a_template_can_be_filled_in_and_sent_back(kind):
    sheet = SHEETS[kind]
    book = openpyxl.load_workbook(io.BytesIO(write_template(sheet)))
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]] == [column.header for column in sheet.columns]
    assert len(book.worksheets[1]["A"]) == len(sheet.columns) + 1
    for at, column in enumerate(sheet.columns, start=1):
        page.cell(2, at, column.example or None)
    rows = {"targets": {1: CODES[0]}, "inspectors": {3: "370399198501010011", 8: "37039900001"}}
    for at, value in rows.get(kind, {}).items():
        page.cell(2, at, value)
    stream = io.BytesIO()
    book.save(stream)
    checked = check_workbook(
        read(stream.getvalue(), "模板.xlsx"), sheet, reference=REFERENCE, today=TODAY
    )
    assert [problem.text() for problem in checked.problems if problem.level == "error"] == []
    assert len(checked.rows) == 1


@pytest.mark.parametrize("kind", SHEETS)
def test_every_example_of_a_template_is_right(kind):
    for column in SHEETS[kind].columns:
        if column.choices:
            assert set(column.choices) <= {
                word for word in column.choices if column.parse(word, READING) is not None
            }


def test_templates_keep_long_numbers_as_text():
    book = openpyxl.load_workbook(io.BytesIO(write_template(SHEETS["targets"])))
    assert book.worksheets[0].column_dimensions["A"].number_format == "@"


def test_the_list_of_errors_can_be_corrected_and_sent_back():
    data = xlsx(HEADERS, GOOD, (CODES[1], "=青禾", "9999", "城关镇"), (CODES[2], None, *GOOD[2:]))
    sheet = SHEETS["targets"]
    checked = check_workbook(read(data, "a.xlsx"), sheet, reference=REFERENCE, today=TODAY)
    errors = openpyxl.load_workbook(io.BytesIO(write_failed(checked)))
    page = errors.active
    assert [cell.value for cell in page[1]][-2:] == ["原行号", "问题与改法"]
    assert [page["E2"].value, page["E3"].value] == [3, 4]
    assert page["B2"].value == "'=青禾"
    assert page["F2"].value.splitlines() == [
        "B3 名称以「=」开头，像一个公式。请填写营业执照或证件上的名称。",
        "C3 没有行业代码「9999」（GB/T 4754-2017）。",
    ]
    again = check_workbook(
        read(write_failed(checked), "b.xlsx"), sheet, reference=REFERENCE, today=TODAY
    )
    assert again.counts.failed == 2
    page["B2"], page["C2"], page["B3"] = "青禾甲", "2614", "青禾乙"
    stream = io.BytesIO()
    errors.save(stream)
    again = check_workbook(
        read(stream.getvalue(), "b.xlsx"), sheet, reference=REFERENCE, today=TODAY
    )
    assert [row.name for row in again.rows] == ["青禾甲", "青禾乙"]


def test_invented_files_are_free_of_formulas():
    for kind in SHEETS:
        with zipfile.ZipFile(
            io.BytesIO(write_xlsx(kind, "t", 60, today=TODAY, dirt=True))
        ) as file:
            assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")


def test_the_pure_part_needs_no_framework():
    """What reads and checks files runs without Django, so that a job or a test can use it bare."""
    code = (
        "import sys, mingqian.imports.export, mingqian.imports.invented\n"
        "print([name for name in sys.modules if name.partition('.')[0] == 'django'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.strip() == "[]"
