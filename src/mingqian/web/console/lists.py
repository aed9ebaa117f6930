"""What the lists of the registers have in common: pages, filters in the address, their tags."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from mingqian.directories.queries import Choice
from mingqian.web.shared.look.address import query_with, query_without
from mingqian.web.shared.look.paging import SIZES
from mingqian.web.shared.request import OfficeRequest

DEFAULT_SIZE = 50


def page_of(request: OfficeRequest, rows: Any, key: str = "page") -> Page[Any]:
    """Return the page that the address asks for; nonsense gives the first or the last one."""
    wanted = request.GET.get("per", "")
    size = int(wanted) if wanted in map(str, SIZES) else DEFAULT_SIZE
    return Paginator(rows, size).get_page(request.GET.get(key))


def options(choices: Iterable[Choice], *, counts: bool = True) -> list[tuple[str, str]]:
    """Return values that occur as options of a filter: 城关镇（312）."""
    return [
        (c.value, f"{c.title}（{c.count:,}）" if counts else c.title) for c in choices if c.value
    ]


def filled(form: forms.Form) -> dict[str, str]:
    """Return the filters that are set and make sense; others are as if they were not there."""
    form.is_valid()
    return {name: str(value) for name, value in form.cleaned_data.items() if value}


def applied(request: OfficeRequest, form: "Filter") -> list[dict[str, str]]:
    """Return the filters that are set as removable tags."""
    tags = []
    for name, value in filled(form).items():
        field = form.fields[name]
        shown = form.titles.get(name, {}).get(value, value)
        tags.append(
            {
                "label": str(field.label),
                "value": str(shown),
                "remove_url": query_without(request.GET, name),
            }
        )
    return tags


def views(
    request: OfficeRequest, name: str, rows: Sequence[tuple[str, str, int | None]]
) -> list[dict[str, Any]]:
    """Return tabs that set one filter: value, title and count of each; "" stands for all."""
    now = request.GET.get(name, "")
    return [
        {
            "title": title,
            "url": query_with(request.GET, {name: value}),
            "count": count,
            "current": value == now,
        }
        for value, title, count in rows
    ]


class Filter(forms.Form):
    """A filter row: nothing is required, ids do not clash with those of other forms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "filter_%s")
        super().__init__(*args, **kwargs)
        self.titles: dict[str, dict[str, Any]] = {}
        for field in self.fields.values():
            field.required = False

    def choose(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Set the options of a field, with the empty one in front."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        self.titles[name] = dict(choices)
        field.choices = [("", _("全部")), *self.titles[name].items()]
