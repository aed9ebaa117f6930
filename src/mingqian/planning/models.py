"""Inspection tasks: what is drawn, from whom, by which rates, for which units."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingqian.accounts.models import Organisation
from mingqian.audit.models import Governed, Staged, state_check
from mingqian.directories.models import InspectionItem, ItemList, Target
from mingqian.rules.lifecycles import TASK


class TaskKind(models.TextChoices):
    """From the yearly plan, or temporary under the same rules (G 6.2)."""

    PLANNED = "planned", _("计划任务")
    TEMPORARY = "temporary", _("临时任务")


class Sampling(models.TextChoices):
    """Undirected from the whole directory, or directed by conditions (G 7.2)."""

    UNDIRECTED = "undirected", _("不定向")
    DIRECTED = "directed", _("定向")


class DrawWay(models.TextChoices):
    """The three ways of SPEC section 16."""

    OPERATOR = "operator", _("系统自抽（C 自证）")
    LOTTERIES = "lotteries", _("三种国家彩票（B 公开随机）")
    DICE = "dice", _("现场掷骰（H 现场）")


class Task(Staged, Governed):
    """An inspection task 「抽查任务」: planned or temporary, drawn once, executed by units."""

    LIFECYCLE = TASK

    number = models.CharField(_("任务编号"), max_length=18, unique=True)
    name = models.CharField(_("任务名称"), max_length=200)
    kind = models.CharField(_("任务来源"), max_length=10, choices=TaskKind.choices)
    ground = models.CharField(_("依据"), max_length=500)
    year = models.PositiveSmallIntegerField(_("年度"))
    scope = models.CharField(_("抽查领域"), max_length=32)
    item_list = models.ForeignKey(ItemList, models.PROTECT, verbose_name=_("清单版本"))
    sampling = models.CharField(_("抽取方式"), max_length=10, choices=Sampling.choices)
    # Lists of codes under the keys regions, sectors, unit_types and risk_classes.
    conditions = models.JSONField(_("定向条件"), default=dict)
    exclusions = models.JSONField(_("排除"), default=list)  # codes of rules.sampling
    slots = models.JSONField(_("检查组组成"), default=list)  # ["lead", "any", "skill:x"]
    inspector_cap = models.PositiveSmallIntegerField(_("每人最多检查家数"), default=5)
    distinct_units = models.BooleanField(_("同组来自不同单位"), default=False)
    way = models.CharField(_("公开随机数来源"), max_length=10, choices=DrawWay.choices)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="tasks", verbose_name=_("发起单位")
    )
    # Why the office deviates: from the 5 % floor (G 5.1.2), from "once a year" (G 6.2).
    rate_ground = models.CharField(_("比例依据文号"), max_length=200, blank=True)
    repeat_ground = models.CharField(_("重复抽查理由"), max_length=32, blank=True)
    created_by = models.CharField(_("拟定人"), max_length=64)
    # Everybody who wrote or submitted it: none of them may approve it.
    drafters = models.JSONField(_("拟稿人标识"), default=list)
    created_at = models.DateTimeField(_("拟定时间"))
    return_reason = models.CharField(_("退回原因"), max_length=500, blank=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("抽查任务")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            state_check(TASK),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="task_dates"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["year", "state"], name="task_year_state")]

    def __str__(self) -> str:
        return self.name


class TaskItem(Governed):
    """An item that the task checks, in order."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="task_items")
    item = models.ForeignKey(InspectionItem, models.PROTECT, related_name="task_items")
    position = models.PositiveSmallIntegerField()

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("任务事项")
        ordering: ClassVar = ["task", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "item"], name="task_item_once"),
        ]

    def __str__(self) -> str:
        return str(self.item)


class Stratum(Governed):
    """A part of the directory with its own rate 「抽查比例」 (SPEC section 4)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="strata")
    code = models.CharField(_("层代码"), max_length=16)
    title = models.CharField(_("层"), max_length=100)
    risk_classes = models.JSONField(_("风险等级"), default=list)  # empty: all classes
    sectors = models.JSONField(_("行业领域"), default=list)  # empty: all sectors
    numerator = models.PositiveIntegerField(_("比例分子"))
    denominator = models.PositiveIntegerField(_("比例分母"), default=100)
    minimum = models.PositiveIntegerField(_("最少家数"), default=0)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("分层")
        ordering: ClassVar = ["task", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "code"], name="stratum_code_in_task"),
            models.CheckConstraint(
                condition=models.Q(denominator__gte=1), name="stratum_denominator"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TaskUnit(Governed):
    """A unit that executes the task's inspections in its jurisdiction 「任务执行单位」."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="task_units")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="task_units")

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("任务执行单位")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "organisation"], name="task_unit_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Pick(Governed):
    """A target that a task of this year has drawn 「本年抽中」: at most once a year (G 6.2)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="picks")
    target = models.ForeignKey(Target, models.PROTECT, related_name="picks")
    year = models.PositiveSmallIntegerField(_("年度"))

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("本年抽中")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "target"], name="pick_once_per_task"),
        ]
        indexes: ClassVar = [models.Index(fields=["target", "year"], name="pick_target_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.target}"
