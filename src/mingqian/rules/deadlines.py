"""Legal time limits in working days, counted on the published calendar of the State Council.

A calendar is an argument: it is built from the rows of the yearly notices on public holidays
(放假安排), make-up working days (调休上班) included. A limit that runs into a year without a
notice is provisional 「暂定」: counted with weekends only, marked as such, counted again when the
notice comes. The day on which a limit starts is not counted (民法典 art. 201).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mingqian.rules.refusals import RuleBroken, gettext_noop

PUBLICATION_WORKDAYS = 20
"""Working days from the end of the task to publication of the result (《工作指引》9.1)."""

REVIEW_WORKDAYS = 20
"""Working days from receipt of an objection to its review (《工作指引》9.2)."""

FEEDBACK_WORKDAYS = 15
"""Working days from the review's result to the answer given to the object (《工作指引》9.2)."""

SOON_WORKDAYS = 3
"""Working days left from which a clock is shown as due soon 「临期」; a setting of the office."""

FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""Public holidays that every yearly notice arranges (全国年节及纪念日放假办法 art. 2)."""

NEW_YEAR_SPILL = (12, 29)
"""First day of December that the notice of the following year has ever touched (2018-12-29)."""

ONE_DAY = timedelta(days=1)
DECEMBER = 12
SATURDAY = 5


class DayKind(StrEnum):
    """What a notice says of a day that it names."""

    OFF = "休"
    WORK = "班"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day named by a yearly notice: a holiday or a make-up working day.

    Attributes:
        day: the date.
        name: the holiday it belongs to.
        kind: day off or make-up working day 「调休」.
    """

    day: date
    name: str
    kind: DayKind

    @property
    def notice_year(self) -> int:
        """Return the year whose notice names the day: New Year may reach back to December."""
        return self.day.year + (self.day.month == DECEMBER and FESTIVALS[0] in self.name)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a limit and how it was found.

    Attributes:
        date: the last day.
        provisional: counted into a time whose notice is not published 「暂定」.
        skipped: named days off that were passed over.
        made_up: make-up working days that were counted.
    """

    date: date
    provisional: bool
    skipped: tuple[CalendarDay, ...] = ()
    made_up: tuple[CalendarDay, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockState:
    """How far a legal limit has run, as the page shows it.

    Attributes:
        deadline: the last day, with what was skipped.
        total: working days of the limit.
        remaining: working days left after the day looked at, 0 on the last day.
        overdue: the last day is over (or was, when the thing was finished).
        overdue_by: working days begun since the last day, at least 1 when overdue.
        provisional: the last day is 「暂定」.
        soon: open, not overdue, and no more than the threshold is left 「临期」.
        finished_in: working days used, when finished.
    """

    deadline: Deadline
    total: int
    remaining: int
    overdue: bool
    overdue_by: int
    provisional: bool
    soon: bool
    finished_in: int | None = None


class WorkCalendar:
    """The working days of China as far as the yearly notices are published.

    A year counts as published when its notice names every festival: half an entered notice
    must not make the rest of the year look certain.
    """

    def __init__(self, days: Iterable[CalendarDay]) -> None:
        self._days: dict[date, CalendarDay] = {}
        names: dict[int, set[str]] = {}
        for day in days:
            self._add(day)
            names.setdefault(day.notice_year, set()).update(_festivals_in(day.name))
        self.published_years = frozenset(
            year for year, found in names.items() if found.issuperset(FESTIVALS)
        )

    def _add(self, day: CalendarDay) -> None:
        known = self._days.get(day.day)
        if known is not None and known.kind != day.kind:
            raise RuleBroken(
                gettext_noop("{day} 在放假安排中既是休又是班，请核对国务院通知。"),
                day=day.day.isoformat(),
                field="day",
            )
        self._days[day.day] = day

    @property
    def first_year(self) -> int | None:
        """Return the first year with a published notice, None for an empty calendar."""
        return min(self.published_years, default=None)

    @property
    def last_year(self) -> int | None:
        """Return the last year with a published notice, None for an empty calendar."""
        return max(self.published_years, default=None)

    def is_certain(self, day: date) -> bool:
        """Tell whether no notice still to come can change this day.

        The last days of December belong to the New Year holiday of the next notice in some
        years, so they are certain only when that notice is out.
        """
        if day.year not in self.published_years:
            return False
        return (day.month, day.day) < NEW_YEAR_SPILL or day.year + 1 in self.published_years

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on this day; without a notice only weekends are off."""
        named = self._days.get(day)
        if named is not None:
            return named.kind is DayKind.WORK
        return day.weekday() < SATURDAY

    def add_workdays(self, start: date, n: int) -> Deadline:
        """Return the n-th working day after `start`, which itself is not counted.

        Args:
            start: the day on which the limit begins; 0 days later is this very day.
            n: working days of the limit, 0 or more.
        """
        if n < 0:
            msg = "a legal limit has no negative length"
            raise ValueError(msg)
        day, certain = start, True
        skipped: list[CalendarDay] = []
        made_up: list[CalendarDay] = []
        while n:
            day += ONE_DAY
            certain = certain and self.is_certain(day)
            works = self.is_workday(day)
            n -= works
            named = self._days.get(day)
            if named is not None:
                (made_up if works else skipped).append(named)
        return Deadline(day, not certain, tuple(skipped), tuple(made_up))

    def workdays_between(self, after: date, until: date) -> int:
        """Count the working days after `after` up to and with `until`; negative if reversed."""
        if until < after:
            return -self.workdays_between(until, after)
        span = (until - after).days
        return sum(self.is_workday(after + ONE_DAY * step) for step in range(1, span + 1))

    def workdays_in(self, year: int) -> int:
        """Count the working days of a calendar year (国家法定工作日)."""
        return self.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))

    def clock(
        self,
        start: date,
        limit: int,
        today: date,
        *,
        soon_within: int = SOON_WORKDAYS,
        finished: date | None = None,
    ) -> ClockState:
        """Return how far a limit has run.

        Args:
            start: the day on which the limit begins, not counted.
            limit: working days of the limit.
            today: the day to look at; ignored when finished.
            soon_within: from how many working days left the clock is 「临期」.
            finished: the day on which the thing was done, None while it is open.
        """
        deadline = self.add_workdays(start, limit)
        on = today if finished is None else finished
        left = self.workdays_between(on, deadline.date)
        overdue = on > deadline.date
        return ClockState(
            deadline=deadline,
            total=limit,
            remaining=min(limit, max(0, left)),
            overdue=overdue,
            # The weekend after the last day is already late: say 1, never "逾期 0 个工作日".
            overdue_by=max(1, -left) if overdue else 0,
            provisional=deadline.provisional,
            soon=finished is None and not overdue and left <= soon_within,
            finished_in=None if finished is None else max(0, self.workdays_between(start, on)),
        )


def _festivals_in(name: str) -> set[str]:
    """Return the festivals a row's name speaks of; one row may serve two (国庆节、中秋节)."""
    return {festival for festival in FESTIVALS if festival in name}
