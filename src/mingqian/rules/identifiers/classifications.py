"""Division codes 「行政区划代码」 (GB/T 2260) and industry codes 「行业代码」 (GB/T 4754-2017)."""

from collections.abc import Mapping

from mingqian.rules.identifiers.text import exact_digits, half_width, is_number, without_spaces
from mingqian.rules.reference.industries import Industry
from mingqian.rules.reference.regions import Region, RegionStatus, successor
from mingqian.rules.refusals import RuleBroken, gettext_noop

REGION_LENGTH = 6


def check_region_code(raw: object, table: Mapping[str, Region]) -> str:
    """Return a six-digit division code in force, or refuse it and name its successor.

    Source: GB/T 2260. A place holder such as 市辖区 is refused because nobody is registered there.
    """
    code = (exact_digits(raw) or "") if is_number(raw) else half_width(without_spaces(raw))
    if not code:
        raise _region_broken(gettext_noop("行政区划代码未填。"))
    if len(code) != REGION_LENGTH or not code.isdigit():
        raise _region_broken(
            gettext_noop("行政区划代码「{code}」不是 6 位数字，请填县级代码。"), code=code
        )
    region = table.get(code)
    if region is None:
        raise _region_broken(gettext_noop("没有行政区划代码 {code}。"), code=code)
    _refuse_out_of_force(region, table)
    return code


def check_industry_code(raw: object, table: Mapping[str, Industry]) -> str:
    """Return an industry code as the table has it (2511, 25, C), or refuse it.

    Source: GB/T 4754-2017. C2511 is taken as 2511. A number cell loses a leading zero: it is put
    back where only one reading exists, and refused where two exist (111 or 0111).
    """
    code = _counted(raw, table) if is_number(raw) else half_width(without_spaces(raw)).upper()
    if not code:
        raise _industry_broken(gettext_noop("行业代码未填。"))
    if code in table:
        return code
    if code[1:] in table and table[code[1:]].code_full == code:
        return code[1:]
    raise _industry_broken(gettext_noop("没有行业代码「{code}」（GB/T 4754-2017）。"), code=code)


def _refuse_out_of_force(region: Region, table: Mapping[str, Region]) -> None:
    if region.status is RegionStatus.COLLECTIVE:
        raise _region_broken(
            gettext_noop("{code}「{name}」是汇总码，请填具体的县级代码。"),
            code=region.code,
            name=region.name,
        )
    if region.status is not RegionStatus.ABOLISHED:
        return
    now = successor(region, table)
    if now is None:
        raise _region_broken(
            gettext_noop("{code} {name}已撤销，请填现行代码。"), code=region.code, name=region.name
        )
    raise _region_broken(
        gettext_noop("{code} {name}已撤销，现为 {new_code} {new_name}。"),
        code=region.code,
        name=region.name,
        new_code=now.code,
        new_name=now.name,
    )


def _counted(raw: object, table: Mapping[str, Industry]) -> str:
    """Return the code that a number cell can only have been."""
    code = exact_digits(raw) or str(raw)
    padded = f"0{code}"
    if code in table and padded in table:
        raise _industry_broken(
            gettext_noop(
                "行业代码被存成了数字 {code}，可能是 {code} {name}，"
                "也可能是 {padded} {padded_name}。请设为文本格式重新填写。"
            ),
            code=code,
            name=table[code].name,
            padded=padded,
            padded_name=table[padded].name,
        )
    return padded if padded in table else code


def _region_broken(template: str, **facts: object) -> RuleBroken:
    return RuleBroken(template, field="region", **facts)


def _industry_broken(template: str, **facts: object) -> RuleBroken:
    return RuleBroken(template, field="industry", **facts)
