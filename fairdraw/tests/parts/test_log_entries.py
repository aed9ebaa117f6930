"""Log entries: every field can be wrong, counts for the office, signatures of people."""

import json
from pathlib import Path

import pytest
from pools import digest, pool, ticket
from signing import public_key, signer
from test_canonical_bytes import refused

from fairdraw import documents
from fairdraw.canonical import jcs
from fairdraw.checkpoint import LOG_KEY, WITNESS_KEY, format_vkey
from fairdraw.errors import ProofError

VECTORS = Path(__file__).parents[2] / "vectors" / "encodings.json"
GOOD = [
    vector["in"]["doc"]
    for vector in json.loads(VECTORS.read_text("utf-8"))["vectors"]
    if vector["fn"] == "check_doc" and "out" in vector
]
RATE = {"class": "c1", "base": "listed", "num": 5, "den": 100, "min": 2, "kmax": 3}


def copy(doc):
    return json.loads(json.dumps(doc))


def places(value, path=()):
    """Yield the path of every field of a document, but no key that is data."""
    items = enumerate(value) if isinstance(value, list) else value.items()
    for key, each in items:
        if path[-1:] != ("excluded",):
            yield (*path, key)
        if isinstance(each, dict | list):
            yield from places(each, (*path, key))


def broken(doc):
    for path in places(doc):
        for wrong in ({"x": 1}, "\u4e2d" * 300, 2**53 - 1, [[]], True):
            changed = copy(doc)
            *parents, last = path
            spot = changed
            for step in parents:
                spot = spot[step]
            if type(spot[last]) is not type(wrong) and spot[last] is not wrong:
                spot[last] = wrong
                yield path, changed


@pytest.mark.parametrize("doc", GOOD, ids=lambda doc: doc["type"])
def test_every_field_of_another_type_is_refused(doc):
    for path, changed in broken(doc):
        refused("DOC_TYPE" if path in (("type",), ("v",)) else "DOC_FIELD", _check, changed)


def _check(doc):
    try:
        documents.check_entry(doc)
    except ProofError as error:
        if error.name == "DOC_CANONICAL":  # a wrong value may also have no canonical form
            raise ProofError("DOC_FIELD", error.detail) from None
        raise


@pytest.mark.parametrize("doc", GOOD, ids=lambda doc: doc["type"])
def test_entries_survive_their_bytes_and_lack_nothing(doc):
    raw = documents.entry_bytes(doc)
    assert documents.parse_entry(raw) == doc
    optional = {"sealed", "team"}
    for name in doc.keys() - optional:
        less = {key: value for key, value in doc.items() if key != name}
        refused("DOC_TYPE" if name in ("type", "v") else "DOC_FIELD", documents.check_entry, less)


def test_bytes_too_many():
    refused("ENTRY_SIZE", documents.parse_entry, b"x" * (documents.MAX_ENTRY + 1))


def plan(**changes):
    return {**copy(next(doc for doc in GOOD if doc["type"] == "plan")), **changes}


def person(name, seed, role="approver", kind=LOG_KEY):
    return {
        "key": format_vkey(name, kind, public_key(bytes([seed]) * 32)),
        "name": name,
        "role": role,
    }


def test_plans_refused():
    documents.check_entry(plan(people=[person("a", 1), person("b", 2)], hash="sm3"))
    refused("DOC_FIELD", documents.check_entry, plan(people=[person("a", 1), person("a", 2)]))
    refused("DOC_FIELD", documents.check_entry, plan(people=[person("a", 1, kind=WITNESS_KEY)]))
    refused("DOC_FIELD", documents.check_entry, plan(codes=["c1", "c1"]))
    refused("DOC_FIELD", documents.check_entry, plan(origin="a+b"))
    twice = plan()
    twice["tasks"][0]["classes"] *= 2
    refused("DOC_FIELD", documents.check_entry, twice)


def test_contributions_are_numbered():
    close = copy(next(doc for doc in GOOD if doc["type"] == "close"))
    close["contributions"] = [{"seq": i, "value": "x", "who": "y"} for i in (1, 2)]
    documents.check_entry(close)
    close["contributions"][1]["seq"] = 3
    refused("CONTRIBUTION_SEQ", documents.check_entry, close)


def test_a_true_is_no_one():
    commit = copy(next(doc for doc in GOOD if doc["type"] == "commit"))
    commit["attempt"] = True
    refused("DOC_FIELD", documents.check_entry, commit)


def test_counts_are_built_for_the_office():
    tickets = [
        *pool(20, k=2),
        ticket("m", status="must:7"),
        ticket("x", status="ex:y1"),
        *(ticket(f"z{i}", stratum="s2") for i in range(3)),
    ]
    rates = [RATE, {**RATE, "class": "c2", "num": 0, "min": 0}]
    strata = documents.build_strata(tickets, [("s2", "c2"), ("s1", "c1")], rates)
    assert strata[1] == {
        "class": "c1",
        "code": "s1",
        "eligible": 21,
        "excluded": {"y1": 1},
        "listed": 22,
        "lots": 41,
        "must": 1,
        "n": 2,
    }
    assert documents.zero_strata(strata) == ["s2"]
    assert documents.most_drawn(strata, [{"group": "i1", "min": 4}]) == 6
    documents.check_counts(tickets, strata=strata, topups=[], classes=rates, codes=["y1"])
    refused("STRATUM_CLASS", documents.build_strata, tickets, [("s2", "c9"), ("s1", "c1")], rates)
    refused("STRATUM_UNKNOWN", documents.build_strata, tickets, [("s2", "c2")], rates)


def replacement():
    return {
        "code": "gone",
        "commit": digest("c"),
        "evidence": digest("e"),
        "new_tag": "-",
        "shortfall": True,
        "tag": digest("t"),
        "type": "replace",
        "v": "vd1",
    }


def test_people_sign_entries():
    people = [person("a", 1), person("b", 2), person("h", 3, "holder")]
    keys = {"a": signer(b"\x01" * 32), "b": signer(b"\x02" * 32), "h": signer(b"\x03" * 32)}
    entry = documents.signed_by(replacement(), [("a", keys["a"]), ("b", keys["b"])])
    documents.check_entry(entry)
    documents.check_by(entry, people)
    for names in (["a"], ["a", "a"], ["a", "h"], ["a", "x"], ["a", "b", "h"], []):
        signers = [(name, keys.get(name, keys["a"])) for name in names]
        refused(
            "SIGNATURE", documents.check_by, documents.signed_by(replacement(), signers), people
        )
    for sig in ("!" * 88, entry["by"][0]["sig"]):
        forged = copy(entry)
        forged["by"][1]["sig"] = sig
        documents.check_entry(forged)
        refused("SIGNATURE", documents.check_by, forged, people)
    refused("SIGNATURE", documents.check_by, {**entry, "tag": digest("u")}, people)
    assert documents.signing_text(entry) == documents.signing_text(replacement())
    assert b"by" not in jcs({k: v for k, v in entry.items() if k != "by"})
