"""Step 13: who stands behind the drawn tags, and what certain picks are owed to (SPEC 7, 8)."""

from collections import Counter

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
from fairdraw.verify.case import Case
from fairdraw.verify.debts import carried_tags


def check_opened(case: Case) -> dict[str, Opening]:
    """Check `openings.txt` and count what is still closed (`UNOPENED`)."""
    test = bool(case.commit.plan["test"])
    openings = parse_openings(required(case.files, "openings.txt"), test=test)
    check_openings(
        openings,
        objects={ticket.tag for ticket in case.draw.tickets},
        inspectors={row.itag for row in case.inspectors},
        members=None if case.members is None else set(case.members),
        profile=case.commit.profile,
    )
    opened = {row.tag: row for row in openings}
    objects = case.draw.objects()
    case.opened = sum(tag in opened for tag in objects)
    if case.opened < len(objects):
        case.note("UNOPENED", len(objects) - case.opened)
    return opened


def check_links(case: Case, opened: dict[str, Opening]) -> None:
    """Check `links.txt`: every opened certain pick is the object that was owed (`LINK`)."""
    links = parse_links(case.files.get("links.txt", b""))
    for values in ([link.new_tag for link in links], [(x.index, x.old_tag) for x in links]):
        twice = [value for value, count in Counter(values).items() if count > 1]
        if twice:
            raise ProofError("LINK", f"{twice[0]} is linked twice")
    causes = _causes(case)
    status = {ticket.tag: ticket.status for ticket in case.draw.tickets}
    for link in links:
        _check_link(link, causes, status, opened)
    certain = {tag for tag, value in status.items() if value.startswith("must:")}
    linked = {link.new_tag for link in links}
    for tag in sorted(certain & set(opened) - linked):
        raise ProofError("LINK", f"the certain pick {tag} is opened without its link")
    if certain - linked:
        case.note("UNLINKED", len(certain - linked))


def _causes(case: Case) -> dict[int, dict[str, str]]:
    """Return, by log index, the tags that were owed, each with the hash profile of its plan."""
    causes: dict[int, dict[str, str]] = {}
    for debt in case.log.debts(case.commit.scope):
        commit = case.log.commits[_named(case, debt.index)]
        causes[debt.index] = {debt.tag: commit.profile}
    if case.lower:
        before = case.lower[-1]
        carried = carried_tags(before, case.commit)
        causes[before.commit.index] = dict.fromkeys(carried, before.commit.profile)
    return causes


def _named(case: Case, index: int) -> str:
    doc = case.log.entries[index].doc
    return "" if doc is None else str(doc["commit"])


def _check_link(
    link: Link,
    causes: dict[int, dict[str, str]],
    status: dict[str, str],
    opened: dict[str, Opening],
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
