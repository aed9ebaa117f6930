"""A draw through HTTP in its three ways: pages of each state, wrong input, two at once."""

import io
import re
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from django.urls import reverse

from fairdraw.verify import verify
from mingqian.audit.models import Event
from mingqian.draws import actions as draws
from mingqian.draws.models import BeaconEntry, Contribution, Draw
from mingqian.inspections.models import Visit
from mingqian.planning.models import Task
from mingqian.web.console.draws.numbers import balls, faces
from tests.web.office import Office, text
from tests.web.page_checks import objections
from tests.world_draws import (
    DICE_NUMBER,
    approved_task,
    closed,
    declare,
    draws_county,
    finished,
    frozen,
    revealed,
)

pytestmark = pytest.mark.django_db

DICE = "39170264805513962748"
SSQ = {"issue": "2026126", "on": "2026-11-03", "red": "03 07 11 19 28 33", "blue": "09"}
DLT = {"issue": "26125", "on": "2026-11-04", "front": "0512192833", "back": "04,08"}
PL5 = {"issue": "26294", "on": "2026-11-03", "digits": "01234"}


@pytest.fixture
def office(db, monkeypatch):
    return Office(draws_county(), monkeypatch)


def page_of(office, draw, who="officer", query=""):
    page = text(office.get(who, "draw", draw.pk, query=query))
    assert objections(page) == []
    return page


# ---- Before the freeze ----


def test_freeze_page_shows_what_would_be_fixed(office, django_assert_max_num_queries):
    task = approved_task(office.world)
    office.at("officer")
    with django_assert_max_num_queries(32):
        page = text(office.get("officer", "draw-freeze", task.pk))
    assert objections(page) == []
    for shown in ("将封存的名录", "本年度已被抽查", "执法证已过有效期", "系统秘密数", "不能撤销"):
        assert shown in page
    number = re.search(r'data-typed="(\d+)"', page).group(1)
    assert f"锁定并抽取 {number} 家" in page


def test_freeze_page_counts_declared_interests(office):
    from mingqian.directories.models import Inspector, Target
    from mingqian.rules.permissions import SYSTEM

    inspector, target = Inspector.objects.order_by("pk")[0], Target.objects.order_by("pk")[0]
    declare(inspector, target, by=SYSTEM, at=office.world.tick())
    task = approved_task(office.world)
    assert "已申报且涉及名录的 1 件" in text(office.get("officer", "draw-freeze", task.pk))


def test_too_few_people_are_named_and_nothing_can_be_pressed(office):
    task = approved_task(office.world, inspector_cap=1, slots=("lead", "any", "any"))
    page = text(office.get("officer", "draw-freeze", task.pk))
    assert "人员不够，不能抽取" in page
    assert "检查员" in page
    assert "data-confirm-form" not in page
    preview = re.search(r"<dd><b>(\d+)</b> 家</dd>", page).group(1)
    answer = office.post("officer", "draw-freeze", task.pk, typed=preview)
    assert answer.status_code == 422
    assert "还不能抽取，没有写入" in text(answer)
    assert Draw.objects.count() == 0


@pytest.mark.parametrize("typed", ["", "1", "x"])
def test_freeze_asks_for_the_right_number(office, typed):
    task = approved_task(office.world)
    answer = office.post("officer", "draw-freeze", task.pk, typed=typed)
    assert answer.status_code == 422
    assert "请核对后重新输入" in text(answer)
    assert objections(text(answer)) == []
    assert Task.objects.get(pk=task.pk).state == "approved"


def typed_number(page):
    found = re.search(r'data-typed="(\d+)"', page) or re.search(r"将抽家数 (\d+)", page)
    return found.group(1)


def test_operator_way_is_one_button(office):
    task = approved_task(office.world)
    page = text(office.get("officer", "draw-freeze", task.pk))
    answer = office.post("officer", "draw-freeze", task.pk, typed=typed_number(page))
    draw = Draw.objects.get()
    assert answer["Location"] == reverse("draw", args=[draw.pk])
    assert (draw.state, draw.grade) == ("drawn", "C")
    page = page_of(office, draw)
    for shown in ("自证", "单独反复试过许多名单或密钥", "核验清单", "每家至少 2 人", "确认并锁定"):
        assert shown in page
    assert "见证文字（" not in page


def test_freeze_works_without_script(office):
    task = approved_task(office.world)
    page = text(office.get("officer", "draw-freeze", task.pk, query="?confirm=freeze"))
    assert objections(page) == []
    assert re.search(r"<dialog[^>]*mq-dialog--inline[^>]*\sopen", page)


def test_freeze_of_the_second_presser_says_who_was_faster(office):
    task = approved_task(office.world)
    number = typed_number(text(office.get("officer", "draw-freeze", task.pk)))
    office.post("officer", "draw-freeze", task.pk, typed=number)
    answer = office.post("officer2", "draw-freeze", task.pk, typed=number)
    assert answer.status_code == 409
    assert re.search(r"王若兰 已于 11-02 \d\d:\d\d 开始抽取，您的操作没有生效", text(answer))
    answer = office.get("officer2", "draw-freeze", task.pk)
    assert answer["Location"] == reverse("draw", args=[Draw.objects.get().pk])


def test_dice_day_is_named_at_the_freeze(office):
    task = approved_task(office.world, way="dice")
    page = text(office.get("officer", "draw-freeze", task.pk))
    assert objections(page) == []
    number = typed_number(page)
    late = office.post("officer", "draw-freeze", task.pk, typed=number, ceremony_on="2026-10-01")
    assert late.status_code == 422
    assert "掷骰日不能早于今天" in text(late)
    assert f'value="{number}"' in text(late)
    office.post("officer", "draw-freeze", task.pk, typed=number, ceremony_on="2026-11-03")
    assert Draw.objects.get().sources == [{"id": "DICE10x20", "on": "20261103"}]


def test_tasks_that_cannot_be_frozen_lead_on(office):
    from tests.world_draws import new_task

    task = new_task(office.world)
    answer = office.get("officer", "draw-freeze", task.pk)
    assert answer["Location"] == reverse("task", args=[task.pk])
    assert office.post("officer", "draw-freeze", task.pk, typed="8").status_code in {409, 422}
    assert office.get("head", "draw-freeze", task.pk).status_code == 403


# ---- Committed: texts, sheet, close ----


def test_committed_page_shows_the_whole_commitment_and_its_days(office):
    draw = frozen(office.world, "lotteries")
    page = page_of(office, draw)
    groups = re.findall(r"<span>([0-9a-f]{4})</span>", page)
    assert "".join(groups) == draw.commit_hash
    for shown in ("双色球", "2026-11-03（周二）", "2026-11-04（周三）", "2026-11-02（周一）23:50"):
        assert shown in page
    assert f"http://127.0.0.1:8000/tasks/{draw.task.number}/" in page
    assert "抽取后评定" in page


def test_sheet_holds_every_checkpoint_whole(office):
    draw = closed(office.world)
    page = text(office.get("observer", "draw-sheet", draw.pk))
    assert objections(page) == []
    assert page.count("— draw.qinghe.example/log1") == 2
    assert page.count('class="mq-qr"') == 3
    assert "截止检查点" in page


def test_texts_are_taken_from_officer_and_observer_only(office):
    draw = frozen(office.world, "lotteries")
    answer = office.post("observer", "draw-contribute", draw.pk, who="何监督", value="青山 42")
    assert answer.status_code == 302
    assert Contribution.objects.get().value == "青山 42"
    page = page_of(office, draw, "head")
    assert "青山 42" in page
    assert "加入见证文字" not in page
    answer = office.post("head", "draw-contribute", draw.pk, who="x", value="y")
    assert answer.status_code == 403


@pytest.mark.parametrize(("who", "value"), [("", "abc"), ("何监督", ""), ("何监督", "长" * 65)])
def test_wrong_text_is_refused_and_kept(office, who, value):
    draw = frozen(office.world, "lotteries")
    answer = office.post("observer", "draw-contribute", draw.pk, who=who, value=value)
    page = text(answer)
    assert answer.status_code == 422
    assert objections(page) == []
    assert f'value="{who or value}"' in page
    assert Contribution.objects.count() == 0


def test_close_counts_the_texts_that_were_seen(office):
    draw = frozen(office.world, "lotteries")
    office.post("observer", "draw-contribute", draw.pk, who="何监督", value="青山")
    answer = office.post("officer", "draw-close", draw.pk, typed="0")
    assert answer.status_code == 422
    assert "现有 1 条见证文字，您填的是 0" in text(answer)
    assert office.post("officer", "draw-close", draw.pk, typed="1").status_code == 302
    answer = office.post("officer2", "draw-close", draw.pk, typed="1")
    assert answer.status_code == 409
    assert "王若兰 已于" in text(answer)
    late = office.post("observer", "draw-contribute", draw.pk, who="何监督", value="再来")
    assert late.status_code == 409


def test_close_after_the_first_draw_day_is_warned_of(office):
    draw = frozen(office.world, "lotteries")
    assert "截止已经晚于公开随机数" not in page_of(office, draw)
    office.later(60 * 24)
    assert "截止已经晚于公开随机数" in page_of(office, draw)


# ---- Numbers ----


def test_three_lotteries_typed_twice_lead_to_the_draw(office):
    draw = closed(office.world)
    office.later(60 * 24 * 3)
    for place, data in enumerate((SSQ, DLT, PL5)):
        first = office.post("officer", "draw-number", draw.pk, place, **data)
        assert first["Location"] == reverse("draw-number", args=[draw.pk, place])
        again = text(office.get("officer2", "draw-number", draw.pk, place))
        assert "王若兰 已于" in again
        assert data["issue"] not in again
        second = office.post("officer2", "draw-number", draw.pk, place, **data)
        assert second["Location"] == reverse("draw", args=[draw.pk])
    page = page_of(office, draw)
    assert "03 07 11 19 28 33 09" in page
    assert "抽取 " in page
    assert office.post("officer", "draw-run", draw.pk).status_code == 302
    draw.refresh_from_db()
    assert (draw.state, draw.grade) == ("drawn", "B")
    answer = office.post("officer2", "draw-run", draw.pk)
    assert answer.status_code == 409
    assert "王若兰 已于" in text(answer)


@pytest.mark.parametrize(
    ("place", "data", "words"),
    [
        (0, SSQ | {"red": "03 07 11 19 28"}, "红球应有 6 个号码，现有 5 个"),
        (0, SSQ | {"red": "03 07 11 19 28 34"}, "红球第 6 个应为 01–33"),
        (0, SSQ | {"red": "07 03 11 19 28 33"}, "红球应从小到大"),
        (0, SSQ | {"blue": "17"}, "蓝球第 1 个应为 01–16"),
        (0, SSQ | {"issue": "126"}, "期号应为 7 位数字"),
        (0, SSQ | {"on": "2026-11-02"}, "2026-11-02（周一）不是双色球开奖日"),
        (0, SSQ | {"on": "2026-11-05x"}, "日期"),
        (1, DLT | {"back": "04"}, "后区应有 2 个号码，现有 1 个"),
        (2, PL5 | {"digits": "0123x"}, "第 5 位应为 0–9 的一位数字"),
        (2, PL5 | {"notice": "zz"}, "文件指纹应为 64 位"),
    ],
)
def test_mistyped_number_is_refused_by_its_own_place_and_kept(office, place, data, words):
    draw = closed(office.world)
    office.later(60 * 24 * 3)
    if "notice" in data:
        right = {name: value for name, value in data.items() if name != "notice"}
        office.post("officer", "draw-number", draw.pk, place, **right)
    answer = office.post("officer", "draw-number", draw.pk, place, **data)
    page = text(answer)
    assert answer.status_code == 422
    assert words in page
    assert objections(page) == []
    for value in data.values():
        assert f'value="{value}"' in page
    assert not BeaconEntry.objects.filter(confirmed=True).exists()


def test_two_typings_that_differ_name_the_place_and_the_first_can_be_thrown_away(office):
    draw = closed(office.world)
    office.later(60 * 24 * 3)
    office.post("officer", "draw-number", draw.pk, 0, **SSQ)
    answer = office.post("officer2", "draw-number", draw.pk, 0, **(SSQ | {"blue": "08"}))
    assert answer.status_code == 422
    assert "蓝球：09 / 08" in text(answer)
    answer = office.post("officer2", "draw-discard", draw.pk, 0)
    assert answer.status_code == 302
    assert not BeaconEntry.objects.exists()
    assert Event.objects.latest("id").facts["first_by"] == "王若兰"
    assert office.post("officer2", "draw-discard", draw.pk, 0).status_code == 422


def test_numbers_of_no_source_are_no_page(office):
    draw = closed(office.world)
    assert office.get("officer", "draw-number", draw.pk, 3).status_code == 404
    assert office.get("officer", "draw-number", draw.pk, 10**30).status_code == 404
    done = finished(office.world, name="另一次")
    assert office.get("officer", "draw-number", done.pk, 0).status_code == 404


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("39170 26480", list("3917026480")),
        ("3 9 10 7", ["3", "9", "10", "7"]),
        ("３，９", ["3", "9"]),
        ("", []),
    ],
)
def test_dice_are_read_apart_or_in_blocks(typed, read):
    assert faces(typed) == read


def test_balls_are_read_apart_or_in_a_row():
    assert balls("030711") == balls("03 07+11") == ["03", "07", "11"]
    assert balls("9") == ["9"]


# ---- Result ----


def test_result_page_shows_lots_teams_next_and_everybody_else(
    office, django_assert_max_num_queries
):
    draw = finished(office.world)
    office.at("officer")
    with django_assert_max_num_queries(36):
        page = page_of(office, draw)
    first = draw.drawn.select_related("roster").get(position=1)
    assert first.roster.name in page
    assert first.rank[:12] in page
    assert "组长" in page
    assert "第 1 号" in page
    assert "承诺和种子" in page
    next_page = page_of(office, draw, query="?view=next")
    assert "由同一层的下一位递补" in next_page
    assert first.roster.name not in next_page
    assert "/ 5" in page_of(office, draw, query="?view=people")
    others = page_of(office, draw, query="?view=others&per=100")
    assert "排除：本年度已被抽查" in others
    assert "参加抽取，未抽中" in others


def test_lock_asks_for_the_count_and_dispatches(office):
    draw = finished(office.world)
    count = draw.drawn.count()
    for typed in ("", str(count + 1), "x", "9" * 40):
        answer = office.post("officer", "draw-lock", draw.pk, typed=typed)
        assert answer.status_code == 422
        assert f"抽中 {count} 家" in text(answer)
        assert objections(text(answer)) == []
    assert office.post("officer", "draw-lock", draw.pk, typed=str(count)).status_code == 302
    assert Visit.objects.count() == count
    page = page_of(office, draw)
    assert "已公告" in page
    assert "确认并锁定" not in page
    answer = office.post("officer2", "draw-lock", draw.pk, typed=str(count))
    assert answer.status_code == 409
    assert "王若兰 已于" in text(answer)
    assert "检查进度" in text(office.get("officer", "task", draw.task_id))


def test_export_is_what_is_seen_and_is_kept_in_the_trail(office):
    draw = finished(office.world)
    answer = office.get("observer", "draw-export", draw.pk)
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows) == 1 + draw.drawn.count()
    assert rows[1][1] == draw.drawn.get(position=1).roster.name
    event = Event.objects.latest("id")
    assert (event.action, event.facts["rows"]) == ("list.export", draw.drawn.count())
    assert event.actor_name == "何监督"


def test_bundle_verifies_and_is_absent_before_the_draw(office):
    draw = finished(office.world)
    answer = office.get("head", "draw-bundle", draw.pk)
    assert verify(answer.content).ok
    assert "tickets.txt" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    open_draw = frozen(office.world, "lotteries", name="另一次")
    answer = office.get("head", "draw-bundle", open_draw.pk)
    assert answer.status_code == 422
    assert "还没有抽取，没有核验包" in text(answer)
    assert office.get("head", "draw-print", open_draw.pk).status_code == 302


def test_print_holds_every_firm_and_the_whole_fingerprints(office):
    draw = finished(office.world)
    page = text(office.get("officer", "draw-print", draw.pk))
    assert objections(page) == []
    for row in draw.drawn.select_related("roster"):
        assert row.roster.credit_code in page
    groups = "".join(re.findall(r"<span>([0-9a-f]{4})</span>", page))
    assert groups == draw.commit_hash + draw.seed


def test_watchers_see_everything_and_press_nothing(office):
    draw = finished(office.world)
    page = page_of(office, draw, "observer")
    assert "data-confirm" not in page.replace("data-confirm-form", "")
    for name in ("draw-run", "draw-lock", "draw-close"):
        assert office.post("observer", name, draw.pk, typed="1").status_code == 403
    assert office.get("clerk", "draw", draw.pk).status_code == 403


def test_draws_of_other_units_are_as_if_absent(office):
    world = office.world
    draw = finished(world, units=(world.units["t01"].pk,), inspector_cap=50)
    for name in ("draw", "draw-hall", "draw-hall-data", "draw-sheet", "draw-print", "draw-bundle"):
        assert office.get("head2", name, draw.pk).status_code == 404
        assert office.get("head1", name, draw.pk).status_code in {200, 302}


# ---- Hall ----


def hall(office, draw, who="officer"):
    page = text(office.get(who, "draw-hall", draw.pk))
    assert objections(page) == []
    return page


def test_hall_waits_with_the_texts_and_the_last_moment_to_close(office):
    draw = frozen(office.world, "lotteries")
    draws.contribute(
        draw, who="何监督", value="青山", by=office.world.actor("observer"), at=office.world.tick()
    )
    page = hall(office, draw)
    assert 'data-phase="waiting"' in page
    latest = datetime(2026, 11, 2, 15, 50, tzinfo=UTC)
    shown = re.search(r'data-hall-until="([^"]+)"', page).group(1)
    assert datetime.fromisoformat(shown) == latest
    assert "何监督" in page
    assert "青山" not in page


def test_hall_counts_ten_minutes_down_before_the_dice(office):
    draw = closed(office.world, "dice")
    page = hall(office, draw)
    assert 'data-phase="countdown"' in page
    assert "树根" in page
    assert "data-hall-digits" not in page
    office.world.tick(11)
    page = hall(office, draw)
    assert 'data-phase="dice"' in page
    assert "data-hall-digits" in page
    assert "data-hall-digits" not in hall(office, draw, "observer")


def test_dice_are_typed_twice_in_the_hall(office):
    draw = closed(office.world, "dice")
    office.world.tick(11)

    def type_dice(who, digits):
        return office.post(who, "draw-number", draw.pk, 0, digits=digits, next="hall")

    short = type_dice("officer", DICE[:13])
    assert short.status_code == 422
    assert "应有 20 枚，现有 13 枚" in text(short)
    assert f'value="{DICE[:13]}"' in text(short)
    wrong = type_dice("officer", DICE[:13] + "x" + DICE[14:])
    assert "第 14 枚应为 0–9 的一位数字" in text(wrong)
    hall_address = reverse("draw-hall", args=[draw.pk])
    assert type_dice("officer", DICE)["Location"] == hall_address
    assert DICE not in hall(office, draw, "officer2")
    differ = type_dice("officer2", DICE[:13] + "4" + DICE[14:])
    assert differ.status_code == 422
    assert "第 14 枚两次不同：3 / 4" in text(differ)
    assert text(differ).count("mq-die--bad") == 1
    assert objections(text(differ)) == []
    assert type_dice("officer2", DICE)["Location"] == hall_address
    assert 'data-phase="ready"' in hall(office, draw)
    assert "39170 26480 55139 62748" in hall(office, draw)


def test_first_dice_can_be_thrown_away_in_the_hall(office):
    draw = closed(office.world, "dice")
    office.world.tick(11)
    office.post("officer", "draw-number", draw.pk, 0, digits=DICE, next="hall")
    answer = office.post("officer", "draw-discard", draw.pk, 0, next="hall")
    assert answer["Location"] == reverse("draw-hall", args=[draw.pk])
    assert not BeaconEntry.objects.exists()


def test_hall_reveals_real_numbers_in_the_order_of_the_lots(office):
    draw = finished(office.world, "dice")
    assert draw.sources[0]["id"] == DICE_NUMBER.value.partition(":")[0]
    page = hall(office, draw, "head")
    lots = re.findall(r'data-lot="([0-9a-f]{64})"', page)
    assert lots == list(draw.drawn.order_by("position").values_list("rank", flat=True))
    assert "可信等级 H" in page
    assert "各层的下一位" in page
    names = re.findall(r"组长 ([^、<\s]+)", page)
    assert len(names) == draw.drawn.count()


def test_hall_data_changes_whenever_there_is_something_new(office):
    world = office.world
    draw = frozen(world, "dice")
    by = {name: world.actor(name) for name in ("officer", "officer2", "observer")}

    def version():
        answer = office.get("observer", "draw-hall-data", draw.pk)
        return answer.json()["version"]

    seen = [version()]
    draws.contribute(draw, who="a", value="b", by=by["observer"], at=world.tick())
    seen.append(version())
    draws.close_draw(draw, by=by["officer"], at=world.tick())
    seen.append(version())
    world.tick(11)
    seen.append(version())
    draws.enter_number(draw, DICE_NUMBER, by=by["officer"], at=world.tick())
    seen.append(version())
    draws.enter_number(draw, DICE_NUMBER, by=by["officer2"], at=world.tick())
    seen.append(version())
    draws.run_draw(draw, by=by["officer"], at=world.tick())
    seen.append(version())
    assert len(set(seen)) == len(seen)
    assert version() == seen[-1]


def test_hall_of_the_lotteries_shows_what_is_known(office):
    draw = closed(office.world)
    assert hall(office, draw).count("待录入") == 3
    ready = revealed(office.world, name="另一次")
    office.later(1)
    assert 'data-phase="ready"' in hall(office, ready)
