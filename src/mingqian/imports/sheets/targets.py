"""The directory of inspection targets 「检查对象名录库」 as a sheet (G 3.3, 5.2.1; B 2.1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingqian.imports.columns import Column, Reading, Sheet
from mingqian.imports.sheets import values
from mingqian.rules.identifiers import check_credit_code, check_phone
from mingqian.rules.reference.sectors import sectors_of
from mingqian.rules.refusals import gettext_noop
from mingqian.rules.sampling import ItemClass

REGULATORY_TYPES = {
    "重点": "重点",
    "重点监管": "重点",
    "重点检查对象": "重点",
    "重点企业": "重点",
    "一般": "一般",
    "一般监管": "一般",
    "一般检查对象": "一般",
    "一般企业": "一般",
}
# 国市监信发〔2022〕6号: A low, B general, C raised, D high.
RISK_CLASSES = {
    **{f"{letter}{word}": letter for letter in "ABCD" for word in ("", "级", "类")},
    "低风险": "A",
    "低": "A",
    "一般风险": "B",
    "一般": "B",
    "较高风险": "C",
    "较高": "C",
    "高风险": "D",
    "高": "D",
}


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A checked row of the target directory; the attributes are those of `Target`."""

    row: int = field(compare=False)
    credit_code: str
    name: str
    industry: str
    industry_name: str
    sector: str
    region: str
    region_name: str
    unit_type: str = ""
    legal_representative: str = ""
    address: str = ""
    contact: str = ""
    phone: str = ""
    business_scope: str = ""
    subject_type: str = ""
    regulatory_type: str = ""
    risk_class: str = ""
    supervising_unit: str = ""
    last_inspected_on: date | None = None

    @property
    def key(self) -> str:
        """The credit code."""
        return self.credit_code


def _build(row: int, cells: Mapping[str, Any], reading: Reading) -> TargetRow:
    """Return the row, its sector and regulatory type completed where the file leaves them open."""
    reference = reading.reference
    filled = dict(cells)
    if not filled["sector"]:
        suggested = sectors_of(filled["industry"], reference.sectors, reference.industries)
        if suggested:
            filled["sector"] = suggested[0].code
            reading.count(
                gettext_noop(
                    "{count} 行未填行业领域，已按行业代码推定；危化品、烟花爆竹以许可证为准。"
                )
            )
    if not filled["regulatory_type"]:
        key = any(
            s.code == filled["sector"] and s.item_class is ItemClass.KEY for s in reference.sectors
        )
        filled["regulatory_type"] = "重点" if key else "一般"
        reading.count(gettext_noop("{count} 行未填监管类型，已按行业领域推定。"))
    return TargetRow(
        row=row,
        industry_name=reference.industries[filled["industry"]].name,
        region_name=reference.places[filled["region"]],
        **filled,
    )


TARGETS = Sheet(
    code="targets",
    title=gettext_noop("检查对象名录"),
    build=_build,
    unique=(("credit_code",),),
    label="name",
    columns=(
        Column(
            "credit_code",
            (
                "统一社会信用代码",
                "统一代码",
                "信用代码",
                "社会信用代码",
                "统一社会信用代码/注册号",
            ),
            values.code(check_credit_code),
            required=True,
            hint=gettext_noop("18 位，按营业执照填写，单元格设为文本"),
            example="91370399MA3C8K2X1R",
        ),
        Column(
            "name",
            (
                "单位名称",
                "企业名称",
                "名称",
                "生产经营单位名称",
                "检查对象名称",
                "主体名称",
                "市场主体名称",
                "经营主体名称",
                "检查对象",
            ),
            values.name(200),
            required=True,
            hint=gettext_noop("营业执照上的全称"),
            example="青禾县示例化工有限公司",
        ),
        Column(
            "unit_type",
            ("单位类型", "企业类型", "类型"),
            values.text(64),
            hint=gettext_noop("如有限责任公司、个体工商户"),
            example="有限责任公司",
        ),
        Column(
            "legal_representative",
            (
                "法定代表人",
                "法定代表人/负责人",
                "法人代表",
                "负责人",
                "主要负责人",
                "法定代表人或负责人",
            ),
            values.name(64),
        ),
        Column(
            "address",
            ("住所", "地址", "经营场所", "住所/经营场所", "生产经营地址", "详细地址", "注册地址"),
            values.text(300),
        ),
        Column("contact", ("联系人", "联络员", "安全负责人"), values.name(64)),
        Column(
            "phone",
            ("联系电话", "联系方式", "电话", "手机", "手机号", "联系人电话"),
            values.code(check_phone, shown=False),
            hint=gettext_noop("一栏只填一个号码，固定电话带区号"),
            personal="phone",
        ),
        Column("business_scope", ("经营范围", "主营业务"), values.text(4_000)),
        Column("subject_type", ("主体类型", "市场主体类型", "经营主体类型"), values.text(64)),
        Column(
            "industry",
            ("行业类别", "行业代码", "行业", "国民经济行业", "所属行业", "行业分类", "行业门类"),
            values.industry,
            required=True,
            hint=gettext_noop("GB/T 4754-2017 的代码或名称"),
            example="2614",
        ),
        Column(
            "sector",
            ("行业领域", "监管行业", "监管领域", "安全监管行业"),
            values.sector,
            hint=gettext_noop("空着则按行业类别推定"),
            example="危险化学品",
        ),
        Column(
            "region",
            (
                "所属区划",
                "行政区划",
                "属地",
                "乡镇街道",
                "所属乡镇",
                "所在乡镇",
                "区划",
                "乡镇",
                "镇街",
            ),
            values.place,
            required=True,
            hint=gettext_noop("乡镇街道的名称或区划代码"),
            example="城关镇",
        ),
        Column(
            "regulatory_type",
            ("监管类型", "监管类别", "检查对象类型", "对象类别"),
            values.choice(REGULATORY_TYPES),
            hint=gettext_noop("重点或一般，空着则按行业领域推定"),
            choices=("重点", "一般"),
        ),
        Column(
            "risk_class",
            ("风险等级", "风险分类", "信用风险等级", "信用风险分类", "风险类别"),
            values.choice(RISK_CLASSES),
            hint=gettext_noop("A 低、B 一般、C 较高、D 高"),
            choices=("A", "B", "C", "D"),
        ),
        Column(
            "supervising_unit",
            ("管辖单位", "监管单位", "主管单位", "属地监管单位", "监管部门", "日常监管单位"),
            values.unit,
            hint=gettext_noop("负责监管它的单位，须与单位管理中的名称一致"),
        ),
        Column(
            "last_inspected_on",
            ("上次检查日期", "最近检查日期", "上次抽查日期", "最近一次检查日期"),
            values.past_day,
            empty=None,
            hint=gettext_noop("如 2026-01-31"),
        ),
    ),
)
