"""Two officers at the same moment, in a process of its own with a database on disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

RACE = """
import threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0, skip_checks=True)
from fairdraw.verify import verify
from mingqian.draws import actions as draws
from mingqian.draws.models import Draw, LogEntry
from mingqian.draws.outcome import bundle
from mingqian.planning.models import Task
from tests.world_draws import approved_task, draws_county

world = draws_county(60, 16)
tasks = [approved_task(world) for _ in range(2)]
told = []

def press(key, by):
    try:
        draws.draw_now(Task.objects.get(pk=key), by=by, at=world.at)
        told.append("drawn")
    except Exception as refusal:
        told.append(f"{type(refusal).__name__} {refusal}")
    connection.close()

threads = [
    threading.Thread(target=press, args=(task.pk, world.actor(who)))
    for task in tasks
    for who in ("officer", "officer2")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
indices = list(LogEntry.objects.order_by("index").values_list("index", flat=True))
assert indices == list(range(10)), indices
assert Draw.objects.count() == 2
assert all(verify(bundle(draw)).ok for draw in Draw.objects.all())
assert sorted(told)[2:] == ["drawn", "drawn"], told
for words in sorted(told)[:2]:
    assert words.startswith("TakenAlready") and "开始抽取" in words, told
"""


@pytest.mark.slow
def test_of_officers_who_press_at_once_one_wins_and_the_log_has_no_gap(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "mingqian.config.settings",
        "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in (".", "src", "fairdraw/src")),
        "MINGQIAN_DATABASE_URL": f"sqlite:///{tmp_path / 'race.sqlite3'}",
        "MINGQIAN_DATA": str(tmp_path),
        "MINGQIAN_SECRET_KEY": "for this test only",
        "MINGQIAN_FIELD_KEY": "00" * 31 + "02",
        "MINGQIAN_LOG_KEY": "02" * 32,
    }
    done = subprocess.run(
        [sys.executable, "-c", RACE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
