"""Working days as the yearly notices arrange them, and the limits of 《工作指引》 9.1 and 9.2."""

from bisect import bisect_right
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingqian.directories.reference import shipped_holidays
from mingqian.rules.deadlines import (
    FEEDBACK_WORKDAYS,
    PUBLICATION_WORKDAYS,
    REVIEW_WORKDAYS,
    CalendarDay,
    DayKind,
    WorkCalendar,
)
from mingqian.rules.refusals import RuleBroken

CALENDAR = WorkCalendar(shipped_holidays())
FIRST, LAST = date(2015, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
WORKDAYS = [day for day in EVERY_DAY if CALENDAR.is_workday(day)]

days = st.dates(FIRST, date(2026, 9, 30))
limits = st.integers(1, 40)


def iso(text: str) -> date:
    return date.fromisoformat(text)


def test_the_limits_of_the_guideline() -> None:
    assert (PUBLICATION_WORKDAYS, REVIEW_WORKDAYS, FEEDBACK_WORKDAYS) == (20, 20, 15)


@pytest.mark.parametrize(
    ("year", "workdays"),
    [
        (2015, 249),
        (2016, 250),
        (2017, 249),
        (2018, 250),
        (2019, 250),
        (2020, 249),
        (2021, 250),
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ],
)
def test_working_days_of_each_published_year(year: int, workdays: int) -> None:
    assert CALENDAR.workdays_in(year) == workdays


def test_the_calendar_knows_what_is_published() -> None:
    assert (CALENDAR.first_year, CALENDAR.last_year) == (2015, 2026)
    assert CALENDAR.published_years == set(range(2015, 2027))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        # Spring Festival 2026: 15 to 23 February off, Saturdays 14 and 28 worked.
        ("2026-02-13", True),
        ("2026-02-14", True),
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-03-01", False),
        # National Day 2024: 1 to 7 October off, Sunday 29 September and Saturday 12 worked.
        ("2024-09-28", False),
        ("2024-09-29", True),
        ("2024-09-30", True),
        ("2024-10-01", False),
        ("2024-10-07", False),
        ("2024-10-08", True),
        ("2024-10-12", True),
        ("2024-10-13", False),
        # New Year 2019 reached back: Saturday 29 December worked, Monday 31 off.
        ("2018-12-29", True),
        ("2018-12-31", False),
        ("2019-01-01", False),
        ("2019-01-02", True),
        # Parade of 2015: a Thursday and Friday off, Sunday 6 September worked.
        ("2015-09-03", False),
        ("2015-09-04", False),
        ("2015-09-06", True),
        # A plain week.
        ("2026-11-20", True),
        ("2026-11-21", False),
        ("2026-11-22", False),
        ("2026-11-23", True),
    ],
)
def test_days_off_and_make_up_days(day: str, works: bool) -> None:
    assert CALENDAR.is_workday(iso(day)) is works


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        # The starting day is not counted, whatever it is.
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-20", 20, "2026-12-18"),
        ("2026-11-21", 20, "2026-12-18"),
        ("2026-11-22", 20, "2026-12-18"),
        ("2026-11-23", 20, "2026-12-21"),
        # Over Spring Festival 2026 with both make-up Saturdays.
        ("2026-02-12", 1, "2026-02-13"),
        ("2026-02-12", 2, "2026-02-14"),
        ("2026-02-12", 3, "2026-02-24"),
        ("2026-02-12", 7, "2026-02-28"),
        ("2026-02-12", 8, "2026-03-02"),
        # Over National Day 2024.
        ("2024-09-27", 20, "2024-10-30"),
        # Across a published New Year.
        ("2018-12-28", 1, "2018-12-29"),
        ("2018-12-28", 2, "2019-01-02"),
        # No limit at all.
        ("2026-11-21", 0, "2026-11-21"),
    ],
)
def test_last_day_of_a_limit(start: str, limit: int, due: str) -> None:
    deadline = CALENDAR.add_workdays(iso(start), limit)
    assert (deadline.date, deadline.provisional) == (iso(due), False)


@pytest.mark.slow
def test_every_day_of_twelve_years_against_the_list_of_working_days() -> None:
    for limit in (FEEDBACK_WORKDAYS, PUBLICATION_WORKDAYS):
        for start in EVERY_DAY:
            place = bisect_right(WORKDAYS, start) + limit - 1
            if place < len(WORKDAYS):
                assert CALENDAR.add_workdays(start, limit).date == WORKDAYS[place]


def test_the_deadline_names_what_it_skipped_and_what_it_counted() -> None:
    deadline = CALENDAR.add_workdays(iso("2026-02-12"), 3)
    assert [day.day for day in deadline.made_up] == [iso("2026-02-14")]
    assert [day.day.day for day in deadline.skipped] == list(range(15, 24))
    assert {day.name for day in deadline.skipped} == {"春节"}


@given(days, limits)
def test_a_limit_ends_on_a_working_day_and_counts_back(start: date, limit: int) -> None:
    due = CALENDAR.add_workdays(start, limit).date
    assert CALENDAR.is_workday(due)
    assert CALENDAR.workdays_between(start, due) == limit
    assert CALENDAR.workdays_between(due, start) == -limit


@given(days, limits)
def test_one_working_day_more_is_the_next_working_day(start: date, limit: int) -> None:
    due = CALENDAR.add_workdays(start, limit).date
    assert CALENDAR.add_workdays(start, limit + 1).date == CALENDAR.add_workdays(due, 1).date


near = st.dates(date(2025, 6, 1), date(2026, 9, 30))


@given(near, near, near)
def test_counts_add_up(a: date, b: date, c: date) -> None:
    first, second, third = sorted((a, b, c))
    count = CALENDAR.workdays_between
    assert count(first, third) == count(first, second) + count(second, third)


def test_a_negative_limit_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_workdays(FIRST, -1)


class TestNoticeMissing:
    """2027 is not published: provisional, with weekends only, and never a crash."""

    @pytest.mark.parametrize(
        ("start", "due", "provisional"),
        [
            ("2026-11-20", "2026-12-18", False),
            ("2026-11-30", "2026-12-28", False),
            # New Year 2027 may still move the last days of December.
            ("2026-12-01", "2026-12-29", True),
            ("2026-12-02", "2026-12-30", True),
            ("2026-12-04", "2027-01-01", True),
            ("2026-12-10", "2027-01-07", True),
            ("2027-05-03", "2027-05-31", True),
            ("2014-12-31", "2015-01-29", False),
            ("2014-12-01", "2014-12-29", True),
        ],
    )
    def test_twenty_working_days(self, start: str, due: str, provisional: bool) -> None:
        deadline = CALENDAR.add_workdays(iso(start), PUBLICATION_WORKDAYS)
        assert (deadline.date, deadline.provisional) == (iso(due), provisional)

    @given(st.dates(date(2027, 1, 1), date(2100, 1, 1)), limits)
    def test_any_later_day_is_counted_with_weekends_and_marked(
        self, start: date, limit: int
    ) -> None:
        deadline = CALENDAR.add_workdays(start, limit)
        assert deadline.provisional
        assert deadline.date.weekday() < 5
        assert deadline.skipped == ()

    def test_the_notice_makes_it_certain_and_moves_it(self) -> None:
        before = CALENDAR.add_workdays(iso("2026-12-10"), 20)
        notice = [CalendarDay(iso("2027-01-01"), "元旦", DayKind.OFF)] + [
            CalendarDay(date(2027, month, 1), name, DayKind.OFF)
            for month, name in enumerate(
                ("春节", "清明节", "劳动节", "端午节", "国庆节、中秋节"), start=2
            )
        ]
        after = WorkCalendar([*shipped_holidays(), *notice]).add_workdays(iso("2026-12-10"), 20)
        assert (before.date, before.provisional) == (iso("2027-01-07"), True)
        assert (after.date, after.provisional) == (iso("2027-01-08"), False)

    def test_half_a_notice_is_used_but_does_not_make_the_year_certain(self) -> None:
        half = [CalendarDay(iso("2027-01-01"), "元旦", DayKind.OFF)]
        calendar = WorkCalendar([*shipped_holidays(), *half])
        deadline = calendar.add_workdays(iso("2026-12-10"), 20)
        assert calendar.last_year == 2026
        assert (deadline.date, deadline.provisional) == (iso("2027-01-08"), True)

    def test_an_empty_calendar_knows_nothing_and_says_so(self) -> None:
        empty = WorkCalendar([])
        assert (empty.first_year, empty.last_year) == (None, None)
        deadline = empty.add_workdays(iso("2026-09-30"), 1)
        assert (deadline.date, deadline.provisional) == (iso("2026-10-01"), True)


def test_a_day_cannot_be_off_and_worked() -> None:
    both = [CalendarDay(FIRST, "元旦", DayKind.OFF), CalendarDay(FIRST, "元旦", DayKind.WORK)]
    with pytest.raises(RuleBroken) as refusal:
        WorkCalendar(both)
    assert str(refusal.value) == "2015-01-01 在放假安排中既是休又是班，请核对国务院通知。"


def test_the_same_row_twice_is_one_day() -> None:
    assert WorkCalendar([*shipped_holidays(), *shipped_holidays()]).workdays_in(2026) == 248


def test_a_december_day_belongs_to_the_notice_of_the_next_year() -> None:
    assert CalendarDay(iso("2018-12-31"), "元旦", DayKind.OFF).notice_year == 2019
    assert CalendarDay(iso("2019-01-01"), "元旦", DayKind.OFF).notice_year == 2019
    assert CalendarDay(iso("2024-12-31"), "其他", DayKind.OFF).notice_year == 2024


class TestClock:
    """The clock of a result whose task ended on Friday 20 November 2026, due 18 December."""

    START = date(2026, 11, 20)

    @pytest.mark.parametrize(
        ("today", "remaining", "overdue_by", "soon"),
        [
            ("2026-11-19", 20, 0, False),
            ("2026-11-20", 20, 0, False),
            ("2026-11-22", 20, 0, False),
            ("2026-11-23", 19, 0, False),
            ("2026-12-14", 4, 0, False),
            ("2026-12-15", 3, 0, True),
            ("2026-12-17", 1, 0, True),
            ("2026-12-18", 0, 0, True),
            # Saturday and Sunday after the last day are late already.
            ("2026-12-19", 0, 1, False),
            ("2026-12-20", 0, 1, False),
            ("2026-12-21", 0, 1, False),
            ("2026-12-22", 0, 2, False),
        ],
    )
    def test_while_open(self, today: str, remaining: int, overdue_by: int, soon: bool) -> None:
        state = CALENDAR.clock(self.START, PUBLICATION_WORKDAYS, iso(today))
        assert (state.remaining, state.overdue_by, state.soon) == (remaining, overdue_by, soon)
        assert state.overdue is (overdue_by > 0)
        assert state.finished_in is None
        assert (state.total, state.deadline.date) == (20, iso("2026-12-18"))

    @pytest.mark.parametrize(
        ("finished", "used", "overdue_by"),
        [
            ("2026-11-20", 0, 0),
            ("2026-11-21", 0, 0),
            ("2026-12-10", 14, 0),
            ("2026-12-18", 20, 0),
            ("2026-12-21", 21, 1),
        ],
    )
    def test_when_finished_it_stands_still(
        self, finished: str, used: int, overdue_by: int
    ) -> None:
        state = CALENDAR.clock(
            self.START, PUBLICATION_WORKDAYS, iso("2027-03-01"), finished=iso(finished)
        )
        assert (state.finished_in, state.overdue_by, state.soon) == (used, overdue_by, False)

    def test_the_threshold_is_a_setting(self) -> None:
        state = CALENDAR.clock(self.START, 20, iso("2026-12-11"), soon_within=5)
        assert (state.remaining, state.soon) == (5, True)

    def test_it_says_when_its_end_is_provisional(self) -> None:
        state = CALENDAR.clock(iso("2026-12-10"), 20, iso("2026-12-10"))
        assert state.provisional

    @given(days, limits, st.integers(0, 60))
    def test_used_and_left_make_the_whole(self, start: date, limit: int, later: int) -> None:
        today = start + timedelta(days=later)
        state = CALENDAR.clock(start, limit, today)
        if not state.overdue:
            assert CALENDAR.workdays_between(start, today) + state.remaining == limit
        else:
            assert state.overdue_by >= 1
