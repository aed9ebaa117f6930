"""Numbers that belong to people: citizen ID, telephone, enforcement certificate.

Sentences about ID and telephone numbers never repeat the number: they end up in error lists.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from mingqian.rules.identifiers.text import (
    exact_digits,
    half_width,
    is_number,
    typed_text,
    without_spaces,
)
from mingqian.rules.refusals import RuleBroken, gettext_noop

ID_LENGTH = 18
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")

_COUNTRY = re.compile(r"(\+|00)?86(?=1\d{10}$|0\d{9,}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SERVICE = re.compile(r"([48]00)(\d{3})(\d{4})")
_HOTLINE = re.compile(r"1\d{4}|9\d{4,5}|1\d{2}")
# Three-digit area codes are 010 and 02x, their numbers have eight digits.
_LANDLINE = re.compile(r"(010|02\d)(\d{8})|(0[3-9]\d{2})(\d{7,8})")
_EXTENSION = re.compile(r"(?:转|-|EXT\.?|X|,)(\d{1,6})$")

SHORTEST_WHOLE_NUMBER = 10
"""Digits before a dash from which the rest can only be an extension."""

CERTIFICATE_SHORTEST, CERTIFICATE_LONGEST = 4, 32
_CERTIFICATE = re.compile(r"[0-9A-Z\u4e00-\u9fff()〔〕\[\]-]+")


@dataclass(frozen=True, slots=True)
class IdFacts:
    """What an ID number says of its holder.

    Attributes:
        region: division code of the place of first registration.
        born: date of birth.
        sex: 男 or 女.
    """

    region: str
    born: date
    sex: str


def id_check_digit(first: str) -> str:
    """Return the check character of the first 17 digits of an ID number (GB 11643-1999)."""
    total = sum(int(char) * weight for char, weight in zip(first, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def id_number_is_sound(number: str) -> bool:
    """Tell whether shape, date of birth and check character of an ID number are right."""
    return (
        _ID_SHAPE.fullmatch(number) is not None
        and _born(number) is not None
        and id_check_digit(number[:17]) == number[17]
    )


def check_id_number(raw: object) -> str:
    """Return a citizen ID number of 18 characters, X as a capital, or refuse it (GB 11643).

    The division code is not checked here, old ones stay on the card: see `warn_id_region`.
    """
    if is_number(raw):
        raise _id_broken(
            gettext_noop(
                "身份证号被 Excel 存成了数字，后几位已经丢失。请把这一列设为文本格式，重新填写。"
            )
        )
    number = half_width(without_spaces(raw)).upper()
    if not number:
        raise _id_broken(gettext_noop("身份证号未填。"))
    if len(number) != ID_LENGTH:
        raise _id_broken(
            gettext_noop("身份证号应为 18 位，现为 {length} 位。"), length=len(number)
        )
    if _ID_SHAPE.fullmatch(number) is None:
        raise _id_broken(gettext_noop("身份证号前 17 位应为数字，末位应为数字或 X。"))
    if _born(number) is None:
        raise _id_broken(gettext_noop("身份证号第 7 至 14 位不是一个日期。"))
    expected = id_check_digit(number[:17])
    if number[17] != expected:
        raise _id_broken(
            gettext_noop("身份证号校验位不对：末位应为 {expected}，现为 {found}。"),
            expected=expected,
            found=number[17],
        )
    return number


def id_number_facts(number: str) -> IdFacts:
    """Return region, date of birth and sex that a checked ID number states."""
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return IdFacts(number[:6], born, "男" if int(number[16]) % 2 else "女")


def warn_id_region(number: str, codes: Container[str]) -> RuleBroken | None:
    """Return a warning if the first six digits are no division code, past or present.

    A warning only: the code books before 1980 are not complete, and 83 and 9 stand for permits.
    """
    if number[:6] in codes:
        return None
    return _id_broken(gettext_noop("身份证号前 6 位不是已知的行政区划代码，请核对。"))


def check_phone(raw: object) -> str:
    """Return a telephone number as 13812345678, 0533-1234567[-88], 400-123-4567 or 12350."""
    if is_number(raw):
        return _counted_phone(raw)
    text = half_width(typed_text(raw)).upper()
    if not text:
        raise _phone_broken(gettext_noop("联系电话未填。"))
    number, extension = _without_extension(text)
    digits = _COUNTRY.sub("", re.sub(r"[\s().\-—–－]", "", number), count=1)
    if not digits.isascii() or not digits.isdigit():
        raise _phone_broken(gettext_noop("联系电话含有数字以外的字符，一栏只填一个号码。"))
    plain = _plain_phone(digits)
    return f"{plain}-{extension}" if extension else plain


def check_certificate_number(raw: object) -> str:
    """Return an enforcement certificate number 「执法证号」 in normal form, or refuse it.

    Provinces number differently, so only what no series has is refused: wrong length, strange
    characters, digits lost in a number cell.
    """
    text = exact_digits(raw) if is_number(raw) else half_width(without_spaces(raw))
    if text is None:
        raise _certificate_broken(
            gettext_noop("执法证号被 Excel 存成了数字，后几位已经丢失。请设为文本格式重新填写。")
        )
    number = text.upper()
    if not number:
        raise _certificate_broken(gettext_noop("执法证号未填。"))
    if not CERTIFICATE_SHORTEST <= len(number) <= CERTIFICATE_LONGEST:
        raise _certificate_broken(
            gettext_noop("执法证号应为 {shortest} 至 {longest} 位，现为 {length} 位。"),
            shortest=CERTIFICATE_SHORTEST,
            longest=CERTIFICATE_LONGEST,
            length=len(number),
        )
    if _CERTIFICATE.fullmatch(number) is None:
        raise _certificate_broken(gettext_noop("执法证号只能有数字、字母、汉字、括号和短横。"))
    return number


def _born(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _counted_phone(raw: object) -> str:
    """Return the mobile or service number that a number cell holds; leading zeros are gone."""
    digits = exact_digits(raw) or ""
    if _MOBILE.fullmatch(digits) or _HOTLINE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return _plain_phone(digits)
    raise _phone_broken(
        gettext_noop("联系电话被存成了数字，固定电话开头的 0 会丢失。请设为文本格式重新填写。")
    )


def _without_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.search(text)
    if found is None or len(re.sub(r"\D", "", text[: found.start()])) < SHORTEST_WHOLE_NUMBER:
        return text, ""
    return text[: found.start()], found.group(1)


def _plain_phone(digits: str) -> str:
    if _MOBILE.fullmatch(digits) or _HOTLINE.fullmatch(digits):
        return digits
    service = _SERVICE.fullmatch(digits)
    if service:
        return "-".join(service.groups())
    landline = _LANDLINE.fullmatch(digits)
    if landline:
        return "-".join(part for part in landline.groups() if part)
    raise _phone_broken(_why_no_phone(digits))


def _why_no_phone(digits: str) -> str:
    if digits.startswith("1"):
        return gettext_noop("手机号应为 11 位，以 13 至 19 开头。")
    if digits.startswith("0"):
        return gettext_noop("固定电话的区号或位数不对。")
    if len(digits) in {7, 8}:
        return gettext_noop("固定电话缺少区号，例如 0533-1234567。")
    return gettext_noop("联系电话不是手机号、带区号的固定电话或 400 号码。")


def _id_broken(template: str, **facts: object) -> RuleBroken:
    return RuleBroken(template, field="id_number", **facts)


def _phone_broken(template: str) -> RuleBroken:
    return RuleBroken(template, field="phone")


def _certificate_broken(template: str, **facts: object) -> RuleBroken:
    return RuleBroken(template, field="certificate_number", **facts)
