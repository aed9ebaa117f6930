"""The directory of inspectors 「检查人员名录库」 as a sheet (G 3.4, 5.2.2; B 2.1.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingqian.imports.columns import Column, Fault, Reading, Sheet
from mingqian.imports.sheets import values
from mingqian.rules.identifiers import (
    IdFacts,
    check_certificate_number,
    check_id_number,
    check_phone,
    id_number_facts,
)
from mingqian.rules.refusals import Refusals, gettext_noop

SEXES = {"男": "m", "女": "f", "男性": "m", "女性": "f"}
LEVELS = {
    "县级": "county",
    "县": "county",
    "区县级": "county",
    "区级": "county",
    "县(区)级": "county",
    "乡镇级": "township",
    "乡级": "township",
    "镇级": "township",
    "乡镇": "township",
    "乡镇街道": "township",
    "乡镇(街道)": "township",
    "街道": "township",
}
ANSWERS = {
    "是": "1",
    "否": "",
    "可以": "1",
    "不可以": "",
    "能": "1",
    "不能": "",
    "Y": "1",
    "N": "",
}
YOUNGEST = 18


@dataclass(frozen=True, slots=True)
class InspectorRow:
    """A checked row of the inspector directory; the attributes are those of `Inspector`."""

    row: int = field(compare=False)
    name: str
    sex: str
    id_number: str
    unit: str
    level: str
    certificate_number: str
    valid_from: date
    valid_to: date
    phone: str = ""
    post: str = ""
    expertise: tuple[str, ...] = ()
    may_lead: bool = False
    certificate_expired: bool = False

    @property
    def key(self) -> str:
        """The ID number."""
        return self.id_number


def _build(row: int, cells: Mapping[str, Any], reading: Reading) -> InspectorRow:
    """Return the row; refuse what the ID number denies, and dates in reverse."""
    facts = id_number_facts(cells["id_number"])
    faults = [*_against_id(cells, facts, reading.today), *_against_dates(cells)]
    if faults:
        raise Refusals(faults)
    expired: bool = cells["valid_to"] < reading.today
    if expired:
        reading.warn(
            gettext_noop("执法证已于 {end} 到期"),
            gettext_noop("仍写入名录，但不在库，不能被抽取；换证后再次导入即可入库。"),
            at="valid_to",
            end=cells["valid_to"].isoformat(),
        )
    filled = {**cells, "sex": SEXES[facts.sex], "may_lead": bool(cells["may_lead"])}
    return InspectorRow(row=row, certificate_expired=expired, **filled)


def _against_id(cells: Mapping[str, Any], facts: IdFacts, today: date) -> Iterator[Fault]:
    if cells["sex"] and SEXES[facts.sex] != cells["sex"]:
        yield Fault(
            gettext_noop("性别与身份证号不符：身份证号为{sex}"),
            gettext_noop("请核对身份证号和性别。"),
            at="sex",
            sex=facts.sex,
        )
    if (today - facts.born).days < YOUNGEST * 365.25:
        yield Fault(
            gettext_noop("按身份证号未满 {age} 周岁"),
            gettext_noop("请核对身份证号。"),
            at="id_number",
            age=YOUNGEST,
        )


def _against_dates(cells: Mapping[str, Any]) -> Iterator[Fault]:
    if cells["valid_from"] > cells["valid_to"]:
        yield Fault(
            gettext_noop("有效期止 {end} 早于有效期起 {start}"),
            gettext_noop("请核对执法证。"),
            at="valid_to",
            start=cells["valid_from"].isoformat(),
            end=cells["valid_to"].isoformat(),
        )


INSPECTORS = Sheet(
    code="inspectors",
    title=gettext_noop("检查人员名录"),
    build=_build,
    unique=(("id_number",), ("certificate_number",)),
    label="name",
    columns=(
        Column(
            "name",
            ("姓名", "检查人员", "检查人员姓名", "执法人员", "执法人员姓名"),
            values.name(32),
            required=True,
            example="张示例",
        ),
        Column(
            "sex",
            ("性别",),
            values.choice(SEXES),
            hint=gettext_noop("空着则按身份证号"),
            choices=("男", "女"),
        ),
        Column(
            "id_number",
            ("身份证号", "身份证号码", "公民身份号码", "身份证", "证件号码"),
            values.code(check_id_number, shown=False),
            required=True,
            hint=gettext_noop("18 位，单元格设为文本；入库后加密保存"),
            personal="id_number",
        ),
        Column(
            "phone",
            ("联系电话", "联系方式", "手机", "手机号", "手机号码", "电话"),
            values.code(check_phone, shown=False),
            hint=gettext_noop("一栏只填一个号码"),
            personal="phone",
        ),
        Column(
            "unit",
            ("所在单位", "单位", "工作单位", "单位名称", "执法单位", "所属单位", "所在机构"),
            values.unit,
            required=True,
            hint=gettext_noop("须与单位管理中的名称一致"),
            example="青禾县应急管理局",
        ),
        Column(
            "level",
            ("层级", "单位层级", "人员层级", "级别"),
            values.choice(LEVELS),
            required=True,
            hint=gettext_noop("县级或乡镇级"),
            choices=("县级", "乡镇级"),
            example="县级",
        ),
        Column(
            "post",
            ("职务或职称", "职务", "职称", "职务/职称", "职务职称"),
            values.text(64),
        ),
        Column(
            "certificate_number",
            ("执法证号", "执法证件号", "执法证编号", "行政执法证号", "执法证号码", "执法证件编号"),
            values.code(check_certificate_number),
            required=True,
            hint=gettext_noop("按行政执法证填写，单元格设为文本"),
        ),
        Column(
            "valid_from",
            ("有效期起", "发证日期", "证件有效期起", "有效期自", "有效期开始", "执法证有效期起"),
            values.past_day,
            required=True,
            empty=None,
            hint=gettext_noop("如 2024-01-01"),
            example="2024-01-01",
        ),
        Column(
            "valid_to",
            ("有效期止", "有效期至", "到期日期", "证件有效期止", "有效期截止", "执法证有效期至"),
            values.day,
            required=True,
            empty=None,
            hint=gettext_noop("如 2028-12-31"),
            example="2028-12-31",
        ),
        Column(
            "expertise",
            ("业务专长", "专长", "专业", "专业特长", "业务特长"),
            values.words(32),
            empty=(),
            hint=gettext_noop("几项之间用顿号分开"),
            example="危险化学品、冶金",
        ),
        Column(
            "may_lead",
            ("可任组长", "是否可任组长", "能否任组长", "组长资格"),
            values.choice(ANSWERS),
            hint=gettext_noop("是或否，空着为否"),
            choices=("是", "否"),
        ),
    ),
)
