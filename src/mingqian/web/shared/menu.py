"""The side menu: only what the person's roles may open."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingqian.rules.permissions import Actor, Permission


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    title: Promise
    address: str
    icon: str
    needs: Permission


MENU: tuple[tuple[Promise, tuple[Entry, ...]], ...] = (
    (
        _("办公"),
        (
            Entry(_("工作台"), "desk", "home", Permission.VIEW_DESK),
            Entry(_("我的检查"), "visits", "clipboard-check", Permission.VIEW_VISITS),
            Entry(_("结果审核"), "reviews", "checks", Permission.APPROVE_RESULTS),
        ),
    ),
    (
        _("抽查"),
        (Entry(_("抽查任务"), "tasks", "list-check", Permission.VIEW_TASKS),),
    ),
    (
        _("一单两库"),
        (
            Entry(_("抽查事项清单"), "items", "book", Permission.VIEW_ITEMS),
            Entry(_("检查对象名录库"), "targets", "building", Permission.VIEW_TARGETS),
            Entry(_("检查人员名录库"), "inspectors", "users", Permission.VIEW_INSPECTORS),
            Entry(_("导入"), "imports", "file-import", Permission.MANAGE_TARGETS),
            Entry(_("节假日安排"), "calendar", "calendar", Permission.MANAGE_CALENDAR),
        ),
    ),
    (
        _("监督与管理"),
        (
            Entry(_("留痕"), "audit", "history", Permission.VIEW_AUDIT),
            Entry(_("单位与账号"), "accounts", "user", Permission.MANAGE_ACCOUNTS),
            Entry(_("角色授予"), "roles", "key", Permission.GRANT_ROLES),
        ),
    ),
)


def menu_of(actor: Actor, path: str) -> list[dict[str, Any]]:
    """Return the sections and lines the actor may open; the line of `path` is current."""
    sections = []
    for title, entries in MENU:
        items = [_line(entry, path) for entry in entries if actor.may(entry.needs)]
        if items:
            sections.append({"title": title, "items": items})
    return sections


def _line(entry: Entry, path: str) -> dict[str, Any]:
    try:
        url = reverse(entry.address)
    except NoReverseMatch:
        url = "#"
    return {
        "title": entry.title,
        "url": url,
        "icon": entry.icon,
        "current": path == url or (entry.address != "desk" and path.startswith(url)),
    }
