"""Debts: a firm that was replaced comes back as a certain pick of the next draw (SPEC 8)."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairdraw.documents import signed_by
from fairdraw.events import choose_replacement
from fairdraw.operate import replace_document
from fairdraw.verify import verify
from mingqian.audit.door import action
from mingqian.draws import log
from mingqian.draws.models import DrawnTarget, RosterTarget, SigningKey
from mingqian.draws.outcome import compute
from mingqian.draws.queries import bundle_bytes, commitment, draw_preview, drawn, find_draw
from mingqian.rules.permissions import SYSTEM
from tests.world_draws import approved_task, change, finished


@action("test.replace", needs=None)
def replace(draw, tag, *, by, at):
    """Log that two approvers replace a drawn firm."""
    rule = choose_replacement(compute(draw).attempt.state, tag)
    document = replace_document(
        draw.commit_hash, tag, code="gone", evidence="ab" * 32, by_rule=rule
    )
    signers = [
        (key.name, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key.seed)).sign)
        for key in SigningKey.objects.order_by("pk")[:2]
    ]
    return log.append(signed_by(document, signers), at)


def replaced_first(world, draw):
    firm = DrawnTarget.objects.filter(draw=draw).first().roster
    entry = replace(draw, firm.tag, by=SYSTEM, at=world.tick())
    return firm, entry.index


@pytest.mark.slow
def test_the_keys_of_the_plan_sign_what_the_verifier_accepts(world):
    draw = finished(world)
    _firm, index = replaced_first(world, draw)
    drawing = compute(draw)
    assert list(drawing.replaced.values()) == [index]
    assert not [note for note in drawing.notes if note.startswith("EVENT_REFUSED")]


@pytest.mark.slow
def test_a_replaced_firm_is_a_certain_pick_of_the_next_draw(world):
    firm, index = replaced_first(world, finished(world))
    task = approved_task(world)
    shown = draw_preview(task)
    assert shown.max_drawn == shown.n + 1
    again = finished(world)
    assert commitment(again).document["debts"] == [{"how": "must", "index": index}]
    [owed] = [row for row in drawn(again) if row.via == "must"]
    assert owed.credit_code == firm.credit_code
    assert owed.stratum_title == "递补后必抽"
    # It takes nobody's place: the strata draw what they draw anyway.
    assert len(drawn(again)) == again.figures["n"] + 1 == again.figures["most"]
    report = verify(bundle_bytes(again))
    assert report.ok
    assert report.document["open_debts"] == 0
    assert f"UNLINKED:{1}" not in report.notes


@pytest.mark.slow
def test_a_settled_debt_is_proved_ever_after(world):
    _firm, index = replaced_first(world, finished(world))
    second = finished(world)
    third = finished(world)
    assert commitment(third).document["debts"] == []
    report = verify(bundle_bytes(third))
    assert report.ok
    assert f"SETTLED_BY:{second.commit_index}" in report.notes
    assert RosterTarget.objects.get(draw=second, stratum="owed").status == f"must:{index}"


@pytest.mark.slow
def test_a_firm_that_is_gone_is_dropped_in_public(world):
    firm, index = replaced_first(world, finished(world))
    change(firm.target, status="closed", by=SYSTEM, at=world.tick())
    again = finished(world)
    [debt] = commitment(again).document["debts"]
    assert (debt["how"], debt["code"], debt["index"]) == ("drop", "d1", index)
    report = verify(bundle_bytes(again))
    assert report.ok
    assert f"DEBT_DROPPED:{index}" in report.notes


@pytest.mark.slow
def test_debts_stay_within_their_field(world):
    replaced_first(world, finished(world))
    other = finished(world, scope="zonghe")
    assert commitment(other).document["debts"] == []
    assert find_draw(world.actor("head"), other.pk) == other
