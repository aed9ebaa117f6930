"""Step 6: the team records and signs on phones, the leader submits, the head reviews."""

import re

from playwright.sync_api import expect

from mingqian.config.demo.county import PASSWORD
from tests.browser.people import PHONE
from tests.browser.shots import shoot

FOUND = "安全警示标志缺失 2 处，已当场责令改正。"


def inspect_and_record(journey):
    """The leader opens the assignment and records one of eight results for each item."""
    find_the_team(journey)
    leader = journey.hall.person(journey.team[0], device=PHONE)
    page = leader.open("/office/visits/")
    journey.hall.inspect(leader)
    page.locator("a.mq-card", has_text=journey.firm).first.click()
    leader.sees("还没有录入结果")
    journey.visit = page.url
    shoot(page, "07-visit-phone", scale=2)
    journey.hall.inspect(leader)
    leader.press("录入结果")
    assert page.locator('[type="radio"]:checked').count() == 0, "no result may be chosen already"
    record(journey, leader)


def find_the_team(journey):
    """Choose the first drawn firm whose whole team has log-ins, as the list of accounts shows."""
    page = journey.hall.person("officer").open(journey.draw)
    administrator = journey.hall.person("sysadmin")
    for row in page.locator("table tbody tr").all():
        team = row.locator('[data-th="检查组"]').inner_text()
        names = [line.strip() for line in re.split(r"\n|组长", team) if line.strip()]
        log_ins = [log_in_name(administrator, name) for name in names]
        if all(log_ins):
            journey.team = tuple(log_ins)
            journey.firm = row.locator(".mq-name").inner_text()
            journey.code = row.locator(".mq-code").inner_text()
            return
    raise AssertionError("no drawn firm has a team with log-ins")


def log_in_name(administrator, name):
    """Return the log-in name of an inspector, "" when there is none or the name is not unique."""
    page = administrator.open(f"/office/accounts/?q={name}")
    cells = page.locator("table tbody tr", has_text="inspector-").locator(".mq-name + .mq-sub")
    return cells.inner_text() if cells.count() == 1 else ""


def record(journey, leader):
    """A missing answer is refused and nothing typed is lost; then the record is whole."""
    page = leader.page
    items = page.locator("section.mq-item")
    page.locator('[name="visited_on"]').fill(journey.day)
    first = items.nth(0)
    first.get_by_label("发现问题已责令改正").check()
    first.locator("textarea").fill(FOUND)
    for place in range(2, items.count()):
        items.nth(place).get_by_label("未发现问题").check()
    with leader.refused():
        leader.press("保存结果")
    missing = items.nth(1).locator(".mq-error")
    expect(missing).to_contain_text("还没有结果")
    expect(first.locator("textarea")).to_have_value(FOUND)
    expect(first.get_by_label("发现问题已责令改正")).to_be_checked()
    journey.hall.inspect(leader)
    items.nth(1).get_by_label("未发现问题").check()
    first.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, 0)")
    shoot(page, "08-record-phone", scale=2)
    leader.press("保存结果")
    leader.sees("等检查组签名")


def sign_and_submit(journey):
    """Every member reads the content and signs with their own password; the leader submits."""
    for username in journey.team:
        member = journey.hall.person(username, device=PHONE)
        member.open(f"{journey.visit}sign/")
        sign(journey, member)
        member.sees("已签名")
    leader = journey.hall.person(journey.team[0], device=PHONE)
    leader.open(journey.visit)
    leader.press("提交审核")
    leader.sees("审核")


def sign(journey, member):
    """A wrong password is refused; the right one signs."""
    page = member.page
    leads = member.who == journey.team[0]
    page.locator('[name="pledged"]').check()
    page.locator('[name="password"]').fill("not-the-password" if leads else PASSWORD)
    if leads:
        with member.refused():
            member.press("核对无误，签名")
        expect(page.locator(".mq-error").first).to_contain_text("密码")
        page.locator('[name="pledged"]').check()
        page.locator('[name="password"]').fill(PASSWORD)
        journey.hall.inspect(member)
    else:
        page.locator('[name="pledged"]').scroll_into_view_if_needed()
        shoot(page, "09-sign-phone", scale=2)
    member.press("核对无误，签名")


def review(journey):
    """The head of the unit reads result, signatures and clock, and approves."""
    head = journey.hall.person("head")
    page = head.open("/office/reviews/")
    page.get_by_role("link", name=journey.firm).click()
    head.sees("20 个工作日")
    shoot(page, "10-review")
    journey.hall.inspect(head)
    head.confirm("approve")
    head.sees("公示")
