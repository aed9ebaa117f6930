"""The sheet of parts: every component once, with invented data, for people who build pages."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from mingqian.web.shared.look.deadline import Clock
from mingqian.web.shared.look.states import CHIP_ICONS, RESULT_WORDS

TODAY = date(2026, 11, 20)
COMMITMENT = "ad1e12d8297c35c614cbf6a676c078970911dccc7324d07d7dac8abe313319a5"


class SampleForm(forms.Form):
    """A form with every kind of field the offices use."""

    name = forms.CharField(label=_("企业名称"))
    code = forms.CharField(label=_("统一代码"), min_length=18, max_length=18)
    region = forms.ChoiceField(
        label=_("属地"), choices=[("", _("请选择")), ("1", "城关镇"), ("2", "石桥镇")]
    )
    way = forms.ChoiceField(
        label=_("抽取方式"),
        choices=[("u", _("不定向")), ("d", _("定向"))],
        widget=forms.RadioSelect,
        help_text=_("定向抽查须写明范围和依据。"),
    )
    left_out = forms.MultipleChoiceField(
        label=_("必须排除"),
        choices=[("f", _("本年入企已满上限")), ("y", _("本年已抽过")), ("s", _("上级计划已抽"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ratio = forms.DecimalField(label=_("比例"), min_value=5, max_value=100)
    on = forms.DateField(
        label=_("开始日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    told = forms.BooleanField(label=_("已告知被检查单位"), required=False)
    remark = forms.CharField(
        label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SampleFilter(forms.Form):
    """The filter row of a list of firms; nothing in it is required."""

    q = forms.CharField(
        label=_("关键词"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("名称、统一代码")}),
    )
    risk = forms.ChoiceField(
        label=_("风险"), required=False, choices=[("", ""), ("C", _("较高")), ("D", _("高"))]
    )
    region = forms.ChoiceField(
        label=_("属地"), required=False, choices=[("", ""), ("1", "城关镇")]
    )


def sheet(query: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the context of `mq/components.html`."""
    wrong = {"name": "", "code": "91370399MA3C8K2X", "ratio": "0.5", "region": "", "way": ""}
    return {
        "page_title": _("组件与标记"),
        "chips": _chips(),
        "clocks": _clocks(),
        "results": list(RESULT_WORDS),
        "commitment": COMMITMENT,
        "form": SampleForm(initial={"name": "青禾县兴达木业有限公司", "way": "u"}),
        "unit_form": SampleForm(auto_id="unit_%s"),
        "wrong": SampleForm(data=wrong, auto_id="wrong_%s"),
        "filter_form": SampleFilter(data=query or {}, auto_id="filter_%s"),
        "views": _views(),
        "applied": [
            {"label": _("风险"), "value": _("高"), "remove_url": "?"},
            {"label": _("规模以上"), "value": _("是"), "remove_url": "?"},
        ],
        "bulk_acts": [{"name": "export", "title": _("导出所选"), "icon": "file-spreadsheet"}],
        "firms": Paginator(_firms(), 5).page(1),
        "unit": _("家"),
        "events": _events(),
        "facts": _facts(),
        "figures": _figures(),
        "checks": _checks(),
        "jobs": _jobs(),
        "rail": _rail(),
        "consequences": _consequences(),
        "wizard": [(_("事项"), "?step=1"), _("范围与分层"), _("检查人员"), _("核对提交")],
    }


def _chips() -> list[tuple[str, str, str]]:
    words = {
        "draft": (_("草稿"), _("还没提交，可随意改")),
        "wait": (_("待审核"), _("等某人动作；写明等谁或等什么")),
        "doing": (_("检查中"), _("正在进行")),
        "locked": (_("已锁定"), _("内容固定，只能按规则变动")),
        "public": (_("已公示"), _("公众可见，不能改")),
        "done": (_("已完成"), _("办结、在册、合格")),
        "back": (_("退回待改"), _("被退回，须改")),
        "soon": (_("临期"), _("3 个工作日内到期")),
        "late": (_("逾期"), _("过了期限")),
        "void": (_("已作废"), _("不再有效，仍可查")),
    }
    return [(kind, *words[kind]) for kind in CHIP_ICONS]


def _clocks() -> list[Clock]:
    return [
        Clock(total=20, used=6, ends_on=date(2026, 12, 10), today=TODAY),
        Clock(total=20, used=18, ends_on=date(2026, 11, 24), today=TODAY),
        Clock(total=1, used=1, ends_on=TODAY, today=TODAY, ends_at=time(17, 30)),
        Clock(total=20, used=23, ends_on=date(2026, 11, 17), today=TODAY),
        Clock(
            total=34,
            used=3,
            ends_on=date(2027, 1, 5),
            today=TODAY,
            provisional=True,
            rule=_("《工作指引》9.1：完成之日起 20 个工作日内公示。跳过元旦放假，暂定。"),
        ),
        Clock(
            total=20,
            used=5,
            ends_on=date(2026, 12, 15),
            today=TODAY,
            paused=_("等企业补正材料"),
            paused_since=date(2026, 11, 18),
        ),
        Clock(total=20, used=14, ends_on=date(2026, 11, 24), today=TODAY, finished=True),
    ]


def _views() -> list[dict[str, Any]]:
    return [
        {"title": _("全部"), "url": "?", "count": 3126, "current": False},
        {"title": _("规模以上"), "url": "?view=big", "count": 1208, "current": True},
        {"title": _("三年未检查"), "url": "?view=old", "count": 217, "current": False},
    ]


def _firms() -> list[dict[str, Any]]:
    rows = [
        ("山东青禾恒泰铝业有限公司", "91370399MA4JURQ28L", "D", 2, 2, date(2026, 9, 22), True),
        ("青禾县白云山石灰岩矿业有限公司", "91370399MA7BYC46NC", "D", 3, 4, None, False),
        ("青禾金桥精密铸造股份有限公司", "91370399MARJT2FQ8C", "C", 0, 2, None, False),
        (
            "青禾县鑫源达新型环保建筑材料科技发展有限责任公司第二分公司",
            "91370399MAUCQWD18J",
            "B",
            1,
            2,
            date(2026, 4, 16),
            False,
        ),
        ("青禾瑞丰粮油食品有限公司", "91370399MA7JH4BXK6", "A", 0, 1, None, False),
    ]
    names = ("name", "code", "risk", "used", "limit", "last", "bad")
    return [dict(zip(names, row, strict=True), id=n) for n, row in enumerate(rows * 47, 1)]


def _events() -> list[dict[str, Any]]:
    return [
        {
            "at": datetime(2026, 11, 17, 7, 12, tzinfo=UTC),
            "icon": "message-report",
            "kind": "bad",
            "what": _("企业提出异议 YY-2026-0031"),
            "more": _("对第 2、3 项隐患的认定有异议，附照片 4 张"),
        },
        {
            "at": datetime(2026, 11, 6, 2, 30, tzinfo=UTC),
            "icon": "world",
            "kind": "key",
            "what": _("检查结果公示"),
            "more": _("经 赵文博 审核；公开 9 项，遮盖 2 项"),
        },
        {
            "at": datetime(2026, 10, 12, 1, 31, tzinfo=UTC),
            "icon": "pencil",
            "what": _("李素芬 变更联系人"),
            "changes": [(_("联系人"), "袁德海", "袁德河")],
            "reason": _("企业来函"),
        },
    ]


def _facts() -> list[tuple[str, Any]]:
    return [
        (_("主体类型"), _("有限责任公司（自然人独资）")),
        (_("行业"), "C3021 水泥制品制造"),
        (_("法定代表人"), "袁德河"),
        (_("许可"), None),
    ]


def _figures() -> list[dict[str, Any]]:
    return [
        {
            "label": _("逾期"),
            "value": 1,
            "unit": _("件"),
            "note": _("最长逾期 3 个工作日"),
            "icon": "alert-triangle",
            "bad": True,
            "url": "?",
        },
        {"label": _("等我办理"), "value": 9, "unit": _("件"), "url": "?"},
        {"label": _("年度计划已检查"), "value": 163, "unit": "/ 212 家", "url": "?"},
    ]


def _checks() -> list[dict[str, str]]:
    return [
        {"text": _("规则文件和公钥与上次公布的一致"), "state": "ok", "note": _("4 个")},
        {"text": _("密封抽取的释放时间"), "state": "idle"},
        {"text": _("到达晚于通知 20 分钟，未写原因"), "state": "bad", "url": "#main"},
        {"text": _("写入名录"), "state": "doing", "note": _("进行中")},
        {"text": _("写入留痕并固化"), "state": "todo", "note": _("未开始")},
    ]


def _jobs() -> list[dict[str, Any]]:
    running = {"title": _("写入名录"), "done": 2140, "total": 3120, "unit": _("行")}
    return [
        {**running, "state": "running", "line": _("已用 2 分 10 秒，约剩 1 分钟，可离开本页")},
        {**running, "done": 3120, "state": "done", "url": "?"},
        {**running, "state": "failed"},
    ]


def _rail() -> list[dict[str, str]]:
    return [
        {"title": _("承诺公开"), "note": "11-18 10:00", "state": "done"},
        {"title": _("收集附加文本"), "note": _("7 条"), "state": "done"},
        {"title": _("掷骰录入"), "note": _("第 14 枚"), "state": "now"},
        {"title": _("核对完成"), "note": "", "state": ""},
    ]


def _consequences() -> list[str]:
    return [
        _("47 家抽中企业和 94 人次不能再改，只能按规定回避、递补"),
        _("任务公告自动在公示门户发布"),
        _("派发到 7 个执行单位，检查人员收到通知"),
    ]
