"""Registers for the tests: sheets as clerks send them, and a county whose directories are full."""

import functools
import io
from datetime import date
from unittest.mock import patch

import xlsxwriter

from mingqian.directories import actions as directories
from mingqian.imports import actions as imports
from mingqian.imports.actions import Upload
from mingqian.imports.invented import PLACES
from mingqian.imports.models import Import
from mingqian.imports.workbook import read_workbook
from mingqian.rules.identifiers import id_check_digit, make_credit_code
from tests.world import START, World

TARGET_HEADERS = (
    "统一社会信用代码",
    "单位名称",
    "行业类别",
    "所属区划",
    "管辖单位",
    "风险等级",
    "联系电话",
    "单位类型",
)
INSPECTOR_HEADERS = (
    "姓名",
    "身份证号",
    "联系电话",
    "所在单位",
    "层级",
    "执法证号",
    "有效期起",
    "有效期止",
    "业务专长",
    "可任组长",
)
ITEM_HEADERS = ("抽查类别", "抽查事项", "检查对象", "事项类别", "检查部门", "检查依据")
T01, T02 = "禾丰镇应急管理所", "柳湾镇应急管理所"
BUREAU = "青禾县应急管理局"


def workbook(headers, rows, title="Sheet1"):
    """Return an xlsx with cells of the given types."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"created": START})  # equal rows, equal bytes
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(title)
        for number, row in enumerate([headers, *rows]):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, column, value, day)
                elif isinstance(value, int | float):
                    page.write_number(number, column, value)
                elif value is not None:
                    page.write_string(number, column, value)
    return stream.getvalue()


def code(n):
    """Return the n-th invented credit code."""
    return make_credit_code("370399", f"MA{n:06}")


def id_number(n):
    """Return the n-th invented ID number, a man's."""
    first = f"370399{1970 + n % 30}0101{n % 500 * 2 + 1:03}"
    return first + id_check_digit(first)


def target_row(n, *, unit=T01, risk="B", region="禾丰镇", name="", industry="2614"):
    """Return a sound row of the target sheet."""
    return [
        code(n),
        name or f"青禾第{n}化工有限公司",
        industry,
        region,
        unit,
        risk,
        "0533-1234567",
        "有限责任公司",
    ]


def inspector_row(n, *, unit=T01, valid_to=date(2028, 12, 31), lead="否"):
    """Return a sound row of the inspector sheet."""
    return [
        f"检查员{n}",
        id_number(n),
        "0533-7654321",
        unit,
        "县级" if unit == BUREAU else "乡镇级",
        f"SD370399{n:04}",
        date(2024, 1, 1),
        valid_to,
        "危险化学品、冶金",
        lead,
    ]


def item_row(n, *, department="县级应急管理部门", kind="一般检查事项"):
    """Return a sound row of the item sheet."""
    return [
        "工贸",
        f"第{n}项安全生产管理情况的检查",
        "工贸企业",
        kind,
        department,
        "《中华人民共和国安全生产法》第二十八条\n《生产安全事故应急条例》第十五条",
    ]


def targets_file(rows):
    return workbook(TARGET_HEADERS, rows, "检查对象")


def inspectors_file(rows):
    return workbook(INSPECTOR_HEADERS, rows, "检查人员")


def items_file(rows):
    return workbook(ITEM_HEADERS, rows, "事项清单")


def prepare(world: World) -> None:
    """Enter the places, without which no target can be read."""
    directories.save_places(list(PLACES.items()), by=world.actor("clerk"), at=world.tick())


def upload(world: World, kind: str, body: bytes, **more) -> Import:
    """Upload as the clerk and return the import as the check left it."""
    more.setdefault("filename", f"{kind}.xlsx")
    if kind == "items":
        more.setdefault("reason", "建立清单")
        more.setdefault("effective_on", date(2020, 1, 1))
    by = world.actor(more.pop("who", "clerk"))
    handed = Upload(kind=kind, body=body, **more)
    imported = imports.upload_import(handed, by=by, at=world.tick())
    imported.refresh_from_db()
    return imported


def write(world: World, imported: Import, who: str = "clerk") -> Import:
    """Order the rows to be written and return the import as the job left it."""
    imports.begin_import(imported, by=world.actor(who), at=world.tick())
    imported.refresh_from_db()
    return imported


def fill(world: World, *, targets=6, inspectors=4, items=3) -> None:
    """Fill the directories through imports: half of the rows in each township."""
    with patch("mingqian.imports.judging.read_workbook", read_once):
        _fill(world, targets, inspectors, items)


# Reading runs in a process of its own; the same sheet need not be read for every test.
read_once = functools.cache(read_workbook)


def _fill(world, targets, inspectors, items):
    prepare(world)
    units = ((T01, "禾丰镇"), (T02, "柳湾镇"))
    firms = [
        target_row(n, unit=units[n % 2][0], region=units[n % 2][1], risk="ABCD"[n % 4])
        for n in range(1, targets + 1)
    ]
    people = [
        inspector_row(n, unit=(T01, T02, BUREAU)[n % 3], lead="是" if n % 2 else "否")
        for n in range(1, inspectors + 1)
    ]
    for kind, body in (
        ("items", items_file([item_row(n) for n in range(1, items + 1)])),
        ("targets", targets_file(firms)),
        ("inspectors", inspectors_file(people)),
    ):
        written = write(world, upload(world, kind, body))
        assert written.state == "applied", (written.state, written.refusal)
