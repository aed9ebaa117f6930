"""Logging in and out, lock-out, idle and ended sessions, and the pages for what went wrong."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import include, path, reverse

from mingqian.accounts import actions as accounts
from mingqian.audit.models import Event
from mingqian.config import urls as office_urls
from mingqian.rules.permissions import SYSTEM
from tests.web.office import Office, text
from tests.web.page_checks import objections
from tests.world import PASSWORD

WRONG = "not-the-password-1"
GOOD = "another-good-2026"


def boom(request):
    raise ValueError("a fault of ours")


urlpatterns = [path("boom/", boom), path("", include("mingqian.config.urls"))]
handler404, handler403 = office_urls.handler404, office_urls.handler403
handler400, handler500 = office_urls.handler400, office_urls.handler500


@pytest.fixture
def office(world, monkeypatch):
    return Office(world, monkeypatch)


def log_in(client, username="clerk", password=PASSWORD, **more):
    data = {"username": username, "password": password, **more}
    return client.post(reverse("login"), data)


def failures():
    return list(Event.objects.filter(action="account.login_failed").order_by("id"))


# ---- In and out ----


def test_the_form_is_sound_and_a_log_in_is_kept(office):
    client = Client()
    page = text(client.get(reverse("login")))
    assert objections(page) == []
    answer = log_in(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk"))
    event = Event.objects.latest("id")
    assert (event.action, event.actor_name) == ("account.login", "周文清")
    assert event.facts == {"address": "127.0.0.1"}
    assert event.request_id


def test_who_is_logged_in_is_led_on(office):
    assert office.get("clerk", "login").status_code == 302


def test_leaving_is_kept_and_ends_the_session(office):
    client = office.at("clerk")
    assert client.post(reverse("logout"))["Location"] == reverse("login")
    assert Event.objects.latest("id").action == "account.logout"
    assert client.get(reverse("desk")).status_code == 302
    assert client.get(reverse("logout")).status_code == 405


def test_somebody_without_a_role_can_leave(office):
    office.world.person("nobody", "无角色", "t01")
    answer = office.get("nobody", "desk")
    assert answer.status_code == 403
    assert "尚无角色" in text(answer)
    assert office.post("nobody", "logout").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/office/tasks/", "/office/tasks/"),
        ("/office/tasks/?state=draft", "/office/tasks/?state=draft"),
        ("https://evil.example/", "desk"),
        ("//evil.example/", "desk"),
        ("/\\evil.example", "desk"),
        ("javascript:alert(1)", "desk"),
        ("http:///evil.example", "desk"),
        ("", "desk"),
    ],
)
def test_the_way_back_stays_in_the_house(office, wanted, led):
    client = Client()
    page = text(client.get(reverse("login"), {"next": wanted}))
    assert "evil" not in page
    answer = log_in(client, next=wanted)
    assert answer["Location"] == (reverse("desk") if led == "desk" else led)


def test_a_stranger_is_brought_back_to_the_page_that_was_asked_for(office):
    client = Client()
    answer = client.get(reverse("audit"), {"q": "周"})
    assert answer["Location"] == f"{reverse('login')}?next=/office/audit/%3Fq%3D%25E5%2591%25A8"
    page = text(client.get(answer["Location"]))
    assert 'name="next" value="/office/audit/?q=%E5%91%A8"' in page


# ---- Failures ----


def test_a_failure_is_kept_without_what_was_typed(office):
    answer = log_in(Client(), password=WRONG)
    assert answer.status_code == 422
    (event,) = failures()
    assert (event.subject_label, event.actor_name) == ("周文清", "未登录")
    assert event.facts == {"address": "127.0.0.1", "known": True, "locked": False}
    assert WRONG not in str((event.facts, event.changes, text(answer)))


def without_tokens(page):
    import re

    return re.sub(r'value="[^"]*"', "", page)


@pytest.mark.parametrize(
    "username", ["nobody-here", "' OR 1=1 --", "x" * 200, "\u0000", "", "密码"]
)
def test_unknown_names_do_not_leak(office, username):
    known = text(log_in(Client(), password=WRONG))
    unknown = text(log_in(Client(), username=username, password=WRONG))
    if username and "\u0000" not in username and len(username) < 100:
        assert without_tokens(unknown) == without_tokens(known)
    event = failures()[-1]
    assert (event.subject, event.facts["known"]) == ("", False)
    if username.strip("\u0000"):
        assert username not in str((event.facts, event.changes, event.subject_label))


def test_a_disabled_account_reads_the_same_sentence(office):
    known = text(log_in(Client(), password=WRONG))
    user = office.world.users["clerk"]
    accounts.disable_user(user, by=SYSTEM, at=office.world.tick())
    answer = log_in(Client())
    assert answer.status_code == 422
    assert without_tokens(text(answer)) == without_tokens(known)


# ---- Lock-out (axes is off in other tests) ----


@pytest.fixture
def axes(office):
    with override_settings(AXES_ENABLED=True):
        yield office


@pytest.mark.parametrize("username", ["clerk", "nobody-here"])
def test_five_failures_lock_the_name_and_even_the_right_password_waits(axes, username):
    client = Client()
    codes = [log_in(client, username, WRONG).status_code for _ in range(5)]
    assert codes == [422, 422, 422, 422, 429]
    answer = log_in(client, username)
    assert answer.status_code == 429
    assert "锁定 15 分钟" in text(answer)
    assert objections(text(answer)) == []
    assert client.get(reverse("desk")).status_code == 302
    assert failures()[-1].facts["locked"] is True
    assert log_in(Client(), "officer").status_code == 302


def test_a_right_password_begins_the_count_again(axes):
    for _ in range(2):
        assert [log_in(Client(), password=WRONG).status_code for _ in range(4)] == [422] * 4
        assert log_in(Client()).status_code == 302


def test_the_lock_ends_after_a_quarter_of_an_hour(axes, monkeypatch):
    from axes.models import AccessAttempt

    for _ in range(5):
        log_in(Client(), password=WRONG)
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(minutes=16)
        attempt.save()
    assert log_in(Client()).status_code == 302


# ---- Sessions that end ----


def test_a_session_ends_when_the_account_is_disabled(office):
    assert office.get("clerk", "desk").status_code == 200
    accounts.disable_user(office.world.users["clerk"], by=SYSTEM, at=office.world.tick())
    assert office.get("clerk", "desk").status_code == 302


def test_a_session_ends_when_the_password_is_reset(office):
    assert office.get("clerk", "desk").status_code == 200
    user = office.world.users["clerk"]
    accounts.reset_password(user, GOOD, by=SYSTEM, at=office.world.tick())
    assert office.get("clerk", "desk").status_code == 302
    assert log_in(Client(), password=PASSWORD).status_code == 422
    assert log_in(Client(), password=GOOD).status_code == 302


def test_a_new_password_keeps_this_session_and_ends_the_others(office):
    other = Client()
    log_in(other)
    page = text(office.get("clerk", "password"))
    assert objections(page) == []
    answer = office.post("clerk", "password", old=PASSWORD, new=GOOD, again=GOOD)
    assert answer.status_code == 302
    assert "密码已修改" in text(office.get("clerk", "desk"))
    assert other.get(reverse("desk")).status_code == 302


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"old": WRONG, "new": GOOD, "again": GOOD}, "原密码不对"),
        ({"old": PASSWORD, "new": GOOD, "again": "different-2026"}, "两次输入的新密码不一样"),
        ({"old": PASSWORD, "new": "123", "again": "123"}, "密码不合要求"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "新密码与原密码相同"),
        ({"old": "", "new": "", "again": ""}, "（必填）"),
    ],
)
def test_a_password_that_will_not_do_is_told_at_its_field(office, data, words):
    answer = office.post("clerk", "password", **data)
    page = text(answer)
    assert answer.status_code == 422
    assert words in page
    assert objections(page) == []
    assert PASSWORD not in page
    assert GOOD not in page


@override_settings(IDLE_MINUTES=30)
def test_an_idle_session_ends_and_a_used_one_does_not(office):
    for _ in range(3):
        office.world.tick(29)
        assert office.get("clerk", "desk").status_code == 200
    office.world.tick(31)
    answer = office.get("clerk", "desk")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))
    assert "您有一段时间没有操作，请重新登录" in text(office.get("clerk", "login"))


def test_a_session_is_written_once_a_minute_at_most(
    office, monkeypatch, django_assert_max_num_queries
):
    at = office.world.tick()
    monkeypatch.setattr("mingqian.web.shared.middleware.current_time", lambda: at)
    office.get("clerk", "password")
    with django_assert_max_num_queries(4):  # session, user, and the two of the actor
        office.get("clerk", "password")


# ---- What went wrong ----


def test_a_form_from_elsewhere_is_refused_in_words(office):
    client = Client(enforce_csrf_checks=True)
    answer = log_in(client)
    page = text(answer)
    assert answer.status_code == 403
    assert "页面已过期" in page
    assert "没有写入任何内容" in page
    assert objections(page) == []


def test_a_page_that_does_not_exist_says_so(office):
    for client in (Client(), office.at("clerk")):
        answer = client.get("/office/nothing/here/")
        page = text(answer)
        assert answer.status_code == 404
        assert "没有这个页面" in page
        assert objections(page) == []


@override_settings(ROOT_URLCONF="tests.web.test_login")
def test_a_fault_of_ours_shows_its_number_and_nothing_else(office):
    client = Client(raise_request_exception=False)
    client.force_login(office.world.users["clerk"])
    answer = client.get("/boom/")
    page = text(answer)
    assert answer.status_code == 500
    assert f"E-{answer['X-Request-Id']}" in page
    assert "系统出错，这一步没有写入" in page
    assert "ValueError" not in page
    assert objections(page) == []


def test_a_strange_host_is_refused(office):
    answer = Client(HTTP_HOST="evil.example").get(reverse("login"))
    assert answer.status_code == 400
    assert "evil" not in text(answer)


@pytest.mark.parametrize("who", ["sysadmin", "officer"])
def test_who_may_not_is_told_what_is_lacking_and_whom_to_ask(office, who):
    page = text(office.get(who, "audit"))
    assert "所需权限是「查看留痕」" in page
    assert "有这项权限的角色是 纪检监督、审计管理员" in page
    assert "可向 安全员（青禾县应急管理局） 申请" in page
    assert "audit.view" not in page
    assert objections(page) == []


def test_only_pages_of_ours_are_offered_as_the_way_back(office):
    for before, offered in (
        ("http://testserver/office/desk/", True),
        ("https://evil.example/", False),
        ("http://testserver/office/audit/", False),  # this very page
    ):
        page = text(office.get("sysadmin", "audit", headers={"referer": before}))
        assert ("回上一页" in page) is offered


def test_a_form_that_expired_leads_back_to_itself(office):
    client = Client(enforce_csrf_checks=True)
    address = reverse("login")
    answer = client.post(address, {}, headers={"referer": f"http://testserver{address}"})
    assert f'href="http://testserver{address}">回上一页' in text(answer)
