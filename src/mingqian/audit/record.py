"""What the open action has seen change: collected by governed tables, written by the door."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mingqian.audit.personal import EncryptedTextField

# Above this many rows of one bulk write the trail keeps their count and digest (ADR 0003).
DETAIL_LIMIT = 1_000
_LONG_TEXT = 2_000


class WriteOutsideAction(RuntimeError):
    """Somebody tried to write a governed table without an action."""


def snapshot(instance: Any) -> dict[str, Any]:
    """Return the loaded column values of a row."""
    deferred = instance.get_deferred_fields()
    return {
        field.attname: getattr(instance, field.attname)
        for field in instance._meta.concrete_fields
        if field.attname not in deferred
    }


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it; long texts and bytes become their digest."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        return {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
    if isinstance(value, dict | list | tuple):
        text = json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)
        return json.loads(text) if len(text) <= _LONG_TEXT else plain(text.encode())
    text = str(value)
    return text if len(text) <= _LONG_TEXT else plain(text.encode())


def _values(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    hidden = {
        f.attname for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)
    } | {"password"}
    return {
        name: "（已加密）" if name in hidden and value else plain(value)
        for name, value in values.items()
        if value not in (None, "")
    }


def label_of(instance: Any) -> str:
    """Return `app.Model:key`, the name of a row in the trail."""
    return f"{instance._meta.label}:{instance.pk}"


@dataclass
class OpenAction:
    """The action now running, with the changes and facts seen so far."""

    name: str
    changes: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    subject: Any = None
    events: list[Any] = field(default_factory=list)
    outer: "OpenAction | None" = None

    def row_saved(self, row: Any, before: dict[str, Any] | None) -> None:
        """Keep an insert (no `before`) or the columns that differ."""
        after = snapshot(row)
        if before is None:
            self._add("create", label_of(row), new=_values(type(row), after))
            return
        changed = [name for name in after if name in before and after[name] != before[name]]
        if changed:
            old = _values(type(row), {name: before[name] for name in changed})
            new = _values(type(row), {name: after[name] for name in changed})
            self._add("update", label_of(row), old=old, new=new)

    def row_deleted(self, row: Any) -> None:
        """Keep what a deleted row held."""
        self._add("delete", label_of(row), old=_values(type(row), snapshot(row)))

    def rows_created(self, model: Any, rows: Sequence[Any]) -> None:
        """Keep many inserts: each of them, or their digest."""
        if len(rows) <= DETAIL_LIMIT:
            for row in rows:
                self._add("create", label_of(row), new=_values(model, snapshot(row)))
            return
        self._digest("create", model, [_values(model, snapshot(row)) for row in rows])

    def rows_changed(self, model: Any, rows: Sequence[Any], fields: Sequence[str]) -> None:
        """Keep many updates of named fields: each of them, or their digest."""
        if len(rows) <= DETAIL_LIMIT:
            for row in rows:
                before = {n: v for n, v in getattr(row, "_loaded", {}).items() if n in fields}
                after = {n: v for n, v in snapshot(row).items() if n in fields}
                self._add(
                    "update", label_of(row), old=_values(model, before), new=_values(model, after)
                )
            return
        self._digest("update", model, [_values(model, snapshot(row)) for row in rows])

    def rows_updated(
        self, model: Any, keys: Sequence[Any], count: int, values: dict[str, Any]
    ) -> None:
        """Keep one queryset update: its keys, or their number."""
        if count:
            shown = keys if count <= DETAIL_LIMIT else []
            self._add(
                "update",
                model._meta.label,
                new=_values(model, values),
                rows=count,
                keys=[plain(key) for key in shown],
            )

    def _digest(self, what: str, model: Any, rows: list[dict[str, Any]]) -> None:
        text = json.dumps(rows, ensure_ascii=False, sort_keys=True, default=str)
        digest = hashlib.sha256(text.encode()).hexdigest()
        self._add(what, model._meta.label, rows=len(rows), sha256=digest)

    def _add(self, what: str, row: str, **rest: Any) -> None:
        self.changes.append({"what": what, "row": row, **rest})


_open: ContextVar[tuple[OpenAction, ...]] = ContextVar("open_actions", default=())
_bulk: ContextVar[bool] = ContextVar("inside_bulk", default=False)


class _Silent(OpenAction):
    """Swallows the single updates that bulk_update makes; the bulk write reports once."""

    def rows_updated(self, *args: Any, **kwargs: Any) -> None:
        """Keep nothing."""


def require_action(model: Any) -> OpenAction:
    """Return the open action; raise WriteOutsideAction when there is none."""
    stack = _open.get()
    if not stack:
        raise WriteOutsideAction(f"{model._meta.label} is written outside an action")
    return _Silent(stack[-1].name) if _bulk.get() else stack[-1]


def record_fact(**facts: Any) -> None:
    """Add facts to the event of the open action, such as a file's SHA-256."""
    stack = _open.get()
    if not stack:
        raise WriteOutsideAction("a fact is recorded outside an action")
    stack[-1].facts.update({name: plain(value) for name, value in facts.items()})


def record_subject(subject: Any) -> None:
    """Name the object of the open action when it is not the first argument."""
    stack = _open.get()
    if stack:
        stack[-1].subject = subject


@contextmanager
def opened(action: OpenAction) -> Iterator[OpenAction]:
    """Run a block as the action."""
    stack = _open.get()
    action.outer = stack[-1] if stack else None
    token = _open.set((*stack, action))
    try:
        yield action
    finally:
        _open.reset(token)


@contextmanager
def inside_bulk() -> Iterator[None]:
    """Run a block whose single updates belong to one bulk write."""
    token = _bulk.set(True)
    try:
        yield
    finally:
        _bulk.reset(token)
