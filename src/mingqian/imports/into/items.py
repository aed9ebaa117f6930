"""Checked rows into a new version of the item list 「抽查事项清单」."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import CharField

from mingqian.directories.models import InspectionItem, ItemList
from mingqian.imports.columns import Fault
from mingqian.imports.into.compared import Compared, Occasion, merge, shown_value
from mingqian.rules.refusals import gettext_noop

PLAIN = (
    "code",
    "body",
    "category",
    "matter",
    "objects_text",
    "item_class",
    "method",
    "department",
    "level",
    "legal_bases",
    "sectors",
    "ratio",
    "content",
)


# Put together from the cells of several rows, so that each may be short and all too long.
JOINED = ("method", "department", "level")


class ItemBook:
    """The item list as an import sees it: every import makes a version, none is changed."""

    def __init__(self, occasion: Occasion) -> None:
        self.occasion = occasion
        self.latest = ItemList.objects.order_by("-number").first()
        known = InspectionItem.objects.filter(item_list=self.latest) if self.latest else ()
        self.known = {key_of(item): item for item in known}
        self.made: ItemList | None = None

    def make_version(self, *, title: str, reason: str, effective_on: date) -> ItemList:
        """Create the version that the rows will be written into."""
        number = self.latest.number + 1 if self.latest else 1
        self.made = ItemList.objects.create(
            number=number,
            title=title,
            reason=reason,
            effective_on=effective_on,
            created_at=self.occasion.at,
        )
        return self.made

    def compare(self, rows: Sequence[Mapping[str, Any]]) -> list[Compared]:
        """Return the items beside those of the version before."""
        found = []
        for row in rows:
            compared = Compared(row, self.known.get(key_of(row)))
            # A version stands for itself: what the new file leaves empty is empty in it.
            merge(compared, {name: row[name] for name in PLAIN if name != "code"}, shown_value)
            compared.faults += [_too_long(n, row[n]) for n in JOINED if len(row[n]) > _limit(n)]
            found.append(compared)
        return found

    def write(self, batch: Sequence[Compared], source: str) -> None:
        """Write the items into the new version."""
        InspectionItem.objects.bulk_create(
            InspectionItem(item_list=self.made, **{name: c.row[name] for name in PLAIN})
            for c in batch
        )

    def missing(self, keys: Collection[str]) -> list[dict[str, Any]]:
        """Return the items of the version before that the file drops."""
        gone = (item for key, item in self.known.items() if key not in keys)
        return [{"pk": i.pk, "name": i.matter, "code": i.code} for i in gone]

    def notices(self) -> list[tuple[str, int]]:
        """Return nothing: nothing is completed in silence."""
        return []


def _limit(name: str) -> int:
    field = InspectionItem._meta.get_field(name)
    assert isinstance(field, CharField)  # noqa: S101
    return field.max_length or 0


def _too_long(name: str, value: str) -> Fault:
    return Fault(
        gettext_noop("几行合起来太长：{found} 个字，最多 {limit} 个字"),
        gettext_noop("请检查这几行是不是同一个事项，合并的单元格有没有错位。"),
        at=name,
        found=len(value),
        limit=_limit(name),
    )


def key_of(item: Any) -> str:
    """Return what makes an item the same in two versions; as `ItemRow.key`."""
    names = ("body", "category", "matter", "objects_text")
    if isinstance(item, Mapping):
        return "｜".join(item[name] for name in names)
    return "｜".join(getattr(item, name) for name in names)
