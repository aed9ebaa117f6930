"""Reading the item list, the two directories and the calendar.

Functions that take an actor show only what the actor reaches: the bureau everything, any other
unit its own rows. Functions without one are for the draw, which takes the whole directory.
"""

from mingqian.directories.queries.inspectors import (
    SOON_DAYS,
    InspectorSearch,
    expertise_in_use,
    find_inspector,
    inspector_counts,
    inspectors,
    inspectors_for_roster,
    interests,
    interests_in,
    interests_of,
    standing_of,
)
from mingqian.directories.queries.items import (
    ItemSearch,
    current_list,
    departments_in,
    find_item,
    find_list,
    item_lists,
    items,
    items_named,
)
from mingqian.directories.queries.office import (
    calendar_days,
    places,
    units_by_name,
    work_calendar,
)
from mingqian.directories.queries.scope import Choice, within_reach
from mingqian.directories.queries.targets import (
    CONDITIONS,
    FLAG_TITLES,
    TargetSearch,
    find_target,
    target_counts,
    targets,
    targets_for_sampling,
)
from mingqian.directories.queries.values import (
    industries_in_use,
    industry_name,
    regions_in_use,
    regulatory_types_in_use,
    risk_classes_in_use,
    sector_name,
    sector_titles,
    sectors_in_use,
    unit_types_in_use,
    units_in_use,
)

__all__ = [
    "CONDITIONS",
    "FLAG_TITLES",
    "SOON_DAYS",
    "Choice",
    "InspectorSearch",
    "ItemSearch",
    "TargetSearch",
    "calendar_days",
    "current_list",
    "departments_in",
    "expertise_in_use",
    "find_inspector",
    "find_item",
    "find_list",
    "find_target",
    "industries_in_use",
    "industry_name",
    "inspector_counts",
    "inspectors",
    "inspectors_for_roster",
    "interests",
    "interests_in",
    "interests_of",
    "item_lists",
    "items",
    "items_named",
    "places",
    "regions_in_use",
    "regulatory_types_in_use",
    "risk_classes_in_use",
    "sector_name",
    "sector_titles",
    "sectors_in_use",
    "standing_of",
    "target_counts",
    "targets",
    "targets_for_sampling",
    "unit_types_in_use",
    "units_by_name",
    "units_in_use",
    "within_reach",
    "work_calendar",
]
