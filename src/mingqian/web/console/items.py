"""抽查事项清单: its versions, the items of one, an item with its legal bases."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.directories import queries
from mingqian.directories.queries import ItemSearch
from mingqian.rules.permissions import Permission
from mingqian.web.console import lists
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest

CLASSES = (("key", gettext_lazy("重点")), ("general", gettext_lazy("一般")))


class ItemFilter(lists.Filter):
    """Words, department, class, sector."""

    q = forms.CharField(label=gettext_lazy("事项、类别或编号"))
    department = forms.ChoiceField(label=gettext_lazy("检查部门"))
    item_class = forms.ChoiceField(label=gettext_lazy("类别"))
    sector = forms.ChoiceField(label=gettext_lazy("适用行业"))

    def __init__(self, *args: Any, item_list: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("department", lists.options(queries.departments_in(item_list)))
        self.choose("item_class", CLASSES)
        self.choose("sector", queries.sector_titles())


def asked_version(request: OfficeRequest) -> Any:
    """Return the version of the address; without one that in force, else the newest."""
    asked = request.GET.get("version", "")
    if asked:
        number = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
        found = queries.find_list(number)
        if found is None:
            raise Http404
        return found
    return queries.current_list(localdate(request.at)) or queries.item_lists().first()


@page(needs=Permission.VIEW_ITEMS)
def items(request: OfficeRequest) -> HttpResponse:
    """List the items of one version."""
    version = asked_version(request)
    context: dict[str, Any] = {
        "page_title": _("抽查事项清单"),
        "may_manage": request.actor.may(Permission.MANAGE_ITEMS),
        "unit": _("项"),
    }
    if version is None:
        return render(request, "console/items/first.html", context)
    form = ItemFilter(request.GET, item_list=version)
    in_force = queries.current_list(localdate(request.at))
    context |= {
        "version": version,
        "in_force": in_force is not None and in_force.pk == version.pk,
        "later": version.effective_on > localdate(request.at),
        "views": _versions(request, version),
        "filter_form": form,
        "applied": lists.applied(request, form),
        "clear_url": f"{request.path}?version={version.number}",
        "page": lists.page_of(request, queries.items(version, ItemSearch(**lists.filled(form)))),
    }
    return render(request, "console/items/list.html", context)


def _versions(request: OfficeRequest, shown: Any) -> list[dict[str, Any]]:
    versions: list[Any] = list(queries.item_lists())
    rows = [
        (str(each.number), _("第 {n} 版").format(n=each.number), each.size) for each in versions
    ]
    tabs = lists.views(request, "version", rows)
    for tab, (number, _title, _size) in zip(tabs, rows, strict=True):
        tab["current"] = number == str(shown.number)
    return tabs


@page(needs=Permission.VIEW_ITEMS)
def item(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one item whole."""
    found = queries.find_item(pk)
    if found is None:
        raise Http404
    sectors = "、".join(queries.sector_name(code) for code in found.sectors)
    facts = [
        (_("抽查类别"), found.category or None),
        (_("编制单位"), found.body or None),
        (_("检查对象"), found.objects_text),
        (_("事项类别"), found.get_item_class_display()),
        (_("检查方式"), found.method or None),
        (_("检查部门"), found.department),
        (_("实施层级"), found.level or None),
        (_("适用行业"), sectors or _("全部")),
        (_("抽查比例"), found.ratio or None),
        (_("检查内容"), found.content or None),
    ]
    context = {"item": found, "facts": facts, "page_title": found.matter}
    return render(request, "console/items/detail.html", context)
