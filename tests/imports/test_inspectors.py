"""Registers of inspectors: identity, certificate, validity, expertise."""

from datetime import date

import pytest

from mingqian.imports.checking import check_workbook
from mingqian.imports.invented import make_register, write_register
from mingqian.imports.sheets import SHEETS, InspectorRow
from mingqian.rules.identifiers import id_check_digit
from tests.imports.build import TODAY, xlsx
from tests.imports.county import REFERENCE, problems_of, read

COLUMNS = SHEETS["inspectors"].columns
HEADERS = tuple(column.header for column in COLUMNS)


def id_number(serial, born="19850101"):
    first = f"370399{born}{serial:03}"
    return first + id_check_digit(first)


def person(number=0, **changes):
    """Return the cells of a man of the bureau whose certificate is valid."""
    cells = {
        "name": "张三",
        "sex": "男",
        "id_number": id_number(2 * number + 1),
        "phone": "15412345678",
        "unit": "青禾县应急管理局",
        "level": "县级",
        "post": "股长",
        "certificate_number": f"370399{number:05}",
        "valid_from": date(2024, 1, 1),
        "valid_to": date(2028, 12, 31),
        "expertise": "危险化学品、冶金",
        "may_lead": "是",
        **changes,
    }
    return tuple(cells[column.field] for column in COLUMNS)


def check(*rows):
    book = read(xlsx(HEADERS, *rows), "人员.xlsx")
    return check_workbook(book, SHEETS["inspectors"], reference=REFERENCE, today=TODAY)


@pytest.mark.row("R10")
def test_a_full_row_is_read():
    checked = check(person())
    assert checked.problems == ()
    assert checked.rows == (
        InspectorRow(
            row=2,
            name="张三",
            sex="m",
            id_number=id_number(1),
            unit="青禾县应急管理局",
            level="county",
            certificate_number="37039900000",
            valid_from=date(2024, 1, 1),
            valid_to=date(2028, 12, 31),
            phone="15412345678",
            post="股长",
            expertise=("危险化学品", "冶金"),
            may_lead=True,
            certificate_expired=False,
        ),
    )
    assert checked.keys() == {id_number(1): 2}


def test_what_people_write_is_understood():
    checked = check(
        person(1, sex=None, level="乡镇（街道）", may_lead=None, phone=None, post=None),
        person(2, expertise="危化, 冶金；有色/机械\n危化", may_lead="否"),
        person(3, expertise=None, valid_to="2028年12月31日", valid_from="2024/1/1"),
        person(4, id_number=id_number(46), sex="女", certificate_number=" C0301-22 "),
    )
    assert [p.text() for p in checked.problems] == []
    first, second, third, fourth = checked.rows
    assert (first.sex, first.level, first.may_lead, first.phone) == ("m", "township", False, "")
    assert second.expertise == ("危化", "冶金", "有色", "机械")
    assert (third.expertise, third.valid_to) == ((), date(2028, 12, 31))
    assert (fourth.sex, fourth.certificate_number) == ("f", "C0301-22")


@pytest.mark.row("R11")
def test_an_expired_certificate_is_a_warning_and_the_row_is_imported_as_out():
    checked = check(
        person(1, valid_from=date(2020, 1, 1), valid_to=date(2026, 11, 21)),
        person(2, valid_from=date(2020, 1, 1), valid_to=TODAY),
    )
    assert [row.certificate_expired for row in checked.rows] == [True, False]
    (problem,) = checked.problems
    assert (problem.level, problem.cell) == ("warning", "J2")
    assert problem.text() == "执法证已于 2026-11-21 到期"
    assert "不能被抽取" in problem.advice_text()
    assert checked.counts.warnings == 1
    assert checked.counts.failed == 0


WRONG = [
    ({"name": None}, "A", "姓名为空"),
    ({"sex": "未知"}, "B", "「未知」不是可选的值"),
    ({"sex": "女"}, "B", "性别与身份证号不符：身份证号为男"),
    ({"id_number": None}, "C", "身份证号为空"),
    ({"id_number": 370399198501010}, "C", "存成了数字"),
    ({"id_number": "370399850101001"}, "C", "应为 18 位，现为 15 位"),
    ({"id_number": id_number(51, "19851301")}, "C", "不是一个日期"),
    ({"id_number": id_number(53, "20150101")}, "C", "未满 18 周岁"),
    ({"phone": "12"}, "D", "手机号应为 11 位"),
    ({"unit": None}, "E", "所在单位为空"),
    ({"unit": "某某单位"}, "E", "没有单位「某某单位」"),
    ({"level": None}, "F", "层级为空"),
    ({"level": "省级"}, "F", "「省级」不是可选的值"),
    ({"certificate_number": None}, "H", "执法证号为空"),
    ({"certificate_number": "1?2#34"}, "H", "执法证号只能有"),
    ({"valid_from": None}, "I", "有效期起为空"),
    ({"valid_from": date(2027, 1, 1)}, "I", "在今天之后"),
    ({"valid_to": "长期"}, "J", "「长期」不是一个日期"),
    ({"valid_to": date(2023, 12, 31)}, "J", "有效期止 2023-12-31 早于有效期起 2024-01-01"),
    ({"expertise": "一项很长的专长" * 6}, "K", "太长，一项最多 32 个字"),
    ({"may_lead": "也许"}, "L", "「也许」不是可选的值"),
]


@pytest.fixture(scope="module")
def wrong():
    return check(*[person(100 + n, **changes) for n, (changes, _, _) in enumerate(WRONG)])


@pytest.mark.parametrize("case", range(len(WRONG)), ids=lambda n: WRONG[n][2])
def test_a_wrong_cell_is_named(wrong, case):
    _changes, column, said = WRONG[case]
    (problem,) = [p for p in wrong.problems if p.row == case + 2]
    assert (problem.level, problem.cell) == ("error", f"{column}{case + 2}")
    assert said in problem.text()
    assert case + 2 not in {row.row for row in wrong.rows}


def test_all_that_the_id_number_denies_is_named_at_once():
    checked = check(
        person(sex="女", id_number=id_number(1, "20150101"), valid_to=date(2023, 1, 1))
    )
    assert [problem.cell for problem in checked.problems] == ["B2", "C2", "J2"]


def test_a_person_or_a_certificate_twice_names_both_rows():
    checked = check(
        person(1),
        person(2, id_number=id_number(3), name="李四"),
        person(3),
        person(4, certificate_number="37039900003"),
    )
    assert checked.rows == ()
    assert problems_of(checked) == [
        ("C2", "error", "与第 3 行的身份证号重复"),
        ("C3", "error", "与第 2 行的身份证号重复"),
        ("H4", "error", "与第 5 行的执法证号重复"),
        ("H5", "error", "与第 4 行的执法证号重复"),
    ]


def test_id_numbers_are_masked_wherever_they_are_shown():
    broken = id_number(7)[:17] + ("1" if id_number(7)[17] != "1" else "2")
    checked = check(person(id_number=broken), person(2, unit=None))
    said = repr(checked.problems) + repr([failed.shown for failed in checked.failed])
    assert broken not in said
    assert "19850101" not in said
    assert "370399********" in said
    assert checked.failed[0].cells["id_number"] == broken


def test_a_clean_register_has_no_error_and_a_dirty_one_every_planted_one():
    def check_register(register):
        book = read(write_register(register), "人员.xlsx")
        return check_workbook(book, SHEETS["inspectors"], reference=REFERENCE, today=TODAY)

    clean = check_register(make_register("inspectors", "t", today=TODAY))
    assert len(clean.rows) == 64
    assert {problem.level for problem in clean.problems} == {"warning"}
    register = make_register("inspectors", "t", today=TODAY, dirt=True)
    checked = check_register(register)
    field_of = {column.letter: column.field for column in checked.columns}
    found = {
        (p.row - 2, field_of[p.column], p.level) for p in checked.problems if p.level != "warning"
    }
    assert found == {(p.place, p.field, p.level) for p in register.planted}
