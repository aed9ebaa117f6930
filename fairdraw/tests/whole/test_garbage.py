"""Whatever stands in a bundle, the verifier answers with a step and an error."""

import copy
import itertools

import kit
import pytest

from fairdraw.canonical import jcs, parse_doc
from fairdraw.errors import ProofError
from fairdraw.verify import verify

ODD = [[], {}, "", "-", "é", 0, 2**53 - 1, True, "0" * 64, [0], [[]], [{}], {"a": 0}, "zz|zz"]


def places(value, path=()):
    """Yield the path of every value inside a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, key))


def changed(document, path, put):
    document = copy.deepcopy(document)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    if put is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = put
    return document


def garbled(document):
    """Yield documents with one value removed or made odd."""
    for path in places(document):
        for put in [None, *ODD]:
            yield changed(document, path, put)


def raw(document):
    try:
        return jcs(document)
    except ProofError:  # a text outside the list: the bytes of another writer
        return repr(document).encode()


def every(step, items):
    return itertools.islice(items, 0, None, step)


def garbled_logs(name, step):
    entries = kit.entries_of(kit.bundle(name))
    made = (
        [*entries[:index], raw(document), *entries[index + 1 :]]
        for index, entry in enumerate(entries)
        for document in garbled(parse_doc(entry))
    )
    return every(step, made)


def answers(files):
    report = verify(files)
    assert report.ok or report.error.name in (report.document["error"],)
    return report


@pytest.mark.slow
@pytest.mark.parametrize(("name", "step"), [("grade-b", 89), ("redo", 67), ("sealed", 499)])
def test_odd_log_entries_get_an_answer(name, step):
    for entries in garbled_logs(name, step):
        files = kit.bundle(name)
        answers(kit.relist(kit.relog(files, entries)))


def writable(document):
    try:
        jcs(document)
    except ProofError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize(("name", "step"), [("grade-b", 83), ("grade-c", 29), ("redo", 31)])
def test_odd_plans_and_commits_get_an_answer(name, step):
    for index, entry in enumerate(kit.entries_of(kit.bundle(name))):
        document = parse_doc(entry)
        if document["type"] in ("plan", "commit"):
            for odd in every(step, filter(writable, garbled(document))):
                answers(kit.rehashed(name, index, odd))


@pytest.mark.slow
def test_odd_assignments_get_an_answer():
    files = kit.bundle("grade-b")
    document = parse_doc(files["assignments.json"])
    for odd in every(53, garbled(document)):
        if odd != document:
            report = answers(kit.relist(files | {"assignments.json": raw(odd)}))
            assert not report.ok


def test_an_odd_list_gets_an_answer():
    files = kit.bundle("grade-c")
    document = parse_doc(files["bundle.json"])
    for odd in every(3, garbled(document)):
        if odd != document:
            assert not answers(files | {"bundle.json": raw(odd)}).ok


ROWS = ["", "\n", "|||||||", "vd1|", "x\n", "\n\n", "vd1|ticket|" + "|" * 9 + "\n", "\x00\n"]


@pytest.mark.parametrize("name", ["grade-b", "redo"])
def test_odd_rows_get_an_answer(name):
    files = kit.bundle(name)
    for path in sorted(path for path in files if path.endswith(".txt")):
        for text in [*ROWS, files[path].decode() * 2, files[path].decode()[:-1]]:
            report = answers(kit.relist(files | {path: text.encode()}))
            proves_nothing = path == "README.txt" or (path == "openings.txt" and not text)
            assert proves_nothing or text.encode() == files[path] or not report.ok, (path, text)


@pytest.mark.parametrize(
    "receipt", [b"", b"{}", b"[]", b"\xff", b'{"v":"vd1"}', b"[" * 100_000, b"1e999"]
)
def test_an_odd_receipt_gets_an_answer(receipt):
    report = verify(kit.bundle("grade-c"), receipt=receipt)
    assert (report.error.name, report.failed_step.name) == ("RECEIPT", "receipt")
