"""Counts of a commit: recomputed from the tickets, rates from the plan (SPEC section 4)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairdraw.errors import ProofError
from fairdraw.rows import Ticket


@dataclass(slots=True)
class _Tally:
    listed: int = 0
    eligible: int = 0
    must: int = 0
    lots: int = 0
    k: int = 0  # the largest
    excluded: Counter[str] = field(default_factory=Counter)

    def add(self, ticket: Ticket) -> None:
        self.listed += 1
        self.k = max(self.k, ticket.k)
        if ticket.status.startswith("ex:"):
            self.excluded[ticket.status[3:]] += 1
            return
        self.eligible += 1
        self.lots += ticket.k
        self.must += ticket.status != "in"

    def counts(self) -> dict[str, Any]:
        return {
            "eligible": self.eligible,
            "excluded": dict(self.excluded),
            "listed": self.listed,
            "lots": self.lots,
            "must": self.must,
        }


def required_n(rate: Mapping[str, Any], listed: int, eligible: int) -> int:
    """Return n = min(eligible, max(min, (N*num + den - 1) div den)), rounded up, never down.

    Args:
        rate: a class of the plan: `base` (whether N is listed or eligible), `num`, `den`, `min`.
        listed: all rows of the stratum.
        eligible: its rows with status `in` or `must`.
    """
    total = listed if rate["base"] == "listed" else eligible
    share = (total * rate["num"] + rate["den"] - 1) // rate["den"]
    return int(min(eligible, max(rate["min"], share)))


def build_strata(
    tickets: Iterable[Ticket],
    classes: Sequence[tuple[str, str]],
    rates: Iterable[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Return the `strata` of a commit.

    Args:
        tickets: all rows of the snapshot.
        classes: (stratum code, class code) in the order that the commit fixes.
        rates: the classes of the task in the plan.
    """
    tallies = _tally(tickets, [code for code, _ in classes])
    by_class = {rate["class"]: rate for rate in rates}
    strata = []
    for code, class_code in classes:
        tally = tallies[code]
        n = required_n(_rate(by_class, class_code), tally.listed, tally.eligible)
        strata.append({"class": class_code, "code": code, "n": n, **tally.counts()})
    return strata


def check_counts(
    tickets: Iterable[Ticket],
    *,
    strata: Sequence[Mapping[str, Any]],
    topups: Sequence[Mapping[str, Any]],
    classes: Iterable[Mapping[str, Any]],
    codes: Collection[str],
) -> None:
    """Check all counts, rates and top-ups of a commit against its tickets.

    Args:
        tickets: all rows of `tickets.txt`.
        strata: `strata` of the commit.
        topups: `topups` of the commit.
        classes: the classes of the task in the plan.
        codes: the exclusion codes of the plan.

    Raises:
        ProofError: `STRATUM_TWICE`, `STRATUM_UNKNOWN`, `STRATUM_CLASS`, `STRATUM_COUNT`,
            `EXCLUSION_CODE`, `STRATUM_K`, `STRATUM_N`, `TOPUP_TWICE` or `TOPUP_FEASIBLE`.
    """
    rows = list(tickets)
    tallies = _tally(rows, [stratum["code"] for stratum in strata])
    rates = {rate["class"]: rate for rate in classes}
    for stratum in strata:
        _check_stratum(stratum, tallies[stratum["code"]], rates, codes)
    _check_topups(rows, topups)


def most_drawn(strata: Iterable[Mapping[str, Any]], topups: Iterable[Mapping[str, Any]]) -> int:
    """Return the most objects that can be drawn, shown to the office before it commits."""
    most = sum(max(stratum["n"], stratum["must"]) for stratum in strata)
    return int(most + sum(topup["min"] for topup in topups))


def zero_strata(strata: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the codes of strata with eligible rows of which none is drawn (`ZERO_STRATUM`)."""
    return [stratum["code"] for stratum in strata if stratum["n"] == 0 < stratum["eligible"]]


def _tally(tickets: Iterable[Ticket], codes: Sequence[str]) -> dict[str, _Tally]:
    tallies = {code: _Tally() for code in codes}
    if len(tallies) < len(codes):
        raise ProofError("STRATUM_TWICE", f"a stratum occurs twice in {list(codes)}")
    for ticket in tickets:
        tally = tallies.get(ticket.stratum)
        if tally is None:
            raise ProofError("STRATUM_UNKNOWN", f"{ticket.stratum!r} of ticket {ticket.tag}")
        tally.add(ticket)
    return tallies


def _rate(rates: Mapping[str, Mapping[str, Any]], class_code: str) -> Mapping[str, Any]:
    if class_code not in rates:
        raise ProofError("STRATUM_CLASS", f"the plan has no class {class_code!r} for the task")
    return rates[class_code]


def _check_stratum(
    stratum: Mapping[str, Any],
    tally: _Tally,
    rates: Mapping[str, Mapping[str, Any]],
    codes: Collection[str],
) -> None:
    code = stratum["code"]
    rate = _rate(rates, stratum["class"])
    for name, found in tally.counts().items():
        if stratum[name] != found:
            raise ProofError("STRATUM_COUNT", f"{name} of {code} is {found}, not {stratum[name]}")
    for excluded in tally.excluded:
        if excluded not in codes:
            raise ProofError("EXCLUSION_CODE", f"{excluded!r} in {code} is not in the plan")
    if tally.k > rate["kmax"]:
        raise ProofError("STRATUM_K", f"k = {tally.k} in {code} is above {rate['kmax']}")
    n = required_n(rate, tally.listed, tally.eligible)
    if stratum["n"] != n:
        raise ProofError("STRATUM_N", f"n of {code} is {n}, not {stratum['n']}")


def _check_topups(tickets: list[Ticket], topups: Sequence[Mapping[str, Any]]) -> None:
    groups = [topup["group"] for topup in topups]
    if len(set(groups)) < len(groups):
        raise ProofError("TOPUP_TWICE", f"a group occurs twice in {groups}")
    for topup in topups:
        have = sum(topup["group"] in ticket.groups for ticket in tickets if _counts(ticket))
        if have < topup["min"]:
            raise ProofError(
                "TOPUP_FEASIBLE", f"{have} tickets have {topup['group']}, not {topup['min']}"
            )


def _counts(ticket: Ticket) -> bool:
    return not ticket.status.startswith("ex:")
