"""The kinds of sheets that can be imported, one module each."""

from collections.abc import Mapping
from types import MappingProxyType

from mingqian.imports.columns import Sheet
from mingqian.imports.sheets.inspectors import INSPECTORS, InspectorRow
from mingqian.imports.sheets.items import ITEMS, ItemRow
from mingqian.imports.sheets.targets import TARGETS, TargetRow

SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {sheet.code: sheet for sheet in (ITEMS, TARGETS, INSPECTORS)}
)

__all__ = ["SHEETS", "InspectorRow", "ItemRow", "TargetRow"]
