"""派发以后: visits of teams, their answers per item, signatures, and the result."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingqian.accounts.models import Organisation, User
from mingqian.audit.models import Governed, Staged, state_check
from mingqian.directories.models import InspectionItem, Inspector, Target
from mingqian.planning.models import Task
from mingqian.rules.lifecycles import RESULT, VISIT


class Visit(Staged, Governed):
    """One visit of a team to a drawn target 「现场检查」."""

    LIFECYCLE = VISIT

    task = models.ForeignKey(Task, models.PROTECT, related_name="visits")
    target = models.ForeignKey(Target, models.PROTECT, related_name="visits")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="visits", verbose_name=_("执行单位")
    )
    tag = models.CharField(_("签号"), max_length=64)
    position = models.PositiveIntegerField(_("抽取次序"))
    target_name = models.CharField(_("名称"), max_length=200)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    due_on = models.DateField(_("检查期限"))
    visited_on = models.DateField(_("检查日期"), null=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("现场检查")
        ordering: ClassVar = ["task", "position"]
        constraints: ClassVar = [
            state_check(VISIT),
            models.UniqueConstraint(fields=["task", "target"], name="visit_once_per_task"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state"], name="visit_unit_state"),
            models.Index(fields=["target", "finished_at"], name="visit_target"),
        ]

    def __str__(self) -> str:
        return self.target_name


class TeamMember(Governed):
    """A member of the visit's team 「检查组」; one of them leads 「组长」."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="team")
    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="memberships")
    slot = models.PositiveSmallIntegerField(_("席位"))
    lead = models.BooleanField(_("组长"), default=False)
    name = models.CharField(_("姓名"), max_length=32)
    certificate_number = models.CharField(_("执法证号"), max_length=32)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("检查组成员")
        ordering: ClassVar = ["visit", "slot"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "inspector"], name="member_once"),
            models.UniqueConstraint(
                fields=["visit"], condition=models.Q(lead=True), name="one_lead"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Result(Staged, Governed):
    """What a visit found 「检查结果」: a code per item, signed by all, approved, published."""

    LIFECYCLE = RESULT

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="result")
    overall = models.JSONField(_("总体结果"), default=list)  # codes derived from the items
    summary = models.CharField(_("情况说明"), max_length=2000, blank=True)
    content_hash = models.CharField(_("内容指纹"), max_length=64, blank=True)
    publish_by = models.DateField(_("公示期限"), null=True)
    publish_by_provisional = models.BooleanField(_("期限暂定"), default=False)
    reviewed_by = models.CharField(_("审核人"), max_length=64, blank=True)
    reviewed_at = models.DateTimeField(_("审核时间"), null=True)
    return_reason = models.CharField(_("退回原因"), max_length=500, blank=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("检查结果")
        constraints: ClassVar = [state_check(RESULT)]
        indexes: ClassVar = [models.Index(fields=["state", "publish_by"], name="result_due")]

    def __str__(self) -> str:
        return str(self.visit)


class ItemAnswer(Governed):
    """What was found for one item: one of the eight results, never by default (G 8.3)."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="answers")
    item = models.ForeignKey(InspectionItem, models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    matter = models.CharField(_("抽查事项"), max_length=2000)
    code = models.CharField(_("结果"), max_length=1)
    note = models.CharField(_("情况"), max_length=5000, blank=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("事项结果")
        ordering: ClassVar = ["result", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "item"], name="answer_once"),
            models.CheckConstraint(
                condition=models.Q(code__in=list("abcdefgh")), name="answer_code"
            ),
        ]

    def __str__(self) -> str:
        return self.matter


class Signature(Governed):
    """A member's signature under the content as it stood 「签字确认」 (G 8.4)."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="signatures")
    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(User, models.PROTECT, related_name="signatures")
    content_hash = models.CharField(_("内容指纹"), max_length=64)
    at = models.DateTimeField(_("时间"))
    valid = models.BooleanField(_("有效"), default=True)  # False once the content changed

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("签名")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["result", "inspector"],
                condition=models.Q(valid=True),
                name="one_valid_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspector} {self.at}"
