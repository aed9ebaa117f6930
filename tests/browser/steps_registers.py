"""Step 1: the clerk imports the item list, the firms and the inspectors."""

import re
from datetime import date

from playwright.sync_api import expect

from mingqian.config.demo.county import INSPECTORS, SEED
from mingqian.imports.invented import write_xlsx
from tests.browser.people import PATIENCE
from tests.browser.shots import shoot
from tests.browser.steps import today

NEW_FIRMS, NEW_PEOPLE = 240, 2


def import_registers(journey):
    """Upload each file, read its preview, write the good rows once."""
    clerk = journey.hall.person("clerk")
    upload(journey, clerk, "items", write_xlsx("items", SEED, 40, today=today()))
    write(clerk)
    firms = write_xlsx("targets", f"{SEED}-journey", NEW_FIRMS, today=today(), dirt=True)
    upload(journey, clerk, "targets", firms)
    read_the_errors(journey, clerk)
    write(clerk)
    people = write_xlsx("inspectors", SEED, INSPECTORS + NEW_PEOPLE, today=seeded(clerk))
    upload(journey, clerk, "inspectors", people)
    write(clerk)
    refuse_a_wrong_file(journey, clerk)


def seeded(clerk):
    """Return the day from which the demo counted the dates of its inspectors."""
    page = clerk.open("/office/imports/?kind=inspectors")
    when = page.locator("table tbody tr").last.locator("td").last.inner_text()
    return date.fromisoformat(re.search(r"\d{4}-\d\d-\d\d", when).group())


def upload(journey, clerk, kind, body):
    """Fill the upload form and wait until the file is checked."""
    page = clerk.open(f"/office/imports/new/{kind}/")
    if kind == "items":
        page.get_by_label("说明").fill("年度调整")
        page.get_by_label("施行日期").fill(journey.day)
        journey.hall.inspect(clerk)
    name = f"{kind}.xlsx"
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator('[name="file"]').set_input_files({"name": name, "mimeType": mime, "buffer": body})
    clerk.press("上传并核对")
    expect(page.locator('[data-confirm="write"]')).to_be_visible(timeout=2 * PATIENCE)


def read_the_errors(journey, clerk):
    """Every fault is named with its cell, the rule and what to do."""
    page = clerk.page
    row = page.locator("tr.mq-row-bad").first
    expect(row).to_contain_text(re.compile(r"[A-Z]{1,2}\d+"))
    clerk.sees("校验位")
    shoot(page, "01-import-preview")
    journey.hall.inspect(clerk)


def write(clerk):
    """Type the number of good rows and write them."""
    typed = clerk.page.locator("#write-typed").get_attribute("data-typed")
    clerk.confirm("write", typed)
    expect(clerk.page.locator(".mq-note--ok")).to_contain_text("写入", timeout=2 * PATIENCE)


def refuse_a_wrong_file(journey, clerk):
    """A file of another kind is refused with a sentence; nothing is written."""
    page = clerk.open("/office/imports/new/targets/")
    words = {"name": "notes.xlsx", "mimeType": "text/plain", "buffer": b"not a spreadsheet"}
    page.locator('[name="file"]').set_input_files(words)
    with clerk.refused():
        clerk.press("上传并核对")
    refusal = page.locator(".mq-error, .mq-errors, .mq-note--bad").first
    expect(refusal).to_be_visible(timeout=2 * PATIENCE)
