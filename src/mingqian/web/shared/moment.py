"""One of the places that may ask the clock; everything below takes `at`."""

from datetime import datetime

from django.utils import timezone


def current_time() -> datetime:
    """Return the present moment, aware."""
    return timezone.now()  # noqa: TID251
