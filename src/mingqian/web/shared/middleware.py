"""The edge of every request: who, when, which request, and the content security policy."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
            request.actor = actor_of(request.user)
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Request-Id"] = name
        return response
