"""Register the app with Django."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    """The app `publication`."""

    name = "mingqian.publication"
    label = "publication"
