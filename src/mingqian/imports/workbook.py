"""From the bytes of an upload to sheets of typed cells, or to a sentence that says why not."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import IO, Any

from mingqian.imports import child
from mingqian.imports.archive import MAX_COLUMNS, MAX_ROWS
from mingqian.rules.refusals import Refusal, RuleBroken, gettext_noop

MAX_FILE_BYTES = 30 * 2**20
MAX_MERGED_CELLS = 1_000_000

__all__ = ["MAX_COLUMNS", "MAX_FILE_BYTES", "MAX_ROWS", "Cell", "CellError", "Grid", "Merge"]


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that holds an error of the spreadsheet program, such as #N/A."""

    text: str


Cell = str | int | float | bool | date | datetime | CellError | None


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns from 0, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int

    def address(self) -> str:
        """Return the range as Excel writes it, A12:B15."""
        first = f"{column_letter(self.left)}{self.top + 1}"
        return f"{first}:{column_letter(self.right)}{self.bottom + 1}"


@dataclass(frozen=True)
class Grid:
    """One worksheet. Rows stay in the compact form of the reader and are decoded when asked."""

    name: str
    hidden: bool
    height: int
    width: int
    merges: tuple[Merge, ...]
    lines: tuple[bytes, ...]

    def row(self, index: int) -> tuple[Cell, ...]:
        """Return the cells of a row, counted from 0, without the empty ones at its end."""
        return tuple(map(_cell, json.loads(self.lines[index])))

    def cell(self, row: int, column: int) -> Cell:
        """Return one cell, counted from 0; an absent one is empty."""
        cells = self.row(row) if row < len(self.lines) else ()
        return cells[column] if column < len(cells) else None

    def rows(self, start: int = 0) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Yield index and cells of every row from `start` on."""
        for index in range(start, len(self.lines)):
            yield index, self.row(index)


@dataclass(frozen=True)
class Workbook:
    """A file that could be read: its name, its fingerprint and its sheets."""

    filename: str
    sha256: str
    form: str
    grids: tuple[Grid, ...]

    def grid(self, name: str) -> Grid | None:
        """Return the sheet of that name, or None."""
        return next((grid for grid in self.grids if grid.name == name), None)


def column_letter(index: int) -> str:
    """Return the letters of a column counted from 0."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def read_workbook(data: bytes, filename: str, *, csv_allowed: bool = True) -> Workbook:
    """Read a spreadsheet; raise RuleBroken with a sentence for the person who sent it."""
    form = _form(data, filename, csv_allowed)
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as result:
        code = child.run(data, form, source, result)
        if code != 0 or result.seek(0, 2) > child.RESULT_BYTES:
            raise _refusal("stopped", {})
        result.seek(0)
        grids = _grids(result)
    if not grids:
        raise _refusal("no_grids", {})
    return Workbook(filename, hashlib.sha256(data).hexdigest(), form, grids)


_ENDINGS = {".xlsx": "xlsx", ".xls": "xls", ".csv": "csv"}


def _form(data: bytes, filename: str, csv_allowed: bool) -> str:
    """Return how to read the bytes: name and content must agree on a spreadsheet."""
    ending = PurePath(filename).suffix.lower()
    wanted = _ENDINGS.get(ending, "")
    if not data:
        raise _refusal("empty", {})
    if len(data) > MAX_FILE_BYTES:
        megabytes = -(-len(data) // 2**20)
        raise _refusal("size", {"found": megabytes, "limit": MAX_FILE_BYTES // 2**20})
    if not wanted or (wanted == "csv" and not csv_allowed):
        return _wrong_ending(ending, csv_allowed)
    content = _content(data)
    if wanted == "csv" and content == "text":
        return "csv"
    if wanted != "csv" and content in {"xlsx", "xls"}:
        return content
    raise _refusal(f"content_{content}", {"ending": ending})


def _wrong_ending(ending: str, csv_allowed: bool) -> str:
    code = "ending_with_csv" if csv_allowed else "ending"
    raise _refusal(code if ending else "no_ending", {"ending": ending})


_SIGNATURES = (
    (b"PK\x03\x04", "xlsx"),
    (b"PK\x05\x06", "zip_empty"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"%PDF", "pdf"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"\x1f\x8b", "packed"),
)


def _content(data: bytes) -> str:
    for signature, content in _SIGNATURES:
        if data.startswith(signature) and not (content == "image" and _is_text(data)):
            return _ole_content(data) if content == "xls" else content
    head = data[:2_000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<div")):
        return "html"
    if head.startswith(b"<?xml"):
        return "html" if b"<html" in head else "xml"
    return "text" if _is_text(data) else "binary"


def _is_text(data: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 27 for byte in data[:4_000])


def _ole_content(data: bytes) -> str:
    for name, content in (
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", "word"),
        ("PowerPoint Document", "slides"),
    ):
        if name.encode("utf-16-le") in data:
            return content
    return "xls"


def _grids(result: IO[bytes]) -> tuple[Grid, ...]:
    """Return the sheets that the child wrote; whatever else it wrote counts as stopped."""
    grids: list[Grid] = []
    try:
        while True:
            head = json.loads(result.readline())
            if "refused" in head:
                raise _refusal(str(head["refused"]), dict(head["facts"]))
            if "end" in head:
                return tuple(grids)
            lines = tuple(result.readline() for _ in range(min(int(head["height"]), MAX_ROWS)))
            grids.append(_grid(head, lines))
    except (ValueError, KeyError, TypeError) as problem:
        raise _refusal("stopped", {}) from problem


def _grid(head: dict[str, Any], lines: tuple[bytes, ...]) -> Grid:
    height, width = len(lines), int(head["width"])
    merges = []
    area = 0
    for top, left, bottom, right in head["merges"]:
        merge = Merge(
            int(top), int(left), min(int(bottom), height - 1), min(int(right), width - 1)
        )
        if merge.top <= merge.bottom and merge.left <= merge.right:
            merges.append(merge)
            area += (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)
    if area > MAX_MERGED_CELLS:
        raise _refusal("merges", {"found": len(merges), "limit": MAX_MERGED_CELLS})
    return Grid(str(head["grid"]), bool(head["hidden"]), height, width, tuple(merges), lines)


_DECODERS: dict[str, Callable[[str], Cell]] = {
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "e": CellError,
}


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        kind, text = value
        return _DECODERS[kind](text)
    plain: Cell = value
    return plain


_BROKEN = gettext_noop("文件已损坏，读不出来。请用 Excel 或 WPS 打开另存为 .xlsx 后再上传。")
_RESAVE = gettext_noop(
    "这不是普通的 Excel 工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
)
_ENCRYPTED = gettext_noop("文件设了打开密码。请取消密码，另存后再上传。")
_SENTENCES = {
    "empty": gettext_noop("文件是空的，一个字节也没有。请重新选择文件。"),
    "size": gettext_noop("文件有 {found} MB，超过 {limit} MB 的上限。请拆成几份分别导入。"),
    "no_ending": gettext_noop("文件名没有扩展名，认不出类型。请上传 .xlsx 或 .xls 文件。"),
    "ending": gettext_noop("{ending} 文件不能导入。请上传 .xlsx 或 .xls 文件。"),
    "ending_with_csv": gettext_noop("{ending} 文件不能导入。请上传 .xlsx、.xls 或 .csv 文件。"),
    "content_zip_empty": gettext_noop("文件名是 {ending}，内容却是一个空的压缩包。请上传原表格。"),
    "content_xlsx": gettext_noop(
        "文件名是 {ending}，内容却是 Excel 工作簿。请把扩展名改为 .xlsx。"
    ),
    "content_xls": gettext_noop("文件名是 {ending}，内容却是 Excel 工作簿。请把扩展名改为 .xls。"),
    "content_image": gettext_noop("文件名是 {ending}，内容却是图片。请上传表格的原文件。"),
    "content_pdf": gettext_noop("文件名是 {ending}，内容却是 PDF。请上传表格的原文件。"),
    "content_packed": gettext_noop("文件名是 {ending}，内容却是压缩包。请解压后上传其中的表格。"),
    "content_html": gettext_noop(
        "文件名是 {ending}，内容却是网页：有的系统导出的「Excel」其实是网页。"
        "请用 Excel 打开，另存为 .xlsx。"
    ),
    "content_xml": gettext_noop(
        "文件名是 {ending}，内容却是 XML 文本。请用 Excel 打开，另存为 .xlsx 后再上传。"
    ),
    "content_text": gettext_noop(
        "文件名是 {ending}，内容却是纯文本。如果是逗号分隔的表格，请用 Excel 打开，另存为 .xlsx。"
    ),
    "content_binary": gettext_noop(
        "文件名是 {ending}，内容却认不出来，可能已损坏。请上传表格的原文件。"
    ),
    "content_word": gettext_noop("文件名是 {ending}，内容却是 Word 文档。请上传 Excel 表格。"),
    "content_slides": gettext_noop("文件名是 {ending}，内容却是演示文稿。请上传 Excel 表格。"),
    "content_encrypted": _ENCRYPTED,
    "encrypted": _ENCRYPTED,
    "word": gettext_noop("文件内容是 Word 文档。请上传 Excel 表格。"),
    "macro": gettext_noop("文件里有宏，不能导入。请另存为不含宏的 .xlsx 后再上传。"),
    "xlsb": _RESAVE,
    "ods": _RESAVE,
    "not_a_workbook": gettext_noop(
        "文件是压缩包，里面没有 Excel 工作簿。请上传 .xlsx 或 .xls 表格。"
    ),
    "archive_broken": _BROKEN,
    "broken": _BROKEN,
    "doctype": gettext_noop("文件里有不该出现的 XML 声明（DOCTYPE），为安全起见不予打开。"),
    "archive_entries": gettext_noop("文件里有 {found} 个部件，超过 {limit} 个，不是普通的表格。"),
    "archive_size": gettext_noop(
        "文件展开后有 {found} MB，超过 {limit} MB 的上限。请拆成几份分别导入。"
    ),
    "archive_ratio": gettext_noop(
        "文件压缩得异常：一个部件展开后有 {found} MB，内容几乎全是重复。为安全起见不予打开。"
    ),
    "rows": gettext_noop("工作表超过 20 万行。请拆成几份分别导入。"),
    "columns": gettext_noop("工作表超过 200 列。请删去表格右侧多余的内容后再上传。"),
    "grids": gettext_noop("文件里有 {found} 张工作表，超过 {limit} 张。请只保留要导入的工作表。"),
    "no_grids": gettext_noop("文件里没有数据工作表。请检查文件是否完整，另存为 .xlsx 后再上传。"),
    "merges": gettext_noop("合并单元格太多。请取消合并后再上传。"),
    "errors": gettext_noop(
        "有 {found} 个单元格是错误值或没有结果的公式。请把公式粘贴为数值后再上传。"
    ),
    "csv_encoding": gettext_noop(
        "CSV 文件的编码认不出来。请另存为 UTF-8 编码的 CSV，或另存为 .xlsx。"
    ),
    "csv_broken": gettext_noop(
        "CSV 文件第 {row} 行的引号不成对，读不下去。请改好，或另存为 .xlsx。"
    ),
    "stopped": gettext_noop(
        "文件太大或内容异常，读取时被安全限制中止，没有写入任何内容。请检查表格，删去多余内容后再上传。"
    ),
}


def _refusal(code: str, facts: dict[str, Any]) -> Refusal:
    return RuleBroken(_SENTENCES.get(code, _SENTENCES["stopped"]), field="file", **facts)
