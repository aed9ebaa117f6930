"""公示: published copies, separate from the working tables and never changed afterwards."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingqian.audit.models import Governed


class FollowerCursor(Governed):
    """How far a follower has read the trail."""

    name = models.CharField(max_length=32, primary_key=True)
    event_id = models.PositiveBigIntegerField(default=0)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("跟随进度")

    def __str__(self) -> str:
        return f"{self.name} {self.event_id}"


class PublishedItemList(Governed):
    """A version of the item list as the public reads it."""

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    effective_on = models.DateField()
    published_at = models.DateTimeField()
    items = models.JSONField(default=list)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("已公布清单")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return self.title


class PublishedTask(Governed):
    """The announcement of a task 「抽查任务公告」, with its draw once it is committed."""

    task_number = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    body = models.JSONField(default=dict)
    commit_hash = models.CharField(max_length=64, blank=True)
    stage = models.CharField(max_length=12)  # approved, committed, closed, drawn, announced
    grade = models.CharField(max_length=1, blank=True)
    published_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("任务公告")
        ordering: ClassVar = ["-published_at"]

    def __str__(self) -> str:
        return self.name


class PublishedFile(Governed):
    """A public file of a draw: the commitment's files, the bundle."""

    task_number = models.CharField(max_length=18, db_index=True)
    path = models.CharField(max_length=100)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("公开文件")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task_number", "path"], name="published_file_path"),
        ]

    def __str__(self) -> str:
        return self.path


class PublishedDrawn(Governed):
    """A drawn firm as announced: name, code, lot, team."""

    task_number = models.CharField(max_length=18, db_index=True)
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    credit_code = models.CharField(max_length=18)
    region_name = models.CharField(max_length=64)
    tag = models.CharField(max_length=64)
    team = models.JSONField(default=list)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("公告的抽中对象")
        ordering: ClassVar = ["task_number", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task_number", "position"], name="published_drawn"),
        ]
        indexes: ClassVar = [models.Index(fields=["credit_code"], name="published_drawn_code")]

    def __str__(self) -> str:
        return self.name


class PublishedResult(Governed):
    """A result as the public reads it 「公示」; corrections add rows, they never change one."""

    task_number = models.CharField(max_length=18, db_index=True)
    credit_code = models.CharField(max_length=18)
    name = models.CharField(max_length=200)
    region_name = models.CharField(max_length=64)
    inspected_on = models.DateField()
    organ = models.CharField(max_length=128)
    overall = models.JSONField(default=list)
    # The letters of `overall` in a row: what lists filter by, on both databases alike.
    overall_text = models.CharField(max_length=8)
    answers = models.JSONField(default=list)
    team = models.JSONField(default=list)
    workdays_used = models.PositiveSmallIntegerField()
    publish_by = models.DateField()
    publish_by_provisional = models.BooleanField(default=False)
    published_at = models.DateTimeField()

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("已公示结果")
        ordering: ClassVar = ["-published_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task_number", "credit_code"], name="published_result_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["credit_code"], name="published_result_code"),
            models.Index(fields=["name"], name="published_result_name"),
        ]

    def __str__(self) -> str:
        return self.name
