"""Unified social credit codes: what GB 32100-2015 allows and what people type instead."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mingqian.rules.identifiers import (
    CREDIT_CODE_ALPHABET,
    OldRegistrationNumber,
    PersonNumberGiven,
    check_credit_code,
    credit_code_check_digit,
    half_width,
    make_credit_code,
    organization_check_digit,
)
from mingqian.rules.refusals import RuleBroken

GOOD = "91370399MAK8PBRNY2"

digits = st.text("0123456789", min_size=6, max_size=6)
bodies = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8)
authorities = st.sampled_from("123456789ANY")
codes = st.builds(
    lambda region, body, authority: make_credit_code(region, body, authority=authority),
    digits,
    bodies,
    authorities,
)


def refused(raw: object) -> str:
    with pytest.raises(RuleBroken) as refusal:
        check_credit_code(raw)
    assert refusal.value.field == "credit_code"
    return str(refusal.value)


def outcome(raw: object) -> tuple[str, str]:
    try:
        return check_credit_code(raw), ""
    except RuleBroken as refusal:
        return "", str(refusal)


@pytest.mark.parametrize(
    "code",
    [
        # Invented bodies; authority and kind as the standard lists them, letters included.
        "91370322MA3C12346J",
        make_credit_code("370322", "MA3C1234", authority="9", kind="2"),
        make_credit_code("370322", "MA3C1234", authority="1", kind="2"),
        make_credit_code("110000", "MA3C1234", authority="A", kind="9"),
        make_credit_code("370322", "MA3C1234", authority="N", kind="2"),
        make_credit_code("100000", "MA3C1234", authority="Y", kind="1"),
        GOOD,
    ],
)
def test_accepted(code: str) -> None:
    assert check_credit_code(code) == code


@pytest.mark.parametrize(
    "raw",
    [
        GOOD.lower(),
        f"  {GOOD}\n",
        f"\u3000{GOOD}",
        f"\ufeff{GOOD}\u200b",
        "9137 0399 MAK8 PBRN Y2",
        "91370399\u200bMAK8PBRNY2",
    ],
)
def test_what_nobody_can_see_and_case_do_not_matter(raw: str) -> None:
    assert check_credit_code(raw) == GOOD


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (None, "统一社会信用代码未填。"),
        ("  ", "统一社会信用代码未填。"),
        (
            9.1e17,
            "统一代码被 Excel 存成了数字（9.1E+17），后几位已经丢失。"
            "请把这一列设为文本格式，按营业执照重新填写。",
        ),
        (
            913703990000000000,
            "统一代码被 Excel 存成了数字（9.13704E+17），后几位已经丢失。"
            "请把这一列设为文本格式，按营业执照重新填写。",
        ),
        (
            "9.13704E+17",
            "统一代码被 Excel 存成了数字（9.13704E+17），后几位已经丢失。"
            "请把这一列设为文本格式，按营业执照重新填写。",
        ),
        ("91370399ＭAK8PBRNY2", "统一代码第 9 位「Ｍ」是全角字符，应改为半角。"),
        ("91370399MAK8PBRNY", "统一代码应为 18 位，现为 17 位。"),
        ("91370399MAK8PBRNY2A", "统一代码应为 18 位，现为 19 位。"),
        (True, "统一代码应为 18 位，现为 4 位。"),
        (
            "91370399MAKOPBRNY2",
            "统一代码第 12 位是字母 O，代码不用字母 I、O、S、V、Z，可能是 0。",
        ),
        (
            "9137O399MAK8PBRNY2",
            "统一代码第 5 位是字母 O，代码不用字母 I、O、S、V、Z，可能是 0。",
        ),
        ("91370399MAK8-BRNY2", "统一代码第 13 位「-」不是数字或大写字母。"),
        ("91370399MAK8青BRNY2", "统一代码第 13 位「青」不是数字或大写字母。"),
        (
            "9137A399MAK8PBRNY2",
            "统一代码第 3 至 8 位是登记机关的行政区划码，应为数字，第 5 位现为 A。",
        ),
        ("0" * 18, "统一代码第 1 位是登记管理部门，没有代码 0。"),
        (
            "91370399MAK8PBRNYQ",
            "统一代码校验位不对：末位应为 2，现为 Q。请对照营业执照核对。",
        ),
    ],
)
def test_refused_with_place_and_reason(raw: object, sentence: str) -> None:
    assert refused(raw) == sentence


@pytest.mark.parametrize(("letter", "like"), [*zip("IOSVZ", "105U2", strict=True)])
def test_the_five_letters_that_the_standard_leaves_out(letter: str, like: str) -> None:
    assert refused(GOOD[:16] + letter + GOOD[17]).endswith(f"可能是 {like}。")


@pytest.mark.parametrize("raw", ["370322228001234", 370322228001234, 370322228001234.0])
def test_an_old_registration_number_is_recognized_as_such(raw: object) -> None:
    with pytest.raises(OldRegistrationNumber) as refusal:
        check_credit_code(raw)
    assert refusal.value.number == "370322228001234"
    assert str(refusal.value) == (
        "这是 15 位的旧工商注册号，不是统一社会信用代码。请按现行营业执照填写 18 位代码。"
    )


def test_an_id_number_is_recognized_and_not_repeated() -> None:
    with pytest.raises(PersonNumberGiven) as refusal:
        check_credit_code("110101199003070070")
    assert str(refusal.value) == (
        "这是公民身份号码，不是统一社会信用代码。检查对象是自然人的，请填在身份证号一栏。"
    )


def test_a_number_with_a_fraction_or_an_infinite_one_is_a_number() -> None:
    assert refused(1.5).startswith("统一代码被 Excel 存成了数字（1.5）")
    assert refused(float("inf")).startswith("统一代码被 Excel 存成了数字（INF）")
    assert refused(float("nan")).startswith("统一代码被 Excel 存成了数字（NAN）")


def test_check_digit_by_hand() -> None:
    # Σ value(c_i)·3^(i−1) of sixteen zeros after a 1 is 1: 31 − 1 = 30 is the last letter.
    assert credit_code_check_digit("1" + "0" * 16) == "Y"
    assert credit_code_check_digit("0" * 17) == "0"


@pytest.mark.parametrize(
    ("first", "check"),
    [("00000000", "0"), ("00000001", "9"), ("00000006", "X"), ("D2143569", "X")],
)
def test_organization_code(first: str, check: str) -> None:
    assert organization_check_digit(first) == check


def test_a_body_with_its_own_check_character_is_kept() -> None:
    assert make_credit_code("370322", "MA3C12346") == make_credit_code("370322", "MA3C1234")


@given(codes)
def test_made_codes_are_valid(code: str) -> None:
    assert check_credit_code(code) == code
    assert len(code) == 18


@given(codes, st.integers(0, 17), st.sampled_from(CREDIT_CODE_ALPHABET))
def test_one_wrong_character_is_always_found(code: str, place: int, char: str) -> None:
    assume(code[place] != char)
    with pytest.raises(RuleBroken):
        check_credit_code(code[:place] + char + code[place + 1 :])


@given(codes, st.integers(0, 15))
def test_two_neighbors_exchanged_are_always_found(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    with pytest.raises(RuleBroken):
        check_credit_code(swapped)


@given(
    st.one_of(
        st.text(CREDIT_CODE_ALPHABET + "IOSVZ０Ａ -.+Ee。青\u200b\u0663", max_size=20),
        st.floats(),
        st.integers(),
        st.none(),
        st.booleans(),
    )
)
def test_anything_at_all_gets_a_code_or_a_sentence(raw: object) -> None:
    code, said = outcome(raw)
    assert (len(code) == 18) is not said.endswith("。")


def test_half_width() -> None:
    assert half_width("９１３７Ａ（甲）　～") == "9137A(甲) ~"
