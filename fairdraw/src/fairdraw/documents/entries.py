"""Log entries against the field table of SPEC section 3."""

from collections.abc import Callable, Mapping
from typing import Any

from fairdraw.canonical import jcs, parse_doc
from fairdraw.documents import fields as f
from fairdraw.errors import ProofError

MAX_ENTRY = 65_535

_V = {"v": f.choice("vd1"), "type": f.text(1, 32)}
_COMMIT = {**_V, "commit": f.HEX}
_ROOT = {"root": f.HEX, "size": f.COUNT}
_BY = f.listing(f.record({"name": f.NAME, "sig": f.text(88, 88)}))
_DROP = f.choice("d1", "o1")

_CLASS = {
    "base": f.choice("listed", "eligible"),
    "class": f.CODE,
    "den": f.integer(1, 10**6),
    "kmax": f.integer(1, 99),
    "min": f.COUNT,
    "num": f.integer(0, 10**6),
}
_TASK = {
    "classes": f.listing(f.record(_CLASS), 1, 100),
    "due": f.TIME,
    "mode": f.choice("open", "sealed"),
    "period": f.NAME,
    "scope": f.NAME,
    "task": f.TASK,
}
_PERSON = {"key": f.VKEY, "name": f.NAME, "role": f.choice("approver", "auditor", "holder")}
_PLAN = {
    **_V,
    "codes": f.listing(f.CODE, 0, 50),
    "hash": f.choice("sha256", "sm3"),
    "origin": f.pattern(r"[!-*,-~]{1,64}"),
    "people": f.listing(f.record(_PERSON), 0, 100),
    "policy": f.HEX,
    "spec": f.HEX,
    "tasks": f.listing(f.record(_TASK), 1, 200),
    "test": f.BOOLEAN,
}

_STRATUM = {
    "class": f.CODE,
    "code": f.CODE,
    "eligible": f.COUNT,
    "excluded": f.mapping(f.CODE, f.integer(1)),
    "listed": f.COUNT,
    "lots": f.COUNT,
    "must": f.COUNT,
    "n": f.COUNT,
}
_DEBT = f.variant(
    f.shape({"how": f.choice("must"), "index": f.INDEX}),
    f.shape({"how": f.choice("drop"), "index": f.INDEX, "code": _DROP, "evidence": f.HEX}),
)
_REDO = {
    "drop": f.listing(f.record({"code": _DROP, "evidence": f.HEX, "tag": f.HEX}), 0, 200),
    "reason": f.TEXT,
}
_SEALED = {
    "escrow": f.record(
        {"holders": f.listing(f.NAME, 1, 9), "threshold": f.integer(1, 9)},
    ),
    "release_by": f.TIME,
    "release2_by": f.TIME,
    "secret_commit": f.HEX,
    "secret2_commit": f.HEX,
}
_NEED = f.pattern("lead|any|(?:skill|unit):[a-z][a-z0-9]{0,15}")
_TEAM = {
    "cap_max": f.integer(1, 99),
    "conflicts": f.record(_ROOT),
    "distinct_units": f.BOOLEAN,
    "inspectors": f.record(_ROOT),
    "min_choice": f.integer(0, 99),
    "slots": f.listing(_NEED, 2, 9),
}
_SAMPLES = ("conflicts", "ex", "frame", "in", "roster")
_COMMITMENT = {
    **_V,
    "as_of": f.TIME,
    "attempt": f.integer(1, 99),
    "audit": f.record({sample: f.integer(0, 10_000) for sample in _SAMPLES}),
    "debts": f.listing(_DEBT, 0, 400),
    "frame": f.record({**_ROOT, "as_of": f.TIME, "source": f.TEXT}),
    "members": f.record({"public": f.BOOLEAN, "root": f.HEX}),
    "open_by": f.TIME,
    "plan": f.HEX,
    "salt_key_commit": f.HEX,
    "sources": f.listing(f.record({"id": f.SHORT, "on": f.SHORT}), 1, 8),
    "strata": f.listing(f.record(_STRATUM), 1, 300),
    "task": f.TASK,
    "tickets": f.record(_ROOT),
    "topups": f.listing(f.record({"group": f.CODE, "min": f.integer(1)}), 0, 50),
}
_COMMITMENT_OPTIONAL = {
    "operator_commit": f.HEX,
    "redo": f.record(_REDO),
    "sealed": f.record(_SEALED),
    "team": f.record(_TEAM),
}

_CONTRIBUTION = {"seq": f.integer(0), "value": f.WORD, "who": f.WORD}
_EVIDENCE = f.variant(
    f.shape({}),
    f.shape({"notice": f.HEX}),
    f.shape({"sheets": f.listing(f.HEX, 2, 2), "video": f.HEX}),
    f.shape({"signature": f.pattern("[0-9a-f]{96}")}),
)

TABLE: Mapping[str, f.Check] = {
    "plan": f.record(_PLAN),
    "commit": f.record(_COMMITMENT, _COMMITMENT_OPTIONAL),
    "close": f.record(
        {**_COMMIT, "contributions": f.listing(f.record(_CONTRIBUTION), 0, 400)},
    ),
    "beacon": f.record(
        {
            **_COMMIT,
            "evidence": _EVIDENCE,
            "on": f.SHORT,
            "source": f.integer(0, 7),
            "value": f.pattern("[ -{}~]{1,100}"),
        },
    ),
    "release": f.record({**_COMMIT, "n": f.integer(1, 2), "value": f.HEX}),
    "result": f.record({**_COMMIT, **_ROOT, "close": f.HEX, "seed": f.HEX}),
    "escrow": f.record({**_COMMIT, "by": _BY}),
    "attest": f.record({**_COMMIT, "by": _BY}),
    "replace": f.record(
        {
            **_COMMIT,
            "by": _BY,
            "code": f.CODE,
            "evidence": f.HEX,
            "new_tag": f.pattern("-|[0-9a-f]{64}"),
            "shortfall": f.BOOLEAN,
            "tag": f.HEX,
        },
    ),
    "recuse": f.record(
        {
            **_COMMIT,
            "by": _BY,
            "code": f.CODE,
            "evidence": f.HEX,
            "itag": f.HEX,
            "otag": f.HEX,
        },
    ),
    "audit": f.record(
        {
            **_COMMIT,
            "by": _BY,
            "checked": f.integer(0, 10_000),
            "evidence": f.HEX,
            "sample": f.choice(*_SAMPLES),
            "wrong": f.integer(0, 10_000),
        },
    ),
}


def check_entry(doc: Mapping[str, Any]) -> None:
    """Check one log entry against the field table.

    Raises:
        ProofError: `DOC_TYPE`, `DOC_CANONICAL`, `ENTRY_SIZE`, `DOC_FIELD`, `TEAM_LEAD` or
            `CONTRIBUTION_SEQ`.
    """
    kind = doc.get("type")
    check = TABLE.get(kind) if isinstance(kind, str) else None
    if check is None or doc.get("v") != "vd1":
        raise ProofError("DOC_TYPE", f"type {kind!r}, v {doc.get('v')!r}")
    _check_size(jcs(doc))
    check(doc, str(kind))
    further = _FURTHER.get(str(kind))
    if further is not None:
        further(doc)


def parse_entry(raw: bytes) -> dict[str, Any]:
    """Parse and check the bytes of one log entry."""
    _check_size(raw)
    doc = parse_doc(raw)
    check_entry(doc)
    return doc


def entry_bytes(doc: Mapping[str, Any]) -> bytes:
    """Return the bytes to log for an entry; one that would have no effect is refused."""
    check_entry(doc)
    return jcs(doc)


def _check_size(raw: bytes) -> None:
    if len(raw) > MAX_ENTRY:
        raise ProofError("ENTRY_SIZE", f"{len(raw)} bytes are more than {MAX_ENTRY}")


def _check_plan(plan: Mapping[str, Any]) -> None:
    if plan["codes"] != sorted(set(plan["codes"])):
        f.refuse("plan.codes", plan["codes"], "strictly ascending")
    f.distinct([person["name"] for person in plan["people"]], "plan.people")
    for task in plan["tasks"]:
        f.distinct([rate["class"] for rate in task["classes"]], f"plan.tasks {task['task']}")


def _check_commit(commit: Mapping[str, Any]) -> None:
    own_secret = any(source["id"] == "OPERATOR" for source in commit["sources"])
    if own_secret != ("operator_commit" in commit):
        f.refuse("commit", sorted(commit), "with operator_commit just when OPERATOR is a source")
    if (commit["attempt"] > 1) != ("redo" in commit):
        f.refuse("commit", sorted(commit), "with redo just when the attempt is above 1")
    if "sealed" in commit:
        escrow = commit["sealed"]["escrow"]
        if escrow["threshold"] > len(escrow["holders"]):
            f.refuse("commit.sealed.escrow", escrow, "a threshold that its holders can meet")
    if "team" in commit and commit["team"]["slots"][0] != "lead":
        raise ProofError("TEAM_LEAD", f"the first slot is {commit['team']['slots'][0]!r}")


def _check_close(close: Mapping[str, Any]) -> None:
    for place, contribution in enumerate(close["contributions"], start=1):
        if contribution["seq"] != place:
            raise ProofError("CONTRIBUTION_SEQ", f"{contribution['seq']} stands at {place}")


def _check_audit(audit: Mapping[str, Any]) -> None:
    if audit["wrong"] > audit["checked"]:
        f.refuse("audit.wrong", audit["wrong"], f"at most the {audit['checked']} checked")


_FURTHER: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "plan": _check_plan,
    "commit": _check_commit,
    "close": _check_close,
    "audit": _check_audit,
}
