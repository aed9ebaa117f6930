"""青禾县, a county that does not exist: its places, its units, its numbers.

The division code 370399 has the form of GB/T 2260 and stands under existing divisions, so every
check of format passes. It has never been assigned, not in any code book since 1980: no firm has a
credit code with it and no person an ID number, so nothing invented here can be anybody's. The
mobile numbers begin with 154, which no operator has been given.
"""

from dataclasses import dataclass

COUNTY_CODE = "370399"
COUNTY_NAME = "青禾县"
BUREAU_NAME = "青禾县应急管理局"
MOBILE_PREFIX = "154"

# Townships as the statistical division codes number them: 001 街道, 100 镇, 200 乡, 400 zones.
TOWNSHIPS = {
    "370399001": "城东街道",
    "370399100": "城关镇",
    "370399101": "石桥镇",
    "370399102": "禾丰镇",
    "370399103": "白云山镇",
    "370399104": "柳湾镇",
    "370399105": "沙坪镇",
    "370399106": "青杨镇",
    "370399200": "双河乡",
    "370399201": "长岭乡",
    "370399400": "经济开发区",
}
PLACES = {COUNTY_CODE: COUNTY_NAME, **TOWNSHIPS}

# Where firms are: the seat and the zone hold half of them.
DENSITY = (
    ("370399100", 26),
    ("370399400", 19),
    ("370399001", 13),
    ("370399101", 9),
    ("370399102", 8),
    ("370399104", 7),
    ("370399103", 5),
    ("370399106", 5),
    ("370399105", 4),
    ("370399200", 2),
    ("370399201", 2),
)


@dataclass(frozen=True, slots=True)
class InventedUnit:
    """A unit of the county; `kind` is that of `accounts.Organisation`."""

    code: str
    name: str
    kind: str
    region: str


BUREAU = InventedUnit("bureau", BUREAU_NAME, "bureau", COUNTY_CODE)
TOWNSHIP_UNITS = tuple(
    InventedUnit(f"t{number:02}", f"{name}应急管理所", "township", code)
    for number, (code, name) in enumerate(TOWNSHIPS.items(), start=1)
)
UNITS = (BUREAU, *TOWNSHIP_UNITS)
UNIT_OF_PLACE = {unit.region: unit.name for unit in UNITS}
