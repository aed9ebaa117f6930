"""What a person fills in to set up a task: plain values, half-filled or whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class StratumDraft:
    """A stratum as typed.

    Attributes:
        title: its name for people.
        rate: the share in percent as typed, such as 5 or 0.5%.
        minimum: least number of firms.
        risk_classes: the classes it takes, empty for all.
        sectors: the sectors it takes, empty for all.
    """

    title: str = ""
    rate: str = ""
    minimum: int = 0
    risk_classes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as typed; every field has a default, so that a preview can follow the typing.

    Attributes:
        name: name of the task.
        kind: planned or temporary.
        ground: the plan's line, or the order behind a temporary task.
        year: year of the yearly plan it counts in.
        scope: code of `scopes.SCOPES`.
        items: keys of items, all of one version of the list.
        sampling: undirected or directed.
        conditions: lists of codes under the names of `directories.queries.CONDITIONS`.
        exclusions: codes of `scopes.TASK_EXCLUSIONS`.
        repeat_ground: code of `scopes.REPEAT_GROUNDS`, needed where y1 is not excluded.
        strata: the strata, in order.
        rate_ground: number of the document by which the office stays under the 5 % floor.
        units: keys of the executing units.
        slots: places of a team: lead first, then any, skill:<code> or unit:<code>.
        inspector_cap: firms that one inspector visits, at most.
        distinct_units: members of a team come from different units where possible.
        way: operator, lotteries or dice.
        starts_on: first day of the task.
        ends_on: last day of the task.
    """

    name: str = ""
    kind: str = "planned"
    ground: str = ""
    year: int = 0
    scope: str = ""
    items: tuple[int, ...] = ()
    sampling: str = "undirected"
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclusions: tuple[str, ...] = ()
    repeat_ground: str = ""
    strata: tuple[StratumDraft, ...] = ()
    rate_ground: str = ""
    units: tuple[int, ...] = ()
    slots: tuple[str, ...] = ("lead", "any")
    inspector_cap: int = 5
    distinct_units: bool = False
    way: str = "operator"
    starts_on: date | None = None
    ends_on: date | None = None
