"""Two press the same button, eight write at once: one wins, and the trail keeps the true order."""

import threading
import time

import pytest
from django.db import connection, connections

from mingqian.accounts import actions as accounts
from mingqian.audit.door import TakenAlready, action
from mingqian.audit.models import Event
from mingqian.planning import actions as planning
from mingqian.planning.models import Task
from mingqian.rules.permissions import SYSTEM
from tests.world import county
from tests.world_draws import draws_county, new_task

WRITERS, EACH = 8, 6


@action("test.slow_unit", needs=None)
def slow_unit(code, pause, *, by, at):
    """Create a unit and take one's time before the end of the transaction."""
    unit = accounts.create_organisation(
        code=code, name=f"单位{code}", kind="office", region="", by=SYSTEM, at=at
    )
    time.sleep(pause)
    return unit


def together(*functions):
    """Run the functions at once, each in a thread of its own; return what each gave or raised."""
    results = [None] * len(functions)
    barrier = threading.Barrier(len(functions))

    def run(place, function):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            results[place] = function()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(place, function))
        for place, function in enumerate(functions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.slow
def test_of_two_heads_who_approve_one_wins_and_the_other_reads_who(arena):
    world = draws_county(firms=24, people=8)
    world.person("head0", "杜分管", "bureau", "unit_head")
    task = new_task(world)
    planning.submit_task(task, by=world.actor("officer"), at=world.tick())
    at, actors = world.tick(), [world.actor("head"), world.actor("head0")]

    def approve(actor):
        mine = Task.objects.get(pk=task.pk)
        return lambda: planning.approve_task(mine, by=actor, at=at)

    results = together(*(approve(actor) for actor in actors))

    won = [each for each in results if isinstance(each, Task)]
    lost = [each for each in results if isinstance(each, TakenAlready)]
    assert (len(won), len(lost)) == (1, 1), results
    winner = actors[results.index(won[0])].name
    assert str(lost[0]).startswith(f"{winner} 已于 11-02 "), str(lost[0])
    assert "批准抽查任务，您的操作没有生效" in str(lost[0])
    assert Event.objects.filter(action="task.approve").count() == 1
    assert Task.objects.get(pk=task.pk).state == "approved"


@pytest.mark.slow
def test_of_two_who_grant_the_same_role_one_wins(arena):
    world = county()
    world.person("secadmin2", "安全员乙", "bureau", "security_administrator")
    at = world.tick()
    actors = [world.actor("secadmin"), world.actor("secadmin2")]
    clerk = world.users["clerk"]
    results = together(
        *(
            lambda actor=actor: accounts.grant_role(clerk, "unit_head", by=actor, at=at)
            for actor in actors
        )
    )
    refused = [each for each in results if isinstance(each, Exception)]
    assert [str(each) for each in refused] == ["周文清 已有这个角色。"]
    assert clerk.grants.filter(role="unit_head").count() == 1


class Follower:
    """Reads the trail up to the newest key, again and again, and notes keys that came too late."""

    def __init__(self):
        self.cursor, self.seen, self.too_late = 0, set(), []
        self.finished = threading.Event()

    def look(self):
        keys = list(Event.objects.order_by("id").values_list("id", flat=True))
        self.too_late += [key for key in keys if key not in self.seen and key < self.cursor]
        self.seen.update(keys)
        self.cursor = keys[-1]

    def run(self):
        while not self.finished.is_set():
            self.look()
            time.sleep(0.001)
        self.look()


def writer(number, at):
    """Return a function that writes some units, each with a pause inside its transaction."""

    def run():
        for turn in range(EACH):
            pause = (number * 7 + turn * 3) % 5 / 500
            slow_unit(f"w{number}x{turn}", pause, by=SYSTEM, at=at)

    return run


@pytest.mark.slow
def test_the_order_of_events_is_the_order_of_commits_under_eight_writers(arena):
    """A follower that reads up to the newest key never finds an older one later."""
    at = county().tick()
    follower = Follower()

    def write_all():
        results = together(*(writer(number, at) for number in range(WRITERS)))
        follower.finished.set()
        return results

    written, _nothing = together(write_all, follower.run)
    assert written == [None] * WRITERS
    assert follower.too_late == []
    assert follower.cursor == Event.objects.latest("id").pk
    rows = Event.objects.filter(at=at).order_by("id").values_list("action", "subject")
    pairs = list(zip(rows[::2], rows[1::2], strict=True))
    assert len(pairs) == WRITERS * EACH
    for inner, outer in pairs:
        assert inner == ("organisation.create", outer[1])
        assert outer[0] == "test.slow_unit"
