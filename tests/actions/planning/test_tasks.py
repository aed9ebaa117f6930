"""Tasks: each step happy, refused by state, refused by permission, with its event."""

from dataclasses import replace

import pytest

from mingqian.audit.door import TakenAlready
from mingqian.audit.models import Event
from mingqian.planning import actions as planning
from mingqian.planning.models import Task, TaskItem
from mingqian.planning.queries import draft_of, items_of, strata_of, tasks, units_of
from mingqian.rules.permissions import SYSTEM
from mingqian.rules.refusals import NotPermitted, RuleBroken
from tests.world_draws import approved_task, draft, new_task


def last_event():
    return Event.objects.latest("id")


def test_a_task_is_created_with_its_number_parts_and_event(world):
    task = new_task(world)
    assert task.state == "draft"
    assert task.number == "370399202611021001"
    assert [item.code for item in items_of(task)] == ["SX-01", "SX-02", "SX-03", "SX-04"]
    assert [(s.code, s.numerator, s.denominator) for s in strata_of(task)] == [
        ("s1", 1, 5),
        ("s2", 1, 20),
    ]
    assert [unit.code for unit in units_of(task)] == ["t01", "t02"]
    event = last_event()
    assert event.action == "task.create"
    assert event.subject == f"planning.Task:{task.pk}"
    assert event.facts["number"] == task.number
    assert event.facts["units"] == ["禾丰镇应急管理所", "柳湾镇应急管理所"]


def test_numbers_count_up_within_a_day(world):
    assert [new_task(world).number[-3:] for _ in range(3)] == ["001", "002", "003"]


def test_a_number_taken_meanwhile_is_passed_over(world, monkeypatch):
    first = new_task(world)
    real = Task.objects.filter

    class Blind:
        """As if another officer's task were not committed yet."""

        def order_by(self, *_):
            return self

        def first(self):
            return None

    def blind(*args, **kwargs):
        return Blind() if "number__startswith" in kwargs else real(*args, **kwargs)

    monkeypatch.setattr(Task.objects, "filter", blind)
    assert new_task(world).number == first.number[:-3] + "002"


def test_after_999_tasks_a_day_the_numbers_are_used_up(world, monkeypatch):
    monkeypatch.setattr(planning, "MAX_SERIAL", 1)
    new_task(world)
    with pytest.raises(RuleBroken, match="编号用完"):
        new_task(world)


def test_a_task_in_the_name_of_another_unit_is_refused(world):
    world.person("officer_t01", "钱计划", "t01", "plan_officer")
    with pytest.raises(NotPermitted):
        planning.create_task(
            draft(world),
            organisation=world.units["t02"],
            by=world.actor("officer_t01"),
            at=world.tick(),
        )


def test_editing_changes_only_what_differs(world):
    task = new_task(world)
    rows = list(TaskItem.objects.values_list("pk", flat=True))
    changed = replace(draft_of(task), name="改名", inspector_cap=6)
    planning.edit_task(task, changed, by=world.actor("officer2"), at=world.tick())
    assert list(TaskItem.objects.values_list("pk", flat=True)) == rows
    event = last_event()
    assert event.action == "task.edit"
    [update] = event.changes
    assert update["new"]["name"] == "改名"
    assert task.drafters == [world.actor("officer").key, world.actor("officer2").key]


def test_editing_rewrites_strata_that_differ(world):
    task = new_task(world)
    strata = draft_of(task).strata
    changed = replace(draft_of(task), strata=(replace(strata[0], rate="33.3%"), strata[1]))
    planning.edit_task(task, changed, by=world.actor("officer"), at=world.tick())
    assert [(s.numerator, s.denominator) for s in strata_of(task)] == [(333, 1000), (1, 20)]
    assert draft_of(task).strata[0].rate == "33.3%"


def test_the_way_from_draft_to_approved(world):
    task = new_task(world)
    planning.submit_task(task, by=world.actor("officer"), at=world.tick())
    assert (task.state, last_event().action) == ("submitted", "task.submit")
    planning.return_task(task, reason="比例太低", by=world.actor("head"), at=world.tick())
    assert (task.state, task.return_reason) == ("returned", "比例太低")
    assert last_event().action == "task.return"
    planning.edit_task(task, draft_of(task), by=world.actor("officer"), at=world.tick())
    planning.submit_task(task, by=world.actor("officer"), at=world.tick())
    assert task.return_reason == ""
    planning.approve_task(task, by=world.actor("head"), at=world.tick())
    assert (task.state, last_event().action) == ("approved", "task.approve")


@pytest.mark.parametrize("part", ["wrote", "changed", "submitted"])
def test_nobody_approves_what_they_wrote_changed_or_submitted(world, part):
    world.person("both", "双角色", "bureau", "plan_officer", "unit_head")
    both, officer = world.actor("both"), world.actor("officer")
    task = planning.create_task(
        draft(world),
        organisation=world.units["bureau"],
        by=both if part == "wrote" else officer,
        at=world.tick(),
    )
    if part == "changed":
        planning.edit_task(task, draft_of(task), by=both, at=world.tick())
    planning.submit_task(task, by=both if part == "submitted" else officer, at=world.tick())
    with pytest.raises(RuleBroken, match="不能自己批准"):
        planning.approve_task(task, by=both, at=world.tick())
    assert Task.objects.get(pk=task.pk).state == "submitted"


def test_a_reason_is_needed_to_return_or_withdraw(world):
    task = new_task(world)
    with pytest.raises(RuleBroken, match="请写明理由"):
        planning.withdraw_task(task, reason=" ", by=world.actor("officer"), at=world.tick())
    with pytest.raises(RuleBroken, match="最多 500 字"):
        planning.withdraw_task(task, reason="长" * 501, by=world.actor("officer"), at=world.tick())
    planning.withdraw_task(task, reason="并入下次", by=world.actor("officer"), at=world.tick())
    assert task.state == "withdrawn"
    assert last_event().facts["reason"] == "并入下次"


def steps():
    return {
        "edit": lambda t, by, at: planning.edit_task(t, draft_of(t), by=by, at=at),
        "submit": lambda t, by, at: planning.submit_task(t, by=by, at=at),
        "return": lambda t, by, at: planning.return_task(t, reason="改", by=by, at=at),
        "approve": lambda t, by, at: planning.approve_task(t, by=by, at=at),
        "withdraw": lambda t, by, at: planning.withdraw_task(t, reason="停", by=by, at=at),
        "freeze": lambda t, by, at: planning.start_drawing(t, by=by, at=at),
        "dispatch": lambda t, by, at: planning.mark_dispatched(t, by=by, at=at),
        "complete": lambda t, by, at: planning.mark_completed(t, by=by, at=at),
    }


@pytest.mark.parametrize("step", ["edit", "submit", "withdraw", "return", "dispatch", "complete"])
def test_an_approved_task_takes_no_other_step(world, step):
    task = approved_task(world)
    events = Event.objects.count()
    with pytest.raises(TakenAlready, match="批准抽查任务"):
        steps()[step](task, SYSTEM, world.tick())
    assert Event.objects.count() == events


@pytest.mark.parametrize("step", ["approve", "return", "freeze", "dispatch", "complete"])
def test_a_draft_takes_no_step_that_comes_later(world, step):
    task = new_task(world)
    with pytest.raises(TakenAlready):
        steps()[step](task, SYSTEM, world.tick())


@pytest.mark.parametrize("step", ["edit", "submit", "withdraw", "return", "approve", "freeze"])
@pytest.mark.parametrize("who", ["clerk", "inspector1", "auditadmin", "sysadmin"])
def test_others_may_not(world, step, who):
    task = new_task(world)
    with pytest.raises(NotPermitted):
        steps()[step](task, world.actor(who), world.tick())


def test_people_do_not_complete_a_task(world):
    with pytest.raises(NotPermitted):
        steps()["complete"](new_task(world), world.actor("officer"), world.tick())


def test_a_head_of_another_unit_may_not_approve(world):
    task = new_task(world)
    planning.submit_task(task, by=world.actor("officer"), at=world.tick())
    with pytest.raises(NotPermitted):
        planning.approve_task(task, by=world.actor("head1"), at=world.tick())


def test_of_two_officers_who_submit_one_wins(world):
    task = new_task(world)
    stale = Task.objects.get(pk=task.pk)
    planning.submit_task(task, by=world.actor("officer"), at=world.tick())
    with pytest.raises(TakenAlready, match=r"王若兰 已于 .* 提交抽查任务"):
        planning.submit_task(stale, by=world.actor("officer2"), at=world.tick())


def test_lists_reach_what_the_unit_launched_or_executes(world):
    new_task(world, units=(world.units["t01"].pk,))
    assert tasks(world.actor("head")).count() == 1
    assert tasks(world.actor("head1")).count() == 1
    assert tasks(world.actor("head2")).count() == 0
