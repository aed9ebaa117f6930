"""The pages of the registers: each once with its query count, and what only some may see."""

import io
from datetime import date, timedelta
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingqian.audit.models import Event
from mingqian.directories import actions
from mingqian.directories.models import CalendarDay, InspectionItem, Inspector, Place, Target
from mingqian.imports.models import Import
from mingqian.rules.permissions import SYSTEM
from tests.web.page_checks import objections
from tests.world_registers import (
    T01,
    TARGET_HEADERS,
    code,
    fill,
    id_number,
    inspector_row,
    inspectors_file,
    item_row,
    items_file,
    prepare,
    target_row,
    targets_file,
    upload,
    workbook,
    write,
)

pytestmark = pytest.mark.django_db


def browser(world, who):
    client = Client(raise_request_exception=True)
    client.force_login(world.users[who])
    return client


def text_of(answer):
    return answer.content.decode()


def shown(client, name, *args, query="", status=200):
    """Open a page, look it over, return its text."""
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == status, text_of(answer)[:2000]
    assert objections(text_of(answer)) == []
    return text_of(answer)


def cells(answer):
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


@pytest.fixture
def full(world):
    fill(world, targets=8, inspectors=6)
    return world


@pytest.fixture
def clerk(full):
    return browser(full, "clerk")


# ---- Lists and details ----


@pytest.mark.parametrize(
    ("name", "queries"), [("items", 10), ("targets", 13), ("inspectors", 10), ("imports", 6)]
)
def test_lists_ask_the_database_a_fixed_number_of_times(
    full, clerk, name, queries, django_assert_num_queries
):
    clerk.get(reverse(name))
    with django_assert_num_queries(queries):
        shown(clerk, name)
    write(full, upload(full, "targets", targets_file([target_row(n) for n in range(20, 40)])))
    write(full, upload(full, "inspectors", inspectors_file([inspector_row(9), inspector_row(8)])))
    with django_assert_num_queries(queries):
        shown(clerk, name)


def test_empty_registers_say_what_to_do_first(world):
    client = browser(world, "clerk")
    assert "导入第一版清单" in shown(client, "items")
    assert "名录库里还没有检查对象" in shown(client, "targets")
    assert "名录库里还没有检查人员" in shown(client, "inspectors")
    assert "还没有导入过文件" in shown(client, "imports")
    assert "还没有放假安排" in shown(client, "calendar")
    assert "还没有区划" in shown(client, "places")
    assert "先填好本县的区划" in shown(client, "import-new", "targets")
    assert "先填好本县的区划" in shown(client, "target-new")
    officer = browser(world, "officer")
    assert "由名录专员导入" in shown(officer, "items")


def test_filters_stay_in_the_address_through_paging_and_sorting(full):
    write(full, upload(full, "targets", targets_file([target_row(n) for n in range(20, 90)])))
    client = browser(full, "clerk")
    html = shown(client, "targets", query="?q=化工&risk=B&per=20")
    assert "共</span>" not in html
    assert "q=%E5%8C%96%E5%B7%A5&amp;risk=B&amp;per=20&amp;page=2" in html
    assert "risk=B&amp;per=20&amp;sort=name" in html
    assert "第 1–20 家" in html
    page2 = shown(client, "targets", query="?q=化工&risk=B&per=20&page=2")
    assert "第 21–40 家" in page2
    assert "已选条件" in page2
    assert "风险：B 一般" in page2


def test_nonsense_in_the_address_is_no_error(clerk):
    for query in ("?page=x", "?page=999", "?unit=abc", "?risk=Z", "?sort=drop", "?per=1000000"):
        shown(clerk, "targets", query=query)
    for query in ("?standing=x", "?unit=99999999999999999999", "?page=-1"):
        shown(clerk, "inspectors", query=query)
    assert clerk.get(reverse("items") + "?version=99").status_code == 404
    assert clerk.get(reverse("items") + "?version=abc").status_code == 404
    assert clerk.get("/office/targets/99999999999999999999/").status_code == 404


def test_a_filter_that_finds_nothing_offers_to_clear_it(clerk):
    assert "没有符合条件的记录" in shown(clerk, "targets", query="?q=不存在的厂")


def test_details_show_what_the_directories_hold(full, clerk):
    target = Target.objects.first()
    actions.edit_target(
        target,
        {"flags": ["hazard", "licensed"], "contact": "袁德河"},
        reason="企业来函",
        by=full.actor("clerk"),
        at=full.tick(),
    )
    html = shown(clerk, "target", target.pk)
    for words in (
        "重大隐患",
        "许可",
        "企业来函",
        "袁德河",
        "targets.xlsx",
        "写入名录",
        "0533-****567",
    ):
        assert words in html, words
    assert "0533-1234567" not in html
    inspector = Inspector.objects.first()
    html = shown(clerk, "inspector", inspector.pk)
    assert "370399********" in html
    assert inspector.id_number not in html
    item = InspectionItem.objects.first()
    html = shown(clerk, "item", item.pk)
    for basis in item.legal_bases:
        assert basis in html


def test_old_versions_of_the_list_stay_readable(full, clerk):
    later = upload(
        full,
        "items",
        items_file([item_row(9, kind="重点检查事项")]),
        reason="《安全生产法》修改",
        effective_on=date(2126, 12, 1),
    )
    write(full, later)
    first = shown(clerk, "items", query="?version=1")
    assert "现行" in first
    assert "第1项安全生产管理情况的检查" in first
    second = shown(clerk, "items", query="?version=2")
    assert "未施行" in second
    assert "《安全生产法》修改" in second
    assert "第1项安全生产管理情况的检查" not in second
    assert "第1项" in shown(clerk, "items")  # the one in force


# ---- Whose rows ----


def test_a_township_sees_its_own_targets_only(full):
    own = Target.objects.filter(organisation=full.units["t01"]).first()
    other = Target.objects.filter(organisation=full.units["t02"]).first()
    head = browser(full, "head1")
    html = shown(head, "targets")
    assert own.name in html
    assert other.name not in html
    assert "柳湾镇" not in html
    shown(head, "target", own.pk)
    assert head.get(reverse("target", args=[other.pk])).status_code == 404
    rows = cells(head.get(reverse("targets-export")))
    assert other.credit_code not in str(rows)
    assert len(rows) == 5
    stranger = Inspector.objects.filter(organisation=full.units["t02"]).first()
    assert head.get(reverse("inspector", args=[stranger.pk])).status_code == 404


def test_a_township_clerk_cannot_touch_other_rows(full):
    full.person("clerk1", "乡镇名录", "t01", "directory_clerk")
    client = browser(full, "clerk1")
    target = Target.objects.filter(organisation=full.units["t02"]).first()
    inspector = Inspector.objects.filter(organisation=full.units["t02"]).first()
    imported = Import.objects.first()
    for name, key in (
        ("target-edit", target.pk),
        ("target-close", target.pk),
        ("target-reveal", target.pk),
        ("inspector-standing", inspector.pk),
        ("inspector-account", inspector.pk),
        ("inspector-interest", inspector.pk),
        ("inspector-reveal", inspector.pk),
        ("import-begin", imported.pk),
        ("import-step", imported.pk),
    ):
        answer = client.post(reverse(name, args=[key]), {"reason": "x"})
        assert answer.status_code == 404, name
    for name in ("import", "import-progress", "import-failed"):
        assert client.get(reverse(name, args=[imported.pk])).status_code == 404, name


def test_roles_without_the_right_are_told_so(full):
    officer = browser(full, "officer")
    for name in ("imports", "calendar", "places", "target-new"):
        assert officer.get(reverse(name)).status_code == 403, name
    target = Target.objects.first()
    html = shown(officer, "target", target.pk)
    assert "变更信息" not in html
    assert "查看（记录留痕）" not in html
    assert officer.post(reverse("target-reveal", args=[target.pk])).status_code == 403


# ---- Keeping targets ----

FIRM = {
    "name": "青禾县永固水泥制品厂",
    "industry": "C3021",
    "region": "370399101",
    "risk_class": "C",
}


def test_a_target_is_entered_and_what_was_typed_survives_an_error(full, clerk):
    shown(clerk, "target-new")
    wrong = {**FIRM, "credit_code": code(77)[:-1] + "I", "organisation": full.units["t01"].pk}
    answer = clerk.post(reverse("target-new"), wrong)
    assert answer.status_code == 422
    assert objections(text_of(answer)) == []
    assert "字母 I" in text_of(answer)
    assert FIRM["name"] in text_of(answer)
    answer = clerk.post(reverse("target-new"), {**wrong, "credit_code": code(77)})
    made = Target.objects.get(credit_code=code(77))
    assert answer["Location"] == reverse("target", args=[made.pk])
    assert "已新增 青禾县永固水泥制品厂" in text_of(clerk.get(answer["Location"]))


def test_a_change_shows_before_and_after_and_never_the_number(full, clerk):
    target = Target.objects.first()
    url = reverse("target-edit", args=[target.pk])
    html = shown(clerk, "target-edit", target.pk)
    assert "0533-1234567" not in html
    form = {
        **FIRM,
        "name": "改了名的厂",
        "organisation": target.organisation_id,
        "reason": "企业来函",
    }
    assert clerk.post(url, {**form, "reason": ""}).status_code == 422
    answer = clerk.post(url, form)
    assert answer.status_code == 302
    target.refresh_from_db()
    assert (target.name, target.phone) == ("改了名的厂", "0533-1234567")
    html = shown(clerk, "target", target.pk)
    assert "<del>青禾第1化工有限公司</del>" in html
    assert "<ins>改了名的厂</ins>" in html


def test_a_target_is_closed_with_a_reason_and_once(full, clerk):
    target = Target.objects.first()
    url = reverse("target-close", args=[target.pk])
    assert clerk.post(url, {"reason": " "}).status_code == 422
    assert clerk.post(url, {"reason": "营业执照注销"}).status_code == 302
    again = clerk.post(url, {"reason": "再来"})
    assert again.status_code == 409
    assert "您 已于" in text_of(again), text_of(again)
    assert "已注销" in shown(clerk, "target", target.pk)
    assert clerk.post(url, {"act": "reopen", "reason": "登记有误"}).status_code == 302
    target.refresh_from_db()
    assert target.status == "active"


def test_a_number_is_shown_for_a_reason_only(full, clerk):
    target = Target.objects.first()
    url = reverse("target-reveal", args=[target.pk])
    events = Event.objects.filter(action="personal.reveal")
    answer = clerk.post(url, {"reason": ""}, follow=True)
    assert "查看理由" in text_of(answer)
    assert "0533-1234567" not in text_of(answer)
    assert not events.exists()
    answer = clerk.post(url, {"reason": "通知检查"})
    assert "0533-1234567" in text_of(answer)
    assert answer["Cache-Control"] == "no-store"
    assert events.get().facts == {"field": "phone", "reason": "通知检查"}
    inspector = Inspector.objects.first()
    url = reverse("inspector-reveal", args=[inspector.pk])
    answer = clerk.post(url, {"reason": "核对证件", "field": "id_number"})
    assert inspector.id_number in text_of(answer)
    assert clerk.post(url, {"reason": "x", "field": "name"}, follow=True).status_code == 200
    assert events.count() == 2


# ---- Inspectors ----


def test_inspectors_go_out_and_in(full, clerk):
    inspector = Inspector.objects.first()
    url = reverse("inspector-standing", args=[inspector.pk])
    assert clerk.post(url, {"act": "out", "reason": "休产假"}).status_code == 302
    assert "休产假" in shown(clerk, "inspectors", query="?standing=out")
    assert "办理入库" in shown(clerk, "inspector", inspector.pk)
    assert clerk.post(url, {"act": "out", "reason": "再来"}).status_code == 409
    assert clerk.post(url, {"act": "back", "reason": "假满"}).status_code == 302
    inspector.refresh_from_db()
    assert inspector.active


def test_certificates_near_their_end_are_marked(full, clerk):
    soon = Inspector.objects.first()
    row = inspector_row(50, valid_to=date.today() + timedelta(days=5))  # noqa: DTZ011
    write(full, upload(full, "inspectors", inspectors_file([row])))
    html = shown(clerk, "inspectors", query="?standing=soon")
    assert "检查员50" in html
    assert "即将到期" in html
    assert soon.name not in html


def test_an_interest_is_declared_and_withdrawn(full, clerk):
    inspector, target = Inspector.objects.first(), Target.objects.first()
    html = shown(clerk, "inspector", inspector.pk, query=f"?target={target.credit_code}")
    assert target.name in html
    url = reverse("inspector-interest", args=[inspector.pk])
    answer = clerk.post(url, {"target": target.pk, "kind": "kin"})
    assert answer.status_code == 302
    assert "须回避" in shown(clerk, "target", target.pk)
    assert target.name in shown(clerk, "inspector", inspector.pk)
    interest = inspector.interests.get()
    form = {"act": "withdraw", "interest": interest.pk, "reason": "亲属已离职"}
    assert clerk.post(url, form).status_code == 302
    assert not inspector.interests.exists()
    assert clerk.post(url, form).status_code == 404
    assert clerk.post(url, {"target": "x", "kind": "kin"}).status_code == 404


def test_an_account_is_linked(full, clerk):
    inspector = Inspector.objects.filter(organisation=full.units["t02"]).first()
    url = reverse("inspector-account", args=[inspector.pk])
    assert clerk.post(url, {"user": full.users["inspector2"].pk}).status_code == 302
    inspector.refresh_from_db()
    assert inspector.user == full.users["inspector2"]
    assert clerk.post(url, {"user": full.users["inspector1"].pk}).status_code == 422
    assert clerk.post(url, {"user": "999999"}).status_code == 404
    assert clerk.post(url, {"user": ""}).status_code == 302


# ---- Imports ----


def send(client, kind, body, filename="名录.xlsx", **more):
    file = SimpleUploadedFile(filename, body)
    url = reverse("import-new", args=[kind])
    return client.post(url, {"kind": kind, "file": file, **more})


def test_a_file_goes_from_upload_to_the_directory(world):
    prepare(world)
    client = browser(world, "clerk")
    shown(client, "import-new", "targets")
    rows = [target_row(1), target_row(2, region="禾丰真"), target_row(3)]
    answer = send(client, "targets", targets_file(rows))
    imported = Import.objects.get()
    assert answer["Location"] == reverse("import", args=[imported.pk])
    html = shown(client, "import", imported.pk)
    for words in (
        "写入其余 2 行",
        "D3 「禾丰真」不在行政区划中",
        "最接近：禾丰镇",
        imported.sha256[:4],
    ):
        assert words in html, words
    for tab in ("failed", "remarks", "new", "changed", "same", "missing"):
        shown(client, "import", imported.pk, query=f"?tab={tab}")
    begin = reverse("import-begin", args=[imported.pk])
    wrong = client.post(begin, {"typed": "3"})
    assert wrong.status_code == 422
    assert "应为 2。没有写入任何内容" in text_of(wrong)
    assert objections(text_of(wrong)) == []
    assert client.post(begin, {"typed": "2"}).status_code == 302
    assert Target.objects.count() == 2
    html = shown(client, "import", imported.pk)
    assert "写入 2 行" in html
    assert "下载 1 行错误清单" in html
    again = client.post(begin, {"typed": "2"})
    assert again.status_code == 409
    assert "您 已于" in text_of(again), text_of(again)


def test_the_error_list_and_the_templates_are_workbooks(world):
    prepare(world)
    client = browser(world, "clerk")
    send(client, "targets", targets_file([target_row(1, region="禾丰真")]))
    imported = Import.objects.get()
    answer = client.get(reverse("import-failed", args=[imported.pk]))
    header, row = cells(answer)
    assert header[0] == TARGET_HEADERS[0]
    assert "「禾丰真」不在行政区划中" in row[-1]
    assert "检查对象名录错误清单.xlsx" in unquote(answer["Content-Disposition"])
    assert Event.objects.latest("id").action == "list.export"
    for kind in ("items", "targets", "inspectors"):
        assert cells(client.get(reverse("import-template", args=[kind])))
    assert client.get(reverse("import-template", args=["firms"])).status_code == 404
    assert client.get(reverse("import-new", args=["firms"])).status_code == 404


def test_a_refused_file_says_why_on_its_page(world):
    client = browser(world, "clerk")
    send(client, "targets", b"%PDF-1.7", filename="名录.xlsx")
    imported = Import.objects.get()
    html = shown(client, "import", imported.pk)
    assert "内容却是 PDF" in html
    assert "没有写入任何内容" in html
    assert "换一个文件上传" in html


def test_upload_errors_stand_at_their_fields(world, settings):
    client = browser(world, "clerk")
    answer = send(client, "targets", b"")
    assert answer.status_code == 422
    assert "文件是空的" in text_of(answer)
    answer = send(client, "items", items_file([item_row(1)]))
    assert answer.status_code == 422
    assert "请写明调整原因" in text_of(answer)
    settings.UPLOAD_LIMIT = 1_000
    answer = send(client, "targets", b"P" * 2_000)
    assert answer.status_code == 422
    assert "超过" in text_of(answer)
    answer = client.post(reverse("import-new", args=["targets"]), {"kind": "targets"})
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_a_changed_row_shows_what_changes(full, clerk):
    send(clerk, "targets", targets_file([target_row(1, name="改了名的厂")]))
    imported = Import.objects.latest("id")
    html = shown(clerk, "import", imported.pk, query="?tab=changed")
    assert "<del>青禾第1化工有限公司</del>" in html
    html = shown(clerk, "import", imported.pk, query="?tab=missing")
    assert "青禾第8化工有限公司" in html


def test_a_preview_is_read_page_by_page(world):
    prepare(world)
    client = browser(world, "clerk")
    send(client, "targets", targets_file([target_row(n) for n in range(1, 120)]))
    imported = Import.objects.get()
    html = shown(client, "import", imported.pk, query="?tab=new&per=20&page=6")
    assert "第 101–119 行" in html
    assert "青禾第119化工有限公司" in html
    assert "青禾第100化工有限公司" not in html
    assert "有机化学原料制造" in html


def test_personal_numbers_of_a_file_are_masked_on_every_tab(world):
    prepare(world)
    client = browser(world, "clerk")
    rows = [inspector_row(1), inspector_row(2, unit="没有的单位")]
    send(client, "inspectors", inspectors_file(rows))
    imported = Import.objects.get()
    for tab in ("failed", "new", "remarks", "missing"):
        html = shown(client, "import", imported.pk, query=f"?tab={tab}")
        assert id_number(1) not in html
        assert id_number(2) not in html
    assert "370399********" in html or "370399****" in shown(client, "import", imported.pk)


def test_a_running_job_is_asked_for_its_progress(world, monkeypatch):
    from mingqian.imports import jobs

    class Nothing:
        def enqueue(self, *_args):
            """Take the job and never run it."""

    prepare(world)
    client = browser(world, "clerk")
    monkeypatch.setattr(jobs, "check", Nothing())
    send(client, "targets", targets_file([target_row(1)]))
    imported = Import.objects.get()
    html = shown(client, "import", imported.pk)
    assert f'hx-get="{reverse("import-progress", args=[imported.pk])}"' in html
    part = client.get(reverse("import-progress", args=[imported.pk]))
    assert part.status_code == 200
    assert "正在读取文件" in text_of(part)
    step = reverse("import-step", args=[imported.pk])
    monkeypatch.undo()
    assert client.post(step, {"act": "recheck"}).status_code == 302
    ended = client.get(reverse("import-progress", args=[imported.pk]))
    assert (ended.status_code, ended["HX-Refresh"]) == (204, "true")
    assert client.post(step, {"act": "release"}).status_code in {409, 422}
    assert client.post(step, {"act": "nonsense"}).status_code == 404
    assert client.post(step, {"act": "stop"}).status_code == 302
    assert "已停止" in shown(client, "import", imported.pk)
    assert client.get(reverse("import-failed", args=[imported.pk])).status_code == 404


def test_the_same_file_a_second_time_is_pointed_out(full, clerk):
    body = targets_file([target_row(n) for n in range(1, 9)])
    for _turn in range(2):
        send(clerk, "targets", body)
        last = Import.objects.latest("id")
        if last.summary["changed"] == 0:
            break
        clerk.post(reverse("import-begin", args=[last.pk]), {"typed": "8"})
    assert "写入过" in shown(clerk, "import", last.pk)


# ---- Exports ----


def test_exports_hold_exactly_what_is_seen_and_are_kept(full, clerk):
    rows = cells(clerk.get(reverse("targets-export") + "?risk=D"))
    assert [row[1] for row in rows[1:]] == ["青禾第3化工有限公司", "青禾第7化工有限公司"]
    assert "0533-1234567" not in str(rows)
    event = Event.objects.latest("id")
    assert (event.action, event.facts["rows"]) == ("list.export", 2)
    assert event.facts["filters"] == {"risk": "D"}
    rows = cells(clerk.get(reverse("inspectors-export")))
    assert len(rows) == 7
    assert id_number(1) not in str(rows)
    rows = cells(clerk.get(reverse("items-export") + "?version=1&q=第2项"))
    assert len(rows) == 2
    assert "《安全生产法》" not in rows[1][9]
    assert "第二十八条" in rows[1][9]


def test_a_name_like_a_formula_leaves_as_text(full, clerk):
    target = Target.objects.first()
    actions.edit_target(
        target, {"contact": "x", "address": "=1+1"}, reason="补录", by=SYSTEM, at=full.tick()
    )
    rows = cells(clerk.get(reverse("targets-export") + f"?q={target.credit_code}"))
    assert rows[1][10] == "'=1+1"


# ---- Calendar and places ----


def test_the_calendar_shows_years_and_takes_a_new_notice(world):
    client = browser(world, "clerk")
    assert client.post(reverse("calendar-load")).status_code == 302
    html = shown(client, "calendar", query="?year=2026")
    assert "全年工作日 <b>248</b> 天" in html
    assert "班（调休上班）" in html
    assert "尚未公布" in html
    names = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
    rows = [[f"2027-{n:02}-01", name, "休"] for n, name in enumerate(names, start=1)]
    body = workbook(("日期", "名称", "类型"), rows)
    answer = client.post(
        reverse("calendar"), {"file": SimpleUploadedFile("2027.xlsx", body)}, follow=True
    )
    assert "2027 年放假安排已写入 7 天" in text_of(answer)
    assert CalendarDay.objects.filter(day__year=2027).count() == 7
    shown(client, "calendar", query="?year=2027")
    shown(client, "calendar", query="?year=1900")


@pytest.mark.parametrize(
    ("filename", "body", "said"),
    [
        ("a.xlsx", workbook(("日期", "名称"), [["2027-01-01", "元旦"]]), "第 1 行应有三列"),
        (
            "a.xlsx",
            workbook(("日期", "名称", "类型"), [["2027-02-30", "元旦", "休"]]),
            "第 2 行的日期「2027-02-30」读不出来",
        ),
        (
            "a.xlsx",
            workbook(("日期", "名称", "类型"), [["2027-01-01", "元旦", "假"]]),
            "第 2 行的类型应为",
        ),
        ("a.csv", "日期,名称,类型\n2027-01-01,元旦,休\n".encode(), "没有写到：春节"),
        ("a.pdf", b"%PDF", ".pdf 文件不能导入"),
        ("a.xlsx", b"", "文件是空的"),
    ],
)
def test_a_bad_notice_is_named_and_nothing_is_written(world, filename, body, said):
    client = browser(world, "clerk")
    file = SimpleUploadedFile(filename, body)
    answer = client.post(reverse("calendar"), {"file": file})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert objections(text_of(answer)) == []
    assert not CalendarDay.objects.exists()


def test_the_calendar_template_can_be_filled_in(world):
    client = browser(world, "clerk")
    rows = cells(client.get(reverse("calendar-template")))
    assert rows[0] == ["日期", "名称", "类型"]


def test_places_are_typed_one_a_line(world):
    client = browser(world, "clerk")
    url = reverse("places")
    answer = client.post(url, {"places": "370399 青禾县\n370399102\t禾丰镇\n\n"})
    assert answer.status_code == 302
    assert dict(Place.objects.values_list("code", "name")) == {
        "370399": "青禾县",
        "370399102": "禾丰镇",
    }
    answer = client.post(url, {"places": "37039 青禾县"})
    assert answer.status_code == 422
    assert "「37039」应为 6、9 或 12 位" in text_of(answer)
    assert T01[:3] in shown(client, "places")
