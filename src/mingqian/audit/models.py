"""The event table and the base of every governed table."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingqian.audit import record
from mingqian.rules.lifecycles import Lifecycle


class Event(models.Model):
    """One thing that happened: who did what to which object, when, and what changed 「留痕」.

    Append-only: triggers refuse update and delete. No foreign keys, so the trail never
    interferes with live data.
    """

    action = models.CharField(_("动作"), max_length=64)
    at = models.DateTimeField(_("时间"))
    actor_key = models.CharField(_("操作人标识"), max_length=64)
    actor_name = models.CharField(_("操作人"), max_length=64)
    actor_unit = models.CharField(_("单位"), max_length=128, blank=True)
    request_id = models.CharField(_("请求"), max_length=40, blank=True)
    subject = models.CharField(_("对象"), max_length=80, blank=True)
    subject_label = models.CharField(_("对象名称"), max_length=200, blank=True)
    facts = models.JSONField(_("事实"), default=dict)
    changes = models.JSONField(_("变更"), default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("留痕")
        indexes: ClassVar = [
            models.Index(fields=["subject", "id"], name="event_subject"),
            models.Index(fields=["action", "id"], name="event_action"),
            models.Index(fields=["actor_key", "id"], name="event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"

    @property
    def did(self) -> str:
        """What was done, in words."""
        from mingqian.audit.wording import did

        return did(self.action)


class GovernedQuerySet(models.QuerySet[Any, Any]):
    """A queryset whose writes report to the open action, or raise WriteOutsideAction."""

    def update(self, **kwargs: Any) -> int:
        """Update rows; the open action keeps which rows and which values."""
        action = record.require_action(self.model)
        keys = list(self.values_list("pk", flat=True)[: record.DETAIL_LIMIT + 1])
        count = super().update(**kwargs)
        action.rows_updated(self.model, keys, count, kwargs)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows one by one, so that each is in the trail."""
        record.require_action(self.model)
        rows = list(self)
        for row in rows:
            row.delete()
        return len(rows), {self.model._meta.label: len(rows)}

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert many rows; beyond DETAIL_LIMIT the trail keeps their count and digest."""
        action = record.require_action(self.model)
        rows = list(objs)
        created = super().bulk_create(rows, *args, **kwargs)
        action.rows_created(self.model, created)
        return created

    def bulk_update(
        self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        """Update many rows; beyond DETAIL_LIMIT the trail keeps their count and digest."""
        action = record.require_action(self.model)
        rows, names = list(objs), list(fields)
        with record.inside_bulk():
            count = super().bulk_update(rows, names, batch_size)
        action.rows_changed(self.model, rows, names)
        return count

    def _raw_delete(self, using: str | None) -> int:
        record.require_action(self.model)
        return int(super()._raw_delete(using))


GovernedManager = models.Manager.from_queryset(GovernedQuerySet)


class Governed(models.Model):
    """A table that only actions may write; every change is in the trail, field by field."""

    objects: ClassVar[models.Manager[Any]] = GovernedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    _loaded: dict[str, Any]

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> Self:
        """Keep what was loaded, to tell later what changed."""
        instance = super().from_db(db, field_names, values, **kwargs)
        instance._loaded = record.snapshot(instance)
        return instance

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Reload, and compare later changes with what was reloaded."""
        super().refresh_from_db(*args, **kwargs)
        self._loaded = record.snapshot(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save inside the open action; raise WriteOutsideAction when there is none."""
        action = record.require_action(type(self))
        before = getattr(self, "_loaded", None) if not self._state.adding else None
        super().save(*args, **kwargs)
        action.row_saved(self, before)
        self._loaded = record.snapshot(self)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete inside the open action; raise WriteOutsideAction when there is none."""
        action = record.require_action(type(self))
        action.row_deleted(self)
        return super().delete(*args, **kwargs)


class Staged(models.Model):
    """Something with a lifecycle: its state, since when, and by whom it was moved there."""

    LIFECYCLE: ClassVar[Lifecycle]

    state = models.CharField(_("状态"), max_length=16)
    state_at = models.DateTimeField(_("状态时间"), null=True)
    state_by = models.CharField(_("状态变更人"), max_length=64, blank=True)

    class Meta:
        abstract = True

    def move(self, step: str, *, by: Any, at: datetime) -> None:
        """Take one step of the lifecycle; raise StepNotAllowed when the table has none."""
        self.state = self.LIFECYCLE.after(self.state or self.LIFECYCLE.start, step)
        self.state_at = at
        self.state_by = by.name

    def allows(self, step: str) -> bool:
        """Tell whether the step can be taken now."""
        return self.LIFECYCLE.allows(self.state, step)

    @property
    def state_shown(self) -> Any:
        """The State with its kind and word, for a chip."""
        return self.LIFECYCLE.state(self.state)


def state_check(lifecycle: Lifecycle) -> models.CheckConstraint:
    """Return the constraint that keeps a column inside the states of its lifecycle."""
    return models.CheckConstraint(
        condition=models.Q(state__in=list(lifecycle.names())),
        name=f"%(class)s_{lifecycle.name}_state",
    )
