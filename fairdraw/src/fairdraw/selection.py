"""Selection of objects (SPEC section 7) and of what auditors look at (section 10)."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fairdraw.canonical import digest, preimage
from fairdraw.chances import class_chances, inclusion_chances
from fairdraw.errors import ProofError
from fairdraw.lots import rank, ranked
from fairdraw.rows import Drawn, Ticket

__all__ = [
    "audit_order",
    "audit_value",
    "class_chances",
    "inclusion_chances",
    "select",
]


def select(
    tickets: Iterable[Ticket],
    strata: Sequence[Mapping[str, Any]],
    topups: Sequence[Mapping[str, Any]],
    seed: str,
    profile: str = "sha256",
) -> list[Drawn]:
    """Return the drawn tickets in order of selection.

    Args:
        tickets: all rows of `tickets.txt`, in any order.
        strata: {`code`, `n`, …} in committed order.
        topups: {`group`, `min`} in committed order.
        seed: the seed of the attempt.
        profile: the hash profile of the plan.
    """
    order = ranked(tickets, seed, profile)
    picks = _pick_strata(order, strata)
    _pick_topups(order, topups, picks)
    drawn = []
    for ticket, via in picks.values():
        best, j = rank(seed, ticket.tag, ticket.k, profile)
        drawn.append(Drawn(ticket.tag, ticket.stratum, via, j, best))
    return drawn


_Picks = dict[str, tuple[Ticket, str]]  # by tag, in order of selection


def _pick_strata(order: list[Ticket], strata: Sequence[Mapping[str, Any]]) -> _Picks:
    must: dict[str, list[Ticket]] = {stratum["code"]: [] for stratum in strata}
    free: dict[str, list[Ticket]] = {stratum["code"]: [] for stratum in strata}
    for ticket in order:
        pool = (free if ticket.status == "in" else must).get(ticket.stratum)
        if pool is None:
            raise ProofError("STRATUM_UNKNOWN", f"{ticket.stratum!r} of ticket {ticket.tag}")
        pool.append(ticket)
    picks: _Picks = {}
    for stratum in strata:
        code = stratum["code"]
        wanted = max(0, stratum["n"] - len(must[code]))
        picks.update({ticket.tag: (ticket, "must") for ticket in must[code]})
        picks.update({ticket.tag: (ticket, "stratum") for ticket in free[code][:wanted]})
    return picks


def _pick_topups(order: list[Ticket], topups: Sequence[Mapping[str, Any]], picks: _Picks) -> None:
    for topup in topups:
        group = topup["group"]
        missing = topup["min"] - sum(group in ticket.groups for ticket, _ in picks.values())
        for ticket in order:
            if missing <= 0:
                break
            if ticket.status == "in" and group in ticket.groups and ticket.tag not in picks:
                picks[ticket.tag] = (ticket, f"topup:{group}")
                missing -= 1


def audit_value(seed: str, item: str, profile: str = "sha256") -> str:
    """Return hex(H("vd1|audit|" seed "|" x)), by which auditors take the smallest first."""
    return digest(preimage("vd1", "audit", seed, *item.split("|")), profile)


def audit_order(
    seed: str, items: Iterable[str], count: int | None = None, profile: str = "sha256"
) -> list[str]:
    """Return the items by (audit value, item) ascending, only the first `count` if given.

    An item is a tag, `<scheme>|<id>` of a frame row, or `<otag>|<itag>` of a conflict.
    """
    keyed = ((audit_value(seed, item, profile), item) for item in items)
    first = sorted(keyed) if count is None else heapq.nsmallest(count, keyed)
    return [item for _, item in first]
