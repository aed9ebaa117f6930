"""Reading the versions of the item list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from mingqian.directories.models import InspectionItem, ItemList
from mingqian.directories.queries.scope import Choice, choices
from mingqian.rules.identifiers import half_width


def item_lists() -> QuerySet[ItemList]:
    """Return all versions of the list, newest first, each with `size` and `key_size`."""
    key = Count("items", filter=Q(items__item_class="key"))
    return ItemList.objects.annotate(size=Count("items"), key_size=key).order_by("-number")


def current_list(on: date) -> ItemList | None:
    """Return the version in force on a day: the newest that has come into effect."""
    return item_lists().filter(effective_on__lte=on).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSearch:
    """What narrows a list of items."""

    q: str = ""
    department: str = ""
    item_class: str = ""
    sector: str = ""


def items(item_list: ItemList, search: ItemSearch | None = None) -> QuerySet[InspectionItem]:
    """Return the items of a version, by code."""
    rows = InspectionItem.objects.filter(item_list=item_list).order_by("id")
    if search is None:
        return rows
    if search.q:
        text = half_width(search.q).strip()
        rows = rows.filter(
            Q(matter__contains=text) | Q(category__contains=text) | Q(code__startswith=text)
        )
    if search.department:
        rows = rows.filter(department=search.department)
    if search.item_class:
        rows = rows.filter(item_class=search.item_class)
    return rows.filter(pk__in=_keys_for_sector(rows, search.sector)) if search.sector else rows


def _keys_for_sector(rows: QuerySet[InspectionItem], sector: str) -> list[int]:
    # SQLite has no lookup into JSON lists; a list has some hundred items, so Python looks.
    pairs = rows.values_list("pk", "sectors")
    return [key for key, codes in pairs if not codes or sector in codes]


def items_named(keys: Collection[int]) -> QuerySet[InspectionItem]:
    """Return items by their keys, with their list."""
    return InspectionItem.objects.select_related("item_list").filter(pk__in=keys).order_by("id")


def departments_in(item_list: ItemList) -> list[Choice]:
    """Return the inspecting departments of a version, with their number of items."""
    return choices(items(item_list), "department", lambda value: value)


def find_list(number: int) -> ItemList | None:
    """Return a version by its number, None when there is none."""
    return item_lists().filter(number=number).first()


def find_item(key: int) -> InspectionItem | None:
    """Return an item with its version, None when there is none."""
    return InspectionItem.objects.select_related("item_list").filter(pk=key).first()
