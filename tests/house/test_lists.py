"""Every list can be taken along as a spreadsheet of exactly what it shows."""

import re
from pathlib import Path

import pytest

from tests.web.addresses import addresses

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "src" / "mingqian" / "web" / "templates"

# Lists without a spreadsheet of their own, each with its reason.
NO_EXPORT = {
    "console/imports/list.html": "imports come from spreadsheets, which the office has",
    "console/imports/rows.html": "the rows of one file; what is wrong in it is a workbook",
    "console/draws/result.html": "the drawn firms, exported by draw-export with its own dialog",
    "field/visits.html": "one's own next checks, on a phone; the whole list has an export",
    "portal/task_drawn.html": "the drawn firms are in the bundle, with their proof",
}


def lists():
    """Return the page templates that show a list in pages."""
    for file in sorted(TEMPLATES.rglob("*.html")):
        name = str(file.relative_to(TEMPLATES))
        text = file.read_text(encoding="utf-8")
        paged = 'extends "mq/list.html"' in text or "{% pagination" in text
        if paged and not name.startswith("mq/"):
            yield name, text


@pytest.mark.parametrize(("name", "text"), list(lists()), ids=[name for name, _ in lists()])
def test_a_list_offers_its_spreadsheet(name, text):
    offered = re.search(r'href="[^"]*export[^"]*"', text) is not None
    assert offered is not (name in NO_EXPORT), name


def test_the_exceptions_are_lists():
    assert set(NO_EXPORT) <= {name for name, _ in lists()}


def test_an_export_needs_the_rights_of_its_list():
    """An address `x-export` beside `x`, or beside `xs`, declares the same permission."""
    rights = {address.name: address.rights for address in addresses()}
    exports = [name for name in rights if name.endswith("-export")]
    assert len(exports) > 8
    for name in exports:
        assert rights[name].needs == rights[name.removesuffix("-export")].needs, name


# Tests of pages that need no count of queries, each with its reason.
NO_COUNT = {
    "test_components.py": "parts of pages, without a database",
    "test_layouts.py": "parts of pages, without a database",
    "test_rights.py": "asks every address for its rights only",
    "test_exports.py": "whole lists, read once",
}


def test_page_tests_count_their_queries():
    uncounted = {
        file.name
        for file in (ROOT / "tests" / "web").glob("test_*.py")
        if not re.search(r"num_queries|CaptureQueries", file.read_text(encoding="utf-8"))
    }
    assert uncounted - set(NO_COUNT) == set()
