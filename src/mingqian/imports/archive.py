"""Look into an xlsx before a reader opens it: how much it unpacks to, what a reader would lose.

An xlsx is a zip of XML parts. A few hundred kilobytes can unpack to gigabytes, one stray cell in
the last column makes a reader allocate the whole width, and a reader turns error cells into empty
ones. This pass streams every part that will be read, so that the limits hold whatever the
directory of the zip claims, and remembers the error cells. It runs in the limited child only.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from xml.parsers import expat

MAX_ENTRIES = 2_000
MAX_UNPACKED = 320 * 2**20
MAX_MERGES = 20_000
MAX_GRIDS = 60
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_ERRORS = 10_000
# Real registers unpack 8 to 25 times; repeated long texts reach 60. Zeros reach 1,000.
RATIOS = ((8 * 2**20, 100), (64 * 2**20, 50))
SMALL_PART = 4 * 2**20
BLOCK = 2**20

_ROOT_RELATIONS = "_rels/.rels"
_OFFICE_DOCUMENT = "/officeDocument"


class Unreadable(Exception):
    """The file cannot be read; the code is the key of a sentence in `workbook`."""

    def __init__(self, code: str, **facts: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


# Error cells of one worksheet by (row, column) from 0, with the text that Excel shows.
Errors = dict[tuple[int, int], str]
NO_RESULT = "="


def scan_archive(data: bytes) -> dict[str, Errors]:
    """Return the error cells of each worksheet by its name; raise Unreadable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = _parts(archive)
            _check_content(parts)
            _check_size(parts.values())
            sheets = _sheet_parts(archive, parts)
            for name in parts.keys() - sheets.values():
                if name.endswith((".xml", ".rels")):
                    _drain(archive, parts[name])
            return {name: _scan(archive, parts[part]) for name, part in sheets.items()}
    except (
        # Hostile zips raise all of these from the standard library.
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        KeyError,
        ValueError,
        OSError,
        expat.ExpatError,
    ) as problem:
        raise Unreadable("archive_broken") from problem


def _parts(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Unreadable("archive_entries", found=len(entries), limit=MAX_ENTRIES)
    parts = {entry.filename: entry for entry in entries}
    if len(parts) != len(entries):
        raise Unreadable("archive_broken")
    return parts


def _check_content(parts: dict[str, zipfile.ZipInfo]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise Unreadable("macro")
    if "xl/workbook.bin" in parts:
        raise Unreadable("xlsb")
    if "content.xml" in parts:
        raise Unreadable("ods")
    if "word/document.xml" in parts:
        raise Unreadable("word")
    if "EncryptedPackage" in parts or any(entry.flag_bits & 1 for entry in parts.values()):
        raise Unreadable("encrypted")
    if _ROOT_RELATIONS not in parts:
        raise Unreadable("not_a_workbook")


def _check_size(entries: Iterable[zipfile.ZipInfo]) -> None:
    total = 0
    for entry in entries:
        if entry.filename.startswith("xl/media/"):
            continue
        total += entry.file_size
        for size, ratio in RATIOS:
            if entry.file_size > size and entry.file_size > ratio * max(entry.compress_size, 1):
                raise Unreadable("archive_ratio", found=_megabytes(entry.file_size))
    if total > MAX_UNPACKED:
        raise Unreadable("archive_size", found=_megabytes(total), limit=_megabytes(MAX_UNPACKED))


def _megabytes(size: int) -> int:
    return max(1, round(size / 2**20))


def _sheet_parts(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Return the part of every worksheet by its name, as the relations of the package lead."""
    roots = _elements(_small(archive, parts[_ROOT_RELATIONS]), "Relationship")
    targets = (root["Target"] for root in roots if root.get("Type", "").endswith(_OFFICE_DOCUMENT))
    workbook = next(targets, "").lstrip("/")
    folder, _, name = workbook.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if workbook not in parts or relations not in parts:
        raise Unreadable("not_a_workbook")
    links = {
        link.get("Id", ""): link.get("Target", "")
        for link in _elements(_small(archive, parts[relations]), "Relationship")
    }
    sheets = {}
    for sheet in _elements(_small(archive, parts[workbook]), "sheet"):
        target = links.get(next((v for k, v in sheet.items() if k.endswith(":id")), ""), "")
        part = target[1:] if target.startswith("/") else f"{folder}/{target}"
        if part in parts:
            sheets[sheet.get("name", "")] = part
    if len(sheets) > MAX_GRIDS:
        raise Unreadable("grids", found=len(sheets), limit=MAX_GRIDS)
    return sheets


def _small(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > SMALL_PART:
        raise Unreadable("archive_size", found=_megabytes(entry.file_size), limit=4)
    return b"".join(_blocks(archive, entry))


def _elements(data: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(data, True)
    return found


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part in blocks; zipfile itself checks length and CRC against the directory."""
    tail = b""
    with archive.open(entry) as stream:
        while block := stream.read(BLOCK):
            # A declaration of a document type is the door of every entity attack.
            if b"<!DOCTYPE" in tail + block or b"<!ENTITY" in tail + block:
                raise Unreadable("doctype")
            tail = block[-16:]
            yield block


def _drain(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    for _block in _blocks(archive, entry):
        pass


# Cells that hold something beyond column GR (200) or row 200,000; styled empty ones do not count.
_FAR_CELL = re.compile(
    rb"<(?:\w+:)?c\b[^>]*\br=[\"'](?:((?:[A-Z]{3}|G[S-Z]|[H-Z][A-Z])\d+)"
    rb"|[A-Z]{1,3}(?:2(?!00000\b)\d{5}|[3-9]\d{5}|\d{7}))[\"'][^>]*(?<!/)>(?!</)"
)
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*\bt=[\"']e[\"'][^>]*(?<!/)>")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})</")
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_STRING_RESULT = re.compile(rb"\bt=[\"']str[\"']")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b")


def _scan(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Errors:
    errors: Errors = {}
    merges = 0
    rest = b""
    for block in _blocks(archive, entry):
        rest += block
        cut = rest.rfind(b"row>") + 4
        if cut > 4:
            _scan_rows(rest[:cut], errors)
            rest = rest[cut:]
        merges += len(_MERGE.findall(block))
        if merges > MAX_MERGES:
            raise Unreadable("merges", found=merges, limit=MAX_MERGES)
    _scan_rows(rest, errors)
    return errors


def _scan_rows(xml: bytes, errors: Errors) -> None:
    far = _FAR_CELL.search(xml)
    if far:
        raise Unreadable("columns" if far[1] else "rows")
    for match in _ERROR_CELL.finditer(xml):
        value = _VALUE.search(xml, match.end(), match.end() + 2_000)
        _note(errors, match[0], value[1].decode("utf-8", "replace") if value else "#ERR")
    for match in _NO_RESULT.finditer(xml):
        tag = xml[max(xml.rfind(b"<c", 0, match.start()), xml.rfind(b":c", 0, match.start())) :]
        tag = tag[: tag.index(b">")]
        if not _STRING_RESULT.search(tag):
            _note(errors, tag, NO_RESULT)
    if len(errors) > MAX_ERRORS:
        raise Unreadable("errors", found=len(errors), limit=MAX_ERRORS)


def _note(errors: Errors, tag: bytes, text: str) -> None:
    reference = _REFERENCE.search(tag)
    if reference:
        errors[int(reference[2]) - 1, column_number(reference[1].decode("ascii"))] = text


def column_number(letters: str) -> int:
    """Return the index of a column from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
