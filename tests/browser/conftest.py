"""Fixtures of the browser journey: a served office and Debian's Chromium."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.office import running_office
from tests.browser.people import DESK, Person, accessible, fits

CHROMIUM = "/usr/bin/chromium"
# With chromium-l10n the date fields speak Chinese too.
CHINESE = {"LANGUAGE": "zh_CN", "LC_ALL": "zh_CN.UTF-8"}


def launch(playwright):
    """Start Chromium as a Chinese office has it; root in a container has no sandbox."""
    return playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox"], env={**os.environ, **CHINESE}
    )


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for the whole journey."""
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"no {CHROMIUM}: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def office(chromium):
    """The served demo in a folder of its own."""
    with running_office() as found:
        yield found


class Hall:
    """Everybody who takes part, by log-in name, and what was found wrong on their pages."""

    def __init__(self, browser, office):
        self.browser = browser
        self.office = office
        self.people = {}
        self.found = []

    def person(self, username="", device=DESK):
        """Return the person, logged in at their first call."""
        if username not in self.people:
            self.people[username] = Person(self.browser, self.office, username, device)
        return self.people[username]

    def inspect(self, person):
        """Look whether the page fits a phone and whether everybody can use it."""
        self.found += fits(person) + accessible(person)

    def faults(self):
        """Return everything that went wrong on any page."""
        return self.found + [fault for person in self.people.values() for fault in person.faults]


@pytest.fixture
def hall(chromium, office):
    """The people of the journey; their last pages are kept, then their windows close."""
    everybody = Hall(chromium, office)
    yield everybody
    for person in everybody.people.values():
        person.page.screenshot(path=office.folder / f"last-{person.who}.png")
        person.close()
