"""Identifiers, tags and row files (SPEC 1.7, 1.9 and section 2)."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pools import digest, pool, ticket
from test_canonical_bytes import refused

from fairdraw import merkle
from fairdraw import tickets as tix
from fairdraw.errors import ProofError
from fairdraw.rows import Conflict, Drawn, Inspector

steady = settings(max_examples=40, derandomize=True, deadline=None, database=None)
KEY = bytes(31) + b"\x01"

OPENING = tix.Opening(digest("t"), "obj", "A-1", digest("s"))
LINK = tix.Link(7, digest("o"), digest("n"), "obj", "A-1", digest("s"))
PERSON = Inspector(digest("i"), "u1", ("x1", "x2"), True, 2, "ex:y1", digest("a"))


def edited(data, old, new):
    assert old in data
    return data.replace(old, new)


@steady
@given(st.from_regex("[0-9A-HJ-NP-RTUWXY]{17}", fullmatch=True), st.data())
def test_the_check_character_notices_one_wrong_character(first, data):
    code = tix.check_uscc(first + tix.uscc_check_character(first))
    place = data.draw(st.integers(0, 17))
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY".replace(code[place], "")
    wrong = code[:place] + data.draw(st.sampled_from(alphabet)) + code[place + 1 :]
    refused("USCC", tix.check_uscc, wrong)


@steady
@given(st.sampled_from(tix.SCHEMES), st.text(min_size=1, max_size=20))
def test_normal_forms_are_identifiers(scheme, raw):
    if not raw.strip(" \u3000"):
        refused("ID", tix.normalize_id, scheme, raw)
        return
    if any("\ud800" <= character <= "\udfff" for character in raw):
        return
    ident = tix.normalize_id(scheme, raw)
    if scheme != "uscc":
        tix.check_id(scheme, ident)
    if not ident.startswith("X-"):
        assert tix.normalize_id(scheme, ident) == ident


def test_identifiers_refused():
    refused("SCHEME", tix.normalize_id, "firm", "A")
    refused("ID", tix.normalize_id, "obj", " \u3000 ")
    refused("USCC", tix.check_id, "uscc", "A" * 17, test=True)
    refused("ID", tix.check_id, "obj", "")
    refused("ID", tix.check_id, "obj", "A" * 129)


def test_tags_of_one_firm_differ_between_draws():
    one = tix.id_tag(KEY, "obj", "A-1")
    other = tix.id_tag(bytes(32), "obj", "A-1")
    assert one.tag != other.tag
    assert tix.tag_of(one.salt, "obj", "A-1") == one.tag
    refused("SALT_KEY", tix.id_tag, b"short", "obj", "A-1")
    refused("SALT_KEY", tix.salt_key_commit, b"")


def test_a_snapshot_is_made_from_lists():
    firm = tix.Listed("obj", "A-1", "s1", ("r1", "i1", "r1"), 3, "in", {"name": "甲厂"})
    person = tix.Rostered("C-1", "u1", ("x2", "x1"), lead=True, attributes={"name": "张"})
    made, inspector = tix.make_ticket(KEY, firm), tix.make_inspector(KEY, person)
    assert made.groups == ("i1", "r1")
    assert made.tag == tix.id_tag(KEY, "obj", "A-1").tag
    assert inspector.itag == tix.id_tag(KEY, "cert", "C-1").tag
    conflict = tix.make_conflict(KEY, made.tag, inspector.itag, {"reason": "亲属"})
    assert tix.parse_tickets(tix.format_tickets([made])) == [made]
    assert tix.parse_inspectors(tix.format_inspectors([inspector])) == [inspector]
    assert tix.parse_conflicts(tix.format_conflicts([conflict])) == [conflict]
    refused("DOC_FIELD", tix.make_conflict, KEY, "x", inspector.itag, {})


def test_files_are_sorted_and_read_back():
    tickets = pool(9)
    data = tix.format_tickets(tickets)
    assert tix.parse_tickets(data) == sorted(tickets, key=lambda t: t.tag)
    assert tix.file_root(data) == (merkle.root(tix.leaves_of(data)), 9)
    assert tix.file_root(b"") == (merkle.root([]), 0)
    openings = [OPENING, replace(OPENING, tag=digest("u"), ident="A-2")]
    data = tix.format_openings(openings)
    assert tix.parse_openings(data) == sorted(openings, key=lambda o: o.tag)
    links = [LINK, replace(LINK, index=12)]
    assert tix.parse_links(tix.format_links(links)) == [links[1], links[0]]  # "12" before "7"


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("TICKET_ORDER", pool(2) + pool(1)),
        ("TICKETS_SIZE", []),
        ("GROUPS", [ticket("a", groups=("b", "a"))]),
        ("TICKET_STRATUM", [ticket("a", stratum="S")]),
        ("TICKET_STATUS", [ticket("a", status="must")]),
        ("TICKET_STATUS", [ticket("a", status="must:9999999999999999")]),
        ("INTEGER", [ticket("a", k=100)]),
        ("TICKET_TAG", [replace(ticket("a"), tag="-")]),
        ("TICKET_ATTR", [replace(ticket("a"), attr="-")]),
        ("TICKET_ROW", [replace(ticket("a"), attr="|")]),
    ],
)
def test_tickets_that_cannot_be_written(name, broken):
    refused(name, tix.format_tickets, broken)


def test_lots_are_limited():
    many = [replace(ticket("a"), k=50_000_000), ticket("b"), ticket("c", status="ex:y1", k=99)]
    refused("LOTS", tix.count_lots, many)
    assert tix.count_lots(many[:1]) == 50_000_000


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("INSPECTOR_ROW", {"unit": "-"}),
        ("INSPECTOR_ROW", {"itag": "x"}),
        ("INSPECTOR_ROW", {"attr": "x"}),
        ("INSPECTOR_ROW", {"attr": "|"}),
        ("INSPECTOR_STATUS", {"status": "ex:"}),
        ("GROUPS", {"skills": ("x2", "x1")}),
        ("INTEGER", {"cap": 100}),
    ],
)
def test_inspectors_that_cannot_be_written(name, changes):
    assert tix.parse_inspector(tix.inspector_row(PERSON)) == PERSON
    refused(name, tix.format_inspectors, [replace(PERSON, **changes)])


def test_leading_is_zero_or_one():
    data = tix.format_inspectors([PERSON])
    refused("INSPECTOR_ROW", tix.parse_inspectors, edited(data, b"|1|2|", b"|2|2|"))


def test_conflicts_and_members_refused():
    pair = Conflict(digest("o"), digest("i"), digest("a"))
    refused("CONFLICT_ORDER", tix.format_conflicts, [pair, pair])
    refused("CONFLICT_ROW", tix.format_conflicts, [replace(pair, itag="x")])
    refused("CONFLICT_ROW", tix.parse_conflicts, b"vd1|conflict|x\n")
    refused("MEMBER_ORDER", tix.format_members, [("obj", "A"), ("obj", "A")])
    refused("FRAME_ROW", tix.parse_members, b"vd1|member|obj|A\n", "frame")
    refused("SCHEME", tix.format_members, [("firm", "A")])


def test_drawn_rows_are_numbered():
    row = Drawn(digest("t"), "s1", "topup:i1", 2, digest("r"))
    data = tix.format_drawn([row, row])
    assert tix.parse_drawn(data) == [row, row]
    refused("DRAWN", tix.parse_drawn, edited(data, b"drawn|2", b"drawn|3"))
    refused("DRAWN", tix.parse_drawn, edited(data, b"topup:i1", b"chance"))


def test_openings_refused():
    data = tix.format_openings([OPENING])
    refused("OPENING_ROW", tix.parse_openings, edited(data, b"|open|", b"|opens|"))
    refused("OPENING_ROW", tix.parse_openings, edited(data, OPENING.salt.encode(), b"x"))
    refused("ID", tix.parse_openings, edited(data, b"A-1", b"a"))
    refused("USCC", tix.parse_openings, edited(data, b"obj", b"uscc"))
    refused("OPENING_ORDER", tix.format_openings, [OPENING, OPENING])


def test_a_ticket_cannot_pass_for_an_inspector():
    # A firm opened under the scheme of inspectors would otherwise escape the member list.
    salt = digest("s")
    tag = tix.tag_of(salt, "cert", "C-1")
    opening = tix.Opening(tag, "cert", "C-1", salt)
    members = {("obj", "A-1")}
    tix.check_openings([opening], objects=(), inspectors={tag}, members=members)
    tix.check_openings([opening], objects={tag}, members=None)
    refused("OPENING_MEMBER", tix.check_openings, [opening], objects={tag}, members=members)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"|link|7|", b"|link|07|"),
        (b"|link|", b"|links|"),
        (b"|obj|", b"|firm|"),
        (b"A-1", b"a"),
        (LINK.old_salt.encode(), b"x"),
    ],
)
def test_links_refused(old, new):
    refused("LINK", tix.parse_links, edited(tix.format_links([LINK]), old, new))


def test_links_rise():
    refused("LINK", tix.format_links, [LINK, LINK])


@steady
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    for read in (tix.parse_tickets, tix.parse_inspectors, tix.parse_conflicts, tix.parse_drawn):
        with suppress(ProofError):
            assert read(data) is not None
