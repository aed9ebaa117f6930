"""Step 9: which published numbers count, and the release of a sealed draw (SPEC 5 and 11)."""

from collections.abc import Sequence

from fairdraw.beacons import source_of
from fairdraw.errors import ProofError
from fairdraw.log import Document
from fairdraw.verify.case import Attempt, Case, Number

Logged = Sequence[tuple[int, Document]]


def check_values(case: Case, attempt: Attempt) -> None:
    """Choose the value of every source (`NO_BEACON`, `BEACON_DISPUTED`); note what to compare."""
    logged, ill_formed = case.log.values_of(attempt.commit)
    for index in ill_formed:
        case.note("ENTRY_IGNORED", index)
    for place, source in enumerate(attempt.sources):
        if place not in logged:
            raise ProofError("NO_BEACON", f"source {place} ({source['id']}) has no value")
        index, entry = _choose(case, attempt, place, logged[place])
        attempt.value_at.append(index)
        attempt.values.append(entry["value"])
        _note_value(case, attempt, source, entry)
        number = Number(attempt.number, place, source["id"], entry["on"], entry["value"])
        case.numbers.append(number)
    _refuse_one_issue_twice(attempt)
    if not attempt.lower:
        _refuse_unused_notices(case)


def _refuse_one_issue_twice(attempt: Attempt) -> None:
    """Refuse one draw of a lottery as the number of two sources (`SOURCE_TWICE`)."""
    issues = [tuple(value.split(":")[:2]) for value in attempt.values]
    kinds = [source_of(source["id"]).kind for source in attempt.sources]
    drawn = [issue for issue, kind in zip(issues, kinds, strict=True) if kind == "lottery"]
    if len(set(drawn)) < len(drawn):
        raise ProofError("SOURCE_TWICE", f"one issue stands for two sources in {attempt.values}")


def _choose(case: Case, attempt: Attempt, place: int, logged: Logged) -> tuple[int, Document]:
    source = attempt.sources[place]["id"]
    # The first roll counts; there can be only one value of a committed secret.
    candidates = logged[:1] if source_of(source).kind == "dice" else logged
    notice = _notice(case, attempt, place)
    if notice is not None:
        candidates = [item for item in candidates if item[1]["value"] == notice]
        if not candidates:
            detail = f"the notice says {notice} for {source}, the log {logged[0][1]['value']}"
            raise ProofError("BEACON_DISPUTED", detail)
    values = sorted({entry["value"] for _, entry in candidates})
    if len(values) > 1:
        detail = f"{source} has different values in the log: {', '.join(values)}"
        raise ProofError("BEACON_DISPUTED", detail)
    return candidates[0]


def _keys(attempt: Attempt, place: int) -> list[str]:
    """Return how a reader may name a source: by its place, or by an id that occurs once."""
    ids = [source["id"] for source in attempt.sources]
    names = [str(place)] + [ids[place]] * (ids.count(ids[place]) == 1)
    return [f"{attempt.number}:{name}" for name in names] + names * (not attempt.lower)


def _notice(case: Case, attempt: Attempt, place: int) -> str | None:
    found = [case.given.notices[key] for key in _keys(attempt, place) if key in case.given.notices]
    return found[0] if found else None


def _refuse_unused_notices(case: Case) -> None:
    attempts = [*case.lower, case.draw]
    known = {
        key
        for attempt in attempts
        for place in range(len(attempt.sources))
        for key in _keys(attempt, place)
    }
    for key in sorted(set(case.given.notices) - known):
        raise ProofError("BEACON_DISPUTED", f"the notice for {key!r} is about no source here")


def _note_value(case: Case, attempt: Attempt, source: Document, entry: Document) -> None:
    prefix = [attempt.number] if attempt.lower else []
    if source["id"] == "QUICKNET":
        case.note("COMPARE_ROUND", *prefix, source["on"])
    if source_of(source["id"]).kind != "lottery":
        return
    case.note("COMPARE_NOTICE", *prefix, entry["value"])
    if not attempt.lower and entry["on"] > source["on"]:
        case.note("POSTPONED", source["id"])


def check_release(case: Case, attempt: Attempt) -> None:
    """Find the secret S of a sealed draw (`NO_RELEASE`); an open draw has none."""
    if attempt.commit.sealed is None:
        return
    release = case.log.secret_of(attempt.commit, 1)
    if release is None:
        raise ProofError("NO_RELEASE", "no release of the log fits secret_commit")
    attempt.s = release[1]
