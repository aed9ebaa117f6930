"""Parsers of cells: what people type, and what spreadsheet programs make of it, to values."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from mingqian.imports.columns import Fault, Reading, nearest
from mingqian.imports.workbook import Cell
from mingqian.rules.identifiers import (
    check_industry_code,
    check_region_code,
    half_width,
)
from mingqian.rules.identifiers.text import exact_digits, is_number, typed_text, without_spaces
from mingqian.rules.refusals import gettext_noop

_HALVED = gettext_noop("全角字符已转成半角：{value}")
_HALVED_UNSHOWN = gettext_noop("全角字符已转成半角")
_FORMULA_STARTS = "=+-@＝＋－＠"
_FULL_LETTER = re.compile("[０-９Ａ-Ｚａ-ｚ]")
# Excel counts days from 1899-12-30; 18,264 is 1950-01-01 and 54,789 is 2050-01-01.
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = (18_264, 54_789)
_DAY_TEXT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
)
_DAY_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LIST_SEPARATORS = re.compile(r"[、,，;；/|\n]+")


def plain_text(cell: Cell, reading: Reading) -> str:
    """Return a cell as one line of text: numbers as typed, full-width letters halved."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime | date):
        return str(cell)[:10]
    if isinstance(cell, int | float):
        return exact_digits(cell) or f"{cell:.15g}"
    text = " ".join(str(cell).split())
    if not text.isprintable():
        text = typed_text(_without_controls(text))
    # Our own lists of errors put an apostrophe before what begins like a formula.
    if text.startswith("'") and text[1:2] in _FORMULA_STARTS:
        text = text[1:]
    if _FULL_LETTER.search(text):
        text = _FULL_LETTER.sub(lambda found: half_width(found[0]), text)
        reading.notice(_HALVED, value=text)
    return text


def _without_controls(text: str) -> str:
    """Refuse control characters; what is merely invisible is dropped by the caller."""
    for char in text:
        if unicodedata.category(char) == "Cc":
            raise Fault(
                gettext_noop("含有看不见的控制字符（编号 {number}）"),
                gettext_noop("请删去后重新填写。"),
                number=f"U+{ord(char):04X}",
            )
    return text


def text(limit: int) -> Callable[[Cell, Reading], str]:
    """Return a parser of free text of at most `limit` characters."""

    def parse(cell: Cell, reading: Reading) -> str:
        value = plain_text(cell, reading)
        if len(value) > limit:
            raise Fault(
                gettext_noop("太长：{found} 个字，最多 {limit} 个字"),
                gettext_noop("请缩短，或检查是否把几列并成了一列。"),
                found=len(value),
                limit=limit,
            )
        return value

    return parse


def name(limit: int) -> Callable[[Cell, Reading], str]:
    """Return a parser of a name: text that is neither a number nor a formula."""
    read = text(limit)

    def parse(cell: Cell, reading: Reading) -> str:
        if is_number(cell):
            raise Fault(gettext_noop("应为名称，现为数字"), gettext_noop("请核对是否填错了列。"))
        value = read(cell, reading)
        if value.startswith(tuple(_FORMULA_STARTS)):
            raise Fault(
                gettext_noop("名称以「{first}」开头，像一个公式"),
                gettext_noop("请填写营业执照或证件上的名称。"),
                first=value[0],
            )
        return value

    return parse


def code(check: Callable[[object], str], *, shown: bool = True) -> Callable[[Cell, Reading], str]:
    """Return a parser around a check of `mingqian.rules.identifiers`.

    Full-width characters are turned to half width first: where the result passes its check
    character there was only one reading. An apostrophe typed to force text is dropped.
    """

    def parse(cell: Cell, reading: Reading) -> str:
        if not isinstance(cell, str):
            return check(cell)
        halved = cell if cell.isascii() else half_width(cell)
        value = check(halved.strip().removeprefix("'"))
        if halved.strip() != cell.replace("\u3000", " ").strip():
            reading.notice(_HALVED if shown else _HALVED_UNSHOWN, value=value if shown else "")
        return value

    return parse


def choice(words: Mapping[str, str]) -> Callable[[Cell, Reading], str]:
    """Return a parser of one of a few words."""
    first: dict[str, str] = {}
    for word, meaning in words.items():
        first.setdefault(meaning, word)
    options = "、".join(first.values())

    def parse(cell: Cell, reading: Reading) -> str:
        value = half_width(without_spaces(plain_text(cell, reading))).upper()
        if value not in words:
            raise Fault(
                gettext_noop("「{value}」不是可选的值"),
                gettext_noop("可填：{options}。"),
                value=value,
                options=options,
            )
        return words[value]

    return parse


def day(cell: Cell, reading: Reading) -> date:
    """Parse a date: a real one, 2026-01-31, 2026/1/31, 2026年1月31日 or 20260131."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _day_of_number(cell, reading) if is_number(cell) else _day_of_text(cell)
    if found is None or not 1950 <= found.year < 2100:
        raise Fault(
            gettext_noop("「{value}」不是一个日期"),
            gettext_noop("请写成 2026-01-31 的样子。"),
            value=str(cell)[:40],
        )
    return found


def _day_of_number(cell: object, reading: Reading) -> date | None:
    digits = exact_digits(cell) or ""
    parts = _DAY_DIGITS.fullmatch(digits)
    if parts:
        return _calendar_day(*map(int, parts.groups()))
    if digits and _EXCEL_DAYS[0] <= int(digits) <= _EXCEL_DAYS[1]:
        found = _EXCEL_EPOCH + timedelta(days=int(digits))
        reading.notice(
            gettext_noop("日期存成了数字 {number}，读作 {day}"), number=digits, day=found
        )
        return found
    return None


def _day_of_text(cell: object) -> date | None:
    value = half_width(typed_text(cell)).replace("。", ".")
    parts = _DAY_TEXT.fullmatch(value) or _DAY_DIGITS.fullmatch(value)
    return _calendar_day(*map(int, parts.groups())) if parts else None


def _calendar_day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def past_day(cell: Cell, reading: Reading) -> date:
    """Parse a date that cannot lie ahead."""
    found = day(cell, reading)
    if found > reading.today:
        raise Fault(
            gettext_noop("{value} 在今天之后"),
            gettext_noop("这里填已经发生的日期。"),
            value=found.isoformat(),
        )
    return found


def words(limit: int) -> Callable[[Cell, Reading], tuple[str, ...]]:
    """Return a parser of several words separated by 、 , ; or line breaks."""

    def parse(cell: Cell, reading: Reading) -> tuple[str, ...]:
        raw = _LIST_SEPARATORS.sub("、", cell) if isinstance(cell, str) else cell
        parts = (part.strip() for part in plain_text(raw, reading).split("、"))
        found = tuple(dict.fromkeys(part for part in parts if part))
        too_long = next((part for part in found if len(part) > limit), "")
        if too_long:
            raise Fault(
                gettext_noop("「{value}…」太长，一项最多 {limit} 个字"),
                gettext_noop("几项之间请用顿号分开。"),
                value=too_long[:10],
                limit=limit,
            )
        return found

    return parse


def place(cell: Cell, reading: Reading) -> str:
    """Parse a place of this county, by code or name, to its division code."""
    reference = reading.reference
    value = half_width(without_spaces(plain_text(cell, reading)))
    if value in reference.places:
        return value
    if value.isdigit():
        return _unknown_place_code(value, reading)
    # People write 青禾县城关镇 as well as 城关镇.
    known = reference.place_codes
    for county in reference.places.values():
        rest = value.removeprefix(county)
        if rest in known:
            return known[rest]
    guess = nearest(value, reference.place_codes)
    advice = gettext_noop("最接近：{guess}。") if guess else gettext_noop("可填：{options}。")
    raise Fault(
        gettext_noop("「{value}」不在行政区划中"),
        advice,
        value=value,
        guess=guess,
        options="、".join(list(known)[:20]),
    )


def _unknown_place_code(value: str, reading: Reading) -> str:
    national = reading.reference.national
    if len(value) == 6 and national:
        check_region_code(value, national)
        raise Fault(
            gettext_noop("{value} {name}不在本局辖区内"),
            gettext_noop("请核对所属区划。"),
            value=value,
            name=national[value].name,
        )
    raise Fault(
        gettext_noop("没有区划代码 {value}"),
        gettext_noop("请填本县的 6 位县级代码或 9 位乡镇代码，也可以直接填乡镇名称。"),
        value=value,
    )


def industry(cell: Cell, reading: Reading) -> str:
    """Parse an industry, by GB/T 4754-2017 code or name, to its code."""
    reference = reading.reference
    if is_number(cell):
        return check_industry_code(cell, reference.industries)
    value = half_width(without_spaces(plain_text(cell, reading)))
    # "C2614 有机化学原料制造" and "2614-有机化学原料制造" name the code themselves.
    leading = re.match(r"[A-Za-z]?\d{2,4}(?!\d)|[A-Za-z]$", value)
    if leading:
        return check_industry_code(leading[0], reference.industries)
    codes = reference.industry_codes.get(value.replace(",", "、"), ())
    if not codes:
        guess = nearest(value, reference.industry_codes)
        raise Fault(
            gettext_noop("没有行业「{value}」（GB/T 4754-2017）"),
            gettext_noop("最接近：{guess}。") if guess else gettext_noop("请填行业代码。"),
            value=value,
            guess=guess,
        )
    return _one_industry(value, codes, reading)


def _one_industry(value: str, codes: tuple[str, ...], reading: Reading) -> str:
    """Return the code of a name; where it stands on several levels, the longest of one line."""
    longest = max(codes, key=len)
    if all(longest.startswith(code) or code.isalpha() for code in codes):
        return longest
    raise Fault(
        gettext_noop("行业「{value}」有几个代码：{codes}"),
        gettext_noop("请填其中一个代码。"),
        value=value,
        codes="、".join(codes),
    )


def sector(cell: Cell, reading: Reading) -> str:
    """Parse a sector of work-safety supervision, by code or name, to its code."""
    value = without_spaces(plain_text(cell, reading)).replace("(", "（").replace(")", "）")
    codes = reading.reference.sector_codes
    if value in codes:
        return codes[value]
    raise Fault(
        gettext_noop("没有行业领域「{value}」"),
        gettext_noop("可填：{options}。"),
        value=value,
        options="、".join(s.name.partition("（")[0] for s in reading.reference.sectors),
    )


def sector_list(cell: Cell, reading: Reading) -> tuple[str, ...]:
    """Parse several sectors; 全部 or * stands for all and gives none."""
    found = words(64)(cell, reading)
    if found in {("*",), ("全部",), ("所有行业",)}:
        return ()
    return tuple(sector(part, reading) for part in found)


def unit(cell: Cell, reading: Reading) -> str:
    """Parse the name of a unit; where units are known it must be one of them."""
    value = text(128)(cell, reading)
    reference = reading.reference
    value = reference.short_units.get(value, value)
    if reference.units and value not in reference.units:
        guess = nearest(value, reference.units)
        raise Fault(
            gettext_noop("没有单位「{value}」"),
            gettext_noop("最接近：{guess}。")
            if guess
            else gettext_noop("请先在单位管理中添加，或改用已有的单位名称。"),
            value=value,
            guess=guess,
        )
    return value
