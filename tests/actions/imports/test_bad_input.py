"""Every bad file of the list gets one clear sentence, with sheet, row, column and rule."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from mingqian.directories.models import Inspector, Target
from mingqian.imports import queries
from tests.world_registers import (
    INSPECTOR_HEADERS,
    ITEM_HEADERS,
    TARGET_HEADERS,
    code,
    id_number,
    inspector_row,
    inspectors_file,
    item_row,
    items_file,
    prepare,
    target_row,
    targets_file,
    upload,
    workbook,
    write,
)


@pytest.fixture
def ready(world):
    prepare(world)
    return world


def refusal_of(world, kind, body, **more):
    """Upload a file that is refused as a whole; nothing may have been written."""
    imported = upload(world, kind, body, **more)
    assert imported.state == "refused", imported.summary
    assert not Target.objects.exists()
    assert not Inspector.objects.exists()
    return imported.refusal


def problem_of(world, kind, body):
    """Upload a file with one bad row; return its only problem as a person reads it."""
    imported = upload(world, kind, body)
    assert imported.state == "checked", imported.refusal
    failed = queries.failed_rows(queries.findings(imported))
    problems = [p for each in failed for p in each.problems]
    assert problems, queries.findings(imported)
    return imported, [
        f"{p['column']}{p['row']} {p['sentence'].format(**p['facts'])}" for p in problems
    ]


# ---- The file as a whole ----


@pytest.mark.parametrize(
    ("filename", "body", "said"),
    [
        ("名录.pdf", b"%PDF-1.7 x", ".pdf 文件不能导入"),
        ("名录.xlsx", b"%PDF-1.7 x", "内容却是 PDF"),
        ("名录.xlsx", b"\x89PNG\r\n\x1a\n", "内容却是图片"),
        ("名录.xlsx", b"<html><table></table></html>", "内容却是网页"),
        ("名录", b"PK\x03\x04", "没有扩展名"),
        ("名录.xlsx", b"PK\x03\x04broken", "损坏"),
        ("名录.xlsx", b"\x00\x01\x02\x03", "认不出来"),
    ],
)
def test_a_wrong_type_is_named(ready, filename, body, said):
    assert said in refusal_of(ready, "targets", body, filename=filename)


def test_a_wrong_sheet_is_named_with_the_kind_that_fits(ready):
    said = refusal_of(ready, "targets", inspectors_file([inspector_row(1)]))
    assert "检查人员" in said


def test_a_sheet_that_is_not_there_is_named(ready):
    said = refusal_of(ready, "targets", targets_file([target_row(1)]), sheet="企业名录")
    assert "企业名录" in said


def test_a_missing_column_is_named_with_what_was_found(ready):
    said = refusal_of(ready, "targets", workbook(TARGET_HEADERS[:3], [target_row(1)[:3]]))
    assert "所属区划" in said
    assert "单位名称" in said


def test_a_file_with_a_header_only_is_refused(ready):
    assert "「检查对象」只有表头" in refusal_of(ready, "targets", targets_file([]))


def test_fifty_megabytes_of_zeros_are_not_unpacked(ready):
    stream = io.BytesIO()
    sound = zipfile.ZipFile(io.BytesIO(targets_file([target_row(1)])))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in sound.namelist():
            zeros = name == "xl/worksheets/sheet1.xml"
            bomb.writestr(name, b"0" * 50_000_000 if zeros else sound.read(name))
    body = stream.getvalue()
    assert len(body) < 100_000
    assert "压缩得异常" in refusal_of(ready, "targets", body)


# ---- Single rows ----


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (9.1370399e17, "A2 统一代码被 Excel 存成了数字"),
        ("370399100012345", "A2 这是 15 位的旧工商注册号"),
        (370399100012345, "A2 这是 15 位的旧工商注册号"),
        ("91370399MA00000", "A2 统一代码应为 18 位"),
        (code(1)[:-1] + ("1" if code(1)[-1] != "1" else "2"), "A2 统一代码校验位不对"),
        (code(1)[:9] + "O" + code(1)[10:], "A2 统一代码第 10 位是字母 O"),
        (None, "A2 统一社会信用代码为空"),
        (id_number(1), "A2 这是公民身份号码"),
    ],
)
def test_a_bad_credit_code_is_named(ready, value, said):
    row = target_row(1)
    row[0] = value
    imported, (problem,) = problem_of(ready, "targets", targets_file([row, target_row(2)]))
    assert problem.startswith(said)
    assert (imported.good, imported.bad) == (1, 1)
    write(ready, imported)
    assert [t.credit_code for t in Target.objects.all()] == [code(2)]


def test_full_width_characters_become_half_width_with_a_notice(ready):
    row = target_row(1)
    row[0] = "".join(chr(ord(c) + 0xFEE0) for c in row[0])
    imported = upload(ready, "targets", targets_file([row]))
    assert imported.good == 1
    notices = queries.remarks(queries.findings(imported))
    assert any("全角" in p["sentence"] for p in notices)
    write(ready, imported)
    assert Target.objects.get().credit_code == code(1)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (1, None, "B2 单位名称为空"),
        (1, "=HYPERLINK(1)", "B2 名称以「=」开头"),
        (2, "9999", "C2 没有行业代码「9999」"),
        (3, "禾丰真", "D2 「禾丰真」不在行政区划中"),
        (3, "370101", "D2 "),
        (4, "禾丰镇安监站", "E2 没有单位「禾丰镇安监站」"),
        (5, "E", "F2 「E」不是可选的值"),
        (6, "1", "G2 "),
    ],
)
def test_a_bad_cell_is_named_with_its_address(ready, column, value, said):
    row = target_row(1)
    row[column] = value
    _imported, (problem,) = problem_of(ready, "targets", targets_file([row]))
    assert problem.startswith(said)


def test_a_code_twice_in_the_file_names_both_rows(ready):
    rows = [target_row(1), target_row(2), target_row(1, name="另一个名字")]
    imported, problems = problem_of(ready, "targets", targets_file(rows))
    assert problems[0].startswith("A2 与第 4 行的统一社会信用代码重复")
    assert problems[1].startswith("A4 与第 2 行的统一社会信用代码重复")
    assert (imported.good, imported.bad) == (1, 2)


def test_a_code_in_the_directory_is_an_update_that_shows_what_changes(ready):
    write(ready, upload(ready, "targets", targets_file([target_row(1)])))
    imported = upload(ready, "targets", targets_file([target_row(1, name="改了名的厂")]))
    assert (imported.summary["new"], imported.summary["changed"]) == (0, 1)
    (line,) = queries.lines(imported, "c")[0:10]
    assert line.changes == {"name": ["青禾第1化工有限公司", "改了名的厂"]}


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (1, 3.70399197101010e17, "B2 身份证号被 Excel 存成了数字"),
        (1, id_number(1)[:-1] + ("1" if id_number(1)[-1] != "1" else "2"), "B2 身份证号校验位"),
        (3, "没有的单位", "D2 没有单位「没有的单位」"),
        (4, "省级", "E2 「省级」不是可选的值"),
        (7, "2028年2月30日", "H2 「2028年2月30日」不是一个日期"),
    ],
)
def test_a_bad_inspector_row_is_named_and_hides_the_number(ready, column, value, said):
    row = inspector_row(1)
    row[column] = value
    imported, problems = problem_of(ready, "inspectors", inspectors_file([row]))
    assert problems[0].startswith(said)
    assert id_number(1) not in str(queries.failed_rows(queries.findings(imported)))


def test_an_expired_certificate_is_a_warning_with_its_cell(ready):
    body = inspectors_file([inspector_row(1, valid_to=date(2026, 11, 1))])
    imported = upload(ready, "inspectors", body)
    assert (imported.good, imported.bad) == (1, 0)
    (warning,) = queries.remarks(queries.findings(imported))
    assert f"{warning['column']}{warning['row']}" == "H2"
    assert warning["facts"] == {"end": "2026-11-01"}


def test_merged_cells_that_make_no_sense_are_named(ready):
    book = openpyxl.load_workbook(io.BytesIO(targets_file([target_row(n) for n in range(1, 4)])))
    book.active.merge_cells("B2:B4")
    stream = io.BytesIO()
    book.save(stream)
    imported, problems = problem_of(ready, "targets", stream.getvalue())
    assert any("合并" in problem for problem in problems)
    assert imported.good == 0


def test_a_bad_item_is_named(ready):
    row = item_row(1, kind="特别事项")
    _imported, (problem,) = problem_of(ready, "items", items_file([row, item_row(2)]))
    assert problem.startswith("D2 「特别事项」不是可选的值")


def test_rows_that_become_too_long_together_are_named(ready):
    first = item_row(1, department="县" * 150 + "局")
    second = [None, None, None, None, "市" * 150 + "局", None]
    _imported, (problem,) = problem_of(ready, "items", items_file([first, second, item_row(2)]))
    assert problem.startswith("E2 几行合起来太长：303 个字，最多 200 个字")


# ---- The list of errors ----


def test_the_error_list_can_be_corrected_and_sent_again(ready):
    rows = [target_row(1), target_row(2, region="禾丰真"), target_row(3, unit="没有的单位")]
    imported = upload(ready, "targets", targets_file(rows))
    book = openpyxl.load_workbook(io.BytesIO(queries.failed_workbook(imported)))
    header, *lines = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert header[:4] == list(TARGET_HEADERS[:4])
    assert header[-2:] == ["原行号", "问题与改法"]
    assert [line[-2] for line in lines] == [3, 4]
    assert lines[0][-1].startswith("D3 「禾丰真」不在行政区划中")
    book.active["D2"] = "禾丰镇"
    book.active["E3"] = "禾丰镇应急管理所"
    stream = io.BytesIO()
    book.save(stream)
    again = upload(ready, "targets", stream.getvalue())
    assert (again.good, again.bad) == (2, 0), queries.findings(again)


def test_the_error_list_holds_no_live_formula(ready):
    row = target_row(1, name="=1+1")
    imported = upload(ready, "targets", targets_file([row]))
    book = openpyxl.load_workbook(io.BytesIO(queries.failed_workbook(imported)))
    assert book.active["B2"].value == "'=1+1"
    assert book.active["B2"].data_type == "s"


@pytest.mark.parametrize("kind", ["items", "targets", "inspectors"])
def test_a_filled_template_is_accepted(ready, kind):
    book = openpyxl.load_workbook(io.BytesIO(queries.template_workbook(kind)))
    page = book.worksheets[0]
    rows = {"targets": target_row, "inspectors": inspector_row, "items": item_row}
    headers = {
        "targets": TARGET_HEADERS,
        "inspectors": INSPECTOR_HEADERS,
        "items": ITEM_HEADERS,
    }[kind]
    places = {cell.value: cell.column for cell in page[1]}
    for header, value in zip(headers, rows[kind](1), strict=True):
        page.cell(2, places[header], value)
    stream = io.BytesIO()
    book.save(stream)
    imported = upload(ready, kind, stream.getvalue())
    assert (imported.state, imported.good) == ("checked", 1), imported.refusal
