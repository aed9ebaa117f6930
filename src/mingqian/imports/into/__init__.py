"""The directories as an import sees them: one book a kind."""

from collections.abc import Callable, Mapping

from mingqian.imports.into.compared import Book, Compared, Occasion, plain
from mingqian.imports.into.inspectors import InspectorBook
from mingqian.imports.into.items import ItemBook
from mingqian.imports.into.targets import TargetBook

BOOKS: Mapping[str, Callable[[Occasion], Book]] = {
    "items": ItemBook,
    "targets": TargetBook,
    "inspectors": InspectorBook,
}

__all__ = ["BOOKS", "Book", "Compared", "ItemBook", "Occasion", "plain"]
