"""Grounds on which the draw leaves an object or an inspector out, and the limit of once a year.

Codes stand in the commitment with their public counts (SPEC sections 1 and 4), so they match
[a-z][a-z0-9]{0,15} and are never reused for another meaning.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from mingqian.rules.refusals import RuleBroken, gettext_noop

CODE = re.compile(r"[a-z][a-z0-9]{0,15}")
"""Codes that may stand in a commitment (SPEC section 1: strata, skills, units, exclusions)."""


class Applies(StrEnum):
    """What an exclusion code may stand beside."""

    TARGET = "target"
    INSPECTOR = "inspector"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A ground on which a row of the frozen roster takes no part in the draw.

    Attributes:
        code: its code in the commitment; the counts by code are public.
        title: what is published beside the count.
        basis: the clause it rests on.
        applies: whether it excludes objects or inspectors, or drops a debt.
    """

    code: str
    title: str
    basis: str
    applies: Applies


_CATALOGUE = (
    Exclusion("y1", gettext_noop("本年度已被抽查"), "《工作指引》6.2", Applies.TARGET),
    Exclusion("l1", gettext_noop("上级抽查计划已覆盖"), "《实施方案》二（一）2", Applies.TARGET),
    Exclusion(
        "m1", gettext_noop("本年度检查次数已达上限"), "《实施方案》三（二）", Applies.TARGET
    ),
    Exclusion("t1", gettext_noop("已有未办结的检查，应当合并"), "《工作指引》8.2", Applies.TARGET),
    Exclusion("j1", gettext_noop("不属本机关管辖"), "《工作指引》5.2.1", Applies.TARGET),
    Exclusion("s1", gettext_noop("停产停业或已注销、迁出"), "《工作指引》5.2.1", Applies.TARGET),
    Exclusion(
        "n1", gettext_noop("上级有专门要求或重点工作部署"), "《工作指引》4.3 a", Applies.TARGET
    ),
    Exclusion(
        "n2",
        gettext_noop("投诉举报、数据监测或涉嫌违法，另行检查"),
        "《工作指引》4.3 b",
        Applies.TARGET,
    ),
    Exclusion("n3", gettext_noop("转办、交办、督办案件"), "《工作指引》4.3 c", Applies.TARGET),
    Exclusion("n4", gettext_noop("突发性安全生产事件"), "《工作指引》4.3 d", Applies.TARGET),
    Exclusion("n5", gettext_noop("其他不适用随机抽查"), "《工作指引》4.3 e", Applies.TARGET),
    Exclusion("c1", gettext_noop("执法证已过有效期"), "《工作指引》7.3", Applies.INSPECTOR),
    Exclusion("c2", gettext_noop("执法证尚未生效"), "《工作指引》7.3", Applies.INSPECTOR),
    Exclusion("c3", gettext_noop("没有执法证"), "《工作指引》7.3", Applies.INSPECTOR),
    Exclusion("c4", gettext_noop("执法证被暂扣或注销"), "《工作指引》7.3", Applies.INSPECTOR),
    Exclusion(
        "p1", gettext_noop("已出库（调离、退休等）"), "《实施方案》二（一）3", Applies.INSPECTOR
    ),
    Exclusion("p2", gettext_noop("请假或休假"), "《实施方案》二（一）3", Applies.INSPECTOR),
    Exclusion("p3", gettext_noop("尚未入库"), "《实施方案》二（一）3", Applies.INSPECTOR),
    Exclusion("p4", gettext_noop("不在本任务参加单位"), "《工作指引》7.3", Applies.INSPECTOR),
    Exclusion("d1", gettext_noop("检查对象已不存在"), "SPEC 8", Applies.DROP),
    Exclusion("o1", gettext_noop("不属本机关，移交管辖机关"), "SPEC 8", Applies.DROP),
)

EXCLUSIONS: Mapping[str, Exclusion] = MappingProxyType({each.code: each for each in _CATALOGUE})
"""Every exclusion code of the platform; d1 and o1 are reserved for debts and redos (SPEC 8)."""


def check_exclusion(code: str, applies: Applies) -> Exclusion:
    """Return the exclusion with this code, or refuse one unknown or meant for something else."""
    found = EXCLUSIONS.get(code)
    if found is None:
        raise RuleBroken(gettext_noop("没有排除理由代码 {code}。"), field="exclusion", code=code)
    if found.applies is not applies:
        raise RuleBroken(
            gettext_noop("排除理由 {code}「{title}」不适用于这里。"),
            field="exclusion",
            code=code,
            title=found.title,
        )
    return found


class ExceptionReading(StrEnum):
    """The two ways to read the exception to "once a year" in G 6.2; a setting of the office.

    The sentence names key sectors, then records such as repeated complaints, then campaigns. Read
    as EACH_ALONE every one of them lifts the limit; read as SECTOR_AND_RECORD a key sector and a
    record are both needed, campaigns and orders lift it alone.
    """

    EACH_ALONE = "each_alone"
    SECTOR_AND_RECORD = "sector_and_record"


class ExceptionKind(StrEnum):
    """What sort of fact lifts the limit of once a year."""

    SECTOR = "sector"
    RECORD = "record"
    DEPLOYED = "deployed"


@dataclass(frozen=True, slots=True)
class AnnualException:
    """A ground on which an object may be drawn again within the year (G 6.2)."""

    code: str
    title: str
    kind: ExceptionKind


_ANNUAL = (
    AnnualException(
        "key_sector",
        gettext_noop("危险化学品、非煤矿山、烟花爆竹、冶金、有色等重点行业领域"),
        ExceptionKind.SECTOR,
    ),
    AnnualException("complaints", gettext_noop("有多次被投诉举报记录"), ExceptionKind.RECORD),
    AnnualException("watch_list", gettext_noop("列入重点关注名录"), ExceptionKind.RECORD),
    AnnualException("dishonest", gettext_noop("失信记录"), ExceptionKind.RECORD),
    AnnualException("serious_violation", gettext_noop("严重违法违规记录"), ExceptionKind.RECORD),
    AnnualException("campaign", gettext_noop("专项整治另行部署定向抽查"), ExceptionKind.DEPLOYED),
    AnnualException("incident", gettext_noop("特殊事件另行部署定向抽查"), ExceptionKind.DEPLOYED),
    AnnualException(
        "order_from_above", gettext_noop("上级指令另行部署定向抽查"), ExceptionKind.DEPLOYED
    ),
)

ANNUAL_EXCEPTIONS: Mapping[str, AnnualException] = MappingProxyType(
    {each.code: each for each in _ANNUAL}
)

MAX_DRAWN_A_YEAR = 1
"""Times that an object is drawn within a year (《工作指引》6.2)."""


def excluded_this_year(
    times: int,
    grounds: Collection[str] = (),
    *,
    reading: ExceptionReading = ExceptionReading.EACH_ALONE,
    limit: int | None = MAX_DRAWN_A_YEAR,
) -> bool:
    """Tell whether an object is out because it was drawn this year (G 6.2, code y1).

    Args:
        times: how often it was drawn this year, over all tasks and departments.
        grounds: codes of `ANNUAL_EXCEPTIONS` that hold for the object or the task.
        reading: how the office reads the exception.
        limit: times a year, a setting; None where the office has no such limit.
    """
    if limit is None or times < limit:
        return False
    kinds = {_annual_exception(code).kind for code in grounds}
    if ExceptionKind.DEPLOYED in kinds:
        return False
    needed = {ExceptionKind.SECTOR, ExceptionKind.RECORD}
    if reading is ExceptionReading.SECTOR_AND_RECORD:
        return not needed <= kinds
    return not needed & kinds


def _annual_exception(code: str) -> AnnualException:
    if code not in ANNUAL_EXCEPTIONS:
        raise RuleBroken(
            gettext_noop("没有例外理由代码 {code}（《工作指引》6.2）。"), field="ground", code=code
        )
    return ANNUAL_EXCEPTIONS[code]
