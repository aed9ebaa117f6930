"""Who can be drawn, who must step aside, and how a team is made up (G 5.2.2, 7.3; B 2.1.3)."""

from dataclasses import replace
from datetime import date

import pytest

from mingqian.rules.eligibility import (
    DIRECT_ASSIGNMENT_GROUNDS,
    INTEREST_KINDS,
    REPLACEMENT_GROUNDS,
    Leave,
    Need,
    NeedKind,
    Standing,
    check_ground,
    check_slots,
    parse_need,
    reasons_out,
    why_out,
)
from mingqian.rules.refusals import RuleBroken
from mingqian.rules.sampling import CODE, Applies, check_exclusion

QUALIFIED = Standing("37039926017", date(2024, 1, 1), date(2026, 11, 30))
DAY = date(2026, 11, 20)


def test_an_inspector_with_a_valid_certificate_can_be_drawn() -> None:
    assert why_out(QUALIFIED, DAY) is None


@pytest.mark.parametrize(
    ("standing", "code", "sentence"),
    [
        (
            replace(QUALIFIED, active=False, out_reason="调往县消防大队"),
            "p1",
            "已出库：调往县消防大队。",
        ),
        (replace(QUALIFIED, active=False), "p1", "已出库：未写原因。"),
        (replace(QUALIFIED, entered_on=date(2026, 12, 1)), "p3", "2026-12-01 才入库。"),
        (replace(QUALIFIED, certificate_number=""), "c3", "没有登记执法证号或有效期。"),
        (replace(QUALIFIED, valid_from=None), "c3", "没有登记执法证号或有效期。"),
        (replace(QUALIFIED, valid_to=None), "c3", "没有登记执法证号或有效期。"),
        (replace(QUALIFIED, suspended=True), "c4", "执法证被暂扣或注销。"),
        (replace(QUALIFIED, valid_from=date(2026, 11, 21)), "c2", "执法证 2026-11-21 起才有效。"),
        (replace(QUALIFIED, valid_to=date(2026, 11, 19)), "c1", "执法证 2026-11-19 已到期。"),
        (
            replace(QUALIFIED, leaves=(Leave(date(2026, 11, 18), date(2026, 11, 20)),)),
            "p2",
            "2026-11-18 至 2026-11-20 请假，与任务时间重叠。",
        ),
    ],
)
def test_why_an_inspector_is_out(standing: Standing, code: str, sentence: str) -> None:
    out = why_out(standing, DAY)
    assert out is not None
    assert (out.code, str(out.sentence)) == (code, sentence)
    assert check_exclusion(out.code, Applies.INSPECTOR)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "out"),
    [
        ("2026-11-20", "2026-11-25", False),
        ("2026-11-21", "2026-11-25", True),
        ("2026-11-20", "2026-11-24", True),
    ],
)
def test_a_certificate_holds_on_every_day_of_the_task(
    valid_from: str, valid_to: str, out: bool
) -> None:
    standing = Standing("1234", date.fromisoformat(valid_from), date.fromisoformat(valid_to))
    assert (why_out(standing, DAY, date(2026, 11, 25)) is not None) is out


def test_a_certificate_that_lapses_during_the_task_is_said_so() -> None:
    out = why_out(QUALIFIED, DAY, date(2026, 12, 1))
    assert out is not None
    assert str(out.sentence) == "执法证 2026-11-30 到期，任务未结束就失效。"


@pytest.mark.parametrize(
    ("first", "last", "out"),
    [
        ("2026-11-10", "2026-11-19", False),
        ("2026-11-10", "2026-11-20", True),
        ("2026-11-22", "2026-11-23", True),
        ("2026-11-25", "2026-11-30", True),
        ("2026-11-26", "2026-11-30", False),
    ],
)
def test_leave_that_touches_the_task(first: str, last: str, out: bool) -> None:
    leave = Leave(date.fromisoformat(first), date.fromisoformat(last))
    standing = replace(QUALIFIED, leaves=(leave,))
    assert (why_out(standing, DAY, date(2026, 11, 25)) is not None) is out


def test_every_ground_is_listed_weightiest_first() -> None:
    standing = Standing(
        "1234",
        date(2024, 1, 1),
        date(2025, 1, 1),
        active=False,
        leaves=(Leave(DAY, DAY, "年休假"), Leave(DAY, DAY)),
    )
    assert [out.code for out in reasons_out(standing, DAY)] == ["p1", "c1", "p2", "p2"]


def test_an_inspector_in_the_directory_since_long_ago() -> None:
    assert why_out(replace(QUALIFIED, entered_on=DAY), DAY) is None


class TestGrounds:
    @pytest.mark.parametrize(
        "catalogue", [INTEREST_KINDS, REPLACEMENT_GROUNDS, DIRECT_ASSIGNMENT_GROUNDS]
    )
    def test_codes_fit_the_public_log(self, catalogue) -> None:
        for code, ground in catalogue.items():
            assert CODE.fullmatch(code)
            assert (ground.code, bool(ground.title), bool(ground.basis)) == (code, True, True)

    def test_a_drawn_inspector_is_changed_only_on_the_named_grounds(self) -> None:
        assert check_ground("health", REPLACEMENT_GROUNDS).title == "身体健康状况"
        with pytest.raises(RuleBroken) as refusal:
            check_ground("wish", REPLACEMENT_GROUNDS)
        assert str(refusal.value) == (
            "请从规定的理由中选择：工作岗位调整、工作冲突、身体健康状况、利害关系回避、其他特殊情况。"
        )

    def test_other_grounds_need_words(self) -> None:
        assert check_ground("other", INTEREST_KINDS, "曾共同出资").code == "other"
        with pytest.raises(RuleBroken) as refusal:
            check_ground("special", REPLACEMENT_GROUNDS, "  ")
        assert str(refusal.value) == "理由为「其他特殊情况」时，须写明具体情况。"

    def test_interest_relations(self) -> None:
        assert list(INTEREST_KINDS) == ["kin", "employer", "shares", "other"]


class TestTeam:
    @pytest.mark.parametrize(
        ("text", "need"),
        [
            ("lead", Need(NeedKind.LEAD)),
            ("any", Need(NeedKind.ANY)),
            ("skill:dust", Need(NeedKind.SKILL, "dust")),
            ("unit:u3", Need(NeedKind.UNIT, "u3")),
        ],
    )
    def test_needs(self, text: str, need: Need) -> None:
        assert parse_need(text) == need
        assert str(need) == text

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "boss",
            "any:",
            "lead:x",
            "skill",
            "skill:",
            "unit:U3",
            "skill:粉尘",
            "unit:1",
            "a:b",
        ],
    )
    def test_what_is_no_need(self, text: str) -> None:
        with pytest.raises(RuleBroken) as refusal:
            parse_need(text)
        assert str(refusal.value) == f"检查组席位「{text}」应为组长、不限、某项专长或某个单位。"

    @pytest.mark.parametrize(
        "slots",
        [["lead", "any"], ["lead", "skill:dust", "unit:u1"], ["lead", *["any"] * 8]],
    )
    def test_teams_the_guideline_allows(self, slots: list[str]) -> None:
        assert [str(need) for need in check_slots(slots)] == slots

    @pytest.mark.parametrize(
        ("slots", "sentence"),
        [
            ([], "每个检查组应有 2 至 9 人（《工作指引》7.3）。"),
            (["lead"], "每个检查组应有 2 至 9 人（《工作指引》7.3）。"),
            (["lead", *["any"] * 9], "每个检查组应有 2 至 9 人（《工作指引》7.3）。"),
            (["any", "any"], "第一个席位应为组长，且只有一名组长（《工作指引》7.3）。"),
            (["any", "lead"], "第一个席位应为组长，且只有一名组长（《工作指引》7.3）。"),
            (["lead", "lead"], "第一个席位应为组长，且只有一名组长（《工作指引》7.3）。"),
            (["lead", "skill:xx"], "检查组席位「skill:xx」：没有这个代码。"),
            (["lead", "unit:xx"], "检查组席位「unit:xx」：没有这个代码。"),
        ],
    )
    def test_teams_it_does_not_allow(self, slots: list[str], sentence: str) -> None:
        with pytest.raises(RuleBroken) as refusal:
            check_slots(slots, skills={"dust"}, units={"u1"})
        assert str(refusal.value) == sentence

    def test_known_codes_pass(self) -> None:
        slots = ["lead", "skill:dust", "unit:u1"]
        assert len(check_slots(slots, skills={"dust"}, units={"u1"})) == 3

    def test_the_minimum_can_be_raised_and_not_lowered(self) -> None:
        with pytest.raises(RuleBroken, match="3 至 9"):
            check_slots(["lead", "any"], minimum=3)
        with pytest.raises(RuleBroken, match="2 至 9"):
            check_slots(["lead"], minimum=1)
