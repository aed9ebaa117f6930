"""Registers of firms: every fault that real files have, with sheet, row, column and rule."""

from datetime import date

import pytest

from mingqian.imports.checking import check_workbook
from mingqian.imports.invented import make_register, write_xlsx
from mingqian.imports.sheets import SHEETS, TargetRow
from mingqian.imports.workbook import column_letter
from mingqian.rules.identifiers import make_credit_code
from mingqian.rules.refusals import RuleBroken
from tests.imports.build import TODAY, raw_xlsx, text_cell, worksheet, xls, xlsx
from tests.imports.county import REFERENCE, problems_of, read

CODES = [make_credit_code("370399", f"MA00000{n}") for n in range(6)]
HEADERS = ("统一社会信用代码", "单位名称", "行业类别", "所属区划")
GOOD = (CODES[0], "青禾县甲公司", "2614", "城关镇")
FULL = (
    *HEADERS,
    "单位类型",
    "法定代表人",
    "住所",
    "联系人",
    "联系电话",
    "经营范围",
    "主体类型",
    "行业领域",
    "监管类型",
    "风险等级",
    "管辖单位",
    "上次检查日期",
)


def check(data, filename="名录.xlsx", grid_name="", kind="targets"):
    book = read(data, filename)
    return check_workbook(
        book, SHEETS[kind], reference=REFERENCE, today=TODAY, grid_name=grid_name
    )


def refused(data, filename="名录.xlsx", **options):
    with pytest.raises(RuleBroken) as refusal:
        check(data, filename, **options)
    return str(refusal.value)


def check_cells(cells):
    """Check a file of rows that are good but for one cell each, as real bytes."""
    columns = SHEETS["targets"].columns
    rows = []
    for number, (field, value) in enumerate(cells):
        code = make_credit_code("370399", f"MA10{number:04}")
        row = dict(
            zip(("credit_code", "name", "industry", "region"), (code, *GOOD[1:]), strict=True)
        )
        row[field] = value
        rows.append(tuple(row.get(column.field) for column in columns))
    return check(xlsx(tuple(column.header for column in columns), *rows))


def one(field, value):
    """Check a file with one row, good but for one cell; return its problems and its row."""
    checked = check_cells([(field, value)])
    return checked, (checked.rows[0] if checked.rows else None)


@pytest.mark.row("R05")
def test_a_full_row_is_read():
    row = (
        *GOOD,
        "有限责任公司",
        "张三",
        "青禾县城关镇 人民路1号",
        "李四",
        15412345678,
        "化工产品\n制造",
        "企业",
        "危险化学品",
        "重点",
        "Ｃ级",
        "县应急局",
        date(2026, 3, 1),
    )
    checked = check(xlsx(FULL, row))
    assert checked.rows == (
        TargetRow(
            row=2,
            credit_code=CODES[0],
            name="青禾县甲公司",
            industry="2614",
            industry_name="有机化学原料制造",
            sector="hazchem",
            region="370399100",
            region_name="城关镇",
            unit_type="有限责任公司",
            legal_representative="张三",
            address="青禾县城关镇 人民路1号",
            contact="李四",
            phone="15412345678",
            business_scope="化工产品 制造",
            subject_type="企业",
            regulatory_type="重点",
            risk_class="C",
            supervising_unit="青禾县应急管理局",
            last_inspected_on=date(2026, 3, 1),
        ),
    )
    assert checked.keys() == {CODES[0]: 2}
    assert problems_of(checked) == [("N2", "notice", "全角字符已转成半角：C级")]


def test_what_the_file_leaves_open_is_completed_and_said():
    checked = check(xlsx(HEADERS, GOOD))
    assert checked.rows[0].sector == "hazchem"
    assert checked.rows[0].regulatory_type == "重点"
    assert [(p.level, p.row, p.text()[:8]) for p in checked.problems] == [
        ("notice", 0, "1 行未填行业领"),
        ("notice", 0, "1 行未填监管类"),
    ]


WRONG = [
    ("credit_code", None, "统一社会信用代码为空"),
    ("credit_code", 9.13703990000000e17, "统一代码被 Excel 存成了数字（9.13704E+17）"),
    ("credit_code", "9.1370399E+17", "被 Excel 存成了数字"),
    ("credit_code", "370399100012345", "这是 15 位的旧工商注册号"),
    ("credit_code", 370399100012345, "这是 15 位的旧工商注册号"),
    ("credit_code", f"{CODES[0][:17]}{(int(CODES[0][17], 36) + 1) % 10}", "统一代码校验位不对"),
    ("credit_code", CODES[0].replace("00000", "0000O"), "字母 O"),
    ("credit_code", CODES[0][:17], "应为 18 位，现为 17 位"),
    ("name", None, "单位名称为空"),
    ("name", "   ", "单位名称为空"),
    ("name", 12345, "应为名称，现为数字"),
    ("name", "长" * 201, "太长：201 个字，最多 200 个字"),
    ("name", "+青禾公司", "名称以「+」开头，像一个公式"),
    ("name", "＝青禾公司", "名称以「＝」开头，像一个公式"),
    ("industry", "9999", "没有行业代码「9999」"),
    ("industry", "有机化学原料制作", "没有行业「有机化学原料制作」"),
    ("industry", 111, "可能是"),
    ("region", "禾丰真", "「禾丰真」不在行政区划中"),
    ("region", "370399999", "没有区划代码 370399999"),
    ("region", "370322", "370322 高青县不在本局辖区内"),
    ("region", "999999", "没有行政区划代码 999999"),
    ("phone", "5", "联系电话"),
    ("phone", "1540001234", "手机号应为 11 位"),
    ("sector", "航天", "没有行业领域「航天」"),
    ("regulatory_type", "特殊", "「特殊」不是可选的值"),
    ("risk_class", "E", "「E」不是可选的值"),
    ("supervising_unit", "青禾县应急局", "没有单位「青禾县应急局」"),
    ("last_inspected_on", "2026年2月30日", "「2026年2月30日」不是一个日期"),
    ("last_inspected_on", "31/1/2026", "不是一个日期"),
    ("last_inspected_on", "去年", "不是一个日期"),
    ("last_inspected_on", date(2027, 1, 1), "2027-01-01 在今天之后"),
    ("business_scope", "长" * 4_001, "太长"),
]


@pytest.fixture(scope="module")
def wrong():
    return check_cells([(field, value) for field, value, _said in WRONG])


@pytest.mark.parametrize("case", range(len(WRONG)), ids=lambda n: f"{WRONG[n][0]}-{WRONG[n][2]}")
def test_a_wrong_cell_is_named(wrong, case):
    field, _value, said = WRONG[case]
    row = case + 2
    assert row not in {good.row for good in wrong.rows}
    (problem,) = [p for p in wrong.problems if p.level == "error" and p.row == row]
    column = SHEETS["targets"].by_field[field]
    assert problem.cell == f"{column_letter(SHEETS['targets'].columns.index(column))}{row}"
    assert problem.header == column.header
    assert said in problem.text()


def test_all_wrong_cells_fail_and_nothing_else(wrong):
    assert wrong.counts.failed == wrong.counts.total == len(WRONG)


def test_control_characters_are_refused_and_invisible_ones_dropped():
    cells = [
        text_cell(f"{letter}1", header) for letter, header in zip("ABCD", HEADERS, strict=True)
    ]
    values = [CODES[0], "青禾县\u200b甲公司&#x1;", "2614", "城关镇"]
    row = [text_cell(f"{letter}2", value) for letter, value in zip("ABCD", values, strict=True)]
    sheet = worksheet(f"<row r='1'>{''.join(cells)}</row><row r='2'>{''.join(row)}</row>")
    (problem,) = check(raw_xlsx(sheet)).problems
    assert (problem.cell, problem.text()) == ("B2", "含有看不见的控制字符（编号 U+0001）")
    assert one("name", "青禾县\u200b甲公司\u00a0")[1].name == "青禾县甲公司"


UNDERSTOOD = [
    ("credit_code", f" {CODES[0][:8]} {CODES[0][8:].lower()} ", CODES[0]),
    ("credit_code", f"'{CODES[1]}", CODES[1]),
    ("name", "青禾（山东）ABC公司", "青禾（山东）ABC公司"),
    ("industry", "C2614", "2614"),
    ("industry", 2614, "2614"),
    ("industry", "2614 有机化学原料制造", "2614"),
    ("industry", "有机化学原料制造", "2614"),
    ("industry", "烟草制品业", "16"),
    ("region", "青禾县城关镇", "370399100"),
    ("region", "370399100", "370399100"),
    ("region", 370399, "370399"),
    ("phone", "0533-1234567", "0533-1234567"),
    ("sector", "非煤矿山", "noncoalmine"),
    ("risk_class", "较高风险", "C"),
    ("risk_class", "d", "D"),
    ("last_inspected_on", "2026-01-31", date(2026, 1, 31)),
    ("last_inspected_on", "2026/1/31", date(2026, 1, 31)),
    ("last_inspected_on", "2026.1.31", date(2026, 1, 31)),
    ("last_inspected_on", "2026年1月31日", date(2026, 1, 31)),
    ("last_inspected_on", "２０２６年１月３１日", date(2026, 1, 31)),
    ("last_inspected_on", "20260131", date(2026, 1, 31)),
    ("last_inspected_on", 20260131, date(2026, 1, 31)),
    ("last_inspected_on", "2026-01-31 09:30:00", date(2026, 1, 31)),
    ("last_inspected_on", date(2026, 1, 31), date(2026, 1, 31)),
    ("last_inspected_on", None, None),
]


@pytest.fixture(scope="module")
def understood():
    return check_cells([(field, value) for field, value, _read in UNDERSTOOD])


@pytest.mark.parametrize(
    "case", range(len(UNDERSTOOD)), ids=lambda n: f"{UNDERSTOOD[n][0]}-{UNDERSTOOD[n][1]}"
)
def test_what_people_write_is_understood(understood, case):
    field, _value, read = UNDERSTOOD[case]
    assert [p.text() for p in understood.problems if p.level == "error"] == []
    assert getattr(understood.rows[case], field) == read


def test_full_width_characters_are_turned_where_only_one_reading_exists():
    wide = "".join(chr(ord(char) + 0xFEE0) for char in CODES[0])
    checked, row = one("credit_code", wide)
    assert row.credit_code == CODES[0]
    assert ("A2", "notice", f"全角字符已转成半角：{CODES[0]}") in problems_of(checked)
    checked, row = one("credit_code", wide.replace("Ｍ", "Ｏ"))
    assert row is None


def test_a_day_number_is_read_and_said():
    checked, row = one("last_inspected_on", 46053)
    assert row.last_inspected_on == date(2026, 1, 31)
    assert ("P2", "notice", "日期存成了数字 46053，读作 2026-01-31") in problems_of(checked)


def test_every_problem_of_a_row_is_named_and_the_good_rows_remain():
    checked = check(xlsx(HEADERS, GOOD, ("1", "", "9999", "天边"), (CODES[1], *GOOD[1:])))
    assert [row.row for row in checked.rows] == [2, 4]
    assert [p.cell for p in checked.problems if p.level == "error"] == ["A3", "B3", "C3", "D3"]
    assert checked.counts.total == 3
    assert checked.counts.failed == 1
    assert checked.failed[0].row == 3
    assert checked.failed[0].shown["region"] == "天边"


@pytest.mark.row("R06")
def test_a_code_twice_names_both_rows_and_neither_is_taken():
    twin = (CODES[0], "青禾县乙公司", "2614", "城关镇")
    checked = check(xlsx(HEADERS, GOOD, (CODES[1], *GOOD[1:]), twin))
    assert [row.row for row in checked.rows] == [3]
    errors = [p for p in checked.problems if p.level == "error"]
    assert [(p.cell, p.text()) for p in errors] == [
        ("A2", "与第 4 行的统一社会信用代码重复"),
        ("A4", "与第 2 行的统一社会信用代码重复"),
    ]
    assert errors[0].advice_text() == "名称不同：「青禾县甲公司」「青禾县乙公司」，只能保留一行。"


def test_the_same_row_twice_is_taken_once():
    checked = check(xlsx(HEADERS, GOOD, GOOD))
    assert [row.row for row in checked.rows] == [2]
    (problem,) = [p for p in checked.problems if p.level == "error"]
    assert problem.cell == "A3"
    assert problem.advice_text() == "两行内容相同，导入前一行，本行略去。"


def test_a_twin_of_a_broken_row_is_not_taken_in_its_place():
    checked = check(xlsx(HEADERS, GOOD, (CODES[0], None, "2614", "城关镇")))
    assert checked.rows == ()


def test_numeric_codes_never_meet_as_duplicates():
    number = 9.13703990000000e17
    checked = check(
        xlsx(HEADERS, (number, "甲", "2614", "城关镇"), (number, "乙", "2614", "城关镇"))
    )
    assert [p.row for p in checked.problems if p.level == "error"] == [2, 3]
    assert all("存成了数字" in p.text() for p in checked.problems)


def test_errors_of_the_spreadsheet_are_no_empty_cells():
    rows = "".join(
        f"<row r='{number}'>{cells}</row>"
        for number, cells in enumerate(
            (
                "".join(
                    text_cell(f"{letter}1", name)
                    for letter, name in zip("ABCDE", (*HEADERS, "住所"), strict=True)
                ),
                "".join(
                    text_cell(f"{letter}2", value)
                    for letter, value in zip("ABCD", GOOD, strict=True)
                )
                + '<c r="E2" t="e"><v>#REF!</v></c>',
                text_cell("A3", CODES[1])
                + '<c r="B3"><f>A3</f><v/></c>'
                + text_cell("C3", "2614")
                + text_cell("D3", "城关镇"),
            ),
            start=1,
        )
    )
    checked = check(raw_xlsx(worksheet(rows)))
    assert problems_of(checked) == [
        ("E2", "error", "单元格是错误值 #REF!"),
        ("B3", "error", "公式没有算出结果"),
    ]
    assert checked.rows == ()


def test_merged_cells_in_the_data_are_named_row_by_row():
    rows = [(code, *GOOD[1:]) for code in CODES[:4]]
    checked = check(xlsx(HEADERS, *rows, merges=["D3:D4"]))
    assert [row.row for row in checked.rows] == [2, 5]
    errors = [p for p in checked.problems if p.level == "error"]
    assert [(p.cell, p.text()) for p in errors] == [
        ("D3", "D3:D4 是合并单元格"),
        ("D4", "D3:D4 是合并单元格"),
    ]


def test_title_rows_notes_and_two_header_rows_are_found():
    checked = check(
        xlsx(
            ("青禾县检查对象名录", None, None, None, None),
            ("填报单位：青禾县应急管理局",),
            ("序号", "基本信息", None, "监管信息", None),
            (None, "统一社会\n信用代码*", "单位名称（必填）", "行业类别", "所属区划"),
            (1, *GOOD),
            (None, None, None, None, None),
            (2, CODES[1], *GOOD[1:]),
            merges=["A1:E1", "A3:A4", "B3:C3", "D3:E3"],
        )
    )
    assert checked.header_row == 4
    assert [row.row for row in checked.rows] == [5, 7]
    assert [(c.letter, c.field) for c in checked.columns] == [
        ("B", "credit_code"),
        ("C", "name"),
        ("D", "industry"),
        ("E", "region"),
    ]


def test_columns_may_stand_in_any_order_and_under_other_names():
    checked = check(
        xlsx(
            ("属地", "备注", "企业名称", "行业代码", "统一代码"),
            ("城关镇", "无", "甲", "2614", CODES[0]),
        )
    )
    assert [(row.credit_code, row.name, row.region_name) for row in checked.rows] == [
        (CODES[0], "甲", "城关镇")
    ]


def test_missing_columns_are_named_with_what_was_found():
    sentence = refused(xlsx(("单位名称", "所属区划", "备注"), ("甲", "城关镇", "")))
    assert "缺少必需的列：统一社会信用代码、行业类别" in sentence
    assert "现有：单位名称、所属区划、备注" in sentence


def test_a_column_twice_is_named():
    sentence = refused(xlsx((*HEADERS, "企业名称"), (*GOOD, "乙")))
    assert sentence == "列 B 和列 E 都是「单位名称」。请只留一列。"


def test_no_header_says_what_was_looked_for():
    sentence = refused(xlsx(("甲", "乙"), (1, 2)))
    assert "没有找到检查对象名录的表头" in sentence
    assert "第一行内容是：甲、乙" in sentence


def test_the_sheet_that_fits_is_taken_and_the_wrong_one_offers_it():
    data = xlsx(("说明",), ("请填第二张表",), title="说明", more={"名录": [HEADERS, GOOD]})
    assert check(data).grid == "名录"
    sentence = refused(data, grid_name="说明")
    assert sentence == "工作表「说明」不是检查对象名录，工作表「名录」才是。请改选后再试。"
    assert "不存在或是空的" in refused(data, grid_name="没有")


def test_another_kind_of_sheet_is_recognized():
    data = write_xlsx("inspectors", "t", 3, today=TODAY)
    assert (
        refused(data)
        == "工作表「检查人员名录」像是检查人员名录，不是检查对象名录。请到检查人员名录页面导入。"
    )
    assert "像是抽查事项清单" in refused(write_xlsx("items", "t", 3, today=TODAY))
    assert "像是检查对象名录" in refused(write_xlsx("targets", "t", 3, today=TODAY), kind="items")


@pytest.mark.parametrize("rows", [(), ((None, None),)])
def test_an_empty_workbook_is_refused(rows):
    assert refused(xlsx(*rows)) == "文件里没有内容：每张工作表都是空的。"


def test_a_header_without_rows_is_refused():
    assert "只有表头" in refused(xlsx(HEADERS, (" ", None, "\u3000")))


def test_xls_and_csv_are_checked_alike():
    rows = [list(HEADERS), [*GOOD], [CODES[1], "", "2614", "城关镇"]]
    csv = "\r\n".join(",".join(row) for row in rows)
    for data, filename in ((xls(rows), "a.xls"), (csv.encode("gb18030"), "a.csv")):
        checked = check(data, filename)
        assert [row.credit_code for row in checked.rows] == [CODES[0]]
        assert ("B3", "error", "单位名称为空") in problems_of(checked)


def test_phones_are_masked_in_what_is_shown():
    checked = check(xlsx((*HEADERS, "联系电话"), (*GOOD[:3], "天边", "15412345678")))
    assert checked.failed[0].shown["phone"] == "154****5678"
    assert checked.failed[0].cells["phone"] == "15412345678"
    assert "5412345" not in repr(checked.problems)


def test_a_clean_register_has_no_problem_and_a_dirty_one_every_planted_one():
    clean = make_register("targets", "t", 120, today=TODAY)
    checked = check(write_xlsx("targets", "t", 120, today=TODAY))
    assert [row.credit_code for row in checked.rows] == [row["credit_code"] for row in clean.rows]
    assert all(problem.level == "notice" for problem in checked.problems)
    dirty = make_register("targets", "t", 120, today=TODAY, dirt=True)
    checked = check(write_xlsx("targets", "t", 120, today=TODAY, dirt=True))
    field_of = {column.letter: column.field for column in checked.columns}
    found = {(p.row - 2, field_of[p.column], p.level) for p in checked.problems if p.row}
    assert found == {(p.place, p.field, p.level) for p in dirty.planted}
    assert len(dirty.planted) == 13


@pytest.mark.slow
def test_problems_beyond_the_limit_are_counted_and_not_kept(monkeypatch):
    monkeypatch.setattr("mingqian.imports.checking.MAX_KEPT", 5)
    checked = check(xlsx(HEADERS, *[("1", "甲", "2614", "城关镇")] * 9))
    assert len(checked.problems) == len(checked.failed) == 5
    assert checked.counts.failed == 9
    assert checked.counts.hidden == 4
