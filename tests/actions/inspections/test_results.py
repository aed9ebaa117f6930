"""From the visit to the approved result: who may, when, and what each act binds to."""

from datetime import date, timedelta

import pytest

from mingqian.audit.door import TakenAlready
from mingqian.audit.models import Event
from mingqian.inspections import actions as inspections
from mingqian.inspections.models import Result, Signature, Visit
from mingqian.inspections.records import Answer, Record
from mingqian.rules.refusals import NotPermitted, Refusals, RuleBroken, StepNotAllowed
from tests.world import PASSWORD
from tests.world_inspections import (
    TEAMS,
    approved,
    dispatched,
    drawn,
    forge,
    hand_over,
    leader_of,
    record_of,
    recorded,
    result_of,
    sign,
    signed,
    submitted,
    visit_of,
    without_items,
)


def events(action):
    return Event.objects.filter(action=action)


def sentences(refusals):
    return [str(each) for each in refusals.refusals]


# ---- dispatch


def test_dispatch_makes_a_visit_with_its_team_for_every_drawn_firm(world):
    task = dispatched(world)
    assert Visit.objects.filter(task=task).count() == 2
    visit = visit_of(world)
    assert visit.state == "dispatched"
    assert visit.due_on == task.ends_on
    assert {m.inspector.user.username for m in visit.team.all()} == set(TEAMS["t01"])
    assert visit.team.filter(lead=True).count() == 1
    assert visit.result.state == "blank"
    assert events("visit.dispatch").get().facts["visits"] == 2


def test_a_fresh_visit_has_no_result_at_all(world):
    dispatched(world)
    result = result_of(world)
    assert (result.overall, result.content_hash, result.answers.count()) == ([], "", 0)


def test_dispatch_is_refused_for_a_mistyped_number_and_writes_nothing(world):
    draw = drawn(world)
    with pytest.raises(RuleBroken, match="抽中 2 家"):
        inspections.dispatch_draw(draw, typed_count=3, by=world.actor("officer"), at=world.tick())
    assert not Visit.objects.exists()


def test_dispatch_twice_names_who_was_faster(world):
    draw = drawn(world)
    officer = world.actor("officer")
    inspections.dispatch_draw(draw, typed_count=2, by=officer, at=world.tick())
    with pytest.raises(TakenAlready, match="王若兰 已于"):
        inspections.dispatch_draw(draw, typed_count=2, by=world.actor("officer2"), at=world.tick())


@pytest.mark.parametrize("username", ["inspector1", "head", "clerk"])
def test_dispatch_needs_the_permission(world, username):
    draw = drawn(world)
    with pytest.raises(NotPermitted):
        inspections.dispatch_draw(draw, typed_count=2, by=world.actor(username), at=world.tick())


# ---- record


def test_recording_keeps_every_answer_and_starts_the_clock(world):
    dispatched(world)
    result = recorded(world, "aeb")
    assert [a.code for a in result.answers.order_by("position")] == ["a", "e", "b"]
    assert result.state == "recorded"
    # 20 working days after Tuesday 2026-11-10.
    assert (result.publish_by, result.publish_by_provisional) == (date(2026, 12, 8), False)
    assert visit_of(world).state == "finished"
    assert visit_of(world).visited_on == date(2026, 11, 10)
    assert events("result.record").get().facts["content_hash"] == result.content_hash


@pytest.mark.parametrize(
    ("codes", "overall"),
    [
        ("aaa", ["a"]),
        ("hhh", ["h"]),
        ("ahh", ["a"]),
        ("aeb", ["e", "b"]),
        ("fga", ["f", "g"]),
        ("dda", ["d"]),
    ],
)
def test_conclusions_follow_from_the_items(world, codes, overall):
    dispatched(world)
    assert recorded(world, codes).overall == overall


def test_a_limit_that_runs_into_an_unpublished_year_is_provisional(world):
    task = dispatched(world)
    world.at += timedelta(days=30)
    result = recorded(world, "aaa", visited_on=date(2026, 12, 10))
    assert result.visit.task == task
    assert result.publish_by.year == 2027
    assert result.publish_by_provisional


def test_nothing_has_a_default_and_every_gap_is_named(world):
    dispatched(world)
    result = result_of(world)
    with pytest.raises(Refusals) as caught:
        inspections.record_result(result, Record(), by=world.actor("inspector1"), at=world.tick())
    said = sentences(caught.value)
    assert said[0] == "请填写检查日期。"
    assert [f"第 {n} 项" in text for n, text in enumerate(said[1:], 1)] == [True] * 3
    assert all("还没有结果" in text for text in said[1:])
    assert result_of(world).state == "blank"


def test_a_record_of_a_task_without_items_is_refused(world):
    dispatched(world)
    result = result_of(world)
    without_items(result.visit.task, by=world.actor("officer"), at=world.tick())
    with pytest.raises(RuleBroken, match="没有抽查事项"):
        inspections.record_result(
            result,
            Record(visited_on=date(2026, 11, 10)),
            by=world.actor("inspector1"),
            at=world.tick(),
        )


def test_an_answer_to_an_item_of_another_task_is_refused(world):
    dispatched(world)
    result = result_of(world)
    record = record_of(result, answers={999_999: Answer("a")})
    with pytest.raises(RuleBroken, match="不属于本次任务"):
        inspections.record_result(result, record, by=world.actor("inspector1"), at=world.tick())


@pytest.mark.parametrize(
    ("code", "note", "sentence"),
    [
        ("z", "", "不是八种结果之一"),
        ("e", "  ", "须写明情况"),
        ("e", "长" * 5001, "最多 5000 字"),
    ],
)
def test_a_bad_answer_is_named_at_its_item(world, code, note, sentence):
    dispatched(world)
    result = result_of(world)
    record = record_of(result)
    item = list(record.answers)[1]
    answers = {**record.answers, item: Answer(code, note)}
    with pytest.raises(Refusals) as caught:
        inspections.record_result(
            result,
            record_of(result, answers=answers),
            by=world.actor("inspector1"),
            at=world.tick(),
        )
    (refusal,) = caught.value.refusals
    assert sentence in str(refusal)
    assert str(refusal).startswith("第 2 项")
    assert refusal.field in {f"code-{item}", f"note-{item}"}


def test_a_finding_of_five_thousand_characters_is_kept_whole(world):
    dispatched(world)
    result = result_of(world)
    item = result.visit.task.task_items.order_by("position").first().item_id
    text = "长" * 5000
    answers = {**record_of(result).answers, item: Answer("e", text)}
    inspections.record_result(
        result, record_of(result, answers=answers), by=world.actor("inspector1"), at=world.tick()
    )
    assert result_of(world).answers.get(item=item).note == text


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (None, "请填写检查日期"),
        (date(2026, 11, 2), "早于任务开始的 2026-11-03"),
        (date(2027, 1, 1), "还没有到"),
    ],
)
def test_the_day_of_the_visit_is_checked(world, day, sentence):
    dispatched(world)
    result = result_of(world)
    with pytest.raises(Refusals) as caught:
        inspections.record_result(
            result,
            record_of(result, visited_on=day),
            by=world.actor("inspector1"),
            at=world.tick(),
        )
    assert sentence in sentences(caught.value)[0]


@pytest.mark.parametrize("username", ["inspector2", "officer", "head1", "observer"])
def test_only_the_team_records(world, username):
    dispatched(world)
    result = result_of(world)
    with pytest.raises(NotPermitted):
        inspections.record_result(
            result, record_of(result), by=world.actor(username), at=world.tick()
        )
    assert result_of(world).state == "blank"


def test_a_submitted_result_cannot_be_recorded_again(world):
    dispatched(world)
    result = submitted(world)
    with pytest.raises(TakenAlready, match="提交审核"):
        inspections.record_result(
            result, record_of(result, "eee"), by=world.actor("inspector1"), at=world.tick()
        )
    assert result_of(world).overall == ["a"]


def test_a_colleagues_record_is_never_written_over_unseen(world):
    dispatched(world)
    blank = result_of(world)
    opened_before = record_of(blank, "eee")
    recorded(world, "aaa")
    with pytest.raises(TakenAlready, match="张检查 已于"):
        inspections.record_result(
            blank, opened_before, by=world.actor("inspector3"), at=world.tick()
        )
    assert result_of(world).overall == ["a"]


# ---- sign


def test_the_last_signature_completes_the_signing(world):
    dispatched(world)
    result = recorded(world)
    first, second = TEAMS["t01"]
    sign(world, result, first)
    assert result_of(world).state == "recorded"
    sign(world, result, second)
    assert result_of(world).state == "signed"
    facts = events("result.sign").first().facts
    assert facts == {"content_hash": result.content_hash, "pledged": True}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "wrong-password"}, "密码不对"),
        ({"password": ""}, "密码不对"),
        ({"pledged": False}, "廉政承诺"),
    ],
)
def test_a_signature_needs_password_and_pledge(world, changes, sentence):
    dispatched(world)
    result = recorded(world)
    with pytest.raises(RuleBroken, match=sentence):
        sign(world, result, "inspector1", **changes)
    assert not Signature.objects.exists()


def test_a_signature_under_another_content_is_refused(world):
    dispatched(world)
    old = recorded(world, "aaa").content_hash
    result = recorded(world, "eaa")
    with pytest.raises(TakenAlready, match="改过这份检查结果"):
        sign(world, result, "inspector3", seen_hash=old)


def test_a_change_of_content_voids_the_signatures(world):
    dispatched(world)
    result = signed(world)
    again = recorded(world, "eaa")
    assert again.content_hash != result.content_hash
    assert again.state == "recorded"
    assert list(Signature.objects.values_list("valid", flat=True)) == [False, False]
    with pytest.raises(TakenAlready):
        inspections.submit_result(again, by=world.actor(leader_of(again)), at=world.tick())


def test_nobody_signs_twice_or_for_another_team(world):
    dispatched(world)
    result = recorded(world)
    sign(world, result, "inspector1")
    with pytest.raises(RuleBroken, match="已经签过"):
        sign(world, result, "inspector1")
    with pytest.raises(NotPermitted):
        sign(world, result, "inspector2")


def test_a_blank_result_cannot_be_signed(world):
    dispatched(world)
    result = result_of(world)
    with pytest.raises(StepNotAllowed):
        sign(world, result, "inspector1")


# ---- submit


def test_only_the_leader_submits_and_only_when_all_signed(world):
    dispatched(world)
    result = signed(world)
    leader = leader_of(result)
    other = next(name for name in TEAMS["t01"] if name != leader)
    with pytest.raises(NotPermitted):
        inspections.submit_result(result, by=world.actor(other), at=world.tick())
    inspections.submit_result(result, by=world.actor(leader), at=world.tick())
    assert result_of(world).state == "submitted"
    assert events("result.submit").get().actor_name == world.actor(leader).name


def test_an_unsigned_result_cannot_be_submitted(world):
    dispatched(world)
    result = recorded(world)
    with pytest.raises(TakenAlready):
        inspections.submit_result(result, by=world.actor(leader_of(result)), at=world.tick())


# ---- approve and return


def test_the_head_approves_and_the_visit_counts_for_the_year(world):
    dispatched(world)
    result = approved(world)
    assert (result.state, result.reviewed_by) == ("approved", "孙立民")
    assert result.visit.target.last_inspected_on == date(2026, 11, 10)
    assert events("result.approve").get().facts["content_hash"] == result.content_hash


def test_the_bureau_approves_for_a_unit_without_a_head(world):
    dispatched(world)
    result = submitted(world)
    inspections.approve_result(
        result, seen_hash=result.content_hash, by=world.actor("head"), at=world.tick()
    )
    assert result_of(world).state == "approved"


def test_another_units_head_decides_nothing(world):
    dispatched(world)
    result = submitted(world)
    with pytest.raises(NotPermitted):
        inspections.approve_result(
            result, seen_hash=result.content_hash, by=world.actor("head2"), at=world.tick()
        )
    with pytest.raises(NotPermitted):
        inspections.return_result(result, reason="改", by=world.actor("head2"), at=world.tick())


def test_a_member_of_the_team_never_approves_the_own_result(world):
    world.person("both", "吴两职", "t01", "unit_head", "inspector")
    hand_over("inspector3", "both", world)
    dispatched(world)
    result = recorded(world)
    for username in ("inspector1", "both"):
        sign(world, result, username)
    result = inspections.submit_result(
        result_of(world), by=world.actor(leader_of(result)), at=world.tick()
    )
    with pytest.raises(NotPermitted):
        inspections.approve_result(
            result, seen_hash=result.content_hash, by=world.actor("both"), at=world.tick()
        )
    assert result_of(world).state == "submitted"


def test_an_approval_is_for_the_content_that_was_seen(world):
    dispatched(world)
    old = submitted(world, "aaa").content_hash
    inspections.return_result(
        result_of(world), reason="第 1 项写清楚", by=world.actor("head1"), at=world.tick()
    )
    result = submitted(world, "eaa")
    with pytest.raises(TakenAlready, match="改过这份检查结果"):
        inspections.approve_result(result, seen_hash=old, by=world.actor("head1"), at=world.tick())


def test_signatures_of_another_content_carry_no_approval(world):
    dispatched(world)
    result = submitted(world)
    forge(result, by=world.actor("officer"), at=world.tick())
    with pytest.raises(RuleBroken, match="签名与现在的内容不符"):
        inspections.approve_result(
            result, seen_hash="f" * 64, by=world.actor("head1"), at=world.tick()
        )


@pytest.mark.parametrize(
    ("reason", "sentence"), [("  ", "须写明原因"), ("长" * 501, "最多 500 字")]
)
def test_a_return_needs_a_reason_of_fitting_length(world, reason, sentence):
    dispatched(world)
    result = submitted(world)
    with pytest.raises(RuleBroken, match=sentence):
        inspections.return_result(result, reason=reason, by=world.actor("head1"), at=world.tick())
    assert result_of(world).state == "submitted"


def test_a_returned_result_keeps_everything_and_can_go_round_again(world):
    dispatched(world)
    result = submitted(world, "aeb")
    inspections.return_result(
        result, reason="第 2 项写清楚", by=world.actor("head1"), at=world.tick()
    )
    back = result_of(world)
    assert (back.state, back.return_reason) == ("returned", "第 2 项写清楚")
    assert [a.code for a in back.answers.order_by("position")] == ["a", "e", "b"]
    assert approved(world, "aeb").return_reason == ""


def test_two_heads_and_one_result_the_second_is_told_who_was_faster(world):
    dispatched(world)
    result = submitted(world)
    stale = Result.objects.get(pk=result.pk)
    inspections.return_result(result, reason="改", by=world.actor("head1"), at=world.tick())
    with pytest.raises(TakenAlready, match=r"孙立民 已于 .* 退回修改"):
        inspections.approve_result(
            stale, seen_hash=stale.content_hash, by=world.actor("head"), at=world.tick()
        )


def test_only_the_system_marks_a_result_as_published(world):
    dispatched(world)
    result = approved(world)
    with pytest.raises(NotPermitted):
        inspections.mark_published(result, by=world.actor("head1"), at=world.tick())


def test_passwords_are_never_in_the_trail(world):
    dispatched(world)
    approved(world)
    for event in Event.objects.all():
        assert PASSWORD not in f"{event.facts}{event.changes}"
