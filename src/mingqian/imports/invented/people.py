"""Invented inspectors, as rows of the sheet of inspectors."""

from datetime import date, timedelta

from mingqian.imports.invented.county import (
    BUREAU_NAME,
    COUNTY_CODE,
    MOBILE_PREFIX,
    TOWNSHIP_UNITS,
)
from mingqian.imports.invented.names import person_name
from mingqian.imports.invented.stream import Stream
from mingqian.imports.invented.trades import EXPERTISE
from mingqian.imports.workbook import Cell
from mingqian.rules.identifiers import id_check_digit

# Of every 16 inspectors 5 work at the bureau; the others go around the townships.
_ROUND = 16
_AT_BUREAU = 5
_BUREAU_POSTS = (
    "监管一股股长",
    "监管二股副股长",
    "四级主任科员",
    "一级科员",
    "执法队员",
    "工程师",
)
_TOWNSHIP_POSTS = ("所长", "副所长", "安全监管员", "一级科员", "综合执法队员")
_CERTIFICATE_YEARS = 5


def inspector(seed: str, index: int, today: date) -> dict[str, Cell]:
    """Return the inspector of that place in the register, by the fields of the sheet."""
    stream = Stream(seed, "inspector", index)
    female = stream.percent(30)
    round_, place = divmod(index, _ROUND)
    at_bureau = place < _AT_BUREAU
    township = (round_ * (_ROUND - _AT_BUREAU) + place - _AT_BUREAU) % len(TOWNSHIP_UNITS)
    issued = _issued(stream, index, today)
    return {
        "name": person_name(stream, female=female),
        "sex": "女" if female else "男",
        "id_number": _id_number(stream, index, today, female=female),
        "phone": f"{MOBILE_PREFIX}{stream.below(10**8):08}",
        "unit": BUREAU_NAME if at_bureau else TOWNSHIP_UNITS[township].name,
        "level": "县级" if at_bureau else "乡镇级",
        "post": stream.pick(_BUREAU_POSTS if at_bureau else _TOWNSHIP_POSTS),
        "certificate_number": f"{COUNTY_CODE}{index + 1:05}",
        "valid_from": issued,
        "valid_to": issued.replace(year=issued.year + _CERTIFICATE_YEARS) - timedelta(days=1),
        "expertise": "、".join(_expertise(stream, index)),
        "may_lead": "是" if at_bureau or stream.percent(34) else "否",
    }


def _issued(stream: Stream, index: int, today: date) -> date:
    """Return the day of issue: every twentieth certificate has expired."""
    expired = index % 20 == 13
    age = _CERTIFICATE_YEARS * 366 + stream.below(500) if expired else 30 + stream.below(1_500)
    issued = today - timedelta(days=age)
    # 29 February has no anniversary.
    return issued.replace(day=min(issued.day, 28))


def _id_number(stream: Stream, index: int, today: date, *, female: bool) -> str:
    """Return an ID number that no other place of the register has."""
    born = today - timedelta(days=24 * 366 + stream.below(33 * 365))
    # The serial keeps the sex in its last digit; the day of birth tells equal serials apart
    # within a round of 500 places.
    born = born.replace(day=1 + (index // 500) % 28)
    serial = (index % 500) * 2 + (0 if female else 1)
    first = f"{COUNTY_CODE}{born:%Y%m%d}{serial:03}"
    return first + id_check_digit(first)


def _expertise(stream: Stream, index: int) -> tuple[str, ...]:
    """Return one to three fields; the first goes around so that every field has its people."""
    fields = [EXPERTISE[index % len(EXPERTISE)]]
    fields += [stream.pick(EXPERTISE) for _ in range(stream.below(3))]
    return tuple(dict.fromkeys(fields))
