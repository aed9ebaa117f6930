"""What happens after a draw: replaced objects, recused inspectors, debts, redo (SPEC 8 and 9).

Every rule is a function of what is public, so nobody chooses the one who steps in, and leaving
never frees anybody. A wrong event raises its named error; the verifier then gives it no effect.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fairdraw.errors import ProofError
from fairdraw.matching import Matching, Seat, Team, name_seats, seat_team, stand_in_line
from fairdraw.rows import Ticket
from fairdraw.staffing import Staffing

NOBODY = "-"
REPLACED_SHARE = 10  # one new object for every ten drawn, and at least one
RECUSALS_FILLED = 2  # per object; the third leaves its slot empty


@dataclass(frozen=True)
class Objects:
    """The objects of an attempt: drawn, added by replacements, and those still free."""

    drawn: tuple[str, ...]
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    tickets: Mapping[str, Ticket]  # of the drawn and added ones
    free: tuple[Ticket, ...]  # status `in` and not drawn, by rank; whoever was added is skipped
    topups: tuple[tuple[str, int], ...]  # group and min, in committed order

    def present(self) -> tuple[str, ...]:
        """Return the drawn and added tags that have not been replaced, in that order."""
        gone = set(self.replaced)
        return tuple(tag for tag in self.drawn + self.added if tag not in gone)


def drawn_objects(
    drawn: Iterable[str], ranked: Iterable[Ticket], topups: Iterable[Mapping[str, Any]]
) -> Objects:
    """Return the objects of an attempt before any event.

    Args:
        drawn: tags in order of selection.
        ranked: the eligible tickets by (rank, tag), as `lots.ranked` gives them.
        topups: {`group`, `min`} in committed order.
    """
    order = tuple(drawn)
    taken = set(order)
    tickets: dict[str, Ticket] = {}
    free: list[Ticket] = []
    for ticket in ranked:
        if ticket.tag in taken:
            tickets[ticket.tag] = ticket
        elif ticket.status == "in":
            free.append(ticket)
    wanted = tuple((str(topup["group"]), int(topup["min"])) for topup in topups)
    return Objects(order, (), (), tickets, tuple(free), wanted)


def choose_replacement(objects: Objects, tag: str) -> tuple[str, bool]:
    """Return (new_tag, shortfall) for an object that is closed down, not found or not ours.

    Raises `REPLACE_TAG` unless the object was drawn or added and is not yet replaced. There is
    a new object only for the first tenth of the draw (SPEC section 8).
    """
    if tag not in objects.tickets or tag in objects.replaced:
        raise ProofError("REPLACE_TAG", f"{tag} is no object of this draw now")
    if len(objects.replaced) >= max(1, len(objects.drawn) // REPLACED_SHARE):
        return NOBODY, True
    gone = objects.tickets[tag]
    groups = _groups_lost(objects, gone)
    for same_stratum, wanted in ((True, groups), (False, groups), (True, set[str]())):
        for ticket in objects.free:
            fits = ticket.stratum == gone.stratum or not same_stratum
            if fits and wanted.issubset(ticket.groups) and ticket.tag not in objects.tickets:
                return ticket.tag, wanted != groups
    return NOBODY, True


def _groups_lost(objects: Objects, gone: Ticket) -> set[str]:
    """Return the top-up groups of an object that fall below their minimum without it."""
    left = [objects.tickets[tag] for tag in objects.present() if tag != gone.tag]
    return {
        group
        for group, least in objects.topups
        if group in gone.groups and sum(group in one.groups for one in left) < least
    }


def replace_object(objects: Objects, tag: str) -> Objects:
    """Return the objects after a replacement by the rule."""
    new_tag, _ = choose_replacement(objects, tag)
    gone = replace(objects, replaced=(*objects.replaced, tag))
    if new_tag == NOBODY:
        return gone
    new = next(ticket for ticket in objects.free if ticket.tag == new_tag)
    return replace(
        gone,
        added=(*objects.added, new_tag),
        tickets={**objects.tickets, new_tag: new},
    )


@dataclass(frozen=True)
class TeamState:
    """The teams of a draw after some events (`now` and `now_unstaffed` of assignments.json)."""

    matching: Matching
    now: tuple[Team, ...]
    now_unstaffed: tuple[str, ...]
    used: tuple[Mapping[str, int], ...]  # per wave; never goes down
    wave: Mapping[str, int]  # of every object that ever had a team
    recused: Mapping[str, tuple[str, ...]]  # everybody recused from an object, in log order


def teams_before_events(matching: Matching) -> TeamState:
    """Return the state in which the matching leaves the teams."""
    waves = [wave for wave, count in enumerate(matching.waves) for _ in range(count)]
    return TeamState(
        matching=matching,
        now=matching.teams,
        now_unstaffed=matching.unstaffed,
        # An added object belongs to the only wave if there is none.
        used=matching.used or (dict.fromkeys(matching.limits, 0),),
        wave={team.otag: wave for team, wave in zip(matching.teams, waves, strict=True)},
        recused={},
    )


def apply_recusal(state: TeamState, otag: str, itag: str) -> TeamState:
    """Return the teams after an inspector leaves one object: kinship found later, illness.

    Raises `RECUSE` unless the inspector is on the team now. Everybody else stays (SPEC 9).
    """
    team = next((team for team in state.now if team.otag == otag), None)
    itags = [seat.itag for seat in team.seats] if team is not None else []
    if team is None or itag == NOBODY or itag not in itags:
        raise ProofError("RECUSE", f"{itag} is not on the team of {otag} now")
    seat = itags.index(itag)
    recused = (*state.recused.get(otag, ()), itag)
    state = replace(state, recused={**state.recused, otag: recused})
    others = [other for other in itags if other not in (itag, NOBODY)]
    successor = NOBODY
    if len(recused) <= RECUSALS_FILLED:
        successor = _successor(state, otag, team.seats[seat].need, others)
    seats = list(team.seats)
    seats[seat] = Seat(successor, team.seats[seat].need)
    changed = Team(otag, tuple(seats))
    now = tuple(changed if one is team else one for one in state.now)
    return _count(replace(state, now=now), otag, [successor])


def _successor(state: TeamState, otag: str, need: str, others: Iterable[str]) -> str:
    """Return who takes a seat: the first in line with time left, else within `cap_max`."""
    roster = state.matching.roster
    people = roster.people
    team = [people.index[itag] for itag in others]
    gone = people.mask(people.index[itag] for itag in state.recused[otag])
    fit = people.able(need) & ~people.barred(otag) & ~people.mask(team) & ~gone
    for limits in _limits(state.matching):
        left = _left(state, state.wave[otag], limits)
        crowd = fit & people.mask(i for i, time in enumerate(left) if time > 0)
        order = roster.line.order(otag, people.members(crowd))
        for first in stand_in_line(roster, order, crowd, team):
            return people.itags[first]
    return NOBODY


def _limits(matching: Matching) -> tuple[list[int], list[int]]:
    """Return the limits reached, and those that events may go up to, person by person."""
    reached = list(matching.limits.values())
    return reached, [max(limit, matching.roster.cap_max) for limit in reached]


def _left(state: TeamState, wave: int, limits: Sequence[int]) -> list[int]:
    used = state.used[wave].values()
    return [max(0, limit - count) for limit, count in zip(limits, used, strict=True)]


def _count(state: TeamState, otag: str, itags: Iterable[str]) -> TeamState:
    """Count new assignments of an object in its wave."""
    wave = state.wave[otag]
    used = dict(state.used[wave])
    for itag in itags:
        if itag != NOBODY:
            used[itag] += 1
    return replace(state, used=(*state.used[:wave], used, *state.used[wave + 1 :]))


def apply_replacement(state: TeamState, tag: str, new_tag: str) -> TeamState:
    """Return the teams after an object was replaced; `new_tag` "-" adds none (SPEC section 9).

    The team of the replaced object leaves. The added object belongs to the last wave.
    """
    if tag not in state.now_unstaffed and all(team.otag != tag for team in state.now):
        raise ProofError("REPLACE_TAG", f"{tag} has neither a team nor waits for one")
    now = tuple(team for team in state.now if team.otag != tag)
    unstaffed = tuple(otag for otag in state.now_unstaffed if otag != tag)
    state = replace(state, now=now, now_unstaffed=unstaffed)
    if new_tag == NOBODY:
        return state
    team = _team_for(state, new_tag)
    if team is None:
        return replace(state, now_unstaffed=(*unstaffed, new_tag))
    wave = {**state.wave, new_tag: len(state.used) - 1}
    state = replace(state, now=(*now, team), wave=wave)
    return _count(state, new_tag, [seat.itag for seat in team.seats])


def _team_for(state: TeamState, otag: str) -> Team | None:
    """Staff an added object with the time people have left, looking ahead over its own slots."""
    matching, people = state.matching, state.matching.roster.people
    able = [people.able(need) for need in matching.slots]
    for limits in _limits(matching):
        left = _left(state, len(state.used) - 1, limits)
        staffing = Staffing(able, [people.barred(otag)], left)
        if staffing.complete():
            full = people.mask(i for i, time in enumerate(left) if time == 0)
            chosen, _ = seat_team(matching.roster, otag, matching.slots, staffing, full)
            return Team(otag, name_seats(people, chosen, matching.slots))
    return None


def open_debts(debts: Mapping[int, int | None], before: int) -> list[int]:
    """Return the debts that a commit at log index `before` has to list, ascending.

    `debts` are all of its scope: the index of each `replace` entry, and the index with which
    the first finished draw that lists it was finished, None if there is none (SPEC section 8).
    """
    return sorted(
        index
        for index, settled in debts.items()
        if index < before and (settled is None or settled >= before)
    )


def carried_objects(
    objects: Iterable[str], replaced: Collection[str], dropped: Sequence[str]
) -> list[str]:
    """Return the objects of attempt a that attempt a + 1 has to draw as certain picks.

    Args:
        objects: the tags drawn or added in attempt a.
        replaced: those of them replaced before the redo commit, which are debts instead.
        dropped: the tags of `redo.drop`; `DEBT` if one is named twice or was not to be carried.
    """
    carried = [tag for tag in objects if tag not in replaced]
    if len(set(dropped)) != len(dropped) or not set(dropped) <= set(carried):
        raise ProofError("DEBT", "redo.drop names an object twice or one that is not carried")
    return [tag for tag in carried if tag not in dropped]


def check_debts(
    listed: Sequence[Mapping[str, Any]],
    due: Iterable[int],
    tickets: Iterable[Ticket],
    carried: tuple[int, int] | None = None,
) -> None:
    """Check that a commit owes nothing silently: `DEBT` otherwise (SPEC section 8).

    Args:
        listed: `debts` of the commit.
        due: what `open_debts` gives for it.
        tickets: its tickets; `must` picks exist for listed debts and a redo, and no others.
        carried: in a redo, (index of the commit before, number of `carried_objects`).
    """
    indices, wanted_indices = sorted(debt["index"] for debt in listed), sorted(due)
    if indices != wanted_indices:
        raise ProofError("DEBT", f"expected debts {wanted_indices}, found {indices}")
    certain = Counter(one.status for one in tickets if one.status.startswith("must:"))
    wanted = Counter({f"must:{debt['index']}": 1 for debt in listed if debt["how"] == "must"})
    if carried is not None:
        wanted[f"must:{carried[0]}"] += carried[1]
    for status in sorted(certain.keys() | wanted.keys()):
        if certain[status] != wanted[status]:
            detail = f"expected {wanted[status]} tickets with {status}, found {certain[status]}"
            raise ProofError("DEBT", detail)
