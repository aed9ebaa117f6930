"""Who can fill which place: the flow behind every team (SPEC section 9, *Feasible*).

`People` is the frozen roster as bit masks, `Staffing` one complete staffing that is kept and
re-routed. Results never depend on which staffing is kept: they are defined by feasibility alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import compress
from operator import or_
from typing import TypeAlias

from fairdraw.canonical import hasher, preimage
from fairdraw.errors import ProofError
from fairdraw.rows import Conflict, Inspector

VACANT = -1
# A full group of people, as a mask, and all the places that only they can fill.
Caught: TypeAlias = tuple[int, set[int]]


class People:
    """The roster compiled for questions: person i is bit i, in ascending order of itag."""

    def __init__(self, inspectors: Iterable[Inspector], conflicts: Iterable[Conflict]) -> None:
        self.rows = sorted(inspectors, key=lambda row: row.itag)
        self.itags = [row.itag for row in self.rows]
        self.index = {itag: i for i, itag in enumerate(self.itags)}
        self.bits = [1 << i for i in range(len(self.rows))]
        self._able: dict[str, int] = {}
        self._barred: dict[str, int] = {}
        self._units: dict[str, int] = {}
        for row, bit in zip(self.rows, self.bits, strict=True):
            self._units[row.unit] = self._units.get(row.unit, 0) | bit
        for conflict in conflicts:
            if conflict.itag in self.index:
                bit = self.bits[self.index[conflict.itag]]
                self._barred[conflict.otag] = self._barred.get(conflict.otag, 0) | bit

    def able(self, need: str) -> int:
        """Return the people with status `in` who meet a need, as a mask."""
        if need not in self._able:
            self._able[need] = self.mask(i for i, row in enumerate(self.rows) if _meets(row, need))
        return self._able[need]

    def barred(self, otag: str) -> int:
        """Return the people with a conflict row for this object, as a mask."""
        return self._barred.get(otag, 0)

    def members(self, mask: int) -> Iterator[int]:
        """Yield the positions of the people in a mask, in ascending order of itag."""
        return compress(range(len(self.itags)), map(int, reversed(f"{mask:b}")))

    def mask(self, members: Iterable[int]) -> int:
        """Return the mask of these people."""
        return reduce(or_, (self.bits[i] for i in members), 0)

    def colleagues(self, team: Iterable[int]) -> int:
        """Return everybody whose unit is already on the team, as a mask (`distinct_units`)."""
        return reduce(or_, (self._units[self.rows[i].unit] for i in team), 0)


class Line:
    """The order in which people stand in line for each object: by (pair, itag) ascending."""

    def __init__(self, people: People, pair_seed: str, profile: str) -> None:
        self._hash = hasher(profile)
        self._seed = pair_seed
        self._tails = [itag.encode("ascii") for itag in people.itags]

    def order(self, otag: str, waiting: Iterable[int]) -> list[int]:
        """Return the waiting people (given in ascending order of itag) in the object's order."""
        # Hashing is most of the whole matching: keep the two constant blocks, feed the tail.
        base = self._hash(preimage("vd1", "pair", self._seed, otag, "")).copy
        pairs = {}
        for i in waiting:
            state = base()
            state.update(self._tails[i])
            pairs[i] = state.digest()
        return sorted(pairs, key=pairs.__getitem__)  # stable, so equal pairs stay by itag


def _meets(row: Inspector, need: str) -> bool:
    if row.status != "in":
        return False
    kind, _, code = need.partition(":")
    if kind == "skill" and code:
        return code in row.skills
    if kind == "unit" and code:
        return row.unit == code
    if need not in ("lead", "any"):
        raise ProofError("DOC_FIELD", f"{need!r} is no need of a slot")
    return need == "any" or row.lead


class Staffing:
    """Places filled with people, never one person twice on a team, never above a limit.

    Place p = team * width + slot. Places below `cursor` are fixed and stay as they are; the
    others hold somebody only to show that everything still can be filled, and may be re-routed.
    """

    def __init__(self, able: Sequence[int], barred: Sequence[int], limits: Sequence[int]) -> None:
        self._able = able
        self.width = len(able)
        self.size = self.width * len(barred)
        self.cursor = 0
        self.limits = list(limits)
        self.suits = [mask & ~bar for bar in barred for mask in able]
        self.holder = [VACANT] * self.size
        self.team = [0] * len(barred)
        self.load = [0] * len(limits)
        self.places: list[set[int]] = [set() for _ in limits]  # open places of each person
        self.room = 0
        self.raise_limits(limits)
        self._tight: list[Caught] = []

    def raise_limits(self, limits: Sequence[int]) -> None:
        """Allow more work; never less."""
        self.limits = list(limits)
        self.room = sum(1 << i for i, load in enumerate(self.load) if load < limits[i])

    def complete(self) -> bool:
        """Fill all vacant places; tell whether that was possible."""
        return all(self.fill(place) is None for place in self._vacant())

    def caught(self) -> list[Caught]:
        """Fill as many places as can be; return the groups that the vacant ones are caught in.

        Together they are the source side of the smallest minimum cut. Groups may overlap.
        """
        groups: list[Caught] = []
        for place in self._vacant():
            suits = self.suits[place]
            # Only full people could enter, and what is caught stays caught: no search needed.
            known = next((held for full, held in groups if suits and not suits & ~full), None)
            if known is not None:
                known.add(place)
            elif (found := self.fill(place)) is not None:
                groups.append(found)
        return groups

    def _vacant(self) -> Iterator[int]:
        scarce_first = sorted(range(self.width), key=lambda s: self._able[s].bit_count())
        for slot in scarce_first:
            for place in range(slot, self.size, self.width):
                if self.holder[place] == VACANT:
                    yield place

    def complete_teams(self) -> int:
        """Fill team by team, as many as can be; return how many whole teams there are."""
        for place in range(self.size):
            if self.fill(place) is not None:
                team = place // self.width
                for held in range(team * self.width, place):
                    self._lift(held)
                return team
        return self.size // self.width

    def fill(self, place: int) -> Caught | None:
        """Fill one vacant place, re-routing others if need be.

        Returns None when that was possible, else the group of full people the place is caught in.
        """
        return self._reroute([place], 0)

    def take(self, person: int) -> bool:
        """Fix a person on the place at the cursor if all later places still can be filled.

        The staffing must be complete, the person fit for the place and not yet fixed on this
        team. On success the cursor moves on, else nothing changes.
        """
        place, held = self.cursor, self.holder[self.cursor]
        self.cursor += 1
        if held == person:
            self.places[person].discard(place)
            return True
        start = self._place_in_team(place // self.width, person)
        if start == VACANT and self._is_tight(place, person):
            self.cursor = place
            return False
        for lifted in (place, start):
            if lifted != VACANT:
                self._lift(lifted)
        self._put(place, person)
        caught = self._settle(place, person, start)
        if caught is None:
            return True
        self._tight.append(caught)
        self._lift(place)
        self.cursor = place
        if start != VACANT:
            self._put(start, person)
        self._put(place, held)
        return False

    def _settle(self, place: int, person: int, start: int) -> Caught | None:
        """Fill what the person left vacant, or make the person leave one other place."""
        if start != VACANT:
            return self._reroute([start], 0)
        if self.load[person] > self.limits[person]:
            return self._reroute(sorted(self.places[person]), 1 << person)
        return None

    def _place_in_team(self, team: int, person: int) -> int:
        if not self.team[team] >> person & 1:
            return VACANT
        first = team * self.width
        return self.holder.index(person, first, first + self.width)

    def _is_tight(self, place: int, person: int) -> bool:
        # A full group whose places need every one of its people lends nobody to another place.
        return any(group >> person & 1 and place not in places for group, places in self._tight)

    def _lift(self, place: int) -> None:
        person = self.holder[place]
        self.holder[place] = VACANT
        self.places[person].discard(place)
        self.team[place // self.width] &= ~(1 << person)
        self._add_load(person, -1)

    def _put(self, place: int, person: int) -> None:
        self.holder[place] = person
        if place >= self.cursor:
            self.places[person].add(place)
        self.team[place // self.width] |= 1 << person
        self._add_load(person, 1)

    def _add_load(self, person: int, step: int) -> None:
        self.load[person] += step
        if self.load[person] < self.limits[person]:
            self.room |= 1 << person
        else:
            self.room &= ~(1 << person)

    def _reroute(self, starts: list[int], seen: int) -> Caught | None:
        """Search breadth-first for a chain that ends at somebody with room, and apply it.

        A chain begins at one of `starts`, which must get another holder. Whoever may enter a
        place and is full leaves another open place, which then needs somebody. Returns None when
        a chain was applied, else the people and places reached: a group with nothing to spare.
        """
        onward = dict.fromkeys(starts, VACANT)  # place -> where its holder goes in the chain
        queue = list(starts)
        for place in queue:
            fresh = self.suits[place] & ~seen
            if not fresh:
                continue
            team = place // self.width
            entering = fresh & ~self.team[team]
            if entering & self.room:
                self._apply(place, _lowest(entering & self.room), onward)
                return None
            seen |= entering
            leaving = self._inside(place, team, fresh)
            while entering:
                person = _lowest(entering)
                entering ^= 1 << person
                leaving.extend(self.places[person])
            for vacated in leaving:
                if vacated not in onward:
                    onward[vacated] = place
                    queue.append(vacated)
        return seen, set(onward)

    def _inside(self, place: int, team: int, fresh: int) -> list[int]:
        """List the open places of the same team whose holder could move to `place`."""
        first = max(team * self.width, self.cursor)
        places = range(first, (team + 1) * self.width)
        held = ((other, self.holder[other]) for other in places if other != place)
        return [other for other, person in held if person >= 0 and fresh >> person & 1]

    def _apply(self, place: int, person: int, onward: dict[int, int]) -> None:
        while place != VACANT:
            leaver = self.holder[place]
            if leaver != VACANT:
                self._lift(place)
            self._put(place, person)
            person, place = leaver, onward[place]


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
