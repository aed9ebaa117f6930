"""ID numbers (GB 11643), telephone numbers, enforcement certificate numbers. All are invented."""

import contextlib
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mingqian.rules.identifiers import (
    IdFacts,
    check_certificate_number,
    check_id_number,
    check_phone,
    id_check_digit,
    id_number_facts,
    warn_id_region,
)
from mingqian.rules.refusals import RuleBroken


def sentence(check, raw: object) -> str:
    with pytest.raises(RuleBroken) as refusal:
        check(raw)
    return str(refusal.value)


@st.composite
def id_numbers(draw) -> str:
    region = draw(st.text("123456789", min_size=6, max_size=6))
    born = draw(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
    first = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first + id_check_digit(first)


class TestIdNumber:
    def test_the_example_of_the_standard(self) -> None:
        # GB 11643-1999 prints 11010519491231002X and 440524188001010014.
        assert check_id_number("11010519491231002x") == "11010519491231002X"
        assert check_id_number("440524188001010014") == "440524188001010014"

    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            (None, "身份证号未填。"),
            (
                1.1010519491231e17,
                "身份证号被 Excel 存成了数字，后几位已经丢失。请把这一列设为文本格式，重新填写。",
            ),
            ("110105491231002", "身份证号应为 18 位，现为 15 位。"),
            ("1101051949123100AX", "身份证号前 17 位应为数字，末位应为数字或 X。"),
            ("01010519491231002X", "身份证号前 17 位应为数字，末位应为数字或 X。"),
            ("11010519490231002X", "身份证号第 7 至 14 位不是一个日期。"),
            ("110105194912310021", "身份证号校验位不对：末位应为 X，现为 1。"),
        ],
    )
    def test_refused(self, raw: object, expected: str) -> None:
        assert sentence(check_id_number, raw) == expected

    def test_full_width_and_spaces_are_read(self) -> None:
        assert check_id_number("１１０１０５ 19491231 002Ｘ") == "11010519491231002X"

    def test_what_a_number_says(self) -> None:
        assert id_number_facts("11010519491231002X") == IdFacts("110105", date(1949, 12, 31), "女")
        assert id_number_facts("440524188001010014").sex == "男"

    def test_an_unknown_region_is_a_warning_only(self) -> None:
        assert warn_id_region("11010519491231002X", {"110105"}) is None
        warning = warn_id_region("11010519491231002X", {"370322"})
        assert str(warning) == "身份证号前 6 位不是已知的行政区划代码，请核对。"

    @given(id_numbers())
    def test_valid_numbers_pass(self, number: str) -> None:
        assert check_id_number(number) == number

    @given(id_numbers(), st.integers(0, 17), st.sampled_from("0123456789"))
    def test_one_wrong_digit_is_always_found_and_never_repeated(
        self, number: str, place: int, digit: str
    ) -> None:
        assume(number[place] != digit)
        wrong = number[:place] + digit + number[place + 1 :]
        assert wrong not in sentence(check_id_number, wrong)


class TestPhone:
    @pytest.mark.parametrize(
        ("raw", "normal"),
        [
            ("13812345678", "13812345678"),
            (" 138 1234 5678 ", "13812345678"),
            ("138-1234-5678", "13812345678"),
            ("１３８１２３４５６７８", "13812345678"),
            ("+86 13812345678", "13812345678"),
            ("0086-13812345678", "13812345678"),
            (13812345678, "13812345678"),
            (13812345678.0, "13812345678"),
            ("19912345678", "19912345678"),
            ("0533-6967001", "0533-6967001"),
            ("(0533)6967001", "0533-6967001"),
            ("（0533）6967001", "0533-6967001"),
            ("05336967001", "0533-6967001"),
            ("0755-12345678", "0755-12345678"),
            ("010-12345678", "010-12345678"),
            ("021 1234 5678", "021-12345678"),
            ("0533-6967001-12", "0533-6967001-12"),
            ("0533-6967001转12", "0533-6967001-12"),
            ("0533-6967001 ext.8", "0533-6967001-8"),
            ("400-123-4567", "400-123-4567"),
            ("4001234567", "400-123-4567"),
            (8001234567, "800-123-4567"),
            ("12350", "12350"),
            ("95598", "95598"),
            (119, "119"),
        ],
    )
    def test_accepted(self, raw: object, normal: str) -> None:
        assert check_phone(raw) == normal

    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            ("", "联系电话未填。"),
            (None, "联系电话未填。"),
            ("1381234567", "手机号应为 11 位，以 13 至 19 开头。"),
            ("12812345678", "手机号应为 11 位，以 13 至 19 开头。"),
            ("0533-696700", "固定电话的区号或位数不对。"),
            ("010-1234567", "固定电话的区号或位数不对。"),
            ("6967001", "固定电话缺少区号，例如 0533-1234567。"),
            ("26967001", "固定电话缺少区号，例如 0533-1234567。"),
            ("696700", "联系电话不是手机号、带区号的固定电话或 400 号码。"),
            ("无", "联系电话含有数字以外的字符，一栏只填一个号码。"),
            ("13812345678/13912345678", "联系电话含有数字以外的字符，一栏只填一个号码。"),
            ("13812345678、13912345678", "联系电话含有数字以外的字符，一栏只填一个号码。"),
            (
                5336967001,
                "联系电话被存成了数字，固定电话开头的 0 会丢失。请设为文本格式重新填写。",
            ),
            (
                1.5,
                "联系电话被存成了数字，固定电话开头的 0 会丢失。请设为文本格式重新填写。",
            ),
        ],
    )
    def test_refused(self, raw: object, expected: str) -> None:
        assert sentence(check_phone, raw) == expected

    @given(
        st.one_of(
            st.from_regex(r"(\+86|0533)?-?[0-9]{7,11}(-[0-9]{1,4})?", fullmatch=True),
            st.text("0123456789+-()（） 转X,０\u0663", max_size=24),
            st.floats(),
            st.integers(),
            st.none(),
        )
    )
    def test_a_normal_form_stays_as_it_is(self, raw: object) -> None:
        with contextlib.suppress(RuleBroken):
            normal = check_phone(raw)
            assert check_phone(normal) == normal


class TestCertificateNumber:
    @pytest.mark.parametrize(
        ("raw", "normal"),
        [
            ("37039926017", "37039926017"),
            (37039926017, "37039926017"),
            (37039926017.0, "37039926017"),
            ("鲁应急（执）0312-5", "鲁应急(执)0312-5"),
            ("ｊ 1234", "J1234"),
            ("粤〔2024〕第12号", "粤〔2024〕第12号"),
        ],
    )
    def test_accepted(self, raw: object, normal: str) -> None:
        assert check_certificate_number(raw) == normal

    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            (None, "执法证号未填。"),
            ("123", "执法证号应为 4 至 32 位，现为 3 位。"),
            ("1" * 33, "执法证号应为 4 至 32 位，现为 33 位。"),
            ("3703;9926", "执法证号只能有数字、字母、汉字、括号和短横。"),
            (
                3.7039926017123e17,
                "执法证号被 Excel 存成了数字，后几位已经丢失。请设为文本格式重新填写。",
            ),
        ],
    )
    def test_refused(self, raw: object, expected: str) -> None:
        assert sentence(check_certificate_number, raw) == expected
