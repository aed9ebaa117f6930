"""The freeze: what is committed, what refuses it, and that nothing changes afterwards."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from fairdraw.canonical import doc_hash
from fairdraw.operate import log_of
from fairdraw.spec import SPEC_SHA256
from fairdraw.tickets import parse_conflicts, parse_inspectors, parse_members, parse_tickets
from mingqian.audit.door import TakenAlready
from mingqian.audit.models import Event
from mingqian.directories.models import Inspector, Target
from mingqian.draws import actions as draws
from mingqian.draws import follower, log
from mingqian.draws.models import (
    Checkpoint,
    Draw,
    LogEntry,
    PlanEntry,
    ProofFile,
    RosterInspector,
    RosterTarget,
    SigningKey,
)
from mingqian.draws.outcome import files_of
from mingqian.draws.queries import commitment, public_files
from mingqian.rules.permissions import SYSTEM
from mingqian.rules.refusals import NotPermitted, Refusals, RuleBroken
from tests.world_draws import approved_task, change, declare, frozen, new_task


def test_an_approved_task_gets_its_plan_entry_once(world):
    task = approved_task(world)
    assert follower.catch_up(world.tick()) == 1
    assert follower.catch_up(world.tick()) == 0
    entry = PlanEntry.objects.get(task=task)
    document = log.document_at(entry.index)
    assert doc_hash("plan", document) == entry.plan_hash
    assert document["spec"] == SPEC_SHA256
    assert document["policy"] == hashlib.sha256(log.policy()).hexdigest()
    [planned] = document["tasks"]
    assert planned["task"] == planned["period"] == task.number
    assert planned["scope"] == "370399-gongmao"
    assert [
        (c["class"], c["num"], c["den"], c["min"], c["kmax"], c["base"])
        for c in planned["classes"]
    ] == [
        ("s1", 1, 5, 2, 1, "listed"),
        ("s2", 1, 20, 0, 1, "listed"),
        ("owed", 0, 1, 0, 1, "listed"),
    ]
    # 2026-12-21 00:00 in Beijing: the end of the task's last day.
    assert planned["due"] == 1797782400
    event = Event.objects.latest("id")
    assert (event.action, event.actor_key) == ("draw.register_plan", "system")
    assert event.facts == {"plan": entry.plan_hash, "log_index": 0}


def test_the_plan_names_the_approvers_of_the_office_with_their_keys(world):
    follower.catch_up(approved_task(world) and world.tick())
    people = log.document_at(0)["people"]
    assert {person["role"] for person in people} == {"approver"}
    holders = set(SigningKey.objects.values_list("user__username", flat=True))
    assert holders == {"officer", "officer2", "head"}
    assert len(people) == 3
    # The private half is encrypted at rest and never in the trail.
    with connection.cursor() as cursor:
        cursor.execute("SELECT seed FROM draws_signingkey")
        stored = [row[0] for row in cursor.fetchall()]
    seeds = SigningKey.objects.values_list("seed", flat=True)
    assert all(text.startswith("v1:") for text in stored)
    assert not any(seed in str(list(Event.objects.values())) for seed in seeds)


def test_a_draft_is_not_registered(world):
    with pytest.raises(RuleBroken, match="只有已批准"):
        draws.register_plan(new_task(world), by=SYSTEM, at=world.tick())


def test_the_freeze_commits_every_row_with_its_reason(world):
    firm = Target.objects.filter(last_inspected_on=None, covered_by="").first()
    declare(Inspector.objects.first(), firm, by=SYSTEM, at=world.tick())
    draw = frozen(world)
    files = files_of(draw)
    tickets = parse_tickets(files["tickets.txt"])
    assert len(tickets) == RosterTarget.objects.count() == 80
    statuses = [ticket.status for ticket in tickets]
    assert {s: statuses.count(s) for s in set(statuses)} == {"in": 68, "ex:y1": 8, "ex:l1": 4}
    assert len(parse_members(files["members.txt"])) == 80
    roster = parse_inspectors(files["inspectors.txt"])
    assert len(roster) == RosterInspector.objects.count() == 24
    assert sorted({row.status for row in roster}) == ["ex:c1", "in"]
    assert {row.cap for row in roster} == {5}
    assert {skill for row in roster for skill in row.skills} == {"machinery", "buildmat", "dust"}
    [conflict] = parse_conflicts(files["conflicts.txt"])
    assert RosterTarget.objects.get(tag=conflict.otag).target == firm
    assert files["frame.txt"] == b""
    assert draw.state == "committed"
    assert draw.task.state == "drawing"


def test_the_commitment_says_what_was_frozen(world):
    draw = frozen(world, "lotteries")
    shown = commitment(draw)
    document = shown.document
    assert doc_hash("commit", document) == shown.commit_hash == draw.commit_hash
    assert document["plan"] == shown.plan_hash
    assert document["attempt"] == 1
    assert document["team"]["slots"] == ["lead", "any"]
    assert document["team"]["min_choice"] == draw.figures["min_choice"] == 12
    assert document["sources"] == [
        {"id": "SSQ", "on": "20261103"},
        {"id": "DLT", "on": "20261104"},
        {"id": "PL5", "on": "20261103"},
    ]
    assert "operator_commit" not in document
    assert document["members"]["public"] is True
    assert document["frame"]["size"] == 0
    assert draw.figures["excluded"] == {"y1": 8, "l1": 4}
    assert [(s["code"], s["title"], s["n"]) for s in draw.figures["strata"]] == [
        ("s1", "C、D 级一般行业", 6),
        ("s2", "A、B 级一般行业", 3),
    ]
    assert shown.head.size == draw.commit_index + 1
    assert [view.path for view in shown.files] == [
        "tickets.txt",
        "members.txt",
        "frame.txt",
        "inspectors.txt",
        "conflicts.txt",
    ]
    public = public_files(draw)
    for view in shown.files:
        assert hashlib.sha256(public[view.path]).hexdigest() == view.sha256
    assert log_of(public["log.jsonl"].split(b"\n")[:-1]).commits.keys() == {draw.commit_hash}


def test_the_event_keeps_the_facts_and_no_secret(world):
    draw = frozen(world)
    event = Event.objects.latest("id")
    assert event.action == "draw.freeze"
    assert event.subject == f"draws.Draw:{draw.pk}"
    assert event.facts["commit"] == draw.commit_hash
    assert event.facts["checkpoint_size"] == 2
    assert (event.facts["listed"], event.facts["eligible"], event.facts["n"]) == (80, 68, 9)
    assert (
        event.facts["files"]["tickets.txt"]
        == hashlib.sha256(files_of(draw)["tickets.txt"]).hexdigest()
    )
    trail = str(list(Event.objects.values_list("changes", "facts")))
    assert draw.salt_key not in trail
    assert draw.operator_secret not in trail
    assert len(draw.operator_secret) == 64


def test_every_freeze_has_its_own_salt(world):
    first, second = frozen(world), frozen(world)
    assert first.salt_key != second.salt_key
    tags = set(RosterTarget.objects.filter(draw=first).values_list("tag", flat=True))
    assert not tags & set(RosterTarget.objects.filter(draw=second).values_list("tag", flat=True))


def test_an_interest_that_leaves_nobody_is_refused_with_names(world):
    firm = Target.objects.filter(last_inspected_on=None, covered_by="").first()
    for inspector in Inspector.objects.filter(may_lead=True):
        declare(inspector, firm, by=SYSTEM, at=world.tick())
    task = approved_task(world)
    before = (LogEntry.objects.count(), Event.objects.count())
    with pytest.raises(Refusals) as caught:
        draws.freeze_and_commit(task, by=world.actor("officer"), at=world.tick())
    [reason] = caught.value.refusals
    assert firm.name in str(reason)
    assert "组长" in str(reason)
    assert (LogEntry.objects.count(), Event.objects.count()) == before
    assert Draw.objects.count() == 0
    task.refresh_from_db()
    assert task.state == "approved"


def test_too_few_people_are_refused_with_names_and_numbers(world):
    task = approved_task(world, slots=("lead", "any", "any"), inspector_cap=1)
    with pytest.raises(Refusals) as caught:
        draws.freeze_and_commit(task, by=world.actor("officer"), at=world.tick())
    [reason] = map(str, caught.value.refusals)
    assert "9 家需要组长、组员共 27 人次" in reason
    assert "差 5 人次" in reason


def test_a_need_nobody_meets_is_refused_without_naming_all_firms(world):
    task = approved_task(world, slots=("lead", "any", "skill:dust"))
    for inspector in Inspector.objects.all():
        change(inspector, expertise=["机械"], by=SYSTEM, at=world.tick())
    with pytest.raises(Refusals) as caught:
        draws.freeze_and_commit(task, by=world.actor("officer"), at=world.tick())
    [reason] = map(str, caught.value.refusals)
    assert "机械厂" not in reason
    assert "差 1 人" in reason


@pytest.mark.parametrize("status", ["closed", "inspected"])
def test_nothing_to_draw_is_refused(world, status):
    task = approved_task(world)
    for firm in Target.objects.all():
        values = {"status": "closed"} if status == "closed" else {"covered_by": "市级计划"}
        change(firm, by=SYSTEM, at=world.tick(0), **values)
    with pytest.raises(Refusals) as caught:
        draws.freeze_and_commit(task, by=world.actor("officer"), at=world.tick())
    assert "不能抽取" in str(caught.value.refusals[0])


@pytest.mark.parametrize("who", ["clerk", "head", "observer", "inspector1", "sysadmin"])
def test_only_plan_officers_freeze(world, who):
    with pytest.raises(NotPermitted):
        draws.freeze_and_commit(approved_task(world), by=world.actor(who), at=world.tick())


def test_a_task_that_is_not_approved_is_not_frozen(world):
    with pytest.raises(TakenAlready):
        draws.freeze_and_commit(new_task(world), by=world.actor("officer"), at=world.tick())


def test_of_two_officers_who_freeze_one_wins(world):
    task = approved_task(world)
    stale = type(task).objects.get(pk=task.pk)
    draws.freeze_and_commit(task, by=world.actor("officer"), at=world.tick())
    with pytest.raises(TakenAlready, match="王若兰 已于"):
        draws.freeze_and_commit(stale, by=world.actor("officer2"), at=world.tick())
    assert Draw.objects.count() == 1
    assert [row.kind for row in LogEntry.objects.all()] == ["plan", "commit"]


def test_a_task_is_never_drawn_twice(world):
    draw = frozen(world)
    task = draw.task
    change(task, state="approved", by=SYSTEM, at=world.tick())
    with pytest.raises(DatabaseError), transaction.atomic():
        draws.freeze_and_commit(task, by=world.actor("officer"), at=world.tick())
    assert Draw.objects.count() == 1


@pytest.mark.parametrize(
    "table",
    [
        "draws_prooffile",
        "draws_rostertarget",
        "draws_rosterinspector",
        "draws_logentry",
        "draws_checkpoint",
        "draws_planentry",
    ],
)
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_what_is_frozen_is_kept_even_from_raw_sql(world, table, verb):
    frozen(world)
    column = {"draws_logentry": "kind", "draws_checkpoint": "note"}.get(table, "id")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table, column))


@pytest.mark.parametrize("table", ["draws_draw", "draws_signingkey"])
def test_a_draw_is_never_deleted(world, table):
    frozen(world)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_the_log_has_no_gap_and_signs_every_size(world):
    frozen(world)
    frozen(world)
    assert list(LogEntry.objects.values_list("index", flat=True)) == [0, 1, 2, 3]
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [1, 2, 3, 4]


def test_a_failed_step_leaves_no_entry(world, monkeypatch):
    task = approved_task(world)
    monkeypatch.setattr(
        "mingqian.draws.ceremony._keep", lambda *_: (_ for _ in ()).throw(RuntimeError("crash"))
    )
    with pytest.raises(RuntimeError):
        draws.freeze_and_commit(task, by=world.actor("officer"), at=world.tick())
    assert LogEntry.objects.count() == Checkpoint.objects.count() == ProofFile.objects.count() == 0
