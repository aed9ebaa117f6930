"""Register the app with Django."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """The app `imports`."""

    name = "mingqian.imports"
    label = "imports"
