"""Results as published, and everything published about one firm."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.publication import queries
from mingqian.web.portal.page import (
    applied,
    choice_field,
    page_of,
    portal_page,
    search_field,
    show,
    wanted,
)
from mingqian.web.shared.look.deadline import Clock
from mingqian.web.shared.look.states import RESULT_WORDS
from mingqian.web.shared.request import OfficeRequest
from mingqian.web.shared.sheets import answer_sheet

TERM = 20  # working days (《工作指引》9.1)


class ResultFilter(forms.Form):
    """Firm, task, result, place."""

    q = search_field(gettext_lazy("企业名称或统一社会信用代码"))
    number = forms.RegexField(
        r"^[0-9]{1,18}$", label=gettext_lazy("任务编号"), required=False, max_length=18
    )
    code = forms.ChoiceField(
        label=gettext_lazy("结果"), required=False, choices=[("", ""), *RESULT_WORDS.items()]
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        regions = [(name, name) for name in queries.regions_with_results()]
        self.fields["region"] = choice_field(_("地区"), regions)


@portal_page
def results(request: OfficeRequest) -> HttpResponse:
    """List the published results. Four queries."""
    form = ResultFilter(request.GET)
    page = page_of(request, queries.results(**wanted(form)))
    names = queries.task_names({row.task_number for row in page})
    context = {
        "page_title": _("检查结果"),
        "page": page,
        "filter_form": form,
        "applied": applied(request, form),
        "clear_url": "?",
        "export_url": f"{reverse('portal-results-export')}?{request.GET.urlencode()}",
    }
    for row in page:
        row.task_name = names.get(row.task_number, row.task_number)
    return show(request, "results", context, section="portal-results")


@portal_page
def results_export(request: OfficeRequest) -> HttpResponse:
    """Answer with the results that the page lists, as a workbook."""
    found = list(queries.results(**wanted(ResultFilter(request.GET))))
    names = queries.task_names({row.task_number for row in found})
    headers = (
        _("企业"),
        _("统一社会信用代码"),
        _("地区"),
        _("结果"),
        _("检查日期"),
        _("检查单位"),
        _("任务编号"),
        _("抽查任务"),
        _("公示日期"),
    )
    rows = (
        (
            row.name,
            row.credit_code,
            row.region_name,
            "、".join(str(RESULT_WORDS[code]) for code in row.overall),
            row.inspected_on.isoformat(),
            row.organ,
            row.task_number,
            names.get(row.task_number, ""),
            localdate(row.published_at).isoformat(),
        )
        for row in found
    )
    return answer_sheet(_("检查结果"), headers, rows)


@portal_page
def result(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one result whole. Two queries."""
    row = queries.find_result(pk)
    if row is None:
        raise Http404
    context = {
        "page_title": _("检查结果"),
        "row": _told(row, queries.task_names([row.task_number])),
    }
    return show(request, "result", context, section="portal-results")


@portal_page
def firm(request: OfficeRequest, code: str) -> HttpResponse:
    """Show everything published about a firm, the newest first. Four queries."""
    found = queries.find_firm(code)
    if found is None:
        raise Http404
    known = list(queries.results_of_firm(code))
    drawn = list(queries.drawn_of_firm(code))
    numbers = {row.task_number for row in drawn} | {row.task_number for row in known}
    names = queries.task_names(numbers)
    inspected = {row.task_number for row in known}
    draws = [
        {
            "number": row.task_number,
            "name": names.get(row.task_number, row.task_number),
            "position": row.position,
            "inspected": row.task_number in inspected,
        }
        for row in drawn
    ]
    context = {
        "page_title": found.name,
        "firm": found,
        "results": [_told(row, names) for row in known],
        "drawn": draws,
        "waiting": [each for each in draws if not each["inspected"]],
    }
    return show(request, "firm", context, section="portal-results")


def _told(row: Any, names: dict[str, str]) -> Any:
    """Add to a result what its page says in words: the task's name, the clock that has ended."""
    published_on = localdate(row.published_at)
    row.task_name = names.get(row.task_number, row.task_number)
    row.late = published_on > row.publish_by
    row.clock = Clock(
        total=TERM,
        used=row.workdays_used,
        ends_on=row.publish_by,
        today=published_on,
        provisional=row.publish_by_provisional,
        finished=True,
    )
    return row
