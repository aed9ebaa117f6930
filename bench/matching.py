"""Time the matching against the bare loop that only hashes every pair.

Run `python bench/matching.py [objects inspectors]`; exits 1 if the required run is too slow.
"""

import hashlib
import sys
import time

from fairdraw.matching import match
from fairdraw.rows import Conflict, Inspector
from fairdraw.shortage import explain_shortage

LIMIT = 1.0  # seconds for 1,000 objects and 300 inspectors
SEED = "5e" * 32


def tag(label):
    return hashlib.sha256(label.encode()).hexdigest()


def make(objects, inspectors, cap):
    """Invent a roster in which a third has the wanted expertise and half may lead."""
    people = [
        Inspector(
            tag(f"i{i}"), f"u{i % 12}", ("haz",) if i % 3 == 0 else (), i % 2 == 0, cap, "in", ""
        )
        for i in range(inspectors)
    ]
    otags = [tag(f"o{i}") for i in range(objects)]
    barred = [
        Conflict(o, row.itag, "") for o in otags for row in people[int(o[:4], 16) % 20 :: 20]
    ]
    return otags, people, barred


def hash_pairs(otags, people):
    """Hash every pair as plainly as Python can."""
    itags = [row.itag.encode() for row in people]
    for otag in otags:
        head = f"vd1|pair|{SEED}|{otag}|".encode()
        for itag in itags:
            hashlib.sha256(head + itag).hexdigest()


def seconds(work, *args, **options):
    """Return the best of three runs, and what the last one gave."""
    best, result = float("inf"), None
    for _ in range(3):
        start = time.perf_counter()
        result = work(*args, **options)
        best = min(best, time.perf_counter() - start)
    return best, result


def main(objects=1000, inspectors=300):
    slots = ("lead", "skill:haz", "any")
    places = objects * len(slots)
    print(f"{objects} objects x {inspectors} inspectors, slots {', '.join(slots)}")
    slowest = 0.0
    for cap in sorted(
        {-(-places // inspectors), -(-places // inspectors) + 1, 2 * places // inspectors}
    ):
        otags, people, barred = make(objects, inspectors, cap)
        bare, _ = seconds(hash_pairs, otags, people)
        options = {"cap_max": cap, "distinct_units": False, "pair_seed": SEED}
        time_, found = seconds(match, otags, slots, people, barred, **options)
        limits = {row.itag: cap - 3 for row in people}
        why, reasons = seconds(explain_shortage, otags, slots, people, barred, limits)
        print(
            f"utilization {places / inspectors / cap:.2f}: matching {time_:.3f} s, "
            f"bare pair hashes {bare:.3f} s, ratio {time_ / bare:.2f}; "
            f"{len(found.teams)} teams, {len(found.waves)} wave(s); "
            f"shortage below {cap - 2} objects each: {len(reasons)} reason(s) in {why:.3f} s"
        )
        slowest = max(slowest, time_)
    if (objects, inspectors) == (1000, 300) and slowest > LIMIT:
        print(f"too slow: {slowest:.3f} s, at most {LIMIT} s")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
