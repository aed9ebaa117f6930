"""What came out: lists, teams, proof, lock and dispatch, bundle, spreadsheet, print."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mingqian.directories.actions import note_export
from mingqian.draws import queries as draws
from mingqian.rules.permissions import Permission
from mingqian.web.console.draws.found import find_draw
from mingqian.web.console.draws.shown import (
    check_rows,
    public_address,
    report_notes,
    report_rows,
    sentence_of,
    status_words,
    via_words,
)
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest
from mingqian.web.shared.sheets import answer_sheet

VIEWS = ("drawn", "next", "people", "others")
PAGE_SIZES = ("20", "50", "100")


def result_context(request: OfficeRequest, found: Any) -> dict[str, Any]:
    """Return everything the page of a finished draw shows besides its ceremony."""
    view = request.GET.get("view", "drawn")
    view = view if view in VIEWS else "drawn"
    titles = draws.stratum_titles(found)
    context = {
        "view": view,
        "titles": titles,
        "views": _views(found, view),
        "report_rows": report_rows(found.report),
        "report_notes": report_notes(found.report),
        "checks": check_rows(draws.checks_of(found)),
        "consequences": _consequences(found),
        "places": found.figures["drawn"] * len(found.figures["slots"]),
    }
    if view == "next":
        lines = draws.next_in_line(found)
        return context | {"lines": [(titles[code], rows) for code, rows in lines.items()]}
    if view == "people":
        return context | {"loads": draws.teams_by_inspector(found)}
    rows = drawn_rows(found) if view == "drawn" else draws.not_drawn(found)
    size = request.GET.get("per", "")
    pages = Paginator(rows, int(size) if size in PAGE_SIZES else 20)
    listed = pages.get_page(request.GET.get("page"))
    return context | {
        "page": listed,
        "others": _others(listed, titles) if view == "others" else (),
    }


def _others(rows: Any, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return listed firms that were not drawn, with stratum and standing in words."""
    return [
        {
            "row": row,
            "stratum": titles.get(row.stratum, row.stratum),
            "standing": status_words(row.status),
        }
        for row in rows
    ]


def drawn_rows(found: Any) -> list[dict[str, Any]]:
    """Return the drawn firms with the words beside their lots."""
    return [{"firm": row, "via": via_words(row.via)} for row in draws.drawn(found)]


def _views(found: Any, current: str) -> list[dict[str, Any]]:
    figures = found.figures
    counted = (
        ("drawn", _("抽中"), figures["drawn"]),
        ("next", _("下一位"), None),
        ("people", _("按检查人员"), None),
        ("others", _("未抽中与排除"), figures["listed"] - figures["drawn"]),
    )
    address = reverse("draw", args=[found.pk])
    return [
        {"title": title, "count": n, "url": f"{address}?view={name}", "current": name == current}
        for name, title, n in counted
    ]


def _consequences(found: Any) -> list[str]:
    return [
        _("{n} 家抽中企业和检查组不能再改，只能按规定回避、递补").format(n=found.figures["drawn"]),
        _("任务公告自动在公示门户发布"),
        _("派发到执行单位，检查人员在「我的检查」里看到任务"),
    ]


@page(needs=Permission.WATCH_DRAWS, scoped=True)
def draw_bundle(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer with the proof bundle, the same bytes for everybody."""
    found = find_draw(request, pk)
    response = HttpResponse(draws.bundle_bytes(found), content_type="application/zip")
    name = f"{found.task.number}-bundle.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


HEADERS = (
    "序",
    "企业",
    "统一社会信用代码",
    "层",
    "层内序",
    "签号",
    "属地",
    "执行单位",
    "组长",
    "组员",
)


@page(needs=Permission.WATCH_DRAWS, scoped=True)
def draw_export(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer with the drawn firms and teams as a spreadsheet; the trail keeps that it left."""
    found = find_draw(request, pk)
    rows = [_sheet_row(row) for row in draws.drawn(found)]
    note_export(
        what=_("抽中名单"),
        rows=len(rows),
        filters={_("任务"): found.task.number},
        by=request.actor,
        at=request.at,
    )
    return answer_sheet(
        _("抽中名单 {n}").format(n=found.task.number), [str(each) for each in HEADERS], rows
    )


def _sheet_row(row: draws.DrawnRow) -> tuple[object, ...]:
    lead = next((member.name for member in row.team if member.lead), "")
    rest = "、".join(member.name for member in row.team if not member.lead and member.name)
    return (
        row.position,
        row.name,
        row.credit_code,
        row.stratum_title,
        row.place,
        row.rank,
        row.region_name,
        row.unit,
        lead or _("暂缺"),
        rest or _("暂缺"),
    )


@page(needs=Permission.WATCH_DRAWS, scoped=True)
def draw_print(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the whole result for paper: every firm, every team, the whole fingerprint."""
    found = find_draw(request, pk)
    if not found.drawn_at:
        return redirect("draw", pk=pk)
    context = {
        "draw": found,
        "task": found.task,
        "page_title": _("抽查结果"),
        "rows": drawn_rows(found),
        "public_address": public_address(found),
        "sentence": sentence_of(found.grade),
    }
    return render(request, "console/draws/print.html", context)
