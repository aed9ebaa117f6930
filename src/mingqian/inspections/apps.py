"""Register the app with Django."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """The app `inspections`."""

    name = "mingqian.inspections"
    label = "inspections"
