"""`make demo-check`: the whole path as seven steps, through HTTP, as each role."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from mingqian.config.demo.county import INSPECTORS, PASSWORD, SEED, Clock
from mingqian.config.demo.registers import give_log_ins
from mingqian.config.demo.visitor import Lost, Visitor
from mingqian.config.schedule import SCHEDULE
from mingqian.imports.invented import write_xlsx
from mingqian.imports.models import Import
from mingqian.inspections.models import Visit
from mingqian.planning.models import Task
from mingqian.web.shared.moment import current_time

OFFICE = "/office/"
TASK_NAME = "2026 年第四季度工贸行业安全生产抽查"
CONTRIBUTION = "qinghe witness 42"
DICE = "4 1 2 9 0 7 3 3 1 8 6 5 5 2 0 9 4 7 0 6".replace(" ", "")
MORE_FIRMS = 60


class Walk:
    """What the steps hand on to each other."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.say = say
        self.today: date = localdate(current_time())
        self.visitors: dict[str, Visitor] = {}
        self.task = 0
        self.number = ""
        self.draw = ""
        self.visit = 0

    def visitor(self, username: str) -> Visitor:
        """Return a person who is logged in."""
        if username not in self.visitors:
            visitor = Visitor(username)
            visitor.open(f"{OFFICE}login/")
            visitor.submit(username=username, password=PASSWORD)
            self.visitors[username] = visitor
        return self.visitors[username]

    def expect(self, text: str, page: str) -> None:
        """Raise Lost unless the page holds the text."""
        if text not in page:
            raise Lost(f"the page does not say {text!r}")


def follow() -> None:
    """Do what the worker does every second."""
    for line in SCHEDULE:
        while line.run(current_time()):
            pass


def import_registers(walk: Walk) -> None:
    """A clerk imports a new item list, more firms with dirt in the file, and inspectors."""
    clerk = walk.visitor("clerk")
    seeded = localdate(Import.objects.get(kind="inspectors").uploaded_at)
    items = write_xlsx("items", SEED, 40, today=walk.today)
    firms = write_xlsx("targets", f"{SEED}-check", MORE_FIRMS, today=walk.today, dirt=True)
    people = write_xlsx("inspectors", SEED, INSPECTORS + 6, today=seeded)
    import_one(walk, clerk, "items", items)
    import_one(walk, clerk, "targets", firms, says="校验位")
    import_one(walk, clerk, "inspectors", people)
    give_log_ins(Clock(current_time(), current_time()))


def import_one(walk: Walk, clerk: Visitor, kind: str, body: bytes, *, says: str = "") -> None:
    """Upload a file, read the preview, write what is good, try to write it again."""
    clerk.open(f"{OFFICE}imports/new/{kind}/")
    values: dict[str, Any] = {"file": (f"{kind}.xlsx", body)}
    if kind == "items":
        values |= {"reason": "年度调整", "effective_on": walk.today.isoformat()}
    page = clerk.submit(**values)
    walk.expect(says, page)
    clerk.submit(typed=typed_number(clerk))
    walk.expect("已写入", clerk.page)


def plan_task(walk: Walk) -> None:
    """A plan officer sets up a task; the form counts at once; the head approves it."""
    officer = walk.visitor("officer")
    officer.open(f"{OFFICE}tasks/new/")
    form = next(f for f in officer.reader.forms if "strata-0-rate" in f.names)
    values: dict[str, Any] = {
        "name": TASK_NAME,
        "kind": "temporary",
        "ground": "县安委办〔2026〕18 号",
        "scope": "gongmao",
        "starts_on": walk.today.isoformat(),
        "ends_on": f"{walk.today.year}-12-31",
        "items": form.choices["items"][:3],
        "sampling": "directed",
        "regions": form.choices["regions"][:2],
        "units": form.choices["units"],
        "slot2": "any",
        "inspector_cap": "12",
        "way": "dice",
        "strata-0-rate": "10",
        "strata-1-rate": "5",
    }
    refused = Visitor("officer")
    refused.client = officer.client
    refused.open(f"{OFFICE}tasks/new/")
    try:
        refused.submit(**{**values, "strata-1-rate": "0.5", "act": "submit"})
    except Lost as lost:
        walk.expect("低于 5%", str(lost) + refused.page)
    else:
        raise Lost("a general stratum of 0.5 % was accepted")
    page = officer.submit(**values, act="submit")
    walk.expect("待批准", page)
    task = Task.objects.get(name=TASK_NAME)
    walk.task, walk.number = task.pk, task.number
    head = walk.visitor("head")
    head.open(f"{OFFICE}tasks/{walk.task}/")
    head.submit(f"tasks/{walk.task}/approve/")
    walk.expect("待抽取", head.page)
    follow()


def freeze(walk: Walk) -> None:
    """The officer freezes and commits; the commitment is public at once."""
    officer = walk.visitor("officer")
    officer.open(f"{OFFICE}tasks/{walk.task}/freeze/")
    officer.submit("", ceremony_on=walk.today.isoformat(), typed=typed_number(officer))
    walk.draw = officer.url
    follow()
    fingerprint = Task.objects.get(pk=walk.task).draw.commit_hash
    page = Visitor().open(f"/tasks/{walk.number}/")
    walk.expect(fingerprint[:4], page)


def typed_number(visitor: Visitor) -> str:
    """Return the number that the page asks to be typed before the irreversible."""
    for pattern in (r'data-typed="([\d,]+)"', r"请输入[^<\d]*([\d,]+)"):
        found = re.search(pattern, visitor.page)
        if found is not None:
            return found.group(1).replace(",", "")
    raise Lost(f"{visitor.url} asks for no number")


def ceremony(walk: Walk) -> None:
    """A witness adds a text, the officer closes, two people type the dice, the draw runs."""
    observer = walk.visitor("observer")
    observer.open(walk.draw)
    observer.submit("contribute/", who="HE SHOUZHENG", value=CONTRIBUTION)
    officer = walk.visitor("officer")
    officer.open(walk.draw)
    officer.submit("close/", typed=typed_number(officer))
    officer.open(officer.link("numbers/0/"))
    try:
        officer.submit(digits=DICE[:-1] + "x")
    except Lost as lost:
        walk.expect("第 20 枚", str(lost) + officer.page)
    else:
        raise Lost("a letter among the dice was accepted")
    officer.submit(digits=DICE)
    second = walk.visitor("officer2")
    second.open(f"{walk.draw}numbers/0/")
    second.submit(digits=DICE)
    officer.open(walk.draw)
    page = officer.submit("run/")
    walk.expect("可信等级", page)


def dispatch(walk: Walk) -> None:
    """The officer locks and dispatches; the announcement appears by itself."""
    officer = walk.visitor("officer")
    officer.open(walk.draw)
    officer.submit("lock/", typed=typed_number(officer))
    follow()
    page = Visitor().open(f"/tasks/{walk.number}/")
    first = Visit.objects.filter(task=walk.task).order_by("position").first()
    if first is None:
        raise Lost("no visit was dispatched")
    walk.visit = first.pk
    walk.expect(first.target_name, page)
    walk.expect("尚未检查", page)


def inspect(walk: Walk) -> None:
    """The team records each item, all sign, the leader submits, the head approves."""
    visit = Visit.objects.get(pk=walk.visit)
    names = [
        member.inspector.user.username
        for member in visit.team.select_related("inspector__user").order_by("slot")
    ]
    leader = walk.visitor(names[0])
    page_url = f"{OFFICE}visits/{walk.visit}/"
    leader.open(f"{page_url}record/")
    codes = sorted({n for f in leader.reader.forms for n in f.names if n.startswith("code-")})
    try:
        leader.submit(visited_on=walk.today.isoformat(), **dict.fromkeys(codes[1:], "a"))
    except Lost as lost:
        walk.expect("还没有结果", str(lost) + leader.page)
    else:
        raise Lost("an item without a result was accepted")
    answers = dict.fromkeys(codes[1:], "a") | {codes[0]: "e"}
    note = {codes[0].replace("code-", "note-"): "安全警示标志缺失，已责令改正。"}
    leader.submit(visited_on=walk.today.isoformat(), **answers, **note)
    for name in names:
        member = walk.visitor(name)
        member.open(f"{page_url}sign/")
        member.submit(pledged="on", password=PASSWORD)
    leader.open(page_url)
    leader.submit("submit/")
    head = walk.visitor("head")
    head.open(f"{OFFICE}reviews/{visit.result.pk}/")
    head.submit("approve/")
    follow()


def verify(walk: Walk) -> None:
    """Anyone reads the result and checks the bundle with the command of the portal."""
    public = Visitor()
    visit = Visit.objects.get(pk=walk.visit)
    page = public.open(f"/firms/{visit.credit_code}/")
    walk.expect("发现问题已责令改正", page)
    public.open(f"/tasks/{walk.number}/")
    body = public.fetch(public.link("bundle.zip"))
    bundle = walk.folder / "bundle.zip"
    bundle.write_bytes(body)
    command = [str(Path(sys.executable).parent / "fairdraw"), "verify", str(bundle)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Lost(f"fairdraw verify failed: {done.stdout[-400:]}")
    walk.say(done.stdout.rstrip())


STEPS: tuple[tuple[str, Callable[[Walk], None]], ...] = (
    ("1 导入一单两库", import_registers),
    ("2 设置任务并批准", plan_task),
    ("3 锁定名录并承诺", freeze),
    ("4 见证、截止、掷骰、抽取", ceremony),
    ("5 锁定并派发", dispatch),
    ("6 录入、签名、审核、公示", inspect),
    ("7 查询并核验", verify),
)


def walk(folder: Path, say: Callable[[str], None]) -> int:
    """Walk all steps; return 0, or 1 after saying which step failed and why."""
    state = Walk(folder, say)
    for title, step in STEPS:
        try:
            step(state)
        except Lost as lost:
            say(f"步骤 {title} 不通过：{lost}")
            return 1
        say(f"步骤 {title} 通过")
    say(f"核验包 {folder / 'bundle.zip'}")
    return 0
