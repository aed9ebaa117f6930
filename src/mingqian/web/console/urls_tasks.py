"""Addresses of tasks and draws."""

from django.urls import path

from mingqian.web.console import tasks

urlpatterns = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/new/", tasks.task_new, name="task-new"),
    path("tasks/preview/", tasks.task_preview, name="task-preview"),
    path("tasks/<key:pk>/", tasks.task, name="task"),
    path("tasks/<key:pk>/edit/", tasks.task_edit, name="task-edit"),
    path("tasks/<key:pk>/submit/", tasks.task_submit, name="task-submit"),
    path("tasks/<key:pk>/approve/", tasks.task_approve, name="task-approve"),
    path("tasks/<key:pk>/return/", tasks.task_return, name="task-return"),
    path("tasks/<key:pk>/withdraw/", tasks.task_withdraw, name="task-withdraw"),
]
