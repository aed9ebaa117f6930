"""Edit scripts on the shared bundles for the settled points that need no story of their own."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import kit

from fairdraw import operate
from fairdraw.canonical import encode_base64, jcs, parse_doc
from fairdraw.verify import verify

Script = dict[str, Any]

HEX = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"
NOBODY = "0" * 64


def text(document: Mapping[str, Any]) -> str:
    return jcs(document).decode()


def insert(index: int, document: Mapping[str, Any] | str) -> dict[str, Any]:
    entry = document if isinstance(document, str) else text(document)
    return {"op": "entry_insert", "index": index, "text": entry}


def replace_entry(index: int, find: str, put: str) -> dict[str, Any]:
    return {"op": "entry_replace", "index": index, "find": find, "with": put}


def documents(name: str) -> list[dict[str, Any]]:
    return [parse_doc(raw) for raw in kit.entries_of(kit.bundle(name))]


def commit_hash(name: str) -> str:
    return str(parse_doc(kit.bundle(name)["bundle.json"])["commit"])


def script(name: str, bundle: str, *edits: dict[str, Any], **more: Any) -> Script:
    """Return a vector; its error or report is what the verifier gives (and a test pins)."""
    return {"name": name, "bundle": bundle, "edits": list(edits), **more}


def ended(vector: Script) -> Script:
    """Add how a script ends."""
    files = kit.edited(kit.bundle(vector["bundle"]), vector["edits"])
    document = dict(verify(files, notices=vector.get("notice")).document)
    end = {"report": document} if document["ok"] else {"error": document["error"]}
    return vector | end


def teams_again(bundle: str, *edits: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the edits together with the assignments.json that they make right."""
    files = kit.edited(kit.bundle(bundle), edits)
    log = operate.log_of(kit.entries_of(files))
    drawing = operate.compute_draw(log, commit_hash(bundle), files)
    right = drawing.files()["assignments.json"].decode()
    name = "assignments.json"
    again = [{"op": "remove", "file": name}, {"op": "add", "file": name, "text": right}]
    return [*edits, *again]


def a4_events() -> Iterator[Script]:
    """What was fatal in draft 2 has no effect: the draw stands."""
    entry = documents("grade-b")[7]
    bad = entry | {"by": [entry["by"][0], entry["by"][0]]}
    chosen = kit.signed(entry | {"new_tag": NOBODY}, "approver-1", "approver-2")
    for name, put in (("one approver twice", bad), ("replacement by choice", chosen)):
        edit = replace_entry(7, text(entry), text(put))
        yield script(
            f"a4 {name}, teams as if it had no effect", "grade-b", *teams_again("grade-b", edit)
        )
    unsigned = replace_entry(7, entry["new_tag"], NOBODY)
    yield script("a4 replacement changed, teams unchanged", "grade-b", unsigned)
    base64 = replace_entry(7, entry["by"][0]["sig"], "!" + entry["by"][0]["sig"][1:])
    yield script("d7 a signature that is no base64", "grade-b", *teams_again("grade-b", base64))


def a4_void() -> Iterator[Script]:
    """Try to make a finished draw unverifiable with every type of entry."""
    result = documents("grade-c")[4]
    commit = commit_hash("grade-c")
    one = {"by": [{"name": "nobody", "sig": encode_base64(bytes(64))}]}
    tag = result["root"]
    entries = [
        result | {"root": NOBODY},
        operate.replace_document(commit, tag, code="gone", evidence=HEX, by_rule=("-", True))
        | one,
        operate.recuse_document(commit, tag, tag, code="ill", evidence=HEX) | one,
        operate.audit_document(commit, "in", checked=9, wrong=9, evidence=HEX) | one,
        operate.attest_document(commit) | one,
        documents("grade-c")[2],
        documents("grade-c")[1],
        documents("grade-c")[1] | {"open_by": 1},
        documents("grade-c")[0],
        documents("grade-c")[3] | {"value": f"OPERATOR:{NOBODY}"},
        {"type": "void", "v": "vd1"},
    ]
    edits = [insert(5 + place, entry) for place, entry in enumerate(entries)]
    yield script("a4 every late entry at once", "grade-c", *edits)


def b1_rounds() -> Iterator[Script]:
    """Without pairing a second signature with its own randomness looks well-formed."""
    beacon = documents("grade-a")[9]
    signature = "00" * 48
    randomness = kit.sha256(bytes.fromhex(signature))
    other = beacon | {
        "evidence": {"signature": signature},
        "value": f"QUICKNET:657413:{randomness}",
    }
    edit = insert(10, other)
    yield script("b1 two values of one round", "grade-a", edit)
    notice = {"QUICKNET": beacon["value"]}
    yield script("b1 two values of one round, compared", "grade-a", edit, notice=notice)


def b5_ignored() -> Iterator[Script]:
    plan, commit, close, beacon, _ = documents("grade-c")
    entries = [
        plan,
        commit | {"plan": HEX},
        commit | {"task": "T-9999"},
        close | {"commit": HEX},
        beacon | {"source": 7},
        beacon | {"value": "OPERATOR:1"},
        beacon | {"evidence": {"notice": HEX}},
    ]
    edits = [insert(5 + place, entry) for place, entry in enumerate(entries)]
    yield script("b5 entries without effect", "grade-c", *edits)


def b5_escrow() -> Iterator[Script]:
    """A holder who is not named, or did not sign, confirms nothing."""
    escrow = next(doc for doc in documents("sealed") if doc["type"] == "escrow")
    bare = {name: value for name, value in escrow.items() if name != "by"}
    by = escrow["by"][0]
    unsigned = bare | {"by": [by | {"sig": encode_base64(bytes(64))}]}
    approver = kit.signed(bare, "approver-1")
    edits = [insert(2, text(unsigned)), insert(2, text(approver)), insert(2, bare | {"by": []})]
    yield script("b5 escrow of nobody", "sealed", *edits)


def c10_twice() -> Iterator[Script]:
    plan, commit, *_ = documents("grade-c")
    yield script("c10 the plan logged again before the commit", "grade-c", insert(1, plan))
    yield script("c10 the commit logged again", "grade-c", insert(2, commit))


def c12_values() -> Iterator[Script]:
    beacon = documents("grade-b")[3]
    later = beacon | {"on": "20261108"}
    yield script("c12 one value under two days", "grade-b", insert(4, later))
    yield script("c12 the later day first", "grade-b", insert(3, later))
    notice = {"SSQ": "SSQ:2026128:010203040506:07"}
    yield script("c12 a notice that equals nothing", "grade-b", notice=notice)
    notice = {"FC3D": "FC3D:2026296:123"}
    yield script("c12 a notice of a source that is none here", "grade-b", notice=notice)


def c14_sealed() -> Iterator[Script]:
    seal = [
        replace_entry(9, "b" * 64, "c" * 64),
        {"op": "remove", "file": "assignments.json"},
    ]
    commit = commit_hash("sealed")
    entry = operate.recuse_document(commit, HEX, HEX, code="ill", evidence=HEX)
    signed = kit.signed(entry, "approver-1")
    edits = [*seal, insert(11, signed), insert(12, signed | {"code": "kin"})]
    yield script("c14 recusals while the teams are sealed", "sealed", *edits)


def d_files() -> Iterator[Script]:
    keep = {"op": "keep_list"}
    yield script(
        "d2 a listed file that is absent", "grade-b", {"op": "remove", "file": "frame.txt"}, keep
    )
    note = kit.bundle("grade-c")["checkpoints/5.note"].decode()
    yield script(
        "d2 a checkpoint under another size",
        "grade-c",
        {"op": "remove", "file": "checkpoints/5.note"},
        {"op": "add", "file": "checkpoints/4.note", "text": note},
    )
    last = kit.entries_of(kit.bundle("grade-c"))[-1].decode()
    cut = {"op": "replace", "file": "log.jsonl", "find": last + "\n", "with": last}
    yield script("d4 a log without its last line feed", "grade-c", cut)
    empty = {"op": "add", "file": "tickets.txt", "text": ""}
    gone = {"op": "remove", "file": "tickets.txt"}
    yield script("d3 no tickets at all", "grade-c", gone, empty)
    lower = {"op": "add", "file": "attempts/1/tickets.txt", "text": "x"}
    yield script("d2 tickets of an attempt that is not lower", "grade-c", lower)


SCRIPTS: tuple[Callable[[], Iterator[Script]], ...] = (
    a4_events,
    a4_void,
    b1_rounds,
    b5_ignored,
    b5_escrow,
    c10_twice,
    c12_values,
    c14_sealed,
    d_files,
)


def written() -> list[Script]:
    return [ended(vector) for make in SCRIPTS for vector in make()]
