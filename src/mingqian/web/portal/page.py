"""What every public page shares: open to all, read only, the menu, short-lived caches."""

import functools
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.web.shared.look.address import query_without
from mingqian.web.shared.look.paging import SIZES
from mingqian.web.shared.pages import public
from mingqian.web.shared.request import OfficeRequest

View = Callable[..., HttpResponse]

# How long a copy may stand in somebody's cache; a new announcement shows within this time.
CACHE_SECONDS = 60

MENU = (
    (gettext_lazy("首页"), "portal-home"),
    (gettext_lazy("抽查公告"), "portal-tasks"),
    (gettext_lazy("检查结果"), "portal-results"),
    (gettext_lazy("事项清单"), "portal-items"),
    (gettext_lazy("怎样核验"), "portal-how"),
)
ITEM_CLASSES = (
    ("key", gettext_lazy("重点检查事项")),
    ("general", gettext_lazy("一般检查事项")),
)


def portal_page(view: View) -> View:
    """Open a page to everybody; caches may keep it shortly, unless somebody is logged in."""

    @public()
    @functools.wraps(view)
    def run(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
        return response

    return run


def show(
    request: OfficeRequest, template: str, context: dict[str, Any], *, section: str
) -> HttpResponse:
    """Render a public page with the menu; `section` is the address name of its entry."""
    menu = [
        {"title": title, "url": reverse(name), "current": name == section} for title, name in MENU
    ]
    return render(request, f"portal/{template}.html", context | {"portal_menu": menu})


def page_of(request: OfficeRequest, rows: Any) -> Page[Any]:
    """Return the page of a list that the address asks for, of one of the usual sizes."""
    asked = request.GET.get("per", "")
    size = next((size for size in SIZES if str(size) == asked), SIZES[0])
    return Paginator(rows, size).get_page(request.GET.get("page"))


def wanted(form: forms.Form) -> dict[str, Any]:
    """Return what a filter asks for; a value that is none of the choices asks for nothing."""
    form.is_valid()
    return {name: form.cleaned_data.get(name) or "" for name in form.fields}


def applied(request: OfficeRequest, form: forms.Form) -> list[dict[str, str]]:
    """Return the filters in force, each with the address that leaves it out."""
    found = []
    for name, value in wanted(form).items():
        if value:
            choices = dict(getattr(form.fields[name], "choices", ()))
            found.append(
                {
                    "label": str(form.fields[name].label),
                    "value": str(choices.get(value, value)),
                    "remove_url": query_without(request.GET, name),
                }
            )
    return found


def search_field(label: Any) -> forms.CharField:
    """Return the field of a search text."""
    return forms.CharField(label=label, required=False, max_length=100)


def choice_field(label: str, choices: Any) -> forms.ChoiceField:
    """Return a filter with choices; an empty one is for all."""
    return forms.ChoiceField(label=label, required=False, choices=[("", _("全部")), *choices])
