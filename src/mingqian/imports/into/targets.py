"""Checked rows into the target directory 「检查对象名录库」."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mingqian.accounts.models import Organisation, OrganisationKind
from mingqian.directories.models import Target, TargetStatus
from mingqian.directories.queries import units_by_name, within_reach
from mingqian.imports.columns import Fault
from mingqian.imports.into.compared import (
    Compared,
    Occasion,
    apply_values,
    day_of,
    merge,
    shown_value,
)
from mingqian.rules.refusals import gettext_noop

PLAIN = (
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
)
# What follows from another column.
FOLLOWS = {"industry": "industry_name", "region": "region_name"}
TOWNSHIP_CODE = 9
"""Digits from which a division code names a township and not the whole county."""

_BY_PLACE = gettext_noop("{count} 行未填管辖单位，已按所属区划推定。")
_NO_RISK = gettext_noop("{count} 行未填风险等级，新增的按 B 一般风险写入。")


class TargetBook:
    """The target directory as an import sees it."""

    def __init__(self, occasion: Occasion) -> None:
        self.occasion = occasion
        self.units = units_by_name()
        self.completed: Counter[str] = Counter()
        self.by_place = _townships(self.units.values())
        bureaus = [u for u in self.units.values() if u.kind == OrganisationKind.BUREAU]
        self.bureau = bureaus[0] if len(bureaus) == 1 else None

    def compare(self, rows: Sequence[Mapping[str, Any]]) -> list[Compared]:
        """Return the rows of one batch beside the targets with the same credit code."""
        codes = [row["credit_code"] for row in rows]
        found = Target.objects.select_related("organisation").filter(credit_code__in=codes)
        known = {target.credit_code: target for target in found}
        names = {row["name"] for row in rows}
        others = Target.objects.filter(name__in=names).exclude(credit_code__in=codes)
        same_name = dict(others.values_list("name", "credit_code"))
        compared = [self._compare(row, known.get(row["credit_code"])) for row in rows]
        for each in compared:
            self._warn_of_namesake(each, same_name)
        return compared

    def _compare(self, row: Mapping[str, Any], existing: Target | None) -> Compared:
        compared = Compared(row, existing)
        unit = self._unit(row, existing)
        if unit is None:
            compared.faults.append(_no_unit())
            return compared
        self._check_reach(compared, unit)
        wanted = self._wanted(row, existing)
        wanted["organisation"] = unit
        merge(compared, wanted, shown_value)
        return compared

    def _wanted(self, row: Mapping[str, Any], existing: Target | None) -> dict[str, Any]:
        # A value that was derived counts for new targets; it overwrites nothing that is known.
        names = [n for n in PLAIN if row[n] and (existing is None or n in self.occasion.columns)]
        if existing is None and not row["risk_class"]:
            self.completed[_NO_RISK] += 1
        wanted = {name: row[name] for name in names}
        wanted |= {to: row[to] for name, to in FOLLOWS.items() if name in wanted}
        inspected = day_of(row["last_inspected_on"])
        known = existing.last_inspected_on if existing else None
        if inspected and (known is None or inspected > known):
            wanted["last_inspected_on"] = inspected
        if existing is None:
            wanted["credit_code"] = row["credit_code"]
        elif existing.status != TargetStatus.ACTIVE:
            wanted["status"] = TargetStatus.ACTIVE.value
        return wanted

    def _unit(self, row: Mapping[str, Any], existing: Target | None) -> Organisation | None:
        if row["supervising_unit"]:
            return self.units.get(row["supervising_unit"])
        if existing is not None:
            return existing.organisation
        self.completed[_BY_PLACE] += 1
        return self.by_place.get(row["region"], self.bureau)

    def _check_reach(self, compared: Compared, unit: Organisation) -> None:
        units = [unit] if compared.existing is None else [unit, compared.existing.organisation]
        for each in units:
            if not self.occasion.by.reaches(each.pk):
                compared.faults.append(
                    Fault(
                        gettext_noop("这家由 {unit} 管辖，不属于您的单位"),
                        gettext_noop("请由该单位或县局导入。"),
                        at="supervising_unit",
                        unit=each.name,
                    )
                )
                return

    def _warn_of_namesake(self, compared: Compared, same_name: Mapping[str, str]) -> None:
        code = same_name.get(compared.row["name"])
        if code is not None and compared.existing is None:
            compared.warnings.append(
                Fault(
                    gettext_noop("名录里已有同名的对象，统一代码是 {code}"),
                    gettext_noop("写入后是两家；如果是同一家，请先核对统一代码。"),
                    at="name",
                    code=code,
                )
            )

    def write(self, batch: Sequence[Compared], source: str) -> None:
        """Write the new targets and those that change."""
        at = self.occasion.at
        new = [Target(**c.values, source=source, updated_at=at) for c in batch if not c.existing]
        if new:
            Target.objects.bulk_create(new)
        rows, names = apply_values(batch)
        for target in rows:
            target.source, target.updated_at = source, at
        if rows:
            Target.objects.bulk_update(rows, [*names, "source", "updated_at"])

    def missing(self, keys: Collection[str]) -> list[dict[str, Any]]:
        """Return the active targets that the actor reaches and the file does not name."""
        rows = within_reach(Target.objects.filter(status=TargetStatus.ACTIVE), self.occasion.by)
        known = set(keys)
        values = rows.order_by("id").values_list("pk", "name", "credit_code").iterator()
        return [
            {"pk": pk, "name": name, "code": code}
            for pk, name, code in values
            if code not in known
        ]

    def notices(self) -> list[tuple[str, int]]:
        """Return how many rows were completed, and by what."""
        return list(self.completed.items())


def _townships(units: Collection[Organisation]) -> dict[str, Organisation]:
    """Return the unit of each township code that only one unit has."""
    found: dict[str, list[Organisation]] = {}
    for unit in units:
        if unit.kind == OrganisationKind.TOWNSHIP and len(unit.region) >= TOWNSHIP_CODE:
            found.setdefault(unit.region, []).append(unit)
    return {code: same[0] for code, same in found.items() if len(same) == 1}


def _no_unit() -> Fault:
    return Fault(
        gettext_noop("管辖单位未填，按所属区划也推定不出"),
        gettext_noop("请填写管辖单位，须与单位管理中的名称一致。"),
        at="supervising_unit",
    )
