"""What a draft must hold: every fault is named with its field, all of them at once."""

from dataclasses import replace
from datetime import date

import pytest

from mingqian.directories.models import InspectionItem, ItemList
from mingqian.planning import actions as planning
from mingqian.planning.drafts import StratumDraft, TaskDraft
from mingqian.planning.models import Task
from mingqian.rules.permissions import SYSTEM
from mingqian.rules.refusals import Refusals
from tests.world_draws import STRATA, action, change, draft, new_task


def faults(world, **changes):
    with pytest.raises(Refusals) as caught:
        new_task(world, **changes)
    assert Task.objects.count() == 0
    return {fault.field: str(fault) for fault in caught.value.refusals}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": " "}, "name", "请填写任务名称"),
        ({"name": "长" * 201}, "name", "最多 200 字"),
        ({"ground": ""}, "ground", "请写明依据"),
        ({"kind": "x"}, "kind", "计划任务或临时任务"),
        ({"scope": "x"}, "scope", "请选择抽查领域"),
        ({"sampling": "x"}, "sampling", "定向或不定向"),
        ({"way": "x"}, "way", "公开随机数来源"),
        ({"inspector_cap": 0}, "inspector_cap", "1 至 99"),
        ({"inspector_cap": 100}, "inspector_cap", "1 至 99"),
        ({"starts_on": None}, "starts_on", "请填写开始日期"),
        ({"year": 2027}, "starts_on", "2026-11-20 不在 2027 年度内"),
        ({"ends_on": None}, "ends_on", "请填写结束日期"),
        ({"ends_on": date(2026, 11, 19)}, "ends_on", "早于开始日期"),
        (
            {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 9)},
            "ends_on",
            "2026-10-09 已经过去",
        ),
        ({"sampling": "directed"}, "conditions", "至少要有一个条件"),
        ({"conditions": {"regions": ("370399101",)}}, "conditions", "不能再设条件"),
        (
            {"sampling": "directed", "conditions": {"hobby": ("x",)}},
            "conditions",
            "没有名为「hobby」",
        ),
        ({"exclusions": ("y1", "zz")}, "exclusions", "没有排除理由代码 zz"),
        ({"exclusions": ("l1",)}, "repeat_ground", "一年内最多抽查一次（《工作指引》6.2）"),
        ({"repeat_ground": "campaign"}, "repeat_ground", "不需要例外理由"),
        ({"strata": ()}, "strata", "1 至 50 层"),
        ({"strata": (replace(STRATA[0], title=""),)}, "strata-0-title", "自己的名称"),
        ({"strata": (STRATA[0], replace(STRATA[1], title=STRATA[0].title))}, "strata-1-title", ""),
        ({"strata": (replace(STRATA[0], minimum=-1),)}, "strata-0-minimum", "不能是负数"),
        ({"strata": (replace(STRATA[0], rate="很多"),)}, "strata-0-rate", "不是百分数"),
        ({"strata": (replace(STRATA[0], rate=""),)}, "strata-0-rate", "请填写抽查比例"),
        ({"strata": (replace(STRATA[0], risk_classes=("Z",)),)}, "strata-0-risk_classes", "Z"),
        ({"strata": (replace(STRATA[0], sectors=("x",)),)}, "strata-0-sectors", "没有代码 x"),
        (
            {"strata": (STRATA[0], replace(STRATA[1], risk_classes=()))},
            "strata-1-risk_classes",
            "与第 1 层重叠",
        ),
        ({"items": ()}, "items", "请从抽查事项清单中选择"),
        ({"items": (999_999,)}, "items", "已不在清单中"),
        ({"items": tuple(range(1, 302))}, "items", "最多 300 项"),
        ({"units": ()}, "units", "请选择执行单位"),
        ({"units": (999_999,)}, "units", "已停用"),
        ({"slots": ("lead",)}, "slots", "2 至 9 人"),
        ({"slots": ("any", "lead")}, "slots", "第一个席位应为组长"),
        ({"slots": ("lead", "skill:astrology")}, "slots", "没有这个代码"),
        ({"rate_ground": "长" * 201}, "rate_ground", "最多 200 字"),
    ],
)
def test_each_fault_is_named_at_its_field(world, changes, field, words):
    found = faults(world, **changes)
    assert field in found
    assert words in found[field]


def test_an_empty_draft_names_everything_at_once(world):
    with pytest.raises(Refusals) as caught:
        planning.create_task(
            TaskDraft(), organisation=world.units["bureau"], by=SYSTEM, at=world.tick()
        )
    fields = {fault.field for fault in caught.value.refusals}
    assert fields == {
        "name",
        "ground",
        "scope",
        "starts_on",
        "ends_on",
        "repeat_ground",
        "strata",
        "items",
        "units",
    }


def test_a_general_stratum_under_five_percent_names_stratum_article_and_number(world):
    low = replace(STRATA[1], rate="0.5%")
    found = faults(world, strata=(STRATA[0], low))
    assert found == {
        "strata-1-rate": "A、B 级一般行业 0.5%，低于 5% 下限（《工作指引》5.1.2）。至少应抽 3 家。"
    }


def test_a_document_of_the_office_lifts_the_floor(world):
    task = new_task(
        world,
        strata=(STRATA[0], replace(STRATA[1], rate="0.5%")),
        rate_ground="（青）应急〔2026〕3 号",
    )
    assert task.rate_ground == "（青）应急〔2026〕3 号"


def test_key_items_have_no_floor(world):
    key = tuple(InspectionItem.objects.filter(item_class="key").values_list("pk", flat=True))
    assert new_task(world, items=key, strata=(replace(STRATA[1], rate="0.5%"),)).pk


def test_key_sectors_have_no_floor(world):
    strata = (
        StratumDraft(title="冶金有色", rate="1", sectors=("metallurgy", "nonferrous")),
        StratumDraft(title="其余", rate="5", sectors=("machinery", "buildmat")),
    )
    assert new_task(world, strata=strata).pk


def test_items_of_two_versions_are_refused(world):
    @action("test.second_list", needs=None)
    def second(*, by, at):
        """Add a version."""
        new = ItemList.objects.create(
            number=2, title="清单", reason="修订", effective_on=date(2026, 6, 1), created_at=at
        )
        return InspectionItem.objects.create(
            item_list=new, code="SX-01", matter="新", objects_text="x", item_class="key"
        )

    item = second(by=SYSTEM, at=world.tick())
    found = faults(world, items=(*draft(world).items, item.pk))
    assert "不同版本" in found["items"]


def test_a_unit_out_of_use_is_refused(world):
    change(world.units["t02"], active=False, by=SYSTEM, at=world.tick())
    assert "已停用" in faults(world)["units"]


def test_submitting_checks_again(world):
    task = new_task(world)
    change(world.units["t02"], active=False, by=SYSTEM, at=world.tick())
    with pytest.raises(Refusals):
        planning.submit_task(task, by=world.actor("officer"), at=world.tick())
    assert Task.objects.get().state == "draft"
