"""A person at a browser without a browser: opens pages, finds their forms, sends them.

Forms are read from the page as it was served, so a walk fails where a page lacks the form, the
field or the choice that a person would need.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

OK = 200


class Lost(Exception):
    """The walk cannot go on: says where, what was looked for, and what was found."""


@dataclass
class Form:
    """A form of a page with the values it would send untouched."""

    action: str
    method: str = "get"
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects forms and links."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a form holds."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = values.get("method", "get").lower()
            self._form = Form(values.get("action", ""), method)
            self.forms.append(self._form)
        elif tag == "a" and values.get("href"):
            self.links.append(values["href"])
        elif self._form is not None:
            self._keep(tag, values, self._form)

    def _keep(self, tag: str, values: dict[str, str], form: Form) -> None:
        name = values.get("name", "")
        if tag == "input" and name and "disabled" not in values:
            self._keep_input(name, values, form)
        elif tag == "select":
            self._select = name
            form.names.add(name)
        elif tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(values.get("value", ""))
            if "selected" in values:
                form.values.setdefault(self._select, []).append(values.get("value", ""))
        elif tag == "textarea":
            self._area = name
            form.names.add(name)
            form.values.setdefault(name, [""])
        elif tag == "button" and name:
            form.choices.setdefault(name, []).append(values.get("value", ""))

    def _keep_input(self, name: str, values: dict[str, str], form: Form) -> None:
        form.names.add(name)
        kind = values.get("type", "text")
        if kind in {"checkbox", "radio"}:
            form.choices.setdefault(name, []).append(values.get("value", "on"))
        if kind not in {"checkbox", "radio", "file", "submit"} or "checked" in values:
            form.values.setdefault(name, []).append(values.get("value", ""))

    def handle_data(self, data: str) -> None:
        """Keep the text of a text area."""
        if self._area and self._form is not None:
            self._form.values[self._area] = [data]

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


class Visitor:
    """Somebody who walks through the pages, logged in or not."""

    def __init__(self, who: str = "") -> None:
        self.who = who or "public"
        self.client = Client(enforce_csrf_checks=True)
        self.url = "/"
        self.page = ""
        self.reader = _Reader()

    def open(self, url: str) -> str:
        """Open an address and return its text; raise Lost for any status but 200."""
        return self._shown(self.client.get(url, follow=True), url)

    def fetch(self, url: str) -> bytes:
        """Download a file."""
        answer = self.client.get(url, follow=True)
        if answer.status_code != OK:
            raise Lost(f"{self.who}: {url} answered {answer.status_code}")
        streamed = getattr(answer, "streaming_content", None)
        return b"".join(streamed) if streamed is not None else answer.content

    def submit(self, action: str = "", **values: Any) -> str:
        """Fill the page's form whose action ends with `action`, send it, return the answer.

        Values may be lists for several boxes and (name, bytes) for files; a name or a choice that
        the form does not have is an error.
        """
        form = self._form(action, set(values))
        for name, value in values.items():
            self._check(form, name, value)
        data: dict[str, Any] = {**form.values, **values}
        sent = {name: _upload(value) for name, value in data.items()}
        url = urljoin(self.url, form.action) if form.action else self.url
        if form.method == "get":
            return self._shown(self.client.get(url, sent, follow=True), url)
        return self._shown(self.client.post(url, sent, follow=True), url)

    def link(self, part: str) -> str:
        """Return the first link of the page that holds `part`."""
        for href in self.reader.links:
            if part in href:
                return urljoin(self.url, href)
        raise Lost(f"{self.who}: {self.url} has no link with {part!r}")

    def _form(self, action: str, names: set[str]) -> Form:
        for form in self.reader.forms:
            fits = form.action.endswith(action) if action else True
            if fits and names <= form.names | set(form.choices):
                return form
        found = [(form.action, sorted(form.names)) for form in self.reader.forms]
        raise Lost(f"{self.who}: {self.url} has no form {action!r} with {sorted(names)}: {found}")

    def _check(self, form: Form, name: str, value: Any) -> None:
        wanted = value if isinstance(value, list) else [value]
        for each in wanted:
            if name in form.choices and str(each) not in form.choices[name]:
                raise Lost(f"{self.who}: {self.url} {name} has no choice {each!r}")

    def _shown(self, answer: Any, url: str) -> str:
        chain = getattr(answer, "redirect_chain", [])
        self.url = urljoin(url, chain[-1][0]) if chain else url
        self.page = answer.content.decode("utf-8", errors="replace")
        self.reader = _Reader()
        self.reader.feed(self.page)
        if answer.status_code != OK:
            raise Lost(f"{self.who}: {self.url} answered {answer.status_code}: {self.errors()}")
        return self.page

    def errors(self) -> str:
        """Return the sentences that the page gives as errors."""
        marks = ("mq-error", "mq-fail", "mq-errors", "mq-note--bad")
        found = []
        for mark in marks:
            for piece in self.page.split(mark)[1:]:
                text = piece.split(">", 1)[-1][:600]
                found.append("".join(part.split(">")[-1] for part in text.split("<")))
        return " | ".join(" ".join(text.split()) for text in found)[:800]


def _upload(value: Any) -> Any:
    if isinstance(value, tuple):
        return SimpleUploadedFile(value[0], value[1])
    return value
