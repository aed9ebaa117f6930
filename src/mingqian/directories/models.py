"""一单两库: the item list, the target directory, the inspector directory, and the calendar."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingqian.accounts.models import Organisation, User
from mingqian.audit.models import Governed
from mingqian.audit.personal import EncryptedTextField


class ItemClass(models.TextChoices):
    """重点 without an upper limit, 一般 with a lower one (G 5.1.2)."""

    KEY = "key", _("重点检查事项")
    GENERAL = "general", _("一般检查事项")


class ItemList(Governed):
    """One published version of the list of random-inspection items 「抽查事项清单」."""

    number = models.PositiveIntegerField(_("版本"), unique=True)
    title = models.CharField(_("名称"), max_length=200)
    reason = models.CharField(_("调整原因"), max_length=500)
    effective_on = models.DateField(_("施行日期"))
    created_at = models.DateTimeField(_("写入时间"))

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("抽查事项清单")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.number} 版）"


class InspectionItem(Governed):
    """One matter that may be inspected by lot, in one version of the list 「抽查事项」."""

    item_list = models.ForeignKey(
        ItemList, models.PROTECT, related_name="items", verbose_name=_("清单版本")
    )
    code = models.CharField(_("事项编号"), max_length=32)
    body = models.CharField(_("编制单位"), max_length=200, blank=True)
    category = models.CharField(_("抽查类别"), max_length=200, blank=True)
    matter = models.CharField(_("抽查事项"), max_length=2000)
    objects_text = models.TextField(_("检查对象"))
    item_class = models.CharField(_("事项类别"), max_length=8, choices=ItemClass.choices)
    method = models.CharField(_("检查方式"), max_length=500, blank=True)
    department = models.CharField(_("检查部门"), max_length=200)
    level = models.CharField(_("实施层级"), max_length=200, blank=True)
    legal_bases = models.JSONField(_("检查依据"), default=list)
    sectors = models.JSONField(_("适用行业领域"), default=list)  # empty: all
    ratio = models.CharField(_("抽查比例"), max_length=200, blank=True)
    content = models.TextField(_("检查内容"), blank=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("抽查事项")
        ordering: ClassVar = ["item_list", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item_list", "code"], name="item_code_in_list"),
        ]
        indexes: ClassVar = [models.Index(fields=["item_list", "department"], name="item_dept")]

    def __str__(self) -> str:
        return self.matter


class RiskClass(models.TextChoices):
    """Credit-risk class, A low to D high (国市监信发〔2022〕6号)."""

    A = "A", _("低风险")
    B = "B", _("一般风险")
    C = "C", _("较高风险")
    D = "D", _("高风险")


class TargetStatus(models.TextChoices):
    """Whether a target stands in the directory."""

    ACTIVE = "active", _("在册")
    CLOSED = "closed", _("已注销")


class TargetFlag(models.TextChoices):
    """What must be marked on a target (B 2.1.2)."""

    LICENSED = "licensed", _("许可")
    DISHONEST = "dishonest", _("失信")
    CASE = "case", _("立案")
    HAZARD = "hazard", _("重大隐患")


class Target(Governed):
    """An inspection target 「检查对象」, a row of the target directory 「检查对象名录库」."""

    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    name = models.CharField(_("名称"), max_length=200)
    unit_type = models.CharField(_("单位类型"), max_length=64, blank=True)
    legal_representative = models.CharField(_("法定代表人"), max_length=64, blank=True)
    address = models.CharField(_("住所"), max_length=300, blank=True)
    contact = models.CharField(_("联系人"), max_length=64, blank=True)
    phone = EncryptedTextField(_("联系电话"), blank=True)
    business_scope = models.TextField(_("经营范围"), blank=True)
    subject_type = models.CharField(_("主体类型"), max_length=64, blank=True)
    industry = models.CharField(_("行业代码"), max_length=8, blank=True)
    industry_name = models.CharField(_("行业"), max_length=100, blank=True)
    sector = models.CharField(_("行业领域"), max_length=16, blank=True)
    region = models.CharField(_("区划代码"), max_length=12)
    region_name = models.CharField(_("区划"), max_length=64)
    regulatory_type = models.CharField(_("监管类型"), max_length=32, blank=True)
    risk_class = models.CharField(
        _("风险等级"), max_length=1, choices=RiskClass.choices, default=RiskClass.B
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="targets",
        verbose_name=_("管辖单位"),
    )
    last_inspected_on = models.DateField(_("上次检查"), null=True, blank=True)
    covered_by = models.CharField(_("上级计划"), max_length=200, blank=True)
    flags = models.JSONField(_("标记"), default=list)  # of TargetFlag
    status = models.CharField(
        _("状态"), max_length=8, choices=TargetStatus.choices, default=TargetStatus.ACTIVE
    )
    source = models.CharField(_("来源"), max_length=80, blank=True)  # the import, as in the trail
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("检查对象")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["status", "region"], name="target_region"),
            models.Index(fields=["status", "sector", "risk_class"], name="target_sector_risk"),
            models.Index(fields=["status", "risk_class"], name="target_risk"),
            models.Index(fields=["organisation", "status"], name="target_unit"),
            models.Index(fields=["name"], name="target_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Inspector(Governed):
    """A person with an enforcement certificate, a row of the inspector directory 「检查人员」."""

    name = models.CharField(_("姓名"), max_length=32)
    sex = models.CharField(_("性别"), max_length=1, choices=[("m", _("男")), ("f", _("女"))])
    id_number = EncryptedTextField(_("身份证号"))
    id_index = models.CharField(_("身份证号索引"), max_length=64, unique=True)
    phone = EncryptedTextField(_("联系方式"), blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="inspectors", verbose_name=_("所在单位")
    )
    level = models.CharField(
        _("层级"), max_length=8, choices=[("county", _("县级")), ("township", _("乡镇级"))]
    )
    post = models.CharField(_("职务或职称"), max_length=64, blank=True)
    certificate_number = models.CharField(_("执法证号"), max_length=32, unique=True)
    valid_from = models.DateField(_("证件有效期起"))
    valid_to = models.DateField(_("证件有效期止"))
    expertise = models.JSONField(_("业务专长"), default=list)
    may_lead = models.BooleanField(_("可任组长"), default=False)
    active = models.BooleanField(_("在库"), default=True)
    out_reason = models.CharField(_("出库原因"), max_length=200, blank=True)
    user = models.OneToOneField(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspector",
        verbose_name=_("登录账号"),
    )
    source = models.CharField(_("来源"), max_length=80, blank=True)  # the import, as in the trail
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("检查人员")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["active", "organisation"], name="inspector_unit"),
            models.Index(fields=["valid_to"], name="inspector_valid_to"),
        ]

    def __str__(self) -> str:
        return self.name


class Interest(Governed):
    """A declared interest between an inspector and a target, ground for recusal 「利害关系」."""

    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="interests")
    target = models.ForeignKey(Target, models.PROTECT, related_name="interests")
    kind = models.CharField(_("关系"), max_length=16)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("利害关系")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspector", "target"], name="interest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.inspector} / {self.target}"


class Place(Governed):
    """The county or one of its townships: where targets may lie 「区划」."""

    code = models.CharField(_("区划代码"), max_length=12, unique=True)
    name = models.CharField(_("名称"), max_length=64, unique=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("区划")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class CalendarDay(Governed):
    """One day of a published holiday arrangement: a day off or a make-up workday 「调休」."""

    day = models.DateField(_("日期"), unique=True)
    workday = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=32)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("节假日安排")
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
