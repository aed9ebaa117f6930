"""Step 13: who stands behind the drawn tags, and what certain picks are owed to (SPEC 7, 8)."""

from collections import Counter
from itertools import pairwise

from fairdraw.bundle import required
from fairdraw.errors import ProofError
from fairdraw.tickets import (
    Link,
    Opening,
    check_openings,
    parse_links,
    parse_openings,
    tag_of,
)
from fairdraw.verify.case import Attempt, Case
from fairdraw.verify.debts import carried_tags

NOBODY = "-"  # an empty slot; new_tag of a row that names a dropped object

Opened = dict[str, Opening]


def check_identities(case: Case) -> None:
    """Check openings and links of this attempt, then those shown of lower ones from 2 on."""
    check_links(case, case.draw, check_opened(case))
    for attempt in case.lower[1:]:
        data = case.files.get(attempt.path("openings.txt"), b"")
        check_links(case, attempt, _open(case, attempt, data))


def check_opened(case: Case) -> Opened:
    """Check `openings.txt` and count what is still closed (`UNOPENED`)."""
    opened = _open(case, case.draw, required(case.files, "openings.txt"))
    objects = case.draw.objects()
    case.opened = sum(tag in opened for tag in objects)
    if case.opened < len(objects):
        case.note("UNOPENED", len(objects) - case.opened)
    team = {seat.itag for team in (case.teams.now if case.teams else ()) for seat in team.seats}
    closed = team - {NOBODY} - set(opened)
    if closed:
        case.note("UNOPENED_TEAM", len(closed))
    return opened


def _open(case: Case, attempt: Attempt, data: bytes) -> Opened:
    plan = attempt.commit.plan
    openings = parse_openings(data, test=bool(plan["test"]))
    # Of a lower attempt neither the inspectors nor the members are in the bundle.
    check_openings(
        openings,
        objects={ticket.tag for ticket in attempt.tickets},
        inspectors=() if attempt.lower else {row.itag for row in case.inspectors},
        members=None if attempt.lower or case.members is None else set(case.members),
        profile=attempt.commit.profile,
    )
    return {row.tag: row for row in openings}


def check_links(case: Case, attempt: Attempt, opened: Opened) -> None:
    """Check `links.txt`: every opened certain pick is the object that was owed (`LINK`)."""
    path = attempt.path("links.txt")
    rows = parse_links(case.files.get(path, b""))
    links = [link for link in rows if link.new_tag != NOBODY]
    if path in case.files or not attempt.lower:
        _check_dropped(case, attempt, [link for link in rows if link.new_tag == NOBODY])
    for values in ([link.new_tag for link in links], [(x.index, x.old_tag) for x in links]):
        twice = [value for value, count in Counter(values).items() if count > 1]
        if twice:
            raise ProofError("LINK", f"{twice[0]} is linked twice")
    causes = _causes(case, attempt)
    status = {ticket.tag: ticket.status for ticket in attempt.tickets}
    for link in links:
        _check_link(link, causes, status, opened)
    certain = {tag for tag, value in status.items() if value.startswith("must:")}
    linked = {link.new_tag for link in links}
    for tag in sorted(certain & set(opened) - linked):
        raise ProofError("LINK", f"the certain pick {tag} is opened without its link")
    if certain - linked:
        prefix = [attempt.number] if attempt.lower else []
        case.note("UNLINKED", *prefix, len(certain - linked))


def _check_dropped(case: Case, attempt: Attempt, links: list[Link]) -> None:
    """Require that whoever a redo dropped is named, and stands in the list no more (`LINK`)."""
    chain = [one for one in [*case.lower, case.draw] if one.number <= attempt.number]
    wanted = {
        (before.commit.index, dropped["tag"]): before.commit.profile
        for before, redo in pairwise(chain)
        for dropped in redo.commit.doc["redo"]["drop"]
    }
    found = [(link.index, link.old_tag) for link in links]
    if sorted(found) != sorted(wanted):
        raise ProofError("LINK", f"expected rows of the dropped {sorted(wanted)}, found {found}")
    members = set(case.members or ())
    for link in links:
        profile = wanted[link.index, link.old_tag]
        if tag_of(link.old_salt, link.scheme, link.ident, profile) != link.old_tag:
            raise ProofError("LINK", f"{link.scheme} {link.ident} is not the dropped object")
        if (link.scheme, link.ident) in members:
            raise ProofError("LINK", f"{link.scheme} {link.ident} was dropped and is a member")


def _causes(case: Case, attempt: Attempt) -> dict[int, dict[str, str]]:
    """Return, by log index, the tags that were owed, each with the hash profile of its plan."""
    causes: dict[int, dict[str, str]] = {}
    for debt in case.log.debts(attempt.commit.scope):
        commit = case.log.commits[_named(case, debt.index)]
        causes[debt.index] = {debt.tag: commit.profile}
    if attempt.number > 1:
        before = case.lower[attempt.number - 2]
        carried = carried_tags(before, attempt.commit)
        causes[before.commit.index] = dict.fromkeys(carried, before.commit.profile)
    return causes


def _named(case: Case, index: int) -> str:
    doc = case.log.entries[index].doc
    return "" if doc is None else str(doc["commit"])


def _check_link(
    link: Link,
    causes: dict[int, dict[str, str]],
    status: dict[str, str],
    opened: Opened,
) -> None:
    profile = causes.get(link.index, {}).get(link.old_tag)
    if profile is None:
        raise ProofError("LINK", f"{link.old_tag} is not owed since entry {link.index}")
    if status.get(link.new_tag) != f"must:{link.index}":
        raise ProofError("LINK", f"{link.new_tag} is no certain pick of entry {link.index}")
    if tag_of(link.old_salt, link.scheme, link.ident, profile) != link.old_tag:
        raise ProofError("LINK", f"{link.scheme} {link.ident} does not lead to {link.old_tag}")
    opening = opened.get(link.new_tag)
    if opening is None or (opening.scheme, opening.ident) != (link.scheme, link.ident):
        raise ProofError("LINK", f"{link.new_tag} is not opened as {link.scheme} {link.ident}")
