"""Addresses of tasks and draws."""

from django.urls import path

from mingqian.web.console.draws import entry, freeze, hall, result
from mingqian.web.console.draws import pages as draws
from mingqian.web.console.tasks import pages as tasks

urlpatterns = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/export/", tasks.tasks_export, name="tasks-export"),
    path("tasks/new/", tasks.task_new, name="task-new"),
    path("tasks/preview/", tasks.task_preview, name="task-preview"),
    path("tasks/<key:pk>/", tasks.task, name="task"),
    path("tasks/<key:pk>/edit/", tasks.task_edit, name="task-edit"),
    path("tasks/<key:pk>/submit/", tasks.task_submit, name="task-submit"),
    path("tasks/<key:pk>/approve/", tasks.task_approve, name="task-approve"),
    path("tasks/<key:pk>/return/", tasks.task_return, name="task-return"),
    path("tasks/<key:pk>/withdraw/", tasks.task_withdraw, name="task-withdraw"),
    path("tasks/<key:pk>/freeze/", freeze.draw_freeze, name="draw-freeze"),
    path("draws/<key:pk>/", draws.draw, name="draw"),
    path("draws/<key:pk>/contribute/", draws.draw_contribute, name="draw-contribute"),
    path("draws/<key:pk>/close/", draws.draw_close, name="draw-close"),
    path("draws/<key:pk>/numbers/<int:place>/", entry.draw_number, name="draw-number"),
    path("draws/<key:pk>/numbers/<int:place>/discard/", entry.draw_discard, name="draw-discard"),
    path("draws/<key:pk>/run/", draws.draw_run, name="draw-run"),
    path("draws/<key:pk>/lock/", draws.draw_lock, name="draw-lock"),
    path("draws/<key:pk>/sheet/", draws.draw_sheet, name="draw-sheet"),
    path("draws/<key:pk>/print/", result.draw_print, name="draw-print"),
    path("draws/<key:pk>/bundle/", result.draw_bundle, name="draw-bundle"),
    path("draws/<key:pk>/export/", result.draw_export, name="draw-export"),
    path("draws/<key:pk>/hall/", hall.draw_hall, name="draw-hall"),
    path("draws/<key:pk>/hall/data/", hall.draw_hall_data, name="draw-hall-data"),
]
