"""Public numbers as people type them: refused by the place that is wrong, in words."""

from datetime import UTC, date, datetime

import pytest

from mingqian.draws.numbers import (
    Number,
    check_number,
    close_by,
    describe_difference,
    dice_from,
    dice_value,
    dlt_value,
    parts_of,
    pl5_value,
    sources_for,
    ssq_value,
)
from mingqian.rules.refusals import RuleBroken
from tests.world_draws import DICE_NUMBER, LOTTERY_NUMBERS

REDS = ["3", "7", "11", "19", "28", "33"]
FRONT = ["5", "12", "19", "28", "33"]
FACES = list("39170264805513962748")


def refusal(function, *args):
    with pytest.raises(RuleBroken) as caught:
        function(*args)
    return caught.value.field, str(caught.value)


def test_canonical_values():
    assert ssq_value("2026128", REDS, "9") == "SSQ:2026128:030711192833:09"
    assert dlt_value(" 26128 ", FRONT, ["4", "8"]) == "DLT:26128:0512192833:0408"
    assert pl5_value("26296", list("01234")) == "PL5:26296:01234"
    assert dice_value(FACES) == "DICE10x20:39170264805513962748"
    assert dice_value(["10", *FACES[1:]]) == "DICE10x20:09170264805513962748"


@pytest.mark.parametrize(
    ("function", "args", "field", "words"),
    [
        (dice_value, (FACES[:19],), "digits", "应有 20 枚，现有 19 枚"),
        (dice_value, ([*FACES, "1"],), "digits", "应有 20 枚，现有 21 枚"),
        (dice_value, ([*FACES[:13], "x", *FACES[14:]],), "digits", "第 14 枚应为 0–9 的一位数字"),
        (dice_value, ([*FACES[:13], "", *FACES[14:]],), "digits", "第 14 枚应为"),
        (dice_value, ([*FACES[:13], "12", *FACES[14:]],), "digits", "第 14 枚应为"),
        (dice_value, ([*FACES[:13], "３", *FACES[14:]],), "digits", "第 14 枚应为"),
        (ssq_value, ("26128", REDS, "9"), "issue", "期号应为 7 位数字，如 2026128"),
        (ssq_value, ("二〇二六一二八", REDS, "9"), "issue", "期号应为 7 位数字"),
        (ssq_value, ("2026128", REDS[:5], "9"), "red", "红球应有 6 个号码，现有 5 个"),
        (ssq_value, ("2026128", [*REDS[:5], "34"], "9"), "red", "红球第 6 个应为 01–33"),
        (ssq_value, ("2026128", ["0", *REDS[1:]], "9"), "red", "红球第 1 个应为 01–33"),
        (ssq_value, ("2026128", ["7", "3", *REDS[2:]], "9"), "red", "红球应从小到大，不能重复"),
        (ssq_value, ("2026128", ["3", "3", *REDS[2:]], "9"), "red", "红球应从小到大，不能重复"),
        (ssq_value, ("2026128", REDS, "17"), "blue", "蓝球第 1 个应为 01–16"),
        (ssq_value, ("2026128", REDS, ""), "blue", "蓝球应有 1 个号码，现有 0 个"),
        (dlt_value, ("2026128", FRONT, ["4", "8"]), "issue", "期号应为 5 位数字，如 26128"),
        (dlt_value, ("26128", [*FRONT[:4], "36"], ["4", "8"]), "front", "前区第 5 个应为 01–35"),
        (dlt_value, ("26128", FRONT, ["8", "4"]), "back", "后区应从小到大"),
        (dlt_value, ("26128", FRONT, ["4", "13"]), "back", "后区第 2 个应为 01–12"),
        (pl5_value, ("26296", list("0123")), "digits", "第 5 位应为 0–9 的一位数字"),
        (pl5_value, ("26296", list("012345")), "digits", "只有 5 位"),
    ],
)
def test_a_mistyped_number_is_refused_at_its_place(function, args, field, words):
    found = refusal(function, *args)
    assert found[0] == field
    assert words in found[1]


SSQ = {"id": "SSQ", "on": "20261103"}
DICE = {"id": "DICE10x20", "on": "20261104"}
TODAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("source", "on", "today", "words"),
    [
        (SSQ, "20261104", TODAY, "2026-11-04（周三）不是双色球开奖日（每周二、周四、周日）"),
        (SSQ, "20261101", TODAY, "用 2026-11-03（周二） 起的第一期"),
        (SSQ, "20261112", TODAY, "还没有到，双色球尚未开奖"),
        (SSQ, "2026-11-3", TODAY, "应为 8 位数字"),
        (SSQ, "20261131", TODAY, "应为 8 位数字"),
    ],
)
def test_a_wrong_day_is_refused(source, on, today, words):
    number = Number(0, ssq_value("2026126", REDS, "9"), on)
    field, sentence = refusal(check_number, source, number, today)
    assert field == "on"
    assert words in sentence


def test_a_later_issue_is_taken_because_a_game_may_pause():
    check_number(SSQ, Number(0, ssq_value("2026127", REDS, "9"), "20261105"), TODAY)


def test_the_issue_belongs_to_the_year_of_the_day():
    number = Number(0, ssq_value("2025126", REDS, "9"), "20261103")
    assert refusal(check_number, SSQ, number, TODAY)[0] == "issue"


def test_a_number_of_another_game_is_refused():
    number = Number(0, "PL5:26294:01234", "20261103")
    field, sentence = refusal(check_number, SSQ, number, TODAY)
    assert field in {"value", "issue"}
    assert "双色球" in sentence or "期号" in sentence
    assert refusal(check_number, SSQ, Number(0, "没有", "20261103"), TODAY)[0] == "value"


def test_dice_wait_for_their_day_and_keep_it():
    value = dice_value(FACES)
    check_number(DICE, Number(0, value, "20261104"), date(2026, 11, 5))
    early = refusal(check_number, DICE, Number(0, value, "20261104"), date(2026, 11, 3))
    assert "还没有到" in early[1]
    other = refusal(check_number, DICE, Number(0, value, "20261105"), date(2026, 11, 5))
    assert "承诺写明的掷骰日是 2026-11-04" in other[1]


def test_our_own_secret_is_not_typed():
    number = Number(0, "OPERATOR:" + "0" * 64, "-")
    assert "不用录入" in refusal(check_number, {"id": "OPERATOR", "on": "-"}, number, TODAY)[1]


@pytest.mark.parametrize("number", [*LOTTERY_NUMBERS, DICE_NUMBER])
def test_parts_put_together_give_the_value_again(number):
    digits = "".join(text for _label, text in parts_of(number.value))
    assert digits == number.value.partition(":")[2].replace(":", "")


def test_two_typings_that_differ_are_shown_place_by_place():
    first = Number(0, dice_value(FACES), "20261104")
    second = Number(0, dice_value([*FACES[:13], "9", *FACES[14:]]), "20261104")
    assert "第 14 枚：3 / 9。" in str(describe_difference(first, second))
    red = Number(0, ssq_value("2026126", REDS, "9"), "20261103")
    other = Number(0, ssq_value("2026127", [*REDS[:5], "32"], "8"), "20261105")
    sentence = str(describe_difference(red, other))
    for part in ("期号：2026126 / 2026127", "红球第 6 个：33 / 32", "蓝球：09 / 08", "开奖日："):
        assert part in sentence


def test_lotteries_are_named_for_days_after_the_freeze():
    assert sources_for("lotteries", date(2026, 11, 2)) == [
        ("SSQ", "20261103"),
        ("DLT", "20261104"),
        ("PL5", "20261103"),
    ]
    assert sources_for("dice", date(2026, 11, 2)) == [("DICE10x20", "20261102")]
    assert sources_for("dice", date(2026, 11, 2), date(2026, 11, 5)) == [("DICE10x20", "20261105")]
    assert sources_for("operator", date(2026, 11, 2)) == [("OPERATOR", "-")]


def test_times_of_the_ceremony():
    named = [{"id": name, "on": on} for name, on in sources_for("lotteries", date(2026, 11, 2))]
    # Midnight in Beijing before the first draw day, less ten minutes.
    assert close_by(named) == datetime(2026, 11, 2, 15, 50, tzinfo=UTC)
    assert dice_from(named, close_by(named)) is None
    dice = [{"id": "DICE10x20", "on": "20261102"}]
    at = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
    assert (close_by(dice), dice_from(dice, None)) == (None, None)
    assert dice_from(dice, at) == datetime(2026, 11, 2, 1, 10, tzinfo=UTC)
