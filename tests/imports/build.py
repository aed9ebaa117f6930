"""Files as they are sent in: real workbooks, and hostile ones made byte by byte."""

import io
import struct
import zipfile
from datetime import date

import openpyxl

TODAY = date(2026, 11, 22)


def xlsx(*rows, title="Sheet1", merges=(), more=None):
    """Return an xlsx with one worksheet of rows; `more` = further worksheets by name."""
    book = openpyxl.Workbook()
    book.active.title = title
    for page, content in [(title, rows), *(more or {}).items()]:
        sheet = book[page] if page in book.sheetnames else book.create_sheet(page)
        for number, row in enumerate(content, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    cell = sheet.cell(number, column, value)
                    if isinstance(value, str):
                        cell.data_type = "s"  # a name such as =SUM(1) and no formula
    for merge in merges:
        book[title].merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


_WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="http://schemas.openxmlformats'
    '.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
)
_ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org'
    '/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def raw_xlsx(sheet, parts=None):
    """Return an xlsx around the XML of its worksheet, with further or other parts."""
    content = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _RELATIONS,
        "xl/worksheets/sheet1.xml": sheet,
        **(parts or {}),
    }
    return zipped({name: part for name, part in content.items() if part is not None})


def zipped(parts):
    """Return a zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def worksheet(rows):
    """Return the XML of a worksheet around the XML of its rows."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{rows}</sheetData></worksheet>"
    )


def text_cell(address, text):
    """Return the XML of a text cell."""
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def xls(rows, *, merges=(), encrypted=False):
    """Return an xls (BIFF8 in a compound file) with one worksheet."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    if encrypted:
        start += _record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    name = "Sheet1"
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    width = max(map(len, rows))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet += _biff_cell(number, column, value)
    if merges:
        ranges = b"".join(struct.pack("<HHHH", *merge) for merge in merges)
        sheet += _record(0x00E5, struct.pack("<H", len(merges)) + ranges)
    sheet += _record(0x000A, b"")
    bound_size = 4 + 8 + len(name)
    place = len(start) + bound_size + 4
    bound = struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name.encode()
    stream = start + _record(0x0085, bound) + _record(0x000A, b"") + sheet
    return compound("Workbook", stream)


def _biff_cell(row, column, value):
    if isinstance(value, int | float):
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    if value is None:
        return b""
    text = value.encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + text)


def _record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def compound(name, stream):
    """Return a compound file (OLE) with one stream, as xls, doc and encrypted files are."""
    # Streams of 4,096 bytes and more stand in whole sectors of 512.
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [fat_sector, end, *range(3, sectors + 2), end]
    fat_sectors = 1
    assert len(chain) <= 128, "one sector of the table is enough for tests"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    root = _entry("Root Entry", 5, end, 0, child=1)
    directory = root + _entry(name, 2, 2, len(stream)) + _entry("", 0, 0, 0) * 2
    return header + table + directory + stream


def _entry(name, kind, start, size, child=0xFFFFFFFF):
    text = (name + "\0").encode("utf-16-le") if name else b""
    none = 0xFFFFFFFF
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, none, none, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
