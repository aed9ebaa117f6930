"""What a person typed about a target, checked by the same rules as a row of an import."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from mingqian.directories import reference
from mingqian.directories.models import Place, RiskClass, Target, TargetFlag
from mingqian.rules.identifiers import check_credit_code, check_industry_code, check_phone
from mingqian.rules.identifiers.text import typed_text
from mingqian.rules.refusals import RuleBroken, gettext_noop

EDITABLE = (
    "name",
    "unit_type",
    "legal_representative",
    "address",
    "contact",
    "phone",
    "business_scope",
    "subject_type",
    "industry",
    "sector",
    "region",
    "regulatory_type",
    "risk_class",
    "flags",
    "covered_by",
    "last_inspected_on",
)
REQUIRED = ("name", "industry", "region")


def checked_values(typed: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the values to write, what follows from them included; raise RuleBroken."""
    unknown = set(typed) - {*EDITABLE, "credit_code"}
    if unknown:
        msg = f"no such fields of a target: {sorted(unknown)}"
        raise ValueError(msg)
    values = {name: _checked(name, value) for name, value in typed.items()}
    if "industry" in values:
        values["industry_name"] = reference.industries()[values["industry"]].name
    if "region" in values:
        values["region_name"] = _place_name(values["region"])
    inspected = values.get("last_inspected_on")
    if inspected is not None and inspected > today:
        raise RuleBroken(
            gettext_noop("上次检查日期 {day} 在今天之后。"),
            field="last_inspected_on",
            day=inspected.isoformat(),
        )
    return values


def _checked(name: str, value: Any) -> Any:
    if name in {"flags", "last_inspected_on"}:
        return _CHECKS[name](value)
    text = typed_text(value)
    if not text and name in REQUIRED:
        raise RuleBroken(
            gettext_noop("{title}未填。"), field=name, title=str(_field(name).verbose_name)
        )
    limit = _field(name).max_length
    if limit is not None and len(text) > limit:
        raise RuleBroken(
            gettext_noop("{title}太长：{found} 个字，最多 {limit} 个字。"),
            field=name,
            title=str(_field(name).verbose_name),
            found=len(text),
            limit=limit,
        )
    check = _CHECKS.get(name)
    return check(text) if check is not None and text else text


def _field(name: str) -> Any:
    return Target._meta.get_field(name)


def _place_name(code: str) -> str:
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise RuleBroken(gettext_noop("区划 {code} 不在本县区划表中。"), field="region", code=code)
    return str(place.name)


def _risk(value: str) -> str:
    if value not in RiskClass.values:
        raise RuleBroken(gettext_noop("风险等级应为 A、B、C 或 D。"), field="risk_class")
    return value


def _sector(value: str) -> str:
    if value not in {sector.code for sector in reference.sectors()}:
        raise RuleBroken(gettext_noop("没有行业领域「{value}」。"), field="sector", value=value)
    return value


def _flags(value: Any) -> list[str]:
    flags = list(dict.fromkeys(value or ()))
    if not set(flags) <= set(TargetFlag.values):
        raise RuleBroken(gettext_noop("没有这种标记。"), field="flags")
    return flags


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "credit_code": check_credit_code,
    "industry": lambda value: check_industry_code(value, reference.industries()),
    "phone": check_phone,
    "risk_class": _risk,
    "sector": _sector,
    "flags": _flags,
    "last_inspected_on": _day,
}
