"""The preview: numbers from SQL, on a saved task and on a half-filled form alike."""

from dataclasses import replace
from datetime import date

import pytest

from mingqian.directories.models import Inspector, Target
from mingqian.planning import actions as planning
from mingqian.planning.drafts import StratumDraft, TaskDraft
from mingqian.planning.people import skill_code
from mingqian.planning.queries import excluded_targets, preview
from mingqian.rules.permissions import SYSTEM
from tests.world_draws import STRATA, change, declare, draft, new_task


def test_counts_by_stratum_and_reason(world):
    shown = preview(draft(world))
    assert (shown.matched, shown.unlisted, shown.listed) == (80, 0, 80)
    first, second = shown.strata
    # 80 firms, risk classes AABBBCCD in turn: 30 of C and D, 50 of A and B.
    assert (first.listed, second.listed) == (30, 50)
    assert (first.n, second.n) == (6, 3)  # 20 % of 30; 5 % of 50 rounded up
    assert shown.excluded == {"l1": 4, "y1": 8}
    assert shown.eligible == 68
    assert first.eligible + second.eligible == 68
    assert shown.n == shown.max_drawn == 9
    assert shown.ready


def test_a_saved_task_shows_the_same_as_its_form(world):
    assert preview(new_task(world)) == preview(
        draft(world), organisation=world.units["bureau"], task=1
    )


def test_people_in_numbers(world):
    people = preview(draft(world)).people
    # 24 people: two with a certificate that lapsed, twelve of the others can lead.
    assert (people.listed, people.able, people.out) == (24, 22, {"c1": 2})
    assert people.leads == 12
    assert (people.needed, people.capacity) == (18, 110)


def test_people_of_units_that_take_no_part_are_out(world):
    people = preview(draft(world, units=(world.units["t01"].pk,))).people
    assert people.out == {"c1": 2, "p4": 10}


def test_conditions_narrow_what_is_matched(world):
    directed = {"sampling": "directed"}
    by_region = preview(draft(world, conditions={"regions": ("370399101",)}, **directed))
    assert by_region.matched == 40
    by_sector = preview(draft(world, conditions={"sectors": ("textile",)}, **directed))
    assert by_sector.matched == 20
    assert preview(draft(world, scope="yanhua")).matched == 0


def test_a_firm_in_no_stratum_is_counted_and_said(world):
    shown = preview(draft(world, strata=STRATA[:1]))
    assert (shown.matched, shown.unlisted, shown.listed) == (80, 50, 30)
    assert "50 家不属于任何一层" in str(shown.warnings[0])


def test_strata_that_are_empty_small_or_zero_are_said(world):
    strata = (
        StratumDraft(title="烟花", rate="100", sectors=("tobacco",)),
        StratumDraft(title="D 级纺织", rate="50", risk_classes=("D",), sectors=("textile",)),
        StratumDraft(title="机械", rate="0", sectors=("machinery",)),
    )
    few = {"conditions": {"regions": ("370399101",)}, "sampling": "directed"}
    words = " ".join(map(str, preview(draft(world, strata=strata, **few)).warnings))
    assert "「烟花」没有企业" in words
    assert "「机械」有企业，但一家也不抽" in words


def test_an_unfinished_draft_has_a_preview_too(world):
    shown = preview(TaskDraft())
    assert (shown.matched, shown.n, shown.ready) == (0, 0, False)
    typing = draft(world, strata=(replace(STRATA[0], rate="2x"),), starts_on=None, slots=("lea",))
    shown = preview(typing)
    assert shown.strata[0].n == 2  # the minimum still counts
    assert "不是百分数" in str(shown.broken[0])
    assert shown.broken[0].field == "strata-0-rate"


def test_drawn_this_year_by_another_task_is_out(world):
    task = new_task(world)
    firms = list(Target.objects.filter(last_inspected_on=None, covered_by="")[:3])
    planning.note_picks(task, firms, by=SYSTEM, at=world.tick())
    assert preview(draft(world)).excluded == {"l1": 4, "y1": 11}
    # The task's own picks do not count against itself.
    assert preview(task).excluded == {"l1": 4, "y1": 8}
    assert excluded_targets(task, "y1").count() == 8


def test_an_exception_names_its_ground(world):
    campaign = draft(world, exclusions=(), repeat_ground="campaign")
    assert preview(campaign).excluded == {}
    firm = Target.objects.filter(last_inspected_on__isnull=False).first()
    change(firm, sector="metallurgy", by=SYSTEM, at=world.tick())
    keyed = draft(world, exclusions=(), repeat_ground="key_sector")
    assert preview(keyed).excluded == {"y1": 7}
    # Without a ground the limit of the law holds, whatever was ticked.
    assert preview(draft(world, exclusions=())).excluded == {"y1": 8}


def test_too_few_people_are_named(world):
    shown = preview(draft(world, slots=("lead", "any", "any"), inspector_cap=1))
    assert shown.people.able == 22
    [reason] = map(str, shown.shortages)
    assert reason.startswith("9 家需要组长、组员共 27 人次；能担任的 检查员0、")
    assert reason.endswith("等 22 个，每人最多 1 家，共可承担 22 人次，差 5 人次。")
    assert not shown.ready


def test_interests_that_leave_nobody_are_named(world):
    firm = Target.objects.filter(last_inspected_on=None, covered_by="").first()
    for inspector in Inspector.objects.filter(may_lead=True):
        declare(inspector, firm, by=SYSTEM, at=world.tick())
    [reason] = preview(draft(world)).shortages
    assert firm.name in str(reason)
    assert "组长" in str(reason)


def test_a_need_that_nobody_meets_is_named(world):
    for inspector in Inspector.objects.filter(valid_to__year=2029):
        change(inspector, expertise=["机械"], by=SYSTEM, at=world.tick())
    slots = ("lead", "any", f"skill:{skill_code('粉尘防爆')}")
    [reason] = preview(draft(world, slots=slots)).shortages
    assert "「粉尘防爆」" in str(reason)
    assert "0 人" in str(reason)


def test_expertise_gets_a_code_that_the_log_can_hold():
    assert skill_code("危险化学品") == "hazchem"
    assert skill_code("hazchem") == "hazchem"
    assert skill_code("起重吊装") == skill_code(" 起重吊装 ")
    assert len(skill_code("起重吊装")) == 13


@pytest.mark.slow
def test_the_preview_needs_few_queries_whatever_the_size(world, django_assert_max_num_queries):
    task = new_task(world)
    with django_assert_max_num_queries(7):
        preview(task)
    with django_assert_max_num_queries(7):
        preview(draft(world))


def test_the_year_counts_not_the_date(world):
    firm = Target.objects.filter(last_inspected_on=None, covered_by="").first()
    change(firm, last_inspected_on=date(2025, 12, 31), by=SYSTEM, at=world.tick())
    assert preview(draft(world)).excluded["y1"] == 8
