"""The edge of every request: who, when, which request, and the content security policy."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mingqian.accounts.queries import actor_of
from mingqian.audit.door import request_id
from mingqian.web.shared.moment import current_time
from mingqian.web.shared.request import OfficeRequest

Handler = Callable[[HttpRequest], HttpResponse]

CSP = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


_SEEN = "seen"  # when the session was last used, written once a minute
_ONE_MINUTE = 60


def mark_seen(session: Any, at: datetime) -> None:
    """Keep in the session that it is in use."""
    session[_SEEN] = int(at.timestamp())


def idle_too_long(session: Any, at: datetime) -> bool:
    """Tell whether nobody used a session for longer than the office allows; else mark it used."""
    if SESSION_KEY not in session:
        return False
    idle = at.timestamp() - session.get(_SEEN, at.timestamp() - _ONE_MINUTE)
    if idle > settings.IDLE_MINUTES * 60:
        return True
    if idle >= _ONE_MINUTE:
        mark_seen(session, at)
    return False


@receiver(user_logged_in)
def _begin(request: HttpRequest, **_rest: Any) -> None:
    mark_seen(request.session, getattr(request, "at", None) or current_time())


class ContentSecurityPolicy:
    """Send the strict policy with every page: no inline script, no inline style, no stranger."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self)")
        return response


class Edge:
    """Ask the clock once, name the request, and say who acts: `request.at`, `request.actor`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: OfficeRequest) -> HttpResponse:
        request.at = current_time()
        name = f"{request.at:%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:4].upper()}"
        request.request_id = name
        token = request_id.set(name)
        try:
            if idle_too_long(request.session, request.at):
                logout(request)
                messages.info(request, _("您有一段时间没有操作，请重新登录。"))
            request.actor = actor_of(request.user)
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Request-Id"] = name
        return response
