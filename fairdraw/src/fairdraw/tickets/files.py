"""Row files: each row read, checked and written (SPEC 1.9 and section 2)."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from sys import intern
from typing import NoReturn

from fairdraw import merkle
from fairdraw.canonical import SAFE_INTEGER, is_code, is_hex, parse_integer
from fairdraw.errors import ProofError
from fairdraw.rows import Conflict, Drawn, Inspector, Ticket
from fairdraw.tickets.identifiers import check_id

MAX_LOTS = 50_000_000
MAX_K = 99
MAX_GROUPS = 16

_ALLOWED = bytes(range(0x20, 0x7F)) + b"\n"
_CODE = "[a-z][a-z0-9]{0,15}"
_HEX = "[0-9a-f]{64}"
_TICKET = re.compile(
    rf"vd1\|ticket\|({_HEX})\|({_CODE})\|(-|{_CODE}(?:,{_CODE}){{0,15}})"
    rf"\|([1-9][0-9]?)\|(in|ex:{_CODE}|must:(?:0|[1-9][0-9]{{0,15}}))\|({_HEX})"
)
_DRAWN = re.compile(
    rf"vd1\|drawn\|([1-9][0-9]{{0,7}})\|({_HEX})\|({_CODE})"
    rf"\|(must|stratum|topup:{_CODE})\|([1-9][0-9]?)\|({_HEX})"
)


def read_rows(data: bytes) -> list[str]:
    """Split a row file into its rows, or refuse it as `FILE_BYTES` or `FILE_LF` (SPEC 1.9)."""
    strange = data.translate(None, _ALLOWED)
    if strange:
        raise ProofError("FILE_BYTES", f"byte 0x{strange[0]:02x} is neither 0x20-0x7e nor LF")
    if not data:
        return []
    if not data.endswith(b"\n"):
        raise ProofError("FILE_LF", "the last byte is no LF")
    if data.startswith(b"\n") or b"\n\n" in data:
        raise ProofError("FILE_LF", "a row is empty")
    return data[:-1].decode("ascii").split("\n")


def write_rows(rows: Iterable[str]) -> bytes:
    """Join rows into the bytes of a row file, each row with its LF."""
    return "".join(f"{row}\n" for row in rows).encode("ascii")


def leaves_of(data: bytes) -> list[bytes]:
    """Return the Merkle leaves of a row file: its rows without LF (SPEC 1.9)."""
    return [row.encode("ascii") for row in read_rows(data)]


def file_root(data: bytes, profile: str = "sha256") -> tuple[str, int]:
    """Return root and size of a row file, as commits and results state them."""
    leaves = leaves_of(data)
    return merkle.root(leaves, profile), len(leaves)


def check_rising(keys: Sequence[object], error: str) -> None:
    """Refuse keys that are not strictly increasing by the named error (SPEC 1.9)."""
    for place in range(1, len(keys)):
        if not keys[place - 1] < keys[place]:  # type: ignore[operator]  # one type per file
            raise ProofError(
                error, f"row {place + 1} ({keys[place]}) does not come after row {place}"
            )


def parse_tickets(data: bytes) -> list[Ticket]:
    """Read `tickets.txt`: at least one row, rising tags, lots within the limit (`LOTS`)."""
    tickets = [parse_ticket(row) for row in read_rows(data)]
    if not tickets:
        raise ProofError("TICKETS_SIZE", "there is no ticket")
    check_rising([ticket.tag for ticket in tickets], "TICKET_ORDER")
    count_lots(tickets)
    return tickets


def parse_ticket(row: str) -> Ticket:
    """Read one ticket row, or name what is wrong with it."""
    match = _TICKET.fullmatch(row)
    if match is None:
        _explain_ticket(row)
    tag, stratum, groups, k, status, attr = match.groups()
    if len(status) == 21 and int(status[5:]) > SAFE_INTEGER:
        raise ProofError("TICKET_STATUS", f"{status!r} of ticket {tag} is no status")
    return Ticket(tag, intern(stratum), _codes(groups), int(k), intern(status), attr)


def count_lots(tickets: Iterable[Ticket]) -> int:
    """Return the lots of all eligible tickets, or refuse more than the limit as `LOTS`."""
    lots = sum(ticket.k for ticket in tickets if not ticket.status.startswith("ex:"))
    if lots > MAX_LOTS:
        raise ProofError("LOTS", f"{lots} lots are more than {MAX_LOTS}")
    return lots


def ticket_row(ticket: Ticket) -> str:
    """Write one ticket row without its LF."""
    groups = ",".join(ticket.groups) or "-"
    return (
        f"vd1|ticket|{ticket.tag}|{ticket.stratum}|{groups}|{ticket.k}"
        f"|{ticket.status}|{ticket.attr}"
    )


def format_tickets(tickets: Iterable[Ticket]) -> bytes:
    """Sort and write tickets; what could not be read back is refused by its error name."""
    data = write_rows(map(ticket_row, sorted(tickets, key=lambda ticket: ticket.tag)))
    parse_tickets(data)
    return data


def _explain_ticket(row: str) -> NoReturn:
    fields = _fields(row, "ticket", 8, "TICKET_ROW")
    tag, stratum, groups, k, status, attr = fields[2:]
    if not is_hex(tag):
        raise ProofError("TICKET_TAG", f"{tag!r} is no tag")
    if not is_code(stratum):
        raise ProofError("TICKET_STRATUM", f"{stratum!r} of ticket {tag} is no code")
    _codes(groups)
    parse_integer(k, 1, MAX_K)
    if not is_hex(attr):
        raise ProofError("TICKET_ATTR", f"{attr!r} of ticket {tag} is no digest")
    raise ProofError("TICKET_STATUS", f"{status!r} of ticket {tag} is no status")


@lru_cache(maxsize=4096)
def _codes(text: str) -> tuple[str, ...]:
    if text == "-":
        return ()
    codes = tuple(text.split(","))
    rising = all(a < b for a, b in pairwise(codes))
    if len(codes) > MAX_GROUPS or not rising or not all(map(is_code, codes)):
        raise ProofError("GROUPS", f"{text!r} is not at most 16 rising codes")
    return codes


def _fields(row: str, kind: str, number: int, error: str) -> list[str]:
    fields = row.split("|")
    if fields[:2] != ["vd1", kind] or len(fields) != number:
        raise ProofError(error, f"row {row[:120]!r} is not vd1|{kind} with {number} fields")
    return fields


def parse_members(
    data: bytes, kind: str = "member", *, test: bool = False
) -> list[tuple[str, str]]:
    """Read `members.txt` (kind `member`) or `frame.txt` (kind `frame`) as (scheme, id)."""
    rows = read_rows(data)
    members = []
    for row in rows:
        _, _, scheme, ident = _fields(row, kind, 4, f"{kind.upper()}_ROW")
        check_id(scheme, ident, test=test)
        members.append((scheme, ident))
    check_rising(rows, f"{kind.upper()}_ORDER")
    return members


def format_members(
    members: Iterable[tuple[str, str]], kind: str = "member", *, test: bool = False
) -> bytes:
    """Sort and write a member or frame list; a repeated identifier is refused."""
    data = write_rows(sorted(f"vd1|{kind}|{scheme}|{ident}" for scheme, ident in members))
    parse_members(data, kind, test=test)
    return data


def parse_inspectors(data: bytes) -> list[Inspector]:
    """Read `inspectors.txt`, the frozen roster."""
    inspectors = [parse_inspector(row) for row in read_rows(data)]
    check_rising([inspector.itag for inspector in inspectors], "INSPECTOR_ORDER")
    return inspectors


def parse_inspector(row: str) -> Inspector:
    """Read one roster row, or name what is wrong with it."""
    fields = _fields(row, "inspector", 9, "INSPECTOR_ROW")
    itag, unit, skills, lead, cap, status, attr = fields[2:]
    if not (is_hex(itag) and is_code(unit) and lead in ("0", "1") and is_hex(attr)):
        raise ProofError("INSPECTOR_ROW", f"tag, unit, lead or attr of {row[:120]!r}")
    if status != "in" and not (status.startswith("ex:") and is_code(status[3:])):
        raise ProofError("INSPECTOR_STATUS", f"{status!r} of inspector {itag} is no status")
    return Inspector(
        itag, unit, _codes(skills), lead == "1", parse_integer(cap, 1, MAX_K), status, attr
    )


def inspector_row(inspector: Inspector) -> str:
    """Write one roster row without its LF."""
    skills = ",".join(inspector.skills) or "-"
    return (
        f"vd1|inspector|{inspector.itag}|{inspector.unit}|{skills}|{int(inspector.lead)}"
        f"|{inspector.cap}|{inspector.status}|{inspector.attr}"
    )


def format_inspectors(inspectors: Iterable[Inspector]) -> bytes:
    """Sort and write a roster; what could not be read back is refused by its error name."""
    data = write_rows(map(inspector_row, sorted(inspectors, key=lambda row: row.itag)))
    parse_inspectors(data)
    return data


def parse_conflicts(data: bytes) -> list[Conflict]:
    """Read `conflicts.txt`, the pairs that may never meet."""
    conflicts = []
    for row in read_rows(data):
        otag, itag, attr = _fields(row, "conflict", 5, "CONFLICT_ROW")[2:]
        if not (is_hex(otag) and is_hex(itag) and is_hex(attr)):
            raise ProofError("CONFLICT_ROW", f"row {row[:120]!r} has a field that is no digest")
        conflicts.append(Conflict(otag, itag, attr))
    check_rising([(row.otag, row.itag) for row in conflicts], "CONFLICT_ORDER")
    return conflicts


def format_conflicts(conflicts: Iterable[Conflict]) -> bytes:
    """Sort and write conflicts; a pair named twice is refused."""
    ordered = sorted(conflicts, key=lambda row: (row.otag, row.itag))
    data = write_rows(f"vd1|conflict|{row.otag}|{row.itag}|{row.attr}" for row in ordered)
    parse_conflicts(data)
    return data


def parse_drawn(data: bytes) -> list[Drawn]:
    """Read `drawn.txt`: numbered 1, 2, … in order of selection; anything else is `DRAWN`."""
    drawn = []
    for number, row in enumerate(read_rows(data), start=1):
        match = _DRAWN.fullmatch(row)
        if match is None or match[1] != str(number):
            raise ProofError("DRAWN", f"row {number} is {row[:120]!r}")
        drawn.append(Drawn(match[2], match[3], match[4], int(match[5]), match[6]))
    return drawn


def format_drawn(drawn: Iterable[Drawn]) -> bytes:
    """Write `drawn.txt`; the order given is the order of selection and is kept."""
    return write_rows(
        f"vd1|drawn|{number}|{row.tag}|{row.stratum}|{row.via}|{row.lot_j}|{row.rank}"
        for number, row in enumerate(drawn, start=1)
    )
