"""An event in words: facts and changed fields under the names that people see."""

import json
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from mingqian.audit.models import Event
from mingqian.audit.wording import FACTS
from mingqian.rules.permissions import ROLES

Named = dict[tuple[Any, Any], str]
SHOWN = 200  # changes of one event on a page; the export holds all of them
_LONG = 300


@dataclass(frozen=True)
class ChangeShown:
    """One changed row: what it is, its fields before and after, a note for bulk writes."""

    title: str
    fields: tuple[tuple[str, str, str], ...]
    note: str = ""


def facts_shown(event: Event) -> list[tuple[str, str]]:
    """Return the facts of an event as label and text."""
    return [
        (str(FACTS.get(name, name)), _fact(name, value)) for name, value in event.facts.items()
    ]


def _fact(name: str, value: Any) -> str:
    return _(ROLES[value].title) if name == "role" and value in ROLES else _text(value)


def changes_shown(event: Event) -> list[ChangeShown]:
    """Return the first changes of an event, with the names of tables and fields."""
    shown = event.changes[:SHOWN]
    named = _named(shown)
    return [_change(change, named) for change in shown]


def _named(changes: list[dict[str, Any]]) -> Named:
    """Return what the keys in the changes point at, one query a table."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for change in changes:
        model = _model(change["row"].partition(":")[0])
        for name, value in [*change.get("old", {}).items(), *change.get("new", {}).items()]:
            related = getattr(_field(model, name), "related_model", None)
            if isinstance(related, type) and isinstance(value, int):
                wanted.setdefault(related, set()).add(value)
    return {
        (model, row.pk): str(row)
        for model, keys in wanted.items()
        for row in model._base_manager.filter(pk__in=keys)
    }


def _change(change: dict[str, Any], named: Named) -> ChangeShown:
    label, _colon, key = change["row"].partition(":")
    model = _model(label)
    old, new = change.get("old", {}), change.get("new", {})
    fields = tuple(
        (_name(model, name), _value(model, name, old, named), _value(model, name, new, named))
        for name in dict.fromkeys([*old, *new])
        if name != "id"
    )
    words = {"create": _("新增"), "update": _("变更"), "delete": _("删除")}
    title = f"{words[change['what']]} {model._meta.verbose_name if model else label} {key}"
    return ChangeShown(title.strip(), fields, _note(change))


def _note(change: dict[str, Any]) -> str:
    if "sha256" in change:
        return _("共 {rows} 行，逐行内容的 SHA-256：{sha256}").format(**change)
    if "rows" in change:
        return _("共 {rows} 行").format(**change)
    return ""


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, name: str) -> Any:
    if model is None:
        return None
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        found = [field for field in model._meta.concrete_fields if field.attname == name]
        return found[0] if found else None


def _name(model: type[models.Model] | None, name: str) -> str:
    if name == "password":
        return _("密码")
    field = _field(model, name)
    return str(field.verbose_name) if field is not None else name


def _value(
    model: type[models.Model] | None, name: str, values: dict[str, Any], named: Named
) -> str:
    if name not in values:
        return ""
    field, value = _field(model, name), values[name]
    if isinstance(value, dict | list):
        return _text(value)
    choices = dict(getattr(field, "flatchoices", ()) or ())
    if isinstance(value, str) and value in choices:
        return _(str(choices[value]))
    return named.get((getattr(field, "related_model", None), value)) or _text(value)


def _text(value: Any) -> str:
    if value is None or value == "":
        return _("无")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict) and set(value) == {"bytes", "sha256"}:
        return _("{bytes} 字节，SHA-256：{sha256}").format(**value)
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False) if value else _("无")
    text = str(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]}……"
