"""Reading the public copies; the portal and the open data see nothing else."""

from django.db.models import Count, Q, QuerySet

from mingqian.publication.models import (
    PublishedDrawn,
    PublishedFile,
    PublishedItemList,
    PublishedResult,
    PublishedTask,
)


def item_lists() -> QuerySet[PublishedItemList]:
    """Return the published versions, newest first, without their items."""
    rows: QuerySet[PublishedItemList] = PublishedItemList.objects.defer("items")
    return rows


def find_item_list(number: int | None) -> PublishedItemList | None:
    """Return a version of the list, the newest without a number."""
    rows: QuerySet[PublishedItemList] = PublishedItemList.objects.order_by("-number")
    return rows.filter(number=number).first() if number else rows.first()


def tasks(year: int | None = None) -> QuerySet[PublishedTask]:
    """Return the announced tasks, newest first."""
    rows: QuerySet[PublishedTask] = PublishedTask.objects.order_by("-published_at", "-id")
    return rows.filter(year=year) if year else rows


def find_task(number: str) -> PublishedTask | None:
    """Return a task by its number."""
    return PublishedTask.objects.filter(task_number=number).first()


def task_names(numbers: list[str]) -> dict[str, str]:
    """Return the names of tasks by number."""
    rows = PublishedTask.objects.filter(task_number__in=numbers)
    return dict(rows.values_list("task_number", "name"))


def drawn(number: str) -> QuerySet[PublishedDrawn]:
    """Return the drawn firms of a task in the order of selection."""
    return PublishedDrawn.objects.filter(task_number=number).order_by("position")


def files(number: str) -> QuerySet[PublishedFile]:
    """Return the public files of a task without their bytes."""
    return PublishedFile.objects.filter(task_number=number).defer("body").order_by("path")


def find_file(number: str, path: str) -> PublishedFile | None:
    """Return a public file with its bytes."""
    return PublishedFile.objects.filter(task_number=number, path=path).first()


def results(
    *, q: str = "", number: str = "", code: str = "", region: str = ""
) -> QuerySet[PublishedResult]:
    """Return published results, newest first, narrowed by firm, task, result or place."""
    rows: QuerySet[PublishedResult] = PublishedResult.objects.order_by("-published_at", "-id")
    if q:
        rows = rows.filter(Q(name__contains=q) | Q(credit_code=q.strip().upper()))
    if number:
        rows = rows.filter(task_number=number)
    if region:
        rows = rows.filter(region_name=region)
    if code:
        rows = rows.filter(overall_text__contains=code)
    return rows


def results_of_firm(credit_code: str) -> QuerySet[PublishedResult]:
    """Return everything published about a firm, newest first."""
    return PublishedResult.objects.filter(credit_code=credit_code).order_by("-inspected_on")


def drawn_of_firm(credit_code: str) -> QuerySet[PublishedDrawn]:
    """Return the announced draws a firm was drawn in, newest first."""
    return PublishedDrawn.objects.filter(credit_code=credit_code).order_by("-task_number")


def figures() -> dict[str, int]:
    """Return the portal's counts: tasks, drawn firms, results, firms with problems. 3 queries."""
    by_result = PublishedResult.objects.aggregate(
        n=Count("id"), fine=Count("id", filter=Q(overall_text__in=["a", "h"]))
    )
    return {
        "tasks": PublishedTask.objects.count(),
        "drawn": PublishedDrawn.objects.count(),
        "results": by_result["n"],
        "problems": by_result["n"] - by_result["fine"],
    }
