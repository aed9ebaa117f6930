"""The eight results of G 8.3: wording, what excludes what, and the result of the whole check."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.rules.refusals import RuleBroken
from mingqian.rules.results import (
    ALONE,
    FORBIDDEN_PAIRS,
    GRAVITY,
    ResultCode,
    by_gravity,
    check_answer,
    check_result,
    check_results,
    needs_measures,
    needs_note,
    overall,
    overall_codes,
)

letters = st.sampled_from("abcdefgh")


@pytest.mark.parametrize(
    ("letter", "label", "note", "measures"),
    [
        ("a", "未发现问题", False, False),
        ("b", "未按规定公示应当公示的信息", True, True),
        ("c", "公示信息隐瞒真实情况、弄虚作假", True, True),
        ("d", "通过登记的住所（经营场所）无法联系", True, True),
        ("e", "发现问题已责令改正", True, True),
        ("f", "不予配合情节严重", True, True),
        ("g", "发现问题待后续处理", True, True),
        ("h", "未发现开展本次抽查涉及的经营活动", True, False),
    ],
)
def test_the_eight(letter: str, label: str, note: bool, measures: bool) -> None:
    code = check_result(letter)
    assert (code.label, needs_note(code), needs_measures(code)) == (label, note, measures)


@pytest.mark.parametrize(
    ("letter", "sentence"),
    [
        ("", "这一项还没有结果，请选择八种结果之一。"),
        ("i", "「i」不是八种结果之一（《工作指引》8.3）。"),
        ("A", "「A」不是八种结果之一（《工作指引》8.3）。"),
        ("ab", "「ab」不是八种结果之一（《工作指引》8.3）。"),
    ],
)
def test_there_is_no_default_and_no_ninth(letter: str, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_result(letter)
    assert str(refusal.value) == sentence


def test_every_set_of_two_or_more() -> None:
    allowed = set("bcefg")
    for size in range(2, 9):
        for chosen in itertools.combinations("abcdefgh", size):
            if set(chosen) <= allowed:
                assert set(check_results(chosen)) == set(map(ResultCode, chosen))
            else:
                with pytest.raises(RuleBroken):
                    check_results(chosen)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ([], "这一项还没有结果，请选择八种结果之一。"),
        (["a", "e"], "「未发现问题」不能与其他结果同时选择。"),
        (["h", "b"], "「未发现开展本次抽查涉及的经营活动」不能与其他结果同时选择。"),
        (["d", "e"], "「通过登记的住所（经营场所）无法联系」不能与其他结果同时选择。"),
        (["d", "f"], "无法联系与不予配合不能同时选择：联系不上就无从拒绝。"),
    ],
)
def test_sets_that_deny_themselves(chosen: list[str], sentence: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_results(chosen)
    assert str(refusal.value) == sentence


def test_one_alone_is_always_allowed_and_twice_is_once() -> None:
    for letter in "abcdefgh":
        assert check_results([letter, letter]) == (ResultCode(letter),)


def test_gravity_names_each_once() -> None:
    assert set(GRAVITY) == set(ResultCode)
    assert len(GRAVITY) == 8
    assert set("adh") == ALONE
    assert [set(pair) for pair in FORBIDDEN_PAIRS] == [{"d", "f"}]


@pytest.mark.parametrize(
    ("matters", "whole", "codes"),
    [
        ("aaa", "a", "a"),
        ("aha", "a", "a"),
        ("hh", "h", "h"),
        ("aae", "e", "e"),
        ("heb", "e", "eb"),
        ("aegf", "f", "fge"),
        ("acb", "c", "cb"),
        ("gc", "c", "cg"),
        ("ddd", "d", "d"),
        ("dab", "b", "bd"),
    ],
)
def test_the_whole_is_the_gravest_of_its_matters(matters: str, whole: str, codes: str) -> None:
    assert overall(list(matters)) == whole
    assert "".join(overall_codes(list(matters))) == codes


@given(st.lists(letters, min_size=1, max_size=12))
def test_no_problem_only_where_nothing_was_found(matters: list[str]) -> None:
    whole = overall(matters)
    assert (whole is ResultCode.NO_PROBLEM) is (set(matters) <= {"a", "h"} and "a" in matters)
    assert whole in matters
    assert all(GRAVITY.index(whole) <= GRAVITY.index(ResultCode(m)) for m in matters)


@given(st.lists(letters, min_size=1, max_size=12), st.randoms())
def test_the_order_of_the_matters_is_of_no_importance(matters: list[str], shuffler) -> None:
    before = overall_codes(matters)
    shuffler.shuffle(matters)
    assert overall_codes(matters) == before


@pytest.mark.parametrize(
    ("matters", "sentence"),
    [
        ([], "本次检查没有事项，不能形成结果。"),
        (["a", ""], "第 2 项还没有结果，不能签字。"),
        (["", "a", ""], "第 1、3 项还没有结果，不能签字。"),
        (["a", "x"], "「x」不是八种结果之一（《工作指引》8.3）。"),
    ],
)
def test_nothing_is_assumed_for_a_matter_without_a_result(
    matters: list[str], sentence: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        overall(matters)
    assert str(refusal.value) == sentence


def test_findings_are_explained() -> None:
    assert check_answer("a", "") is ResultCode.NO_PROBLEM
    assert check_answer("e", "配电柜未接地") is ResultCode.ORDERED_TO_CORRECT
    with pytest.raises(RuleBroken) as refusal:
        check_answer("e", " ")
    assert str(refusal.value) == "结果为「发现问题已责令改正」的，须写明情况。"
    assert refusal.value.field == "note"


def test_by_gravity_drops_repeats() -> None:
    assert by_gravity([ResultCode.PENDING, ResultCode.REFUSED, ResultCode.PENDING]) == ("f", "g")
