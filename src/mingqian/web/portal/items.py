"""The item list as published: every version, what it changed, and why."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.publication import queries
from mingqian.web.portal.page import (
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

FIELDS = {
    "code": gettext_lazy("事项编号"),
    "category": gettext_lazy("抽查类别"),
    "matter": gettext_lazy("抽查事项"),
    "objects_text": gettext_lazy("检查对象"),
    "item_class": gettext_lazy("事项类别"),
    "method": gettext_lazy("检查方式"),
    "department": gettext_lazy("检查部门"),
    "level": gettext_lazy("实施层级"),
    "legal_bases": gettext_lazy("检查依据"),
}


class ItemFilter(forms.Form):
    """Words of an item, department, class."""

    q = search_field(gettext_lazy("事项、检查对象或依据"))

    def __init__(self, data: Any, items: list[dict[str, Any]]) -> None:
        super().__init__(data)
        departments = sorted({str(item["department"]) for item in items})
        self.fields["department"] = choice_field(
            _("检查部门"), [(name, name) for name in departments if name]
        )
        self.fields["item_class"] = choice_field(_("事项类别"), ITEM_CLASSES)


def _version(request: OfficeRequest) -> Any:
    """Return the version that `?version=` names, the newest without it; None if none at all."""
    text = request.GET.get("version", "")
    if not text:
        return queries.find_item_list()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    found = queries.find_item_list(number)
    if found is None:
        raise Http404
    return found


@portal_page
def items(request: OfficeRequest) -> HttpResponse:
    """Show a version of the list, with its reason and what it changed. Three queries."""
    version = _version(request)
    if version is None:
        return show(
            request, "items_none", {"page_title": _("抽查事项清单")}, section="portal-items"
        )
    form = ItemFilter(request.GET, version.items)
    found = queries.items_matching(version.items, **wanted(form))
    before = queries.list_before(version.number)
    base = f"?version={version.number}"
    context = {
        "page_title": _("抽查事项清单"),
        "version": version,
        "versions": queries.item_lists(),
        "before": before,
        "changes": _changes(before.items, version.items) if before else None,
        "filter_form": form,
        "applied": applied(request, form),
        "clear_url": base,
        "page": page_of(request, [_shown(item) for item in found]),
        "export_url": f"{reverse('portal-items-export')}?{request.GET.urlencode()}",
    }
    return show(request, "items", context, section="portal-items")


@portal_page
def items_export(request: OfficeRequest) -> HttpResponse:
    """Answer with the items that the page shows, as a workbook."""
    version = _version(request)
    items = version.items if version is not None else []
    found = queries.items_matching(items, **wanted(ItemFilter(request.GET, items)))
    headers = [str(title) for title in FIELDS.values()]
    rows = ([_text(item, name) for name in FIELDS] for item in found)
    title = _("抽查事项清单")
    if version is not None:
        title = _("{title}（第 {number} 版）").format(title=version.title, number=version.number)
    return answer_sheet(title, headers, rows)


def _changes(before: Any, after: Any) -> dict[str, Any]:
    """Return what a version changed, the changed fields named and in words."""
    found = queries.changes_between(before, after)
    return {
        "total": found.total,
        "added": found.added,
        "removed": found.removed,
        "changed": [
            {"code": new["code"], "matter": new["matter"], "fields": _fields(old, new)}
            for old, new in found.changed
        ],
    }


def _fields(old: Any, new: Any) -> list[dict[str, str]]:
    return [
        {"title": str(title), "before": _text(old, name), "after": _text(new, name)}
        for name, title in FIELDS.items()
        if old.get(name) != new.get(name)
    ]


def _text(item: Any, name: str) -> str:
    value = item.get(name) or ""
    if name == "item_class":
        return str(dict(ITEM_CLASSES).get(value, value))
    return "；".join(value) if isinstance(value, list) else str(value)


def _shown(item: Any) -> dict[str, Any]:
    return {**item, "class_shown": dict(ITEM_CLASSES).get(item["item_class"], "")}
