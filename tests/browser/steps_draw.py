"""Steps 2 to 5: plan, freeze, hold the ceremony, dispatch."""

import re

from playwright.sync_api import expect

from tests.browser.people import HALL, PATIENCE
from tests.browser.shots import shoot
from tests.browser.steps import DICE, TASK, WITNESS


def plan_a_task(journey):
    """The officer fills the form, which counts at once; the head approves."""
    officer = journey.hall.person("officer")
    page = officer.open("/office/tasks/new/")
    fill_the_task(page, journey.day)
    drawn = page.locator("#preview dd").nth(2)
    expect(drawn).to_have_text(re.compile(r"[1-9]\d* 家"))
    before = drawn.inner_text()
    page.locator('[name="strata-0-rate"]').clear()
    page.locator('[name="strata-0-rate"]').press_sequentially("15")
    expect(drawn).not_to_have_text(before)
    page.get_by_role("heading", name="分层与比例").evaluate(
        "e => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - 40)"
    )
    shoot(page, "02-task-form")
    journey.hall.inspect(officer)
    page.locator('[name="strata-1-rate"]').fill("0.5")
    with officer.refused():
        officer.press("提交审核")
    refused = page.locator("tr.mq-row-bad", has_text="低于 5%")
    expect(refused.first).to_be_visible()
    expect(page.locator('[name="name"]')).to_have_value(TASK)
    with page.expect_response("**/tasks/preview/"):
        page.locator('[name="strata-1-rate"]').fill("5")
    expect(page.locator("#preview")).to_contain_text("比例合规")
    officer.press("提交审核")
    officer.sees("待批准")
    journey.task = page.url
    journey.number = page.locator(".mq-code").first.inner_text()
    approve(journey)


def fill_the_task(page, day):
    """Fill everything but the rates."""
    page.locator('[name="name"]').fill(TASK)
    page.get_by_label("临时任务").check()
    page.locator('[name="ground"]').fill("县安委办〔2026〕18 号")
    page.locator('[name="scope"]').select_option("gongmao")
    page.locator('[name="starts_on"]').fill(day)
    page.locator('[name="ends_on"]').fill(f"{day[:4]}-12-31")
    for box in page.locator('[name="items"]').all()[:3]:
        box.check()
    page.locator('[name="sampling"][value="directed"]').check()
    for box in page.locator('[name="regions"]').all()[:2]:
        box.check()
    for box in page.locator('[name="units"]').all():
        box.check()
    page.locator('[name="slot2"]').select_option("any")
    page.locator('[name="inspector_cap"]').fill("12")
    page.locator('[name="way"][value="dice"]').check()


def approve(journey):
    """The head of the unit approves what the officer submitted."""
    head = journey.hall.person("head")
    page = head.open(journey.task)
    head.press("批准任务")
    head.sees("待抽取")
    journey.hall.inspect(head)
    assert page.url == journey.task


def freeze(journey):
    """The officer freezes with the number typed; the commitment is public at once."""
    officer = journey.hall.person("officer")
    page = officer.open(journey.task)
    officer.press("锁定名录并抽取")
    page.locator('[name="ceremony_on"]').fill(journey.day)
    label = page.locator('label[for="freeze-count"]').inner_text()
    count = re.search(r"\d+", label).group()
    page.locator("#freeze-count").fill(count)
    shoot(page, "03-freeze")
    page.locator("#freeze-count").fill("1")
    with officer.refused():
        page.locator('form:has(#freeze-count) button[type="submit"]').click()
    expect(page.locator("#freeze-count-error")).to_be_visible()
    page.locator("#freeze-count").fill(count)
    journey.hall.inspect(officer)
    page.locator('form:has(#freeze-count) button[type="submit"]').click()
    officer.sees("公开的承诺")
    journey.draw = page.url
    shown = page.locator(".mq-print, .mq-fingerprint, [data-copy]").first
    journey.commitment = shown.get_attribute("data-copy")
    journey.hall.inspect(officer)
    public = journey.hall.person()
    public.comes_to_see(journey.commitment[:4], f"/tasks/{journey.number}/")


def hold_the_ceremony(journey):
    """A text is added, the officer closes, the dice are typed twice, the hall shows the draw."""
    screen = journey.hall.person("observer", device=HALL)
    contribute(journey, screen)
    screen.open(f"{journey.draw}hall/")
    screen.sees("名录已封存")
    close_the_texts(journey)
    screen.sees("距离可以掷骰还有")
    journey.root = screen.page.locator(".mq-hall-root").last.inner_text()
    shoot(screen.page, "04-ceremony-countdown", scale=0.75)
    type_the_dice(journey)
    officer = journey.hall.person("officer")
    officer.open(journey.draw)
    officer.page.get_by_role("button", name=re.compile("^抽取 ")).click()
    officer.sees("核验全部通过")
    officer.sees("可信等级")
    shoot(officer.page, "05-result")
    journey.hall.inspect(officer)
    reveal(screen)


def contribute(journey, observer):
    """Somebody who watches adds a text."""
    page = observer.open(journey.draw)
    page.locator('[name="who"]').fill("HE SHOUZHENG")
    page.locator('[name="value"]').fill(WITNESS)
    observer.press("加入见证文字")
    observer.sees("已收下第 1 条")


def close_the_texts(journey):
    """The officer types how many texts there are."""
    officer = journey.hall.person("officer")
    page = officer.open(journey.draw)
    page.locator('[data-confirm="close"]').click()
    page.locator("#close-typed").fill("7")
    page.locator('#close button[type="submit"]').click()
    expect(page.locator("#close-typed-error")).to_be_visible()
    page.locator("#close-typed").fill("1")
    page.locator('#close button[type="submit"]').click()
    officer.sees("已截止")


def type_the_dice(journey):
    """Two people type the same twenty dice; a wrong digit and a mismatch are refused."""
    officer, second = journey.hall.person("officer"), journey.hall.person("officer2")
    first = officer.open(f"{journey.draw}numbers/0/")
    first.get_by_label("20 枚十面骰").fill(DICE[:-1] + "x")
    with officer.refused():
        officer.press("存第一次录入")
    officer.sees("第 20 枚")
    first.get_by_label("20 枚十面骰").fill(DICE)
    officer.press("存第一次录入")
    officer.sees("第一次录入已存")
    again = second.open(f"{journey.draw}numbers/0/")
    again.get_by_label("20 枚十面骰").fill("9" + DICE[1:])
    with second.refused():
        second.press("核对并公开号码")
    expect(again.get_by_role("alert").first).to_contain_text("第 1 枚")
    journey.hall.inspect(second)
    again.get_by_label("20 枚十面骰").fill(DICE)
    second.press("核对并公开号码")
    second.sees("两次录入一致")


def reveal(screen):
    """The hall comes to the draw by itself and shows firm after firm."""
    page = screen.page
    start = page.locator("[data-hall-start]")
    expect(start).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("ArrowRight")
    for _firm in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-hall-now] strong")).not_to_be_empty()
    shoot(page, "04-ceremony", scale=0.75)
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    screen.sees("可信等级 H")


def dispatch(journey):
    """The officer locks with the number typed; the announcement appears by itself."""
    officer = journey.hall.person("officer")
    page = officer.open(journey.draw)
    page.locator('[data-confirm="lock"]').first.click()
    count = re.search(r"\d+", page.locator('label[for="lock-typed"]').inner_text()).group()
    page.locator("#lock-typed").fill(str(int(count) + 1))
    page.locator('#lock button[type="submit"]').click()
    expect(page.locator("#lock-typed-error")).to_be_visible()
    page.locator("#lock-typed").fill(count)
    shoot(page, "06-dispatch")
    page.locator('#lock button[type="submit"]').click()
    page.wait_for_load_state()
    row = page.locator("table tbody tr").first
    firm = row.locator(".mq-name").inner_text()
    public = journey.hall.person()
    public.comes_to_see("尚未检查", f"/tasks/{journey.number}/")
    public.sees(firm)
