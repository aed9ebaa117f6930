"""The timetable: everything that runs by itself, one line each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mingqian.draws import follower as draws
from mingqian.publication import follower as publication


@dataclass(frozen=True)
class Line:
    """A job of the timetable: its name, how often it runs, and what it calls with the time."""

    name: str
    every_seconds: int
    run: Callable[[datetime], int]


SCHEDULE = (
    Line("draws follow the approved tasks", 1, draws.catch_up),
    Line("publication follows the trail", 1, publication.catch_up),
)
