"""What a task can be about, leave out and make an exception of: choices as data.

Codes of scopes stand in the public log behind the office's region, `370399-gongmao`; debts are
owed within a scope, so a code is never renamed and never reused (SPEC sections 4 and 8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mingqian.directories.reference import sectors
from mingqian.rules.refusals import gettext_noop
from mingqian.rules.sampling import ANNUAL_EXCEPTIONS, EXCLUSIONS, ExceptionKind, ItemClass


@dataclass(frozen=True, slots=True)
class Scope:
    """A field of supervision that tasks draw from 「抽查领域」.

    Attributes:
        code: its code, stable over the years.
        title: its name.
        sectors: codes of the sectors it covers, empty for all targets.
    """

    code: str
    title: str
    sectors: tuple[str, ...] = ()


_SCOPES = (
    Scope(
        "gongmao",
        gettext_noop("工贸"),
        (
            "metallurgy",
            "nonferrous",
            "buildmat",
            "machinery",
            "lightind",
            "textile",
            "tobacco",
            "commerce",
        ),
    ),
    Scope("weihua", gettext_noop("危险化学品"), ("hazchem", "chemical", "pharma", "oilgas")),
    Scope("feimei", gettext_noop("非煤矿山"), ("noncoalmine",)),
    Scope("yanhua", gettext_noop("烟花爆竹"), ("fireworks",)),
    Scope("zonghe", gettext_noop("综合")),
)

SCOPES: Mapping[str, Scope] = MappingProxyType({scope.code: scope for scope in _SCOPES})
"""The fields of supervision by code."""

ONCE_A_YEAR = "y1"
UPPER_PLAN = "l1"

TASK_EXCLUSIONS: Mapping[str, str] = MappingProxyType(
    {code: EXCLUSIONS[code].title for code in (ONCE_A_YEAR, UPPER_PLAN)}
)
"""Exclusions that the directory can decide, by code; a task chooses among them."""

KEY_SECTOR = "key_sector"

REPEAT_GROUNDS: Mapping[str, str] = MappingProxyType(
    {
        code: exception.title
        for code, exception in ANNUAL_EXCEPTIONS.items()
        # Grounds that rest on a record of the firm wait for such records in the directory.
        if exception.kind is ExceptionKind.DEPLOYED or code == KEY_SECTOR
    }
)
"""Grounds on which a task may draw what was drawn this year (G 6.2), by code."""

SKILLS: Mapping[str, str] = MappingProxyType(
    {
        "危险化学品": "hazchem",
        "危化品": "hazchem",
        "非煤矿山": "noncoalmine",
        "陆上石油天然气开采": "oilgas",
        "烟花爆竹": "fireworks",
        "冶金": "metallurgy",
        "有色": "nonferrous",
        "建材": "buildmat",
        "机械": "machinery",
        "轻工": "lightind",
        "纺织": "textile",
        "烟草": "tobacco",
        "商贸": "commerce",
        "工贸": "industry",
        "化工": "chemical",
        "医药": "pharma",
        "有限空间": "confined",
        "粉尘防爆": "dust",
        "粉尘涉爆": "dust",
        "电气": "electric",
        "电气安全": "electric",
        "特种设备": "equipment",
        "消防": "fire",
        "应急管理": "emergency",
        "职业健康": "health",
    }
)
"""Codes of expertise that are named often; others get one from their text (`people`)."""


def key_sectors() -> frozenset[str]:
    """Return the sectors whose objects are key ones 「重点」 (G 5.1.2)."""
    return frozenset(each.code for each in sectors() if each.item_class is ItemClass.KEY)
