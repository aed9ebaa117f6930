"""Units, accounts and roles in the browser: lists, forms, exports, each in few queries."""

import io

import openpyxl
import pytest
from django.urls import reverse

from mingqian.accounts import actions as accounts
from mingqian.accounts.actions import NewUser
from mingqian.accounts.models import Organisation, User
from mingqian.audit.models import Event
from mingqian.rules.permissions import SYSTEM
from tests.web.office import Office, text
from tests.web.page_checks import objections
from tests.world import PASSWORD

GOOD = "another-good-2026"


@pytest.fixture
def office(world, monkeypatch):
    return Office(world, monkeypatch)


@pytest.fixture
def crowded(office):
    world = office.world
    for n in range(60):
        accounts.create_user(
            world.units["t01"],
            NewUser(f"extra{n:02}", f"人员{n:02}", PASSWORD),
            by=SYSTEM,
            at=world.tick(),
        )
    return office


def page_of(answer):
    page = text(answer)
    assert answer.status_code == 200, page[:500]
    assert objections(page) == []
    return page


def sheet_of(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


PAGES = {
    "accounts": "sysadmin",
    "units": "sysadmin",
    "account-new": "sysadmin",
    "unit-new": "sysadmin",
    "roles": "secadmin",
}


@pytest.mark.parametrize(("name", "who"), PAGES.items())
def test_each_page_is_sound_and_its_queries_do_not_grow(
    crowded, name, who, django_assert_max_num_queries
):
    crowded.at(who)
    with django_assert_max_num_queries(12):
        page_of(crowded.get(who, name))


def test_accounts_are_narrowed_and_the_filters_survive_paging(crowded):
    page = page_of(crowded.get("sysadmin", "accounts", query="?q=人员&active=on&per=20"))
    assert "<b>60</b> 人" in page
    assert "姓名或登录名：人员" in page
    assert "状态：启用" in page
    assert "page=2" in page
    assert "q=%E4%BA%BA%E5%91%98&amp;active=on&amp;per=20&amp;page=2" in page
    second = page_of(crowded.get("sysadmin", "accounts", query="?q=人员&active=on&per=20&page=2"))
    assert "人员20" in second
    assert "人员19" not in second


def test_nothing_found_offers_to_clear_the_filter(office):
    page = page_of(office.get("sysadmin", "accounts", query="?q=没有这个人"))
    assert "没有符合条件的记录" in page
    assert "清空条件" in page


@pytest.mark.parametrize(
    "query",
    [
        "?page=999",
        "?page=x&per=7",
        "?organisation=x&duty=y&active=z&sort=w",
        "?q=%00",
        "?sort=-unit",
    ],
)
def test_nonsense_in_the_address_still_gives_a_page(office, query):
    page_of(office.get("sysadmin", "accounts", query=query))
    page_of(office.get("secadmin", "roles", query=query))


def test_the_export_holds_what_is_seen_and_is_kept_in_the_trail(crowded):
    page = page_of(crowded.get("sysadmin", "accounts", query="?q=人员&sort=-name&per=20&page=2"))
    assert reverse("accounts-export") in page
    rows = sheet_of(crowded.get("sysadmin", "accounts-export", query="?q=人员&sort=-name"))
    assert rows[0] == ["姓名", "登录名", "单位", "职责", "角色", "状态"]
    assert len(rows) == 61
    assert rows[1][:2] == ["人员59", "extra59"]
    event = Event.objects.latest("id")
    assert event.action == "list.export"
    assert event.facts == {"what": "账号", "rows": 60, "filters": {"姓名或登录名": "人员"}}


def test_units_and_roles_are_exported(office):
    rows = sheet_of(office.get("sysadmin", "units-export"))
    assert rows[1] == ["青禾县应急管理局", "县级应急管理局", "bureau", "370399", 8]
    rows = sheet_of(office.get("secadmin", "roles-export", query="?role=inspector"))
    assert [row[0] for row in rows] == ["姓名", "张检查", "刘核验"]
    assert Event.objects.latest("id").facts["filters"] == {"角色": "检查人员"}


def test_an_account_is_made_found_disabled_and_brought_back(office):
    unit = office.world.units["t01"].pk
    answer = office.post(
        "sysadmin",
        "account-new",
        username="newcomer",
        name="新同志",
        organisation=unit,
        duty="business",
        password=GOOD,
    )
    user = User.objects.get(username="newcomer")
    assert answer["Location"] == reverse("account", args=[user.pk])
    page = page_of(office.get("sysadmin", "account", user.pk))
    assert "已建立 新同志 的账号，尚无角色" in page
    assert "停用 新同志 的账号？" in page
    assert 'data-confirm="disable"' in page
    office.post("sysadmin", "account-disable", user.pk)
    page = page_of(office.get("sysadmin", "account", user.pk))
    assert "已停用" in page
    assert "恢复账号" in page
    assert 'data-confirm="disable"' not in page
    office.post("sysadmin", "account-enable", user.pk)
    assert User.objects.get(pk=user.pk).is_active
    page_of(office.get("sysadmin", "account-password", user.pk))
    answer = office.post("sysadmin", "account-password", user.pk, password=GOOD + "x")
    assert answer.status_code == 302
    assert User.objects.get(pk=user.pk).check_password(GOOD + "x")
    page = page_of(office.get("sysadmin", "account", user.pk))
    for did in ("建立账号", "停用账号", "恢复账号", "重设密码"):
        assert f"系统员 {did}" in page


def test_log_ins_are_not_told_to_the_system_administrator(office):
    user = office.world.users["clerk"]
    accounts.note_login(user, address="10.9.8.7", by=user.actor(), at=office.world.tick())
    assert "10.9.8.7" not in page_of(office.get("sysadmin", "account", user.pk))


def test_one_s_own_account_offers_neither_to_disable_nor_to_reset(office):
    own = office.world.users["sysadmin"].pk
    page = page_of(office.get("sysadmin", "account", own))
    assert 'data-confirm="disable"' not in page
    assert reverse("account-password", args=[own]) not in page
    answer = office.post("sysadmin", "account-disable", own)
    assert answer.status_code == 422
    assert "不能停用自己的账号" in text(answer)


PERSON = {"username": "newcomer", "name": "新", "duty": "business", "password": GOOD}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"username": "clerk"}, "clerk 已经有人用了"),
        ({"username": "370399199001011234"}, "登录名须以小写字母开头"),
        ({"name": ""}, "（必填）"),
        ({"password": "short"}, "密码不合要求"),
        ({"duty": "emperor"}, "职责"),
        ({"organisation": "99999"}, "单位"),
    ],
)
def test_an_account_that_will_not_do_is_told_at_its_field(office, change, words):
    unit = office.world.units["t01"].pk
    answer = office.post("sysadmin", "account-new", **{"organisation": unit, **PERSON, **change})
    page = text(answer)
    assert answer.status_code == 422
    assert words in page
    assert objections(page) == []
    assert GOOD not in page
    assert not User.objects.filter(name="新").exists()


def test_a_unit_is_made_and_a_taken_code_is_told(office):
    data = {"code": "t03", "name": "石桥镇应急管理所", "kind": "township", "region": ""}
    assert office.post("sysadmin", "unit-new", **data).status_code == 302
    assert Organisation.objects.get(code="t03").name == "石桥镇应急管理所"
    page = page_of(office.get("sysadmin", "units"))
    assert "已建立单位 石桥镇应急管理所" in page
    answer = office.post("sysadmin", "unit-new", **data)
    assert answer.status_code == 422
    assert "单位代码 t03 已经有了" in text(answer)
    answer = office.post("sysadmin", "unit-new", **{**data, "code": "t04", "region": "37"})
    assert "区划代码是 6、9 或 12 位数字" in text(answer)


def test_roles_are_granted_and_taken_back_and_the_list_stays(office):
    user = office.world.users["clerk"]
    url = reverse("role-change", args=[user.pk]) + "?q=周"
    client = office.at("secadmin")
    answer = client.post(url, {"act": "grant", "role": "unit_head"})
    assert answer["Location"] == reverse("roles") + "?q=%E5%91%A8"
    page = page_of(client.get(answer["Location"]))
    assert "已授予 周文清 角色：单位负责人" in page
    assert "收回 周文清 的角色：单位负责人" in page
    client.post(url, {"act": "revoke", "role": "unit_head"})
    assert office.world.actor("clerk").roles == {"directory_clerk"}


@pytest.mark.parametrize(
    ("who", "act", "role", "words"),
    [
        ("clerk", "grant", "audit_administrator", "互斥"),
        ("clerk", "grant", "", "没有这个角色"),
        ("clerk", "revoke", "unit_head", "没有这个角色"),
        ("secadmin", "revoke", "security_administrator", "最后一位安全管理员"),
    ],
)
def test_a_refused_role_is_told_in_words(office, who, act, role, words):
    user = office.world.users[who]
    answer = office.post("secadmin", "role-change", user.pk, act=act, role=role)
    assert answer.status_code == 422
    assert words in text(answer)
    assert objections(text(answer)) == []


def test_only_roles_that_fit_are_offered(office):
    page = page_of(office.get("secadmin", "roles", query="?q=审计员"))
    assert "没有可授予的角色" in page
    own = page_of(office.get("secadmin", "roles", query="?q=安全员"))
    assert "没有可授予的角色" in own
    assert "授予 安全员 的角色" not in own


def test_what_each_role_may_do_is_shown_in_words(office):
    page = page_of(office.get("secadmin", "roles"))
    assert "查看全部过程" in page
    assert "打开工作台、查看留痕" in page
