"""The follower: the feed of the trail becomes public copies, once each, and nothing earlier."""

import hashlib
import json
import logging

import pytest
from django.db import DatabaseError, connection, transaction

from fairdraw.bundle import read_bundle
from fairdraw.verify import verify
from mingqian.audit.models import Event
from mingqian.directories.models import ItemList
from mingqian.draws import actions as draws
from mingqian.publication import actions, follower, queries
from mingqian.publication.models import (
    FollowerCursor,
    PublishedDrawn,
    PublishedFile,
    PublishedItemList,
    PublishedResult,
    PublishedTask,
)
from mingqian.rules.permissions import SYSTEM
from mingqian.rules.refusals import NotPermitted
from tests.world_inspections import (
    approved,
    approved_task,
    dispatched,
    drawn,
    follow,
    published,
    recorded,
    rename,
    result_of,
    rewind,
    submitted,
)


def shown(task):
    return queries.find_task(task.number)


def fingerprint():
    """Return every public row as text, to see whether anything changed."""
    tables = (PublishedItemList, PublishedTask, PublishedFile, PublishedDrawn, PublishedResult)
    rows = [
        {**row, "body": hashlib.sha256(bytes(row["body"])).hexdigest()}
        if table is PublishedFile
        else row
        for table in tables
        for row in table.objects.order_by("pk").values()
    ]
    return json.dumps(rows, default=str, sort_keys=True)


def test_an_approved_task_is_announced_with_what_will_be_drawn(world):
    task = approved_task(world)
    assert shown(task) is None
    assert follow(world) == 1
    row = shown(task)
    assert (row.stage, row.grade, row.commit_hash) == ("approved", "", "")
    assert [item["code"] for item in row.body["items"]] == ["SX-01", "SX-02", "SX-03"]
    assert row.body["strata"][0]["rate"] == "100%"
    assert row.body["units"] == ["禾丰镇应急管理所", "柳湾镇应急管理所"]
    assert not queries.files(task.number).exists()


def test_a_commitment_is_public_with_its_files_and_no_name(world):
    task = approved_task(world, way="lotteries")
    draw = draws.freeze_and_commit(task, by=world.actor("officer"), at=world.tick())
    follow(world)
    row = shown(task)
    assert (row.stage, row.commit_hash) == ("committed", draw.commit_hash)
    paths = {file.path for file in queries.files(task.number)}
    assert {"tickets.txt", "members.txt", "log.jsonl", "policy.txt"} <= paths
    assert "bundle.zip" not in paths
    assert not queries.drawn(task.number).exists()


def test_a_draw_before_dispatch_names_nobody(world):
    task = drawn(world).task
    follow(world)
    row = shown(task)
    assert row.stage == "drawn"
    assert (row.grade, row.body["seed"], row.body["grade"]) == ("", "", "")
    assert not queries.drawn(task.number).exists()
    assert "bundle.zip" not in {file.path for file in queries.files(task.number)}


def test_the_dispatch_announces_firms_teams_and_a_bundle_that_verifies(world):
    task = dispatched(world)
    follow(world)
    row = shown(task)
    assert (row.stage, row.grade) == ("announced", "C")
    firms = list(queries.drawn(task.number))
    assert [firm.position for firm in firms] == [1, 2]
    assert {len(firm.team) for firm in firms} == {2}
    assert set(firms[0].team[0]) == {"name", "certificate_number", "unit", "lead"}
    bundle = queries.find_file(task.number, "bundle.zip")
    assert hashlib.sha256(bytes(bundle.body)).hexdigest() == bundle.sha256
    assert verify(read_bundle(bytes(bundle.body))).ok


def test_a_fresh_draw_has_no_result(world):
    task = dispatched(world)
    follow(world)
    assert queries.result_count(task.number) == 0
    assert not PublishedResult.objects.exists()


@pytest.mark.parametrize("step", [recorded, submitted])
def test_nothing_of_a_result_is_public_before_its_approval(world, step):
    dispatched(world)
    step(world, "aeb")
    follow(world)
    assert not PublishedResult.objects.exists()


def test_an_approved_result_is_published_in_full_words(world):
    task = dispatched(world)
    result = published(world, "aeb")
    row = PublishedResult.objects.get()
    assert (row.task_number, row.credit_code) == (task.number, result.visit.credit_code)
    assert (row.overall, row.overall_text) == (["e", "b"], "eb")
    assert [a["label"] for a in row.answers] == [
        "未发现问题",
        "发现问题已责令改正",
        "未按规定公示应当公示的信息",
    ]
    assert row.workdays_used == 4  # Tuesday 10 to Monday 16 November
    assert result.state == "published"


def test_the_last_result_completes_the_task(world):
    task = dispatched(world)
    published(world, unit="t01")
    task.refresh_from_db()
    assert task.state == "dispatched"
    published(world, unit="t02")
    task.refresh_from_db()
    assert task.state == "completed"


def test_a_second_run_finds_nothing_to_do(world):
    dispatched(world)
    published(world)
    before, events = fingerprint(), Event.objects.count()
    assert follow(world) == 0
    assert fingerprint() == before
    assert Event.objects.count() == events


def test_a_replay_from_the_beginning_changes_nothing(world):
    dispatched(world)
    published(world)
    before = fingerprint()
    rewind(by=SYSTEM, at=world.tick())
    world.tick(600)
    assert follow(world) > 0
    assert fingerprint() == before


def test_one_run_catches_up_over_the_whole_history(world):
    dispatched(world)
    approved(world, "hhh")
    follow(world)
    assert PublishedTask.objects.get().stage == "announced"
    assert PublishedResult.objects.get().overall == ["h"]
    assert FollowerCursor.objects.get().event_id <= Event.objects.order_by("-id").first().pk


def test_a_failing_event_is_tried_again_and_none_is_passed_by(world, monkeypatch, caplog):
    dispatched(world)
    follow(world)
    cursor = FollowerCursor.objects.get().event_id
    approved(world)

    def broken(*_args, **_kwargs):
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch, caplog.at_level(logging.CRITICAL):
        patch.setattr(actions, "publish_result", broken)
        assert follow(world) == 0
    assert FollowerCursor.objects.get().event_id == cursor
    assert result_of(world).state == "approved"
    assert follow(world) == 1
    assert result_of(world).state == "published"


def test_every_version_of_the_list_is_published_once(world):
    handler = follower.HANDLERS["import.apply"]
    handler(None)(SYSTEM, world.tick())
    assert PublishedItemList.objects.get().number == ItemList.objects.get().number
    assert handler(None) is None


@pytest.mark.parametrize("username", ["head", "officer", "sysadmin"])
def test_people_publish_nothing_by_hand(world, username):
    task = approved_task(world)
    by = world.actor(username)
    with pytest.raises(NotPermitted):
        actions.announce_task(task, by=by, at=world.tick())
    with pytest.raises(NotPermitted):
        actions.publish_items(ItemList.objects.get(), by=by, at=world.tick())
    with pytest.raises(NotPermitted):
        actions.follow("publication", 1, handler=None, by=by, at=world.tick())
    assert not PublishedTask.objects.exists()


def test_a_published_result_cannot_be_changed_even_by_raw_sql(world):
    dispatched(world)
    published(world, "aeb")
    for statement in (
        "UPDATE publication_publishedresult SET overall_text = 'a'",
        "DELETE FROM publication_publishedresult",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert PublishedResult.objects.get().overall_text == "eb"


def test_a_copy_stays_as_it_was_when_the_directories_move_on(world):
    task = dispatched(world)
    result = published(world)
    rename(result.visit.target, by=SYSTEM, at=world.tick())
    follow(world)
    assert "新名" not in PublishedResult.objects.get().name
    assert not queries.drawn(task.number).filter(name__contains="新名").exists()
