"""Sectors 「行业领域」 of the two founding documents and their industry codes (G 3.2, 5.1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from mingqian.rules.reference.industries import Industry, lineage
from mingqian.rules.reference.tables import broken_row, codes_in, rows_of
from mingqian.rules.sampling import ItemClass

COLUMNS = ("code", "name", "class", "gbt4754_included", "gbt4754_excluded", "mapping_confidence")
CLASSES = {"重点": ItemClass.KEY, "一般": ItemClass.GENERAL, "未列": None}


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector of work-safety supervision 「行业领域」.

    Attributes:
        code: its code.
        name: its name.
        item_class: key or general by G 5.1.2; None where the documents give no class.
        included: industry codes whose firms usually belong to it.
        excluded: industry codes below those that do not.
        confidence: high, medium or low: how sure the mapping is. A licence decides, not a code.
    """

    code: str
    name: str
    item_class: ItemClass | None
    included: tuple[str, ...]
    excluded: tuple[str, ...]
    confidence: str


def parse_sectors(text: str) -> tuple[Sector, ...]:
    """Return the sectors in the order of the file, which is their order of precedence."""
    return tuple(_sector(line, cells) for line, cells in rows_of(text, COLUMNS))


def sectors_of(
    code: str, sectors: tuple[Sector, ...], industries: Mapping[str, Industry]
) -> tuple[Sector, ...]:
    """Return the sectors that an industry code suggests, most precise code first.

    A suggestion for the clerk: a licence for hazardous chemicals or fireworks decides, whatever
    the code says.
    """
    above = tuple(industry.code for industry in lineage(code, industries))
    suggested: list[tuple[int, Sector]] = []
    for sector in sectors:
        depth = next((at for at, each in enumerate(above) if each in sector.included), None)
        if depth is not None and not set(above[:depth]) & set(sector.excluded):
            suggested.append((depth, sector))
    return tuple(sector for _, sector in sorted(suggested, key=lambda pair: pair[0]))


def _sector(line: int, cells: dict[str, str]) -> Sector:
    if cells["class"] not in CLASSES:
        raise broken_row(line)
    return Sector(
        code=cells["code"],
        name=cells["name"],
        item_class=CLASSES[cells["class"]],
        included=codes_in(cells["gbt4754_included"]),
        excluded=codes_in(cells["gbt4754_excluded"]),
        confidence=cells["mapping_confidence"],
    )
