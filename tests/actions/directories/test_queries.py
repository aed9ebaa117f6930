"""What the directories answer: narrowed, counted, and limited to what a person reaches."""

from datetime import date

import pytest

from mingqian.directories import actions, queries
from mingqian.directories.models import Inspector, Target
from mingqian.directories.queries import InspectorSearch, ItemSearch, TargetSearch
from mingqian.rules.permissions import NOBODY, SYSTEM
from mingqian.rules.refusals import RuleBroken
from tests.world_registers import T01, code, fill


@pytest.fixture
def full(world):
    fill(world, targets=8, inspectors=6)
    return world


def found(world, who="clerk", **search):
    return [t.name for t in queries.targets(world.actor(who), TargetSearch(**search))]


def name(n):
    return f"青禾第{n}化工有限公司"


def test_two_chinese_characters_and_parts_of_codes_find_targets(full):
    assert len(found(full, q="化工")) == 8
    assert found(full, q="第3") == [name(3)]
    assert found(full, q=code(3)[8:17].lower()) == [name(3)]
    assert found(full, q="ＭＡ０００００３") == [name(3)]
    assert found(full, q="100%_") == []


def test_targets_are_narrowed_by_every_condition(full):
    assert found(full, risk="D") == [name(3), name(7)]
    assert found(full, region="370399102", risk="A") == [name(4), name(8)]
    assert len(found(full, region="370399")) == 8
    assert len(found(full, industry="26")) == 8
    assert found(full, industry="25") == []
    assert len(found(full, sector="hazchem")) == 8
    assert found(full, unit=str(full.units["t01"].pk), risk="C") == [name(2), name(6)]
    assert found(full, unit="x") == []
    assert len(found(full, unit_type="有限责任公司", regulatory_type="重点")) == 8
    assert found(full, status="closed") == []


def test_targets_are_ordered(full):
    assert found(full, sort="-name")[0] == name(8)
    assert found(full, sort="risk", region="370399102")[0] == name(4)
    assert found(full, sort="nonsense")[0] == name(1)
    first = Target.objects.order_by("id").first()
    actions.edit_target(
        first,
        {"last_inspected_on": date(2026, 1, 5)},
        reason="补录",
        by=SYSTEM,
        at=full.tick(),
    )
    assert found(full, sort="-last")[0] == name(1)
    assert found(full, sort="last")[-1] == name(1)


def test_a_township_sees_its_own_targets_and_inspectors_only(full):
    head = full.actor("head1")
    own = [t.name for t in queries.targets(head)]
    assert own == [name(n) for n in (2, 4, 6, 8)]
    other = Target.objects.filter(organisation=full.units["t02"]).first()
    assert queries.find_target(head, other.pk) is None
    assert queries.find_target(full.actor("head2"), other.pk) == other
    assert queries.target_counts(head)["active"] == 4
    assert {c.title for c in queries.units_in_use(head)} == {T01}
    assert not queries.targets(NOBODY).exists()
    stranger = Inspector.objects.exclude(organisation=full.units["t01"]).first()
    assert queries.find_inspector(head, stranger.pk) is None
    assert queries.inspectors(head, date(2026, 11, 2)).count() == 2


def test_counts_and_choices_count_active_targets(full):
    target = Target.objects.first()
    actions.close_target(target, reason="注销", by=SYSTEM, at=full.tick())
    counts = queries.target_counts(SYSTEM)
    assert (counts["all"], counts["active"], counts["closed"]) == (8, 7, 1)
    assert counts["risk_B"] == 1
    regions = {c.title: c.count for c in queries.regions_in_use()}
    assert regions == {"禾丰镇": 4, "柳湾镇": 3}
    assert [(c.value, c.title) for c in queries.sectors_in_use()] == [("hazchem", "危险化学品")]
    (industry,) = queries.industries_in_use()
    assert (industry.value, industry.count) == ("26", 7)
    assert industry.title == "化学原料和化学制品制造业"
    assert [c.value for c in queries.risk_classes_in_use()] == ["A", "B", "C", "D"]
    assert [c.value for c in queries.unit_types_in_use()] == ["有限责任公司"]
    assert [c.value for c in queries.regulatory_types_in_use()] == ["重点"]


def test_the_frame_of_a_draw_takes_active_targets_by_condition(full):
    actions.close_target(Target.objects.first(), reason="注销", by=SYSTEM, at=full.tick())

    def names(conditions, units=None):
        return [t.name for t in queries.targets_for_sampling(conditions, units)]

    assert len(names({})) == 7
    assert names({"risk_classes": ["D", "A"], "regions": []}) == [name(n) for n in (3, 4, 7, 8)]
    assert names({"risk_classes": ["D"], "regions": ["370399102"]}) == []
    assert names({"industries": ["25", "2614"]}) == names({})
    assert names({"sectors": ["hazchem"]}, [full.units["t01"].pk]) == names(
        {"units": [full.units["t01"].pk]}
    )
    assert names({}, []) == []


def test_an_unknown_condition_is_refused_instead_of_widening_the_frame(full):
    with pytest.raises(RuleBroken, match="没有名为「region」"):
        queries.targets_for_sampling({"region": ["370399102"]})


def test_the_roster_holds_everyone_active_and_marks_the_certified(full):
    actions.take_out_inspector(Inspector.objects.first(), reason="调离", by=SYSTEM, at=full.tick())
    rows = list(queries.inspectors_for_roster(date(2026, 11, 2)))
    assert len(rows) == 5
    assert all(row.certified for row in rows)
    assert not any(row.certified for row in queries.inspectors_for_roster(date(2029, 1, 1)))
    standing = queries.standing_of(rows[0])
    assert (standing.active, standing.valid_to) == (True, date(2028, 12, 31))


def test_inspectors_are_narrowed(full):
    clerk, on = full.actor("clerk"), date(2028, 12, 1)

    def count(**search):
        return queries.inspectors(clerk, on, InspectorSearch(**search)).count()

    assert count(q="检查员3") == 1
    assert count(q="sd3703990003") == 1
    assert count(expertise="冶金") == 6
    assert count(expertise="冶") == 0
    assert count(standing="soon") == 6
    assert count(standing="expired") == 0
    assert count(standing="out") == 0
    assert count(level="county") == 2
    assert count(unit=str(full.units["t01"].pk)) == 2
    assert queries.inspector_counts(clerk, on) == {
        "all": 6,
        "valid": 6,
        "soon": 6,
        "expired": 0,
        "out": 0,
    }
    assert queries.inspector_counts(clerk, date(2029, 1, 1))["expired"] == 6
    assert [(c.value, c.count) for c in queries.expertise_in_use()] == [
        ("冶金", 6),
        ("危险化学品", 6),
    ]


def test_the_list_in_force_is_the_newest_that_has_begun(full):
    assert queries.current_list(date(2019, 12, 31)) is None
    current = queries.current_list(date(2020, 1, 1))
    assert (current.number, current.size, current.key_size) == (1, 3, 0)
    assert queries.find_list(2) is None
    items = queries.items(current, ItemSearch(q="第2项", sector="fireworks"))
    assert [i.matter for i in items] == ["第2项安全生产管理情况的检查"]
    assert queries.items(current, ItemSearch(item_class="key")).count() == 0
    assert queries.items(current, ItemSearch(department="x")).count() == 0
    assert [(c.value, c.count) for c in queries.departments_in(current)] == [
        ("县级应急管理部门", 3)
    ]
    assert queries.items_named([items[0].pk]).get() == queries.find_item(items[0].pk)
