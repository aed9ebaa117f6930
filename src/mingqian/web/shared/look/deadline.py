"""The deadline clock: one cell per working day, and a sentence that needs no colour."""

from dataclasses import dataclass
from datetime import date, time

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mingqian.rules.deadlines import SOON_WORKDAYS, ClockState, Deadline
from mingqian.web.shared.look.icons import icon
from mingqian.web.shared.look.wording import day, day_in_list

_WIDTH, _GAP = 158.0, 1.6
_MOST_CELLS = 60


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A statutory term as a page shows it; the rules count the days, this only draws them.

    Attributes:
        total: length of the term in `unit`.
        used: days gone; more than `total` when overdue; days taken when `finished`.
        ends_on: last day of the term.
        today: the day the page is made for.
        ends_at: the hour on the last day, when the term has one.
        soon: days left at which the clock turns ochre.
        provisional: the end crosses into a year whose holidays are not published.
        finished: the thing was done; `used` says in how many days.
        paused: why the clock stands still, "" when it runs.
        paused_since: since when it stands still.
        rule: the rule, the start and the skipped holidays, in one or two sentences.
        unit: 工作日 or 日.
    """

    total: int
    used: int
    ends_on: date
    today: date
    ends_at: time | None = None
    soon: int = SOON_WORKDAYS
    provisional: bool = False
    finished: bool = False
    paused: str = ""
    paused_since: date | None = None
    rule: str = ""
    unit: str = "工作日"

    @property
    def left(self) -> int:
        """Days left; below zero when overdue."""
        return self.total - self.used

    @property
    def kind(self) -> str:
        """One of ok, soon, late: time is never the only thing the colour says."""
        if self.finished or self.paused:
            return "ok"
        if self.left < 0:
            return "late"
        return "soon" if self.left <= self.soon else "ok"

    @property
    def icon(self) -> str:
        """The icon that says the same as the colour."""
        if self.paused and not self.finished:
            return "player-pause"
        return "alert-triangle" if self.kind == "late" else "clock"

    @property
    def headline(self) -> str:
        """What a hurried reader needs: days left, overdue, done or paused."""
        if self.finished:
            text = _("已办结，用时 %(n)s 个%(unit)s")
            return text % {"n": self.used, "unit": self.unit}
        if self.paused:
            return _("暂停，还剩 %(n)s 个%(unit)s") % {"n": self.left, "unit": self.unit}
        if self.left < 0:
            return _("逾期 %(n)s 个%(unit)s") % {"n": -self.left, "unit": self.unit}
        if self.ends_on == self.today:
            return _("今天内")
        return _("剩 %(n)s 个%(unit)s") % {"n": self.left, "unit": self.unit}

    @property
    def date_text(self) -> str:
        """The last day in words, marked when it is provisional."""
        if self.paused and not self.finished:
            since = day(self.paused_since) if self.paused_since else ""
            return (_("%(since)s起，") % {"since": since} if since else "") + self.paused
        shown = day_in_list(self.ends_on, self.today)
        if self.ends_on == self.today:
            shown = _("今天")
        if self.ends_at:
            shown = f"{shown} {self.ends_at:%H:%M} "
        text = _("%(day)s原定截止") if self.finished else _("%(day)s截止")
        return (text % {"day": shown}) + (_("（暂定）") if self.provisional else "")

    @property
    def label(self) -> str:
        """The row of cells in words."""
        gone = min(self.used, self.total)
        text = _("共 %(total)s 个%(unit)s，已用 %(used)s 个")
        return text % {"total": self.total, "unit": self.unit, "used": gone}

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Left edge, width and class for each cell of a row 158 wide; "u" is a day gone.

        A term longer than sixty days is drawn in sixty cells; the words still count days.
        """
        count = max(1, min(self.total, _MOST_CELLS))
        gone = round(count * min(self.used, self.total) / max(self.total, 1))
        gap = _GAP if count <= 40 else _GAP / 2
        step = _WIDTH / count
        return [
            (f"{i * step:.2f}", f"{step - gap:.2f}", "u" if i < gone else "") for i in range(count)
        ]


def clock_of(state: ClockState, today: date, *, ends_at: time | None = None) -> Clock:
    """Return the clock that shows how far a legal limit has run."""
    used = state.total - state.remaining + state.overdue_by
    finished = state.finished_in is not None
    return Clock(
        total=state.total,
        used=state.finished_in if state.finished_in is not None else used,
        ends_on=state.deadline.date,
        today=today,
        ends_at=ends_at,
        soon=state.total if state.soon else -1,
        provisional=state.provisional,
        finished=finished,
        rule=_skipped(state.deadline),
    )


def face(clock: Clock, *, big: bool) -> SafeString:
    """Draw a clock: the headline, the last day, one cell per day."""
    looks = [f"mq-clock mq-clock--{clock.kind}"]
    looks += ["mq-clock--provisional"] if clock.provisional else []
    looks += ["mq-clock--big"] if big else []
    cells = format_html_join(
        "", '<rect class="{2}" x="{0}" y="0" width="{1}" height="6"/>', clock.cells
    )
    return format_html(
        '<span class="{}"><b>{} {}</b><span class="mq-clock-date">{}</span>'
        '<svg class="mq-days" viewBox="0 0 158 6" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg></span>',
        " ".join(looks),
        icon(clock.icon),
        clock.headline,
        clock.date_text,
        clock.label,
        cells,
    )


def _skipped(deadline: Deadline) -> str:
    """Say which named days off were passed over and which make-up days were counted."""
    parts = []
    if deadline.skipped:
        names = "、".join(dict.fromkeys(each.name for each in deadline.skipped))
        text = _("已跳过 %(names)s 放假 %(n)s 天")
        parts.append(text % {"names": names, "n": len(deadline.skipped)})
    if deadline.made_up:
        days = "、".join(f"{each.day:%m-%d}" for each in deadline.made_up)
        parts.append(_("已计入调休上班 %(days)s") % {"days": days})
    if deadline.provisional:
        parts.append(_("末日所在年度的放假安排尚未公布，公布后重算"))
    return "；".join(parts) + "。" if parts else ""
