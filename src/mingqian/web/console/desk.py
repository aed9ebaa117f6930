"""工作台: what waits for me, each with its clock, its link and the one act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from mingqian.audit.queries import latest_by
from mingqian.directories.queries import work_calendar
from mingqian.draws import queries as draws
from mingqian.draws.numbers import close_by, effective_at
from mingqian.imports import queries as imports
from mingqian.inspections import queries as inspections
from mingqian.planning import queries as planning
from mingqian.rules.deadlines import WorkCalendar
from mingqian.rules.permissions import Permission
from mingqian.web.console.draws.shown import short_time
from mingqian.web.console.tasks.view import timeline_rows
from mingqian.web.shared.look.deadline import Clock, clock_of
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest

MOST = 200
SHOWN = 30
LATEST = 8
OPEN_VISITS = ("blank", "recorded", "signed", "returned")
OPEN_DRAWS = ("committed", "closed", "revealed", "drawn")
OPEN_IMPORTS = ("checked", "refused")


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits for the person.

    Attributes:
        kind: kind of chip.
        word: what it waits for.
        title: what it is about.
        more: the second line.
        url: where it is done.
        act: the button.
        clock: its term, None when it has none.
        until: a moment that counts instead of a term, as text.
    """

    kind: str
    word: str
    title: str
    more: str
    url: str
    act: str
    clock: Clock | None = None
    until: str = ""


@page(needs=Permission.VIEW_DESK)
def front(request: OfficeRequest) -> HttpResponse:
    """Lead from the front door of the office to the desk."""
    return redirect("desk")


@page(needs=Permission.VIEW_DESK)
def desk(request: OfficeRequest) -> HttpResponse:
    """Show what waits for the person, the most urgent first, and what they did last."""
    found = sorted(todos(request), key=_urgency)
    late = sum(each.clock is not None and each.clock.kind == "late" for each in found)
    soon = sum(each.clock is not None and each.clock.kind == "soon" for each in found)
    context = {
        "page_title": _("工作台"),
        "count": len(found),
        "todos": found[:SHOWN],
        "figures": [
            {"label": _("逾期"), "value": late, "unit": _("件"), "icon": "alert-triangle"}
            | {"bad": late > 0},
            {"label": _("3 个工作日内到期"), "value": soon, "unit": _("件"), "icon": "clock"},
            {"label": _("等我办理"), "value": len(found), "unit": _("件")},
        ],
        "events": timeline_rows(latest_by(request.actor.key, LATEST), named=True),
        "may_manage": request.actor.may(Permission.MANAGE_TASKS),
        "today": request.at,
    }
    return render(request, "console/desk.html", context)


def _urgency(each: Todo) -> tuple[int, int, date]:
    """Order by what is late, then by what has a moment or term, then by its day."""
    if each.clock is not None:
        return (0 if each.clock.kind == "late" else 1, each.clock.left, each.clock.ends_on)
    return (1 if each.until else 2, 0, date.max)


def todos(request: OfficeRequest) -> list[Todo]:
    """Return everything that waits for the person; a fixed number of queries for each role."""
    actor, at = request.actor, request.at
    calendar = work_calendar()
    found: list[Todo] = []
    if actor.may(Permission.MANAGE_TASKS) and actor.unit is not None:
        found += _own_tasks(planning.tasks(actor).filter(organisation_id=actor.unit))
    if actor.may(Permission.APPROVE_TASKS):
        found += _to_approve(planning.tasks(actor).filter(state="submitted"), actor)
    if actor.may(Permission.RUN_DRAWS):
        found += _draws(draws.draws(actor).filter(state__in=OPEN_DRAWS), actor, at)
    if actor.may(Permission.RECORD_RESULTS) and actor.user is not None:
        rows = inspections.my_visits(actor).filter(result__state__in=OPEN_VISITS)
        found += _visits(rows.prefetch_related("result__signatures"), actor, at, calendar)
    if actor.may(Permission.APPROVE_RESULTS):
        found += _reviews(inspections.reviews_for(actor), localdate(at), calendar)
    if actor.may(Permission.MANAGE_TARGETS):
        found += _imports(imports.imports(actor).filter(state__in=OPEN_IMPORTS))
    return found


def _own_tasks(rows: Any) -> Iterable[Todo]:
    words = {
        "draft": ("draft", _("草稿"), _("接着填")),
        "returned": ("back", _("退回待改"), _("修改任务")),
        "approved": ("wait", _("待抽取"), _("锁定并抽取")),
    }
    for task in rows.filter(state__in=tuple(words))[:MOST]:
        kind, word, act = words[task.state]
        name = "draw-freeze" if task.state == "approved" else "task"
        more = _("任务编号 {number}").format(number=task.number)
        if task.state == "returned":
            more = _("{who} 退回：「{why}」").format(who=task.state_by, why=task.return_reason)
        yield Todo(kind, word, task.name, more, reverse(name, args=[task.pk]), act)


def _to_approve(rows: Any, actor: Any) -> Iterable[Todo]:
    for task in rows[:MOST]:
        if actor.key in task.drafters or not actor.reaches(task.organisation_id):
            continue
        more = _("{who} {at} 提交").format(who=task.state_by, at=short_time(task.state_at))
        url = reverse("task", args=[task.pk])
        yield Todo("wait", _("待我批准"), task.name, more, url, _("审核任务"))


def _draws(rows: Any, actor: Any, at: datetime) -> Iterable[Todo]:
    for draw in rows[:MOST]:
        if not actor.reaches(draw.task.organisation_id):
            continue
        word, more, act, until = _draw_words(draw, at)
        url = reverse("draw", args=[draw.pk])
        yield Todo("wait", word, draw.task.name, more, url, act, until=until)


def _draw_words(draw: Any, at: datetime) -> tuple[str, str, str, str]:
    """Return what a draw waits for, what is so, the act, and until or from when."""
    if draw.state == "committed":
        latest = close_by(draw.sources)
        until = _("{at} 前截止").format(at=short_time(latest)) if latest else ""
        return _("待截止"), _("承诺已公开，正在收见证文字"), _("截止"), until
    if draw.state == "closed":
        moments = [moment for each in draw.sources if (moment := effective_at(each))]
        last = max(moments, default=None)
        until = _("{at} 开奖").format(at=f"{localdate(last):%m-%d}") if last and last > at else ""
        return _("待号码"), _("已截止，等公开随机数"), _("录入号码"), until
    if draw.state == "revealed":
        return _("待抽取"), _("号码已全部公开"), _("抽取"), ""
    more = _("抽中 {n} 家，尚未锁定；锁定后自动公告并派发").format(n=draw.figures["drawn"])
    return _("待锁定"), more, _("核对并锁定"), ""


def _visits(rows: Any, actor: Any, at: datetime, calendar: WorkCalendar) -> Iterable[Todo]:
    for visit in rows[:MOST]:
        word = _visit_word(visit, actor)
        if not word:
            continue
        kind = "back" if visit.result.state == "returned" else "wait"
        more = _("{task}　{unit}").format(task=visit.task.name, unit=visit.organisation.name)
        clock = _clock(localdate(visit.state_at), visit.due_on, localdate(at), calendar)
        url = reverse("visit", args=[visit.pk])
        yield Todo(kind, word, visit.target_name, more, url, _("去办"), clock)


def _visit_word(visit: Any, actor: Any) -> str:
    """Return what a visit waits for from this person; nothing when it waits for others."""
    state = visit.result.state
    if state == "recorded":
        mine = any(
            each.valid and each.user_id == actor.user for each in visit.result.signatures.all()
        )
        return "" if mine else _("待我签名")
    if state == "signed":
        leads = any(m.lead and m.inspector.user_id == actor.user for m in visit.team.all())
        return _("待我提交") if leads else ""
    return {"blank": _("待我检查"), "returned": _("退回待改")}.get(state, "")


def _clock(start: date, last: date, today: date, calendar: WorkCalendar) -> Clock:
    total = max(0, calendar.workdays_between(start, last))
    used = calendar.workdays_between(start, today)
    # A weekend after the last day is late already, though no working day has passed.
    used = max(used, total + 1) if today > last else min(max(0, used), total)
    provisional = not calendar.is_certain(last)
    return Clock(total=total, used=used, ends_on=last, today=today, provisional=provisional)


def _reviews(rows: Any, today: date, calendar: WorkCalendar) -> Iterable[Todo]:
    for result in rows[:MOST]:
        state = inspections.clock_of(result, today, calendar)
        yield Todo(
            kind="wait",
            word=_("待我审核"),
            title=result.visit.target_name,
            more=result.visit.task.name,
            url=reverse("review", args=[result.pk]),
            act=_("审核结果"),
            clock=clock_of(state, today) if state is not None else None,
        )


def _imports(rows: Any) -> Iterable[Todo]:
    for each in rows[:MOST]:
        kind, word = ("draft", _("待写入")) if each.state == "checked" else ("back", _("有错待改"))
        more = _("{who} {at} 上传").format(
            who=each.uploaded_by.name, at=short_time(each.uploaded_at)
        )
        yield Todo(kind, word, each.filename, more, reverse("imports"), _("核对导入"))
