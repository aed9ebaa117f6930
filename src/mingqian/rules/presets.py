"""Settings of a jurisdiction, shipped as two presets from the founding documents.

Where the documents differ, the difference is a value here and never an `if` on a name. Every
value says which clause states it; where a document is silent the value of the program stands and
`stated` is False, so that nobody takes it for that county's rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from mingqian.rules.deadlines import (
    FEEDBACK_WORKDAYS,
    PUBLICATION_WORKDAYS,
    REVIEW_WORKDAYS,
    SOON_WORKDAYS,
)
from mingqian.rules.eligibility import MIN_TEAM
from mingqian.rules.refusals import RuleBroken, gettext_noop
from mingqian.rules.sampling import GENERAL_MINIMUM, MAX_DRAWN_A_YEAR, ExceptionReading, Rate

T = TypeVar("T")

GAOQING = gettext_noop("《高青县应急管理系统安全生产“双随机、一公开”抽查工作指引》")
BOLUO = gettext_noop("《博罗县安全生产监督管理局推进安全生产监督检查“双随机一公开”实施方案》")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value with the clause that states it.

    Attributes:
        value: the value.
        basis: clause, "" where the document says nothing.
    """

    value: T
    basis: str = ""

    @property
    def stated(self) -> bool:
        """Tell whether the document itself states the value."""
        return bool(self.basis)


@dataclass(frozen=True, slots=True)
class Preset:
    """The settings that a jurisdiction starts from.

    Attributes:
        code: name in the configuration.
        title: the document.
        general_minimum: least share of general objects; None means no such rule.
        plan_share_minimum: least share of the yearly plan done by double random; None: no rule.
        drawn_a_year: times an object is drawn within a year; None means no limit.
        exception_reading: how the exceptions to that limit are read.
        exclusions: exclusion codes that a new task starts with.
        joint_a_year: joint checks launched or joined a year, at least.
        team_minimum: inspectors for each object, at least.
        publication_workdays: working days to publication.
        review_workdays: working days to the review of an objection.
        feedback_workdays: working days from the review to the answer.
        soon_workdays: working days left from which a clock is 「临期」.
        register_month: month of the yearly update of the target directory; None: at any time.
        target_fields: fields that a target must have, by their names in the target directory.
        inspector_fields: fields that an inspector must have.
        platforms: where results are published or sent to.
    """

    code: str
    title: str
    general_minimum: Setting[Rate | None]
    plan_share_minimum: Setting[Rate | None]
    drawn_a_year: Setting[int | None]
    exception_reading: Setting[ExceptionReading]
    exclusions: Setting[tuple[str, ...]]
    joint_a_year: Setting[int]
    team_minimum: Setting[int]
    publication_workdays: Setting[int]
    review_workdays: Setting[int]
    feedback_workdays: Setting[int]
    soon_workdays: Setting[int]
    register_month: Setting[int | None]
    target_fields: Setting[tuple[str, ...]]
    inspector_fields: Setting[tuple[str, ...]]
    platforms: Setting[tuple[str, ...]]


_GAOQING = Preset(
    code="gaoqing",
    title=GAOQING,
    general_minimum=Setting(GENERAL_MINIMUM, "《工作指引》5.1.2"),
    plan_share_minimum=Setting(None),
    drawn_a_year=Setting(MAX_DRAWN_A_YEAR, "《工作指引》6.2"),
    # The sentence of 6.2 can be read two ways; each ground alone is the reading of the project.
    exception_reading=Setting(ExceptionReading.EACH_ALONE),
    exclusions=Setting(("n1", "n2", "n3", "n4", "n5", "y1"), "《工作指引》4.3、6.2"),
    joint_a_year=Setting(1, "《工作指引》6.2"),
    team_minimum=Setting(MIN_TEAM, "《工作指引》7.3"),
    publication_workdays=Setting(PUBLICATION_WORKDAYS, "《工作指引》9.1"),
    review_workdays=Setting(REVIEW_WORKDAYS, "《工作指引》9.2"),
    feedback_workdays=Setting(FEEDBACK_WORKDAYS, "《工作指引》9.2"),
    soon_workdays=Setting(SOON_WORKDAYS),
    register_month=Setting(None, "《工作指引》5.2.1"),
    target_fields=Setting(
        (
            "credit_code",
            "name",
            "unit_type",
            "legal_representative",
            "address",
            "business_scope",
            "region",
            "industry",
            "regulatory_type",
        ),
        "《工作指引》3.3、5.2.1",
    ),
    inspector_fields=Setting(
        (
            "id_number",
            "name",
            "sex",
            "phone",
            "organisation",
            "post",
            "certificate_number",
            "expertise",
        ),
        "《工作指引》3.4、5.2.2",
    ),
    platforms=Setting((gettext_noop("省“双随机、一公开”监管工作平台"),), "《工作指引》5.3、9.1"),
)

_BOLUO = Preset(
    code="boluo",
    title=BOLUO,
    general_minimum=Setting(None),
    plan_share_minimum=Setting(Rate(30, 100), "《实施方案》二（一）4"),
    drawn_a_year=Setting(None),
    exception_reading=Setting(ExceptionReading.EACH_ALONE),
    exclusions=Setting(("l1",), "《实施方案》二（一）2"),
    joint_a_year=Setting(0),
    team_minimum=Setting(MIN_TEAM),
    publication_workdays=Setting(PUBLICATION_WORKDAYS),
    review_workdays=Setting(REVIEW_WORKDAYS),
    feedback_workdays=Setting(FEEDBACK_WORKDAYS),
    soon_workdays=Setting(SOON_WORKDAYS),
    register_month=Setting(12, "《实施方案》二（一）2"),
    target_fields=Setting(
        (
            "name",
            "credit_code",
            "subject_type",
            "industry",
            "address",
            "legal_representative",
            "phone",
        ),
        "《实施方案》二（一）2",
    ),
    inspector_fields=Setting(
        ("name", "sex", "post", "certificate_number", "organisation", "phone", "expertise"),
        "《实施方案》二（一）3",
    ),
    platforms=Setting(
        (
            gettext_noop("县公共信用信息平台"),
            gettext_noop("国家企业信用信息公示系统（广东）"),
            gettext_noop("信用惠州"),
        ),
        "《实施方案》二（一）4",
    ),
)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {preset.code: preset for preset in (_GAOQING, _BOLUO)}
)
"""The shipped presets by code."""


def preset_named(code: str) -> Preset:
    """Return the preset with this code, or refuse one that is not shipped."""
    if code not in PRESETS:
        raise RuleBroken(
            gettext_noop("没有名为「{code}」的预设，可选：{codes}。"),
            field="preset",
            code=code,
            codes="、".join(PRESETS),
        )
    return PRESETS[code]
