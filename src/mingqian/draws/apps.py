"""Register the app with Django."""

from django.apps import AppConfig


class DrawsConfig(AppConfig):
    """The app `draws`."""

    name = "mingqian.draws"
    label = "draws"
