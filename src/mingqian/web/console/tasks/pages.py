"""抽查任务: list, form with its live preview, detail, and the steps before the draw."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.accounts.queries import organisation_of
from mingqian.audit.queries import timeline
from mingqian.draws import queries as draws
from mingqian.inspections import queries as inspections
from mingqian.planning import actions
from mingqian.planning import queries as planning
from mingqian.planning.drafts import StratumDraft, TaskDraft
from mingqian.planning.preview import preview
from mingqian.rules.lifecycles import TASK
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import Refusal
from mingqian.web.console.task_forms import (
    StrataForms,
    TaskForm,
    changed_rows,
    draft_from,
    initial_of,
    show_refusal,
)
from mingqian.web.console.task_view import task_facts, timeline_rows
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest

# A first proposal for a new task; every number of it is to be changed.
PROPOSED = TaskDraft(
    exclusions=("y1", "l1"),
    strata=(
        StratumDraft(title=_("较高和高风险"), rate="10", minimum=1, risk_classes=("C", "D")),
        StratumDraft(title=_("低和一般风险"), rate="5", minimum=1, risk_classes=("A", "B")),
    ),
)


class TaskFilter(forms.Form):
    """Name, year, state."""

    q = forms.CharField(label=gettext_lazy("任务名称或编号"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=lambda: [("", _("全部")), *((s.name, _(s.word)) for s in TASK.states)],
    )


@page(needs=Permission.VIEW_TASKS)
def tasks(request: OfficeRequest) -> HttpResponse:
    """List the tasks the person may see, newest first."""
    form = TaskFilter(request.GET)
    rows = planning.tasks(request.actor)
    if form.is_valid():
        rows = planning.narrowed(rows, **form.cleaned_data)
    context = {
        "page": Paginator(rows, 20).get_page(request.GET.get("page")),
        "filter_form": form,
        "clear_url": request.path,
        "page_title": _("抽查任务"),
        "unit": _("次"),
        "may_manage": request.actor.may(Permission.MANAGE_TASKS),
    }
    return render(request, "console/tasks/list.html", context)


@page(needs=Permission.MANAGE_TASKS, methods=("GET", "POST"))
def task_new(request: OfficeRequest) -> HttpResponse:
    """Set up a task."""
    return _edit(request, None)


@page(needs=Permission.MANAGE_TASKS, scoped=True, methods=("GET", "POST"))
def task_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned task."""
    return _edit(request, _found(request, pk))


def _edit(request: OfficeRequest, task: Any) -> HttpResponse:
    today = localdate(request.at)
    if request.method == "GET":
        draft = planning.draft_of(task) if task else PROPOSED
        values, rows = initial_of(draft)
        values["year"] = values.get("year") or today.year
        form = TaskForm(initial=values, today=today)
        strata = StrataForms(prefix="strata", initial=rows)
        return _form_page(request, form, strata, draft, task)
    act = request.POST.get("act", "save")
    if "stratum" in act:
        data = changed_rows(request.POST, act)
        form, strata = TaskForm(data, today=today), StrataForms(data, prefix="strata")
        return _form_page(request, form, strata, draft_from(form, strata), task)
    form, strata = TaskForm(request.POST, today=today), StrataForms(request.POST, prefix="strata")
    draft = draft_from(form, strata)
    if form.is_valid() and strata.is_valid():
        try:
            return _save(request, task, draft, act)
        except Refusal as refusal:
            show_refusal(form, strata, refusal)
    return _form_page(request, form, strata, draft, task, status=422)


def _save(request: OfficeRequest, task: Any, draft: TaskDraft, act: str) -> HttpResponse:
    by, at = request.actor, request.at
    if task is None:
        organisation = organisation_of(by)
        task = actions.create_task(draft, organisation=organisation, by=by, at=at)
    else:
        actions.edit_task(task, draft, by=by, at=at)
    if act == "submit":
        actions.submit_task(task, by=by, at=at)
        messages.success(request, _("已提交，等单位负责人批准。"))
    else:
        messages.success(request, _("草稿已保存。"))
    return redirect("task", pk=task.pk)


def _form_page(
    request: OfficeRequest, form: TaskForm, strata: Any, draft: TaskDraft, task: Any, *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "strata": strata,
        "task": task,
        "page_title": task.name if task else _("新建抽查任务"),
        **_preview_context(request, draft, task),
        "rows": list(zip_rows(strata, draft, request, task)),
    }
    return render(request, "console/tasks/form.html", context, status=status)


def zip_rows(strata: Any, draft: TaskDraft, request: OfficeRequest, task: Any) -> Any:
    """Yield each stratum's form with its view in the preview, None for a blank row."""
    views = iter(_preview(request, draft, task).strata)
    for number, row in enumerate(strata.forms):
        blank = row.blank if row.is_bound else False
        yield number, row, None if blank else next(views, None)


def _preview(request: OfficeRequest, draft: TaskDraft, task: Any) -> Any:
    cached = getattr(request, "preview", None)
    if cached is None:
        organisation = task.organisation if task else organisation_of(request.actor)
        cached = preview(draft, organisation=organisation, task=task.pk if task else None)
        request.preview = cached  # type: ignore[attr-defined]
    return cached


def _preview_context(request: OfficeRequest, draft: TaskDraft, task: Any) -> dict[str, Any]:
    return {"preview": _preview(request, draft, task), "at": request.at}


@page(needs=Permission.MANAGE_TASKS, methods=("POST",))
def task_preview(request: OfficeRequest) -> HttpResponse:
    """Answer the form while it is typed: how many match and how many would be drawn."""
    today = localdate(request.at)
    form, strata = TaskForm(request.POST, today=today), StrataForms(request.POST, prefix="strata")
    draft = draft_from(form, strata)
    key = request.POST.get("task", "")
    task = planning.find_task(request.actor, int(key)) if key.isdigit() else None
    context = {
        **_preview_context(request, draft, task),
        "rows": list(zip_rows(strata, draft, request, task)),
        "live": True,
    }
    return render(request, "console/tasks/preview.html", context)


@page(needs=Permission.VIEW_TASKS, scoped=True)
def task(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a task: its facts, its numbers, its draw, its progress, its trail."""
    found = _found(request, pk)
    draw = draws.draw_of(found)
    context = {
        "task": found,
        "draw": draw,
        "page_title": found.name,
        "facts": task_facts(found),
        "strata": planning.strata_of(found),
        "items": planning.items_of(found),
        "preview": preview(found) if draw is None else None,
        "progress": inspections.results_of_task(found.pk) if draw else {},
        "events": timeline_rows(timeline(found, *([draw] if draw else []))[:30]),
        "may": {
            "manage": request.actor.may(Permission.MANAGE_TASKS),
            "approve": request.actor.may(Permission.APPROVE_TASKS),
            "draw": request.actor.may(Permission.RUN_DRAWS),
        },
    }
    return render(request, "console/tasks/detail.html", context)


@page(needs=Permission.MANAGE_TASKS, scoped=True, methods=("POST",))
def task_submit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Submit a draft for approval."""
    actions.submit_task(_found(request, pk), by=request.actor, at=request.at)
    messages.success(request, _("已提交，等单位负责人批准。"))
    return redirect("task", pk=pk)


@page(needs=Permission.APPROVE_TASKS, scoped=True, methods=("POST",))
def task_approve(request: OfficeRequest, pk: int) -> HttpResponse:
    """Approve a submitted task; the public page follows by itself."""
    actions.approve_task(_found(request, pk), by=request.actor, at=request.at)
    messages.success(request, _("已批准。任务公告将自动出现在公示门户。"))
    return redirect("task", pk=pk)


@page(needs=Permission.APPROVE_TASKS, scoped=True, methods=("POST",))
def task_return(request: OfficeRequest, pk: int) -> HttpResponse:
    """Return a submitted task with a reason."""
    reason = request.POST.get("reason", "")
    actions.return_task(_found(request, pk), reason=reason, by=request.actor, at=request.at)
    messages.success(request, _("已退回修改。"))
    return redirect("task", pk=pk)


@page(needs=Permission.MANAGE_TASKS, scoped=True, methods=("POST",))
def task_withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Withdraw a task that was not approved yet."""
    reason = request.POST.get("reason", "")
    actions.withdraw_task(_found(request, pk), reason=reason, by=request.actor, at=request.at)
    messages.success(request, _("任务已取消。"))
    return redirect("task", pk=pk)


def _found(request: OfficeRequest, pk: int) -> Any:
    found = planning.find_task(request.actor, pk)
    if found is None:
        raise Http404
    return found
