"""Exclusion codes of the commitment, and the limit of once a year (G 6.2)."""

import pytest

from mingqian.directories.reference import result_catalogue
from mingqian.rules.refusals import RuleBroken
from mingqian.rules.sampling import (
    ANNUAL_EXCEPTIONS,
    CODE,
    EXCLUSIONS,
    Applies,
    ExceptionReading,
    check_exclusion,
    excluded_this_year,
)

EITHER, BOTH = ExceptionReading.EACH_ALONE, ExceptionReading.SECTOR_AND_RECORD


def test_every_code_can_stand_in_a_commitment_and_says_why() -> None:
    for code, exclusion in EXCLUSIONS.items():
        assert CODE.fullmatch(code)
        assert exclusion.code == code
        assert exclusion.title
        assert exclusion.basis


@pytest.mark.parametrize(
    ("code", "applies", "title"),
    [
        ("y1", Applies.TARGET, "本年度已被抽查"),
        ("l1", Applies.TARGET, "上级抽查计划已覆盖"),
        ("c1", Applies.INSPECTOR, "执法证已过有效期"),
        ("p2", Applies.INSPECTOR, "请假或休假"),
        ("d1", Applies.DROP, "检查对象已不存在"),
        ("o1", Applies.DROP, "不属本机关，移交管辖机关"),
    ],
)
def test_known_codes(code: str, applies: Applies, title: str) -> None:
    assert check_exclusion(code, applies).title == title


@pytest.mark.parametrize(
    ("code", "applies", "sentence"),
    [
        ("zz", Applies.TARGET, "没有排除理由代码 zz。"),
        ("c1", Applies.TARGET, "排除理由 c1「执法证已过有效期」不适用于这里。"),
        ("y1", Applies.INSPECTOR, "排除理由 y1「本年度已被抽查」不适用于这里。"),
        # The two codes of debts and redos are never a ground to leave a firm out.
        ("d1", Applies.TARGET, "排除理由 d1「检查对象已不存在」不适用于这里。"),
        ("o1", Applies.TARGET, "排除理由 o1「不属本机关，移交管辖机关」不适用于这里。"),
    ],
)
def test_refused_codes(code: str, applies: Applies, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_exclusion(code, applies)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("times", "grounds", "reading", "out"),
    [
        (0, [], EITHER, False),
        (1, [], EITHER, True),
        (2, [], EITHER, True),
        (1, ["key_sector"], EITHER, False),
        (1, ["complaints"], EITHER, False),
        (1, ["campaign"], EITHER, False),
        (0, [], BOTH, False),
        (1, ["key_sector"], BOTH, True),
        (1, ["complaints"], BOTH, True),
        (1, ["key_sector", "complaints"], BOTH, False),
        (1, ["dishonest", "watch_list"], BOTH, True),
        (1, ["order_from_above"], BOTH, False),
        (1, ["incident"], BOTH, False),
    ],
)
def test_once_a_year(times: int, grounds: list[str], reading: ExceptionReading, out: bool) -> None:
    assert excluded_this_year(times, grounds, reading=reading) is out


def test_the_limit_is_a_setting() -> None:
    assert not excluded_this_year(1, limit=2)
    assert excluded_this_year(2, limit=2)
    assert not excluded_this_year(99, limit=None)


def test_an_exception_must_name_a_ground_of_the_clause() -> None:
    with pytest.raises(RuleBroken) as refusal:
        excluded_this_year(1, ["friend"])
    assert str(refusal.value) == "没有例外理由代码 friend（《工作指引》6.2）。"


def test_the_grounds_are_those_of_the_clause() -> None:
    assert result_catalogue().annual_exceptions == {
        code: exception.title for code, exception in ANNUAL_EXCEPTIONS.items()
    }
