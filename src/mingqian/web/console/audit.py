"""The trail, for those who may read all of it."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.audit import queries, reading
from mingqian.audit.queries import TrailSearch
from mingqian.audit.wording import DID
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import RuleBroken, gettext_noop
from mingqian.web.console import lists
from mingqian.web.console.accounts import export, export_url
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest

EXPORT_LIMIT = 50_000  # rows of one workbook; a longer trail is exported month by month


class DayField(forms.DateField):
    """A day that an office can have lived."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.DateInput(attrs={"type": "date"})
        kwargs["validators"] = [
            MinValueValidator(date(2000, 1, 1)),
            MaxValueValidator(date(2999, 12, 31)),
        ]
        super().__init__(**kwargs)


class TrailFilter(lists.Filter):
    """Who, what, which object, between which days."""

    q = forms.CharField(label=gettext_lazy("操作人、对象或请求编号"))
    action = forms.ChoiceField(label=gettext_lazy("动作"))
    since = DayField(label=gettext_lazy("起"))
    until = DayField(label=gettext_lazy("止"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("action", [(name, str(title)) for name, title in DID.items()])


def _search(form: TrailFilter) -> TrailSearch:
    form.is_valid()
    found = form.cleaned_data
    return TrailSearch(
        q=found.get("q", ""),
        action=found.get("action", ""),
        since=_midnight(found.get("since")),
        until=_midnight(found.get("until"), days=1),
    )


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    """Return the beginning of a day of the office, or of the day after."""
    if day is None:
        return None
    return make_aware(datetime.combine(day + timedelta(days=days), time.min))


@page(needs=Permission.VIEW_AUDIT)
def audit(request: OfficeRequest) -> HttpResponse:
    """List the trail, newest first."""
    form = TrailFilter(request.GET)
    context = {
        "page": lists.page_of(request, queries.events(_search(form))),
        "filter_form": form,
        "applied": lists.applied(request, form),
        "clear_url": request.path,
        "export_url": export_url(request, "audit-export"),
        "page_title": _("留痕"),
        "unit": _("条"),
    }
    return render(request, "console/audit/list.html", context)


@page(needs=Permission.VIEW_AUDIT)
def audit_export(request: OfficeRequest) -> HttpResponse:
    """Export the events that the list shows, each with all of its changes."""
    form = TrailFilter(request.GET)
    rows = queries.events(_search(form))
    count = rows.count()
    if count > EXPORT_LIMIT:
        raise RuleBroken(
            gettext_noop(
                "符合条件的留痕有 {count:,} 条，一次最多导出 {limit:,} 条。请用起止日期分段导出。"
            ),
            count=count,
            limit=EXPORT_LIMIT,
        )
    lines = [_line(event) for event in rows.iterator()]
    headers = (
        _("编号"),
        _("时间"),
        _("操作人"),
        _("单位"),
        _("动作"),
        _("动作代码"),
        _("对象"),
        _("对象标识"),
        _("请求编号"),
        _("事实"),
        _("变更"),
    )
    return export(request, form, _("留痕"), headers, lines)


def _line(event: Any) -> tuple[Any, ...]:
    return (
        event.pk,
        f"{localtime(event.at):%Y-%m-%d %H:%M:%S}",
        event.actor_name,
        event.actor_unit,
        event.did,
        event.action,
        event.subject_label,
        event.subject,
        event.request_id,
        json.dumps(event.facts, ensure_ascii=False) if event.facts else "",
        json.dumps(event.changes, ensure_ascii=False) if event.changes else "",
    )


@page(needs=Permission.VIEW_AUDIT)
def audit_event(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one event whole: facts, changes, request number."""
    event = queries.events().filter(pk=pk).first()
    if event is None:
        raise Http404
    context = {
        "event": event,
        "facts": reading.facts_shown(event),
        "changes": reading.changes_shown(event),
        "more_changes": max(0, len(event.changes) - reading.SHOWN),
        "page_title": event.did,
    }
    return render(request, "console/audit/event.html", context)
