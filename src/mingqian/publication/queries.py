"""Reading the public copies; the portal and the open data see nothing else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from mingqian.publication.models import (
    PublishedDrawn,
    PublishedFile,
    PublishedItemList,
    PublishedResult,
    PublishedTask,
)
from mingqian.rules.identifiers import half_width

# What a search answers at most; beyond it the reader is asked to type more.
MOST_FIRMS = 50
WITHOUT_PROBLEM = ("a", "h")


def typed(text: str) -> str:
    """Return a search text as the copies write it: half width, without blanks around it."""
    return half_width(text).strip()


# ---- The item list ----


def item_lists() -> QuerySet[PublishedItemList]:
    """Return the published versions, newest first, without their items."""
    rows: QuerySet[PublishedItemList] = PublishedItemList.objects.defer("items")
    return rows.order_by("-number")


def find_item_list(number: int | None = None) -> PublishedItemList | None:
    """Return a version of the list, the newest without a number."""
    rows: QuerySet[PublishedItemList] = PublishedItemList.objects.order_by("-number")
    return rows.first() if number is None else rows.filter(number=number).first()


def list_before(number: int) -> PublishedItemList | None:
    """Return the version before this one, None for the first."""
    return PublishedItemList.objects.filter(number__lt=number).order_by("-number").first()


@dataclass(frozen=True, slots=True)
class ItemChanges:
    """What a version changed against the one before, by the code of the item."""

    added: tuple[Mapping[str, Any], ...] = ()
    removed: tuple[Mapping[str, Any], ...] = ()
    changed: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...] = ()  # before, after

    @property
    def total(self) -> int:
        """How many items are touched."""
        return len(self.added) + len(self.removed) + len(self.changed)


def changes_between(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> ItemChanges:
    """Compare two versions of the list by the codes of their items."""
    old = {str(item["code"]): item for item in before}
    new = {str(item["code"]): item for item in after}
    return ItemChanges(
        added=tuple(item for code, item in new.items() if code not in old),
        removed=tuple(item for code, item in old.items() if code not in new),
        changed=tuple(
            (old[code], item) for code, item in new.items() if code in old and old[code] != item
        ),
    )


def items_matching(
    items: Sequence[Mapping[str, Any]], *, q: str = "", department: str = "", item_class: str = ""
) -> list[Mapping[str, Any]]:
    """Narrow the items of a version; they are one JSON value, some hundred at most."""
    wanted = typed(q).lower()
    return [
        item
        for item in items
        if (not wanted or any(wanted in half_width(t).lower() for t in _texts(item)))
        and (not department or item["department"] == department)
        and (not item_class or item["item_class"] == item_class)
    ]


def _texts(item: Mapping[str, Any]) -> list[str]:
    bases = [str(basis) for basis in item["legal_bases"]]
    return [str(item[name]) for name in ("code", "category", "matter", "objects_text")] + bases


# ---- Tasks and their draws ----


def tasks(*, q: str = "", year: int | None = None) -> QuerySet[PublishedTask]:
    """Return the announced tasks, newest first, narrowed by name or number, and by year."""
    rows: QuerySet[PublishedTask] = PublishedTask.objects.order_by("-published_at", "-id")
    text = typed(q)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(task_number=text))
    return rows.filter(year=year) if year else rows


def task_years() -> list[int]:
    """Return the years that have announced tasks, newest first."""
    years = PublishedTask.objects.order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def find_task(number: str) -> PublishedTask | None:
    """Return a task by its number."""
    return PublishedTask.objects.filter(task_number=number).first()


def task_names(numbers: Collection[str]) -> dict[str, str]:
    """Return the names of tasks by number."""
    rows = PublishedTask.objects.filter(task_number__in=numbers)
    return dict(rows.values_list("task_number", "name"))


def drawn(number: str) -> QuerySet[PublishedDrawn]:
    """Return the drawn firms of a task in the order of selection."""
    return PublishedDrawn.objects.filter(task_number=number).order_by("position")


def results_by_firm(number: str, codes: Collection[str]) -> dict[str, PublishedResult]:
    """Return the published results of some firms in a task, by credit code. One query."""
    rows = PublishedResult.objects.filter(task_number=number, credit_code__in=codes)
    return {row.credit_code: row for row in rows}


def result_count(number: str) -> int:
    """Return how many results of a task are published."""
    return PublishedResult.objects.filter(task_number=number).count()


def files(number: str) -> QuerySet[PublishedFile]:
    """Return the public files of a task without their bytes, each with its `size`."""
    rows = PublishedFile.objects.filter(task_number=number).defer("body")
    return rows.annotate(size=Length("body")).order_by("path")


def file_text(number: str, path: str) -> str:
    """Return a public text file, empty when there is none. One query."""
    rows = PublishedFile.objects.filter(task_number=number, path=path)
    return bytes(rows.values_list("body", flat=True).first() or b"").decode()


def find_file(number: str, path: str) -> PublishedFile | None:
    """Return a public file without its bytes; `body` is read when it is asked for."""
    return files(number).filter(path=path).first()


# ---- Results and firms ----


def results(
    *, q: str = "", number: str = "", code: str = "", region: str = ""
) -> QuerySet[PublishedResult]:
    """Return published results, newest first, narrowed by firm, task, result or place."""
    rows: QuerySet[PublishedResult] = PublishedResult.objects.order_by("-published_at", "-id")
    text = typed(q)
    if text:
        rows = rows.filter(_firm_is(text))
    if number:
        rows = rows.filter(task_number=number)
    if region:
        rows = rows.filter(region_name=region)
    if code:
        rows = rows.filter(overall_text__contains=code)
    return rows


def _firm_is(text: str) -> Q:
    return Q(name__contains=text) | Q(credit_code=text.upper())


def find_result(key: int) -> PublishedResult | None:
    """Return a published result."""
    return PublishedResult.objects.filter(pk=key).first()


def regions_with_results() -> list[str]:
    """Return the places that have published results."""
    rows = PublishedResult.objects.order_by("region_name")
    return list(rows.values_list("region_name", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm that something was published about, as the latest copy names it."""

    credit_code: str
    name: str
    region_name: str


def firms(text: str) -> list[Firm]:
    """Return the firms whose name or credit code was asked for, at most `MOST_FIRMS` and one."""
    wanted = typed(text)
    if not wanted:
        return []
    found: dict[str, Firm] = {}
    sources: tuple[QuerySet[Any], ...] = (
        PublishedDrawn.objects.order_by("-id"),
        PublishedResult.objects.order_by("-id"),
    )
    for rows in sources:
        named = rows.filter(_firm_is(wanted)).values_list("credit_code", "name", "region_name")
        for code, name, region in named[: MOST_FIRMS * 4]:
            found.setdefault(code, Firm(code, name, region))
    return sorted(found.values(), key=lambda firm: (firm.name, firm.credit_code))[: MOST_FIRMS + 1]


def find_firm(credit_code: str) -> Firm | None:
    """Return a firm by its credit code, None when nothing was published about it."""
    tables: tuple[Any, ...] = (PublishedResult.objects, PublishedDrawn.objects)
    for table in tables:
        row = table.filter(credit_code=credit_code).order_by("-id").first()
        if row is not None:
            return Firm(row.credit_code, row.name, row.region_name)
    return None


def results_of_firm(credit_code: str) -> QuerySet[PublishedResult]:
    """Return everything published about a firm, newest first."""
    rows = PublishedResult.objects.filter(credit_code=credit_code)
    return rows.order_by("-inspected_on", "-id")


def drawn_of_firm(credit_code: str) -> QuerySet[PublishedDrawn]:
    """Return the announced draws a firm was drawn in, newest first."""
    return PublishedDrawn.objects.filter(credit_code=credit_code).order_by("-task_number")


def figures() -> dict[str, int]:
    """Return the portal's counts: tasks, drawn firms, results, firms with problems. 3 queries."""
    fine = Count("id", filter=Q(overall_text__in=WITHOUT_PROBLEM))
    by_result = PublishedResult.objects.aggregate(n=Count("id"), fine=fine)
    return {
        "tasks": PublishedTask.objects.count(),
        "drawn": PublishedDrawn.objects.count(),
        "results": by_result["n"],
        "problems": by_result["n"] - by_result["fine"],
    }
