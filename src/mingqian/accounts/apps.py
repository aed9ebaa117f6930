"""Register the app with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "mingqian.accounts"
    label = "accounts"
