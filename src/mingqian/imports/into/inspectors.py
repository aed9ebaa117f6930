"""Checked rows into the inspector directory 「检查人员名录库」."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mingqian.accounts.models import Organisation
from mingqian.audit.personal import blind_index
from mingqian.directories.models import Inspector
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

PLAIN = ("name", "sex", "phone", "level", "post", "certificate_number", "expertise")
EXPIRED = "执法证到期"
"""Why an inspector is out who came with a lapsed certificate; a new one brings them back."""


class InspectorBook:
    """The inspector directory as an import sees it."""

    def __init__(self, occasion: Occasion) -> None:
        self.occasion = occasion
        self.units = units_by_name()

    def compare(self, rows: Sequence[Mapping[str, Any]]) -> list[Compared]:
        """Return the rows of one batch beside the inspectors with the same ID number."""
        indexes = [blind_index(row["id_number"]) for row in rows]
        found = Inspector.objects.select_related("organisation").filter(id_index__in=indexes)
        known = {inspector.id_index: inspector for inspector in found}
        numbers = [row["certificate_number"] for row in rows]
        held = Inspector.objects.filter(certificate_number__in=numbers)
        holders = {
            number: (index, name)
            for number, index, name in held.values_list("certificate_number", "id_index", "name")
        }
        return [
            self._compare(row, known.get(index), index, holders)
            for row, index in zip(rows, indexes, strict=True)
        ]

    def _compare(
        self,
        row: Mapping[str, Any],
        existing: Inspector | None,
        index: str,
        holders: Mapping[str, tuple[str, str]],
    ) -> Compared:
        compared = Compared(row, existing)
        unit = self.units.get(row["unit"])
        if unit is None:
            compared.faults.append(_unknown_unit(row["unit"]))
            return compared
        self._check_reach(compared, unit)
        holder = holders.get(row["certificate_number"])
        if holder is not None and holder[0] != index:
            compared.faults.append(_taken(holder[1]))
        wanted = self._wanted(row, existing)
        wanted["organisation"] = unit
        if existing is None:
            wanted |= {"id_number": row["id_number"], "id_index": index}
        merge(compared, wanted, shown_value)
        return compared

    def _wanted(self, row: Mapping[str, Any], existing: Inspector | None) -> dict[str, Any]:
        names = [n for n in PLAIN if row[n] and (existing is None or n in self.occasion.columns)]
        wanted = {name: row[name] for name in names}
        wanted |= {name: day_of(row[name]) for name in ("valid_from", "valid_to")}
        if existing is None or "may_lead" in self.occasion.columns:
            wanted["may_lead"] = row["may_lead"]
        if row["certificate_expired"]:
            if existing is None or existing.active:
                wanted |= {"active": False, "out_reason": EXPIRED}
        elif existing is not None and existing.out_reason == EXPIRED:
            # Others who are out (transferred, retired) come back by hand only.
            wanted |= {"active": True, "out_reason": ""}
        return wanted

    def _check_reach(self, compared: Compared, unit: Organisation) -> None:
        units = [unit] if compared.existing is None else [unit, compared.existing.organisation]
        for each in units:
            if not self.occasion.by.reaches(each.pk):
                compared.faults.append(
                    Fault(
                        gettext_noop("这位检查人员属于 {unit}，不是您的单位"),
                        gettext_noop("请由该单位或县局导入。"),
                        at="unit",
                        unit=each.name,
                    )
                )
                return

    def write(self, batch: Sequence[Compared], source: str) -> None:
        """Write the new inspectors and those that change."""
        at = self.occasion.at
        new = [
            Inspector(**c.values, source=source, updated_at=at) for c in batch if not c.existing
        ]
        if new:
            Inspector.objects.bulk_create(new)
        rows, names = apply_values(batch)
        for inspector in rows:
            inspector.source, inspector.updated_at = source, at
        if rows:
            Inspector.objects.bulk_update(rows, [*names, "source", "updated_at"])

    def missing(self, keys: Collection[str]) -> list[dict[str, Any]]:
        """Return the active inspectors that the actor reaches and the file does not name."""
        known = {blind_index(key) for key in keys}
        rows = within_reach(Inspector.objects.filter(active=True), self.occasion.by).order_by("id")
        values = rows.values_list("pk", "name", "certificate_number", "id_index")
        return [
            {"pk": pk, "name": name, "code": number}
            for pk, name, number, index in values
            if index not in known
        ]

    def notices(self) -> list[tuple[str, int]]:
        """Return nothing: nothing is completed in silence."""
        return []


def _unknown_unit(name: str) -> Fault:
    return Fault(
        gettext_noop("没有单位「{unit}」"),
        gettext_noop("请先在单位管理中添加，或改用已有的单位名称。"),
        at="unit",
        unit=name,
    )


def _taken(name: str) -> Fault:
    return Fault(
        gettext_noop("执法证号已由名录里的 {name} 使用，身份证号不同"),
        gettext_noop("请核对执法证号和身份证号。"),
        at="certificate_number",
        name=name,
    )
