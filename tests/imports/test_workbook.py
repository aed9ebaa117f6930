"""Every kind of file that is no spreadsheet is refused with a sentence, and none does harm."""

import contextlib
import io
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from mingqian.imports.workbook import (
    MAX_FILE_BYTES,
    CellError,
    Merge,
    column_letter,
    read_workbook,
)
from mingqian.rules.refusals import RuleBroken
from tests.imports.build import compound, raw_xlsx, text_cell, worksheet, xls, xlsx, zipped

# A cell of a spreadsheet has no time zone.
MOMENT = datetime.fromisoformat("2026-01-31T05:06")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
GOOD_ROW = f"<row r='1'>{text_cell('A1', '名称')}</row>"


def refused(data, filename, **options):
    with pytest.raises(RuleBroken) as refusal:
        read_workbook(data, filename, **options)
    assert refusal.value.field == "file"
    return str(refusal.value)


@pytest.mark.parametrize(
    ("filename", "data", "said"),
    [
        ("空.xlsx", b"", "文件是空的"),
        ("名录", b"x", "没有扩展名"),
        ("名录.txt", b"a,b", ".txt 文件不能导入"),
        ("照片.png", PNG, ".png 文件不能导入"),
        ("通知.doc", compound("WordDocument", b"x"), ".doc 文件不能导入"),
        ("名录.xlsx", PNG, "内容却是图片"),
        ("名录.csv", PNG, "内容却是图片"),
        ("名录.xlsx", b"%PDF-1.7 ...", "内容却是 PDF"),
        ("名录.xlsx", b"Rar!\x1a\x07", "内容却是压缩包"),
        ("名录.xlsx", "名称,代码\n甲,乙\n".encode(), "内容却是纯文本"),
        ("名录.xls", b"<html><table><tr><td>1</td></tr></table></html>", "内容却是网页"),
        ("名录.xls", b"\xef\xbb\xbf<TABLE border=1>", "内容却是网页"),
        ("名录.xls", b"<?xml version='1.0'?><Workbook/>", "内容却是 XML"),
        ("名录.xls", compound("WordDocument", b"x"), "内容却是 Word 文档"),
        ("名录.xlsx", compound("EncryptedPackage", b"x"), "打开密码"),
        ("名录.xls", xls([["名称"]], encrypted=True), "打开密码"),
        ("名录.xls", compound("Workbook", b"\x01\x02"), "没有数据工作表"),
        ("名录.csv", xlsx(["名称"]), "请把扩展名改为 .xlsx"),
        ("名录.xlsx", b"PK\x05\x06" + bytes(18), "空的压缩包"),
        ("名录.xlsx", zipped({"readme.txt": "hello"}), "里面没有 Excel 工作簿"),
        ("名录.xlsx", zipped({"content.xml": "<a/>"}), "另存为 .xlsx"),
        ("名录.xlsx", zipped({"xl/workbook.bin": "x"}), "另存为 .xlsx"),
        ("名录.xlsx", zipped({"word/document.xml": "<a/>"}), "Word 文档"),
        ("名录.xlsx", b"\x01\x02\x03\x04" * 50, "认不出来"),
    ],
)
def test_what_is_no_spreadsheet_is_named(filename, data, said):
    assert said in refused(data, filename)


def test_csv_is_refused_where_it_cannot_carry_the_sheet():
    assert ".csv 文件不能导入" in refused(b"a,b\n1,2\n", "清单.csv", csv_allowed=False)


def test_a_file_above_the_limit_is_refused_before_anything_is_opened():
    sentence = refused(b"PK\x03\x04" + bytes(MAX_FILE_BYTES), "大.xlsx")
    assert "31 MB" in sentence
    assert "30 MB" in sentence


@pytest.mark.slow
@pytest.mark.parametrize("inside", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_fifty_megabytes_of_zeros_are_refused(inside):
    data = raw_xlsx(worksheet(GOOD_ROW), {inside: bytes(50 * 2**20)})
    assert len(data) < 2**20
    assert "50 MB" in refused(data, "零.xlsx")


def test_fifty_megabytes_of_zeros_in_a_plain_zip_are_refused():
    assert "没有 Excel 工作簿" in refused(zipped({"zeros": bytes(2**20)}), "零.xlsx")


def test_one_body_named_again_and_again_is_refused_by_the_sum():
    """The overlapping bomb: every entry keeps the ratio, together they are gigabytes."""
    part = "xl/worksheets/more.xml"
    stream = io.BytesIO(raw_xlsx(worksheet(GOOD_ROW), {part: bytes(7 * 2**20)}))
    with zipfile.ZipFile(stream, "a") as archive:
        body = archive.getinfo(part)
        for number in range(46):
            twin = zipfile.ZipInfo(f"xl/worksheets/more{number}.xml")
            twin.compress_type = body.compress_type
            twin.header_offset, twin.CRC = body.header_offset, body.CRC
            twin.file_size, twin.compress_size = body.file_size, body.compress_size
            archive.filelist.append(twin)
        archive._didModify = True
    assert "329 MB，超过 320 MB" in refused(stream.getvalue(), "叠.xlsx")


def test_too_many_parts_are_refused():
    parts = {f"xl/x{number}.xml": "" for number in range(2_001)}
    assert "个部件" in refused(raw_xlsx(worksheet(GOOD_ROW), parts), "碎.xlsx")


def test_a_part_that_lies_about_its_length_is_refused():
    data = bytearray(raw_xlsx(worksheet(GOOD_ROW * 400)))
    directory = data.rindex(b"PK\x01\x02")
    true_size = struct.unpack_from("<I", data, directory + 24)[0]
    struct.pack_into("<I", data, directory + 24, true_size - 100)
    assert "文件已损坏" in refused(bytes(data), "谎.xlsx")


def test_macros_are_refused():
    data = raw_xlsx(worksheet(GOOD_ROW), {"xl/vbaProject.bin": "x"})
    assert "有宏" in refused(data, "宏.xlsx")


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"]
)
def test_document_types_and_entities_are_refused(part):
    hostile = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    )
    assert "DOCTYPE" in refused(raw_xlsx(worksheet(GOOD_ROW), {part: hostile}), "实体.xlsx")


def test_a_stray_cell_in_the_last_column_is_refused_without_allocating_it():
    row = f"<row r='1'>{text_cell('A1', '名称')}{text_cell('XFD1', '远')}</row>"
    assert "200 列" in refused(raw_xlsx(worksheet(row)), "宽.xlsx")


def test_a_stray_cell_in_the_last_row_is_refused_without_allocating_it():
    rows = f"{GOOD_ROW}<row r='1048576'>{text_cell('A1048576', '远')}</row>"
    assert "20 万行" in refused(raw_xlsx(worksheet(rows)), "长.xlsx")


def test_two_cells_that_make_the_reader_allocate_a_gigabyte_end_in_a_refusal():
    """Both cells are within the limits; what lies between them is not within the memory."""
    rows = f"{GOOD_ROW}<row r='200000'>{text_cell('GR200000', '角')}</row>"
    assert "安全限制" in refused(raw_xlsx(worksheet(rows)), "角.xlsx")


def test_formatted_empty_cells_far_away_do_no_harm():
    rows = f"{GOOD_ROW}<row r='1048576'><c r='XFD1048576' s='0'/><c r='A1048576'></c></row>"
    book = read_workbook(raw_xlsx(worksheet(rows)), "格式.xlsx")
    assert (book.grids[0].height, book.grids[0].width) == (1, 1)


def test_too_many_worksheets_are_refused():
    more = {f"表{number}": [["x"]] for number in range(61)}
    assert "张工作表" in refused(xlsx(["x"], more=more), "多.xlsx")


def test_merges_that_cover_everything_are_refused():
    merges = "".join('<mergeCell ref="A1:GR200000"/>' for _ in range(3))
    cells = f"{GOOD_ROW}<row r='9000'>{text_cell('GR9000', '角')}</row>"
    sheet = worksheet(cells).replace(
        "</worksheet>", f"<mergeCells>{merges}</mergeCells></worksheet>"
    )
    assert "合并单元格太多" in refused(raw_xlsx(sheet), "并.xlsx")


def cut(data, parts):
    """Return the zip with one part replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content.update(parts)
    return zipped({name: part for name, part in content.items() if part is not None})


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"xl/worksheets/sheet1.xml": None}, "文件已损坏"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row r='1'><c r='A1'"}, "文件已损坏"),
        (
            {
                "xl/worksheets/sheet1.xml": worksheet(
                    "<row r='1'><c r='A1' t='s'><v>99</v></c></row>"
                )
            },
            "文件已损坏",
        ),
        ({"xl/workbook.xml": "<workbook><sheets>"}, "文件已损坏"),
        ({"xl/_rels/workbook.xml.rels": None}, "没有 Excel 工作簿"),
    ],
)
def test_damaged_parts_are_refused(parts, said):
    assert said in refused(cut(xlsx(["名称"], ["甲"]), parts), "坏.xlsx")


@pytest.mark.slow
def test_no_truncation_and_no_flipped_byte_is_more_than_a_refusal():
    data = xlsx(["名称", "代码"], ["甲", 1], ["乙", 2.5])
    for step in range(1, 13):
        broken = bytearray(data)
        if step % 2:
            broken = broken[: len(data) * step // 13]
        else:
            for place in range(step, len(broken), 997):
                broken[place] ^= 0x55
        with contextlib.suppress(RuleBroken):
            assert read_workbook(bytes(broken), "坏.xlsx").grids


def test_cells_keep_their_types():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["文字", 1, 1.5, True, date(2026, 1, 31), MOMENT, None, "尾"])
    sheet["A2"] = "#N/A"
    sheet["A2"].data_type = "e"
    sheet["B2"] = "=1/0"
    sheet["D4"] = 913703990000000017
    stream = io.BytesIO()
    book.save(stream)
    grid = read_workbook(stream.getvalue(), "类型.xlsx").grids[0]
    assert grid.row(0) == (
        "文字",
        1.0,
        1.5,
        True,
        date(2026, 1, 31),
        MOMENT,
        None,
        "尾",
    )
    assert grid.row(1) == (CellError("#N/A"), CellError("="))
    assert grid.row(2) == ()
    assert grid.row(3)[3] == pytest.approx(9.13703990000000e17)
    assert grid.cell(99, 99) is None


def test_a_number_that_is_none_is_text():
    row = "<row r='1'><c r='A1'><v>x</v></c></row>"
    assert read_workbook(raw_xlsx(worksheet(row)), "a.xlsx").grids[0].row(0) == ("x",)


def test_an_empty_result_of_a_formula_is_empty_and_not_an_error():
    row = '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c></row>'
    assert read_workbook(raw_xlsx(worksheet(row)), "a.xlsx").grids[0].row(0) == (None, 1.0)


def test_the_first_cell_need_not_be_a1():
    book = openpyxl.Workbook()
    book.active["C5"] = "x"
    book.active.merge_cells("C5:D6")
    stream = io.BytesIO()
    book.save(stream)
    grid = read_workbook(stream.getvalue(), "a.xlsx").grids[0]
    assert grid.row(4) == (None, None, "x")
    # Ranges are cut to what is filled.
    assert grid.merges == (Merge(4, 2, 4, 2),)


def test_hidden_worksheets_are_marked():
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.create_sheet("暗").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    book = read_workbook(stream.getvalue(), "a.xlsx")
    assert [(grid.name, grid.hidden) for grid in book.grids] == [("Sheet", False), ("暗", True)]
    assert book.grid("暗") is book.grids[1]
    assert book.grid("无") is None


def test_xls_is_read_with_its_merged_cells_under_either_ending():
    data = xls([["名称", "数"], ["甲", 1.5], [None, 9.13e17]], merges=[(0, 0, 0, 1)])
    for filename in ("旧.xls", "旧.xlsx"):
        book = read_workbook(data, filename)
        assert book.form == "xls"
        assert [cells for _, cells in book.grids[0].rows()] == [
            ("名称", "数"),
            ("甲", 1.5),
            (None, 9.13e17),
        ]
        assert book.grids[0].merges == (Merge(0, 0, 0, 1),)


def test_xlsx_under_the_name_of_xls_is_read():
    assert read_workbook(xlsx(["名称"]), "新.xls").form == "xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_of_our_offices(encoding):
    text = '名称,说明\r\n青禾县㛃𬱖店,"两行\n一格"\r\n\r\n'
    book = read_workbook(text.encode(encoding), "名录.csv")
    assert [cells for _, cells in book.grids[0].rows()] == [
        ("名称", "说明"),
        ("青禾县㛃𬱖店", "两行\n一格"),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("名称\n".encode("utf-16"), "认不出来"),
        (b"\xc3\xfb,\x81\n\xff\xff\xff\n", "编码认不出来"),
        ('名称\n"甲"乙,"丙\n'.encode(), "第 2 行的引号不成对"),
        (("名" * 200_000).encode(), "引号不成对"),
    ],
)
def test_csv_that_cannot_be_read_is_refused(data, said):
    sentence = refused(data, "名录.csv")
    assert said in sentence or "认不出来" in sentence


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_read():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c>{text_cell(f"B{n}", "某公司")}</row>'
        for n in range(1, 100_001)
    )
    grid = read_workbook(raw_xlsx(worksheet(rows)), "多.xlsx").grids[0]
    assert (grid.height, grid.width) == (100_000, 2)
    assert grid.row(99_999) == (100_000.0, "某公司")


@pytest.mark.slow
def test_more_than_two_hundred_thousand_rows_are_refused():
    assert "20 万行" in refused(b"a,b\n" * 200_001, "多.csv")


def test_the_fingerprint_is_that_of_the_bytes():
    data = xlsx(["名称"])
    assert len(read_workbook(data, "a.xlsx").sha256) == 64


def test_columns_have_letters():
    assert [column_letter(n) for n in (0, 25, 26, 51, 52, 199, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "GR",
        "ZZ",
        "AAA",
    ]
    assert Merge(11, 0, 14, 1).address() == "A12:B15"


def test_no_file_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read_workbook(xlsx(["名称"]), "a.xlsx")
    assert list(tmp_path.iterdir()) == []
