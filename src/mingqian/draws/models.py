"""摇号: the operator's log, a draw with its frozen roster, and what came out of it."""

import hashlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingqian.accounts.models import User
from mingqian.audit.models import Governed, Staged, state_check
from mingqian.audit.personal import EncryptedTextField
from mingqian.directories.models import Inspector, Target
from mingqian.planning.models import Task
from mingqian.rules.lifecycles import DRAW


class LogEntry(Governed):
    """One entry of the operator's public log (SPEC section 12); append-only by trigger."""

    index = models.PositiveIntegerField(_("序号"), primary_key=True)
    kind = models.CharField(_("类型"), max_length=16)
    body = models.BinaryField(_("内容"))
    at = models.DateTimeField(_("时间"))

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("日志条目")
        ordering: ClassVar = ["index"]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class Checkpoint(Governed):
    """A signed head of the log 「检查点」; append-only by trigger."""

    size = models.PositiveIntegerField(_("条目数"), primary_key=True)
    note = models.TextField(_("签名文本"))
    at = models.DateTimeField(_("时间"))

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("检查点")
        ordering: ClassVar = ["size"]

    def __str__(self) -> str:
        return str(self.size)


class PlanEntry(Governed):
    """The plan entry of a task: its rates, codes and people, fixed in public (SPEC section 4)."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="plan_entry")
    index = models.PositiveIntegerField(_("日志条目"))
    plan_hash = models.CharField(_("计划指纹"), max_length=64)
    at = models.DateTimeField(_("时间"))

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("计划条目")

    def __str__(self) -> str:
        return f"{self.task} {self.index}"


class SigningKey(Governed):
    """A person's key for entries that people sign 「签名密钥」 (SPEC sections 3 and 8).

    The platform holds it, so a signature proves no more than a log-in (SPEC section 19).
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="signing_key")
    name = models.CharField(_("公开名"), max_length=32, unique=True)
    vkey = models.CharField(_("公钥"), max_length=200)
    seed = EncryptedTextField(_("私钥"))
    at = models.DateTimeField(_("时间"))

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("签名密钥")

    def __str__(self) -> str:
        return self.name


class Draw(Staged, Governed):
    """The draw of a task 「抽取」: frozen, committed, revealed, run, locked, dispatched."""

    LIFECYCLE = DRAW

    task = models.OneToOneField(Task, models.PROTECT, related_name="draw")
    attempt = models.PositiveSmallIntegerField(_("第几次"), default=1)
    plan_index = models.PositiveIntegerField(_("计划条目"))
    commit_index = models.PositiveIntegerField(_("承诺条目"))
    close_index = models.PositiveIntegerField(_("截止条目"), null=True)
    result_index = models.PositiveIntegerField(_("结果条目"), null=True)
    commit_hash = models.CharField(_("承诺"), max_length=64, unique=True)
    salt_key = EncryptedTextField(_("盐钥"))
    operator_secret = EncryptedTextField(_("系统秘密"), blank=True)
    sources = models.JSONField(_("来源"), default=list)  # [{"id": "SSQ", "on": "20261124"}]
    seed = models.CharField(_("种子"), max_length=64, blank=True)
    grade = models.CharField(_("可信等级"), max_length=1, blank=True)
    frozen_at = models.DateTimeField(_("锁定名录时间"))
    closed_at = models.DateTimeField(_("截止时间"), null=True)
    drawn_at = models.DateTimeField(_("抽取时间"), null=True)
    # {"listed":…, "eligible":…, "drawn":…, "strata":[…]} as shown and committed
    figures = models.JSONField(_("数目"), default=dict)
    report = models.JSONField(_("核验报告"), default=dict)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("抽取")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [state_check(DRAW)]

    def __str__(self) -> str:
        return str(self.task)


class ProofFile(Governed):
    """A file of the proof bundle, frozen: tickets.txt, members.txt, … (SPEC section 13)."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="files")
    path = models.CharField(_("路径"), max_length=100)
    body = models.BinaryField(_("内容"))

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("证明文件")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "path"], name="proof_file_path"),
        ]

    def __str__(self) -> str:
        return self.path


class RosterTarget(Governed):
    """A target as it stood at the freeze, with its ticket 「名录快照」."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="targets")
    target = models.ForeignKey(Target, models.PROTECT, related_name="roster_rows")
    tag = models.CharField(_("签号"), max_length=64)
    stratum = models.CharField(_("层"), max_length=16)
    status = models.CharField(_("状态"), max_length=32)
    name = models.CharField(_("名称"), max_length=200)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    attributes = models.JSONField(_("属性"), default=dict)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("名录快照（检查对象）")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "tag"], name="roster_target_tag"),
        ]
        indexes: ClassVar = [models.Index(fields=["draw", "stratum"], name="roster_stratum")]

    def __str__(self) -> str:
        return self.name


class RosterInspector(Governed):
    """An inspector as they stood at the freeze 「名录快照」."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="inspectors")
    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="roster_rows")
    itag = models.CharField(_("签号"), max_length=64)
    unit = models.CharField(_("单位代码"), max_length=16)
    status = models.CharField(_("状态"), max_length=32)
    name = models.CharField(_("姓名"), max_length=32)
    certificate_number = models.CharField(_("执法证号"), max_length=32)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("名录快照（检查人员）")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "itag"], name="roster_inspector_tag"),
        ]

    def __str__(self) -> str:
        return self.name


def logged_word(text: str) -> str:
    """Return a text as the public log can hold it (SPEC section 3, type word).

    ASCII without the bar stands as it is; any other text stands as the SHA-256 of its UTF-8
    bytes, which everybody who has read the text can compute.
    """
    if all(" " <= character <= "~" and character != "|" for character in text):
        return text
    return hashlib.sha256(text.encode()).hexdigest()


class Contribution(Governed):
    """A text that somebody adds before the close 「见证文字」 (SPEC section 4)."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="contributions")
    seq = models.PositiveSmallIntegerField(_("序号"))
    who = models.CharField(_("提交人"), max_length=64)
    value = models.CharField(_("文字"), max_length=64)
    at = models.DateTimeField(_("时间"))

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("见证文字")
        ordering: ClassVar = ["draw", "seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "seq"], name="contribution_seq"),
        ]

    @property
    def logged_who(self) -> str:
        """The name as it stands in the public log."""
        return logged_word(self.who)

    @property
    def logged_value(self) -> str:
        """The text as it stands in the public log."""
        return logged_word(self.value)

    def __str__(self) -> str:
        return self.value


class BeaconEntry(Governed):
    """A public number as typed: once by one person, again to confirm (SPEC section 5)."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="beacons")
    source = models.PositiveSmallIntegerField(_("来源"))
    value = models.CharField(_("数值"), max_length=100)
    on = models.CharField(_("开奖日"), max_length=16)
    first_by = models.CharField(_("第一次录入"), max_length=64)
    second_by = models.CharField(_("第二次录入"), max_length=64, blank=True)
    confirmed = models.BooleanField(_("两次一致"), default=False)
    log_index = models.PositiveIntegerField(_("日志条目"), null=True)
    evidence = models.JSONField(_("凭据"), default=dict)  # as logged (SPEC section 3)
    at = models.DateTimeField(_("时间"))
    second_at = models.DateTimeField(_("第二次录入时间"), null=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("公开随机数")
        ordering: ClassVar = ["draw", "source"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "source"], name="beacon_source_once"),
        ]

    def __str__(self) -> str:
        return self.value


class DrawnTarget(Governed):
    """A drawn target in the order of selection (SPEC section 7)."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="drawn")
    roster = models.OneToOneField(RosterTarget, models.PROTECT, related_name="drawn")
    position = models.PositiveIntegerField(_("次序"))
    via = models.CharField(_("途径"), max_length=32)
    lot_j = models.PositiveSmallIntegerField(_("签"))
    rank = models.CharField(_("签值"), max_length=64)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("抽中对象")
        ordering: ClassVar = ["draw", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "position"], name="drawn_position"),
        ]

    def __str__(self) -> str:
        return str(self.roster)


class TeamSlot(Governed):
    """A place of a team and who holds it; slot 0 is the leader 「组长」 (SPEC section 9)."""

    drawn = models.ForeignKey(DrawnTarget, models.PROTECT, related_name="slots")
    slot = models.PositiveSmallIntegerField(_("席位"))
    need = models.CharField(_("要求"), max_length=24)
    inspector = models.ForeignKey(RosterInspector, models.PROTECT, related_name="slots", null=True)

    class Meta(Governed.Meta):
        verbose_name = verbose_name_plural = _("检查组席位")
        ordering: ClassVar = ["drawn", "slot"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drawn", "slot"], name="team_slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.drawn} {self.slot}"
