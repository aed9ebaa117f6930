"""People at browsers: each with a session of their own, and a watch on what goes wrong."""

import json
import re
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from mingqian.config.demo.county import PASSWORD

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
DESK = {"viewport": {"width": 1440, "height": 900}}
HALL = {"viewport": {"width": 1920, "height": 1080}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
NARROW = {"width": 390, "height": 844}
# What the policy blocks is also said aloud, so that the watch on the console hears it.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""
PATIENCE = 30_000  # milliseconds; a busy machine is slow, a wrong page never comes


class Person:
    """Somebody at a browser, logged in or not."""

    def __init__(self, browser, office, username="", device=DESK):
        self.who = username or "public"
        self.faults = []
        self._allowed = 0
        self.context = browser.new_context(
            base_url=office.url, locale="zh-CN", timezone_id="Asia/Shanghai", **device
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._fault(f"script: {error}"))
        if username:
            self._log_in(username)

    def _log_in(self, username):
        self.open("/office/login/")
        self.page.get_by_label("登录名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page).not_to_have_url(re.compile("login"))

    def _console(self, message):
        refused = re.match(r"Failed to load resource: .* (409|422) ", message.text)
        if refused and self._allowed:
            return
        if message.type in {"error", "warning"}:
            self._fault(f"console: {message.text}")

    def _fault(self, text):
        self.faults.append(f"{self.who} {self.page.url}: {text}")

    def open(self, path):
        """Open an address; anything but 200 is a fault of the journey."""
        answer = self.page.goto(path)
        assert answer is not None, path
        assert answer.status == 200, (self.who, path, answer.status)
        return self.page

    def press(self, name, *, within=None):
        """Press the button or follow the link of that name, and wait for the page behind it."""
        scope = within or self.page
        found = scope.get_by_role("button", name=name).or_(scope.get_by_role("link", name=name))
        found.first.click()
        self.page.wait_for_load_state()

    @contextmanager
    def refused(self):
        """Let the page behind answer 409 or 422; everything else stays a fault."""
        self._allowed += 1
        yield
        self.page.wait_for_load_state()
        self._allowed -= 1

    def sees(self, text):
        """Wait until the page shows the text."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def comes_to_see(self, text, path):
        """Open the page and reload it until it shows the text: the worker has done its part."""
        self.open(path)
        for _try in range(40):
            if self.page.get_by_text(text).count():
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError(f"{path} never showed {text!r}")

    def number_asked(self, dialog):
        """Return the number that a dialog asks to be typed."""
        label = self.page.locator(f"#{dialog} label").first.inner_text()
        found = re.search(r"\d[\d,]*", label)
        if found is None:
            return self.page.locator(f"#{dialog}-typed").get_attribute("data-typed") or ""
        return found.group().replace(",", "")

    def confirm(self, dialog, typed=None):
        """Open a dialog of the irreversible, type its number and go ahead."""
        self.page.locator(f'[data-confirm="{dialog}"]').first.click()
        box = self.page.locator(f"#{dialog}")
        expect(box).to_be_visible()
        if typed is not None:
            box.locator('[name="typed"]').fill(typed)
        box.locator('button[type="submit"]').click()
        self.page.wait_for_load_state()

    def close(self):
        """Log out by closing the browser window."""
        self.context.close()


def accessible(person):
    """Return what axe-core finds wrong on the page, one line each."""
    page = person.page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{person.who} {page.url} {each['id']}: {each['help']}: "
        + json.dumps([node["html"][:160] for node in each["nodes"][:3]], ensure_ascii=False)
        for each in found["violations"]
    ]


def fits(person):
    """Return a line for a page that can be scrolled sideways at the width of a phone."""
    page = person.page
    size = page.viewport_size
    page.set_viewport_size(NARROW)
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    page.set_viewport_size(size)
    return [f"{person.who} {page.url}: {widths[0]} > 390"] if widths[0] > NARROW["width"] else []
