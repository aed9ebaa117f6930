"""Rank a million tickets beside a bare loop over the same lots: `python bench/ranking.py`.

The bare loop computes every lot as SPEC section 6 writes it and keeps nothing. Ranking must
take less than three times as long; the exit status says whether it did.
"""

import gc
import hashlib
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "fairdraw" / "src"))

from fairdraw.lots import ranked
from fairdraw.rows import Ticket

NUMBER = 1_000_000
LIMIT = 3.0
ROUNDS = 3
SEED = hashlib.sha256(b"bench").hexdigest()


def tickets():
    tags = sorted(hashlib.sha256(b"%d" % place).hexdigest() for place in range(NUMBER))
    return [Ticket(tag, "s1", (), 1, "in", tag) for tag in tags]


def bare(rows):
    sha256 = hashlib.sha256
    for row in rows:
        for j in range(1, row.k + 1):
            sha256(f"vd1|lot|{SEED}|{row.tag}|{j}".encode()).hexdigest()


def timed(function, *args):
    gc.collect()
    start = time.perf_counter()
    function(*args)
    return time.perf_counter() - start


def main():
    rows = tickets()
    loops, ranks = [], []
    for _ in range(ROUNDS):  # side by side, so that a busy machine slows both
        loops.append(timed(bare, rows))
        ranks.append(timed(ranked, rows, SEED))
    ratio = min(ranks) / min(loops)
    print(f"{NUMBER:,} tickets: bare loop {min(loops):.2f} s, ranked {min(ranks):.2f} s")
    print(f"ratio {ratio:.2f}, limit {LIMIT}")
    return 0 if ratio < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
