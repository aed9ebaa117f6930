"""Why people are too few, with names, before anything is committed (beyond SPEC section 9).

One staffing of as many places as possible; what is caught around its vacant places is the source
side of the smallest minimum cut. That set is unique, so everybody is given the same reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from fairdraw.matching import smallest_team
from fairdraw.rows import Conflict, Inspector
from fairdraw.staffing import Caught, People, Staffing


@dataclass(frozen=True, slots=True)
class Shortage:
    """One reason: these places of these objects need more work than these people may do.

    Only `people` could fill the places; nobody else meets the needs without a conflict.
    """

    objects: tuple[str, ...]  # otags, ascending
    people: tuple[str, ...]  # itags, ascending
    places: int
    capacity: int
    short: int  # places - capacity, at least 1
    needs: tuple[str, ...]  # of the places, each once, in the order of the slots


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a draw of some objects of a pool may run into."""

    alone: tuple[Shortage, ...]  # objects that cannot be staffed even with everybody free
    together: tuple[Shortage, ...]  # too much work if the objects hardest to staff are drawn


def explain_shortage(
    otags: Iterable[str],
    slots: Sequence[str],
    inspectors: Iterable[Inspector],
    conflicts: Iterable[Conflict],
    limits: Mapping[str, int],
) -> list[Shortage]:
    """Name the groups of objects and people that keep the objects from being staffed together.

    `limits` is the most objects each inspector may be given, by itag. The list is empty exactly
    if a staffing exists; it does not depend on the order of its inputs. Greatest lack first.
    """
    return _explain(sorted(otags), slots, People(inspectors, conflicts), limits)


def foresee_shortage(
    otags: Iterable[str],
    count: int,
    slots: Sequence[str],
    inspectors: Iterable[Inspector],
    conflicts: Iterable[Conflict],
    limits: Mapping[str, int],
) -> Foresight:
    """Name what may go short when `count` objects of a pool will be drawn, before the commit.

    Nobody knows yet which ones, so the objects with the most people barred stand for the draw.
    `alone` is about the smallest team that the ladder may shorten to, whatever the limits.
    """
    people = People(inspectors, conflicts)
    pool = sorted(otags)
    alone = _explain_alone(pool, smallest_team(slots), people)
    stuck = {otag for shortage in alone for otag in shortage.objects}
    rest = [otag for otag in pool if otag not in stuck]
    rest.sort(key=lambda otag: -people.barred(otag).bit_count())
    together = _explain(sorted(rest[:count]), slots, people, limits)
    return Foresight(tuple(alone), tuple(together))


def _explain(
    otags: Sequence[str], slots: Sequence[str], people: People, limits: Mapping[str, int]
) -> list[Shortage]:
    able = [people.able(need) for need in slots]
    bars = [people.barred(otag) for otag in otags]
    staffing = Staffing(able, bars, [limits[itag] for itag in people.itags])
    groups = _join(staffing.caught())
    return _merge(_name(group, staffing, otags, slots, people) for group in groups)


def _explain_alone(pool: Iterable[str], slots: Sequence[str], people: People) -> list[Shortage]:
    """Name what each object lacks by itself, everybody being free for it."""
    alike: dict[int, list[str]] = {}  # only the people barred tell objects apart
    for otag in pool:
        alike.setdefault(people.barred(otag), []).append(otag)
    free = dict.fromkeys(people.itags, 1)
    return _merge(
        replace(found, objects=(otag,))
        for otags in alike.values()
        for found in _explain(otags[:1], slots, people, free)
        for otag in otags
    )


def _join(groups: Iterable[Caught]) -> list[Caught]:
    """Join the groups that share somebody or a place into connected ones."""
    joined: dict[int, Caught] = {}
    owner: dict[int, int] = {}  # place -> its group
    for key, group in enumerate(groups):
        linked = {owner[place] for place in group[1] if place in owner}
        if group[0]:
            linked.update(other for other, one in joined.items() if one[0] & group[0])
        parts = [group, *(joined.pop(other) for other in sorted(linked))]
        full = reduce(or_, (part[0] for part in parts))
        joined[key] = full, set[int]().union(*(part[1] for part in parts))
        owner.update(dict.fromkeys(joined[key][1], key))
    return list(joined.values())


def _name(
    group: Caught, staffing: Staffing, otags: Sequence[str], slots: Sequence[str], people: People
) -> Shortage:
    full, places = group
    # Somebody may have time left and yet not help, because he or she is on that team already:
    # such a person counts once for each team.
    seated = [staffing.suits[p] & staffing.team[p // staffing.width] & ~full for p in places]
    once = {
        (p // staffing.width, i)
        for p, mask in zip(places, seated, strict=True)
        for i in people.members(mask)
    }
    capacity = sum(staffing.limits[i] for i in people.members(full)) + len(once)
    named = people.members(full | people.mask(i for _, i in once))
    needs = {slots[p % staffing.width] for p in places}
    return Shortage(
        objects=tuple(sorted({otags[p // staffing.width] for p in places})),
        people=tuple(people.itags[i] for i in named),
        places=len(places),
        capacity=capacity,
        short=len(places) - capacity,
        needs=tuple(need for need in dict.fromkeys(slots) if need in needs),
    )


def _merge(apart: Iterable[Shortage]) -> list[Shortage]:
    """Put the same lack of the same people into one reason; greatest lack first."""
    merged: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Shortage]] = {}
    for found in apart:
        merged.setdefault((found.people, found.needs), []).append(found)
    reasons = [
        Shortage(
            objects=tuple(sorted({otag for one in same for otag in one.objects})),
            people=people,
            places=sum(one.places for one in same),
            capacity=sum(one.capacity for one in same),
            short=sum(one.short for one in same),
            needs=needs,
        )
        for (people, needs), same in merged.items()
    ]
    return sorted(reasons, key=lambda one: (-one.short, one.objects, one.needs))
