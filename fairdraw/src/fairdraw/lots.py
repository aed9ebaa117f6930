"""Seed and lots: a total order of tickets by hash, with no other randomness (SPEC section 6)."""

from collections.abc import Callable, Iterable, Sequence

from fairdraw.canonical import digest, hasher, preimage
from fairdraw.rows import Ticket


def seed(
    commit: str,
    close: str,
    values: Sequence[str],
    *,
    release: str = "-",
    profile: str = "sha256",
) -> str:
    """Return the seed of commit hash, close hash, released S (`-` in open mode) and values."""
    return digest(preimage("vd1", "seed", commit, close, release, *values), profile)


def lot(seed: str, tag: str, j: int, profile: str = "sha256") -> str:
    """Return the j-th lot of a ticket: hex(H("vd1|lot|" seed "|" tag "|" j))."""
    return digest(preimage("vd1", "lot", seed, tag, j), profile)


def rank(seed: str, tag: str, k: int, profile: str = "sha256") -> tuple[str, int]:
    """Return the smallest of the k lots of a ticket and its j, the smallest j if equal."""
    return min((lot(seed, tag, j, profile), j) for j in range(1, k + 1))


def is_eligible(ticket: Ticket) -> bool:
    """Tell whether a ticket takes part: status `in` or `must` (SPEC section 2)."""
    return ticket.status[:3] != "ex:"


def ranked(tickets: Iterable[Ticket], seed: str, profile: str = "sha256") -> list[Ticket]:
    """Return the eligible tickets by (rank, tag) ascending, whatever order they came in.

    Only tickets come back: `rank` gives the winning lot of the few that one needs.
    """
    return sorted(filter(is_eligible, tickets), key=_rank_key(seed, profile))


def _rank_key(seed: str, profile: str) -> Callable[[Ticket], bytes]:
    # A million tickets pass here: no call per lot but the hash itself. Digest and tag in one
    # byte string order exactly as the pair of their hexadecimal texts.
    make = hasher(profile)
    head = preimage("vd1", "lot", seed) + b"|"

    def key(ticket: Ticket) -> bytes:
        tag = ticket.tag.encode()
        body = head + tag + b"|"
        best: bytes = make(body + b"1").digest()
        if ticket.k > 1:
            best = min(best, *(make(body + b"%d" % j).digest() for j in range(2, ticket.k + 1)))
        return best + tag

    return key
