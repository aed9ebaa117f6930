"""Unified social credit codes 「统一社会信用代码」, GB 32100-2015.

18 characters: registering authority (1), kind of body (1), division code of the registry (6),
body 「主体标识码」 = organization code of GB 11714 (9), check character (1).
"""

import re

from mingqian.rules.identifiers.people import id_number_is_sound
from mingqian.rules.identifiers.text import (
    exact_digits,
    first_full_width,
    is_number,
    shown_number,
    without_spaces,
)
from mingqian.rules.refusals import RuleBroken, gettext_noop

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and capitals without I, O, S, V, Z (GB 32100-2015, section 4)."""

CREDIT_CODE_LENGTH = 18
OLD_REGISTRATION_LENGTH = 15
LOOK_ALIKES = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}
"""Letters the standard leaves out, and what they are most often misread from."""

FIELD = "credit_code"
_VALUES = {char: value for value, char in enumerate(CREDIT_CODE_ALPHABET)}
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_EXPONENT = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)


class OldRegistrationNumber(RuleBroken):
    """A 15-digit registration number from before 2015 「工商注册号」 stands where a code belongs.

    Attributes:
        number: the digits, so that a caller may keep them under their own name.
    """

    def __init__(self, number: str) -> None:
        super().__init__(
            gettext_noop(
                "这是 15 位的旧工商注册号，不是统一社会信用代码。请按现行营业执照填写 18 位代码。"
            ),
            field=FIELD,
        )
        self.number = number


class PersonNumberGiven(RuleBroken):
    """A citizen's ID number stands where a credit code belongs; its digits are not repeated."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop(
                "这是公民身份号码，不是统一社会信用代码。检查对象是自然人的，请填在身份证号一栏。"
            ),
            field=FIELD,
        )


def credit_code_check_digit(first: str) -> str:
    """Return the check character of the first 17 characters (GB 32100-2015, GB/T 17710).

    Weights are 3^(i-1) mod 31; the result is (31 − Σ) mod 31 in the alphabet of the standard.
    """
    total = sum(_VALUES[char] * pow(3, place, 31) for place, char in enumerate(first))
    return CREDIT_CODE_ALPHABET[-total % 31]


def organization_check_digit(first: str) -> str:
    """Return the check character of the first 8 characters of an organization code (GB 11714)."""
    total = sum(int(c, 36) * w for c, w in zip(first, _ORGANIZATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def make_credit_code(region: str, body: str, *, authority: str = "9", kind: str = "1") -> str:
    """Return a valid credit code for invented firms of demonstrations and tests.

    Args:
        region: division code of the registry, 6 digits.
        body: organization code, 8 characters; its check character is added if it is missing.
        authority: registering authority, 9 = market regulator.
        kind: kind of body, with authority 9: 1 enterprise, 2 individual, 3 cooperative.
    """
    if len(body) == len(_ORGANIZATION_WEIGHTS):
        body += organization_check_digit(body)
    first = f"{authority}{kind}{region}{body}"
    return check_credit_code(first + credit_code_check_digit(first))


def check_credit_code(raw: object) -> str:
    """Return the credit code in capitals, or refuse it with the place and the reason.

    Source: GB 32100-2015. A number cell is refused because a spreadsheet keeps 15 of the 18
    digits; a 15-digit registration number and an ID number are refused as what they are.
    """
    code = _as_text(raw)
    if code.isascii() and code.isdigit() and len(code) == OLD_REGISTRATION_LENGTH:
        raise OldRegistrationNumber(code)
    if len(code) != CREDIT_CODE_LENGTH:
        raise RuleBroken(
            gettext_noop("统一代码应为 18 位，现为 {length} 位。"), field=FIELD, length=len(code)
        )
    _refuse_characters(code)
    _refuse_check_digit(code)
    return code


def _as_text(raw: object) -> str:
    digits = exact_digits(raw)
    if digits is not None and len(digits) == OLD_REGISTRATION_LENGTH:
        raise OldRegistrationNumber(digits)
    code = without_spaces(raw)
    if is_number(raw) or _EXPONENT.fullmatch(code):
        raise RuleBroken(
            gettext_noop(
                "统一代码被 Excel 存成了数字（{shown}），后几位已经丢失。"
                "请把这一列设为文本格式，按营业执照重新填写。"
            ),
            field=FIELD,
            shown=shown_number(raw),
        )
    if not code:
        raise RuleBroken(gettext_noop("统一社会信用代码未填。"), field=FIELD)
    wide = first_full_width(code)
    if wide is not None:
        raise RuleBroken(
            gettext_noop("统一代码第 {place} 位「{char}」是全角字符，应改为半角。"),
            field=FIELD,
            place=wide[0],
            char=wide[1],
        )
    return code.upper()


def _refuse_characters(code: str) -> None:
    for place, char in enumerate(code, start=1):
        if char in LOOK_ALIKES:
            raise RuleBroken(
                gettext_noop(
                    "统一代码第 {place} 位是字母 {char}，"
                    "代码不用字母 I、O、S、V、Z，可能是 {like}。"
                ),
                field=FIELD,
                place=place,
                char=char,
                like=LOOK_ALIKES[char],
            )
        if char not in _VALUES:
            raise RuleBroken(
                gettext_noop("统一代码第 {place} 位「{char}」不是数字或大写字母。"),
                field=FIELD,
                place=place,
                char=char,
            )
    _refuse_parts(code)


def _refuse_parts(code: str) -> None:
    # Eighteen zeros would pass the check character; no authority has the code 0.
    if code[0] == "0":
        raise RuleBroken(gettext_noop("统一代码第 1 位是登记管理部门，没有代码 0。"), field=FIELD)
    for place, char in enumerate(code[2:8], start=3):
        if not char.isdigit():
            raise RuleBroken(
                gettext_noop(
                    "统一代码第 3 至 8 位是登记机关的行政区划码，应为数字，"
                    "第 {place} 位现为 {char}。"
                ),
                field=FIELD,
                place=place,
                char=char,
            )


def _refuse_check_digit(code: str) -> None:
    expected = credit_code_check_digit(code[:17])
    if code[17] == expected:
        return
    if id_number_is_sound(code):
        raise PersonNumberGiven
    raise RuleBroken(
        gettext_noop(
            "统一代码校验位不对：末位应为 {expected}，现为 {found}。请对照营业执照核对。"
        ),
        field=FIELD,
        expected=expected,
        found=code[17],
    )
