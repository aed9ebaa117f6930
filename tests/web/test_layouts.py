"""The shells and files of the look: sound for a screen reader, strict on script and style."""

import hashlib
import re
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template.loader import get_template
from django.utils.translation import override

from mingqian.web.shared.look.sheet import SampleForm, sheet
from mingqian.web.shared.look.states import CHIP_ICONS
from tests.web.page_checks import Page, objections, page

WEB = Path(__file__).resolve().parents[2] / "src" / "mingqian" / "web"
STATIC = WEB / "static" / "mq"


@pytest.fixture(autouse=True)
def _chinese():
    with override("zh-hans"):
        yield


@pytest.mark.parametrize(
    "faulty",
    [
        '<p style="color: red">x</p>',
        "<script>alert(1)</script>",
        '<button onclick="go()">去</button>',
        '<a href="javascript:go()">去</a>',
        '<input name="q">',
        '<button><svg aria-hidden="true"></svg></button>',
        "<table><tr><th>名称</th></tr></table>",
        '<p id="a"></p><p id="a"></p>',
        '<input aria-label="名称" aria-describedby="gone">',
        '<a href="#gone">去</a>',
        "<svg></svg>",
        "<h1>一</h1><h3>三</h3>",
    ],
)
def test_the_reviewer_objects(faulty):
    assert len(objections(faulty)) == 1


# ---- Whole pages ----

OFFICE = {"name": "青禾县应急管理局", "demo": True, "phone": "0539-0000000"}
MENU = [
    {
        "title": "",
        "items": [{"title": "工作台", "url": "/", "icon": "home", "count": 9, "late": 1}],
    },
    {
        "title": "名录",
        "items": [{"title": "名录库", "url": "/t", "icon": "building", "current": 1}],
    },
]
ME = {"name": "王若兰", "unit": "监管二股", "roles_text": "计划专员"}


def whole(name, **context):
    return page(name, office=OFFICE, menu=MENU, me=ME, **context)


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("mq/components.html", sheet()),
        ("mq/console.html", {"page_title": "工作台", "search_url": "/s", "logout_url": "/out"}),
        ("mq/list.html", {"page_title": "名录", "page": Paginator([], 20).page(1)}),
        ("mq/list.html", {"page_title": "名录", "applied": sheet()["applied"]}),
        ("mq/portal.html", {"page_title": "首页", "portal_menu": [{"title": "首页", "url": "/"}]}),
        ("mq/field.html", {"page_title": "今天的检查", "back_url": "/"}),
        ("mq/hall.html", {"page_title": "抽查", "rail": sheet()["rail"]}),
        ("mq/error.html", {"status": 403, "title": "您不能查看", "text": "角色不够", "back": "/"}),
        ("mq/error.html", {"status": 500, "title": "系统出错", "error_number": "E-1"}),
        ("mq/login.html", {"form": SampleForm()}),
    ],
)
def test_every_layout_is_sound(name, context):
    source = whole(name, **context)
    found = Page(source)
    assert objections(source) == []
    assert len(found.all("h1")) == 1
    assert len(found.all("main")) == 1
    assert found.all("html")[0][2]["lang"] == "zh-Hans"
    assert "演示环境，数据均为虚构" in source


def test_menu_says_where_i_am_and_what_is_late():
    source = whole("mq/console.html", page_title="x")
    assert re.search(r'href="/t"\s+aria-current="page"', source)
    assert "待办，含逾期：" in source


def test_empty_list_tells_a_filter_from_a_beginning():
    nothing = Paginator([], 20).page(1)
    assert "还没有记录" in whole("mq/list.html", page=nothing)
    filtered = whole("mq/list.html", page=nothing, applied=sheet()["applied"])
    assert "没有符合条件的记录" in filtered


def test_nobody_outside_is_named_by_a_page():
    source = whole("mq/components.html", **sheet())
    links = [attrs["href"] for _, _, attrs in Page(source).all("link")]
    assert all(link.startswith("/static/mq/") for link in links)
    scripts = [attrs["src"] for _, _, attrs in Page(source).all("script")]
    assert all(link.startswith("/static/mq/") for link in scripts)


# ---- Files ----


def templates():
    return sorted((WEB / "templates").rglob("*.html"))


@pytest.mark.parametrize("file", sorted((WEB / "templates" / "mq").glob("*.html")))
def test_template_compiles(file):
    get_template(f"mq/{file.name}")


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    have = set(re.findall(r'id="i-([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    asked = set(CHIP_ICONS.values())
    for file in templates():
        asked |= set(re.findall(r'{% icon "([^"]+)"', file.read_text("utf-8")))
    for file in (WEB / "shared").rglob("*.py"):
        asked |= set(re.findall(r'icon\("([^"]+)"', file.read_text("utf-8")))
    assert asked - have == set()


def test_every_class_of_ours_is_in_the_style_sheet():
    sheet_text = (STATIC / "mingqian.css").read_text("utf-8")
    known = set(re.findall(r"\.(mq-[a-z0-9-]+)", sheet_text))
    used = set()
    for file in (WEB / "templates" / "mq").glob("*.html"):
        for value in re.findall(r'class="([^"]*)"', file.read_text("utf-8")):
            plain = re.sub(r"{%.*?%}|\S*{{.*?}}\S*", " ", value)
            used |= {name for name in plain.split() if name.startswith("mq-")}
    assert used - known == set()


def test_style_sheet_stays_right_in_old_browsers_and_asks_nobody():
    text = (STATIC / "mingqian.css").read_text("utf-8")
    for word in ("oklch(", "light-dark(", "color-mix(", "@import", "url("):
        assert word not in text
    fonts = (STATIC / "fonts" / "noto-sans-sc.css").read_text("utf-8")
    for name in re.findall(r"url\(([^)]+)\)", fonts):
        assert (STATIC / "fonts" / name).is_file()


def test_shipped_files_are_the_ones_that_were_checked():
    for line in (STATIC / "VERSIONS").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 5 and re.fullmatch(r"[0-9a-f]{64}", cells[4]) and "*" not in cells[3]:
            data = (STATIC / cells[3]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == cells[4], cells[3]


@pytest.mark.parametrize("file", sorted((STATIC / "js").glob("*.js")))
def test_modules_write_no_style_and_run_no_text(file):
    text = file.read_text("utf-8")
    for word in (".style", "innerHTML", "eval(", "new Function", 'setAttribute("style"'):
        assert word not in text
