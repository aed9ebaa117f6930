"""The complete log: what names what, what is finished, what is owed (SPEC 3, 4 and 8)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fairdraw.beacons import (
    check_evidence,
    check_operator,
    check_quicknet,
    check_sources,
    check_value,
    source_of,
)
from fairdraw.canonical import digest, doc_hash, preimage
from fairdraw.documents import check_by, parse_entry
from fairdraw.errors import ProofError

Document = Mapping[str, Any]

PROFILES = ("sha256",)
EVENTS = ("replace", "recuse", "audit", "attest")


@dataclass(frozen=True, slots=True)
class Entry:
    """One log entry: its bytes, and its document unless it breaks SPEC section 3."""

    index: int
    raw: bytes
    doc: Document | None
    error: str = ""

    @property
    def type(self) -> str:
        """Return the type of the document, or nothing for an entry without effect."""
        return str(self.doc["type"]) if self.doc is not None else ""


@dataclass(frozen=True)
class Commit:
    """A commit together with its plan and the task it is about."""

    index: int
    doc: Document
    plan: Document
    plan_index: int
    task: Document

    @cached_property
    def hash(self) -> str:
        """Return commit_hash = D("commit", commit) by the profile of its plan."""
        return doc_hash("commit", self.doc, self.profile)

    @property
    def profile(self) -> str:
        """Return the hash profile of the plan."""
        return str(self.plan["hash"])

    @property
    def attempt(self) -> int:
        """Return the number of the attempt."""
        return int(self.doc["attempt"])

    @property
    def key(self) -> tuple[str, int]:
        """Return (task, attempt), of which only the lowest index counts."""
        return str(self.doc["task"]), self.attempt

    @property
    def scope(self) -> str:
        """Return the scope in which debts are owed."""
        return str(self.task["scope"])

    @property
    def sealed(self) -> Document | None:
        """Return the sealed part of the commit, if it has one."""
        return self.doc.get("sealed")


@dataclass(frozen=True, slots=True)
class Debt:
    """A certain pick that is owed since the `replace` entry at `index` (SPEC section 8)."""

    index: int
    tag: str
    how: str = ""  # "must" or "drop" once settled
    commit: Commit | None = None  # the commit that settled it
    settled_at: int | None = None


@dataclass
class Log:
    """All entries of one log, read once and indexed."""

    entries: list[Entry]
    plans: dict[str, Entry] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)
    first: dict[tuple[str, int], Commit] = field(default_factory=dict)
    second: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    ignored: set[int] = field(default_factory=set)
    refused: dict[str, Commit] = field(default_factory=dict)  # of tasks planned before
    tasks: dict[str, Document] = field(default_factory=dict)  # by id; the plan that counts
    _periods: set[tuple[str, str]] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)
    strange_profiles: set[str] = field(default_factory=set)
    _about: dict[str, list[Entry]] = field(default_factory=dict)
    _close: dict[str, tuple[int, Document] | None] = field(default_factory=dict)
    _done: dict[str, int | None] = field(default_factory=dict)
    _signed: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.entries:
            if entry.doc is None or not self._place(entry, entry.doc):
                self.ignored.add(entry.index)

    def _place(self, entry: Entry, doc: Document) -> bool:
        if entry.type == "plan":
            if doc["hash"] not in PROFILES:
                self.strange_profiles.add(doc["hash"])
                return True
            return self._place_plan(entry, doc)
        if entry.type == "commit":
            return self._place_commit(entry, doc)
        if doc["commit"] not in self.commits:
            return False
        self._about.setdefault(doc["commit"], []).append(entry)
        return True

    def _place_plan(self, entry: Entry, doc: Document) -> bool:
        if self.plans.setdefault(doc_hash("plan", doc, doc["hash"]), entry) is not entry:
            return False
        for task in doc["tasks"]:
            name, period = task["task"], (task["scope"], task["period"])
            # A task belongs to the first plan that names it or its period (`PLAN_TWICE`).
            if name not in self._names and period not in self._periods:
                self.tasks[name] = task
            self._names.add(name)
            self._periods.add(period)
        return True

    def _place_commit(self, entry: Entry, doc: Document) -> bool:
        plan = self.plans.get(doc["plan"])
        if plan is None or plan.doc is None:
            return False
        for task in plan.doc["tasks"]:
            if task["task"] == doc["task"]:
                commit = Commit(entry.index, doc, plan.doc, plan.index, task)
                if self.tasks.get(task["task"]) is not task:
                    self.refused.setdefault(commit.hash, commit)
                    return False
                self.commits.setdefault(commit.hash, commit)
                later = self.second.setdefault(commit.key, [])
                if self.first.setdefault(commit.key, commit) is not commit:
                    later.append(commit.index)
                return True
        return False

    def about(
        self, commit: Commit, *kinds: str, after: int = -1
    ) -> Iterator[tuple[int, Document]]:
        """Yield (index, document) of the entries of these types that name a commit.

        Events are signed: the same bytes once more are a copy that nobody need have wanted.
        """
        seen: set[bytes] = set()
        for entry in self._about.get(commit.hash, ()):
            if entry.index > after and entry.type in kinds and entry.doc is not None:
                if entry.raw in seen:
                    continue
                if entry.type in EVENTS:
                    seen.add(entry.raw)
                yield entry.index, entry.doc

    def close_of(self, commit: Commit) -> tuple[int, Document] | None:
        """Return the close that counts: the first, in sealed mode after the escrow (SPEC 4)."""
        if commit.hash not in self._close:
            start = self.escrowed_at(commit)
            found = None if start is None else self.about(commit, "close", after=start)
            self._close[commit.hash] = None if found is None else next(found, None)
        return self._close[commit.hash]

    def escrowed_at(self, commit: Commit) -> int | None:
        """Return the index from which a close counts, or None while escrow is incomplete."""
        if commit.sealed is None:
            return commit.index
        escrow, holders = commit.sealed["escrow"], set()
        for index, doc in self.about(commit, "escrow"):
            name = self._holder(commit, index, doc)
            if name:
                holders.add(name)
            if len(holders) >= escrow["threshold"]:
                return index
        return None

    def bad_escrows(self, commit: Commit) -> list[int]:
        """Return the `escrow` entries of a commit that confirm nothing."""
        confirmed = self.about(commit, "escrow")
        return [index for index, doc in confirmed if not self._holder(commit, index, doc)]

    def _holder(self, commit: Commit, index: int, doc: Document) -> str:
        """Return the holder who confirmed to keep the secrets; nobody in a wrong entry."""
        name = str(doc["by"][0]["name"]) if self.is_signed(commit, index, doc) else ""
        return name if commit.sealed and name in commit.sealed["escrow"]["holders"] else ""

    def values_of(self, commit: Commit) -> tuple[dict[int, list[tuple[int, Document]]], list[int]]:
        """Return the well-formed beacon entries after the close, by source, and the ill-formed.

        The order is that of the log. Which of several counts is decided in SPEC section 5.
        """
        close = self.close_of(commit)
        good: dict[int, list[tuple[int, Document]]] = {}
        bad: list[int] = []
        for index, doc in self.about(commit, "beacon", after=_index_of(close)):
            if is_well_formed(commit, doc):
                good.setdefault(doc["source"], []).append((index, doc))
            else:
                bad.append(index)
        return good, bad

    def secret_of(self, commit: Commit, number: int) -> tuple[int, str] | None:
        """Return (index, value) of the release that fits the commitment of S or S2 (SPEC 11)."""
        sealed, close = commit.sealed, self.close_of(commit)
        if sealed is None or close is None:
            return None
        wanted = sealed["secret_commit" if number == 1 else "secret2_commit"]
        for index, doc in self.about(commit, "release", after=close[0]):
            secret = preimage("vd1", "secret", doc["value"])
            if doc["n"] == number and digest(secret, commit.profile) == wanted:
                return index, str(doc["value"])
        return None

    def done(self, commit: Commit) -> int | None:
        """Return the index with which the log first decides the result, or None (SPEC 5)."""
        if commit.hash not in self._done:
            self._done[commit.hash] = self._finish(commit)
        return self._done[commit.hash]

    def _finish(self, commit: Commit) -> int | None:
        close = self.close_of(commit)
        if close is None or not has_sources(commit):
            return None
        values, _ = self.values_of(commit)
        if len(values) < len(commit.doc["sources"]):
            return None
        steps = [entries[0][0] for entries in values.values()]
        if commit.sealed is not None:
            release = self.secret_of(commit, 1)
            if release is None:
                return None
            steps.append(release[0])
        return max(close[0], *steps)

    def debts(self, scope: str) -> list[Debt]:
        """Return every debt of a scope in log order, with what settled it (SPEC section 8)."""
        commits = [commit for commit in self.first.values() if commit.scope == scope]
        owed: list[tuple[int, str]] = []
        for commit in commits:
            close = self.close_of(commit)
            if close is not None:
                for index, doc in self.about(commit, "replace", after=close[0]):
                    if self.is_signed(commit, index, doc):
                        owed.append((index, str(doc["tag"])))
        return [self._settle(index, tag, commits) for index, tag in sorted(owed)]

    def is_signed(self, commit: Commit, index: int, doc: Document) -> bool:
        """Tell whether the people of the plan signed an entry as SPEC section 3 wants."""
        if index not in self._signed:
            try:
                check_by(doc, commit.plan["people"], commit.profile)
                self._signed[index] = True
            except ProofError:
                self._signed[index] = False
        return self._signed[index]

    def _settle(self, index: int, tag: str, commits: Iterable[Commit]) -> Debt:
        best = Debt(index, tag)
        for commit in commits:
            # A list that names an index before it exists is no list of debts.
            listed = [
                debt for debt in commit.doc["debts"] if debt["index"] == index < commit.index
            ]
            done = self.done(commit) if listed else None
            if done is not None and (best.settled_at is None or done < best.settled_at):
                best = Debt(index, tag, listed[0]["how"], commit, done)
        return best

    def attempts_of(self, task: str) -> list[Commit]:
        """Return the attempts of a task, each committed after the one before was finished."""
        chain: list[Commit] = []
        done: int | None = -1
        while (commit := self.first.get((task, len(chain) + 1))) is not None:
            if done is None or done > commit.index:
                break
            chain.append(commit)
            done = self.done(commit)
        return chain

    def state_of(self, task: str) -> str:
        """Return the state of a task: that of its highest attempt (SPEC section 4)."""
        attempts = self.attempts_of(task)
        if not attempts:
            return "planned"
        close = self.close_of(attempts[-1])
        if close is None:
            return "committed"
        done = self.done(attempts[-1])
        if done is None:
            return "closed"
        results = self.about(attempts[-1], "result", after=done)
        return "closed" if next(results, None) is None else "result"

    def tasks_of(self, scope: str) -> list[Document]:
        """Return the planned tasks of a scope in log order, those of `PLAN_TWICE` left out."""
        return [task for task in self.tasks.values() if task["scope"] == scope]


def read_log(data: bytes) -> Log:
    """Read `log.jsonl`: one entry a line, every line ended by LF (`FILE_LF`)."""
    if data and not data.endswith(b"\n"):
        raise ProofError("FILE_LF", "the last byte of log.jsonl is no LF")
    return Log([read_entry(i, raw) for i, raw in enumerate(data.split(b"\n")[:-1])])


def read_entry(index: int, raw: bytes) -> Entry:
    """Read one entry; one that breaks SPEC section 3 is kept, without effect."""
    try:
        return Entry(index, raw, parse_entry(raw))
    except ProofError as error:
        return Entry(index, raw, None, str(error))


def _index_of(found: tuple[int, Document] | None) -> int:
    # Without a close nothing comes after it.
    return 2**53 if found is None else found[0]


def is_well_formed(commit: Commit, beacon: Document) -> bool:
    """Tell whether a beacon entry gives a value of its source (SPEC section 5)."""
    sources = commit.doc["sources"]
    if beacon["source"] >= len(sources):
        return False
    source = sources[beacon["source"]]
    try:
        check_value(source["id"], source["on"], beacon["on"], beacon["value"])
        check_evidence(source["id"], beacon["evidence"])
        _check_kind(commit, source, beacon)
    except ProofError:
        return False
    return True


def _check_kind(commit: Commit, source: Document, beacon: Document) -> None:
    kind = source_of(source["id"]).kind
    if kind == "quicknet":
        check_quicknet(source["on"], beacon["value"], beacon["evidence"]["signature"])
    elif kind == "operator":
        check_operator(beacon["value"], commit.doc.get("operator_commit", ""), commit.profile)


def has_sources(commit: Commit) -> bool:
    """Tell whether the sources of a commit are ones that a draw may have (SPEC section 5)."""
    try:
        check_sources(commit.doc["sources"], as_of=commit.doc["as_of"])
    except ProofError:
        return False
    return True
