"""What is left of a number or a name when it is masked. All numbers are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.rules.identifiers import id_check_digit, make_credit_code
from mingqian.rules.masking import MASKS, mask_id_number, mask_name, mask_phone, mask_text

ID = "370399197805061217"[:17] + id_check_digit("37039919780506121")


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("370399197805061217", "370399********1217"),
        ("37039919780506121X", "370399********121X"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_id_number(number: str, masked: str) -> None:
    assert mask_id_number(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812346402", "138****6402"),
        ("0533-6967001", "0533-****001"),
        ("010-12345678", "010-****678"),
        ("0533-6967001-12", "0533-****001"),
        ("400-123-4567", "400*****4567"),
        ("12350", "*****"),
        ("", ""),
    ],
)
def test_phone(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张守义", "张**"),
        ("欧阳文远", "欧**"),
        ("买买提·艾力", "买**"),
        (" 张三 ", "张*"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_name(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_text_hides_people_and_keeps_firms() -> None:
    firm = make_credit_code("370322", "00001234", kind="1")
    text = f"电工（{ID}）操作证到期，电话 138-1234-6402；企业 {firm}，370399197805061210 号文件。"
    assert mask_text(text) == (
        f"电工（{mask_id_number(ID)}）操作证到期，电话 138****6402；"
        f"企业 {firm}，370399197805061210 号文件。"
    )


def test_a_number_inside_a_longer_one_is_left_alone() -> None:
    assert mask_text("流水号 2138123464021") == "流水号 2138123464021"
    assert mask_text(f"A{ID}") == f"A{ID}"


def test_a_small_x_is_a_check_character_too() -> None:
    number = "11010519491231002x"
    assert mask_text(f"证号{number}。") == "证号110105********002X。"


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text("甲乙：， ", max_size=5))
def test_no_mobile_number_survives_in_text(number: str, around: str) -> None:
    assert number not in mask_text(f"{around}{number}{around}")


@given(st.text(max_size=20))
def test_masks_never_fail_and_show_at_most_the_first_character_of_a_name(text: str) -> None:
    for mask in MASKS.values():
        mask(text)
    assert mask_name(text).rstrip("*") in {"", *text.strip()[:1]}
