"""The list of random-inspection items 「抽查事项清单」 as a sheet (G 5.1.1, B 2.1.1).

Published catalogues spread one item over several rows: a row for each legal basis or object,
with the other cells merged. An item begins where its matter has a cell of its own.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mingqian.imports.columns import Column, Reading, Row, Sheet
from mingqian.imports.sheets import values
from mingqian.imports.workbook import Cell
from mingqian.rules.refusals import gettext_noop

ITEM_CLASSES = {
    "重点检查事项": "key",
    "重点": "key",
    "重点事项": "key",
    "重点抽查事项": "key",
    "一般检查事项": "general",
    "一般": "general",
    "一般事项": "general",
    "一般抽查事项": "general",
}
LEVEL = re.compile(
    r"(?:国家|省|市|设区的市|县|区|乡镇|乡|镇)级?(?:以上|以下)|(?:国家|省|设区的市|市|县|乡镇)级"
)
# A title in 《》 begins a new basis where the one before has come to an end.
_BASIS_END = re.compile(r"[条款项号目章节）)》。；;\d][\s，,、；;。]*$")
_CONTINUED = re.compile(r"[、，,\s]*第?[一二三四五六七八九十百\d]+[条款项、]")
_ORDINAL = re.compile(r"^\s*\d+\s*[.．、]\s*(?=《)")
_SEPARATORS = "，,；;、。 "


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A checked item; the attributes are those of `InspectionItem`."""

    row: int = field(compare=False)
    code: str = field(compare=False)
    matter: str
    objects_text: str
    item_class: str
    department: str
    legal_bases: tuple[str, ...]
    category: str = ""
    body: str = ""
    method: str = ""
    level: str = ""
    sectors: tuple[str, ...] = ()
    ratio: str = ""
    content: str = ""

    @property
    def key(self) -> str:
        """Body, category, matter and objects: matters with the same name differ in objects."""
        return "｜".join((self.body, self.category, self.matter, self.objects_text))


def legal_bases(cell: Cell, reading: Reading) -> tuple[str, ...]:
    """Parse one cell with one or several legal bases, each beginning with a title in 《》."""
    lines: list[str] = []
    for line in re.split(r"[\r\n]+", cell if isinstance(cell, str) else str(cell)):
        # A line such as 第六条 goes on with the title above it.
        if lines and _CONTINUED.match(line) and not _ORDINAL.match(line):
            lines[-1] += line
        else:
            lines.append(_ORDINAL.sub("", line))
    found = (values.plain_text(basis, reading) for line in lines for basis in _titles(line))
    return tuple(dict.fromkeys(basis.strip(_SEPARATORS) for basis in found if basis.strip()))


def _titles(line: str) -> Iterator[str]:
    """Yield the parts of a line that begin with a title, outside brackets and other titles."""
    start = depth = 0
    for at, char in enumerate(line):
        if char == "《" and depth == 0 and _BASIS_END.search(line[start:at]):
            yield line[start:at]
            start = at
        depth += (char in "《（(") - (char in "》）)")
        # 《…（试行》 forgets a bracket; the end of a title outside of all others mends it.
        depth = max(depth, 0)
    yield line[start:]


def _words(cell: Cell, reading: Reading) -> str:
    return values.text(1_000)(cell, reading)


def _joined(found: Sequence[str], _reading: Reading) -> str:
    return "；".join(dict.fromkeys(filter(None, found)))


def _flat(found: Sequence[tuple[str, ...]], _reading: Reading) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for parts in found for part in parts))


def _gravest(found: Sequence[str], reading: Reading) -> str:
    """Return key if any object of the item makes it so: key items have no upper limit (R03)."""
    if len(set(found)) > 1:
        reading.notice(gettext_noop("本事项的检查对象有重点也有一般，按重点事项导入"))
    return "key" if "key" in found else found[0]


def level_of(department: str) -> str:
    """Return the level that the name of a department states: 县级以上…部门 → 县级以上."""
    return "、".join(dict.fromkeys(LEVEL.findall(re.sub("[(（].*?[)）]", "", department))))


def _build(row: int, cells: Mapping[str, Any], reading: Reading) -> ItemRow:
    filled = dict(cells)
    if not filled["level"]:
        filled["level"] = level_of(filled["department"])
    return ItemRow(row=row, **filled)


def _number(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the items with codes that are unique: 12-1, 12-2 where 序号 12 spans two items."""
    items = [row for row in rows if isinstance(row, ItemRow)]
    if not all(item.code for item in items):
        return tuple(replace(item, code=f"{n:03}") for n, item in enumerate(items, start=1))
    total = Counter(item.code for item in items)
    seen: Counter[str] = Counter()
    numbered = []
    for item in items:
        seen[item.code] += 1
        suffix = f"-{seen[item.code]}" if total[item.code] > 1 else ""
        numbered.append(replace(item, code=f"{item.code}{suffix}"))
    return tuple(numbered)


ITEMS = Sheet(
    code="items",
    title=gettext_noop("抽查事项清单"),
    build=_build,
    unique=(("body", "category", "matter", "objects_text"),),
    label="matter",
    leader="matter",
    finish=_number,
    csv=False,
    columns=(
        Column("code", ("序号", "编号", "事项编号", "事项编码"), values.text(32), carry=True),
        Column(
            "body",
            ("编制单位名称", "编制单位", "牵头单位", "主管部门", "发布单位", "业务主管单位"),
            values.text(200),
            carry=True,
        ),
        Column(
            "category",
            ("抽查类别", "抽查项目", "类别", "检查类别", "事项大类", "抽查类型"),
            values.text(200),
            example="工贸",
            carry=True,
        ),
        Column(
            "matter",
            (
                "抽查事项",
                "检查事项",
                "抽查事项名称",
                "检查事项名称",
                "事项名称",
                "抽查内容",
                "随机抽查事项",
            ),
            values.name(2_000),
            required=True,
            example="安全生产教育培训情况的检查",
        ),
        Column(
            "objects_text",
            ("检查对象", "抽查对象", "监管对象", "检查对象范围"),
            _words,
            required=True,
            example="工贸企业",
            join=_joined,
        ),
        Column(
            "item_class",
            ("事项类别", "事项类型", "检查事项类别", "重点/一般", "事项分类"),
            values.choice(ITEM_CLASSES),
            required=True,
            hint=gettext_noop("重点或一般"),
            choices=("重点检查事项", "一般检查事项"),
            example="一般检查事项",
            join=_gravest,
        ),
        Column(
            "method",
            ("检查方式", "抽查方式", "检查方法", "抽查方法"),
            values.text(500),
            example="现场检查、书面检查",
            join=_joined,
        ),
        Column(
            "department",
            (
                "检查部门",
                "检查主体",
                "实施部门",
                "实施主体",
                "抽查主体",
                "责任部门",
                "执法主体",
                "承办机构",
            ),
            values.text(200),
            required=True,
            example="县级应急管理部门",
            join=_joined,
        ),
        Column(
            "level",
            ("实施层级", "检查层级", "层级", "行使层级"),
            values.text(200),
            hint=gettext_noop("空着则取检查部门名称里的层级"),
            join=_joined,
        ),
        Column(
            "legal_bases",
            ("检查依据", "抽查依据", "法律依据", "实施依据", "设定依据", "依据"),
            legal_bases,
            required=True,
            empty=(),
            hint=gettext_noop("几条依据各占一行（单元格内换行）"),
            example="《中华人民共和国安全生产法》第二十八条",
            join=_flat,
        ),
        Column(
            "sectors",
            ("适用行业领域", "行业领域", "适用行业"),
            values.sector_list,
            empty=(),
            hint=gettext_noop("几项之间用顿号分开，空着为全部"),
            join=_flat,
        ),
        Column(
            "ratio", ("抽查比例", "比例", "抽查比例和频次", "抽查比例及频次"), values.text(200)
        ),
        Column("content", ("检查内容", "检查要点"), values.text(2_000), join=_joined),
    ),
)
