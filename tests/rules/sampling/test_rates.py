"""How many objects a rate asks for: "not less than" is rounded up (G 5.1.2, SPEC 4)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.rules.refusals import RuleBroken
from mingqian.rules.sampling import GENERAL_MINIMUM, ItemClass, Rate, Sampling, required_count


@pytest.mark.parametrize(
    ("listed", "num", "den", "minimum", "eligible", "n"),
    [
        (100, 5, 100, 0, None, 5),
        (101, 5, 100, 0, None, 6),
        # Two systems in use elsewhere made 1 of this: 3.4 % where 5 % was the least.
        (29, 5, 100, 0, None, 2),
        (30, 5, 100, 0, None, 2),
        (1, 5, 100, 0, None, 1),
        (710, 5, 100, 0, None, 36),
        (20, 5, 100, 3, None, 3),
        (20, 5, 100, 9, 4, 4),
        (20, 100, 100, 0, 4, 4),
        (7, 1, 1, 0, None, 7),
        (7, 0, 100, 0, None, 0),
        (0, 5, 100, 0, None, 0),
        (0, 5, 100, 2, None, 0),
        (50_000_000, 1_000_000, 1_000_000, 0, 49_999_999, 49_999_999),
        (50_000_000, 1, 1_000_000, 0, None, 50),
        (50_000_001, 1, 1_000_000, 0, None, 51),
    ],
)
def test_required_count(
    listed: int, num: int, den: int, minimum: int, eligible: int | None, n: int
) -> None:
    assert required_count(listed, num, den, minimum, eligible=eligible) == n


@given(
    st.integers(0, 50_000_000),
    st.integers(0, 1_000_000),
    st.integers(1, 1_000_000),
    st.integers(0, 1000),
)
def test_it_is_the_least_number_that_fulfils_the_rate(
    listed: int, num: int, den: int, minimum: int
) -> None:
    n = required_count(listed, num, den, minimum)
    asked = listed * Fraction(num, den)
    assert n == listed or (n >= asked and n >= minimum)
    assert n == 0 or n - 1 < max(asked, minimum)


@pytest.mark.parametrize(
    ("listed", "num", "den", "minimum", "eligible"),
    [(-1, 5, 100, 0, 5), (1, -5, 100, 0, 5), (1, 5, 0, 0, 5), (1, 5, 9, -1, 5), (1, 5, 9, 0, -5)],
)
def test_impossible_counts_are_mistakes_of_the_program(
    listed: int, num: int, den: int, minimum: int, eligible: int
) -> None:
    with pytest.raises(ValueError, match="not negative"):
        required_count(listed, num, den, minimum, eligible=eligible)


@pytest.mark.parametrize(
    ("typed", "num", "den", "shown"),
    [
        ("5", 1, 20, "5%"),
        ("5%", 1, 20, "5%"),
        (" 5 ％ ", 1, 20, "5%"),
        ("0.5", 1, 200, "0.5%"),
        ("33.3333", 333_333, 1_000_000, "33.3333%"),
        ("0.0001", 1, 1_000_000, "0.0001%"),
        ("0", 0, 1, "0%"),
        ("100", 1, 1, "100%"),
        ("10.50", 21, 200, "10.5%"),
    ],
)
def test_percentages_are_exact(typed: str, num: int, den: int, shown: str) -> None:
    rate = Rate.from_percent(typed)
    assert (rate.num, rate.den, str(rate)) == (num, den, shown)


@pytest.mark.parametrize("typed", ["", "五", "-5", "5.00001", "1e2", "5/100", ".5", "1000"])
def test_what_is_no_percentage(typed: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        Rate.from_percent(typed)
    assert str(refusal.value) == f"抽查比例「{typed}」不是百分数，例如 5 或 0.5%。"


@pytest.mark.parametrize(("num", "den"), [(101, 100), (-1, 100), (1, 0), (1, 1_000_001), (1, -1)])
def test_no_rate_beyond_the_whole(num: int, den: int) -> None:
    with pytest.raises(RuleBroken) as refusal:
        Rate(num, den)
    assert str(refusal.value) == "抽查比例应在 0% 至 100% 之间。"


def test_more_than_all_cannot_be_typed() -> None:
    with pytest.raises(RuleBroken):
        Rate.from_percent("100.1")


def test_the_floor_of_the_guideline_and_its_words() -> None:
    assert GENERAL_MINIMUM.share == Fraction(1, 20)
    assert [each.label for each in ItemClass] == ["重点", "一般"]
    assert [each.label for each in Sampling] == ["不定向", "定向"]
