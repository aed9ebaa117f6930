"""Texts, the close, the numbers: each step in its place, typed twice, logged once."""

import hashlib
import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from mingqian.audit.door import TakenAlready
from mingqian.audit.models import Event
from mingqian.draws import actions as draws
from mingqian.draws import log
from mingqian.draws.models import BeaconEntry, Contribution, Draw, LogEntry
from mingqian.draws.numbers import Number, dice_value, ssq_value
from mingqian.draws.outcome import files_of
from mingqian.draws.queries import ceremony, next_sources
from mingqian.rules.refusals import NotPermitted, RuleBroken
from tests.world_draws import DICE_NUMBER, LOTTERY_NUMBERS, closed, frozen, type_all


def last_event():
    return Event.objects.latest("id")


def contribute(world, draw, value, who="observer"):
    return draws.contribute(draw, who="何监督", value=value, by=world.actor(who), at=world.tick())


def test_texts_are_logged_in_their_order_with_the_close(world):
    draw = frozen(world, "lotteries")
    contribute(world, draw, "blue umbrella 42")
    contribute(world, draw, "青山依旧|在", "officer")
    assert last_event().action == "draw.contribute"
    assert last_event().facts["seq"] == 2
    draws.close_draw(draw, by=world.actor("officer"), at=world.tick())
    assert draw.state == "closed"
    texts = log.document_at(draw.close_index)["contributions"]
    name = hashlib.sha256("何监督".encode()).hexdigest()
    assert texts == [
        {"seq": 1, "value": "blue umbrella 42", "who": name},
        {"seq": 2, "value": hashlib.sha256("青山依旧|在".encode()).hexdigest(), "who": name},
    ]
    event = last_event()
    assert event.action == "draw.close"
    assert (event.facts["contributions"], event.facts["in_time"]) == (2, True)


@pytest.mark.parametrize(
    ("value", "words"),
    [("", "1 至 64 个字"), ("长" * 65, "1 至 64 个字"), ("两\n行", "只能是一行文字")],
)
def test_a_text_that_is_none_is_refused(world, value, words):
    draw = frozen(world, "lotteries")
    with pytest.raises(RuleBroken, match=words):
        contribute(world, draw, value)
    assert Contribution.objects.count() == 0


def test_grade_c_takes_no_texts(world):
    with pytest.raises(RuleBroken, match="系统自抽不收见证文字"):
        contribute(world, frozen(world, "operator"), "x")


def test_there_are_at_most_400_texts(world, monkeypatch):
    monkeypatch.setattr("mingqian.draws.ceremony.MOST_CONTRIBUTIONS", 1)
    draw = frozen(world, "lotteries")
    contribute(world, draw, "x")
    with pytest.raises(RuleBroken, match="已满 1 条"):
        contribute(world, draw, "y")


def test_no_text_after_the_close(world):
    with pytest.raises(TakenAlready, match="截止"):
        contribute(world, closed(world), "x")


@pytest.mark.parametrize("who", ["clerk", "inspector1", "head"])
def test_others_add_no_text(world, who):
    with pytest.raises(NotPermitted):
        contribute(world, frozen(world, "lotteries"), "x", who)


def test_of_two_officers_who_close_one_wins(world):
    draw = frozen(world, "lotteries")
    stale = Draw.objects.get(pk=draw.pk)
    draws.close_draw(draw, by=world.actor("officer"), at=world.tick())
    with pytest.raises(TakenAlready, match="王若兰 已于"):
        draws.close_draw(stale, by=world.actor("officer2"), at=world.tick())
    assert [row.kind for row in LogEntry.objects.all()] == ["plan", "commit", "close"]


def test_a_close_after_the_first_number_is_noted(world):
    draw = frozen(world, "lotteries")
    world.tick(60 * 24)
    draws.close_draw(draw, by=world.actor("officer"), at=world.tick())
    assert last_event().facts["in_time"] is False


def test_numbers_are_typed_twice_and_logged_once(world):
    draw = closed(world)
    world.tick(60 * 24 * 3)
    number = LOTTERY_NUMBERS[0]
    first = draws.enter_number(draw, number, by=world.actor("officer"), at=world.tick())
    assert (first.confirmed, first.first_by, first.log_index) == (False, "王若兰", None)
    assert last_event().facts == {"source": "SSQ", "typing": 1}
    assert LogEntry.objects.filter(kind="beacon").count() == 0
    second = draws.enter_number(draw, number, by=world.actor("officer2"), at=world.tick())
    assert (second.confirmed, second.second_by) == (True, "李素芬")
    document = log.document_at(second.log_index)
    assert document["value"] == "SSQ:2026126:030711192833:09"
    assert last_event().facts == {
        "source": "SSQ",
        "typing": 2,
        "value": number.value,
        "log_index": second.log_index,
    }
    with pytest.raises(RuleBroken, match="不能再录"):
        draws.enter_number(draw, number, by=world.actor("officer"), at=world.tick())
    assert draw.state == "closed"


def test_the_two_typings_are_files_of_the_proof(world):
    draw = closed(world)
    type_all(world, draw, LOTTERY_NUMBERS[:1])
    files = files_of(draw)
    sheets = [files[f"evidence/number-0-{copy}.json"] for copy in (1, 2)]
    assert [json.loads(sheet)["sheet"] for sheet in sheets] == [1, 2]
    assert json.loads(sheets[0])["value"] == LOTTERY_NUMBERS[0].value
    [entry] = BeaconEntry.objects.all()
    assert entry.evidence == {"notice": hashlib.sha256(sheets[1]).hexdigest()}
    assert log.document_at(entry.log_index)["evidence"] == entry.evidence


def test_hashes_of_kept_files_are_logged_as_evidence(world):
    draw = closed(world)
    number = replace(LOTTERY_NUMBERS[0], notice="ab" * 32)
    type_all(world, draw, [number])
    assert BeaconEntry.objects.get().evidence == {"notice": "ab" * 32}
    dice = closed(world, "dice")
    type_all(world, dice, [replace(DICE_NUMBER, on=dice.sources[0]["on"], video="cd" * 32)])
    evidence = BeaconEntry.objects.get(draw=dice).evidence
    assert evidence["video"] == "cd" * 32
    assert len(evidence["sheets"]) == 2


def test_a_hash_that_is_none_is_refused(world):
    draw = closed(world)
    with pytest.raises(RuleBroken, match="64 位十六进制"):
        type_all(world, draw, [replace(LOTTERY_NUMBERS[0], notice="xx")])


def test_typings_that_differ_are_refused_and_nothing_is_logged(world):
    draw = closed(world, "dice")
    other = Number(0, dice_value(list("39170264805519962748")), "20261102")
    draws.enter_number(draw, DICE_NUMBER, by=world.actor("officer"), at=world.tick())
    events = Event.objects.count()
    with pytest.raises(RuleBroken, match="第 14 枚：3 / 9"):
        draws.enter_number(draw, other, by=world.actor("officer2"), at=world.tick())
    assert Event.objects.count() == events
    assert LogEntry.objects.filter(kind="beacon").count() == 0


def test_a_first_typing_can_be_thrown_away_until_it_is_confirmed(world):
    draw = closed(world, "dice")
    draws.enter_number(draw, DICE_NUMBER, by=world.actor("officer"), at=world.tick())
    draws.discard_number(draw, 0, by=world.actor("officer2"), at=world.tick())
    event = last_event()
    assert event.action == "draw.discard_number"
    assert event.facts["value"] == DICE_NUMBER.value
    assert event.facts["first_by"] == "王若兰"
    assert BeaconEntry.objects.count() == 0
    with pytest.raises(RuleBroken, match="没有只录了一次"):
        draws.discard_number(draw, 0, by=world.actor("officer2"), at=world.tick())


def test_a_logged_number_is_kept_even_from_raw_sql(world):
    draw = closed(world)
    type_all(world, draw, LOTTERY_NUMBERS[:1])
    with pytest.raises(RuleBroken):
        draws.discard_number(draw, 0, by=world.actor("officer"), at=world.tick())
    for sql in ("UPDATE draws_beaconentry SET value = 'x'", "DELETE FROM draws_beaconentry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_with_the_last_number_the_draw_can_be_run(world):
    draw = closed(world)
    type_all(world, draw, LOTTERY_NUMBERS[:2])
    assert draw.state == "closed"
    type_all(world, draw, LOTTERY_NUMBERS[2:])
    assert draw.state == "revealed"
    with pytest.raises(TakenAlready):
        draws.enter_number(draw, LOTTERY_NUMBERS[0], by=world.actor("officer"), at=world.tick())


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (replace(LOTTERY_NUMBERS[0], source=3), "承诺里没有这个来源"),
        (replace(LOTTERY_NUMBERS[0], source=-1), "承诺里没有这个来源"),
        (replace(LOTTERY_NUMBERS[0], on="20261104"), "不是双色球开奖日"),
        (replace(LOTTERY_NUMBERS[0], source=1), "不是大乐透开奖日"),
    ],
)
def test_a_number_that_does_not_fit_is_refused(world, number, words):
    draw = closed(world)
    world.tick(60 * 24 * 3)
    with pytest.raises(RuleBroken, match=words):
        draws.enter_number(draw, number, by=world.actor("officer"), at=world.tick())
    assert BeaconEntry.objects.count() == 0


def test_no_number_before_the_close(world):
    draw = frozen(world, "lotteries")
    with pytest.raises(TakenAlready):
        draws.enter_number(draw, LOTTERY_NUMBERS[0], by=world.actor("officer"), at=world.tick())


def test_the_operators_secret_is_for_grade_c_alone(world):
    draw = closed(world)
    with pytest.raises(RuleBroken, match="没有系统秘密数"):
        draws.reveal_secret(draw, by=world.actor("officer"), at=world.tick())
    own = closed(world, "operator")
    draws.reveal_secret(own, by=world.actor("officer"), at=world.tick())
    assert own.state == "revealed"
    with pytest.raises(TakenAlready):
        draws.reveal_secret(own, by=world.actor("officer"), at=world.tick())


@pytest.mark.parametrize("who", ["clerk", "head", "observer", "inspector1"])
def test_others_do_not_run_the_ceremony(world, who):
    draw = frozen(world, "lotteries")
    with pytest.raises(NotPermitted):
        draws.close_draw(draw, by=world.actor(who), at=world.tick())
    with pytest.raises(NotPermitted):
        draws.enter_number(draw, LOTTERY_NUMBERS[0], by=world.actor(who), at=world.tick())
    with pytest.raises(NotPermitted):
        draws.discard_number(draw, 0, by=world.actor(who), at=world.tick())


def test_an_officer_of_another_unit_does_not_run_it_either(world):
    world.person("officer_t01", "钱计划", "t01", "plan_officer")
    with pytest.raises(NotPermitted):
        draws.close_draw(
            frozen(world, "lotteries"), by=world.actor("officer_t01"), at=world.tick()
        )


def test_the_page_of_the_ceremony_has_its_facts(world):
    draw = closed(world)
    type_all(world, draw, LOTTERY_NUMBERS[:1])
    draws.enter_number(draw, LOTTERY_NUMBERS[1], by=world.actor("officer"), at=world.tick())
    shown = ceremony(draw)
    assert [each.typed for each in shown.sources] == [2, 1, 0]
    assert [each.name for each in shown.missing] == ["大乐透", "排列5"]
    assert shown.sources[0].parts[0] == ("期号", "2026126")
    # A number typed once is shown to nobody: the second typist must not copy it.
    assert (shown.sources[1].value, shown.sources[1].parts) == ("", ())
    assert shown.close_head.size == draw.close_index + 1
    assert shown.dice_from is None
    dice = ceremony(closed(world, "dice"))
    assert dice.dice_from is not None
    assert dice.sources[0].name == "20 枚十面骰"


def test_what_a_freeze_would_name_is_shown_before(world):
    assert [each["name"] for each in next_sources("lotteries", world.at)] == [
        "双色球",
        "大乐透",
        "排列5",
    ]


def test_a_later_issue_is_noted_in_the_report(world):
    late = Number(0, ssq_value("2026127", ["1", "2", "3", "4", "5", "6"], "7"), "20261105")
    draw = type_all(world, closed(world), (late, *LOTTERY_NUMBERS[1:]))
    draws.run_draw(draw, by=world.actor("officer"), at=world.tick())
    assert "POSTPONED:SSQ" in draw.report["document"]["notes"]
