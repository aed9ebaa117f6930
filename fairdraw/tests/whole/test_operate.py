"""An office draws, publishes and hands out receipts with nothing but the public functions."""

import kit
from story import LOTTERIES, POLICY, TEAM, Office, digest

from fairdraw import operate
from fairdraw.beacons import operator_commit
from fairdraw.bundle import read_bundle
from fairdraw.checkpoint import parse_policy
from fairdraw.events import choose_replacement
from fairdraw.receipts import ReceiptBook, check_receipt, read_receipt, write_receipt
from fairdraw.tickets import format_tickets, parse_openings
from fairdraw.verify import verify


def published(office, draw):
    """Build the bundle of a draw as the platform does."""
    drawing = office.drawing(draw)
    identities = draw.snapshot.members
    files = office.frozen(draw) | drawing.files()
    files["openings.txt"] = operate.openings_file(drawing.objects, identities, draw.key, test=True)
    entries = office.entries
    sizes = (draw.index + 2, len(entries))
    notes = {
        size: operate.log_checkpoint(kit.log_vkey(), entries[:size], kit.signer(1))
        for size in sizes
    }
    return operate.build_bundle(draw.commit, POLICY, entries, notes, files)


def test_a_draw_with_teams_and_public_numbers_verifies():
    office = Office()
    draw = office.commit("T-1", sources=LOTTERIES, people=True, team=TEAM)
    drawing = office.finish(draw)
    report = verify(published(office, draw))
    assert report.ok
    assert report.grade == "B"
    assert report.document["seed"] == drawing.seed
    assert report.document["opened"] == len(drawing.objects) == 2
    assert [number.value for number in report.numbers] == list(drawing.attempt.values)


def test_the_same_draw_gives_the_same_bytes():
    office = Office()
    draw, _ = office.draw("T-1")
    assert published(office, draw) == published(office, draw)


def test_entries_after_the_newest_checkpoint_are_left_out():
    office = Office()
    draw, drawing = office.draw("T-1")
    size = len(office.entries)
    note = operate.log_checkpoint(kit.log_vkey(), office.entries, kit.signer(1))
    office.commit("T-2")
    files = office.frozen(draw) | drawing.files()
    files["openings.txt"] = operate.openings_file(
        drawing.objects, draw.snapshot.members, draw.key, test=True
    )
    data = operate.build_bundle(draw.commit, POLICY, office.entries, {size: note}, files)
    assert len(kit.entries_of(read_bundle(data))) == size
    assert verify(data).ok


def test_who_would_come_next_is_who_replaces():
    office = Office()
    draw, drawing = office.draw("T-1")
    waiting = [ticket.tag for ticket in drawing.next_free]
    assert len(waiting) == 4
    tag = drawing.drawn[0].tag
    assert choose_replacement(drawing.attempt.state, tag) == (waiting[0], False)
    index = office.replace(draw, tag)
    after = office.drawing(draw)
    assert after.objects == (*drawing.objects, waiting[0])
    assert after.replaced == {tag: index}
    assert [ticket.tag for ticket in after.next_free] == waiting[1:]


def test_events_change_the_teams_and_the_bundle_still_verifies():
    office = Office()
    draw, drawing = office.draw("T-1", people=True, team=TEAM)
    gone, stays = (row.tag for row in drawing.drawn)
    office.replace(draw, gone)
    leaves = next(team for team in drawing.teams.now if team.otag == stays).seats[1].itag
    recusal = operate.recuse_document(
        draw.commit, stays, leaves, code="kin", evidence=digest("kin")
    )
    office.log(kit.signed(recusal, "approver-1"))
    office.log(kit.signed(operate.attest_document(draw.commit), "auditor-1"))
    report = verify(published(office, draw))
    assert report.ok
    assert (report.document["replaced"], report.document["recused"]) == (1, 1)
    assert "NOT_ATTESTED" not in report.notes
    now = {team.otag: team for team in office.drawing(draw).teams.now}
    assert gone not in now
    assert leaves not in [seat.itag for seat in now[stays].seats]


def test_a_receipt_proves_to_its_holder_that_the_row_was_committed():
    office = Office()
    draw, drawing = office.draw("T-1")
    note = operate.log_checkpoint(kit.log_vkey(), office.entries, kit.signer(1))
    proof = operate.prove_entry(office.entries, draw.index, note)
    tickets = format_tickets(draw.snapshot.tickets)
    book = ReceiptBook(office.entries[draw.index], proof, tickets)
    for tag in drawing.objects:
        opened = operate.openings_file([tag], draw.snapshot.members, draw.key, test=True)
        (opening,) = parse_openings(opened, test=True)
        raw = write_receipt(book.issue(opening))
        check_receipt(read_receipt(raw), parse_policy(POLICY))
        assert verify(office.bundle(draw), receipt=raw).ok


def test_a_receipt_of_another_draw_is_told_apart():
    office = Office()
    draw, _ = office.draw("T-1")
    other, _ = office.draw("T-2")
    note = operate.log_checkpoint(kit.log_vkey(), office.entries, kit.signer(1))
    proof = operate.prove_entry(office.entries, other.index, note)
    book = ReceiptBook(office.entries[other.index], proof, format_tickets(other.snapshot.tickets))
    opened = operate.openings_file([other.tag(1)], [*other.snapshot.members], other.key, test=True)
    (opening,) = parse_openings(opened, test=True)
    raw = write_receipt(book.issue(opening))
    assert verify(office.bundle(draw), receipt=raw).error.name == "RECEIPT_COMMIT"


def test_a_snapshot_writes_its_files_in_order_whatever_order_it_was_read_in():
    office = Office()
    key = bytes(32)
    snapshot = office.snapshot(key, {}, people=True)
    turned = operate.Snapshot(
        *(list(reversed(getattr(snapshot, name))) for name in snapshot.__dataclass_fields__)
    )
    assert turned.files(test=True) == snapshot.files(test=True)
    assert sorted(snapshot.files(team=False, test=True)) == [
        "frame.txt",
        "members.txt",
        "tickets.txt",
    ]


def test_the_secret_of_an_office_is_committed_before_it_is_told():
    office = Office()
    draw = office.commit("T-1")
    commit = kit.parse_doc(office.entries[draw.index])
    assert commit["operator_commit"] == operator_commit(draw.secret)
