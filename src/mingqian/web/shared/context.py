"""What every page's shell needs: the office, the person, the menu."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mingqian.rules.permissions import ROLES, Actor
from mingqian.web.shared.menu import menu_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return `office`, `me` and `menu`; no queries."""
    actor: Actor | None = getattr(request, "actor", None)
    context: dict[str, Any] = {
        "office": {
            "name": settings.OFFICE_NAME,
            "short": settings.OFFICE_SHORT,
            "demo": settings.OFFICE_DEMO,
        },
        "portal_url": reverse("portal-home"),
        "printed_at": getattr(request, "at", None),
    }
    if actor is not None and actor.user is not None:
        roles = [ROLES[name].title for name in ROLES if name in actor.roles]
        context["me"] = {
            "name": actor.name,
            "unit": actor.unit_name,
            "roles_text": "、".join(roles),
        }
        context["user_links"] = [{"title": _("修改密码"), "url": reverse("password")}]
        context["logout_url"] = reverse("logout")
        context["home_url"] = reverse("desk")
        context["menu"] = menu_of(actor, request.path)
    return context
