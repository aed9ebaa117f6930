"""The county after a draw: visits dispatched to two townships, and the steps that follow.

Teams are forced by declared interests: each township's people visit their own firms. Rows of the
directories are written by test actions; everything after them by the actions of the platform.
"""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

from fairdraw.tickets import uscc_check_character
from mingqian.audit.door import action
from mingqian.directories import actions as directories
from mingqian.directories.models import InspectionItem, Inspector, ItemList, Target
from mingqian.draws import actions as draws
from mingqian.inspections import actions as inspections
from mingqian.inspections.actions import Record
from mingqian.inspections.models import Result, Visit
from mingqian.inspections.records import Answer
from mingqian.planning import actions as planning
from mingqian.planning.drafts import StratumDraft, TaskDraft
from mingqian.publication import actions as publication
from mingqian.publication import follower
from mingqian.publication.models import FollowerCursor
from mingqian.rules.identifiers import id_check_digit
from mingqian.rules.permissions import SYSTEM
from tests.world import PASSWORD, World, county
from tests.world_draws import declare

ID_NUMBER = "37039919800101123" + id_check_digit("37039919800101123")
PHONE = "13812346402"
RISK_CLASS = "D"
TEAMS = {"t01": ("inspector1", "inspector3"), "t02": ("inspector2", "inspector4")}


@action("test.fill_registers", needs=None)
def fill(units, users, firms, *, by, at):
    """Fill the directories: firms and two inspectors with log-ins in each unit."""
    item_list = ItemList.objects.create(
        number=1,
        title="青禾县应急管理局抽查事项清单",
        reason="首次公布",
        effective_on=date(2026, 1, 1),
        created_at=at,
    )
    InspectionItem.objects.bulk_create(_item(item_list, place) for place in range(1, 4))
    found = {}
    for code, unit in units.items():
        found[code] = [_target(unit, code, place, at) for place in range(firms)]
        Target.objects.bulk_create(found[code])
    people = {}
    for code, names in TEAMS.items():
        people[code] = [_inspector(users[name], at) for name in names]
        Inspector.objects.bulk_create(people[code])
    return found, people


def _item(item_list, place):
    return InspectionItem(
        item_list=item_list,
        code=f"SX-{place:02d}",
        category="工贸行业安全生产",
        matter=f"第 {place} 项安全生产管理制度的检查",
        objects_text="工贸企业",
        item_class="general",
        method="现场检查",
        department="应急管理局",
        level="县级",
        legal_bases=[
            "《中华人民共和国安全生产法》第二十一条",
            "《工贸企业有限空间作业安全规定》第十四条",
        ],
    )


def _target(unit, code, place, at):
    first = f"91370399MA{'12'[code == 't02']}{place:06d}"
    return Target(
        credit_code=first + uscc_check_character(first),
        name=f"青禾县{unit.name[:2]}第{place + 1}机械厂",
        region="370399101" if code == "t01" else "370399102",
        region_name="禾丰镇" if code == "t01" else "柳湾镇",
        address=f"{unit.name[:3]}工业路 {place + 1} 号",
        legal_representative="周长河",
        contact="马联系",
        phone=PHONE,
        industry_name="通用设备制造业",
        sector="machinery",
        unit_type="企业",
        risk_class=RISK_CLASS,
        organisation=unit,
        updated_at=at,
    )


def _inspector(user, at):
    return Inspector(
        name=user.name,
        sex="m",
        id_number=ID_NUMBER,
        id_index=hashlib.sha256(user.username.encode()).hexdigest(),
        phone=PHONE,
        organisation_id=user.organisation_id,
        level="township",
        certificate_number=f"SD3703{user.pk:04d}",
        valid_from=date(2024, 1, 1),
        valid_to=date(2029, 12, 31),
        expertise=["机械"],
        may_lead=True,
        user=user,
        updated_at=at,
    )


def inspections_county(firms=1) -> World:
    """Build the county with directories, calendar and inspectors who can log in."""
    world = county()
    furnish(world, firms)
    return world


def furnish(world: World, firms=1) -> None:
    """Fill the directories of a county and force the teams by declared interests."""
    world.person("inspector3", "钱同行", "t01", "inspector")
    world.person("inspector4", "冯协查", "t02", "inspector")
    directories.load_calendar(by=world.actor("clerk"), at=world.tick())
    units = {code: world.units[code] for code in TEAMS}
    found, people = fill(units, world.users, firms, by=SYSTEM, at=world.tick())
    for code, other in (("t01", "t02"), ("t02", "t01")):
        for person in people[code]:
            for target in found[other]:
                declare(person, target, by=SYSTEM, at=world.tick(0))


def draft(world: World, **changes) -> TaskDraft:
    """Return a task that draws every firm."""
    whole = TaskDraft(
        name="2026 年第 5 次安全生产抽查",
        ground="2026 年度监督检查计划第 6 项",
        year=2026,
        scope="gongmao",
        items=tuple(InspectionItem.objects.order_by("pk").values_list("pk", flat=True)),
        exclusions=("y1", "l1"),
        strata=(StratumDraft(title="D 级高风险企业", rate="100", risk_classes=(RISK_CLASS,)),),
        units=tuple(world.units[code].pk for code in TEAMS),
        inspector_cap=50,
        starts_on=date(2026, 11, 3),
        ends_on=date(2026, 12, 20),
    )
    return replace(whole, **changes)


def approved_task(world: World, **changes):
    """Create, submit and approve a task."""
    officer = world.actor("officer")
    task = planning.create_task(
        draft(world, **changes), organisation=world.units["bureau"], by=officer, at=world.tick()
    )
    planning.submit_task(task, by=officer, at=world.tick())
    return planning.approve_task(task, by=world.actor("head"), at=world.tick())


def drawn(world: World, **changes):
    """Draw a task with the operator's own number; nothing is dispatched yet."""
    task = approved_task(world, **changes)
    return draws.draw_now(task, by=world.actor("officer"), at=world.tick())


def dispatched(world: World, **changes):
    """Dispatch a drawn task and let a week pass, so that visits can be recorded."""
    draw = drawn(world, **changes)
    inspections.dispatch_draw(
        draw, typed_count=draw.drawn.count(), by=world.actor("officer"), at=world.tick()
    )
    world.at += timedelta(days=14)
    return draw.task


def visit_of(world: World, unit="t01") -> Visit:
    """Return the first visit of a unit, read afresh."""
    return Visit.objects.filter(organisation=world.units[unit]).order_by("position").first()


def result_of(world: World, unit="t01") -> Result:
    """Return the result of the first visit of a unit, read afresh."""
    return Result.objects.get(visit=visit_of(world, unit))


def record_of(result: Result, codes="aaa", *, findings="", **changes) -> Record:
    """Return a whole record: a letter for each item, words for every problem."""
    items = result.visit.task.task_items.order_by("position").values_list("item_id", flat=True)
    answers = {
        item: Answer(code, "" if code == "a" else findings or f"现场情况 {code}")
        for item, code in zip(items, codes, strict=False)
    }
    values = {"answers": answers, "visited_on": date(2026, 11, 10)}
    return Record(**values | {"seen_hash": result.content_hash} | changes)


def leader_of(result: Result) -> str:
    """Return the log-in name of the leader of the team."""
    return result.visit.team.get(lead=True).inspector.user.username


def recorded(world: World, codes="aaa", unit="t01", **changes) -> Result:
    """Record a result as the first inspector of the unit."""
    result = result_of(world, unit)
    by = world.actor(TEAMS[unit][0])
    return inspections.record_result(
        result, record_of(result, codes, **changes), by=by, at=world.tick()
    )


def sign(world: World, result: Result, username: str, **changes):
    """Sign a result as one member."""
    values = {"password": PASSWORD, "pledged": True, "seen_hash": result.content_hash}
    return inspections.sign_result(
        result, **values | changes, by=world.actor(username), at=world.tick()
    )


def signed(world: World, codes="aaa", unit="t01", **changes) -> Result:
    """Record a result and let the whole team sign it."""
    result = recorded(world, codes, unit, **changes)
    for username in TEAMS[unit]:
        sign(world, result, username)
    return result_of(world, unit)


def submitted(world: World, codes="aaa", unit="t01", **changes) -> Result:
    """Submit a signed result as the leader."""
    result = signed(world, codes, unit, **changes)
    by = world.actor(leader_of(result))
    return inspections.submit_result(result, by=by, at=world.tick())


def approved(world: World, codes="aaa", unit="t01", **changes) -> Result:
    """Approve a submitted result as the head of the unit."""
    result = submitted(world, codes, unit, **changes)
    by = world.actor("head1" if unit == "t01" else "head2")
    return inspections.approve_result(
        result, seen_hash=result.content_hash, by=by, at=world.tick()
    )


def published(world: World, codes="aaa", unit="t01", **changes) -> Result:
    """Approve a result and let the follower publish it."""
    approved(world, codes, unit, **changes)
    follow(world)
    return result_of(world, unit)


def follow(world: World) -> int:
    """Let publication follow the trail to its end."""
    return follower.catch_up(world.tick())


@action("test.without_items", needs=None)
def without_items(task, *, by, at):
    """Take every item out of a task, as no action of the platform can."""
    task.task_items.all().delete()


@action("test.forge", needs=None)
def forge(result: Result, *, by, at):
    """Put another content under the signatures, as no action of the platform can."""
    result.content_hash = "f" * 64
    result.save()


def hand_over(old: str, new: str, world: World) -> None:
    """Link an inspector's row to another log-in."""
    inspector = Inspector.objects.get(user=world.users[old])
    clerk = world.actor("clerk")
    directories.link_account(inspector, world.users[new], by=clerk, at=world.tick())


@action("test.rewind", needs=None)
def rewind(*, by, at):
    """Set the follower back to the beginning of the trail."""
    FollowerCursor.objects.update(event_id=0)


@action("test.rename_target", needs=None)
def rename(target: Target, *, by, at):
    """Give a firm another name, after everything was published."""
    target.name = "青禾县新名机械厂"
    target.save()


@action("test.new_version", needs=None)
def _second_list(*, by, at):
    item_list = ItemList.objects.create(
        number=2,
        title="青禾县应急管理局抽查事项清单",
        reason="依据新修订的规定调整",
        effective_on=date(2026, 11, 15),
        created_at=at,
    )
    rows = [_item(item_list, place) for place in (1, 3, 4)]
    rows[1].item_class = "key"
    InspectionItem.objects.bulk_create(rows)
    return item_list


def publish_lists(world: World) -> None:
    """Publish every version of the item list that is not public yet."""
    for item_list in ItemList.objects.order_by("number"):
        publication.publish_items(item_list, by=SYSTEM, at=world.tick())


def new_version(world: World) -> None:
    """Make and publish a second version: one item added, one removed, one changed."""
    _second_list(by=SYSTEM, at=world.tick())
    publish_lists(world)


def return_once(world: World, reason: str, **changes) -> None:
    """Let a result be submitted and returned with a reason."""
    result = submitted(world, "eaa", **changes)
    inspections.return_result(result, reason=reason, by=world.actor("head1"), at=world.tick())
