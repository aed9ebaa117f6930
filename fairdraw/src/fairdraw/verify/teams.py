"""Steps 11 and 12: inspectors, their teams, and what happened after the draw (SPEC 8 to 10)."""

from collections.abc import Callable, Mapping
from typing import Any

from fairdraw.bundle import required
from fairdraw.canonical import parse_doc
from fairdraw.errors import ProofError
from fairdraw.events import (
    TeamState,
    apply_recusal,
    apply_replacement,
    choose_replacement,
    replace_object,
    teams_before_events,
)
from fairdraw.log import Document
from fairdraw.lots import is_eligible
from fairdraw.matching import Matching, match, min_choice, pair_seed
from fairdraw.merkle import root
from fairdraw.tickets import leaves_of, parse_conflicts, parse_inspectors
from fairdraw.verify.case import Attempt, Case

ASSIGNMENTS = "assignments.json"


def check_roster(case: Case) -> None:
    """Check inspectors and conflicts against the commit, and the choice they leave (`CHOICE`)."""
    team = case.commit.doc["team"]
    for name in ("inspectors", "conflicts"):
        data = required(case.files, f"{name}.txt")
        rows = leaves_of(data)
        found = {"root": root(rows, case.commit.profile), "size": len(rows)}
        if name == "inspectors":
            case.inspectors = parse_inspectors(data)
        else:
            case.conflicts = parse_conflicts(data)
        if found != team[name]:
            detail = f"expected {team[name]}, found {found}"
            raise ProofError(f"{name.upper()}_ROOT", detail)
    _check_known(case)
    otags = [ticket.tag for ticket in case.draw.tickets if is_eligible(ticket)]
    case.min_choice = min_choice(otags, team["slots"], case.inspectors, case.conflicts)
    if otags and case.min_choice < team["min_choice"]:
        detail = f"expected at least {team['min_choice']} to choose from, found {case.min_choice}"
        raise ProofError("CHOICE", detail)


def _check_known(case: Case) -> None:
    objects = {ticket.tag for ticket in case.draw.tickets}
    people = {row.itag for row in case.inspectors}
    for conflict in case.conflicts:
        if conflict.otag not in objects or conflict.itag not in people:
            detail = f"conflict of {conflict.otag} and {conflict.itag}"
            raise ProofError("CONFLICT_UNKNOWN", detail)
    for row in case.inspectors:
        if row.status != "in" and row.status.removeprefix("ex:") not in case.commit.plan["codes"]:
            raise ProofError("EXCLUSION_CODE", f"{row.status} of inspector {row.itag}")


def assign(case: Case) -> None:
    """Compute the teams; in a sealed draw only once the second secret is released."""
    commit, secret2 = case.commit, "-"
    if commit.sealed is not None:
        release = case.log.secret_of(commit, 2)
        if release is None:
            case.note("TEAMS_SEALED")
            return
        secret2 = release[1]
    case.pair_seed = pair_seed(case.draw.seed, secret2, commit.profile)
    team = commit.doc["team"]
    case.matching = match(
        [row.tag for row in case.draw.drawn],
        team["slots"],
        case.inspectors,
        case.conflicts,
        cap_max=team["cap_max"],
        distinct_units=team["distinct_units"],
        pair_seed=case.pair_seed,
        profile=commit.profile,
    )
    case.teams = teams_before_events(case.matching)


def assignments_document(pair_seed: str, matching: Matching, now: TeamState) -> dict[str, Any]:
    """Build `assignments.json` (SPEC section 9)."""
    return {
        "ladder": list(matching.ladder),
        "now": [team.document() for team in now.now],
        "now_unstaffed": list(now.now_unstaffed),
        "pair_seed": pair_seed,
        "teams": [team.document() for team in matching.teams],
        "type": "assignments",
        "unstaffed": list(matching.unstaffed),
        "v": "vd1",
        "waves": list(matching.waves),
    }


_ERRORS = {
    "pair_seed": "PAIR_SEED",
    "ladder": "LADDER",
    "teams": "TEAMS",
    "unstaffed": "TEAMS",
    "waves": "TEAMS",
    "now": "TEAMS_NOW",
    "now_unstaffed": "TEAMS_NOW",
}


def check_assigned(case: Case) -> None:
    """Compare the teams before events with `assignments.json` (`PAIR_SEED`, `LADDER`, `TEAMS`)."""
    matching = case.matching
    if matching is None:
        if ASSIGNMENTS in case.files:
            raise ProofError("BUNDLE_FILE", "assignments.json before release 2")
        return
    found = parse_doc(required(case.files, ASSIGNMENTS))
    wanted = assignments_document(case.pair_seed, matching, teams_before_events(matching))
    if found.keys() != wanted.keys():
        raise ProofError("DOC_FIELD", f"assignments.json has {sorted(found)}")
    if (found["type"], found["v"]) != ("assignments", "vd1"):
        raise ProofError("DOC_TYPE", f"assignments.json: {found['type']!r}, {found['v']!r}")
    _compare(found, wanted, "pair_seed", "ladder", "teams", "unstaffed", "waves")


def _compare(found: Mapping[str, Any], wanted: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if found[name] != wanted[name] or type(found[name]) is not type(wanted[name]):
            detail = f"{name}: expected {wanted[name]!r:.300}, found {found[name]!r:.300}"
            raise ProofError(_ERRORS[name], detail)


def check_present_teams(case: Case) -> None:
    """Compare the teams after all events with `assignments.json` (`TEAMS_NOW`)."""
    if case.matching is None or case.teams is None:
        return
    found = parse_doc(required(case.files, ASSIGNMENTS))
    wanted = assignments_document(case.pair_seed, case.matching, case.teams)
    _compare(found, wanted, "now", "now_unstaffed")


def apply_events(case: Case, attempt: Attempt) -> None:
    """Apply the events of an attempt in log order; a wrong one is named and has no effect."""
    kinds = ["replace"] if attempt.lower else list(_EVENTS)
    for index, doc in case.log.about(attempt.commit, *kinds, after=attempt.close_index):
        try:
            if not case.log.is_signed(attempt.commit, index, doc):
                raise ProofError("SIGNATURE", f"entry {index}")
            _EVENTS[doc["type"]](case, attempt, index, doc)
        except ProofError as error:
            case.note("EVENT_REFUSED", index, error.name)


def _replace(case: Case, attempt: Attempt, index: int, doc: Document) -> None:
    tag, found = doc["tag"], (doc["new_tag"], doc["shortfall"])
    wanted = choose_replacement(attempt.state, tag)
    if found != wanted:
        raise ProofError("REPLACE_RULE", f"expected {wanted}, found {found}")
    attempt.events = replace_object(attempt.state, tag)
    attempt.replaced_at[tag] = index
    attempt.added_at[doc["new_tag"]] = index
    if attempt.lower:
        return
    case.note("REPLACED", index)
    if case.teams is not None:
        case.teams = apply_replacement(case.teams, tag, doc["new_tag"])


def _recuse(case: Case, attempt: Attempt, index: int, doc: Document) -> None:
    if "team" not in attempt.commit.doc:
        raise ProofError("RECUSE", f"entry {index}: this draw assigns nobody")
    if case.teams is not None:
        case.teams = apply_recusal(case.teams, doc["otag"], doc["itag"])
    case.recused += 1


def _audit(case: Case, attempt: Attempt, index: int, doc: Document) -> None:
    size = sample_sizes(case)[doc["sample"]]
    if doc["checked"] > size:
        detail = f"entry {index}: {doc['checked']} checked of a sample of {size}"
        raise ProofError("AUDIT_SIZE", detail)
    case.audited.add(doc["sample"])
    if doc["wrong"]:
        case.note("AUDIT_WRONG", doc["sample"], doc["wrong"])


def _attest(case: Case, attempt: Attempt, index: int, doc: Document) -> None:
    case.attested = True


_EVENTS: Mapping[str, Callable[[Case, Attempt, int, Document], None]] = {
    "replace": _replace,
    "recuse": _recuse,
    "audit": _audit,
    "attest": _attest,
}


def sample_sizes(case: Case) -> dict[str, int]:
    """Return the size of each audit sample: what was promised, at most the pool (SPEC 10)."""
    doc = case.commit.doc
    team = doc.get("team", {"conflicts": {"size": 0}, "inspectors": {"size": 0}})
    eligible = sum(stratum["eligible"] for stratum in doc["strata"])
    pools = {
        "conflicts": team["conflicts"]["size"],
        "ex": doc["tickets"]["size"] - eligible,
        "frame": doc["frame"]["size"],
        "in": eligible,
        "roster": team["inspectors"]["size"],
    }
    return {kind: min(doc["audit"][kind], size) for kind, size in pools.items()}


def note_missing(case: Case) -> None:
    """Note the audits that were promised and not logged, and a missing attestation."""
    for kind, size in sample_sizes(case).items():
        if size and kind not in case.audited:
            case.note("AUDIT_MISSING", kind)
    if not case.attested:
        case.note("NOT_ATTESTED")
