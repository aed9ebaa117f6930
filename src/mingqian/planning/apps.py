"""Register the app with Django."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """The app `planning`."""

    name = "mingqian.planning"
    label = "planning"
