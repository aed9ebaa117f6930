"""The worker: runs queued jobs and the timetable. `python -m mingqian.config.worker`."""

import logging
import os
import signal
import time
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

import django
from django.db import close_old_connections

if TYPE_CHECKING:
    from mingqian.config.schedule import Line

LOGGER = logging.getLogger("mingqian.worker")


class Worker:
    """One loop: the lines of the timetable that are due, then the queued jobs."""

    def __init__(self, schedule: Sequence["Line"]) -> None:
        self.schedule = schedule
        self.running = True
        self.last: dict[str, float] = {}

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """End after the job in hand."""
        self.running = False

    def once(self) -> None:
        """Run what is due now; a failing line is logged and tried again next time."""
        from mingqian.web.shared.moment import current_time

        close_old_connections()
        for line in self.schedule:
            if time.monotonic() - self.last.get(line.name, 0.0) < line.every_seconds:
                continue
            self.last[line.name] = time.monotonic()
            try:
                line.run(current_time())
            except Exception:
                LOGGER.exception("the timetable's %s failed", line.name)
        _run_queued_jobs()

    def run(self) -> None:
        """Loop until a signal stops it."""
        while self.running:
            self.once()
            time.sleep(0.5)


def _run_queued_jobs() -> None:
    """Run every job that waits, and come back."""
    from django_tasks_db.management.commands.db_worker import Worker as JobWorker

    JobWorker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"mingqian-{os.getpid()}",
        excluded_queue_names=[],
    ).run()


def main() -> None:
    """Run the worker until it is stopped."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingqian.config.settings")
    django.setup()
    from mingqian.config.schedule import SCHEDULE

    worker = Worker(SCHEDULE)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    for name in ("django_tasks", "django_tasks_db"):
        logging.getLogger(name).setLevel(logging.WARNING)
    worker.run()


if __name__ == "__main__":
    main()
