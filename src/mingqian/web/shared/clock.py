"""The one place of the faces that asks the clock; everything below is told the time."""

from datetime import datetime

from django.utils import timezone


def current_time() -> datetime:
    """Return the time at which this request is answered."""
    return timezone.now()  # noqa: TID251 - this is the edge
