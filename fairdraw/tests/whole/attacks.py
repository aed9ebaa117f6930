"""The attacks that the settled points of SPEC section 21 stop, played by an invented office."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import kit
from story import LOTTERIES, NUMBERS, TEAM, Draw, Office, digest

from fairdraw import operate
from fairdraw.operate import Drawing
from fairdraw.verify import Report, verify

FALSE_NUMBERS = ("SSQ:2026128:010203040506:07", *NUMBERS[1:])
COMPARED = {"1:SSQ": NUMBERS[0]}


@dataclass(frozen=True)
class Attack:
    """A bundle, what the reader brings along, and the error it has to end with, if any."""

    name: str
    files: kit.Files
    error: str = ""
    notice: Mapping[str, str] = field(default_factory=dict)

    @property
    def point(self) -> str:
        return self.name.split(" ")[0].upper()

    @property
    def bundle(self) -> str:
        return "attacks/" + self.name.replace(" ", "-")

    def verify(self) -> Report:
        return verify(self.files, notices=self.notice)


def must(index: int) -> list[dict[str, Any]]:
    return [{"how": "must", "index": index}]


def drop(index: int) -> list[dict[str, Any]]:
    return [{"code": "d1", "evidence": digest("gone"), "how": "drop", "index": index}]


def carry(draw: Draw, drawing: Drawing, *, but: Sequence[str] = ()) -> dict[int, int]:
    """Return which firms a redo has to draw again, and for which entry."""
    now = [tag for tag in drawing.objects if tag not in drawing.replaced and tag not in but]
    return {draw.firm_of(tag): draw.index for tag in now}


def redone(office: Office, attempts: int) -> list[Draw]:
    """Draw T-1 and redo it honestly until there are so many attempts."""
    draw, drawing = office.draw("T-1")
    draws = [draw]
    for number in range(2, attempts + 1):
        draw, drawing = office.draw("T-1", attempt=number, must=carry(draw, drawing))
        draws.append(draw)
    return draws


def run(office: Office, task: str, **options: Any) -> Draw:
    """Commit, close and log the numbers, checking nothing that is owed."""
    draw = office.commit(task, **options)
    office.close(draw)
    office.values(draw)
    return draw


def without(files: kit.Files, *paths: str) -> kit.Files:
    return kit.relist({path: data for path, data in files.items() if path not in paths})


def tags_of(office: Office, draw: Draw) -> list[str]:
    rows = office.forge(draw)["drawn.txt"].decode().splitlines()
    return [row.split("|")[3] for row in rows]


def a1_chain() -> Iterator[Attack]:
    """Attempt 2 carries nothing; attempt 3 carries only what attempt 2 drew."""
    office = Office()
    first, drawing = office.draw("T-1")
    second = run(office, "T-1", attempt=2)
    carried = {second.firm_of(tag) for tag in tags_of(office, second)}
    assert {first.firm_of(tag) for tag in drawing.objects} - carried, "somebody is freed"
    owed = dict.fromkeys(sorted(carried), second.index)
    third = run(office, "T-1", attempt=3, must=owed)
    yield Attack("a1 chain of redos frees a firm", office.forge(third), "DEBT")


def a1_honest() -> Iterator[Attack]:
    office = Office()
    whole = office.bundle(redone(office, 3)[-1])
    yield Attack("a1 honest chain of redos", whole)
    office = Office()
    first, drawing = office.draw("T-1")
    gone = drawing.drawn[0].tag
    one = {"code": "o1", "evidence": digest("not ours"), "tag": gone}
    owed = carry(first, drawing, but=[gone])
    closed = [first.firm_of(gone)]
    second, again = office.draw("T-1", attempt=2, must=owed, drop=[one], gone=closed)
    third, _ = office.draw("T-1", attempt=3, must=carry(second, again), gone=closed)
    yield Attack("a1 a drop is told in later attempts", office.bundle(third))
    hidden = without(whole, "attempts/1/tickets.txt")
    yield Attack("a1 first attempt not shown", hidden, "MISSING_FILE")


def owing() -> tuple[Office, int, int]:
    """An office that owes a firm since a replacement in T-1: firm and log index."""
    office = Office()
    draw, drawing = office.draw("T-1")
    tag = drawing.drawn[0].tag
    return office, draw.firm_of(tag), office.replace(draw, tag)


def a2_unpaid() -> Iterator[Attack]:
    """Pretend in T-2 to pay what T-1 owes, then draw T-3 as if nothing were owed."""
    office, gone, index = owing()
    office.commit("T-2", listed=must(index))
    yield _unpaid("a2 debt listed by a commit that is never drawn", office)
    office, gone, index = owing()
    office.commit("T-2", listed=drop(index))
    yield _unpaid("a2 debt dropped by a commit that is never drawn", office)
    office, gone, index = owing()
    office.commit("T-2", listed=must(index), must={gone: index})
    run(office, "T-2", listed=must(index), must={gone: index}, audit={"in": 1})
    yield _unpaid("a2 debt paid by a second commit", office)
    office = Office()
    run(office, "T-2", listed=drop(8))
    draw, drawing = office.draw("T-1")
    assert office.replace(draw, drawing.drawn[0].tag) == 8
    yield _unpaid("a2 debt listed before it exists", office)


def _unpaid(name: str, office: Office) -> Attack:
    third = run(office, "T-3")
    return Attack(name, office.forge(third), "DEBT")


def a2_paid() -> Iterator[Attack]:
    office, gone, index = owing()
    office.draw("T-2", listed=must(index), must={gone: index})
    paid = office.bundle(office.draw("T-3")[0])
    yield Attack("a2 debt paid and proven", paid)
    yield Attack("a2 payment not proven", without(paid, "settled.txt"), "MISSING_FILE")
    fields = paid["settled.txt"].decode().split("|")
    fields[5] = digest("another ticket")
    other = paid | {"settled.txt": "|".join(fields).encode()}
    yield Attack("a2 payment by another ticket", kit.relist(other), "SETTLED")


def a2_pretended() -> Iterator[Attack]:
    office, _, index = owing()
    second = run(office, "T-2", listed=must(index))  # drawn, but without the certain pick
    third = run(office, "T-3")
    row = min(second.snapshot.tickets, key=lambda ticket: ticket.tag)
    settled = f"vd1|settled|{index}|0|-|{row.tag}|s1|-|1|{row.attr}\n".encode()
    files = office.forge(third, settled=settled)
    yield Attack("a2 draw without the certain pick", files, "SETTLED")
    office, _, index = owing()
    dropping, _ = office.draw("T-2", listed=drop(index))
    yield Attack("a2 a drop is told at once", office.bundle(dropping))
    yield Attack("a2 a drop is told for ever", office.bundle(office.draw("T-3")[0]))


def a3_numbers() -> Iterator[Attack]:
    """False numbers of attempt 1 decide whom the redo carries; the true ones come later."""
    office = Office()
    draw = office.commit("T-1", sources=LOTTERIES)
    drawing = office.finish(draw, *FALSE_NUMBERS)
    redo = office.commit("T-1", attempt=2, must=carry(draw, drawing), sources=LOTTERIES)
    office.finish(redo)
    silent = office.bundle(redo)
    yield Attack("a3 false number before a redo is told", silent)
    yield Attack("a3 false number compared", silent, "BEACON_DISPUTED", COMPARED)
    office.value(draw, 0, NUMBERS[0], {"notice": digest("notice")})
    late = office.forge(redo, notices={"1:SSQ": FALSE_NUMBERS[0]})
    yield Attack("a3 true number logged after the redo", late, "BEACON_DISPUTED")
    # As many are carried as were truly drawn, but others: the openings show it.
    yield Attack("a3 true number given by the reader", late, "LINK", COMPARED)


def a5_superseded() -> Iterator[Attack]:
    office = Office()
    first, _ = redone(office, 2)
    yield Attack("a5 first attempt after a redo", office.bundle(first))


def b4_state() -> Iterator[Attack]:
    office = Office()
    first, drawing = office.draw("T-1")
    office.commit("T-1", attempt=2, must=carry(first, drawing))
    yield Attack("b4 a redo in progress", office.bundle(first))


def c1_samples() -> Iterator[Attack]:
    office = Office()
    audit = {"conflicts": 3, "ex": 3, "frame": 2, "in": 9, "roster": 1}
    draw, _ = office.draw("T-1", audit=audit)
    for checked in (6, 7):
        entry = operate.audit_document(
            draw.commit, "in", checked=checked, wrong=2, evidence=digest("audit")
        )
        office.log(kit.signed(entry, "auditor-1"))
    office.log(kit.signed(entry | {"checked": 5}, "auditor-1"))
    yield Attack("c1 samples no larger than their pools", office.bundle(draw))


def c4_early() -> Iterator[Attack]:
    office = Office()
    draw = office.commit("T-1")
    tag = draw.tag(1)
    office.log(kit.signed(operate.attest_document(draw.commit), "auditor-1"))
    early = operate.replace_document(
        draw.commit, tag, code="gone", evidence=digest("gone"), by_rule=("-", True)
    )
    office.log(kit.signed(early, "approver-1", "approver-2"))
    office.finish(draw)
    yield Attack("c4 entries before the close", office.bundle(draw))


def c5_redo() -> Iterator[Attack]:
    office = Office()
    first, drawing = office.draw("T-1")
    tag = drawing.drawn[0].tag
    index = office.replace(first, tag)
    owed = {first.firm_of(tag): index}
    now = office.drawing(first)
    redo, _ = office.draw("T-1", attempt=2, must=owed | carry(first, now), listed=must(index))
    yield Attack("c5 a replaced object is a debt of the redo", office.bundle(redo))


def c5_drops() -> Iterator[Attack]:
    for name, twice in (("twice", True), ("that was not drawn", False)):
        office = Office()
        first, drawing = office.draw("T-1")
        tag = drawing.drawn[0].tag if twice else digest("nobody")
        one = {"code": "o1", "evidence": digest("not ours"), "tag": tag}
        owed = carry(first, drawing, but=[tag])
        redo = run(office, "T-1", attempt=2, must=owed, drop=[one, one] if twice else [one])
        yield Attack(f"c5 dropped {name}", office.forge(redo), "DEBT")
    office = Office()
    stray = run(office, "T-1", status={1: "must:0"})
    yield Attack("c5 a certain pick owed to nobody", office.forge(stray), "DEBT")


def c6_links() -> Iterator[Attack]:
    office = Office()
    first, drawing = office.draw("T-1")
    redo, _ = office.draw("T-1", attempt=2, must=carry(first, drawing))
    files = office.bundle(redo)
    rows = files["links.txt"].decode().splitlines()
    _, _, *ids = rows[0].split("|")
    opening = next(r for r in files["openings.txt"].decode().splitlines() if ids[2] in r)
    closed = files["openings.txt"].decode().replace(opening + "\n", "")
    yield _edited("c6 a link that nobody opened", files, "openings.txt", closed, "LINK")
    yield _edited("a7 a certain pick without its link", files, "links.txt", rows[1] + "\n", "LINK")
    both = files | {"openings.txt": closed.encode()}
    yield _edited("a7 neither opened nor linked", both, "links.txt", rows[1] + "\n", "")
    twice = rows[0].split("|")
    twice[3] = "f" * 64
    doubled = "\n".join(sorted([*rows, "|".join(twice)])) + "\n"
    yield _edited("c6 one pick linked twice", files, "links.txt", doubled, "LINK")
    swapped = "\n".join(reversed(rows)) + "\n"
    yield _edited("c6 links out of order", files, "links.txt", swapped, "LINK")


def _edited(name: str, files: kit.Files, path: str, text: str, error: str) -> Attack:
    return Attack(name, kit.relist(files | {path: text.encode()}), error)


def c7_nobody() -> Iterator[Attack]:
    office = Office()
    out = dict.fromkeys(range(1, 7), "ex:y1")
    draw, _ = office.draw("T-1", status=out, people=True, team=TEAM)
    yield Attack("c7 nobody eligible", office.bundle(draw))


STORIES: tuple[Callable[[], Iterator[Attack]], ...] = (
    a1_chain,
    a1_honest,
    a2_unpaid,
    a2_paid,
    a2_pretended,
    a3_numbers,
    a5_superseded,
    b4_state,
    c1_samples,
    c4_early,
    c5_redo,
    c5_drops,
    c6_links,
    c7_nobody,
)


def played() -> list[Attack]:
    return [attack for story in STORIES for attack in story()]
