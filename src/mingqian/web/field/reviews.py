"""The head's desk: results that wait, one result whole, approve or return."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.audit.door import TakenAlready
from mingqian.directories.actions import note_export
from mingqian.directories.queries import work_calendar
from mingqian.inspections import actions, queries
from mingqian.inspections.queries import ResultSheet
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import Refusal
from mingqian.web.field.sheets import history
from mingqian.web.shared.look.states import RESULT_WORDS
from mingqian.web.shared.pages import page, sentence, status_of
from mingqian.web.shared.request import OfficeRequest
from mingqian.web.shared.sheets import answer_sheet

VIEWS = (
    ("submitted", gettext_lazy("待审核")),
    ("returned", gettext_lazy("退回待改")),
    ("approved", gettext_lazy("已审核")),
    ("published", gettext_lazy("已公示")),
)
SIZE = 20


@page(needs=Permission.APPROVE_RESULTS)
def reviews(request: OfficeRequest) -> HttpResponse:
    """List the results that wait for the head, the nearest publication limit first."""
    asked = request.GET.get("state", "")
    state = asked if asked in queries.SEEN_BY_HEADS else "submitted"
    found = queries.reviews_for(request.actor, state=state)
    if request.GET.get("export"):
        return _export(request, found, str(dict(VIEWS)[state]))
    counts = queries.review_counts(request.actor)
    rows = Paginator(found, SIZE).get_page(request.GET.get("page"))
    today, calendar = localdate(request.at), work_calendar()
    context = {
        "page_title": _("结果审核"),
        "page": rows,
        "results": [(row, queries.clock_of(row, today, calendar)) for row in rows],
        "unit": _("家"),
        "state": state,
        "views": [
            {
                "title": title,
                "url": f"?state={name}",
                "count": counts.get(name, 0),
                "current": name == state,
            }
            for name, title in VIEWS
        ],
    }
    return render(request, "console/reviews/list.html", context)


def _export(request: OfficeRequest, found: Any, state: str) -> HttpResponse:
    """Answer with what the list shows, and keep in the trail that it left the house."""
    title, filters = _("结果审核"), {_("状态"): state}
    note_export(what=title, rows=found.count(), filters=filters, by=request.actor, at=request.at)
    headers = (_("任务"), _("企业名称"), _("执行单位"), _("总体结果"), _("检查组"), _("检查日期"))
    lines = (
        (
            row.visit.task.name,
            row.visit.target_name,
            row.visit.organisation.name,
            "、".join(str(RESULT_WORDS[code]) for code in row.overall),
            "、".join(member.name for member in row.visit.team.all()),
            row.visit.visited_on.isoformat() if row.visit.visited_on else "",
        )
        for row in found
    )
    return answer_sheet(title, headers, lines)


def _sheet(request: OfficeRequest, pk: int) -> ResultSheet:
    result = queries.find_review(request.actor, pk)
    if result is None:
        raise Http404
    visit = result.visit
    visit.result = result
    return queries.result_sheet(visit, localdate(request.at))


@page(needs=Permission.APPROVE_RESULTS, scoped=True)
def review(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a result whole, with its signatures, its clock and the decision to take."""
    sheet = _sheet(request, pk)
    return _review_page(request, sheet, asked=request.GET.get("ask") == "approve")


@page(needs=Permission.APPROVE_RESULTS, scoped=True, methods=("POST",))
def review_approve(request: OfficeRequest, pk: int) -> HttpResponse:
    """Approve the content that the page showed; the public copy follows by itself."""
    sheet = _sheet(request, pk)
    try:
        actions.approve_result(
            sheet.result,
            seen_hash=request.POST.get("seen", ""),
            by=request.actor,
            at=request.at,
        )
    except TakenAlready as refusal:
        return _conflict(request, pk, refusal)
    name = sheet.visit.target_name
    messages.success(
        request, _("已同意公示 {name} 的检查结果，稍后自动出现在公示门户。").format(name=name)
    )
    return redirect("review", pk=pk)


@page(needs=Permission.APPROVE_RESULTS, scoped=True, methods=("POST",))
def review_return(request: OfficeRequest, pk: int) -> HttpResponse:
    """Return the result to the team with a reason."""
    sheet = _sheet(request, pk)
    reason = request.POST.get("reason", "").replace("\x00", "")
    try:
        actions.return_result(sheet.result, reason=reason, by=request.actor, at=request.at)
    except TakenAlready as refusal:
        return _conflict(request, pk, refusal)
    except Refusal as refusal:
        return _review_page(
            request,
            _sheet(request, pk),
            reason=reason,
            reason_error=sentence(refusal),
            status=status_of(refusal),
        )
    messages.success(request, _("已退回检查组修改。"))
    return redirect("review", pk=pk)


def _conflict(request: OfficeRequest, pk: int, refusal: Refusal) -> HttpResponse:
    """Show what stands now, and who was faster; where it left the head's reach, the sentence."""
    if queries.find_review(request.actor, pk) is None:
        raise refusal
    messages.warning(request, sentence(refusal))
    return _review_page(request, _sheet(request, pk), status=409)


def _review_page(
    request: OfficeRequest, sheet: ResultSheet, *, status: int = 200, **more: Any
) -> HttpResponse:
    result, visit = sheet.result, sheet.visit
    context = {
        "page_title": visit.target_name,
        "sheet": sheet,
        "visit": visit,
        "result": result,
        "checks": _checks(sheet),
        "all_signed": sheet.signed == len(sheet.team) > 0,
        "open": result.allows("approve"),
        "events": history(sheet),
        "public_url": reverse("portal-firm", args=[visit.credit_code]),
        "consequences": [
            _("检查结果自动公示在公示门户的企业页面和任务页面。"),
            _("公示以后不能改动；发现差错只能另行更正，原文保留。"),
        ],
        "hidden": {"seen": result.content_hash},
        **more,
    }
    return render(request, "console/reviews/review.html", context, status=status)


def _checks(sheet: ResultSheet) -> list[dict[str, str]]:
    """Return what the head can rely on: signatures under this content, certificates."""
    rows = []
    for person in sheet.team:
        name = person.member.name
        if person.signature is not None:
            rows.append(
                {"text": _("{name} 已签名，内容此后未改").format(name=name), "state": "ok"}
            )
        else:
            rows.append({"text": _("{name} 没有签现在的内容").format(name=name), "state": "bad"})
        if person.certified is False:
            text = _("{name} 的执法证在检查日不在有效期内").format(name=name)
            rows.append({"text": text, "state": "bad"})
    if all(person.certified for person in sheet.team):
        rows.append({"text": _("检查日全部执法证在有效期内"), "state": "ok"})
    return rows
