"""A small invented office whose whole log a test can write: tasks, draws, redos, debts."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import kit

from fairdraw import operate
from fairdraw.beacons import operator_commit
from fairdraw.bundle import with_list
from fairdraw.canonical import doc_hash
from fairdraw.checkpoint import format_vkey
from fairdraw.documents import entry_bytes
from fairdraw.events import choose_replacement
from fairdraw.operate import Drawing, Owed, Snapshot, TeamTerms, Terms
from fairdraw.rows import Ticket
from fairdraw.tickets import (
    Listed,
    Rostered,
    format_drawn,
    format_tickets,
    id_tag,
    make_inspector,
    make_ticket,
    salt_key_commit,
)
from fairdraw.verify.case import Attempt, Case, Given
from fairdraw.verify.commitment import check_close, check_tickets, find_commit
from fairdraw.verify.outcome import draw as compute
from fairdraw.verify.teams import apply_events
from fairdraw.verify.values import check_values

POLICY = (f"log {format_vkey(kit.ORIGIN, 1, kit.public_key(1))}\nquorum none\n").encode()
NOON = 1793671200  # 2026-11-03 10:00 in Beijing
LOTTERIES = (("SSQ", "20261105"), ("DLT", "20261107"), ("PL5", "20261105"))
NUMBERS = ("SSQ:2026128:030711192833:09", "DLT:26128:0512192833:0408", "PL5:26296:01234")
OPERATOR = (("OPERATOR", "-"),)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def firm(number: int) -> tuple[str, str]:
    return "uscc", f"91110000TEST{number:05}X"


@dataclass
class Draw:
    """One attempt as the office keeps it: its salt key, its snapshot, where it stands."""

    key: bytes
    commit: str
    index: int
    snapshot: Snapshot
    task: str
    attempt: int
    sources: Sequence[tuple[str, str]]
    secret: str
    owed: list[tuple[int, int]]  # (log index, firm)
    dropped: list[str]  # tags of `redo.drop`

    def tag(self, number: int) -> str:
        return id_tag(self.key, *firm(number)).tag

    def firm_of(self, tag: str) -> int:
        return next(n for n in range(1, 100) if self.tag(n) == tag)


@dataclass
class Office:
    """A log under the test key, one plan, draws without witnesses."""

    entries: list[bytes] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    tasks: tuple[str, ...] = ("T-1", "T-2", "T-3", "T-4")
    shows: bool = True  # the certain picks of lower attempts

    def __post_init__(self) -> None:
        self.plan = operate.plan_document(
            origin=kit.ORIGIN,
            policy=hashlib.sha256(POLICY).hexdigest(),
            codes=["d1", "o1", "y1"],
            people=[
                {
                    "key": format_vkey(name, 1, kit.public_key(kit.PEOPLE[name])),
                    "name": name,
                    "role": name.split("-")[0],
                }
                for name in ("approver-1", "approver-2", "auditor-1")
            ],
            tasks=[
                {
                    "classes": [
                        {"base": "listed", "class": "c", "den": 1, "kmax": 3, "min": 2, "num": 0}
                    ],
                    "due": NOON + 10**7,
                    "mode": "open",
                    "period": f"p{place}",
                    "scope": "food",
                    "task": task,
                }
                for place, task in enumerate(self.tasks)
            ],
            test=True,
        ) | {"spec": digest("any text: stored vectors outlive the wording of SPEC.md")}
        self.log(self.plan)

    def log(self, document: Mapping[str, Any]) -> int:
        self.entries.append(entry_bytes(document))
        return len(self.entries) - 1

    def commit(
        self,
        task: str,
        *,
        attempt: int = 1,
        must: Mapping[int, int] | None = None,
        listed: Sequence[Mapping[str, Any]] = (),
        drop: Sequence[Mapping[str, Any]] = (),
        **options: Any,
    ) -> Draw:
        """Log a commit over firms 1 to 6, less `gone`; `must` maps firms to what is owed."""
        name = f"{task}.{attempt}.{len(self.entries)}"
        key, secret = bytes.fromhex(digest(f"key {name}")), digest(f"secret {name}")
        sources = options.pop("sources", OPERATOR)
        status = {number: f"must:{index}" for number, index in (must or {}).items()}
        status |= options.pop("status", {})
        people, gone = options.pop("people", False), options.pop("gone", ())
        snapshot = self.snapshot(key, status, people=people, gone=gone)
        terms = Terms(
            task=task,
            as_of=NOON,
            open_by=NOON + 10**6,
            sources=sources,
            strata=[("s1", "c")],
            salt_key_commit=salt_key_commit(key),
            frame_source="demo register",
            frame_as_of=NOON,
            debts=listed,
            operator_commit=operator_commit(secret) if sources == OPERATOR else None,
            attempt=attempt,
            redo={"drop": list(drop), "reason": "the list was wrong"} if attempt > 1 else None,
            **options,
        )
        planned = next(row for row in self.plan["tasks"] if row["task"] == task)
        plan_hash = doc_hash("plan", self.plan)
        document = operate.commit_document(plan_hash, planned, terms, snapshot)
        index = self.log(document)
        draw = Draw(
            key=key,
            commit=doc_hash("commit", document),
            index=index,
            snapshot=snapshot,
            task=task,
            attempt=attempt,
            sources=sources,
            secret=secret,
            owed=[(cause, number) for number, cause in (must or {}).items()],
            dropped=[str(item["tag"]) for item in drop],
        )
        self.draws.append(draw)
        return draw

    def snapshot(
        self, key: bytes, status: Mapping[int, str], *, people: bool, gone: Sequence[int] = ()
    ) -> Snapshot:
        firms = [number for number in range(1, 7) if number not in gone]
        tickets: list[Ticket] = [
            make_ticket(key, Listed(*firm(n), "s1", status=status.get(n, "in"))) for n in firms
        ]
        roster = [
            make_inspector(key, Rostered(f"CERT-{n:04}", f"u{n % 3}", lead=n < 4, cap=2))
            for n in range(1, 7)
        ]
        listed = [firm(n) for n in firms]
        return Snapshot(tickets, listed, listed, roster if people else (), ())

    def close(self, draw: Draw, *texts: tuple[str, str]) -> int:
        return self.log(operate.close_document(draw.commit, texts))

    def values(self, draw: Draw, *values: str) -> int:
        """Log the numbers of all sources: the secret, or the given or usual lottery numbers."""
        if draw.sources == OPERATOR:
            value, evidence = f"OPERATOR:{draw.secret}", {}
            return self.value(draw, 0, value, evidence)
        notice = {"notice": digest("notice")}
        for place, value in enumerate(values or NUMBERS):
            self.value(draw, place, value, notice)
        return len(self.entries) - 1

    def value(self, draw: Draw, place: int, value: str, evidence: Mapping[str, Any]) -> int:
        on = draw.sources[place][1]
        return self.log(
            operate.beacon_document(draw.commit, place, on=on, value=value, evidence=evidence)
        )

    def finish(self, draw: Draw, *values: str) -> Drawing:
        """Close, log the numbers and announce the result."""
        self.close(draw)
        self.values(draw, *values)
        drawing = self.drawing(draw)
        self.log(drawing.result_document())
        return drawing

    def draw(self, task: str, **options: Any) -> tuple[Draw, Drawing]:
        draw = self.commit(task, **options)
        return draw, self.finish(draw)

    def replace(
        self, draw: Draw, tag: str, *names: str, rule: tuple[str, bool] | None = None
    ) -> int:
        """Log a replacement, by the rule and signed by both approvers unless told otherwise."""
        by_rule = rule or choose_replacement(self.drawing(draw).attempt.state, tag)
        entry = operate.replace_document(
            draw.commit, tag, code="gone", evidence=digest("gone"), by_rule=by_rule
        )
        return self.log(kit.signed(entry, *(names or ("approver-1", "approver-2"))))

    def lower_files(self, draw: Draw) -> dict[str, bytes]:
        files = {}
        for other in self.attempts(draw)[1:-1] if self.shows else ():
            path = f"attempts/{other.attempt}/"
            tags = [row.tag for row in other.snapshot.tickets if row.status.startswith("must:")]
            members = other.snapshot.members
            opened = operate.openings_file(tags, members, other.key, test=True)
            links = operate.links_file([*self.owed(other), *self.dropped(other)])
            files |= {path + "openings.txt": opened, path + "links.txt": links}
        return files | {
            f"attempts/{other.attempt}/tickets.txt": format_tickets(other.snapshot.tickets)
            for other in self.draws
            if other.task == draw.task and other.attempt < draw.attempt
        }

    def frozen(self, draw: Draw) -> dict[str, bytes]:
        people = bool(draw.snapshot.inspectors)
        return draw.snapshot.files(team=people, test=True) | self.lower_files(draw)

    def drawing(self, draw: Draw, notices: Mapping[str, str] | None = None) -> Drawing:
        log = operate.log_of(self.entries)
        return operate.compute_draw(log, draw.commit, self.frozen(draw), notices=notices)

    def bundle(self, draw: Draw, *, notices: Mapping[str, str] | None = None) -> kit.Files:
        """Publish everything about a draw under a checkpoint over the whole log."""
        drawing = self.drawing(draw, notices)
        return self.publish(draw, drawing.objects, drawing.files(), settled=self.settled(draw))

    def settled(self, draw: Draw) -> bytes:
        tickets = {one.commit: format_tickets(one.snapshot.tickets) for one in self.draws}
        return operate.settled_file(operate.log_of(self.entries), draw.commit, tickets)

    def forge(
        self,
        draw: Draw,
        *,
        settled: bytes = b"",
        notices: Mapping[str, str] | None = None,
    ) -> kit.Files:
        """Publish a draw as a cheating operator would: nothing that is owed is checked."""
        log = operate.log_of(self.entries)
        given = Given(notices=notices or {})
        case = Case(self.frozen(draw), given, commit_hash=draw.commit, log=log)
        find_commit(case)
        case.lower = [Attempt(log.first[draw.task, n], True) for n in range(1, draw.attempt)]
        for attempt in [*case.lower, case.draw]:
            check_close(case, attempt)
            check_tickets(case, attempt)
            check_values(case, attempt)
            compute(attempt)
            apply_events(case, attempt)
        tags = case.draw.objects()
        drawn = {"drawn.txt": format_drawn(case.draw.drawn)}
        return self.publish(draw, tags, drawn, settled=settled)

    def publish(
        self,
        draw: Draw,
        tags: Sequence[str],
        computed: Mapping[str, bytes],
        *,
        settled: bytes = b"",
    ) -> kit.Files:
        members = draw.snapshot.members
        files = self.frozen(draw) | dict(computed)
        files["openings.txt"] = operate.openings_file(tags, members, draw.key, test=True)
        files["links.txt"] = operate.links_file([*self.owed(draw), *self.dropped(draw)])
        if settled:
            files["settled.txt"] = settled
        note = operate.log_checkpoint(kit.log_vkey(), self.entries, kit.signer(1))
        files |= {
            "policy.txt": POLICY,
            "log.jsonl": b"".join(entry + b"\n" for entry in self.entries),
            f"checkpoints/{len(self.entries)}.note": note,
        }
        return with_list(draw.commit, files)

    def owed(self, draw: Draw) -> list[Owed]:
        return [
            Owed(cause, *firm(number), self.key_before(cause), draw.key)
            for cause, number in draw.owed
        ]

    def dropped(self, draw: Draw) -> list[Owed]:
        """Return whom this attempt and those before it dropped, as far as they were drawn."""
        rows = []
        for redo in self.attempts(draw):
            before = next((d for d in self.attempts(draw) if d.attempt == redo.attempt - 1), None)
            for tag in set(redo.dropped) if before is not None else ():
                known = [n for n in range(1, 7) if before.tag(n) == tag]
                rows += [Owed(before.index, *firm(n), before.key, None) for n in known]
        return rows

    def attempts(self, draw: Draw) -> list[Draw]:
        """Return the attempts of a draw's task up to its own."""
        same = [one for one in self.draws if one.task == draw.task]
        return [one for one in same if one.attempt < draw.attempt] + [draw]

    def key_before(self, cause: int) -> bytes:
        """Return the salt key of the draw that a certain pick comes from."""
        document = kit.parse_doc(self.entries[cause])
        commit = document.get("commit") or doc_hash("commit", document)
        return next(draw.key for draw in self.draws if draw.commit == commit)


TEAM = TeamTerms(slots=("lead", "any"), cap_max=3, min_choice=1)
