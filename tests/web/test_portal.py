"""The portal: what the public reads, and that nothing else gets out."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from mingqian.audit.models import Event
from mingqian.directories.models import InspectionItem, Inspector, Target
from mingqian.draws import actions as draws
from mingqian.publication import queries
from mingqian.publication.models import PublishedFile, PublishedResult
from tests.world import World
from tests.world_inspections import (
    ID_NUMBER,
    PHONE,
    approved_task,
    dispatched,
    drawn,
    follow,
    inspections_county,
    new_version,
    publish_lists,
    published,
    return_once,
    submitted,
)


@pytest.fixture
def world(db: None) -> World:
    """The county before its draws."""
    return inspections_county()


@pytest.fixture
def visitor():
    """Somebody without a log-in."""
    return Client()


def text_of(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, args, answer.status_code)
    return answer.content.decode()


def plain(html):
    """Return what a reader sees, without mark-up."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# ---- home and search


def test_the_first_page_works_before_anything_is_published(world, visitor):
    html = text_of(visitor, "portal-home")
    assert "查企业、查抽查、查结果" in html
    for name in ("portal-tasks", "portal-results", "portal-items", "portal-how", "portal-search"):
        assert plain(text_of(visitor, name))


def test_the_first_page_shows_the_latest(world, visitor):
    task = dispatched(world)
    result = published(world, "aeb")
    html = text_of(visitor, "portal-home")
    assert task.name in html
    assert result.visit.target_name in html
    assert "发现问题已责令改正" in html


@pytest.mark.parametrize("word", ["禾丰", "机械", "第1"])
def test_two_characters_find_a_firm(world, visitor, word):
    dispatched(world)
    follow(world)
    assert "青禾县禾丰第1机械厂" in text_of(visitor, "portal-search", q=word)


@pytest.mark.parametrize("word", ["%", "_", "机%厂", "青禾_禾丰", "100%", "\\", "'", '"', "*"])
def test_signs_of_patterns_are_literal(world, visitor, word):
    dispatched(world)
    follow(world)
    html = text_of(visitor, "portal-search", q=word)
    assert "没有查到" in html
    assert "机械厂" not in html


def test_full_width_input_finds_the_same(world, visitor):
    dispatched(world)
    follow(world)
    assert "青禾县禾丰第1机械厂" in text_of(visitor, "portal-search", q="　第１机 ")


def test_a_whole_code_or_number_leads_straight_to_its_page(world, visitor):
    task = dispatched(world)
    follow(world)
    code = queries.drawn(task.number).first().credit_code
    to_firm = visitor.get(reverse("portal-search"), {"q": code.lower()})
    assert to_firm.url == reverse("portal-firm", args=[code])
    to_task = visitor.get(reverse("portal-search"), {"q": task.number})
    assert to_task.url == reverse("portal-task", args=[task.number])


@pytest.mark.parametrize("query", ["x" * 101, "\x00", "a\x00b"])
def test_a_bad_search_text_gets_an_answer_in_words(world, visitor, query):
    answer = visitor.get(reverse("portal-search"), {"q": query})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


# ---- items


def test_the_list_shows_its_reason_and_what_changed_by_code(world, visitor):
    publish_lists(world)
    new_version(world)
    html = plain(text_of(visitor, "portal-items"))
    assert "第 2 版（正在看）" in html
    assert "依据新修订的规定调整" in html
    for words in ("新增 1 项", "删去 1 项", "修改 1 项", "一般检查事项 → 重点检查事项"):
        assert words in html
    assert "《中华人民共和国安全生产法》第二十一条" in html


def test_an_older_version_stays_readable(world, visitor):
    publish_lists(world)
    new_version(world)
    html = plain(text_of(visitor, "portal-items", version="1"))
    assert "SX-02" in html
    assert "SX-04" not in html


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"q": "第 2 项"}, {"SX-02"}),
        ({"q": "有限空间"}, {"SX-01", "SX-02", "SX-03"}),
        ({"item_class": "key"}, set()),
        ({"department": "应急管理局", "q": "SX-03"}, {"SX-03"}),
        ({"department": "没有这个部门"}, {"SX-01", "SX-02", "SX-03"}),
        ({"q": "%"}, set()),
    ],
)
def test_the_list_is_filtered(world, visitor, query, codes):
    publish_lists(world)
    html = text_of(visitor, "portal-items", **query)
    assert set(re.findall(r'<li id="(SX-\d+)"', html)) == codes


def test_the_export_holds_what_the_page_shows_as_text(world, visitor):
    publish_lists(world)
    answer = visitor.get(reverse("portal-items-export"), {"q": "SX-02"})
    assert answer["Content-Disposition"].startswith("attachment")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["事项编号", "SX-02"]
    assert all(cell.data_type in {"s", "n"} for row in sheet for cell in row)


@pytest.mark.parametrize("version", ["9", "0", "-1", "x", "99999999999999999999", "１"])
def test_an_unknown_version_is_not_found(world, visitor, version):
    publish_lists(world)
    assert visitor.get(reverse("portal-items"), {"version": version}).status_code == 404


# ---- tasks


def test_an_approved_task_says_what_will_be_drawn(world, visitor):
    task = approved_task(world)
    follow(world)
    html = plain(text_of(visitor, "portal-task", task.number))
    for words in ("待抽取", "第 1 项安全生产管理制度的检查", "100%", "不定向", "禾丰镇应急管理所"):
        assert words in html
    assert "机械厂" not in html


def test_a_committed_task_shows_the_whole_fingerprint_and_its_files(world, visitor):
    task = approved_task(world, way="lotteries")
    draw = draws.freeze_and_commit(task, by=world.actor("officer"), at=world.tick())
    follow(world)
    html = text_of(visitor, "portal-task", task.number)
    assert draw.commit_hash in html  # the copy button
    assert "".join(re.findall(r"<span>([0-9a-f]{4})</span>", html)).startswith(draw.commit_hash)
    assert "<svg viewBox=" in html
    assert "/log1" in html  # the signed checkpoint
    for file in queries.files(task.number):
        assert file.sha256 in html
    assert "双色球" in html
    assert "机械厂" not in html


def test_before_the_dispatch_no_drawn_firm_is_named(world, visitor):
    task = drawn(world).task
    follow(world)
    html = text_of(visitor, "portal-task", task.number)
    assert "等待确认和派发" in html
    assert "机械厂" not in html
    assert "可信等级 C" not in html


def test_the_announcement_names_who_would_have_had_to_cheat(world, visitor):
    task = dispatched(world)
    follow(world)
    html = plain(text_of(visitor, "portal-task", task.number))
    assert "可信等级 C 自证" in html
    assert "须相信主办单位没有在承诺前反复试抽名录或密钥。" in html
    assert "fairdraw verify bundle.zip" in html
    assert html.count("尚未检查") == 2
    assert "（组长）" in html


def test_results_appear_beside_the_drawn_firms(world, visitor):
    task = dispatched(world)
    published(world, "hhh")
    html = plain(text_of(visitor, "portal-task", task.number))
    assert "已公示结果 1 / 2 家" in html
    assert html.count("尚未检查") == 1
    assert "未发现开展本次抽查涉及的经营活动" in html


@pytest.mark.parametrize("firms", [1, 15])
def test_the_cost_of_a_task_page_does_not_grow_with_the_draw(
    firms, db, visitor, django_assert_num_queries
):
    task = dispatched(inspections_county(firms))
    follow(World(at=task.state_at))
    with django_assert_num_queries(7):
        html = text_of(visitor, "portal-task", task.number)
    assert html.count("尚未检查") == min(firms * 2, 20)
    assert queries.drawn(task.number).count() == firms * 2


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("portal-home", 6),
        ("portal-tasks", 3),
        ("portal-results", 4),
        ("portal-items", 3),
        ("portal-how", 1),
    ],
)
def test_the_cost_of_every_list_is_fixed(world, visitor, django_assert_num_queries, name, count):
    publish_lists(world)
    dispatched(world)
    published(world)
    with django_assert_num_queries(count):
        text_of(visitor, name)


@pytest.mark.parametrize(
    "path",
    [
        "/tasks/1/",
        "/tasks/999999999999999999/",
        "/tasks/99999999999999999999/",
        "/tasks/37039920261102100x/",
        "/firms/91370399MA1000000B/",
        "/firms/x/",
        "/results/99999999999999999999/",
        "/results/999999999999999999/",
        "/results/0/",
        "/results/-1/",
        "/tasks/999999999999999999/files/bundle.zip",
    ],
)
def test_what_does_not_exist_is_not_found(world, visitor, path):
    assert visitor.get(path).status_code == 404


# ---- files


def test_files_are_answered_byte_for_byte_with_their_hash_as_tag(world, visitor):
    task = dispatched(world)
    follow(world)
    for file in PublishedFile.objects.all():
        answer = visitor.get(reverse("portal-file", args=[task.number, file.path]))
        assert answer.content == bytes(file.body)
        assert answer["ETag"] == f'"{file.sha256}"'
        assert answer["Content-Disposition"].startswith(f'attachment; filename="{task.number}-')
        assert answer["X-Content-Type-Options"] == "nosniff"
    again = visitor.get(
        reverse("portal-file", args=[task.number, "bundle.zip"]),
        headers={"if-none-match": queries_tag(task)},
    )
    assert (again.status_code, again.content) == (304, b"")


def queries_tag(task):
    return f'"{queries.find_file(task.number, "bundle.zip").sha256}"'


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("bundle.zip", "application/zip"),
        ("log.jsonl", "application/x-ndjson"),
        ("tickets.txt", "text/plain; charset=utf-8"),
    ],
)
def test_files_have_their_type(world, visitor, path, kind):
    task = dispatched(world)
    follow(world)
    answer = visitor.get(reverse("portal-file", args=[task.number, path]))
    assert answer["Content-Type"] == kind


@pytest.mark.parametrize(
    "path",
    [
        "nothing.txt",
        "../settings.py",
        "..%2f..%2fsettings.py",
        "a/../bundle.zip",
        "%00",
        "x" * 200,
    ],
)
def test_unknown_paths_are_not_found(world, visitor, path):
    task = dispatched(world)
    follow(world)
    answer = visitor.get(f"/tasks/{task.number}/files/{path}")
    assert answer.status_code == 404


# ---- results and firms


def test_a_result_is_told_in_full_words_without_letters(world, visitor):
    dispatched(world)
    published(world, "aeb")
    row = PublishedResult.objects.get()
    html = text_of(visitor, "portal-result", row.pk)
    told = plain(html)
    for words in ("发现问题已责令改正", "未按规定公示应当公示的信息", "未发现问题", "现场情况 e"):
        assert words in told
    assert not re.search(r"<b>[a-h]</b>", html)
    assert "自检查之日起用时 4 个工作日" in told
    assert "已办结，用时 4 个工作日" in told
    for member in row.team:
        assert member["certificate_number"] in told


def test_a_limit_in_an_unpublished_year_is_marked_provisional(world, visitor):
    dispatched(world)
    world.tick(60 * 24 * 30)
    published(world, visited_on=date(2026, 12, 10))
    row = PublishedResult.objects.get()
    assert row.publish_by.year == 2027
    assert "暂定" in text_of(visitor, "portal-result", row.pk)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True),
        ({"q": "禾丰"}, True),
        ({"q": "柳湾"}, False),
        ({"code": "e"}, True),
        ({"code": "b"}, True),
        ({"code": "c"}, False),
        ({"region": "禾丰镇"}, True),
        ({"number": "1"}, False),
        ({"code": "z"}, True),  # none of the eight: no filter
        ({"q": "%"}, False),
    ],
)
def test_results_are_filtered(world, visitor, query, found):
    dispatched(world)
    published(world, "aeb")
    html = text_of(visitor, "portal-results", **query)
    assert ("青禾县禾丰第1机械厂" in html) is found


def test_a_fresh_draw_shows_not_yet_inspected_and_never_a_result(world, visitor):
    task = dispatched(world)
    follow(world)
    code = queries.drawn(task.number).first().credit_code
    html = plain(text_of(visitor, "portal-firm", code))
    assert "抽中，尚未检查" in html
    assert "不表示有问题" in html
    assert "未发现问题" not in html


def test_a_firms_page_shows_everything_published_about_it(world, visitor):
    task = dispatched(world)
    result = published(world, "aeb")
    html = plain(text_of(visitor, "portal-firm", result.visit.credit_code))
    assert task.name in html
    assert "发现问题已责令改正" in html
    assert "不公开（个人信息）" in html
    assert "尚未检查" not in html


# ---- nothing else gets out


def everything_public(client):
    """Return every public page and file of this world as one text."""
    urls = [reverse(f"portal-{name}") for name in ("home", "items", "tasks", "results", "how")]
    urls += [reverse("portal-search") + "?q=" + word for word in ("青禾", "机械")]
    for task in queries.tasks():
        urls.append(reverse("portal-task", args=[task.task_number]))
        urls += [
            reverse("portal-file", args=[task.task_number, file.path])
            for file in queries.files(task.task_number)
            if not file.path.endswith(".zip")
        ]
        urls += [
            reverse("portal-firm", args=[row.credit_code])
            for row in queries.drawn(task.task_number)
        ]
    urls += [reverse("portal-result", args=[row.pk]) for row in queries.results()]
    answers = [client.get(url) for url in urls]
    assert {answer.status_code for answer in answers} == {200}
    found = "\n".join(answer.content.decode() for answer in answers)
    bundles = PublishedFile.objects.filter(path="bundle.zip")
    return found + "\n".join(bundle_text(bytes(each.body)) for each in bundles)


def bundle_text(body):
    from fairdraw.bundle import read_bundle

    return "\n".join(data.decode() for data in read_bundle(body).values())


def test_no_page_and_no_file_tells_a_secret(world, visitor):
    dispatched(world)
    return_once(world, "内部退回意见", findings=f"联系人电话 {PHONE}")
    published(world, "eaa", findings=f"联系人电话 {PHONE}，身份证 {ID_NUMBER}")
    submitted(world, "aea", unit="t02")
    follow(world)
    found = everything_public(visitor)
    assert "138****6402" in found  # masked where somebody typed it
    secrets = {
        "telephone": PHONE,
        "return reason": "内部退回意见",
        "contact": "马联系",
        "representative": "周长河",
        "address": "工业路",
        "class": "高风险",
        "class code": "risk_class",
        "reviewer": "孙立民",
        "drafter": "王若兰",
    }
    assert {name for name, secret in secrets.items() if secret in found} == set()
    assert not set(Inspector.objects.values_list("id_index", flat=True)) & set(found.split())


def test_no_identity_number_gets_out(world, visitor):
    number = Inspector.objects.first().id_number
    dispatched(world)
    published(world, "eaa", findings=f"身份证 {number}")
    assert number not in everything_public(visitor)


def test_an_internal_condition_is_named_but_not_spelled_out(world, visitor):
    conditions = {"regions": ("370399101",), "risk_classes": ("D",)}
    task = approved_task(world, sampling="directed", conditions=conditions)
    follow(world)
    html = plain(text_of(visitor, "portal-task", task.number))
    assert "地区：禾丰镇" in html
    assert "不公开（工作秘密）" in html
    assert "按内部分类划分" in html
    assert "高风险" not in html


def test_a_draft_or_submitted_task_is_not_public(world, visitor):
    task = approved_task(world)
    assert visitor.get(reverse("portal-task", args=[task.number])).status_code == 404


# ---- caches and methods


@pytest.mark.parametrize("name", ["portal-home", "portal-tasks", "portal-how"])
def test_public_pages_may_be_cached_shortly(world, visitor, name):
    answer = visitor.get(reverse(name))
    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies


def test_a_page_for_somebody_logged_in_is_not_cached(world, visitor):
    visitor.force_login(world.users["officer"])
    assert visitor.get(reverse("portal-home"))["Cache-Control"] == "no-store"


def test_the_portal_only_reads(world, visitor):
    publish_lists(world)
    dispatched(world)
    published(world)
    before = Event.objects.count()
    everything_public(visitor)
    assert Event.objects.count() == before
    assert visitor.post(reverse("portal-home")).status_code == 405
    assert (Target.objects.count(), InspectionItem.objects.count()) == (2, 3)
