"""The parts of the visual language: each says its state in words, none needs script or colour."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import override

from mingqian.rules.deadlines import ClockState, Deadline
from mingqian.rules.lifecycles import ALL
from mingqian.web.shared.look.address import query_with, query_without
from mingqian.web.shared.look.deadline import Clock
from mingqian.web.shared.look.sheet import COMMITMENT, SampleForm, sheet
from mingqian.web.shared.look.states import CHIP_ICONS
from tests.web.page_checks import draw, objections

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _chinese():
    with override("zh-hans"):
        yield


# ---- Marks ----


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('{% icon "lock" %}', 'aria-hidden="true"><use href="/static/mq/icons.svg#i-lock"'),
        ('{% icon "x" label="去掉" %}', 'role="img" aria-label="去掉"'),
        ('{% chip "late" "逾期" %}', "i-alert-triangle"),
        ('{% result_mark "e" %}', "<b>e</b>发现问题已责令改正"),
        ('{% risk "d" %}', 'mq-risk--d">D</span>高'),
        ('{% risk "" %}', "未评定"),
        ('{% flag "失信" bad=True %}', 'mq-flag--bad">失信'),
        ("{% cap 2 2 %}", "2 / 2 次，已满"),
        ("{% cap 3 2 %}", "3 / 2 次，超出 1 次"),
        ("{% cap 0 0 %}", "0 / 0 次，已满"),
        ('{% grade "H" %}', "现场"),
        ("{% grade None %}", "抽取后评定"),
        ('{% grade_block "A" witnesses=4 needed=2 %}', "须 4 位见证人中至少 2 位与主办单位串通"),
        ('{% grade_block "C" %}', "须相信主办单位没有在承诺前反复试抽"),
        ('{% masked "个人信息" %}', "不公开（个人信息）"),
        ('{% masked "个人信息" "张**" %}', "张**"),
        ('{% changed "袁德海" "" %}', "<del>袁德海</del> → <ins>（空）</ins>"),
        ('{% crumbs "抽查" "" "任务" "/tasks" %}', '<a href="/tasks">任务</a>'),
        ('{% credit_code "91370399MAK8PBRNY2" %}', "91370399MAK8PBRNY2</span>"),
        ('{% lot "ad1e12d8297c35c6" 12 %}', "ad1e12d8297c…"),
        ('{{ ""|blank:"从未" }}', "从未"),
        ('{{ 3126|count:"家" }}', "3,126 家"),
        ("{{ 163|percent:471 }}", "34.6%"),
        ("{{ 0|percent:0 }}", "不适用"),
        ("{{ 2516582|size }}", "2.4 MB"),
        ("{% bar 50 200 %}", 'width="25.0"'),
        ("{% bar 9 0 %}", 'width="0.0"'),
        ('{% note "time" "暂定" %}<p>重算</p>{% endnote %}', "mq-note--time"),
        ('{% panel "题" more="全部" more_url="?" %}文{% endpanel %}', '<a href="?">全部</a>'),
        ('{% nothing "还没有计划" "先建立" %}做{% endnothing %}', "<h2>还没有计划</h2><p>先建立"),
    ],
)
def test_tag_says_it_in_words(source, shown):
    drawn = draw(source)
    assert shown in drawn
    assert objections(drawn) == []


@pytest.mark.parametrize("kind", CHIP_ICONS)
def test_every_kind_of_chip_has_an_icon_of_its_own(kind):
    assert sum(icon == CHIP_ICONS[kind] for icon in CHIP_ICONS.values()) == 1
    assert f"#i-{CHIP_ICONS[kind]}" in draw("{% chip kind 'x' %}", kind=kind)


def test_unknown_kind_of_chip_is_refused():
    with pytest.raises(ValueError, match="no such kind"):
        draw("{% chip 'green' 'x' %}")


@pytest.mark.parametrize("shown", [state for table in ALL for state in table.states])
def test_every_state_of_every_lifecycle_can_be_drawn(shown):
    assert shown.word in draw("{% state shown %}", shown=shown)


@pytest.mark.parametrize(
    "source",
    [
        "{% chip 'wait' evil %}",
        "{% flag evil %}",
        "{% masked evil evil %}",
        "{% fingerprint evil evil %}",
        "{% facts rows %}",
        "{% panel evil more=evil more_url=evil %}{% endpanel %}",
        "{% note 'bad' evil %}{% endnote %}",
        "{% crumbs evil evil %}",
        "{% select_row evil evil %}",
        "{% qr evil evil %}",
    ],
)
def test_text_from_outside_is_escaped(source):
    evil = '"><script>alert(1)</script>'
    assert "<script" not in draw(source, evil=evil, rows=[(evil, evil)])


def test_fingerprint_is_whole_and_in_fours():
    drawn = draw("{% fingerprint hash '承诺' %}", hash=COMMITMENT)
    groups = re.findall(r"<span>([0-9a-f]{4})</span>", drawn)
    assert "".join(groups) == COMMITMENT
    assert f'data-copy="{COMMITMENT}"' in drawn


def test_square_code_keeps_its_quiet_zone_and_says_what_it_opens():
    drawn = draw("{% qr 'https://portal.example/a' '扫码核验' %}")
    side = int(re.search(r'viewBox="-4 -4 (\d+) \1"', drawn)[1]) - 8
    assert (side - 17) % 4 == 0
    assert "二维码：扫码核验" in drawn


# ---- Clock ----


def clock(total, used, ends_on, **more):
    return Clock(total=total, used=used, ends_on=ends_on, today=TODAY, **more)


@pytest.mark.parametrize(
    ("value", "words", "kind"),
    [
        (clock(20, 6, date(2026, 12, 10)), "剩 14 个工作日", "ok"),
        (clock(20, 17, date(2026, 11, 25)), "剩 3 个工作日", "soon"),
        (clock(1, 1, TODAY), "今天内", "soon"),
        (clock(20, 23, date(2026, 11, 17)), "逾期 3 个工作日", "late"),
        (clock(20, 14, date(2026, 11, 24), finished=True), "已办结，用时 14 个工作日", "ok"),
        (clock(20, 5, date(2026, 12, 15), paused="等补正"), "暂停，还剩 15 个工作日", "ok"),
        (clock(34, 3, date(2027, 1, 5), provisional=True), "2027-01-05（周二）截止（暂定）", "ok"),
    ],
)
def test_clock_tells_time_without_colour(value, words, kind):
    drawn = draw("{% clock value %}", value=value)
    assert words in drawn
    assert f"mq-clock--{kind}" in drawn
    assert objections(drawn) == []


def test_clock_draws_one_cell_a_day_and_no_more_than_sixty():
    assert len(clock(20, 6, TODAY).cells) == 20
    assert sum(look == "u" for _, _, look in clock(20, 6, TODAY).cells) == 6
    assert len(clock(365, 5, TODAY).cells) == 60
    assert sum(look == "u" for _, _, look in clock(20, 99, TODAY).cells) == 20


def test_clock_takes_what_the_rules_counted():
    state = ClockState(
        deadline=Deadline(date(2026, 11, 17), provisional=False),
        total=20,
        remaining=0,
        overdue=True,
        overdue_by=3,
        provisional=False,
        soon=False,
    )
    at = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert "逾期 3 个工作日" in draw("{% clock state at %}", state=state, at=at)
    with pytest.raises(ValueError, match="drawn for a day"):
        draw("{% clock state %}", state=state)


def test_day_is_the_day_of_the_office_not_of_greenwich():
    at = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
    assert draw("{{ at|moment }}", at=at) == "2026-11-20（周五）00:30"
    assert draw("{{ at|day_in_list:at }}", at=at) == "11-20（周五）"


# ---- The address of a list ----


def test_query_keeps_filters_and_starts_a_changed_list_at_its_first_page():
    now = QueryDict("risk=C&risk=D&page=7&q=a+b")
    assert query_with(now, {"page": 8}) == "?risk=C&risk=D&page=8&q=a+b"
    assert query_with(now, {"sort": "-name"}) == "?risk=C&risk=D&q=a+b&sort=-name"
    assert query_with(now, {"risk": None, "q": ""}) == "?"
    assert query_without(now, "risk", "C") == "?risk=D&q=a+b"
    assert query_without(now, "risk") == "?q=a+b"


def test_sorted_column_says_so_and_turns_on_the_next_click():
    head = "{% sort_th 'name' '名称' %}{% sort_th 'size' '人数' numeric=True default='-size' %}"
    plain = draw(head)
    assert 'aria-sort="descending"' in plain
    assert 'href="?sort=name"' in plain
    drawn = draw(head, "/?sort=name&q=1")
    assert 'aria-sort="ascending"' in drawn
    assert 'href="?sort=-name&amp;q=1"' in drawn


@pytest.mark.parametrize(("rows", "shown"), [(235, "第 21–40 家，共"), (21, "第 21–21 家，共")])
def test_page_bar_says_which_rows_and_keeps_the_filters(rows, shown):
    bar = draw("{% pagination page '家' %}", "/?q=x", page=Paginator(range(rows), 20).page(2))
    assert shown in bar
    assert 'href="?q=x&amp;page=1" rel="prev"' in bar
    assert objections(bar) == []


def test_page_of_few_rows_has_no_bar_to_click():
    bar = draw("{% pagination page '家' %}", page=Paginator(range(3), 20).page(1))
    assert "第 1–3 家，共" in bar
    assert "<nav" not in bar
    assert "每页" not in bar


def test_filter_names_itself_and_keeps_what_was_chosen():
    drawn = draw("{% include 'mq/list_filter.html' %}", **sheet({"risk": "D", "q": "铝"}))
    assert "风险：全部" in drawn
    assert '<option value="D" selected>' in drawn
    assert 'value="铝"' in drawn
    assert objections(drawn) == []


def test_filter_keeps_view_order_and_size_but_not_the_page():
    source = "{% include 'mq/list_filter.html' %}"
    drawn = draw(source, "/?view=big&sort=-risk&per=50&page=7&risk=D", **sheet({"risk": "D"}))
    assert re.findall(r'type="hidden" name="(\w+)"', drawn) == ["view", "sort", "per"]


def test_filter_that_was_tampered_with_says_so_beside_itself():
    drawn = draw("{% include 'mq/list_filter.html' %}", **sheet({"risk": "Z"}))
    assert "没有「Z」这个选项" in drawn
    assert objections(drawn) == []


# ---- Forms ----


def test_wrong_form_keeps_what_was_typed_and_lists_every_error_with_its_place():
    drawn = draw("{% form_rows form %}", form=sheet()["wrong"])
    assert 'value="91370399MA3C8K2X"' in drawn
    assert drawn.count("mq-error") - drawn.count("mq-errors") == 5
    assert "有 5 处要改" in drawn
    assert '<a href="#wrong_code">统一代码</a>' in drawn
    assert 'aria-invalid="true"' in drawn
    assert objections(drawn) == []


def test_one_error_stands_only_beside_its_field():
    form = SampleForm(data={"name": "甲", "code": "9" * 18, "region": "1", "way": "u"})
    drawn = draw("{% form_rows form %}", form=form)
    assert drawn.count('class="mq-error"') == 1
    assert "处要改" not in drawn
    assert "没有填写。这一项必填。" in drawn


def test_refusal_of_the_whole_form_is_read_out():
    form = SampleForm(data={})
    form.add_error(None, "李素芬 已于 10:02 锁定本次抽取。")
    drawn = draw("{% form_errors form %}", form=form)
    assert 'role="alert"' in drawn
    assert "李素芬 已于 10:02 锁定本次抽取。" in drawn


def test_required_is_a_word_and_unit_stands_beside():
    drawn = draw("{% field form.ratio width=90 unit='%' %}", form=SampleForm())
    assert "（必填）" in drawn
    assert "mq-w-90" in drawn
    assert "<span>%</span>" in drawn


def test_confirmation_names_what_follows_and_waits_for_the_number():
    drawn = draw(
        "{% include 'mq/confirm.html' with id='lock' question='锁定？' consequences=all"
        " typed_value=47 ask_reason=True ask_password=True verb='锁定并派发 47 家' %}",
        all=["47 家不能再改"],
    )
    assert "不能撤销" in drawn
    assert "47 家不能再改" in drawn
    assert 'data-typed="47"' in drawn
    assert 'autocomplete="current-password"' in drawn
    assert "锁定并派发 47 家</button>" in drawn
    assert " open" not in drawn.split(">", 1)[0]
    assert objections(drawn) == []


def test_confirmation_that_comes_back_shows_its_error_and_the_reason_typed():
    drawn = draw(
        "{% include 'mq/confirm.html' with id='lock' question='锁定？' typed_value=47 open=True"
        " typed_error='应为 47，现为 46。' ask_reason=True reason='已核对' verb='锁定' %}"
    )
    assert "应为 47，现为 46。" in drawn
    assert ">已核对</textarea>" in drawn
    assert "data-open" in drawn.split(">", 1)[0]


def test_running_job_asks_again_and_a_finished_one_does_not():
    running = {"title": "写入", "done": 1, "total": 2, "unit": "行", "state": "running"}
    asks = draw("{% job job %}", job={**running, "poll_url": "/jobs/1"})
    assert 'hx-get="/jobs/1"' in asks
    assert "可以离开本页" in asks
    done = draw("{% job job %}", job={**running, "state": "done", "poll_url": "/jobs/1"})
    assert "hx-get" not in done
