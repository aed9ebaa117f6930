"""Numbers as people type them: refused by the very place that is wrong, compared by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fairdraw.beacons import check_value, parse_day, source_of
from fairdraw.errors import ProofError
from mingqian.draws.numbers.sources import DICE, kind_of, source_name
from mingqian.rules.refusals import RuleBroken, gettext_noop

DICE_COUNT = 20
_TEN = "10"  # a ten-sided die shows 10 for its face 0


@dataclass(frozen=True, slots=True)
class Number:
    """A public number as typed once.

    Attributes:
        source: place in the committed sources.
        value: canonical text, made by `dice_value`, `ssq_value`, `dlt_value` or `pl5_value`.
        on: the draw day as the official notice says, YYYYMMDD; for dice the committed day.
        notice: SHA-256 of the official notice that was kept, "" for none.
        video: SHA-256 of the recording of the dice, "" for none.
    """

    source: int
    value: str
    on: str
    notice: str = ""
    video: str = ""


def dice_value(faces: Sequence[str]) -> str:
    """Return the canonical value of 20 ten-sided dice read in order; face 10 counts as 0."""
    read = [face.strip() for face in faces]
    while read and not read[-1]:
        read.pop()
    if len(read) != DICE_COUNT:
        raise _wrong(
            "digits",
            gettext_noop("应有 {wanted} 枚，现有 {count} 枚。"),
            wanted=DICE_COUNT,
            count=len(read),
        )
    for place, face in enumerate(read, start=1):
        if face != _TEN and not (len(face) == 1 and face in "0123456789"):
            raise _wrong("digits", gettext_noop("第 {place} 枚应为 0–9 的一位数字。"), place=place)
    return f"{DICE}:" + "".join("0" if face == _TEN else face for face in read)


def ssq_value(issue: str, red: Sequence[str], blue: str) -> str:
    """Return the canonical value of 双色球: issue, six red balls ascending, one blue ball."""
    reds = _balls(red, 6, 33, gettext_noop("红球"), "red")
    blues = _balls([blue], 1, 16, gettext_noop("蓝球"), "blue")
    return f"SSQ:{_issue(issue, 7)}:{reds}:{blues}"


def dlt_value(issue: str, front: Sequence[str], back: Sequence[str]) -> str:
    """Return the canonical value of 大乐透: issue, five front and two back balls ascending."""
    fronts = _balls(front, 5, 35, gettext_noop("前区"), "front")
    backs = _balls(back, 2, 12, gettext_noop("后区"), "back")
    return f"DLT:{_issue(issue, 5)}:{fronts}:{backs}"


def pl5_value(issue: str, digits: Sequence[str]) -> str:
    """Return the canonical value of 排列5: issue and five digits in order."""
    read = [digit.strip() for digit in digits]
    for place in range(5):
        digit = read[place] if place < len(read) else ""
        if not (len(digit) == 1 and digit in "0123456789"):
            raise _wrong(
                "digits", gettext_noop("第 {place} 位应为 0–9 的一位数字。"), place=place + 1
            )
    if len(read) > 5:
        raise _wrong("digits", gettext_noop("排列5 只有 5 位数字。"))
    return f"PL5:{_issue(issue, 5)}:{''.join(read)}"


def _issue(text: str, length: int) -> str:
    issue = text.strip()
    if len(issue) != length or not (issue.isascii() and issue.isdigit()):
        raise _wrong(
            "issue",
            gettext_noop("期号应为 {length} 位数字，如 {example}。"),
            length=length,
            example="2026128" if length == 7 else "26128",
        )
    return issue


def _balls(typed: Sequence[str], count: int, most: int, name: str, field: str) -> str:
    numbers = []
    read = [ball.strip() for ball in typed if ball.strip()]
    if len(read) != count:
        raise _wrong(
            field,
            gettext_noop("{name}应有 {wanted} 个号码，现有 {count} 个。"),
            name=name,
            wanted=count,
            count=len(read),
        )
    for place, ball in enumerate(read, start=1):
        if not (ball.isascii() and ball.isdigit() and len(ball) <= 2 and 1 <= int(ball) <= most):
            raise _wrong(
                field,
                gettext_noop("{name}第 {place} 个应为 01–{most}。"),
                name=name,
                place=place,
                most=most,
            )
        numbers.append(int(ball))
    if any(a >= b for a, b in pairwise(numbers)):
        raise _wrong(field, gettext_noop("{name}应从小到大，不能重复。"), name=name)
    return "".join(f"{number:02d}" for number in numbers)


def _wrong(field: str, template: str, **facts: object) -> RuleBroken:
    return RuleBroken(template, field=field, **facts)


WEEKDAYS = "一二三四五六日"


def check_number(source: Mapping[str, str], number: Number, today: date) -> None:
    """Refuse a number that is none of the committed source, by the field that is wrong.

    The rules of the protocol stand last: what they refuse would have no effect in the log.
    """
    if kind_of(source["id"]) == "operator":
        raise _wrong("source", gettext_noop("系统秘密数由系统自己公开，不用录入。"))
    day = _day(number.on)
    if kind_of(source["id"]) == "lottery":
        _check_lottery_day(source, day, today)
        _check_issue_year(number.value, day)
    else:
        _check_dice_day(source, number.on, today)
    try:
        check_value(source["id"], source["on"], number.on, number.value)
    except ProofError as error:
        raise _wrong(
            "value",
            gettext_noop("这不是{name}的号码：{detail}"),
            name=source_name(source["id"]),
            detail=error.detail,
        ) from error


def _day(on: str) -> date:
    try:
        return parse_day(on)
    except ProofError as error:
        raise _wrong("on", gettext_noop("日期「{on}」不对，应为 8 位数字。"), on=on) from error


def _check_lottery_day(source: Mapping[str, str], day: date, today: date) -> None:
    kind = source_of(source["id"])
    facts = {"name": source_name(source["id"]), "day": _shown(day)}
    if day.weekday() not in kind.weekdays:
        raise _wrong(
            "on",
            gettext_noop("{day}不是{name}开奖日（每{days}）。"),
            days="、".join(f"周{WEEKDAYS[each]}" for each in sorted(kind.weekdays)),
            **facts,
        )
    if day < parse_day(source["on"]):
        raise _wrong(
            "on",
            gettext_noop("承诺写明用 {named} 起的第一期，{day}的{name}在它之前。"),
            named=_shown(parse_day(source["on"])),
            **facts,
        )
    if day > today:
        raise _wrong("on", gettext_noop("{day}还没有到，{name}尚未开奖。"), **facts)


def _check_issue_year(value: str, day: date) -> None:
    issue = value.split(":")[1] if value.count(":") >= 1 else ""
    year = issue[:-3]
    if year and not str(day.year).endswith(year):
        raise _wrong(
            "issue",
            gettext_noop("期号 {issue} 的年份与开奖日 {day} 不符。"),
            issue=issue,
            day=_shown(day),
        )


def _check_dice_day(source: Mapping[str, str], on: str, today: date) -> None:
    named = parse_day(source["on"])
    if on != source["on"]:
        raise _wrong("on", gettext_noop("承诺写明的掷骰日是 {named}。"), named=_shown(named))
    if today < named:
        raise _wrong("on", gettext_noop("掷骰日是 {named}，还没有到。"), named=_shown(named))


def _shown(day: date) -> str:
    return f"{day:%Y-%m-%d}（周{WEEKDAYS[day.weekday()]}）"


_LABELS = {
    "SSQ": (gettext_noop("红球"), gettext_noop("蓝球")),
    "DLT": (gettext_noop("前区"), gettext_noop("后区")),
}


def parts_of(value: str) -> list[tuple[str, str]]:
    """Return the parts of a canonical value, each with its name, as a page shows them."""
    name, _, rest = value.partition(":")
    if kind_of(name) == "dice":
        return [(f"第 {place} 枚", face) for place, face in enumerate(rest, start=1)]
    issue, *groups = rest.split(":")
    parts = [(gettext_noop("期号"), issue)]
    if name == "PL5":
        return parts + [(f"第 {place} 位", d) for place, d in enumerate(groups[0], start=1)]
    labels = _LABELS[name]
    for label, group in zip(labels, groups, strict=True):
        balls = [group[at : at + 2] for at in range(0, len(group), 2)]
        single = len(balls) == 1
        parts += [
            (label if single else f"{label}第 {place} 个", ball)
            for place, ball in enumerate(balls, start=1)
        ]
    return parts


def describe_difference(first: Number, second: Number) -> RuleBroken:
    """Say at which places two typings of a number differ, showing both, judging neither.

    Source: SPEC section 5, dice ceremony (4): on a mismatch the record in the hall decides.
    """
    places = [
        f"{label}：{one} / {other}"
        for (label, one), (_label, other) in zip(
            parts_of(first.value), parts_of(second.value), strict=True
        )
        if one != other
    ]
    if first.on != second.on:
        places.append(f"开奖日：{first.on} / {second.on}")
    return RuleBroken(
        gettext_noop(
            "两次录入不一致（第一次 / 这一次）：{places}。请核对公告或录像；"
            "第一次录错的，先作废再重录。"
        ),
        field="value",
        places="；".join(places),
    )
