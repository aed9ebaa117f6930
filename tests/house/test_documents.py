"""Documents say what is true: those made from the code are compared with it."""

import re
from pathlib import Path

import pytest

from tests.house.documents import DOCUMENTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("file", list(DOCUMENTS), ids=lambda f: f.name)
def test_made_documents_are_current(file):
    assert file.read_text(encoding="utf-8") == DOCUMENTS[file](), "run `make docs`"


def test_the_readme_names_only_targets_that_exist():
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z0-9-]+)`", (ROOT / "README.md").read_text()))
    assert named <= targets


def test_decisions_are_short_and_whole():
    for file in (ROOT / "docs" / "adr").glob("*.md"):
        text = file.read_text(encoding="utf-8")
        assert text.count("\n") <= 45, file
        for part in ("## Context", "## Decision", "## Consequences", "## Rejected"):
            assert part in text, (file, part)


def test_links_between_documents_lead_somewhere():
    for file in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!http)([^)#]+)", file.read_text(encoding="utf-8")):
            assert (file.parent / link).exists(), (file, link)
