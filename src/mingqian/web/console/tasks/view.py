"""How a task is read: its facts in words, its trail as a timeline."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.directories import queries as directories
from mingqian.planning import queries as planning
from mingqian.planning.scopes import REPEAT_GROUNDS, TASK_EXCLUSIONS
from mingqian.web.console.tasks.forms import KINDS, RISKS, SAMPLINGS, WAYS

CONDITION_TITLES = {
    "regions": gettext_lazy("属地"),
    "sectors": gettext_lazy("行业领域"),
    "unit_types": gettext_lazy("单位类型"),
    "risk_classes": gettext_lazy("风险等级"),
}
PROGRESS = (
    ("published", gettext_lazy("已公示")),
    ("approved", gettext_lazy("已审核")),
    ("submitted", gettext_lazy("待审核")),
    ("returned", gettext_lazy("退回待改")),
    ("signed", gettext_lazy("已签名")),
    ("recorded", gettext_lazy("待签名")),
    ("blank", gettext_lazy("未录入")),
)


def slot_titles(slots: Iterable[str]) -> str:
    """Return the places of a team in words: 组长、危险化学品、不限."""
    skills, units = planning.skill_titles(), planning.unit_titles()
    words = []
    for slot in slots:
        kind, _colon, code = slot.partition(":")
        if kind == "lead":
            words.append(_("组长"))
        elif kind == "skill":
            words.append(str(skills.get(code, code)))
        elif kind == "unit":
            words.append(str(units.get(code, code)))
        else:
            words.append(_("不限专长"))
    return "、".join(words)


def condition_text(task: Any) -> str:
    """Return the conditions of a directed task in words."""
    titles = {
        "regions": {c.value: c.title for c in directories.regions_in_use()},
        "sectors": {c.value: c.title for c in directories.sectors_in_use()},
        "unit_types": {},
        "risk_classes": {code: str(title) for code, title in RISKS},
    }
    parts = []
    for name, title in CONDITION_TITLES.items():
        values = task.conditions.get(name) or ()
        if values:
            words = "、".join(titles[name].get(value, value) for value in values)
            parts.append(f"{title}：{words}")
    return "；".join(parts) or _("全部在册检查对象")


def task_facts(task: Any) -> list[tuple[str, Any]]:
    """Return the label and value pairs of a task."""
    left_out = [_(TASK_EXCLUSIONS[code]) for code in task.exclusions if code in TASK_EXCLUSIONS]
    repeat = _(REPEAT_GROUNDS[task.repeat_ground]) if task.repeat_ground else _("不重复抽查")
    return [
        (_("任务来源"), dict(KINDS)[task.kind]),
        (_("依据"), task.ground),
        (_("抽查领域"), _(planning.scope_title(task.scope))),
        (_("起止日期"), f"{task.starts_on} – {task.ends_on}"),
        (_("抽取方式"), dict(SAMPLINGS)[task.sampling]),
        (_("范围"), condition_text(task)),
        (_("排除"), "、".join(left_out) or _("无")),
        (_("重复抽查的理由"), repeat),
        (_("低于下限的文号"), task.rate_ground or _("不适用")),
        (_("任务执行单位"), "、".join(unit.name for unit in planning.units_of(task))),
        (_("检查组组成"), slot_titles(task.slots)),
        (_("每人最多检查"), _("{n} 家").format(n=task.inspector_cap)),
        (_("公开随机数"), dict(WAYS)[task.way]),
        (_("拟定人"), task.created_by),
    ]


def progress_rows(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return how many firms are at which step, the furthest first, without empty steps."""
    return [
        (str(title), _("{n} 家").format(n=counts[state]))
        for state, title in PROGRESS
        if counts.get(state)
    ]


_ICONS = {
    "task.approve": ("circle-check", "key"),
    "task.return": ("arrow-back-up", "bad"),
    "draw.freeze": ("lock", "key"),
    "draw.now": ("lock", "key"),
    "draw.run": ("arrows-shuffle", "key"),
    "visit.dispatch": ("send", "key"),
}


def timeline_rows(events: Iterable[Any], *, named: bool = False) -> list[dict[str, Any]]:
    """Return audit events as the timeline shows them; `named` says what each was about."""
    rows = []
    for event in events:
        icon, kind = _ICONS.get(event.action, ("point", ""))
        rows.append(
            {
                "at": event.at,
                "icon": icon,
                "kind": kind,
                "what": f"{event.actor_name} {event.did}",
                "more": event.subject_label if named else event.actor_unit,
                "reason": event.facts.get("reason", ""),
            }
        )
    return rows
