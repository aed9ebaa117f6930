"""节假日安排 and 区划: the office's own tables of working days and of places."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.directories import actions, queries
from mingqian.imports.holidays import read_holidays
from mingqian.imports.workbook import read_workbook
from mingqian.rules.deadlines import DayKind, WorkCalendar
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import Refusal, Refusals
from mingqian.web.shared.pages import page, sentence
from mingqian.web.shared.request import OfficeRequest
from mingqian.web.shared.sheets import answer_sheet


class NoticeForm(forms.Form):
    """The notice of one year as a file."""

    file = forms.FileField(
        label=gettext_lazy("放假安排"),
        help_text=gettext_lazy(".xlsx 或 .csv，三列：日期、名称、类型（休或班）。"),
        allow_empty_file=True,
    )


class PlacesForm(forms.Form):
    """All places of the county, one a line."""

    places = forms.CharField(
        label=gettext_lazy("区划"),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=gettext_lazy("每行一个：代码、空格、名称。县 6 位，乡镇街道 9 位。"),
    )

    def rows(self) -> list[tuple[str, str]]:
        """Return code and name of every line."""
        found = []
        for line in self.cleaned_data["places"].splitlines():
            code, _space, name = line.strip().replace("\t", " ").partition(" ")
            if code:
                found.append((code, name.strip()))
        return found


@page(needs=Permission.MANAGE_CALENDAR, methods=("GET", "POST"))
def calendar(request: OfficeRequest) -> HttpResponse:
    """Show the notices by year; take in that of a new year."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        made = _publish(request, form)
        if made is not None:
            return redirect(f"{request.path}?year={made}")
    days = queries.calendar_days()
    known = WorkCalendar(days)
    years = sorted({day.notice_year for day in days}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else (years[0] if years else None)
    this_year = localdate(request.at).year
    context = {
        "page_title": _("节假日安排"),
        "form": form,
        "years": [_year(known, each, each == year) for each in years],
        "year": year,
        "days": [day for day in days if day.notice_year == year],
        "work": DayKind.WORK,
        "workdays": known.workdays_in(year) if year else None,
        "published": year in known.published_years,
        "lacking": [
            each for each in (this_year, this_year + 1) if each not in known.published_years
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "console/calendar/calendar.html", context, status=status)


def _year(known: WorkCalendar, year: int, shown: bool) -> dict[str, Any]:
    return {
        "title": _("{year} 年").format(year=year),
        "url": f"?year={year}",
        "count": known.workdays_in(year) if year in known.published_years else None,
        "current": shown,
    }


def _publish(request: OfficeRequest, form: NoticeForm) -> int | None:
    """Enter the notice; return its year, or None with the sentences at the field."""
    file = form.cleaned_data["file"]
    if file.size > settings.UPLOAD_LIMIT:
        form.add_error("file", _("文件太大，放假安排只有几十行。请核对是不是选错了文件。"))
        return None
    try:
        days = read_holidays(read_workbook(file.read(), file.name))
        count = actions.publish_calendar(days, by=request.actor, at=request.at)
    except Refusals as refusals:
        for each in refusals.refusals[:20]:
            form.add_error("file", sentence(each))
        return None
    except Refusal as refusal:
        form.add_error("file", sentence(refusal))
        return None
    year = days[0].notice_year
    messages.success(
        request,
        _("{year} 年放假安排已写入 {n} 天，期限按新的安排计算。").format(year=year, n=count),
    )
    return year


@page(needs=Permission.MANAGE_CALENDAR, methods=("POST",))
def calendar_load(request: OfficeRequest) -> HttpResponse:
    """Fill in the shipped notices of years that the table lacks."""
    count = actions.load_calendar(by=request.actor, at=request.at)
    if count:
        messages.success(request, _("已载入随系统提供的安排，共 {n} 天。").format(n=count))
    else:
        messages.info(request, _("随系统提供的年度都已在表里，没有写入任何内容。"))
    return redirect("calendar")


@page(needs=Permission.MANAGE_CALENDAR)
def calendar_template(request: OfficeRequest) -> HttpResponse:
    """Send an empty notice with one line as an example."""
    year = localdate(request.at).year + 1
    rows = [(f"{year}-01-01", _("元旦"), "休")]
    return answer_sheet(_("放假安排模板"), [_("日期"), _("名称"), _("类型")], rows)


@page(needs=Permission.MANAGE_TARGETS, methods=("GET", "POST"))
def places(request: OfficeRequest) -> HttpResponse:
    """Show and set the county and its townships."""
    rows = list(queries.places())
    text = "\n".join(f"{place.code} {place.name}" for place in rows)
    form = PlacesForm(request.POST or None, initial={"places": text})
    if form.is_valid():
        try:
            count = actions.save_places(form.rows(), by=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error("places", sentence(refusal))
        else:
            messages.success(request, _("区划已更新，共 {n} 个。").format(n=count))
            return redirect("places")
    counts = {choice.value: choice.count for choice in queries.regions_in_use()}
    context = {
        "page_title": _("区划"),
        "form": form,
        "places": [(place, counts.get(place.code, 0)) for place in rows],
    }
    status = 422 if form.errors else 200
    return render(request, "console/calendar/places.html", context, status=status)
