"""Division codes (GB/T 2260) and industry codes (GB/T 4754-2017) as people type them."""

import pytest

from mingqian.directories.reference import industries, regions
from mingqian.rules.identifiers import check_industry_code, check_region_code
from mingqian.rules.refusals import RuleBroken


def sentence(check, raw: object, table) -> str:
    with pytest.raises(RuleBroken) as refusal:
        check(raw, table)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("370322", "370322"),
        (370322, "370322"),
        (370322.0, "370322"),
        (" ４４１３２２ ", "441322"),
        ("370300", "370300"),
    ],
)
def test_divisions_in_force(raw: object, code: str) -> None:
    assert check_region_code(raw, regions()) == code


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (None, "行政区划代码未填。"),
        (1.5, "行政区划代码未填。"),
        ("3703", "行政区划代码「3703」不是 6 位数字，请填县级代码。"),
        ("370322100", "行政区划代码「370322100」不是 6 位数字，请填县级代码。"),
        ("高青县", "行政区划代码「高青县」不是 6 位数字，请填县级代码。"),
        ("379999", "没有行政区划代码 379999。"),
        ("110100", "110100「市辖区」是汇总码，请填具体的县级代码。"),
        ("110103", "110103 崇文区已撤销，现为 110101 东城区。"),
        ("130106", "130106 郊区已撤销，请填现行代码。"),
        # Two changes on the way: 昌平县 became another code, then a district.
        ("110201", "110201 昌平县已撤销，现为 110114 昌平区。"),
    ],
)
def test_divisions_refused(raw: object, expected: str) -> None:
    assert sentence(check_region_code, raw, regions()) == expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2511", "2511"),
        ("C2511", "2511"),
        ("c2511", "2511"),
        ("25", "25"),
        ("C", "C"),
        ("0810", "0810"),
        (2511, "2511"),
        (2511.0, "2511"),
        # No code 8 exists, so a number cell with 8 can only have been 08.
        (8, "08"),
    ],
)
def test_industries(raw: object, code: str) -> None:
    assert check_industry_code(raw, industries()) == code


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (None, "行业代码未填。"),
        ("9999", "没有行业代码「9999」（GB/T 4754-2017）。"),
        ("A2511", "没有行业代码「A2511」（GB/T 4754-2017）。"),
        ("化工", "没有行业代码「化工」（GB/T 4754-2017）。"),
        (2.5, "没有行业代码「2.5」（GB/T 4754-2017）。"),
        (
            111,
            "行业代码被存成了数字 111，可能是 111 煤炭开采和洗选专业及辅助性活动，"
            "也可能是 0111 稻谷种植。请设为文本格式重新填写。",
        ),
    ],
)
def test_industries_refused(raw: object, expected: str) -> None:
    assert sentence(check_industry_code, raw, industries()) == expected
