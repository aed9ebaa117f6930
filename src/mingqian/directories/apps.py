"""Register the app with Django."""

from django.apps import AppConfig


class DirectoriesConfig(AppConfig):
    """The app `directories`."""

    name = "mingqian.directories"
    label = "directories"
