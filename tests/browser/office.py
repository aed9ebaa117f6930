"""A county office of its own on a free port: the demo, prepared and served for one journey."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "e2e"
PATIENCE = 240  # seconds for seeding 3,200 firms on a busy machine


@dataclass(frozen=True)
class Office:
    """Where the office answers and where its files are."""

    url: str
    folder: Path


def free_port():
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_office():
    """Seed and serve the demo in a fresh folder; end server and worker afterwards."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    port = free_port()
    command = [sys.executable, "-m", "mingqian.config.demo"]
    command += ["--data", str(FOLDER), "--port", str(port)]
    log = FOLDER / "office.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=_environment(), cwd=ROOT
        )
    try:
        office = Office(f"http://127.0.0.1:{port}", FOLDER)
        _wait_for(office, process, log)
        yield office
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _environment():
    """Return the environment without what a developer or another test set for the platform."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MINGQIAN_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return kept | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "fairdraw/src")])}


def _wait_for(office, process, log):
    for _second in range(PATIENCE):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{office.url}/", timeout=10):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    raise RuntimeError(f"the office did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
