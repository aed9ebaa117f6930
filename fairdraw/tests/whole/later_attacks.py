"""The attacks of the points E of SPEC section 21, played by the same invented office."""

from collections.abc import Callable, Iterator

import kit
from attacks import Attack, carry, digest, run
from story import LOTTERIES, NUMBERS, Draw, Office

from fairdraw.operate import openings_file

PAST = (("SSQ", "20260106"), ("DLT", "20260107"), ("PL5", "20260106"))
PAST_NUMBERS = (
    "SSQ:2026002:030711192833:09",
    "DLT:26003:0512192833:0408",
    "PL5:26006:01234",
)
DAYS = tuple(("PL5", f"2026110{day}") for day in (5, 6, 7, 8))


def e1_grade() -> Iterator[Attack]:
    """A self-declared draw is redone with lotteries and four witnesses' worth of care."""
    office = Office()
    first, drawing = office.draw("T-1")
    owed = carry(first, drawing)
    redo = office.commit("T-1", attempt=2, must=owed, sources=LOTTERIES)
    office.finish(redo, *NUMBERS)
    yield Attack("e1 a redo with lotteries stays self-declared", office.bundle(redo))


def e2_past() -> Iterator[Attack]:
    office = Office()
    draw = office.commit("T-1", sources=PAST)
    office.close(draw)
    office.values(draw, *PAST_NUMBERS)
    yield Attack("e2 numbers known before the freeze", early(office, draw), "SOURCE_DATE")


def e3_issues() -> Iterator[Attack]:
    office = Office()
    draw = office.commit("T-1", sources=DAYS)
    office.close(draw)
    office.values(draw, *["PL5:26299:01234"] * len(DAYS))
    yield Attack("e3 one issue for four sources", early(office, draw), "SOURCE_TWICE")
    office = Office()
    draw = office.commit("T-1", sources=DAYS)
    issues = [f"PL5:26{299 + place}:01234" for place in range(len(DAYS))]
    office.finish(draw, *issues)
    yield Attack("e3 four issues with the same digits", office.bundle(draw))


def e9_order() -> Iterator[Attack]:
    """Somebody commits attempts that can never be drawn, to make the draw look outdated."""
    office = Office()
    draw = office.commit("T-1")
    office.commit("T-1", attempt=2)
    office.finish(draw)
    office.commit("T-1", attempt=99)
    yield Attack("e9 attempts that are not allowed", office.bundle(draw))


def e7_copies() -> Iterator[Attack]:
    """A signed replacement is logged again: nobody signed a second debt."""
    office = Office()
    draw, drawing = office.draw("T-1")
    index = office.replace(draw, drawing.drawn[0].tag)
    office.entries.append(office.entries[index])
    yield Attack("e7 a replacement logged twice", office.bundle(draw))
    gone = draw.firm_of(drawing.drawn[0].tag)
    owed = [{"how": "must", "index": index}]
    paid, _ = office.draw("T-2", listed=owed, must={gone: index})
    yield Attack("e7 one debt for two copies", office.bundle(paid))


def e7_team() -> Iterator[Attack]:
    """Nobody is told who went: the inspectors' rows are left out."""
    whole = kit.bundle("grade-c")
    rows = [row for row in whole["openings.txt"].splitlines(True) if b"|cert|" not in row]
    files = kit.relist(whole | {"openings.txt": b"".join(rows)})
    yield Attack("e7 inspectors that are never opened", files)


def early(office: Office, draw: Draw) -> dict[str, bytes]:
    """Publish a draw that no rule lets anybody compute."""
    return office.publish(draw, [], {"drawn.txt": b""})


def e4_plans() -> Iterator[Attack]:
    """A second plan takes the task over, into a scope of its own where nothing is owed."""
    office = Office()
    first, drawing = office.draw("T-1")
    plan = office.plan
    task = plan["tasks"][0] | {"scope": "dummy"}
    office.plan = dict(plan) | {"tasks": [task]}
    office.log(office.plan)
    second = run(office, "T-1", attempt=2, must=carry(first, drawing))
    office.plan = plan
    yield Attack("e4 an attempt under a second plan", early(office, second), "PLAN_TWICE")
    yield Attack("e4 the first attempt is not superseded by it", office.bundle(first))
    third = run(office, "T-1", attempt=3, must={1: second.index})
    yield Attack("e4 an attempt above it", early(office, third), "ATTEMPT")


def e4_blocked() -> Iterator[Attack]:
    """A commit under a second plan comes first; it blocks nothing."""
    office = Office()
    plan = office.plan
    office.plan = dict(plan) | {"tasks": [plan["tasks"][0] | {"scope": "dummy"}]}
    office.log(office.plan)
    office.commit("T-1")
    office.plan = plan
    draw, _ = office.draw("T-1")
    yield Attack("e4 a commit under a second plan blocks nothing", office.bundle(draw))


def e5_drops() -> Iterator[Attack]:
    """The operator drops whom it likes as gone; the firm stays in the list."""
    one, office = dropping(stays=True)
    yield Attack("e5 a dropped firm that is still a member", office.bundle(one), "LINK")
    one, office = dropping(stays=False)
    whole = office.bundle(one)
    yield Attack("e5 a dropped firm that is gone", whole)
    rows = [row for row in whole["links.txt"].splitlines(True) if b"|-|" not in row]
    silent = whole | {"links.txt": b"".join(rows)}
    yield Attack("e5 a dropped firm that is not named", kit.relist(silent), "LINK")


def dropping(*, stays: bool) -> tuple[Draw, Office]:
    """Redo T-1 without the first firm drawn."""
    office = Office()
    first, drawing = office.draw("T-1")
    tag = drawing.drawn[0].tag
    gone = () if stays else (first.firm_of(tag),)
    item = {"code": "d1", "evidence": digest("gone"), "tag": tag}
    owed = carry(first, drawing, but=[tag])
    redo, _ = office.draw("T-1", attempt=2, must=owed, drop=[item], gone=gone)
    return redo, office


def e6_chain() -> Iterator[Attack]:
    """Attempt 2 makes others its certain picks and is never shown; attempt 3 carries those."""
    office = Office(shows=False)
    first, drawing = office.draw("T-1")
    freed = set(carry(first, drawing))
    others = [number for number in range(1, 7) if number not in freed][: len(freed)]
    second, again = office.draw("T-1", attempt=2, must=dict.fromkeys(others, first.index))
    third, _ = office.draw("T-1", attempt=3, must=carry(second, again))
    yield Attack("e6 certain picks of a lower attempt not shown", office.bundle(third))
    path = "attempts/2/openings.txt"
    members = second.snapshot.members
    opened = openings_file([second.tag(n) for n in others], members, second.key, test=True)
    shown = kit.relist(office.bundle(third) | {path: opened})
    yield Attack("e6 certain picks of a lower attempt that nobody owed", shown, "LINK")


def e7_state() -> Iterator[Attack]:
    """A draw that nobody finished wears a result entry."""
    office = Office()
    left = office.commit("T-1")
    office.close(left)
    entry = {"commit": left.commit, "type": "result", "v": "vd1"}
    zeros = {"close": digest("close"), "root": digest("root"), "seed": digest("seed"), "size": 2}
    office.log(entry | zeros)
    draw, _ = office.draw("T-2")
    yield Attack("e7 a result entry before the numbers", office.bundle(draw))


LATER: tuple[Callable[[], Iterator[Attack]], ...] = (
    e1_grade,
    e2_past,
    e3_issues,
    e4_plans,
    e4_blocked,
    e5_drops,
    e6_chain,
    e7_state,
    e7_copies,
    e7_team,
    e9_order,
)


def played() -> list[Attack]:
    return [attack for story in LATER for attack in story()]
