"""The shipped reference tables: the counts their README states, and files that are broken."""

from collections import Counter

import pytest

from mingqian.directories.reference import (
    industries,
    regions,
    result_catalogue,
    sectors,
    shipped_holidays,
)
from mingqian.rules.reference.holidays import parse_holidays
from mingqian.rules.reference.industries import IndustryLevel, lineage, parse_industries
from mingqian.rules.reference.regions import (
    Region,
    RegionLevel,
    RegionStatus,
    parse_regions,
    successor,
)
from mingqian.rules.reference.result_codes import parse_result_codes
from mingqian.rules.reference.sectors import parse_sectors, sectors_of
from mingqian.rules.refusals import RuleBroken
from mingqian.rules.results import GRAVITY, ResultCode
from mingqian.rules.sampling import CODE, ItemClass


def test_holidays() -> None:
    assert len(shipped_holidays()) == 413
    assert {day.notice_year for day in shipped_holidays()} == set(range(2015, 2027))


def test_divisions() -> None:
    table = regions()
    assert len(table) == 7266
    in_force = Counter(r.level for r in table.values() if r.status is RegionStatus.CURRENT)
    assert in_force == {
        RegionLevel.PROVINCE: 34,
        RegionLevel.PREFECTURE: 333,
        RegionLevel.COUNTY: 2847,
    }
    assert table["370322"].path == "山东省/淄博市/高青县"
    assert table["441322"].path == "广东省/惠州市/博罗县"
    for region in table.values():
        if region.status is RegionStatus.CURRENT and region.parent:
            assert region.parent in table


def test_industries() -> None:
    table = industries()
    assert Counter(each.level for each in table.values()) == {
        IndustryLevel.SECTION: 20,
        IndustryLevel.DIVISION: 97,
        IndustryLevel.GROUP: 473,
        IndustryLevel.CLASS: 1381,
    }
    assert all(each.parent in table for each in table.values() if each.parent)
    assert [each.code for each in lineage("2511", table)] == ["2511", "251", "25", "C"]
    assert list(lineage("9999", table)) == []


def test_sectors() -> None:
    table = industries()
    assert len(sectors()) == 15
    for sector in sectors():
        assert CODE.fullmatch(sector.code)
        assert sector.confidence in {"high", "medium", "low"}
        assert set(sector.included + sector.excluded) <= table.keys()
    key = [sector.name for sector in sectors() if sector.item_class is ItemClass.KEY]
    assert key == ["危险化学品", "非煤矿山（含地质勘探、尾矿库）", "烟花爆竹", "冶金", "有色"]


@pytest.mark.parametrize(
    ("code", "suggested"),
    [
        ("2511", ["hazchem", "chemical"]),
        ("2672", ["fireworks"]),
        ("3021", ["buildmat"]),
        ("3074", ["lightind"]),
        ("31", ["metallurgy"]),
        ("5941", ["hazchem"]),
        ("6110", ["commerce"]),
        ("C", []),
        ("9999", []),
    ],
)
def test_sectors_that_a_code_suggests(code: str, suggested: list[str]) -> None:
    found = sectors_of(code, sectors(), industries())
    assert [sector.code for sector in found] == suggested


def test_result_codes_agree_with_the_rules() -> None:
    catalogue = result_catalogue()
    assert catalogue.labels == {code.value: code.label for code in ResultCode}
    assert len(catalogue.local) == 19
    assert {each.maps_to for each in catalogue.local.values()} == set(GRAVITY)
    assert catalogue.local["1"].maps_to is ResultCode.NO_PROBLEM
    assert catalogue.local["10"].maps_to is ResultCode.NO_ACTIVITY
    assert set(catalogue.suggested) == set(ResultCode)
    assert catalogue.follow_up["order_correct"].following == ("recheck",)
    assert catalogue.follow_up["recheck"].closes


def region(code: str, status: RegionStatus, replaced_by: str = "") -> Region:
    return Region(code, code, RegionLevel.COUNTY, "", code, status, replaced_by)


def test_successors_are_followed_and_never_in_a_circle() -> None:
    gone, now = RegionStatus.ABOLISHED, RegionStatus.CURRENT
    chain = {r.code: r for r in (region("1", gone, "2"), region("2", gone, "3"), region("3", now))}
    assert successor(chain["1"], chain) == chain["3"]
    circle = {r.code: r for r in (region("1", gone, "2"), region("2", gone, "1"))}
    assert successor(circle["1"], circle) is None
    assert successor(region("9", gone, "8"), {}) is None
    assert successor(region("9", gone), chain) is None


def test_a_doubtful_successor_is_not_shown() -> None:
    text = (
        "code,name,level,parent,path,status,replaced_by,note\n"
        "130000,甲省,省级,,,current,,\n"
        '130101,甲县,县级,130000,,abolished,140101,"replacement lies in another prefecture: x"\n'
    )
    table = parse_regions(text)
    assert table["130101"].replaced_by == ""
    assert table["130000"].path == "甲省"


@pytest.mark.parametrize(
    ("parse", "text", "sentence"),
    [
        (parse_holidays, "", "参考数据缺少列：date、name、kind、notice_year。"),
        (parse_holidays, "date,name,kind\n", "参考数据缺少列：notice_year。"),
        (
            parse_holidays,
            "date,name,kind,notice_year\n2026-01-01,元旦,休\n",
            "参考数据第 2 行不合格式。",
        ),
        (
            parse_holidays,
            "date,name,kind,notice_year\n2026-01-01,元旦,休,2026,x\n",
            "参考数据第 2 行不合格式。",
        ),
        (
            parse_holidays,
            "date,name,kind,notice_year\n2026-01-01,元旦,休,2026\n2026-02-30,春节,休,2026\n",
            "参考数据第 3 行不合格式。",
        ),
        (
            parse_holidays,
            "date,name,kind,notice_year\n2026-01-01,元旦,闲,2026\n",
            "参考数据第 2 行不合格式。",
        ),
        (
            parse_holidays,
            "date,name,kind,notice_year\n2026-01-01,元旦,休,2025\n",
            "参考数据第 2 行不合格式。",
        ),
        (
            parse_regions,
            "code,name,level,parent,path,status,replaced_by,note\n1,甲,村级,,,current,,\n",
            "参考数据第 2 行不合格式。",
        ),
        (
            parse_industries,
            "code,code_full,name,level,parent\n1,A1,甲,细类,A\n",
            "参考数据第 2 行不合格式。",
        ),
        (
            parse_sectors,
            "code,name,class,gbt4754_included,gbt4754_excluded,mapping_confidence\nx,甲,中,,,low\n",
            "参考数据第 2 行不合格式。",
        ),
        (parse_result_codes, "{}", "检查结果代码文件不合格式：'follow_up'。"),
    ],
)
def test_broken_tables_are_refused_by_line(parse, text: str, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        parse(text)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "[]",
        '{"results":[{"code":"a","label":"x","suggested_follow_up":"none"}],'
        '"local_result_list":[],"follow_up":[],"once_a_year_exceptions":[]}',
        '{"results":[{"code":"a","label":"x","suggested_follow_up":["gone"]}],'
        '"local_result_list":[],"follow_up":[],"once_a_year_exceptions":[]}',
        '{"results":[],"local_result_list":[{"code":"1","label":"x","maps_to":"z",'
        '"confidence":"high"}],"follow_up":[],"once_a_year_exceptions":[]}',
    ],
)
def test_a_broken_catalogue_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        parse_result_codes(text)


def test_a_byte_order_mark_is_no_column() -> None:
    days = parse_holidays("\ufeffdate,name,kind,notice_year\n2026-01-01,元旦,休,2026\n")
    assert days[0].name == "元旦"
