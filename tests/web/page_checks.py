"""Reads a page as a browser would and says what a careful reviewer would object to."""

import re
from html.parser import HTMLParser
from itertools import pairwise

from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory

CONTROLS = {"input", "select", "textarea"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "use"}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for")


class Page(HTMLParser):
    """The elements of a page, in order, each with its attributes and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[int, str] = {}
        self._open: list[tuple[str, int]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append((tag, len(self.elements) - 1))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == tag:
                del self._open[index:]
                return

    def handle_data(self, data):
        for _, number in self._open:
            self.texts[number] = self.texts.get(number, "") + data

    def all(self, *tags: str) -> list[tuple[int, str, dict[str, str]]]:
        return [(n, tag, attrs) for n, (tag, attrs) in enumerate(self.elements) if tag in tags]

    def text(self, number: int) -> str:
        return self.texts.get(number, "").strip()


def draw(source, address="/", **context):
    """Render a piece of a template as a page at that address would."""
    request = RequestFactory().get(address)
    return Template("{% load mq i18n %}" + source).render(Context({"request": request, **context}))


def page(name, address="/", **context):
    """Render a whole template with that context alone, without context processors."""
    request = RequestFactory().get(address)
    return get_template(name).template.render(Context({"request": request, **context}))


def objections(source: str) -> list[str]:
    """Return every fault found in a whole page or a part of one."""
    page = Page(source)
    return [*_policy(page), *_names(page), *_references(page), *_drawings(page), *_headings(page)]


def _policy(page: Page) -> list[str]:
    found = []
    for number, (tag, attrs) in enumerate(page.elements):
        if tag == "style" or "style" in attrs:
            found.append(f"inline style: {tag} {attrs}")
        if tag == "script" and (not attrs.get("src") or page.text(number)):
            found.append("inline script")
        found += [f"inline handler: {tag} {name}" for name in attrs if name.startswith("on")]
        if re.match(r"\s*(javascript|data):", attrs.get("href", "") + attrs.get("src", "")):
            found.append(f"forbidden address: {tag} {attrs}")
    return found


def _names(page: Page) -> list[str]:
    labels = {attrs["for"] for _, _, attrs in page.all("label") if "for" in attrs}
    found = []
    for _, tag, attrs in page.all(*CONTROLS):
        named = (
            attrs.get("id") in labels or attrs.get("aria-label") or attrs.get("aria-labelledby")
        )
        if attrs.get("type") != "hidden" and not named:
            found.append(f"no label: {tag} {attrs}")
    for number, tag, attrs in page.all("button", "a", "summary"):
        if not page.text(number) and not attrs.get("aria-label"):
            found.append(f"no words: {tag} {attrs}")
    for _, _, attrs in page.all("th"):
        if "scope" not in attrs:
            found.append("th without scope")
    return found


def _references(page: Page) -> list[str]:
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    found = [f"id used twice: {each}" for each in sorted({i for i in ids if ids.count(i) > 1})]
    for tag, attrs in page.elements:
        for name in REFERENCES:
            found += [
                f"{tag} {name} names nothing: {target}"
                for target in attrs.get(name, "").split()
                if target not in ids
            ]
        target = attrs.get("href", "")
        if tag == "a" and target.startswith("#") and target[1:] and target[1:] not in ids:
            found.append(f"link to nothing: {target}")
    return found


def _drawings(page: Page) -> list[str]:
    return [
        f"drawing neither hidden nor named: {attrs}"
        for _, _, attrs in page.all("svg")
        if attrs.get("aria-hidden") != "true"
        and not (attrs.get("role") == "img" and attrs.get("aria-label"))
    ]


def _headings(page: Page) -> list[str]:
    levels = [int(tag[1]) for _, tag, _ in page.all("h1", "h2", "h3", "h4")]
    return [f"heading {a} then {b}" for a, b in pairwise(levels) if b > a + 1]
