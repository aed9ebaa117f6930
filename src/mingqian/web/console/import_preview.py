"""The preview of an import: counts, tabs, one page of rows, problems with their cells."""

from typing import Any

from django.utils.translation import gettext as _

from mingqian.imports import queries
from mingqian.web.console import lists
from mingqian.web.shared.look.address import query_with
from mingqian.web.shared.request import OfficeRequest

STANDINGS = {"new": "n", "changed": "c", "same": "s"}


def preview(request: OfficeRequest, imported: Any) -> dict[str, Any]:
    """Return the context of a checked or written import; nothing before the check."""
    if imported.state not in {"checked", "applying", "applied"}:
        return {}
    counts = imported.summary
    tabs = _tabs(imported)
    asked = request.GET.get("tab", "")
    tab = asked if asked in {name for name, _title, _count in tabs} else _first(tabs)
    context: dict[str, Any] = {
        "counts": counts,
        "figures": _figures(imported),
        "tab": tab,
        "views": [
            {
                "title": title,
                "url": query_with(request.GET, {"tab": name}),
                "count": count,
                "current": name == tab,
            }
            for name, title, count in tabs
        ],
        "unit": _("项") if imported.kind == "items" else _("行"),
        "columns": _heads(imported),
        "consequences": _consequences(imported),
    }
    return context | _rows(request, imported, tab)


def _heads(imported: Any) -> list[str]:
    """Return the heads of the columns that are shown, each with its letter in the file."""
    letters = {field: letter for letter, _header, field in imported.summary.get("columns", [])}
    return [
        f"{letters.get(name, '')} {queries.field_title(imported.kind, name)}".strip()
        for name in queries.SHOWN[imported.kind]
    ]


def _tabs(imported: Any) -> list[tuple[str, str, int]]:
    counts = imported.summary
    remarks = counts.get("warnings", 0) + counts.get("notices", 0)
    tabs = [
        ("failed", _("有错"), imported.bad),
        ("remarks", _("提示"), remarks),
        ("new", _("新增"), counts.get("new", 0)),
        ("changed", _("变更"), counts.get("changed", 0)),
        ("same", _("无变化"), counts.get("same", 0)),
        ("missing", _("名录有、文件无"), counts.get("missing", 0)),
    ]
    if not bytes(imported.rows):
        # Written: the rows are in the directory now, only what was not written is kept here.
        return [tab for tab in tabs if tab[0] not in STANDINGS]
    return tabs


def _first(tabs: list[tuple[str, str, int]]) -> str:
    return next((name for name, _title, count in tabs if count), tabs[0][0])


def _figures(imported: Any) -> list[dict[str, Any]]:
    counts = imported.summary
    unit = _("项") if imported.kind == "items" else _("行")
    dropped = _("旧版保留可查") if imported.kind == "items" else _("不会自动删除，另行核实")
    return [
        {
            "label": _("文件共"),
            "value": f"{imported.total:,}",
            "unit": unit,
            "icon": "file-spreadsheet",
        },
        {"label": _("新增"), "value": f"{counts.get('new', 0):,}", "icon": "plus"},
        {"label": _("变更"), "value": f"{counts.get('changed', 0):,}", "icon": "pencil"},
        {"label": _("无变化"), "value": f"{counts.get('same', 0):,}", "icon": "check"},
        {
            "label": _("有错，不能写入"),
            "value": f"{imported.bad:,}",
            "unit": unit,
            "icon": "alert-triangle",
            "bad": bool(imported.bad),
        },
        {
            "label": _("名录有、文件无"),
            "value": f"{counts.get('missing', 0):,}",
            "note": dropped,
        },
    ]


def _consequences(imported: Any) -> list[str]:
    counts = imported.summary
    found = [
        _("新增 {n} 行").format(n=f"{counts.get('new', 0):,}"),
        _("变更 {n} 行，名录里的旧值被新值代替").format(n=f"{counts.get('changed', 0):,}"),
    ]
    if imported.kind == "items":
        found = [
            _("清单成为新的一版，{day} 起施行").format(day=imported.effective_on),
            _("旧版保留可查，已建立的任务仍按原来的版本"),
        ]
    if imported.bad:
        found.append(_("有错的 {n} 行不写入，改好后另行导入").format(n=f"{imported.bad:,}"))
    return found


def _rows(request: OfficeRequest, imported: Any, tab: str) -> dict[str, Any]:
    if tab in STANDINGS:
        page = lists.page_of(request, queries.lines(imported, STANDINGS[tab]))
        page.object_list = [_line(imported, line) for line in page.object_list]
        return {"page": page}
    found = queries.findings(imported)
    if tab == "missing":
        total = imported.summary.get("missing", 0)
        context = {"page": lists.page_of(request, found.missing), "missing_total": total}
        return context | {"missing_cut": total - len(found.missing)}
    if tab == "remarks":
        page = lists.page_of(request, queries.remarks(found))
        page.object_list = [_remark(each) for each in page.object_list]
        return {"page": page}
    page = lists.page_of(request, queries.failed_rows(found))
    page.object_list = [_failed(imported, each) for each in page.object_list]
    return {"page": page, "hidden": imported.summary.get("hidden", 0)}


def _line(imported: Any, line: Any) -> dict[str, Any]:
    kind = imported.kind
    cells = [
        (head, _cell(line.row, name), False)
        for head, name in zip(_heads(imported), queries.SHOWN[kind], strict=True)
    ]
    changes = [
        (queries.field_title(kind, name), was, now) for name, (was, now) in line.changes.items()
    ]
    return {"row": line.row["row"], "cells": cells, "changes": changes}


def _cell(row: dict[str, Any], name: str) -> str:
    value = queries.shown_cell(name, row.get(name))
    title = row.get(f"{name}_name", "")
    if not title:
        return value
    return str(title) if name == "region" else f"{value} {title}"


def _failed(imported: Any, failed: Any) -> dict[str, Any]:
    bad = failed.bad_fields
    cells = [
        (head, failed.shown.get(name, ""), name in bad)
        for head, name in zip(_heads(imported), queries.SHOWN[imported.kind], strict=True)
    ]
    problems = [_remark(each) for each in failed.problems]
    return {"row": failed.row, "cells": cells, "problems": problems}


def _remark(problem: dict[str, Any]) -> dict[str, Any]:
    facts = problem["facts"]
    cell = f"{problem['column']}{problem['row']}" if problem["row"] else ""
    return {
        "level": problem["level"],
        "cell": cell,
        "header": problem["header"],
        "text": _(problem["sentence"]).format(**facts),
        "advice": _(problem["advice"]).format(**facts) if problem["advice"] else "",
        "value": problem["value"],
    }
