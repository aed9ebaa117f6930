"""What the verifier knows while it checks one bundle: the case and its attempts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fairdraw.checkpoint import Checkpoint, Policy
from fairdraw.events import Objects, TeamState, drawn_objects
from fairdraw.log import Commit, Document, Log
from fairdraw.lots import ranked
from fairdraw.matching import Matching
from fairdraw.rows import Conflict, Drawn, Inspector, Ticket


@dataclass(frozen=True)
class Given:
    """What the reader of a bundle may bring along to have it checked as well."""

    policy: bytes | None = None
    notices: Mapping[str, str] = field(default_factory=dict)
    receipt: bytes | None = None
    salt_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A published number to compare with the official notice of its source."""

    attempt: int
    place: int  # in `sources`
    source: str
    on: str
    value: str


@dataclass
class Attempt:
    """One attempt of the task as far as it has been checked."""

    commit: Commit
    lower: bool
    close_index: int = -1
    close: Document = field(default_factory=dict)
    close_hash: str = ""
    tickets: list[Ticket] = field(default_factory=list)
    value_at: list[int] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    s: str = "-"  # the released secret of a sealed draw
    seed: str = ""
    drawn: list[Drawn] = field(default_factory=list)
    drawn_root: str = ""
    events: Objects | None = None
    replaced_at: dict[str, int] = field(default_factory=dict)
    added_at: dict[str, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Return the number of the attempt."""
        return self.commit.attempt

    @property
    def sources(self) -> list[Document]:
        """Return the committed sources."""
        return list(self.commit.doc["sources"])

    def path(self, name: str) -> str:
        """Return where the bundle holds a file of this attempt."""
        return f"attempts/{self.number}/{name}" if self.lower else name

    @property
    def state(self) -> Objects:
        """Return the objects after the events so far; ranks all tickets once, if asked at all."""
        if self.events is None:
            doc, profile = self.commit.doc, self.commit.profile
            order = ranked(self.tickets, self.seed, profile)
            self.events = drawn_objects((row.tag for row in self.drawn), order, doc["topups"])
        return self.events

    def objects(self) -> list[str]:
        """Return the tags that were drawn or added, in that order."""
        return [row.tag for row in self.drawn] + list(self.events.added if self.events else ())


@dataclass
class Case:
    """A bundle under examination."""

    files: Mapping[str, bytes]
    given: Given
    commit_hash: str = ""
    policy: Policy | None = None
    checkpoints: list[Checkpoint] = field(default_factory=list)
    log: Log = field(default_factory=lambda: Log([]))
    own: Attempt | None = None
    lower: list[Attempt] = field(default_factory=list)
    members: list[tuple[str, str]] | None = None
    inspectors: list[Inspector] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    pair_seed: str = ""
    matching: Matching | None = None
    teams: TeamState | None = None
    min_choice: int | None = None
    recused: int = 0
    audited: set[str] = field(default_factory=set)
    attested: bool = False
    opened: int = 0
    grade: str = ""
    common: int = 0
    commit_time: int | None = None
    close_time: int | None = None
    numbers: list[Number] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    @property
    def draw(self) -> Attempt:
        """Return the attempt that the bundle is about; known from step 4 on."""
        assert self.own is not None  # noqa: S101 -- the order of the steps
        return self.own

    @property
    def commit(self) -> Commit:
        """Return the commit that the bundle is about; known from step 4 on."""
        return self.draw.commit

    def note(self, name: str, *details: object) -> None:
        """Remember a note of the report: `NAME` or `NAME:<detail>`."""
        self.notes.add(":".join([name, *map(str, details)]))

    def warn(self, name: str, detail: str = "") -> None:
        """Remember something to tell on screen that is no part of the report."""
        self.warnings.append((name, detail))
