"""The pages of inspectors and of the heads who review: phone first, nothing typed is lost."""

import io
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from mingqian.audit.models import Event
from mingqian.inspections import actions as inspections
from mingqian.inspections.models import Signature
from tests.world import PASSWORD, World
from tests.world_inspections import (
    PHONE,
    TEAMS,
    approved,
    dispatched,
    follow,
    inspections_county,
    leader_of,
    published,
    recorded,
    result_of,
    sign,
    signed,
    submitted,
    visit_of,
)


@pytest.fixture
def world(db: None, monkeypatch) -> World:
    """The county with a dispatched task; the pages live in the time of the world."""
    world = inspections_county()
    dispatched(world)
    monkeypatch.setattr("mingqian.web.shared.middleware.current_time", lambda: world.at)
    return world


def browser(world, username):
    client = Client()
    client.force_login(world.users[username])
    return client


def plain(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def url(name, world, unit="t01"):
    return reverse(name, args=[visit_of(world, unit).pk])


def form_of(world, codes=("a", "e", "b"), **changes):
    """Return what a browser posts from the form."""
    result = result_of(world)
    data = {"visited_on": "2026-11-10", "summary": "现场配合。", "seen": result.content_hash}
    for line, code in zip(result.visit.task.task_items.order_by("position"), codes, strict=True):
        data[f"code-{line.item_id}"] = code
        data[f"note-{line.item_id}"] = "" if code == "a" else f"情况 {code}"
    return data | changes


def a_items(world):
    return list(
        visit_of(world).task.task_items.order_by("position").values_list("item_id", flat=True)
    )


# ---- lists


def test_inspectors_see_their_checks_and_not_those_of_others(world):
    html = plain(browser(world, "inspector1").get(reverse("visits")))
    assert "要办的检查 1 家" in html
    assert "青禾县禾丰第1机械厂" in html
    assert "柳湾" not in html


def test_a_check_past_its_day_is_marked_overdue_from_the_next_day_on(world):
    for hour, late in ((15, False), (16, True)):  # midnight in the county
        world.at = datetime(2026, 12, 20, hour, 30, tzinfo=UTC)
        html = plain(browser(world, "inspector1").get(reverse("visits")))
        assert ("逾期" in html) is late


def test_an_inspector_without_checks_reads_why(world):
    world.person("newcomer", "新同事", "t01", "inspector")
    html = plain(browser(world, "newcomer").get(reverse("visits")))
    assert "没有要办的检查" in html


@pytest.mark.parametrize(
    ("username", "own", "other"),
    [("officer", True, True), ("observer", True, True), ("head1", True, False)],
)
def test_those_who_oversee_see_their_reach(world, username, own, other):
    html = plain(browser(world, username).get(reverse("visits")))
    assert ("青禾县禾丰第1机械厂" in html) is own
    assert ("青禾县柳湾第1机械厂" in html) is other


def test_the_list_is_filtered_and_exported_as_seen(world):
    client = browser(world, "officer")
    html = plain(client.get(reverse("visits-all"), {"q": "柳湾"}))
    assert "禾丰第1" not in html
    answer = client.get(reverse("visits-all"), {"q": "柳湾", "export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == ["青禾县柳湾第1机械厂"]
    event = Event.objects.get(action="list.export")
    assert event.facts == {"what": "现场检查", "rows": 1, "filters": {"q": "柳湾"}}


@pytest.mark.parametrize(("name", "username"), [("visits", "inspector1"), ("visits", "officer")])
@pytest.mark.parametrize("firms", [1, 8])
def test_lists_cost_the_same_however_long(
    db, firms, name, username, django_assert_max_num_queries
):
    world = inspections_county(firms)
    dispatched(world)
    client = browser(world, username)
    with django_assert_max_num_queries(14):
        assert client.get(reverse(name)).status_code == 200


# ---- one check


def test_a_check_shows_firm_team_and_items_with_their_basis(world):
    html = plain(browser(world, "inspector1").get(url("visit", world)))
    for words in (
        "禾丰镇工业路 1 号",
        "138****6402",
        "（组长）",
        "SD3703",
        "第 1 项安全生产管理制度的检查",
        "《中华人民共和国安全生产法》第二十一条",
        "录入结果",
    ):
        assert words in html
    assert PHONE not in html


@pytest.mark.parametrize("name", ["visit", "visit-record", "visit-sign", "visit-submit"])
def test_a_check_of_another_team_is_as_if_absent(world, name):
    client = browser(world, "inspector2")
    method = client.post if name == "visit-submit" else client.get
    assert method(url(name, world)).status_code == 404


def test_another_units_head_finds_no_check(world):
    assert browser(world, "head2").get(url("visit", world)).status_code == 404


@pytest.mark.parametrize("username", ["officer", "observer", "head", "head1"])
def test_overseers_look_and_do_not_touch(world, username):
    client = browser(world, username)
    answer = client.get(url("visit", world))
    assert answer.status_code == 200
    assert "mq-field-bar" not in answer.content.decode()
    for name in ("visit-record", "visit-sign"):
        assert client.post(url(name, world), form_of(world)).status_code == 403


# ---- record


def test_the_form_has_eight_boxes_an_item_and_none_is_chosen(world):
    html = browser(world, "inspector1").get(url("visit-record", world)).content.decode()
    assert html.count('type="radio"') == 3 * 8
    assert " checked" not in html
    for words in ("通过登记的住所（经营场所）无法联系", "不予配合情节严重"):
        assert html.count(words) == 3


def test_recording_leads_to_the_check(world):
    client = browser(world, "inspector1")
    answer = client.post(url("visit-record", world), form_of(world))
    assert answer.url == url("visit", world)
    result = result_of(world)
    assert (result.state, result.overall, result.summary) == ("recorded", ["e", "b"], "现场配合。")
    assert "等检查组签名：0 / 2 人" in plain(client.get(answer.url))


def test_an_error_gives_back_everything_that_was_typed(world):
    first, second, third = a_items(world)
    data = form_of(world, **{f"code-{second}": "", "summary": "写了很多<字>"})
    data[f"note-{third}"] = "  "
    data[f"note-{first}"] = "多写的情况"
    answer = browser(world, "inspector1").post(url("visit-record", world), data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="2026-11-10"' in html
    assert "写了很多&lt;字&gt;" in html
    assert "多写的情况" in html
    assert html.count(" checked") == 2
    assert f'id="id_code-{second}_error"' in html
    assert f'id="id_note-{third}_error"' in html
    assert "还没有结果，请选择八种结果之一" in html
    assert "须写明情况" in html
    assert result_of(world).state == "blank"


def test_many_errors_are_listed_on_top_with_links(world):
    data = {"seen": ""}
    answer = browser(world, "inspector1").post(url("visit-record", world), data)
    html = answer.content.decode()
    assert answer.status_code == 422
    for item in a_items(world):
        assert f'href="#id_code-{item}"' in html
    assert 'href="#id_visited_on"' in html


@pytest.mark.parametrize("day", ["2026-13-40", "昨天", "2026-11-10\x00"])
def test_a_day_that_is_none_is_named_and_nothing_is_lost(world, day):
    answer = browser(world, "inspector1").post(
        url("visit-record", world), form_of(world, visited_on=day)
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count(" checked") == 3
    assert "情况 e" in html


def test_a_colleague_was_faster_both_versions_are_shown(world):
    data = form_of(world, ("e", "e", "e"))
    recorded(world, "aaa")
    client = browser(world, "inspector3")
    answer = client.post(url("visit-record", world), data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "张检查 已于" in html
    assert "看已保存的内容" in html
    assert html.count(" checked") == 3
    assert result_of(world).overall == ["a"]
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', html)[1]
    assert client.post(url("visit-record", world), data | {"seen": seen}).status_code == 302
    assert result_of(world).overall == ["e"]


def test_a_submitted_result_keeps_what_was_typed_in_sight(world):
    data = form_of(world, ("e", "e", "e"))
    submitted(world)
    answer = browser(world, "inspector1").post(url("visit-record", world), data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "现在不能修改" in html
    assert "情况 e" in html
    assert "保存结果" not in html


# ---- sign and submit


def test_the_sign_page_shows_the_whole_content_and_its_fingerprint(world):
    result = recorded(world, "aeb")
    html = plain(browser(world, "inspector1").get(url("visit-sign", world)))
    for words in ("现场情况 e", "现场情况 b", "发现问题已责令改正", "廉政承诺", "未签名"):
        assert words in html
    assert result.content_hash in html.replace(" ", "")


def test_the_team_signs_and_the_leader_submits(world):
    result = recorded(world)
    for username in TEAMS["t01"]:
        client = browser(world, username)
        data = {"seen": result.content_hash, "password": PASSWORD, "pledged": "on"}
        assert client.post(url("visit-sign", world), data).status_code == 302
    assert result_of(world).state == "signed"
    leader = leader_of(result)
    other = next(name for name in TEAMS["t01"] if name != leader)
    page = browser(world, other).get(url("visit", world)).content.decode()
    assert url("visit-submit", world) not in page
    assert browser(world, other).post(url("visit-submit", world)).status_code == 403
    assert browser(world, leader).post(url("visit-submit", world)).status_code == 302
    assert result_of(world).state == "submitted"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "nonsense"}, "密码不对，没有签名。"),
        ({"password": ""}, "密码不对，没有签名。"),
        ({"pledged": ""}, "请先阅读廉政承诺并勾选。"),
    ],
)
def test_a_refused_signature_says_why_at_its_field(world, changes, sentence):
    result = recorded(world)
    data = {"seen": result.content_hash, "password": PASSWORD, "pledged": "on"} | changes
    answer = browser(world, "inspector1").post(url("visit-sign", world), data)
    assert answer.status_code == 422
    assert sentence in plain(answer)
    assert not Signature.objects.exists()


def test_five_wrong_passwords_end_the_session(world):
    result = recorded(world)
    client = browser(world, "inspector1")
    data = {"seen": result.content_hash, "password": "guess", "pledged": "on"}
    answers = [client.post(url("visit-sign", world), data) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 302]
    assert client.get(url("visit", world)).status_code == 302


def test_a_content_that_changed_is_shown_again_before_it_is_signed(world):
    old = recorded(world, "aaa").content_hash
    new = recorded(world, "eaa").content_hash
    data = {"seen": old, "password": PASSWORD, "pledged": "on"}
    answer = browser(world, "inspector1").post(url("visit-sign", world), data)
    assert answer.status_code == 409
    assert "改过这份检查结果" in plain(answer)
    assert f'value="{new}"' in answer.content.decode()
    assert not Signature.objects.exists()


def test_a_returned_result_shows_the_reason_and_everything_recorded(world):
    result = submitted(world, "aeb")
    inspections.return_result(
        result, reason="第 2 项写清楚依据", by=world.actor("head1"), at=world.tick()
    )
    client = browser(world, "inspector1")
    html = plain(client.get(url("visit", world)))
    assert "孙立民 退回，请修改" in html
    form = client.get(url("visit-record", world)).content.decode()
    assert "第 2 项写清楚依据" in form
    assert form.count(" checked") == 3
    assert "现场情况 e" in form


# ---- reviews


def test_the_head_sees_what_waits_with_its_clock(world):
    submitted(world, "aeb")
    html = plain(browser(world, "head1").get(reverse("reviews")))
    assert "青禾县禾丰第1机械厂" in html
    assert "剩 16 个工作日" in html
    assert "没有待审核的结果" in plain(browser(world, "head2").get(reverse("reviews")))


def test_the_review_shows_everything_and_who_signed_this_content(world):
    result = submitted(world, "aeb")
    html = plain(browser(world, "head1").get(reverse("review", args=[result.pk])))
    for words in (
        "现场情况 e",
        "张检查 已签名，内容此后未改",
        "钱同行 已签名，内容此后未改",
        "检查日全部执法证在有效期内",
        "同意公示",
        "剩 16 个工作日",
    ):
        assert words in html
    assert result.content_hash in html.replace(" ", "")


def test_approving_says_where_the_result_appears(world):
    result = submitted(world)
    client = browser(world, "head1")
    page = client.get(reverse("review", args=[result.pk]), {"ask": "approve"})
    assert "同意，公示 1 家结果" in plain(page)
    answer = client.post(
        reverse("review-approve", args=[result.pk]), {"seen": result.content_hash}
    )
    html = client.get(answer.url).content.decode()
    public = reverse("portal-firm", args=[result.visit.credit_code])
    assert "稍后自动出现在公示门户" in html
    assert f'href="{public}"' in html
    follow(world)
    assert "未发现问题" in plain(Client().get(public))
    assert "查看公众页面" in plain(client.get(answer.url))


def test_returning_needs_a_reason_and_keeps_what_was_typed(world):
    result = submitted(world)
    client = browser(world, "head1")
    address = reverse("review-return", args=[result.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    answer = client.post(address, {"reason": "长" * 501})
    assert answer.status_code == 422
    assert "最多 500 字" in plain(answer)
    assert "长" * 501 in answer.content.decode()
    assert client.post(address, {"reason": "第 1 项写清楚"}).status_code == 302
    assert result_of(world).return_reason == "第 1 项写清楚"


def test_a_decision_on_an_old_page_is_refused_with_who_and_when(world):
    result = submitted(world)
    client = browser(world, "head1")
    inspections.return_result(result, reason="改", by=world.actor("head"), at=world.tick())
    answer = client.post(
        reverse("review-approve", args=[result.pk]), {"seen": result.content_hash}
    )
    assert answer.status_code == 409
    assert "陈国栋 已于" in plain(answer)
    assert result_of(world).state == "returned"


@pytest.mark.parametrize("name", ["review", "review-approve", "review-return"])
def test_another_units_head_finds_no_review(world, name):
    result = submitted(world)
    client = browser(world, "head2")
    method = client.get if name == "review" else client.post
    assert method(reverse(name, args=[result.pk])).status_code == 404


@pytest.mark.parametrize("username", ["inspector1", "officer", "observer", "auditadmin"])
def test_reviews_are_for_heads(world, username):
    result = submitted(world)
    client = browser(world, username)
    assert client.get(reverse("reviews")).status_code == 403
    assert client.get(reverse("review", args=[result.pk])).status_code == 403


def test_a_head_on_the_team_finds_no_review_of_the_own_result(world):
    from mingqian.accounts import actions as accounts
    from mingqian.rules.permissions import SYSTEM

    accounts.grant_role(world.users["inspector3"], "unit_head", by=SYSTEM, at=world.tick())
    result = submitted(world)
    client = browser(world, "inspector3")
    assert client.get(reverse("review", args=[result.pk])).status_code == 404
    assert "没有待审核的结果" in plain(client.get(reverse("reviews")))


def test_an_overdue_publication_is_said_in_words(world):
    submitted(world)
    world.at += timedelta(days=40)
    assert "逾期" in plain(browser(world, "head1").get(reverse("reviews")))


@pytest.mark.parametrize("step", [recorded, signed, submitted, approved, published])
def test_every_state_has_its_page(world, step):
    step(world, "aeb")
    for username in (*TEAMS["t01"], "head1", "observer"):
        answer = browser(world, username).get(url("visit", world))
        assert answer.status_code == 200
        assert "经过" in plain(answer)


def test_a_half_signed_result_says_whose_signature_is_missing(world):
    result = recorded(world)
    sign(world, result, "inspector1")
    html = plain(browser(world, "inspector1").get(url("visit", world)))
    assert "等检查组签名：1 / 2 人" in html
    assert "您已签名，等其他人签名。" in html
