"""The request as the edge completes it."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from mingqian.rules.permissions import Actor


class OfficeRequest(HttpRequest):
    """A request that knows who acts, when, and under which number (set by `Edge`)."""

    actor: Actor
    at: datetime
    request_id: str
    htmx: HtmxDetails
