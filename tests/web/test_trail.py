"""The trail in the browser: narrowed, paged, exported, one event whole."""

import io

import openpyxl
import pytest
from django.urls import reverse

from mingqian.accounts import actions as accounts
from mingqian.audit.models import Event
from mingqian.web.console import audit
from tests.actions.audit.test_nested import bulk
from tests.web.office import Office, text
from tests.web.page_checks import objections


@pytest.fixture
def office(world, monkeypatch):
    return Office(world, monkeypatch)


def page_of(answer):
    page = text(answer)
    assert answer.status_code == 200, page[:500]
    assert objections(page) == []
    return page


@pytest.mark.parametrize("who", ["auditadmin", "observer"])
def test_the_trail_opens_for_two_roles_in_few_queries(office, who, django_assert_max_num_queries):
    office.get(who, "desk")
    with django_assert_max_num_queries(9):
        page = page_of(office.get(who, "audit"))
    assert "授予角色" in page


def test_the_newest_event_comes_first_and_the_time_is_that_of_the_office(office):
    accounts.create_organisation(
        code="t03",
        name="石桥镇应急管理所",
        kind="township",
        region="",
        by=office.world.actor("sysadmin"),
        at=office.world.tick(),
    )
    page = page_of(office.get("auditadmin", "audit"))
    assert page.index("石桥镇应急管理所") < page.index("审计员</td>")
    assert "2026-11-02 09:" in page


@pytest.mark.parametrize(
    ("query", "inside", "outside"),
    [
        ("?q=周文清", "周文清", "王若兰</td>"),
        ("?action=organisation.create", "柳湾镇应急管理所", "周文清</td>"),
        ("?since=2026-11-02&until=2026-11-02", "周文清", "没有符合条件"),
        ("?since=2026-11-03", "没有符合条件的记录", "周文清</td>"),
        ("?until=2026-11-01", "没有符合条件的记录", "周文清</td>"),
        ("?q=没有这样的", "没有符合条件的记录", "周文清</td>"),
    ],
)
def test_the_trail_is_narrowed(office, query, inside, outside):
    page = page_of(office.get("auditadmin", "audit", query=query))
    assert inside in page
    assert outside not in page
    assert "清空条件" in page


@pytest.mark.parametrize(
    "query",
    [
        "?action=nonsense",
        "?since=2026-13-45",
        "?until=9999-12-31&since=0001-01-01",
        "?q=%00",
        "?page=0",
        "?page=99999999999999999999",
        "?per=1000000",
    ],
)
def test_nonsense_in_the_address_still_gives_a_page(office, query):
    page_of(office.get("auditadmin", "audit", query=query))


def test_filters_survive_paging(office):
    page = page_of(office.get("auditadmin", "audit", query="?q=系统&per=20"))
    assert "q=%E7%B3%BB%E7%BB%9F&amp;per=20&amp;page=2" in page
    assert "操作人、对象或请求编号：系统" in page


def test_the_export_holds_the_changes_and_is_itself_kept(office):
    answer = office.get("auditadmin", "audit-export", query="?q=周文清&action=account.create")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][:5] == ("编号", "时间", "操作人", "单位", "动作")
    (row,) = rows[1:]
    assert row[4:7] == ("建立账号", "account.create", "周文清")
    assert '"username": "clerk"' in row[10]
    event = Event.objects.latest("id")
    assert (event.action, event.actor_name) == ("list.export", "审计员")
    assert event.facts["filters"] == {"操作人、对象或请求编号": "周文清", "动作": "建立账号"}


def test_a_trail_too_long_for_one_workbook_is_refused_in_words(office, monkeypatch):
    monkeypatch.setattr(audit, "EXPORT_LIMIT", 3)
    answer = office.get("auditadmin", "audit-export")
    assert answer.status_code == 422
    assert "一次最多导出 3 条。请用起止日期分段导出" in text(answer)
    assert not Event.objects.filter(action="list.export").exists()


def test_one_event_is_shown_in_words(office, django_assert_max_num_queries):
    user = office.world.users["clerk"]
    accounts.disable_user(user, by=office.world.actor("sysadmin"), at=office.world.tick())
    event = Event.objects.latest("id")
    office.get("auditadmin", "desk")
    with django_assert_max_num_queries(8):
        page = page_of(office.get("auditadmin", "audit-event", event.pk))
    assert "停用账号" in page
    assert "账号" in page
    assert "启用" in page
    assert "无（后台作业）" in page


def test_an_event_of_many_rows_is_cut_and_says_so(office, django_assert_max_num_queries):
    bulk("create", 250, by=office.world.actor("sysadmin"), at=office.world.tick())
    event = Event.objects.latest("id")
    office.get("auditadmin", "desk")
    with django_assert_max_num_queries(8):
        page = page_of(office.get("auditadmin", "audit-event", event.pk))
    assert "另有 50 处变更" in page


def test_an_event_without_changes_says_so(office):
    user = office.world.users["clerk"]
    accounts.note_login(user, address="10.0.0.7", by=user.actor(), at=office.world.tick())
    page = page_of(office.get("auditadmin", "audit-event", Event.objects.latest("id").pk))
    assert "没有变更" in page
    assert "10.0.0.7" in page


def test_every_event_of_the_county_can_be_shown(office):
    for event in Event.objects.all():
        page_of(office.get("auditadmin", "audit-event", event.pk))


def test_an_event_that_does_not_exist_is_no_page(office):
    assert office.get("auditadmin", "audit-event", 10**17).status_code == 404
    assert office.at("auditadmin").get(reverse("audit") + "9" * 20 + "/").status_code == 404
