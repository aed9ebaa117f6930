"""How a draw is read: its steps, its sources, its proof, all in words."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairdraw.wording import grade_sentence, note_text, step_text
from mingqian.draws import queries as draws
from mingqian.rules.sampling import EXCLUSIONS

SPOKEN_STATUS = {"ok": "ok", "failed": "bad", "not_applicable": "idle"}
STAGES = (
    ("commit", gettext_lazy("公开承诺")),
    ("texts", gettext_lazy("见证文字")),
    ("close", gettext_lazy("截止")),
    ("numbers", gettext_lazy("公开随机数")),
    ("run", gettext_lazy("抽取")),
    ("lock", gettext_lazy("锁定派发")),
)
# How many stages lie behind a draw in each state.
DONE = {"committed": 1, "closed": 3, "revealed": 4, "drawn": 5, "locked": 6, "dispatched": 6}


def rail_of(stands: draws.Ceremony) -> list[dict[str, str]]:
    """Return the six stages with what happened in each and which one is open."""
    draw = stands.draw
    done = DONE[draw.state]
    known = sum(each.typed == 2 for each in stands.sources)
    notes = {
        "commit": short_time(draw.frozen_at),
        "texts": _("{n} 条").format(n=len(stands.contributions)) if done > 1 else "",
        "close": short_time(draw.closed_at),
        "numbers": f"{known} / {len(stands.sources)}" if done >= 3 else "",
        "run": _("{n} 家").format(n=draw.figures["drawn"]) if draw.drawn_at else "",
        "lock": short_time(draw.state_at) if draw.state == "dispatched" else "",
    }
    if draw.task.way == "operator":
        notes["texts"] = _("不收")
    return [
        {"title": str(title), "note": notes[name], "state": _stage_state(place, done)}
        for place, (name, title) in enumerate(STAGES)
    ]


def _stage_state(place: int, done: int) -> str:
    if place < done:
        return "done"
    return "now" if place == done else ""


def short_time(at: datetime | None) -> str:
    """Return month, day and time of the office, nothing for None."""
    return f"{localtime(at):%m-%d %H:%M}" if at else ""


def draw_day(on: str) -> str:
    """Return the committed day of a source in words."""
    if len(on) != 8:
        return _("抽取时公开")
    day = date(int(on[:4]), int(on[4:6]), int(on[6:]))
    return f"{day:%Y-%m-%d}（周{'一二三四五六日'[day.weekday()]}）"


def number_words(source: draws.SourceView) -> str:
    """Return a confirmed number as people read it: dice in fives, balls by twos."""
    if source.kind == "dice":
        digits = "".join(value for _name, value in source.parts)
        return " ".join(digits[at : at + 5] for at in range(0, len(digits), 5))
    if source.kind == "operator":
        return source.value.partition(":")[2]
    return " ".join(value for _name, value in source.parts[1:])


def exclusion_rows(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return how many are left out on which ground, the most first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {"code": code, "title": exclusion_title(code), "count": count} for code, count in ordered
    ]


def exclusion_title(code: str) -> str:
    """Return what is published beside the count of an exclusion code."""
    return _(EXCLUSIONS[code].title) if code in EXCLUSIONS else code


def status_words(status: str) -> str:
    """Return the status of a roster row in words: in, out and why, or a certain pick."""
    kind, _colon, code = status.partition(":")
    if kind == "ex":
        return _("排除：{why}").format(why=exclusion_title(code))
    return _("必抽") if kind == "must" else _("参加抽取，未抽中")


def via_words(via: str) -> str:
    """Return how a firm came into the draw, in words; an ordinary lot needs none."""
    kind = via.partition(":")[0]
    return {"must": _("递补后必抽"), "topup": _("补足")}.get(kind, "")


def report_rows(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of the verifier in their order, as the checklist shows them."""
    return [
        {
            "number": step["number"],
            "text": step_text(step["name"]),
            "state": SPOKEN_STATUS[step["status"]],
        }
        for step in report.get("steps", ())
    ]


def report_notes(report: Mapping[str, Any]) -> list[str]:
    """Return what the verifier tells besides: numbers to compare, what it cannot see."""
    return [note_text(note) for note in report.get("document", {}).get("notes", ())]


def check_rows(checks: draws.Checks) -> list[dict[str, str]]:
    """Return the four marks of the office's own rules."""
    marks: Iterable[tuple[bool, str]] = (
        (checks.pairs, _("每家至少 2 人")),
        (checks.leads, _("每组有组长，组长有资格")),
        (checks.certificates, _("执法证到任务结束仍有效")),
        (checks.strangers, _("没有人检查申报过利害关系的企业")),
    )
    return [{"text": text, "state": "ok" if good else "bad"} for good, text in marks]


def sentence_of(grade: str) -> str:
    """Return the sentence that says who would have had to cheat (SPEC section 0)."""
    return grade_sentence(grade) if grade else ""


def public_address(draw: Any) -> str:
    """Return the public page of the task with the whole commitment behind it, for square codes."""
    page = reverse("portal-task", args=[draw.task.number])
    return f"{settings.PORTAL_URL.rstrip('/')}{page}#{draw.commit_hash}"


def bare_address(draw: Any) -> str:
    """Return the public page of the task as people type it."""
    return public_address(draw).partition("#")[0]
