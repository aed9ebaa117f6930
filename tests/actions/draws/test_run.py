"""The draw in its three ways: verified before it is kept, and never drawn again."""

import hashlib
import io
import sys
import time
import zipfile

import pytest
from django.db import DatabaseError, connection, transaction

from fairdraw.bundle import read_bundle
from fairdraw.operate import log_of
from fairdraw.verify import verify
from mingqian.audit.door import TakenAlready, action
from mingqian.audit.models import Event
from mingqian.audit.personal import encrypt
from mingqian.directories.models import Target
from mingqian.draws import actions as draws
from mingqian.draws import log
from mingqian.draws.models import Draw, DrawnTarget, ProofFile, RosterTarget, TeamSlot
from mingqian.draws.queries import (
    bundle_bytes,
    checks_of,
    commitment,
    draw_of,
    drawn,
    find_draw,
    next_in_line,
    not_drawn,
    public_files,
    roster_people,
    teams_by_inspector,
)
from mingqian.planning.models import Pick
from mingqian.planning.queries import preview
from mingqian.rules.permissions import SYSTEM
from mingqian.rules.refusals import NotPermitted, RuleBroken
from tests.world_draws import (
    approved_task,
    change,
    closed,
    draft,
    draws_county,
    finished,
    frozen,
    revealed,
)

WAYS = {"operator": "C", "lotteries": "B", "dice": "H"}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_each_way_gives_a_proof_that_a_stranger_verifies(world, way):
    draw = finished(world, way)
    report = verify(bundle_bytes(draw))
    assert report.ok
    assert report.grade == draw.grade == WAYS[way]
    assert report.document["seed"] == draw.seed
    assert report.document["commit"] == draw.commit_hash
    assert report.document == draw.report["document"]
    assert {step["status"] for step in draw.report["steps"]} == {"ok", "not_applicable"}
    assert draw.state == "drawn"


@pytest.mark.slow
def test_a_stranger_needs_neither_our_policy_nor_our_word(world):
    draw = finished(world)
    own = log.policy()
    assert verify(bundle_bytes(draw), policy=own).ok
    forged = own.replace(b"quorum none", b"quorum  none")
    assert not verify(bundle_bytes(draw), policy=forged).ok


@pytest.mark.slow
def test_changing_any_file_of_the_bundle_is_found(world):
    files = read_bundle(bundle_bytes(finished(world, "lotteries")))
    assert len(files) >= 14
    for path, body in files.items():
        if not body:
            continue
        tampered = files | {path: body[:-2] + bytes([body[-2] ^ 1]) + body[-1:]}
        assert not verify(tampered).ok, path


@pytest.mark.slow
def test_the_bundle_is_the_same_bytes_every_time(world):
    first = finished(world)
    before = bundle_bytes(first)
    finished(world, scope="zonghe")
    assert bundle_bytes(first) == before
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        assert "log.jsonl" in archive.namelist()


def test_what_was_drawn_is_kept_with_its_teams(world):
    draw = finished(world)
    rows = drawn(draw)
    assert [row.position for row in rows] == list(range(1, 10))
    assert [row.stratum for row in rows] == ["s1"] * 6 + ["s2"] * 3
    assert [row.place for row in rows] == [1, 2, 3, 4, 5, 6, 1, 2, 3]
    assert {row.via for row in rows} == {"stratum"}
    for place in (0, 6):
        ranks = [row.rank for row in rows if row.stratum == rows[place].stratum]
        assert ranks == sorted(ranks)
    for row in rows:
        assert [member.need for member in row.team] == ["lead", "any"]
        assert [member.lead for member in row.team] == [True, False]
        assert len({member.certificate_number for member in row.team}) == 2
        assert not row.unstaffed
    assert checks_of(draw).good
    assert (draw.figures["drawn"], draw.figures["teams"], draw.figures["unstaffed"]) == (9, 9, 0)
    assert sum(len(load.firms) for load in teams_by_inspector(draw)) == 18
    assert max(len(load.firms) for load in teams_by_inspector(draw)) <= 5
    assert roster_people(draw).count() == 24


def test_excluded_firms_and_people_are_never_drawn(world):
    draw = finished(world)
    statuses = RosterTarget.objects.filter(draw=draw, drawn__isnull=False)
    assert set(statuses.values_list("status", flat=True)) == {"in"}
    held = TeamSlot.objects.filter(drawn__draw=draw).values_list("inspector__status", flat=True)
    assert set(held) == {"in"}
    assert not_drawn(draw).count() == 71


def test_who_would_come_next_is_known_and_was_not_drawn(world):
    draw = finished(world)
    line = next_in_line(draw, 2)
    assert {code: len(rows) for code, rows in line.items()} == {"s1": 2, "s2": 2}
    last = {row.stratum: row.rank for row in drawn(draw)}
    for code, rows in line.items():
        assert last[code] < rows[0].rank < rows[1].rank
    taken = {row.tag for row in drawn(draw)}
    assert not taken & {row.tag for rows in line.values() for row in rows}
    assert next_in_line(frozen(world)) == {}


def test_the_event_has_the_seed_the_grade_and_the_bundle(world):
    draw = finished(world)
    event = Event.objects.get(action="draw.run")
    assert event.subject == f"draws.Draw:{draw.pk}"
    assert event.facts["seed"] == draw.seed
    assert event.facts["grade"] == "C"
    assert event.facts["bundle"] == hashlib.sha256(bundle_bytes(draw)).hexdigest()
    whole = Event.objects.latest("id")
    assert (whole.action, whole.subject) == ("draw.now", f"draws.Draw:{draw.pk}")
    assert list(
        Event.objects.filter(id__gt=0, action__startswith="draw.")
        .values_list("action", flat=True)
        .order_by("id")
    ) == [
        "draw.register_plan",
        "draw.freeze",
        "draw.close",
        "draw.reveal_secret",
        "draw.run",
        "draw.now",
    ]


def test_the_five_minute_way_is_for_grade_c_alone(world):
    task = approved_task(world, way="lotteries")
    with pytest.raises(RuleBroken, match="不能一步完成"):
        draws.draw_now(task, by=world.actor("officer"), at=world.tick())


def test_what_a_task_drew_is_out_for_the_rest_of_the_year(world):
    draw = finished(world)
    assert Pick.objects.filter(task=draw.task, year=2026).count() == 9
    assert preview(draft(world)).excluded["y1"] == 8 + 9
    again = finished(world)
    firms = {row.credit_code for row in drawn(draw)}
    assert not firms & {row.credit_code for row in drawn(again)}


def test_a_draw_is_run_once(world):
    draw = revealed(world)
    stale = Draw.objects.get(pk=draw.pk)
    draws.run_draw(draw, by=world.actor("officer"), at=world.tick())
    seed = draw.seed
    with pytest.raises(TakenAlready, match="王若兰 已于"):
        draws.run_draw(stale, by=world.actor("officer2"), at=world.tick())
    assert Draw.objects.get().seed == seed
    assert Draw.objects.count() == 1


def test_the_five_minute_way_is_gone_once_too(world):
    task = finished(world).task
    with pytest.raises(TakenAlready, match="王若兰 已于"):
        draws.draw_now(task, by=world.actor("officer2"), at=world.tick())
    assert Draw.objects.count() == 1


def test_a_draw_is_not_run_before_its_numbers(world):
    with pytest.raises(TakenAlready):
        draws.run_draw(closed(world), by=world.actor("officer"), at=world.tick())


@pytest.mark.parametrize("who", ["clerk", "head", "observer", "inspector1"])
def test_only_plan_officers_run_and_lock(world, who):
    draw = finished(world)
    with pytest.raises(NotPermitted):
        draws.run_draw(draw, by=world.actor(who), at=world.tick())
    with pytest.raises(NotPermitted):
        draws.lock_draw(draw, typed_count=9, by=world.actor(who), at=world.tick())
    with pytest.raises(NotPermitted):
        draws.draw_now(draw.task, by=world.actor(who), at=world.tick())


def test_locking_asks_for_the_number_of_firms(world):
    draw = finished(world)
    with pytest.raises(RuleBroken, match="抽中 9 家，您填的是 8 家"):
        draws.lock_draw(draw, typed_count=8, by=world.actor("officer"), at=world.tick())
    assert draw.state == "drawn"
    draws.lock_draw(draw, typed_count=9, by=world.actor("officer"), at=world.tick())
    assert draw.state == "locked"
    assert Event.objects.latest("id").facts == {"drawn": 9, "commit": draw.commit_hash}
    with pytest.raises(TakenAlready):
        draws.lock_draw(draw, typed_count=9, by=world.actor("officer2"), at=world.tick())
    draws.mark_dispatched(draw, by=world.actor("officer"), at=world.tick())
    assert draw.state == "dispatched"
    assert Event.objects.latest("id").action == "draw.dispatch"
    with pytest.raises(TakenAlready):
        draws.mark_dispatched(draw, by=world.actor("officer"), at=world.tick())


def test_a_drawn_firm_cannot_be_removed(world):
    draw = finished(world)
    firm = DrawnTarget.objects.first()
    for sql, key in (
        ("DELETE FROM draws_drawntarget WHERE id = %s", firm.pk),
        ("UPDATE draws_drawntarget SET position = 99 WHERE id = %s", firm.pk),
        ("UPDATE draws_rostertarget SET name = 'x' WHERE id = %s", firm.roster_id),
        ("DELETE FROM draws_teamslot WHERE drawn_id = %s", firm.pk),
        ("DELETE FROM draws_draw WHERE id = %s", draw.pk),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [key])


def test_a_firm_that_leaves_the_directory_stays_drawn(world):
    draw = revealed(world)
    for firm in Target.objects.all():
        change(firm, status="closed", by=SYSTEM, at=world.tick(0))
    draws.run_draw(draw, by=world.actor("officer"), at=world.tick())
    assert draw.figures["drawn"] == 9
    assert verify(bundle_bytes(draw)).ok


def tamper(sql, *values):
    """Change a row as somebody could who owns the database: without the trigger."""
    table = sql.split()[1] if sql.startswith("UPDATE") else sql.split()[2]
    verb = "UPDATE" if sql.startswith("UPDATE") else "DELETE"
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")
        cursor.execute(sql, values)


def _friend_out(body: bytes) -> bytes:
    return body.replace(b"|in|", b"|ex:y1|", 1)


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("tickets", "TICKETS_ROOT|STRATUM_COUNT|ROSTER"),
        ("inspectors", "INSPECTORS_ROOT"),
        ("conflicts", "CONFLICTS_ROOT"),
        ("members", "MEMBERS_ROOT"),
        ("name", "ROSTER"),
        ("swap", "ROSTER"),
        ("commit", "COMMIT"),
        ("secret", "NO_BEACON"),
    ],
)
def test_whoever_owns_the_database_cannot_change_what_is_drawn(world, what, error):
    draw = closed(world, "operator")
    if what == "secret":
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE draws_draw SET operator_secret = %s WHERE id = %s",
                [encrypt("ab" * 32), draw.pk],
            )
        draw.refresh_from_db()
    draws.reveal_secret(draw, by=world.actor("officer"), at=world.tick())
    _change_row(draw, what)
    before = (Event.objects.count(), DrawnTarget.objects.count())
    with pytest.raises(RuleBroken, match=error) as caught:
        draws.run_draw(draw, by=world.actor("officer"), at=world.tick())
    assert "没有抽取，什么也没有写入" in str(caught.value)
    assert (Event.objects.count(), DrawnTarget.objects.count()) == before
    assert Draw.objects.get(pk=draw.pk).state == "revealed"


def _change_row(draw, what):
    if what in {"tickets", "inspectors", "conflicts", "members"}:
        kept = bytes(ProofFile.objects.get(draw=draw, path=f"{what}.txt").body)
        changed = {
            "tickets": _friend_out(kept),
            "inspectors": kept.partition(b"\n")[2],
            "members": kept.partition(b"\n")[2],
        }.get(what)
        if what == "conflicts":
            otag = RosterTarget.objects.filter(draw=draw).first().tag
            itag = roster_people(draw).first().itag
            changed = f"vd1|conflict|{otag}|{itag}|{'0' * 64}\n".encode()
        tamper(
            "UPDATE draws_prooffile SET body = %s WHERE draw_id = %s AND path = %s",
            changed,
            draw.pk,
            f"{what}.txt",
        )
    elif what == "name":
        row = RosterTarget.objects.filter(draw=draw).first()
        tamper(
            'UPDATE draws_rostertarget SET attributes = \'{"name": "x"}\' WHERE id = %s', row.pk
        )
    elif what == "swap":
        row = RosterTarget.objects.filter(draw=draw).first()
        tamper("UPDATE draws_rostertarget SET credit_code = 'X' WHERE id = %s", row.pk)
    elif what == "commit":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE draws_draw SET commit_hash = %s", ["0" * 64])
        draw.refresh_from_db()


@pytest.mark.slow
def test_tampering_after_the_draw_makes_the_bundle_fail(world):
    draw = finished(world)
    kept = bytes(ProofFile.objects.get(draw=draw, path="drawn.txt").body)
    rows = kept.split(b"\n")
    tamper(
        "UPDATE draws_prooffile SET body = %s WHERE draw_id = %s AND path = 'drawn.txt'",
        b"\n".join(rows[1:]).replace(b"|2|", b"|1|", 1),
        draw.pk,
    )
    assert not verify(bundle_bytes(draw)).ok


@pytest.mark.slow
def test_tampering_with_the_log_makes_the_bundle_fail(world):
    draw = finished(world)
    body = bytes(ProofFile.objects.get(draw=draw, path="tickets.txt").body)
    assert body
    tamper(
        "UPDATE draws_logentry SET body = %s WHERE kind = 'result'",
        log.raw_entries()[-1].replace(b'"size":9', b'"size":8'),
    )
    report = verify(bundle_bytes(draw))
    assert report.error.name == "LOG_ROOT"


def test_the_operator_cannot_roll_again(world):
    """A second commitment of the same task has no effect: the first one counts."""
    draw = finished(world)
    again = dict(commitment(draw).document) | {"salt_key_commit": "ab" * 32}

    @action("test.log_again", needs=None)
    def log_again(*, by, at):
        """Log another commitment of the task."""
        return log.append(again, at)

    second = log_again(by=SYSTEM, at=world.tick())
    whole = log.read_log()
    assert whole.first[(draw.task.number, 1)].hash == draw.commit_hash
    assert verify(bundle_bytes(draw)).ok
    assert second.index > draw.result_index


def test_names_of_drawn_firms_are_not_public_with_the_commitment(world):
    draw = finished(world)
    public = public_files(draw)
    assert not {"drawn.txt", "openings.txt", "assignments.json"} & public.keys()
    assert log_of(public["log.jsonl"].split(b"\n")[:-1]).state_of(draw.task.number) == "result"
    with pytest.raises(RuleBroken, match="没有核验包"):
        bundle_bytes(frozen(world))


def test_draws_are_found_by_reach(world):
    draw = finished(world, units=(world.units["t01"].pk,))
    assert find_draw(world.actor("head"), draw.pk) == draw
    assert find_draw(world.actor("head1"), draw.pk) == draw
    assert find_draw(world.actor("head2"), draw.pk) is None
    assert draw_of(draw.task) == draw


def test_reading_the_result_takes_few_queries(world, django_assert_max_num_queries):
    draw = finished(world)
    with django_assert_max_num_queries(5):
        drawn(draw)
    with django_assert_max_num_queries(2):
        teams_by_inspector(draw)


@pytest.mark.slow
def test_three_thousand_firms_and_sixty_people(db, capsys):
    world = draws_county(3000, 60)
    task = approved_task(world, inspector_cap=20)
    started = time.perf_counter()
    draw = draws.draw_now(task, by=world.actor("officer"), at=world.tick())
    elapsed = time.perf_counter() - started
    with capsys.disabled():
        sys.stdout.write(f"\n3,000 firms x 60 people, {elapsed:.2f} s\n")
    assert draw.figures["drawn"] == 319
    assert verify(bundle_bytes(draw)).ok
