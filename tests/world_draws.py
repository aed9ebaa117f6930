"""The county of the draws: firms, inspectors, a list of items, and tasks ready to be drawn.

Directories are filled by one action of the tests; how a spreadsheet fills them is shown
elsewhere. Everything is invented; codes have a valid check character.
"""

from dataclasses import replace
from datetime import date

from fairdraw.tickets import uscc_check_character
from mingqian.audit.door import action
from mingqian.directories.models import (
    InspectionItem,
    Inspector,
    Interest,
    ItemList,
    Target,
)
from mingqian.draws import actions as draws
from mingqian.draws.numbers import Number, dice_value, dlt_value, pl5_value, ssq_value
from mingqian.planning import actions as planning
from mingqian.planning.drafts import StratumDraft, TaskDraft
from mingqian.rules.permissions import SYSTEM
from tests.world import World, county

SECTORS = ("machinery", "buildmat", "lightind", "textile")
RISKS = "AABBBCCD"


@action("test.fill_directories", needs=None)
def fill(firms: int, people: int, *, units, by, at):
    """Fill the three directories with invented rows."""
    item_list = ItemList.objects.create(
        number=1,
        title="抽查事项清单",
        reason="首次公布",
        effective_on=date(2026, 1, 1),
        created_at=at,
    )
    InspectionItem.objects.bulk_create(
        InspectionItem(
            item_list=item_list,
            code=f"SX-{place:02d}",
            matter=f"事项{place}",
            objects_text="工贸企业",
            item_class="key" if place > 6 else "general",
            department="应急管理局",
        )
        for place in range(1, 9)
    )
    Target.objects.bulk_create(_target(place, units[place % 2], at) for place in range(firms))
    Inspector.objects.bulk_create(
        _inspector(place, units[place % len(units)], at) for place in range(people)
    )


def _target(place, unit, at):
    first = f"91370399MA{place:07d}"
    return Target(
        credit_code=first + uscc_check_character(first),
        name=f"青禾县第{place}机械厂",
        region="370399101" if place % 2 == 0 else "370399102",
        region_name="禾丰镇" if place % 2 == 0 else "柳湾镇",
        sector=SECTORS[place % len(SECTORS)],
        unit_type="企业",
        risk_class=RISKS[place % len(RISKS)],
        organisation=unit,
        last_inspected_on=date(2026, 3, 1) if place % 10 == 9 else None,
        covered_by="市级计划第 3 项" if place % 20 == 7 else "",
        updated_at=at,
    )


def _inspector(place, unit, at):
    return Inspector(
        name=f"检查员{place}",
        sex="m",
        id_number=f"37039919800101{place:04d}",
        id_index=f"{place:064x}",
        organisation=unit,
        level="township",
        certificate_number=f"EX{place:06d}",
        valid_from=date(2024, 1, 1),
        valid_to=date(2026, 6, 30) if place % 10 == 9 else date(2029, 12, 31),
        expertise=["机械"] if place % 3 == 0 else ["建材", "粉尘防爆"],
        may_lead=place % 2 == 0,
        updated_at=at,
    )


@action("test.declare_interest", needs=None)
def declare(inspector: Inspector, target: Target, *, by, at):
    """Declare an interest."""
    return Interest.objects.create(inspector=inspector, target=target, kind="kin")


@action("test.change", needs=None)
def change(row, *, by, at, **values):
    """Change a row of a directory."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def draws_county(firms=80, people=24) -> World:
    """Build the county with filled directories."""
    world = county()
    units = [world.units["t01"], world.units["t02"]]
    fill(firms, people, units=units, by=SYSTEM, at=world.tick())
    return world


STRATA = (
    StratumDraft(title="C、D 级一般行业", rate="20", minimum=2, risk_classes=("C", "D")),
    StratumDraft(title="A、B 级一般行业", rate="5", risk_classes=("A", "B")),
)


def draft(world: World, **changes) -> TaskDraft:
    """Return the draft of a task that breaks no rule."""
    whole = TaskDraft(
        name="2026 年第 5 次安全生产抽查",
        ground="2026 年度监督检查计划第 6 项",
        year=2026,
        scope="gongmao",
        items=tuple(InspectionItem.objects.order_by("pk").values_list("pk", flat=True)[:4]),
        exclusions=("y1", "l1"),
        strata=STRATA,
        units=(world.units["t01"].pk, world.units["t02"].pk),
        slots=("lead", "any"),
        inspector_cap=5,
        starts_on=date(2026, 11, 20),
        ends_on=date(2026, 12, 20),
    )
    return replace(whole, **changes)


def new_task(world: World, **changes):
    """Create a task through its action."""
    return planning.create_task(
        draft(world, **changes),
        organisation=world.units["bureau"],
        by=world.actor("officer"),
        at=world.tick(),
    )


def approved_task(world: World, **changes):
    """Create, submit and approve a task."""
    task = new_task(world, **changes)
    planning.submit_task(task, by=world.actor("officer"), at=world.tick())
    return planning.approve_task(task, by=world.actor("head"), at=world.tick())


# The draw days that follow 2026-11-02, a Monday: 双色球 and 排列5 on the 3rd, 大乐透 on the 4th.
LOTTERY_NUMBERS = (
    Number(0, ssq_value("2026126", ["3", "7", "11", "19", "28", "33"], "9"), "20261103"),
    Number(1, dlt_value("26125", ["5", "12", "19", "28", "33"], ["4", "8"]), "20261104"),
    Number(2, pl5_value("26294", list("01234")), "20261103"),
)
DICE_NUMBER = Number(0, dice_value(list("39170264805513962748")), "20261102")


def frozen(world: World, way="operator", **changes):
    """Freeze a task that was approved."""
    task = approved_task(world, way=way, **changes)
    return draws.freeze_and_commit(task, by=world.actor("officer"), at=world.tick())


def closed(world: World, way="lotteries", **changes):
    """Freeze and close."""
    draw = frozen(world, way, **changes)
    return draws.close_draw(draw, by=world.actor("officer"), at=world.tick())


def type_all(world: World, draw, numbers=LOTTERY_NUMBERS):
    """Type every number twice, two days later, the second time by the other officer."""
    world.tick(60 * 24 * 3)
    for number in numbers:
        for who in ("officer", "officer2"):
            draws.enter_number(draw, number, by=world.actor(who), at=world.tick())
    return draw


def revealed(world: World, way="lotteries", **changes):
    """Freeze, close and enter all numbers."""
    draw = closed(world, way, **changes)
    return type_all(world, draw, (DICE_NUMBER,) if way == "dice" else LOTTERY_NUMBERS)


def finished(world: World, way="operator", **changes):
    """Draw in one of the three ways."""
    if way == "operator":
        task = approved_task(world, **changes)
        return draws.draw_now(task, by=world.actor("officer"), at=world.tick())
    draw = revealed(world, way, **changes)
    return draws.run_draw(draw, by=world.actor("officer"), at=world.tick())
