"""The entries an operator logs, built from what the office decided (SPEC sections 3 and 4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairdraw.documents import build_strata, check_entry
from fairdraw.merkle import root
from fairdraw.rows import Conflict, Inspector, Ticket
from fairdraw.spec import SPEC_SHA256
from fairdraw.tickets import (
    format_conflicts,
    format_inspectors,
    format_members,
    format_tickets,
    leaves_of,
)

Identity = tuple[str, str]  # scheme, id

SAMPLES = ("conflicts", "ex", "frame", "in", "roster")


@dataclass(frozen=True)
class Snapshot:
    """Everything that a commit freezes: objects, members, outside register, people, conflicts."""

    tickets: Sequence[Ticket]
    members: Sequence[Identity]
    frame: Sequence[Identity]
    inspectors: Sequence[Inspector] = ()
    conflicts: Sequence[Conflict] = ()

    def files(self, *, team: bool = True, test: bool = False) -> dict[str, bytes]:
        """Return the row files; roster and conflicts only if the draw assigns teams."""
        files = {
            "tickets.txt": format_tickets(self.tickets),
            "members.txt": format_members(self.members, test=test),
            "frame.txt": format_members(self.frame, "frame", test=test),
        }
        if team:
            files["inspectors.txt"] = format_inspectors(self.inspectors)
            files["conflicts.txt"] = format_conflicts(self.conflicts)
        return files


@dataclass(frozen=True)
class TeamTerms:
    """How inspectors are assigned: slots, highest cap, units, smallest choice."""

    slots: Sequence[str]
    cap_max: int
    distinct_units: bool = False
    min_choice: int = 0


@dataclass(frozen=True)
class Terms:
    """What a commit fixes besides the snapshot; the plan fixes the rest."""

    task: str
    as_of: int
    open_by: int
    sources: Sequence[tuple[str, str]]  # id, on
    strata: Sequence[tuple[str, str]]  # code, class; the committed order
    salt_key_commit: str
    frame_source: str
    frame_as_of: int
    topups: Sequence[tuple[str, int]] = ()
    audit: Mapping[str, int] = field(default_factory=dict)
    team: TeamTerms | None = None
    debts: Sequence[Mapping[str, Any]] = ()
    members_public: bool = True
    operator_commit: str | None = None
    attempt: int = 1
    redo: Mapping[str, Any] | None = None


def plan_document(
    *,
    origin: str,
    policy: str,
    tasks: Sequence[Mapping[str, Any]],
    codes: Iterable[str] = (),
    people: Sequence[Mapping[str, str]] = (),
    test: bool = False,
) -> dict[str, Any]:
    """Build a plan entry; `policy` is the SHA-256 of the policy file in hexadecimal."""
    return entry_of(
        type="plan",
        codes=sorted(set(codes)),
        hash="sha256",
        origin=origin,
        people=[dict(person) for person in people],
        policy=policy,
        spec=SPEC_SHA256,
        tasks=[dict(task) for task in tasks],
        test=test,
    )


def commit_document(
    plan: str, task: Mapping[str, Any], terms: Terms, snapshot: Snapshot
) -> dict[str, Any]:
    """Build a commit entry.

    Args:
        plan: the hash of the plan entry.
        task: the task as it stands in the plan.
        terms: what the office decided for this draw.
        snapshot: what is frozen.
    """
    tickets = sorted(snapshot.tickets, key=lambda ticket: ticket.tag)
    optional = {"operator_commit": terms.operator_commit, "redo": terms.redo}
    if terms.team is not None:
        optional["team"] = _team(terms.team, snapshot)
    return entry_of(
        type="commit",
        as_of=terms.as_of,
        attempt=terms.attempt,
        audit=dict.fromkeys(SAMPLES, 0) | dict(terms.audit),
        debts=[dict(debt) for debt in terms.debts],
        frame={
            "as_of": terms.frame_as_of,
            "source": terms.frame_source,
            **_rooted(format_members(snapshot.frame, "frame", test=True)),
        },
        members={
            "public": terms.members_public,
            "root": _rooted(format_members(snapshot.members, test=True))["root"],
        },
        open_by=terms.open_by,
        plan=plan,
        salt_key_commit=terms.salt_key_commit,
        sources=[{"id": name, "on": on} for name, on in terms.sources],
        strata=build_strata(tickets, terms.strata, task["classes"]),
        task=terms.task,
        tickets=_rooted(format_tickets(tickets)),
        topups=[{"group": group, "min": least} for group, least in terms.topups],
        **{name: value for name, value in optional.items() if value is not None},
    )


def _team(terms: TeamTerms, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "cap_max": terms.cap_max,
        "conflicts": _rooted(format_conflicts(snapshot.conflicts)),
        "distinct_units": terms.distinct_units,
        "inspectors": _rooted(format_inspectors(snapshot.inspectors)),
        "min_choice": terms.min_choice,
        "slots": list(terms.slots),
    }


def _rooted(data: bytes) -> dict[str, Any]:
    rows = leaves_of(data)
    return {"root": root(rows), "size": len(rows)}


def entry_of(**fields: Any) -> dict[str, Any]:
    """Return an entry of these fields, refused by its error name if it would have no effect."""
    document = {**fields, "v": "vd1"}
    check_entry(document)
    return document


def close_document(commit: str, contributions: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """Build a close entry; contributions are (who, value) in the order they were given."""
    numbered = enumerate(contributions, start=1)
    texts = [{"seq": seq, "value": value, "who": who} for seq, (who, value) in numbered]
    return entry_of(type="close", commit=commit, contributions=texts)


def beacon_document(
    commit: str, place: int, *, on: str, value: str, evidence: Mapping[str, Any]
) -> dict[str, Any]:
    """Build a beacon entry: the value of the source at a place in `sources`."""
    return entry_of(
        type="beacon", commit=commit, evidence=dict(evidence), on=on, source=place, value=value
    )


def replace_document(
    commit: str, tag: str, *, code: str, evidence: str, by_rule: tuple[str, bool]
) -> dict[str, Any]:
    """Build a replace entry, to be signed by two approvers.

    `by_rule` is what `events.choose_replacement` gives: the new tag and whether it falls short.
    """
    new_tag, shortfall = by_rule
    return {
        "type": "replace",
        "code": code,
        "commit": commit,
        "evidence": evidence,
        "new_tag": new_tag,
        "shortfall": shortfall,
        "tag": tag,
        "v": "vd1",
    }


def recuse_document(
    commit: str, otag: str, itag: str, *, code: str, evidence: str
) -> dict[str, Any]:
    """Build a recuse entry, to be signed by one approver (`documents.signed_by`)."""
    return {
        "type": "recuse",
        "code": code,
        "commit": commit,
        "evidence": evidence,
        "itag": itag,
        "otag": otag,
        "v": "vd1",
    }


def audit_document(
    commit: str, sample: str, *, checked: int, wrong: int, evidence: str
) -> dict[str, Any]:
    """Build an audit entry, to be signed by the auditor."""
    return {
        "type": "audit",
        "checked": checked,
        "commit": commit,
        "evidence": evidence,
        "sample": sample,
        "v": "vd1",
        "wrong": wrong,
    }


def attest_document(commit: str) -> dict[str, Any]:
    """Build an attest entry, to be signed by the auditor who checked tickets and members."""
    return {"type": "attest", "commit": commit, "v": "vd1"}
