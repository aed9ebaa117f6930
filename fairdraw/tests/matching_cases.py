"""Invented rosters for the tests of matching, shortage and events, and a slow reference.

The reference follows SPEC section 9 sentence by sentence and asks networkx for a new maximum
flow at every question; it shares no code with the program.
"""

import hashlib
import itertools
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
from hypothesis import strategies as st

from fairdraw.matching import Matching, match
from fairdraw.rows import Conflict, Inspector

VECTORS = Path(__file__).parents[1] / "vectors"
SEED = "5e" * 32


def vectors(topic, fn):
    """Return the vectors of one function as (name, vector) pairs."""
    found = json.loads((VECTORS / f"{topic}.json").read_text("utf-8"))["vectors"]
    return [one for one in found if one["fn"] == fn]


def tag(label):
    return hashlib.sha256(str(label).encode()).hexdigest()


def person(label, *, unit="u1", skills=(), lead=False, cap=1, status="in"):
    return Inspector(tag(label), unit, tuple(skills), lead, cap, status, tag("attr"))


def conflict(otag, itag):
    return Conflict(otag, itag, tag("attr"))


@dataclass(frozen=True)
class Case:
    otags: tuple[str, ...]
    slots: tuple[str, ...]
    people: tuple[Inspector, ...]
    conflicts: tuple[Conflict, ...]
    cap_max: int = 1
    distinct_units: bool = False
    pair_seed: str = SEED

    def match(self) -> Matching:
        return match(
            self.otags,
            self.slots,
            self.people,
            self.conflicts,
            cap_max=self.cap_max,
            distinct_units=self.distinct_units,
            pair_seed=self.pair_seed,
        )

    def caps(self):
        return {row.itag: row.cap for row in self.people}


@st.composite
def cases(draw, objects=4, people=6):
    """Draw a small case: scarce people, mixed skills, some excluded, some barred."""
    count = draw(st.integers(1, people))
    row = st.builds(
        lambda unit, skills, lead, cap, status: {
            "unit": unit,
            "skills": sorted(skills),
            "lead": lead,
            "cap": cap,
            "status": status,
        },
        st.sampled_from(["u1", "u2", "u3"]),
        st.sets(st.sampled_from(["fire", "food"])),
        st.booleans(),
        st.integers(1, 3),
        st.sampled_from(["in"] * 6 + ["ex:l1"]),
    )
    roster = tuple(person(f"i{i}", **draw(row)) for i in range(count))
    otags = tuple(tag(f"o{i}") for i in range(draw(st.integers(0, objects))))
    needs = st.sampled_from(["any", "any", "lead", "skill:food", "skill:fire", "unit:u1"])
    slots = ("lead", *draw(st.lists(needs, min_size=1, max_size=3)))
    pairs = [(otag, row.itag) for otag in otags for row in roster]
    barred = draw(st.sets(st.sampled_from(pairs), max_size=len(pairs) // 2)) if pairs else ()
    return Case(
        otags,
        slots,
        roster,
        tuple(conflict(*one) for one in sorted(barred)),
        draw(st.integers(1, 4)),
        draw(st.booleans()),
        tag(draw(st.integers(0, 999))),
    )


def tight_case(number):
    """Return a case whose people have just enough time for everything, by its number."""
    digits = (int(tag(f"{number}-{i}")[:8], 16) for i in itertools.count())

    def roll(sides):
        return next(digits) % sides

    count, size = 3 + roll(4), 4 + roll(3)
    slots = ("lead", *(("any", "any", "skill:fire", "lead")[roll(4)] for _ in range(1 + roll(2))))
    caps = [1] * size
    for _ in range(max(0, count * len(slots) - size)):
        caps[roll(size)] += 1
    people = tuple(
        person(f"i{i}", unit=f"u{roll(3)}", skills=["fire"][: roll(3)], lead=roll(3) > 0, cap=cap)
        for i, cap in enumerate(caps)
    )
    otags = tuple(tag(f"o{i}") for i in range(count))
    bars = tuple(conflict(o, row.itag) for o in otags for row in people if roll(6) == 0)
    return Case(otags, slots, people, bars, 1, roll(2) == 0, tag(number))


def meets(row, need):
    if row.status != "in":
        return False
    if need.startswith("skill:"):
        return need[6:] in row.skills
    if need.startswith("unit:"):
        return row.unit == need[5:]
    return need == "any" or row.lead


def fits(case, otag, need):
    barred = {row.itag for row in case.conflicts if row.otag == otag}
    return [row.itag for row in case.people if meets(row, need) and row.itag not in barred]


def filled(case, otags, slots, limits, teams):
    """Return (places still open, places that a maximum flow fills) with these teams fixed."""
    used = Counter(itag for team in teams.values() for itag in team)
    graph = nx.DiGraph()
    graph.add_nodes_from(["source", "sink"])
    for itag, limit in limits.items():
        graph.add_edge(("person", itag), "sink", capacity=max(0, limit - used[itag]))
    places = 0
    for otag in otags:
        fixed = teams.get(otag, [])
        for slot in range(len(fixed), len(slots)):
            places += 1
            graph.add_edge("source", (otag, slot), capacity=1)
            for itag in fits(case, otag, slots[slot]):
                if itag not in fixed:
                    graph.add_edge((otag, slot), (otag, itag), capacity=1)
                    graph.add_edge((otag, itag), ("person", itag), capacity=1)
    return places, nx.maximum_flow_value(graph, "source", "sink")


def feasible(case, otags, slots, limits, teams):
    places, most = filled(case, otags, slots, limits, teams)
    return places == most


def reference_match(case):
    """Return what `match` must give, step by step as SPEC section 9 says it."""
    unlimited = dict.fromkeys(case.caps(), 99)
    least = _dropped(case.slots, times=99)
    unstaffed = [o for o in case.otags if not feasible(case, [o], least, unlimited, {})]
    rest = [o for o in case.otags if o not in unstaffed]
    slots, limits, ladder = list(case.slots), case.caps(), []
    while not feasible(case, rest, slots, limits, {}):
        if any(limit < case.cap_max for limit in limits.values()):
            limits = {i: x + 1 if x < case.cap_max else x for i, x in limits.items()}
            ladder.append("cap")
        elif _dropped(slots, times=1) != slots:
            slots = _dropped(slots, times=1)
            ladder.append("drop")
        else:
            break
    teams, waves = {}, []
    while rest:
        wave = list(rest)
        while not feasible(case, wave, slots, limits, {}):
            wave.pop()
        teams.update(_reference_wave(case, wave, slots, limits))
        waves.append(len(wave))
        rest = rest[len(wave) :]
    return {
        "ladder": ladder,
        "teams": [
            {
                "otag": otag,
                "slots": [{"itag": i, "need": need} for i, need in zip(team, slots, strict=True)],
            }
            for otag, team in teams.items()
        ],
        "unstaffed": unstaffed,
        "waves": waves,
    }


def _dropped(slots, *, times):
    slots = list(slots)
    while times and len(slots) > 2 and "any" in slots:
        slots.reverse()
        slots.remove("any")
        slots.reverse()
        times -= 1
    return slots


def _reference_wave(case, wave, slots, limits):
    unit = {row.itag: row.unit for row in case.people}
    teams = {otag: [] for otag in wave}
    for otag in wave:
        team = teams[otag]
        for need in slots:
            used = Counter(itag for other in teams.values() for itag in other)
            line = [i for i in fits(case, otag, need) if i not in team and used[i] < limits[i]]
            line.sort(key=lambda i: (tag(f"vd1|pair|{case.pair_seed}|{otag}|{i}"), i))
            if case.distinct_units:
                here = {unit[i] for i in team}
                line.sort(key=lambda i: unit[i] in here)
            for itag in line:
                team.append(itag)
                if feasible(case, wave, slots, limits, teams):
                    break
                team.pop()
    return teams


def as_vector(matching):
    return {
        "ladder": list(matching.ladder),
        "teams": [team.document() for team in matching.teams],
        "unstaffed": list(matching.unstaffed),
        "waves": list(matching.waves),
    }
