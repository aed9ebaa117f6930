"""Announcements: what is drawn, the commitment, the drawn firms and the proof of each task."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.publication import queries
from mingqian.web.portal.page import (
    CACHE_SECONDS,
    ITEM_CLASSES,
    applied,
    choice_field,
    page_of,
    portal_page,
    search_field,
    show,
    wanted,
)
from mingqian.web.shared.request import OfficeRequest
from mingqian.web.shared.sheets import answer_sheet

# Public stage → kind of chip and word; the public never reads our working states.
STAGES = {
    "approved": ("wait", gettext_lazy("待抽取")),
    "committed": ("locked", gettext_lazy("名单已锁定")),
    "closed": ("wait", gettext_lazy("待公开数字")),
    "drawn": ("wait", gettext_lazy("已抽取，待确认")),
    "announced": ("public", gettext_lazy("已公告")),
}
FILE_TITLES = {
    "bundle.zip": gettext_lazy("核验包：全部证明文件"),
    "policy.txt": gettext_lazy("规则：日志和见证人的公钥"),
    "log.jsonl": gettext_lazy("公开日志：计划、承诺、截止、数字、结果"),
    "tickets.txt": gettext_lazy("签条：每家企业一张，名称已隐去"),
    "members.txt": gettext_lazy("名录成员的统一社会信用代码"),
    "frame.txt": gettext_lazy("全部登记企业的代码"),
    "inspectors.txt": gettext_lazy("检查人员签条"),
    "conflicts.txt": gettext_lazy("回避关系，姓名已隐去"),
    "drawn.txt": gettext_lazy("抽中次序"),
    "openings.txt": gettext_lazy("抽中签条的揭示"),
    "assignments.json": gettext_lazy("派组结果"),
    "bundle.json": gettext_lazy("文件清单"),
}
CONTENT_TYPES = {
    "zip": "application/zip",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
}


class TaskFilter(forms.Form):
    """Name or number, and the year."""

    q = search_field(gettext_lazy("任务名称或编号"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        years = [(str(year), str(year)) for year in queries.task_years()]
        self.fields["year"] = choice_field(_("年度"), years)


def cards(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return tasks as lists show them: stage in words, number of drawn firms."""
    return [{"task": row, **_stage(row), "drawn": _drawn_count(row)} for row in rows]


def _stage(row: Any) -> dict[str, Any]:
    kind, word = STAGES[row.stage]
    return {"kind": kind, "word": word}


def _drawn_count(row: Any) -> int | None:
    if row.stage != "announced":
        return None
    return (row.body.get("counts") or {}).get("drawn")


@portal_page
def tasks(request: OfficeRequest) -> HttpResponse:
    """List the announcements. Three queries."""
    form = TaskFilter(request.GET)
    page = page_of(request, _found(form))
    context = {
        "page_title": _("抽查公告"),
        "page": page,
        "tasks": cards(page),
        "filter_form": form,
        "applied": applied(request, form),
        "clear_url": "?",
        "export_url": f"{reverse('portal-tasks-export')}?{request.GET.urlencode()}",
    }
    return show(request, "tasks", context, section="portal-tasks")


def _found(form: TaskFilter) -> Any:
    asked = wanted(form)
    return queries.tasks(q=asked["q"], year=int(asked["year"]) if asked["year"] else None)


@portal_page
def tasks_export(request: OfficeRequest) -> HttpResponse:
    """Answer with the announcements that the page lists, as a workbook."""
    headers = (
        _("任务编号"),
        _("抽查任务"),
        _("年度"),
        _("阶段"),
        _("抽中家数"),
        _("承诺"),
        _("公告日期"),
    )
    rows = (
        (
            card["task"].task_number,
            card["task"].name,
            card["task"].year,
            str(card["word"]),
            "" if card["drawn"] is None else card["drawn"],
            card["task"].commit_hash,
            localdate(card["task"].published_at).isoformat(),
        )
        for card in cards(_found(TaskFilter(request.GET)))
    )
    return answer_sheet(_("抽查公告"), headers, rows)


@portal_page
def task(request: OfficeRequest, number: str) -> HttpResponse:
    """Show a task as far as it has come. Seven queries, however many firms are drawn."""
    row = queries.find_task(number)
    if row is None:
        raise Http404
    files = [_file(each) for each in queries.files(number)]
    context: dict[str, Any] = {
        "page_title": row.name,
        "task": row,
        "body": row.body,
        **_stage(row),
        "announced": row.stage == "announced",
        "dates": _dates(row.body),
        "strata": _strata(row.body),
        "items": [
            {**item, "class_shown": dict(ITEM_CLASSES).get(item["item_class"], "")}
            for item in row.body["items"]
        ],
        "files": files,
        "bundle": next((each for each in files if each["path"] == "bundle.zip"), None),
        "checkpoint": _checkpoint(number, files),
        "address": _address(row),
    }
    if row.stage == "announced":
        context |= _drawn_page(request, number)
    return show(request, "task", context, section="portal-tasks")


def _drawn_page(request: OfficeRequest, number: str) -> dict[str, Any]:
    page = page_of(request, queries.drawn(number))
    found = queries.results_by_firm(number, [row.credit_code for row in page])
    return {
        "page": page,
        "drawn": [_firm(row, found.get(row.credit_code)) for row in page],
        "result_count": queries.result_count(number),
    }


def _firm(row: Any, result: Any) -> dict[str, Any]:
    lead = _("（组长）")
    return {
        "firm": row,
        "result": result,
        "team": [f"{each['name']}{lead if each['lead'] else ''}" for each in row.team],
        "units": list(dict.fromkeys(each["unit"] for each in row.team)),
    }


def _strata(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the strata with their rates and, once the list is frozen, with their counts."""
    counts = (body.get("counts") or {}).get("strata") or []
    if not counts:
        return list(body["strata"])
    rates = {row["code"]: row["rate"] for row in body["strata"]}
    return [{**row, "rate": rates.get(row["code"], "")} for row in counts if row["listed"]]


def _dates(body: dict[str, Any]) -> dict[str, Any]:
    """Return the days and moments of a copy, which keeps them as text."""
    moments = {
        name: datetime.fromisoformat(body[name]) if body.get(name) else None
        for name in ("frozen_at", "closed_at", "drawn_at")
    }
    days = {name: date.fromisoformat(body[name]) for name in ("starts_on", "ends_on")}
    return {**moments, **days}


def _file(row: Any) -> dict[str, Any]:
    return {
        "path": row.path,
        "title": FILE_TITLES.get(row.path, _("检查点") if row.path.endswith(".note") else ""),
        "sha256": row.sha256,
        "size": row.size,
        "url": reverse("portal-file", args=[row.task_number, row.path]),
    }


def _checkpoint(number: str, files: list[dict[str, Any]]) -> str:
    """Return the text of the newest checkpoint: what to print and compare."""
    notes = [each["path"] for each in files if each["path"].startswith("checkpoints/")]
    if not notes:
        return ""
    return queries.file_text(number, max(notes, key=lambda path: (len(path), path)))


def _address(row: Any) -> str:
    """Return what the square code opens: this page, with the whole commitment behind it."""
    page = reverse("portal-task", args=[row.task_number])
    mark = f"#{row.commit_hash}" if row.commit_hash else ""
    return f"{settings.PORTAL_URL.rstrip('/')}{page}{mark}"


@portal_page
def task_file(request: OfficeRequest, number: str, path: str) -> HttpResponse:
    """Answer with a public file, byte for byte; its entity tag is its SHA-256."""
    found = queries.find_file(number, path)
    if found is None:
        raise Http404
    tag = quote_etag(found.sha256)
    response: HttpResponse
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(bytes(found.body), content_type=_content_type(path))
        name = f"{number}-{path.replace('/', '-')}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
    return response


def _content_type(path: str) -> str:
    return CONTENT_TYPES.get(path.rpartition(".")[2], "text/plain; charset=utf-8")
