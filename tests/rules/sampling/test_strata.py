"""The preview of a task's strata, and the 5 % floor of general items (G 5.1.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.rules.refusals import RuleBroken
from mingqian.rules.sampling import (
    Base,
    ItemClass,
    Rate,
    Stratum,
    max_drawn,
    preview,
    rule_general_minimum,
)

LOW = Rate(1, 200)


def general(rate: Rate, listed: int, **more) -> Stratum:
    return Stratum("s1", "A、B 级一般行业", ItemClass.GENERAL, rate, listed, **more)


def test_a_general_stratum_below_the_floor_is_refused_with_the_number_it_needs() -> None:
    with pytest.raises(RuleBroken) as refusal:
        rule_general_minimum(general(LOW, 710))
    assert str(refusal.value) == (
        "A、B 级一般行业 0.5%，低于 5% 下限（《工作指引》5.1.2）。至少应抽 36 家。"
    )
    assert refusal.value.field == "rate"


@pytest.mark.parametrize(
    "stratum",
    [
        general(Rate(5, 100), 710),
        general(LOW, 710, minimum=36),
        # A smaller rate may still give the number that the floor asks for.
        general(Rate(4, 100), 20),
        # All that are left suffice.
        general(Rate(1, 1), 100, excluded={"y1": 97}),
        general(LOW, 0),
        Stratum("s2", "危险化学品", ItemClass.KEY, LOW, 710),
    ],
)
def test_strata_that_keep_the_floor_or_have_none(stratum: Stratum) -> None:
    rule_general_minimum(stratum)


@pytest.mark.parametrize(
    "stratum",
    [
        general(LOW, 710, minimum=35),
        # 5 % of the eligible ones is less than 5 % of those in jurisdiction.
        general(Rate(5, 100), 100, excluded={"y1": 40}, base=Base.ELIGIBLE),
        general(LOW, 100, excluded={"y1": 97}),
    ],
)
def test_strata_below_the_floor(stratum: Stratum) -> None:
    with pytest.raises(RuleBroken, match="低于 5% 下限"):
        rule_general_minimum(stratum)


def test_the_floor_is_a_setting_of_the_jurisdiction() -> None:
    rule_general_minimum(general(LOW, 710), floor=None)
    rule_general_minimum(general(LOW, 710), floor=LOW)
    with pytest.raises(RuleBroken) as refusal:
        rule_general_minimum(general(Rate(5, 100), 710), floor=Rate(1, 10), basis="某办法第三条")
    assert str(refusal.value) == (
        "A、B 级一般行业 5%，低于 10% 下限（某办法第三条）。至少应抽 71 家。"
    )


def test_a_deviation_needs_a_document() -> None:
    rule_general_minimum(general(LOW, 710), ground="青应急〔2026〕12 号")
    with pytest.raises(RuleBroken):
        rule_general_minimum(general(LOW, 710), ground="  ")


def test_the_preview_of_a_task() -> None:
    strata = [
        Stratum("s2", "中", ItemClass.KEY, Rate(1, 10), 20, {"c1": 1, "y1": 2}, minimum=1),
        Stratum("s1", "高", ItemClass.KEY, Rate(1, 5), 10, {"y1": 1}, must=3),
        Stratum("s3", "低", ItemClass.GENERAL, LOW, 100),
        Stratum("s4", "空", ItemClass.KEY, Rate(0, 100), 5),
        Stratum("s5", "无", ItemClass.KEY, Rate(1, 1), 2, {"y1": 2}),
    ]
    shown = preview(strata, topups=[2])
    assert [row.n for row in shown.strata] == [2, 2, 1, 0, 0]
    assert [row.most for row in shown.strata] == [2, 3, 1, 0, 0]
    assert [row.empty for row in shown.strata] == [False, False, False, True, False]
    assert (shown.listed, shown.eligible, shown.n) == (137, 131, 5)
    assert shown.excluded == {"c1": 1, "y1": 5}
    assert shown.max_drawn == 8
    assert [str(broken) for broken in shown.broken] == [
        "低 0.5%，低于 5% 下限（《工作指引》5.1.2）。至少应抽 5 家。"
    ]


def test_the_preview_of_nothing() -> None:
    shown = preview([])
    assert (shown.n, shown.max_drawn, shown.broken) == (0, 0, ())


strata_of_any_size = st.builds(
    lambda num, listed, out, must, minimum, base: general(
        Rate(num, 100),
        listed,
        excluded={"y1": min(out, listed)},
        must=min(must, listed - min(out, listed)),
        minimum=minimum,
        base=base,
    ),
    st.integers(0, 100),
    st.integers(0, 5000),
    st.integers(0, 5000),
    st.integers(0, 10),
    st.integers(0, 50),
    st.sampled_from(Base),
)


@given(st.lists(strata_of_any_size, max_size=6), st.lists(st.integers(1, 5), max_size=3))
def test_no_draw_takes_more_than_there_are_or_than_announced(
    strata: list[Stratum], topups: list[int]
) -> None:
    shown = preview(strata, topups=topups)
    for row in shown.strata:
        assert 0 <= row.n <= row.stratum.eligible
        assert row.n <= row.most
    assert shown.n + sum(topups) <= max_drawn(strata, topups) == shown.max_drawn


@given(strata_of_any_size)
def test_the_number_in_the_sentence_is_enough(stratum: Stratum) -> None:
    try:
        rule_general_minimum(stratum)
    except RuleBroken as refusal:
        least = refusal.facts["least"]
        assert stratum.n < least
        enough = general(stratum.rate, stratum.listed, minimum=least, excluded=stratum.excluded)
        rule_general_minimum(enough)
