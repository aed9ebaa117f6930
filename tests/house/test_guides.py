"""The guides name buttons, headings and states as the pages do, and show pictures that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted(
    file for file in (ROOT / "docs" / "guide").glob("*.md") if file.name != "lifecycles.md"
)
TRANSLATED = re.compile(r'{%\s*translate "([^"]*)".*?%}')
PLACES = re.compile(r"{%.*?%}|{{.*?}}|{\w[^{}]*}|[\d,]+", re.DOTALL)


def plain(text):
    """Write numbers and variables as 0, and whatever is counted as 家."""
    return re.sub(r"0 [家行人项0]", "0 家", PLACES.sub("0", text))


def spoken():
    """Return every text of templates and code."""
    texts = []
    for top, pattern in (("web/templates", "*.html"), ("", "*.py")):
        for file in (ROOT / "src" / "mingqian" / top).rglob(pattern):
            text = TRANSLATED.sub(r"\1", file.read_text(encoding="utf-8"))
            texts.append(plain(text))
    return "\n".join(texts)


@pytest.fixture(scope="module")
def said():
    return spoken()


@pytest.mark.parametrize("file", GUIDES, ids=lambda f: f.name)
def test_what_a_guide_quotes_is_on_a_page(file, said):
    quoted = re.findall(r"「([^」]+)」", file.read_text(encoding="utf-8"))
    assert [each for each in quoted if plain(each) not in said] == []


@pytest.mark.parametrize("file", GUIDES, ids=lambda f: f.name)
def test_a_guide_fits_on_a_page(file):
    assert file.read_text(encoding="utf-8").count("\n") <= 65


def test_every_role_has_its_guide():
    from mingqian.rules.permissions import ROLES

    text = (ROOT / "docs" / "guide" / "README.md").read_text(encoding="utf-8")
    for role in ROLES.values():
        assert role.title.removesuffix("管理员") in text, role.title
    linked = set(re.findall(r"\(([a-z-]+\.md)\)", text))
    assert linked == {file.name for file in GUIDES} - {"README.md"} | {"lifecycles.md"}
