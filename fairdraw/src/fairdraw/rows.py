"""The rows of a snapshot as values (SPEC section 2); `tickets` reads and writes their files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ticket:
    """One object in the urn: its salted tag, stratum, top-up groups, number of lots and status."""

    tag: str
    stratum: str
    groups: tuple[str, ...]
    k: int
    status: str  # "in", "ex:<code>" or "must:<log index>"
    attr: str


@dataclass(frozen=True, slots=True)
class Inspector:
    """One inspector of the frozen roster: salted tag, unit, skills, may lead, cap of objects."""

    itag: str
    unit: str
    skills: tuple[str, ...]
    lead: bool
    cap: int
    status: str  # "in" or "ex:<code>"
    attr: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A pair that may never meet: object and inspector."""

    otag: str
    itag: str
    attr: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn object in order of selection: how it came in (`via`) and its winning lot."""

    tag: str
    stratum: str
    via: str  # "must", "stratum" or "topup:<group>"
    lot_j: int
    rank: str
