"""Draws that the person may look at."""

from typing import Any

from django.http import Http404

from mingqian.draws import queries as draws
from mingqian.web.shared.request import OfficeRequest


def find_draw(request: OfficeRequest, pk: int) -> Any:
    """Return a draw that the person reaches; not found otherwise."""
    found = draws.find_draw(request.actor, pk)
    if found is None:
        raise Http404
    return found
