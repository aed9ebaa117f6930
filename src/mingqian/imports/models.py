"""A file on its way into a directory: stored, checked, previewed, applied once."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingqian.accounts.models import User
from mingqian.audit.models import Governed, Staged, state_check
from mingqian.audit.personal import EncryptedBinaryField
from mingqian.rules.lifecycles import IMPORT
from mingqian.rules.permissions import Permission


class ImportKind(models.TextChoices):
    """Which directory a file is for."""

    ITEMS = "items", _("抽查事项清单")
    TARGETS = "targets", _("检查对象名录")
    INSPECTORS = "inspectors", _("检查人员名录")


RIGHTS = {
    ImportKind.ITEMS.value: Permission.MANAGE_ITEMS,
    ImportKind.TARGETS.value: Permission.MANAGE_TARGETS,
    ImportKind.INSPECTORS.value: Permission.MANAGE_INSPECTORS,
}
"""Who may import what."""


class Import(Staged, Governed):
    """One uploaded file and what became of it 「导入」."""

    LIFECYCLE = IMPORT

    kind = models.CharField(_("名录"), max_length=12, choices=ImportKind.choices)
    filename = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("文件指纹"), max_length=64)
    size = models.PositiveIntegerField(_("字节数"))
    # The file and what was read from it hold ID and telephone numbers of people.
    body = EncryptedBinaryField(_("文件"))
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    reason = models.CharField(_("说明"), max_length=500, blank=True)
    effective_on = models.DateField(_("施行日期"), null=True, blank=True)  # of an item list
    uploaded_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("上传人"))
    uploaded_at = models.DateTimeField(_("上传时间"))
    refusal = models.CharField(_("不能导入的原因"), max_length=500, blank=True)
    total = models.PositiveIntegerField(_("行数"), default=0)
    good = models.PositiveIntegerField(_("可写入"), default=0)
    bad = models.PositiveIntegerField(_("有错"), default=0)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    summary = models.JSONField(_("摘要"), default=dict)
    rows = EncryptedBinaryField(_("核对后的行"), default=bytes)
    problems = EncryptedBinaryField(_("问题"), default=bytes)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("导入")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [state_check(IMPORT)]

    def __str__(self) -> str:
        return self.filename
