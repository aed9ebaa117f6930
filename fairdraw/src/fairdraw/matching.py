"""Drawn objects and eligible inspectors become teams 检查组 (SPEC section 9).

The result is a function of the frozen roster, the conflicts and the pair seed: nobody picks
anybody. Somebody is passed over only if the rest could then no longer be staffed, and why is kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from fairdraw.canonical import digest, preimage
from fairdraw.rows import Conflict, Inspector
from fairdraw.staffing import Line, People, Staffing

ANY = "any"
SMALLEST_TEAM = 2
NO_CHOICE_TO_MAKE = 99  # min_choice of a draw without any eligible object


def pair_seed(seed: str, secret2: str, profile: str = "sha256") -> str:
    """Return the seed of the matching; `secret2` is "-" in open mode (SPEC section 9)."""
    return digest(preimage("vd1", "pairseed", seed, secret2), profile)


def pair(pair_seed: str, otag: str, itag: str, profile: str = "sha256") -> str:
    """Return the number by which an inspector stands in line for an object (SPEC section 9)."""
    return digest(preimage("vd1", "pair", pair_seed, otag, itag), profile)


def min_choice(
    otags: Iterable[str],
    slots: Sequence[str],
    inspectors: Iterable[Inspector],
    conflicts: Iterable[Conflict],
) -> int:
    """Return the smallest number of people among whom a slot of an object leaves a choice.

    `otags` are the tickets with status `in` or `must`; without any it is 99 (SPEC section 9).
    """
    people = People(inspectors, conflicts)
    barred = {people.barred(otag) for otag in otags}
    able = [people.able(need) for need in slots]
    choices = ((mask & ~bar).bit_count() for bar in barred for mask in able)
    return min(choices, default=NO_CHOICE_TO_MAKE)


@dataclass(frozen=True, slots=True)
class Seat:
    """One slot of a team: the inspector who holds it ("-" for nobody) and what it needs."""

    itag: str
    need: str


@dataclass(frozen=True, slots=True)
class Team:
    """The team of one object; the holder of the first seat is the team leader 组长."""

    otag: str
    seats: tuple[Seat, ...]

    def document(self) -> dict[str, object]:
        """Return the team as it stands in assignments.json (SPEC section 9)."""
        seats = [{"itag": seat.itag, "need": seat.need} for seat in self.seats]
        return {"otag": self.otag, "slots": seats}


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody who stood in line before the holder of a seat, and why it was not him or her.

    Reasons: `team` sits on this team already; `limit` has reached the limit; `unit` comes from a
    unit that is on the team (`distinct_units`); `later` is needed so that all slots still open
    can be filled.
    """

    itag: str
    reason: str


@dataclass(frozen=True)
class Roster:
    """What the matching and its later events are computed from."""

    people: People
    line: Line
    cap_max: int
    distinct_units: bool


@dataclass(frozen=True)
class Matching:
    """All teams of a draw before events, and the state that events go on from (SPEC section 9)."""

    ladder: tuple[str, ...]
    teams: tuple[Team, ...]  # in processing order: wave after wave
    unstaffed: tuple[str, ...]
    waves: tuple[int, ...]  # number of objects per wave
    slots: tuple[str, ...]  # reached: after the `drop` steps
    limits: Mapping[str, int]  # reached, of the whole roster: after the `cap` steps
    used: tuple[Mapping[str, int], ...]  # assignments per inspector, one mapping per wave
    roster: Roster = field(repr=False, compare=False)
    _full: Mapping[str, int] = field(repr=False, compare=False)
    _later: Mapping[str, tuple[int, ...]] = field(repr=False, compare=False)

    def passed_over(self, otag: str) -> tuple[tuple[PassedOver, ...], ...]:
        """Return, for each seat of a team, who stood before its holder in line, with the reason.

        Not part of the published proof; anybody can recompute it.
        """
        team = next(team for team in self.teams if team.otag == otag)
        people = self.roster.people
        waiting = people.mask(range(len(people.itags))) & ~people.barred(otag)
        line = self.roster.line.order(otag, people.members(waiting))
        return tuple(self._before(team, seat, line) for seat in range(len(team.seats)))

    def _before(self, team: Team, seat: int, line: Sequence[int]) -> tuple[PassedOver, ...]:
        people, chosen = self.roster.people, team.seats[seat]
        earlier = [people.index[other.itag] for other in team.seats[:seat]]
        masks = {
            "team": people.mask(earlier),
            "limit": self._full[team.otag],
            "later": self._later[team.otag][seat],
            "unit": people.colleagues(earlier) if self.roster.distinct_units else 0,
        }
        holder = people.index[chosen.itag]
        able = people.able(chosen.need)
        before = (i for i in line[: line.index(holder)] if able >> i & 1)
        return tuple(
            PassedOver(people.itags[i], next(name for name in masks if masks[name] >> i & 1))
            for i in before
        )


def match(  # noqa: PLR0913 -- the fields of the commit's `team`, by name
    drawn: Sequence[str],
    slots: Sequence[str],
    inspectors: Iterable[Inspector],
    conflicts: Iterable[Conflict],
    *,
    cap_max: int,
    distinct_units: bool,
    pair_seed: str,
    profile: str = "sha256",
) -> Matching:
    """Assign teams to the drawn objects, given in order of selection (SPEC section 9)."""
    people = People(inspectors, conflicts)
    roster = Roster(people, Line(people, pair_seed, profile), cap_max, distinct_units)
    unstaffed = _unstaffable(drawn, slots, people)
    rest = [otag for otag in drawn if otag not in unstaffed]
    reached = _climb(rest, slots, people, cap_max)
    run = _Run(roster, reached)
    run.match(rest)
    return Matching(
        ladder=tuple(reached.steps),
        teams=tuple(run.teams),
        unstaffed=tuple(otag for otag in drawn if otag in unstaffed),
        waves=tuple(run.waves),
        slots=tuple(reached.slots),
        limits=dict(zip(people.itags, reached.limits, strict=True)),
        used=tuple(dict(zip(people.itags, used, strict=True)) for used in run.used),
        roster=roster,
        _full=run.full,
        _later=run.later,
    )


def smallest_team(slots: Sequence[str]) -> list[str]:
    """Return F: the slots left when the ladder has dropped all it can (SPEC section 9)."""
    least = list(slots)
    while _droppable(least):
        least = _without_last_any(least)
    return least


def _droppable(slots: Sequence[str]) -> bool:
    return len(slots) > SMALLEST_TEAM and ANY in slots


def _without_last_any(slots: Sequence[str]) -> list[str]:
    last = len(slots) - 1 - list(reversed(slots)).index(ANY)
    return [need for i, need in enumerate(slots) if i != last]


def _unstaffable(drawn: Iterable[str], slots: Sequence[str], people: People) -> set[str]:
    """Find the objects that not even the smallest team fits, with everybody free for it."""
    able = [people.able(need) for need in smallest_team(slots)]
    free = [1] * len(people.rows)  # nobody sits twice on one team, so 1 is no limit here
    staffable: dict[int, bool] = {}  # by the people barred, which is all that tells them apart
    for bar in map(people.barred, drawn):
        if bar not in staffable:
            ample = all((mask & ~bar).bit_count() >= len(able) for mask in able)
            staffable[bar] = ample or Staffing(able, [bar], free).complete()
    return {otag for otag in drawn if not staffable[people.barred(otag)]}


@dataclass
class _Reached:
    """Where the ladder ended: its steps, the slots and limits they led to, and the staffing."""

    steps: list[str]
    slots: list[str]
    limits: list[int]
    staffing: Staffing
    complete: bool


def _climb(rest: Sequence[str], slots: Sequence[str], people: People, cap_max: int) -> _Reached:
    """Raise limits, then shorten teams, until all objects can be staffed together."""
    steps: list[str] = []
    needs = list(slots)
    limits = [row.cap for row in people.rows]
    staffing = _staffing(rest, needs, people, limits)
    while not (complete := staffing.complete()):
        if any(limit < cap_max for limit in limits):
            limits = [limit + 1 if limit < cap_max else limit for limit in limits]
            staffing.raise_limits(limits)
            steps.append("cap")
        elif _droppable(needs):
            needs = _without_last_any(needs)
            staffing = _staffing(rest, needs, people, limits)
            steps.append("drop")
        else:
            break
    return _Reached(steps, needs, limits, staffing, complete)


def _staffing(
    otags: Sequence[str], needs: Sequence[str], people: People, limits: Sequence[int]
) -> Staffing:
    able = [people.able(need) for need in needs]
    return Staffing(able, [people.barred(otag) for otag in otags], limits)


class _Run:
    """Wave after wave, object after object, seat after seat."""

    def __init__(self, roster: Roster, reached: _Reached) -> None:
        self.roster = roster
        self.reached = reached
        self.teams: list[Team] = []
        self.waves: list[int] = []
        self.used: list[list[int]] = []
        self.full: dict[str, int] = {}
        self.later: dict[str, tuple[int, ...]] = {}

    def match(self, otags: Sequence[str]) -> None:
        """Seat the teams of all objects."""
        rest = otags
        while rest:
            count, staffing = self._first_wave(rest)
            self.used.append([0] * len(staffing.limits))
            self.waves.append(count)
            for otag in rest[:count]:
                self._seat(otag, staffing)
            rest = rest[count:]

    def _first_wave(self, rest: Sequence[str]) -> tuple[int, Staffing]:
        """Return how many of the remaining objects can be staffed together, and how."""
        reached, people = self.reached, self.roster.people
        if reached.complete:
            return len(rest), reached.staffing
        staffing = _staffing(rest, reached.slots, people, reached.limits)
        count = staffing.complete_teams()
        if not count:
            raise ValueError("an object alone cannot be staffed: a cap is below 1")
        return count, staffing

    def _seat(self, otag: str, staffing: Staffing) -> None:
        people, used, slots = self.roster.people, self.used[-1], self.reached.slots
        limits = self.reached.limits
        full = people.mask(i for i, count in enumerate(used) if count >= limits[i])
        team, later = seat_team(self.roster, otag, slots, staffing, full)
        for chosen in team:
            used[chosen] += 1
        self.teams.append(Team(otag, name_seats(people, team, slots)))
        self.full[otag], self.later[otag] = full, tuple(later)


def seat_team(
    roster: Roster, otag: str, slots: Sequence[str], staffing: Staffing, full: int
) -> tuple[list[int], list[int]]:
    """Fill the slots of the object at the staffing's cursor, always with the first who fits.

    `full` are the people who have reached their limit. Returns the team, and for each slot
    the people passed over because they are needed later, as a mask (SPEC section 9, *Fill*).
    """
    people = roster.people
    able = [people.able(need) & ~people.barred(otag) & ~full for need in slots]
    order = roster.line.order(otag, people.members(reduce(or_, able)))
    team: list[int] = []
    later: list[int] = []
    for mask in able:
        line = stand_in_line(roster, order, mask & ~people.mask(team), team)
        needed = 0
        while not staffing.take(chosen := next(line)):
            needed |= people.bits[chosen]
        team.append(chosen)
        later.append(needed)
    return team, later


def stand_in_line(
    roster: Roster, order: Sequence[int], crowd: int, team: Sequence[int]
) -> Iterator[int]:
    """Yield a crowd in order; with `distinct_units` first those from units not on the team."""
    bits = roster.people.bits
    strange = crowd
    if roster.distinct_units:
        strange = crowd & ~roster.people.colleagues(team)
    yield from (i for i in order if strange & bits[i])
    yield from (i for i in order if crowd & ~strange & bits[i])


def name_seats(people: People, team: Iterable[int], slots: Iterable[str]) -> tuple[Seat, ...]:
    """Write a team as seats."""
    return tuple(Seat(people.itags[i], need) for i, need in zip(team, slots, strict=True))
