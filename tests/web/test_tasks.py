"""Tasks through HTTP: list, form with its preview, the steps, who may do what."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from mingqian.audit.models import Event
from mingqian.planning import actions as planning
from mingqian.planning.models import Task
from tests.web.office import Office, text
from tests.web.page_checks import objections
from tests.world_draws import approved_task, draft, draws_county, new_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db, monkeypatch):
    return Office(draws_county(), monkeypatch)


def form_data(world, **changes):
    """What a browser sends for a right draft."""
    whole = draft(world)
    data = {
        "name": whole.name,
        "kind": whole.kind,
        "ground": whole.ground,
        "year": whole.year,
        "scope": whole.scope,
        "items": list(whole.items),
        "sampling": "undirected",
        "exclusions": ["y1", "l1"],
        "units": list(whole.units),
        "slot2": "any",
        "inspector_cap": 5,
        "way": "operator",
        "starts_on": "2026-11-20",
        "ends_on": "2026-12-20",
        "strata-TOTAL_FORMS": "2",
        "strata-INITIAL_FORMS": "0",
        "strata-0-title": "C、D 级",
        "strata-0-rate": "20",
        "strata-0-minimum": "2",
        "strata-0-risk_classes": ["C", "D"],
        "strata-1-title": "A、B 级",
        "strata-1-rate": "5%",
        "strata-1-risk_classes": ["A", "B"],
        "strata-1-sectors": ["machinery", "buildmat", "lightind", "textile"],
        "act": "save",
    }
    return {name: value for name, value in (data | changes).items() if value is not None}


def submitted(world, **changes):
    task = new_task(world, **changes)
    return planning.submit_task(task, by=world.actor("officer"), at=world.tick())


# ---- List ----


def test_empty_list_says_where_tasks_come_from(office):
    page = text(office.get("officer", "tasks"))
    assert "还没有抽查任务" in page
    assert reverse("task-new") in page
    assert objections(page) == []
    assert reverse("task-new") not in text(office.get("head1", "tasks"))


@pytest.mark.parametrize("count", [1, 5])
def test_list_asks_the_same_few_queries_for_any_number_of_tasks(
    office, count, django_assert_num_queries
):
    for number in range(count):
        new_task(office.world, name=f"第 {number} 次抽查")
    office.at("officer")
    with django_assert_num_queries(9):  # session with its idle mark, person, roles; count, rows
        page = text(office.get("officer", "tasks"))
    assert page.count("次抽查</a>") == count


def test_list_narrows_by_name_and_state_and_shows_the_conditions(office):
    new_task(office.world, name="粉尘涉爆抽查")
    submitted(office.world, name="有限空间抽查")
    page = text(office.get("officer", "tasks", query="?q=粉尘&state=draft"))
    assert "粉尘涉爆抽查" in page
    assert "有限空间抽查" not in page
    assert "任务名称或编号：粉尘" in page
    assert "没有符合条件" in text(office.get("officer", "tasks", query="?state=completed"))


def test_export_is_exactly_what_the_list_shows_and_stays_in_the_trail(office):
    new_task(office.world, name="粉尘涉爆抽查")
    new_task(office.world, name="有限空间抽查")
    answer = office.get("officer", "tasks-export", query="?q=粉尘")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[1] for row in rows[1:]] == ["粉尘涉爆抽查"]
    event = Event.objects.latest("id")
    assert event.action == "list.export"
    assert event.facts["filters"] == {"任务名称或编号": "粉尘"}


def test_tasks_of_other_units_are_as_if_absent(office):
    world = office.world
    theirs = submitted(world, name="柳湾镇抽查", units=(world.units["t02"].pk,))
    assert "柳湾镇抽查" not in text(office.get("head1", "tasks"))
    assert "柳湾镇抽查" in text(office.get("head2", "tasks"))
    assert office.get("head1", "task", theirs.pk).status_code == 404
    assert office.post("head1", "task-approve", theirs.pk).status_code == 404
    assert Task.objects.get(pk=theirs.pk).state == "submitted"


# ---- Form ----


def test_new_task_opens_with_a_proposal_and_nothing_chosen_that_no_rule_gives(office):
    page = text(office.get("officer", "task-new"))
    assert objections(page) == []
    assert 'value="低和一般风险"' in page
    assert not re.search(r'name="items"[^>]*checked', page)
    assert not re.search(r'name="units"[^>]*checked', page)


def test_saved_draft_holds_what_was_typed(office):
    answer = office.post("officer", "task-new", **form_data(office.world, slot3="skill:dust"))
    task = Task.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("task", args=[task.pk])
    assert (task.state, task.slots) == ("draft", ["lead", "any", "skill:dust"])
    assert task.organisation == office.world.units["bureau"]
    second = task.strata.get(position=1)
    assert (second.numerator, second.denominator) == (1, 20)
    assert set(second.sectors) == {"machinery", "buildmat", "lightind", "textile"}
    again = text(office.get("officer", "task-edit", task.pk))
    assert 'value="5%"' in again
    assert re.search(r'name="strata-1-sectors" value="textile"[^>]*checked', again)


def test_submitting_a_new_task_saves_and_submits_it_at_once(office):
    office.post("officer", "task-new", **form_data(office.world, act="submit"))
    assert Task.objects.get().state == "submitted"
    assert list(Event.objects.order_by("-id").values_list("action", flat=True)[:2]) == [
        "task.submit",
        "task.create",
    ]


def test_refused_draft_keeps_everything_and_says_each_fault_at_its_place(office):
    data = form_data(office.world, name="", **{"strata-1-rate": "0.5", "starts_on": "2026-13-01"})
    answer = office.post("officer", "task-new", **data)
    page = text(answer)
    assert answer.status_code == 422
    assert Task.objects.count() == 0
    assert 'value="2026-13-01"' in page  # not a day, and still as typed
    data["starts_on"] = "2026-11-20"
    page = text(office.post("officer", "task-new", **data))
    assert "请填写任务名称" in page
    assert "0.5%，低于 5% 下限" in page
    assert 'value="0.5"' in page
    assert 'value="2026 年度监督检查计划第 6 项"' in page
    assert objections(page) == []


def test_blank_rows_are_left_out_and_faults_still_stand_in_their_row(office):
    data = form_data(office.world, **{"strata-TOTAL_FORMS": "3"})
    data |= {f"strata-2-{name}": data.pop(f"strata-1-{name}") for name in ("title", "rate")}
    data["strata-2-risk_classes"] = data.pop("strata-1-risk_classes")
    data.pop("strata-1-sectors")
    data["strata-2-rate"] = "0.5"
    page = text(office.post("officer", "task-new", **data))
    rate = re.search(r'<input[^>]*name="strata-2-rate"[^>]*>', page).group()
    assert "is-invalid" in rate


@pytest.mark.parametrize("act", ["add-stratum", "drop-stratum-0", "drop-stratum-x", "preview"])
def test_rows_change_without_script_and_nothing_typed_is_lost(office, act):
    answer = office.post("officer", "task-new", **form_data(office.world, name="临时改", act=act))
    page = text(answer)
    rows = {"add-stratum": 3, "drop-stratum-0": 1}.get(act, 2)
    assert answer.status_code == 200
    assert f'name="strata-TOTAL_FORMS" value="{rows}"' in page
    assert 'value="临时改"' in page
    assert 'value="A、B 级"' in page
    assert Task.objects.count() == 0


@pytest.mark.parametrize("total", ["9" * 30, "-1", "x", ""])
def test_tampered_row_counts_are_no_fault_of_ours(office, total):
    data = form_data(office.world, act="add-stratum", **{"strata-TOTAL_FORMS": total})
    assert office.post("officer", "task-new", **data).status_code in {200, 422}


def test_preview_follows_the_typing_in_few_queries(office, django_assert_max_num_queries):
    data = form_data(office.world)
    office.at("officer")
    with django_assert_max_num_queries(24):
        page = text(office.post("officer", "task-preview", **data))
    assert "试算" in page
    assert "<html" not in page
    assert "人员够用，比例合规" in page
    data["strata-0-rate"] = "100"
    assert "人员不够" in text(
        office.post("officer", "task-preview", **(data | {"inspector_cap": 1}))
    )
    half = {"strata-TOTAL_FORMS": "0", "strata-INITIAL_FORMS": "0", "task": "9" * 30}
    assert "选好范围和比例后" in text(office.post("officer", "task-preview", **half))


def test_only_drafts_and_returned_tasks_are_edited(office):
    task = submitted(office.world)
    answer = office.get("officer", "task-edit", task.pk)
    assert answer.status_code == 302
    page = text(office.at("officer").get(answer["Location"]))
    assert "任务现在是「待批准」，不能再修改" in page


# ---- Steps ----


def test_approval_by_somebody_else_and_a_timeline_of_it(office):
    task = submitted(office.world)
    page = text(office.get("head", "task", task.pk))
    assert "批准任务" in page
    assert objections(page) == []
    assert office.post("head", "task-approve", task.pk).status_code == 302
    page = text(office.get("officer", "task", task.pk))
    assert "陈国栋 批准抽查任务" in page
    assert reverse("draw-freeze", args=[task.pk]) in page
    assert "提交审核" not in page


def test_second_presser_is_told_who_was_faster_and_when(office):
    task = submitted(office.world)
    office.post("head", "task-approve", task.pk)
    done = Task.objects.get(pk=task.pk).state_at
    answer = office.post("head", "task-return", task.pk, reason="太晚")
    assert answer.status_code == 409
    assert "您 已于" in text(answer)
    answer = office.post("officer2", "task-withdraw", task.pk, reason="不做了")
    assert answer.status_code == 409
    from django.utils.timezone import localtime

    assert f"陈国栋 已于 {localtime(done):%m-%d %H:%M} 批准抽查任务" in text(answer)
    assert Task.objects.get(pk=task.pk).state == "approved"


def test_return_needs_a_reason_that_the_author_reads(office):
    task = submitted(office.world)
    answer = office.post("head", "task-return", task.pk, reason=" ")
    assert answer.status_code == 422
    assert "请写明理由" in text(answer)
    office.post("head", "task-return", task.pk, reason="比例说明不完整")
    page = text(office.get("officer", "task", task.pk))
    assert "比例说明不完整" in page
    assert "修改任务" in page
    assert "修改任务" not in text(office.get("head", "task", task.pk))


def test_withdrawn_task_stays_readable(office):
    task = new_task(office.world)
    office.post("officer", "task-withdraw", task.pk, reason="与上级任务重复")
    page = text(office.get("clerk", "task", task.pk))
    assert "已取消" in page
    assert "与上级任务重复" in page


def test_task_page_asks_a_fixed_number_of_queries(office, django_assert_max_num_queries):
    task = approved_task(office.world)
    office.at("officer")
    with django_assert_max_num_queries(30):
        page = text(office.get("officer", "task", task.pk))
    assert objections(page) == []
