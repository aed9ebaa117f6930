"""The desk: for each role what waits, with its clock, in a fixed number of queries."""

import pytest
from django.urls import reverse

from mingqian.draws import actions as draws
from mingqian.draws.models import Draw
from mingqian.planning import actions as planning
from tests import world_inspections as visits
from tests.web.office import Office, text
from tests.web.page_checks import objections
from tests.world import county
from tests.world_draws import (
    approved_task,
    closed,
    draws_county,
    finished,
    frozen,
    new_task,
    revealed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db, monkeypatch):
    return Office(draws_county(), monkeypatch)


@pytest.fixture
def dispatched(db, monkeypatch):
    world = visits.inspections_county(firms=2)
    visits.dispatched(world)
    return Office(world, monkeypatch)


def desk(office, who):
    page = text(office.get(who, "desk"))
    assert objections(page) == []
    return page


EVERYBODY = ("clerk", "officer", "head", "inspector1", "observer")
ADMINISTRATORS = ("sysadmin", "secadmin", "auditadmin")


@pytest.mark.parametrize("who", [*EVERYBODY, *ADMINISTRATORS])
def test_empty_desk_says_what_belongs_here(office, who):
    page = desk(office, who)
    assert "没有等您办理的事" in page
    assert "都办完了" in page


def test_front_door_leads_to_the_desk(office):
    assert office.at("officer").get("/office/")["Location"] == reverse("desk")


def test_officer_sees_own_drafts_returns_and_tasks_to_draw(office):
    world = office.world
    new_task(world, name="草拟中的")
    back = new_task(world, name="退回来的")
    planning.submit_task(back, by=world.actor("officer"), at=world.tick())
    planning.return_task(back, reason="比例不对", by=world.actor("head"), at=world.tick())
    ready = approved_task(world, name="可以抽的")
    page = desk(office, "officer")
    assert "有 3 件事等您办理" in page
    assert "陈国栋 退回：「比例不对」" in page
    assert reverse("draw-freeze", args=[ready.pk]) in page
    assert "没有等您办理的事" in desk(office, "head")


def test_head_sees_what_to_approve_but_not_what_is_anothers(office):
    world = office.world
    task = new_task(world)
    planning.submit_task(task, by=world.actor("officer"), at=world.tick())
    assert "待我批准" in desk(office, "head")
    assert "没有等您办理的事" in desk(office, "head1")
    assert "没有等您办理的事" in desk(office, "officer")


def test_officer_sees_each_draw_with_what_it_waits_for(office):
    world = office.world
    frozen(world, "lotteries", name="第 1 次")
    closed(world, "lotteries", name="第 2 次")
    page = desk(office, "officer")
    assert "11-02 23:50 前截止" in page
    assert "11-04 开奖" in page
    revealed(world, "lotteries", name="第 3 次")
    finished(world, name="第 4 次")
    office.later(1)
    page = desk(office, "officer")
    for words in ("待截止", "待号码", "待抽取", "待锁定"):
        assert words in page
    assert "11-04 开奖" not in page  # three days later it is over
    assert Draw.objects.count() == 4
    assert "没有等您办理的事" in desk(office, "observer")


def test_inspector_sees_own_visits_with_their_clocks(dispatched):
    page = desk(dispatched, "inspector1")
    assert page.count("待我检查") == 2
    assert "剩 " in page
    assert "12-20" in page
    assert "禾丰第1机械厂" in page
    assert "柳湾第1机械厂" not in page
    assert "2 件事等您办理" in desk(dispatched, "inspector2")


def test_overdue_visits_stand_first_and_are_counted(dispatched):
    dispatched.later(60 * 24 * 40)
    page = desk(dispatched, "inspector1")
    assert "逾期" in page
    assert page.count("mq-clock--late") == 2


def test_result_waits_for_who_has_not_signed_then_for_the_leader_then_for_the_head(dispatched):
    world = dispatched.world
    result = visits.recorded(world)
    mine, other = visits.TEAMS["t01"]
    visits.sign(world, result, mine)
    assert "待我签名" not in desk(dispatched, mine)
    assert "待我签名" in desk(dispatched, other)
    visits.sign(world, visits.result_of(world), other)
    leader = visits.leader_of(visits.result_of(world))
    rest = next(name for name in (mine, other) if name != leader)
    assert "待我提交" in desk(dispatched, leader)
    assert "待我提交" not in desk(dispatched, rest)
    from mingqian.inspections import actions as inspections

    inspections.submit_result(visits.result_of(world), by=world.actor(leader), at=world.tick())
    page = desk(dispatched, "head1")
    assert "待我审核" in page
    assert "个工作日" in page
    assert "待我审核" not in desk(dispatched, "head2")


@pytest.mark.parametrize("firms", [1, 4])
def test_desk_asks_as_much_for_few_as_for_many(db, monkeypatch, firms, django_assert_num_queries):
    world = visits.inspections_county(firms=firms)
    visits.dispatched(world)
    office = Office(world, monkeypatch)
    office.at("inspector1")
    with django_assert_num_queries(12):
        page = text(office.get("inspector1", "desk"))
    assert page.count("待我检查") == firms


@pytest.mark.parametrize("count", [1, 3])
def test_desk_of_an_officer_asks_a_fixed_number_of_queries(
    office, count, django_assert_num_queries
):
    world = office.world
    for number in range(count):
        new_task(world, name=f"草稿 {number}")
        draw = frozen(world, "dice", name=f"抽取 {number}")
        draws.close_draw(draw, by=world.actor("officer"), at=world.tick())
    office.at("officer")
    with django_assert_num_queries(11):
        page = text(office.get("officer", "desk"))
    assert f"有 {2 * count} 件事等您办理" in page


def test_clerk_is_reminded_of_files_that_wait(db, monkeypatch):
    from tests.world_registers import inspector_row, inspectors_file, prepare, upload

    world = county()
    prepare(world)
    upload(world, "inspectors", inspectors_file([inspector_row(1)]))
    office = Office(world, monkeypatch)
    page = desk(office, "clerk")
    assert "待写入" in page or "有错待改" in page
    assert reverse("imports") in page
