"""Item lists as offices publish them: title rows, two header rows, merged cells, several bases."""

import io
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from mingqian.imports.checking import check_workbook
from mingqian.imports.invented import make_register, write_register
from mingqian.imports.sheets import SHEETS
from mingqian.imports.sheets.items import ItemRow, legal_bases, level_of
from mingqian.imports.workbook import read_workbook
from mingqian.rules.refusals import RuleBroken
from tests.imports.build import TODAY, xlsx
from tests.imports.county import READING, REFERENCE, problems_of, read

REAL = Path(__file__).parents[3] / "shared" / "data" / "items-hainan-2020.xlsx"
HEADERS = ("抽查事项", "检查对象", "事项类别", "检查方式", "检查部门", "检查依据")
GOOD = (
    "安全培训情况的检查",
    "工贸企业",
    "一般检查事项",
    "现场检查",
    "县级应急管理部门",
    "《安全生产法》第二十八条",
)


def check(data, filename="清单.xlsx", grid_name=""):
    book = read(data, filename, csv_allowed=False)
    return check_workbook(
        book, SHEETS["items"], reference=REFERENCE, today=TODAY, grid_name=grid_name
    )


@pytest.fixture(scope="module")
def real():
    if not REAL.exists():
        pytest.skip(f"the published catalogue is not at {REAL.name} beside the repository")
    book = read_workbook(REAL.read_bytes(), REAL.name)
    return check_workbook(book, SHEETS["items"], reference=REFERENCE, today=TODAY)


def test_the_real_catalogue_has_285_items_of_16_bodies(real):
    assert real.counts.total == real.counts.good == len(real.rows) == 285
    assert len({row.body for row in real.rows}) == 16
    assert len(real.keys()) == 285
    assert len({row.code for row in real.rows}) == 285
    assert real.header_row == 3
    assert [column.field for column in real.columns] == [
        "body",
        "code",
        "category",
        "matter",
        "objects_text",
        "item_class",
        "method",
        "department",
        "legal_bases",
    ]


@pytest.mark.row("R01")
def test_the_real_catalogue_keeps_what_stands_in_merged_cells(real):
    by_row = {row.row: row for row in real.rows}
    uniforms = by_row[6]
    assert uniforms.body == "省教育厅"
    assert uniforms.category == "中小学教育装备产品检查"
    assert uniforms.code == "1-3"
    assert len(uniforms.legal_bases) == 2
    # Row 13 and 14 are the third and fourth basis of the item of row 11.
    assert len(by_row[11].legal_bases) == 4
    assert {12, 13, 14}.isdisjoint(by_row)
    # The basis of row 255 is merged over it from row 244.
    assert by_row[255].legal_bases == by_row[244].legal_bases
    assert by_row[84].category == by_row[79].category == "人力资源服务"


@pytest.mark.row("R03")
def test_the_real_catalogue_has_key_items_and_levels(real):
    assert Counter(row.item_class for row in real.rows) == {"general": 255, "key": 30}
    assert Counter(row.level for row in real.rows)["县级以上"] == 221
    canteens = next(row for row in real.rows if row.row == 314)
    assert canteens.objects_text == "餐饮服务经营者；学校、托幼机构、养老机构等食堂"
    assert canteens.item_class == "key"
    assert [problem.row for problem in real.problems] == list(range(314, 330, 2))


def letters(text):
    return Counter(re.sub(r"[\s，,；;、。\d.．]", "", text))


def test_no_word_of_the_legal_bases_is_lost(real):
    grid = read(REAL.read_bytes(), REAL.name).grids[0]
    starts = [*(row.row for row in real.rows), grid.height + 1]
    for row, end in zip(real.rows, starts[1:], strict=True):
        cells = dict.fromkeys(str(grid.cell(at - 1, 8) or "") for at in range(row.row, end))
        kept = letters("".join(row.legal_bases))
        lost = sum((letters(cell) for cell in cells), Counter()) - kept
        # A basis that an item names twice is kept once.
        assert not lost or lost in map(letters, row.legal_bases), (row.row, lost)


@pytest.mark.row("R01")
def test_an_invented_catalogue_of_the_same_layout_is_read_whole():
    register = make_register("items", "t", today=TODAY)
    checked = check(write_register(register))
    assert checked.problems == ()
    assert len(checked.rows) == 40
    for row, written in zip(checked.rows, register.rows, strict=True):
        assert row.matter == written["matter"]
        assert row.category == written["category"]
        assert row.body == "青禾县应急管理局"
        assert "；".join(row.legal_bases) == written["legal_bases"]


def test_rows_without_merged_cells_go_on_with_the_item_above():
    checked = check(
        xlsx(
            ("序号", "抽查类别", *HEADERS),
            (1, "工贸", *GOOD),
            (None, None, None, None, None, None, None, "《甲法》第一条"),
            (None, None, "第二个事项", *GOOD[1:]),
            (2, "矿山", "第三个事项", *GOOD[1:]),
            (None, None, None, "地下矿山", "重点", None, None, None),
        )
    )
    assert [(row.code, row.category, row.matter, row.row) for row in checked.rows] == [
        ("1-1", "工贸", GOOD[0], 2),
        ("1-2", "工贸", "第二个事项", 4),
        ("2", "矿山", "第三个事项", 5),
    ]
    assert checked.rows[0].legal_bases == ("《安全生产法》第二十八条", "《甲法》第一条")
    assert checked.rows[2].objects_text == "工贸企业；地下矿山"
    assert checked.rows[2].item_class == "key"
    assert problems_of(checked) == [
        ("E5", "notice", "本事项的检查对象有重点也有一般，按重点事项导入")
    ]


def test_items_without_numbers_are_counted():
    checked = check(xlsx(HEADERS, GOOD, ("另一事项", *GOOD[1:])))
    assert [row.code for row in checked.rows] == ["001", "002"]


def test_every_problem_of_an_item_is_named():
    checked = check(xlsx(HEADERS, GOOD, ("另一事项", None, "特别", "现场", None, None)))
    assert len(checked.rows) == 1
    assert problems_of(checked) == [
        ("B3", "error", "检查对象为空"),
        ("C3", "error", "「特别」不是可选的值"),
        ("E3", "error", "检查部门为空"),
        ("F3", "error", "检查依据为空"),
    ]
    assert checked.problems[1].advice_text() == "可填：重点检查事项、一般检查事项。"
    assert checked.counts.failed == 1
    assert checked.failed[0].shown["matter"] == "另一事项"


def test_a_row_before_the_first_matter_is_named():
    checked = check(xlsx(HEADERS, (None, *GOOD[1:]), GOOD))
    assert problems_of(checked) == [("A2", "error", "抽查事项为空")]
    assert len(checked.rows) == 1


def test_the_same_item_twice_is_named_by_both_rows():
    checked = check(xlsx(HEADERS, GOOD, GOOD, (GOOD[0], GOOD[1], "重点", *GOOD[3:])))
    assert problems_of(checked) == [
        ("B2", "error", "与第 3、4 行的检查对象重复"),
        ("B3", "error", "与第 2、4 行的检查对象重复"),
        ("B4", "error", "与第 2、3 行的检查对象重复"),
    ]
    same = check(xlsx(HEADERS, GOOD, GOOD))
    assert problems_of(same) == [("B3", "error", "与第 2 行的检查对象重复")]
    assert len(same.rows) == 1


def test_an_item_list_is_no_csv():
    with pytest.raises(RuleBroken, match=r"\.csv 文件不能导入"):
        check("抽查事项\n".encode(), "清单.csv")


@pytest.mark.parametrize(
    ("cell", "bases"),
    [
        ("《甲法》第一条", ("《甲法》第一条",)),
        ("《甲法》第一条\n第二条", ("《甲法》第一条第二条",)),
        ("《甲法》第一条\r\n《乙条例》", ("《甲法》第一条", "《乙条例》")),
        ("《甲法》《乙条例》", ("《甲法》", "《乙条例》")),
        ("《甲法》第一条，《乙条例》第二条。", ("《甲法》第一条", "《乙条例》第二条")),
        ("《甲法》第一条和《乙条例》第二条", ("《甲法》第一条和《乙条例》第二条",)),
        (
            "甲法第83条（《乙规定》第6条、《丙规定》第7条）",
            ("甲法第83条（《乙规定》第6条、《丙规定》第7条）",),
        ),
        ("《关于印发〈甲〉的通知》第一条 《乙》", ("《关于印发〈甲〉的通知》第一条", "《乙》")),
        ("1.《甲法》\n2、《乙法》\n《甲法》", ("《甲法》", "《乙法》")),
    ],
)
def test_legal_bases_are_told_apart(cell, bases):
    assert legal_bases(cell, READING) == bases


@pytest.mark.parametrize(
    ("department", "level"),
    [
        ("县级以上市场监管部门", "县级以上"),
        ("县级以上(含县级）公安机关", "县级以上"),
        ("省级、市级市场监管部门", "省级、市级"),
        ("省级以下市场监管部门", "省级以下"),
        ("海口海关", ""),
    ],
)
def test_the_level_is_read_from_the_department(department, level):
    assert level_of(department) == level


def test_the_catalogue_is_laid_out_as_the_real_ones():
    book = openpyxl.load_workbook(
        io.BytesIO(write_register(make_register("items", "t", today=TODAY)))
    )
    sheet = book.active
    merged = {str(merge) for merge in sheet.merged_cells.ranges}
    assert {"A1:K1", "A2:A3", "C2:D2"} <= merged
    assert len(merged) > 60


def test_an_item_row_names_itself():
    row = ItemRow(4, "1", "事项", "对象", "general", "部门", ("依据",), category="类", body="局")
    assert row.key == "局｜类｜事项｜对象"
