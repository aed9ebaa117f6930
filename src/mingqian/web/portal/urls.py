"""Addresses of the public portal."""

from django.urls import path

from mingqian.web.portal import addresses as _addresses  # noqa: F401  registers converters
from mingqian.web.portal import home, items, results, tasks

urlpatterns = [
    path("", home.home, name="portal-home"),
    path("search/", home.search, name="portal-search"),
    path("how/", home.how, name="portal-how"),
    path("items/", items.items, name="portal-items"),
    path("items/export/", items.items_export, name="portal-items-export"),
    path("tasks/", tasks.tasks, name="portal-tasks"),
    path("tasks/export/", tasks.tasks_export, name="portal-tasks-export"),
    path("tasks/<task:number>/", tasks.task, name="portal-task"),
    path("tasks/<task:number>/files/<proof:path>", tasks.task_file, name="portal-file"),
    path("results/", results.results, name="portal-results"),
    path("results/export/", results.results_export, name="portal-results-export"),
    path("results/<key:pk>/", results.result, name="portal-result"),
    path("firms/<code:code>/", results.firm, name="portal-firm"),
]
