"""Openings and links: which identity stands behind a tag (SPEC sections 7 and 8)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from fairdraw.canonical import is_hex, parse_integer
from fairdraw.errors import ProofError
from fairdraw.tickets.files import check_rising, read_rows, write_rows
from fairdraw.tickets.identifiers import check_id, check_shape
from fairdraw.tickets.salts import tag_of


@dataclass(frozen=True, slots=True)
class Opening:
    """The identifier and salt that a tag was made of."""

    tag: str
    scheme: str
    ident: str
    salt: str


@dataclass(frozen=True, slots=True)
class Link:
    """What ties a certain pick to the entry that caused it, or names a dropped object."""

    index: int
    old_tag: str
    new_tag: str  # "-" for an object that a redo dropped
    scheme: str
    ident: str
    old_salt: str


def parse_openings(data: bytes, *, test: bool = False) -> list[Opening]:
    """Read `openings.txt`: `OPENING_ROW`, `OPENING_ORDER`, identifiers as in a member list."""
    openings = []
    for row in read_rows(data):
        fields = row.split("|")
        if fields[:2] != ["vd1", "open"] or len(fields) != 6:
            raise ProofError("OPENING_ROW", f"row {row[:120]!r} is not vd1|open with 6 fields")
        opening = Opening(*fields[2:])
        if not (is_hex(opening.tag) and is_hex(opening.salt)):
            raise ProofError("OPENING_ROW", f"tag or salt of {row[:120]!r}")
        check_id(opening.scheme, opening.ident, test=test)
        openings.append(opening)
    check_rising([opening.tag for opening in openings], "OPENING_ORDER")
    return openings


def format_openings(openings: Iterable[Opening], *, test: bool = False) -> bytes:
    """Sort and write openings; what could not be read back is refused by its error name."""
    ordered = sorted(openings, key=lambda row: row.tag)
    data = write_rows(f"vd1|open|{row.tag}|{row.scheme}|{row.ident}|{row.salt}" for row in ordered)
    parse_openings(data, test=test)
    return data


def check_openings(
    openings: Iterable[Opening],
    *,
    objects: Collection[str],
    inspectors: Collection[str] = (),
    members: Collection[tuple[str, str]] | None = None,
    profile: str = "sha256",
) -> None:
    """Check every opening against the committed tags and the public member list.

    Args:
        openings: the rows of `openings.txt`.
        objects: tags of `tickets.txt`.
        inspectors: tags of `inspectors.txt`.
        members: (scheme, id) of `members.txt`, or None where the list is withheld.
        profile: the hash profile of the plan.

    Raises:
        ProofError: `OPENING_UNKNOWN`, `OPENING`, `OPENING_TWICE` or `OPENING_MEMBER`.
    """
    seen: set[tuple[str, str]] = set()
    for row in openings:
        identity = (row.scheme, row.ident)
        if row.tag not in objects and row.tag not in inspectors:
            raise ProofError("OPENING_UNKNOWN", f"tag {row.tag} was not committed")
        if tag_of(row.salt, row.scheme, row.ident, profile) != row.tag:
            raise ProofError("OPENING", f"{row.scheme} {row.ident} does not lead to {row.tag}")
        if identity in seen:
            raise ProofError("OPENING_TWICE", f"{row.scheme} {row.ident} opens two tags")
        if members is not None and row.tag in objects and identity not in members:
            raise ProofError("OPENING_MEMBER", f"{row.scheme} {row.ident} is not a member")
        seen.add(identity)


def parse_links(data: bytes) -> list[Link]:
    """Read `links.txt`; an ill-formed or unsorted row is `LINK`."""
    rows = read_rows(data)
    links = []
    for row in rows:
        fields = row.split("|")
        if fields[:2] != ["vd1", "link"] or len(fields) != 8:
            raise ProofError("LINK", f"row {row[:120]!r} is not vd1|link with 8 fields")
        links.append(_link(*fields[2:]))
    check_rising(rows, "LINK")
    return links


def _link(index: str, *rest: str) -> Link:
    old_tag, new_tag, scheme, ident, old_salt = rest
    try:
        number = parse_integer(index)
        check_shape(scheme, ident)
    except ProofError as error:
        raise ProofError("LINK", error.detail) from None
    if not (is_hex(old_tag) and (is_hex(new_tag) or new_tag == "-") and is_hex(old_salt)):
        raise ProofError("LINK", f"a tag or salt of link {index} is no digest")
    return Link(number, old_tag, new_tag, scheme, ident, old_salt)


def format_links(links: Iterable[Link]) -> bytes:
    """Sort and write links; what could not be read back is refused as `LINK`."""
    data = write_rows(sorted(map(_link_row, links)))
    parse_links(data)
    return data


def _link_row(link: Link) -> str:
    return (
        f"vd1|link|{link.index}|{link.old_tag}|{link.new_tag}"
        f"|{link.scheme}|{link.ident}|{link.old_salt}"
    )
