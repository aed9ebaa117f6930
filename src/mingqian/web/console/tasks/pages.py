"""抽查任务: list, form with its live preview, detail, and the steps before the draw."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.accounts.queries import organisation_of
from mingqian.audit.queries import timeline
from mingqian.directories.actions import note_export
from mingqian.draws import queries as draws
from mingqian.inspections import queries as inspections
from mingqian.planning import actions
from mingqian.planning import queries as planning
from mingqian.planning.drafts import StratumDraft, TaskDraft
from mingqian.rules.lifecycles import TASK
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import Refusal
from mingqian.web.console import lists
from mingqian.web.console.tasks.forms import (
    TaskForm,
    bound_forms,
    changed_rows,
    draft_from,
    first_forms,
    show_refusal,
)
from mingqian.web.console.tasks.view import progress_rows, task_facts, timeline_rows
from mingqian.web.shared.look.address import query_with
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest
from mingqian.web.shared.sheets import answer_sheet

EVENTS_SHOWN = 30


class TaskFilter(lists.Filter):
    """Name or number, state."""

    q = forms.CharField(label=gettext_lazy("任务名称或编号"))
    state = forms.ChoiceField(label=gettext_lazy("状态"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("state", ((s.name, _(s.word)) for s in TASK.states))


@page(needs=Permission.VIEW_TASKS)
def tasks(request: OfficeRequest) -> HttpResponse:
    """List the tasks the person may see, newest first."""
    form = TaskFilter(request.GET)
    rows = planning.narrowed(planning.tasks(request.actor), **lists.filled(form))
    context = {
        "page": lists.page_of(request, rows),
        "filter_form": form,
        "applied": lists.applied(request, form),
        "clear_url": request.path,
        "export_url": reverse("tasks-export") + query_with(request.GET, {"per": None}),
        "page_title": _("抽查任务"),
        "unit": _("次"),
        "may_manage": request.actor.may(Permission.MANAGE_TASKS),
    }
    return render(request, "console/tasks/list.html", context)


@page(needs=Permission.VIEW_TASKS)
def tasks_export(request: OfficeRequest) -> HttpResponse:
    """Answer with the tasks that the list shows as a spreadsheet; the trail keeps that it left."""
    form = TaskFilter(request.GET)
    found = planning.narrowed(planning.tasks(request.actor), **lists.filled(form))
    rows = [
        (
            task.number,
            task.name,
            _(task.state_shown.word),
            task.get_kind_display(),
            task.ground,
            task.starts_on.isoformat(),
            task.ends_on.isoformat(),
            task.organisation.name,
        )
        for task in found
    ]
    headers = [_("任务编号"), _("任务"), _("状态"), _("来源"), _("依据")]
    headers += [_("开始日期"), _("结束日期"), _("发起单位")]
    filters = {tag["label"]: tag["value"] for tag in lists.applied(request, form)}
    note_export(
        what=_("抽查任务"), rows=len(rows), filters=filters, by=request.actor, at=request.at
    )
    return answer_sheet(_("抽查任务"), headers, rows)


def proposed() -> TaskDraft:
    """Return a first proposal for a new task; every number of it is to be changed."""
    return TaskDraft(
        exclusions=("y1", "l1"),
        strata=(
            StratumDraft(title=_("较高和高风险"), rate="10", minimum=1, risk_classes=("C", "D")),
            StratumDraft(title=_("低和一般风险"), rate="5", minimum=1, risk_classes=("A", "B")),
        ),
    )


@page(needs=Permission.MANAGE_TASKS, methods=("GET", "POST"))
def task_new(request: OfficeRequest) -> HttpResponse:
    """Set up a task."""
    return _edit(request, None)


@page(needs=Permission.MANAGE_TASKS, scoped=True, methods=("GET", "POST"))
def task_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned task."""
    found = find(request, pk)
    if request.method == "GET" and not found.allows("edit"):
        word = _(found.state_shown.word)
        messages.info(request, _("任务现在是「{state}」，不能再修改。").format(state=word))
        return redirect("task", pk=pk)
    return _edit(request, found)


def _edit(request: OfficeRequest, task: Any) -> HttpResponse:
    today = localdate(request.at)
    if request.method == "GET":
        draft = planning.draft_of(task) if task else proposed()
        return _form_page(request, *first_forms(draft, today), draft, task)
    act = request.POST.get("act", "save")
    if act not in ("save", "submit"):
        data = changed_rows(request.POST, act) if "stratum" in act else request.POST
        form, strata = bound_forms(data, today)
        return _form_page(request, form, strata, draft_from(form, strata), task)
    form, strata = bound_forms(request.POST, today)
    draft = draft_from(form, strata)
    if form.is_valid() and strata.is_valid():
        try:
            return _save(request, task, draft, act)
        except Refusal as refusal:
            show_refusal(form, strata, refusal)
    return _form_page(request, form, strata, draft, task, status=422)


def _save(request: OfficeRequest, task: Any, draft: TaskDraft, act: str) -> HttpResponse:
    by, at = request.actor, request.at
    with transaction.atomic():  # a refused submission leaves no second draft behind
        if task is None:
            organisation = organisation_of(by)
            task = actions.create_task(draft, organisation=organisation, by=by, at=at)
        else:
            actions.edit_task(task, draft, by=by, at=at)
        if act == "submit":
            actions.submit_task(task, by=by, at=at)
    done = _("已提交，等单位负责人批准。") if act == "submit" else _("草稿已保存。")
    messages.success(request, done)
    return redirect("task", pk=task.pk)


def _form_page(
    request: OfficeRequest,
    form: TaskForm,
    strata: Any,
    draft: TaskDraft,
    task: Any,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "strata": strata,
        "task": task,
        "page_title": task.name if task else _("新建抽查任务"),
        "preview": _preview(request, draft, task),
        "faults": sum(len(row.errors) for row in strata.forms) + len(form.errors),
    }
    return render(request, "console/tasks/form.html", context, status=status)


def _preview(request: OfficeRequest, draft: TaskDraft, task: Any) -> planning.Preview:
    organisation = task.organisation if task else organisation_of(request.actor)
    return planning.preview(draft, organisation=organisation, task=task.pk if task else None)


@page(needs=Permission.MANAGE_TASKS, methods=("POST",))
def task_preview(request: OfficeRequest) -> HttpResponse:
    """Answer the form while it is typed: how many match and how many would be drawn."""
    form, strata = bound_forms(request.POST, localdate(request.at))
    draft = draft_from(form, strata)
    key = request.POST.get("task", "")
    known = key.isascii() and key.isdigit() and len(key) < 19
    task = planning.find_task(request.actor, int(key)) if known else None
    context = {"preview": _preview(request, draft, task), "at": request.at}
    return render(request, "console/tasks/preview.html", context)


@page(needs=Permission.VIEW_TASKS, scoped=True)
def task(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a task: its facts, its numbers, its draw, its progress, its trail."""
    found = find(request, pk)
    draw = draws.draw_of(found)
    subjects = [found, *([draw] if draw else [])]
    actor = request.actor
    context = {
        "task": found,
        "draw": draw,
        "page_title": found.name,
        "facts": task_facts(found),
        "strata": planning.draft_of(found).strata,
        "items": planning.items_of(found),
        "preview": planning.preview(found) if draw is None else None,
        "progress": progress_rows(inspections.results_of_task(found.pk)) if draw else (),
        "events": timeline_rows(timeline(*subjects)[:EVENTS_SHOWN]),
        "own": actor.reaches(found.organisation_id),
        "may_manage": actor.may(Permission.MANAGE_TASKS),
        "may_approve": actor.may(Permission.APPROVE_TASKS),
        "may_draw": actor.may(Permission.RUN_DRAWS),
        "may_watch": actor.may(Permission.WATCH_DRAWS),
        "drafted_by_me": actor.key in found.drafters,
    }
    return render(request, "console/tasks/detail.html", context)


@page(needs=Permission.MANAGE_TASKS, scoped=True, methods=("POST",))
def task_submit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Submit a draft for approval."""
    actions.submit_task(find(request, pk), by=request.actor, at=request.at)
    messages.success(request, _("已提交，等单位负责人批准。"))
    return redirect("task", pk=pk)


@page(needs=Permission.APPROVE_TASKS, scoped=True, methods=("POST",))
def task_approve(request: OfficeRequest, pk: int) -> HttpResponse:
    """Approve a submitted task; the public page follows by itself."""
    actions.approve_task(find(request, pk), by=request.actor, at=request.at)
    messages.success(request, _("已批准。任务公告将自动出现在公示门户。"))
    return redirect("task", pk=pk)


@page(needs=Permission.APPROVE_TASKS, scoped=True, methods=("POST",))
def task_return(request: OfficeRequest, pk: int) -> HttpResponse:
    """Return a submitted task with a reason."""
    reason = request.POST.get("reason", "")
    actions.return_task(find(request, pk), reason=reason, by=request.actor, at=request.at)
    messages.success(request, _("已退回修改。"))
    return redirect("task", pk=pk)


@page(needs=Permission.MANAGE_TASKS, scoped=True, methods=("POST",))
def task_withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Withdraw a task that was not approved yet."""
    reason = request.POST.get("reason", "")
    actions.withdraw_task(find(request, pk), reason=reason, by=request.actor, at=request.at)
    messages.success(request, _("任务已取消。"))
    return redirect("task", pk=pk)


def find(request: OfficeRequest, pk: int) -> Any:
    """Return a task that the person reaches; not found otherwise."""
    found = planning.find_task(request.actor, pk)
    if found is None:
        raise Http404
    return found
