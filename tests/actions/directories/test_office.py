"""The places of the county and the calendar of working days."""

from datetime import date

import pytest

from mingqian.audit.models import Event
from mingqian.directories import actions, queries
from mingqian.directories.models import Place
from mingqian.directories.reference import shipped_holidays
from mingqian.rules.deadlines import CalendarDay, DayKind
from mingqian.rules.permissions import SYSTEM
from mingqian.rules.refusals import NotPermitted, RuleBroken
from tests.world_registers import fill

NAMES = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


def notice(year, names=NAMES):
    """Return an invented notice: a day off a month."""
    return [
        CalendarDay(day=date(year, 1 + n, 1), name=name, kind=DayKind.OFF)
        for n, name in enumerate(names)
    ]


def test_the_shipped_notices_are_loaded_once(world):
    clerk = world.actor("clerk")
    count = actions.load_calendar(by=clerk, at=world.tick())
    assert count == len(shipped_holidays())
    calendar = queries.work_calendar()
    assert (calendar.workdays_in(2025), calendar.workdays_in(2026)) == (248, 248)
    assert calendar.last_year == 2026
    assert actions.load_calendar(by=clerk, at=world.tick()) == 0
    assert Event.objects.latest("id").facts == {"years": [], "days": 0}


def test_a_notice_makes_its_year_certain(world):
    clerk = world.actor("clerk")
    actions.load_calendar(by=clerk, at=world.tick())
    assert queries.work_calendar().add_workdays(date(2026, 12, 20), 20).provisional
    actions.publish_calendar(notice(2027), by=clerk, at=world.tick())
    assert not queries.work_calendar().add_workdays(date(2026, 12, 20), 20).provisional
    event = Event.objects.latest("id")
    assert event.facts == {"year": 2027, "days": 7, "replaced": 0}


def test_a_corrected_notice_replaces_the_one_before(world):
    clerk = world.actor("clerk")
    actions.load_calendar(by=clerk, at=world.tick())
    before = len(queries.calendar_days())
    actions.publish_calendar(notice(2027), by=clerk, at=world.tick())
    actions.publish_calendar(notice(2027), by=clerk, at=world.tick())
    assert len(queries.calendar_days()) == before + 7
    assert Event.objects.latest("id").facts["replaced"] == 7


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], "没有一天"),
        (notice(2027, NAMES[:5]), "没有写到：中秋节、国庆节"),
        (notice(2027) + notice(2028), "2027、2028"),
        (notice(2027) + notice(2027)[:1], "2027-01-01 写了两次"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(world, days, said):
    with pytest.raises(RuleBroken, match=said):
        actions.publish_calendar(days, by=world.actor("clerk"), at=world.tick())
    assert queries.calendar_days() == []


def test_only_the_keeper_touches_the_calendar(world):
    for who in ("officer", "head", "sysadmin"):
        with pytest.raises(NotPermitted):
            actions.publish_calendar(notice(2027), by=world.actor(who), at=world.tick())
        with pytest.raises(NotPermitted):
            actions.load_calendar(by=world.actor(who), at=world.tick())


def save(world, places, by=SYSTEM):
    return actions.save_places(places, by=by, at=world.tick())


def test_places_are_added_renamed_swapped_and_removed(world):
    assert save(world, [("370399", "青禾县"), ("370399100", "甲镇"), ("370399101", "乙镇")]) == 3
    save(world, [("370399", "青禾县"), ("370399100", "乙镇"), ("370399101", "甲镇")])
    assert dict(Place.objects.values_list("code", "name")) == {
        "370399": "青禾县",
        "370399100": "乙镇",
        "370399101": "甲镇",
    }
    save(world, [("370399", "青禾县")])
    assert Place.objects.count() == 1
    assert Event.objects.latest("id").action == "place.save"


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([], "至少要有一个"),
        ([("37039", "青禾县")], "6、9 或 12 位"),
        ([("370399", "")], "名称未填"),
        ([("370399", "青禾县"), ("370399", "别名")], "重复"),
        ([("370399", "青禾县"), ("370399100", "青禾县")], "重复"),
    ],
)
def test_bad_places_are_refused(world, places, said):
    with pytest.raises(RuleBroken, match=said):
        save(world, places)
    assert not Place.objects.exists()


def test_a_place_with_targets_stays(world):
    fill(world)
    with pytest.raises(RuleBroken, match="禾丰镇 名下还有 3 家"):
        save(world, [("370399", "青禾县"), ("370399104", "柳湾镇")])


def test_only_the_keeper_sets_places(world):
    with pytest.raises(NotPermitted):
        save(world, [("370399", "青禾县")], by=world.actor("officer"))
