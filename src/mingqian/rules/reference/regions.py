"""Division codes of the People's Republic of China, in force and abolished (GB/T 2260)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mingqian.rules.reference.tables import broken_row, rows_of

COLUMNS = ("code", "name", "level", "parent", "path", "status", "replaced_by", "note")
DOUBTFUL = "replacement lies in another prefecture"
"""How the data marks a successor that was derived and not confirmed."""


class RegionStatus(StrEnum):
    """Whether firms can be registered under a division code today."""

    CURRENT = "current"
    ABOLISHED = "abolished"
    STATISTICAL = "statistical"
    COLLECTIVE = "collective"


class RegionLevel(StrEnum):
    """Level of a division."""

    PROVINCE = "省级"
    PREFECTURE = "地级"
    COUNTY = "县级"


@dataclass(frozen=True, slots=True)
class Region:
    """A division 「行政区划」.

    Attributes:
        code: six digits.
        name: its own name.
        level: province, prefecture or county.
        parent: code of the division above, "" for a province.
        path: names from the province down, "" for abolished ones.
        status: in force, abolished, zone of the statistics bureau, or a place holder.
        replaced_by: code of the one successor where it is known and not doubtful, else "".
    """

    code: str
    name: str
    level: RegionLevel
    parent: str
    path: str
    status: RegionStatus
    replaced_by: str


def parse_regions(text: str) -> dict[str, Region]:
    """Return divisions by code, from CSV text with the columns of the shipped file."""
    return {cells["code"]: _region(line, cells) for line, cells in rows_of(text, COLUMNS)}


def successor(region: Region, table: Mapping[str, Region]) -> Region | None:
    """Return the division in force that took an abolished one's place, through all changes."""
    seen = {region.code}
    following = table.get(region.replaced_by)
    while following is not None and following.status is RegionStatus.ABOLISHED:
        if following.code in seen:
            return None
        seen.add(following.code)
        following = table.get(following.replaced_by)
    return following


def _region(line: int, cells: dict[str, str]) -> Region:
    try:
        return Region(
            code=cells["code"],
            name=cells["name"],
            level=RegionLevel(cells["level"]),
            parent=cells["parent"],
            path=cells["path"] or cells["name"],
            status=RegionStatus(cells["status"]),
            replaced_by="" if cells["note"].startswith(DOUBTFUL) else cells["replaced_by"],
        )
    except ValueError:
        raise broken_row(line) from None
