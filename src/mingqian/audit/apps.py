"""Register the app with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app `audit`."""

    name = "mingqian.audit"
    label = "audit"
