"""The record of a visit: what the team fills in, how it is checked, what its signatures bind."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.timezone import localdate

from mingqian.inspections.models import ItemAnswer, Result, Visit
from mingqian.rules.refusals import Refusal, Refusals, RuleBroken, gettext_noop
from mingqian.rules.results import check_answer

LONGEST_NOTE = 5_000
LONGEST_SUMMARY = 2_000
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for one item: the letter of the result and the words that explain it."""

    code: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A filled-in form, whole or not.

    Attributes:
        answers: what was found, by the key of the item.
        visited_on: the day of the visit.
        summary: the situation in general.
        seen_hash: fingerprint of the content that the form was opened on, "" when there was none.
    """

    answers: Mapping[int, Answer] = field(default_factory=dict)
    visited_on: date | None = None
    summary: str = ""
    seen_hash: str = ""


def tidy(text: str) -> str:
    """Return typed text with plain line ends and without blanks around it."""
    return "\n".join(text.splitlines()).strip()


def checked_record(result: Result, record: Record, at: datetime) -> tuple[date, list[ItemAnswer]]:
    """Return the day and the answers of a record without a fault.

    Raises Refusals that name every fault at its place, so that nobody meets them one by one.
    """
    faults: list[Refusal] = []
    day = record.visited_on
    try:
        day = checked_day(record.visited_on, result.visit, at)
    except Refusal as refusal:
        faults.append(refusal)
    rows, wrong = _checked_answers(result, record.answers)
    faults += wrong
    if len(tidy(record.summary)) > LONGEST_SUMMARY:
        faults.append(_too_long("summary", LONGEST_SUMMARY))
    if faults or day is None:
        raise Refusals(faults)
    return day, rows


def checked_day(day: date | None, visit: Visit, at: datetime) -> date:
    """Return the day of the visit, or refuse one before the task or in the future."""
    if day is None:
        raise RuleBroken(gettext_noop("请填写检查日期。"), field="visited_on")
    if day > localdate(at):
        raise RuleBroken(gettext_noop("检查日期 {day} 还没有到。"), field="visited_on", day=day)
    if day < visit.task.starts_on:
        raise RuleBroken(
            gettext_noop("检查日期 {day} 早于任务开始的 {start}。"),
            field="visited_on",
            day=day,
            start=visit.task.starts_on,
        )
    return day


def _checked_answers(
    result: Result, answers: Mapping[int, Answer]
) -> tuple[list[ItemAnswer], list[Refusal]]:
    lines = list(result.visit.task.task_items.select_related("item").order_by("position"))
    if not lines:
        raise RuleBroken(gettext_noop("本次任务没有抽查事项，不能录入结果。"))
    if set(answers) - {line.item_id for line in lines}:
        raise RuleBroken(gettext_noop("结果里有不属于本次任务的事项。"))
    rows: list[ItemAnswer] = []
    faults: list[Refusal] = []
    for place, line in enumerate(lines, start=1):
        answer = answers.get(line.item_id, Answer(""))
        try:
            code = check_answer(answer.code, answer.note)
            note = _checked_note(answer.note)
        except Refusal as refusal:
            faults.append(_at_place(refusal, place, line.item_id, line.item.matter))
            continue
        rows.append(
            ItemAnswer(
                result=result,
                item_id=line.item_id,
                position=place,
                matter=line.item.matter,
                code=code.value,
                note=note,
            )
        )
    return rows, faults


def _checked_note(note: str) -> str:
    """Return what was typed whole: a finding is never cut off in silence."""
    if len(tidy(note)) > LONGEST_NOTE:
        raise _too_long("note", LONGEST_NOTE)
    return tidy(note)


def _too_long(name: str, limit: int) -> RuleBroken:
    return RuleBroken(gettext_noop("最多 {limit} 字，请精简。"), field=name, limit=limit)


def _at_place(refusal: Refusal, place: int, item: int, matter: str) -> RuleBroken:
    return RuleBroken(
        gettext_noop("第 {place} 项「{matter}」：{why}"),
        field=f"{refusal.field or 'code'}-{item}",
        place=place,
        matter=matter if len(matter) <= 40 else f"{matter[:40]}……",
        why=refusal,
    )


def content_hash(result: Result, rows: list[ItemAnswer], day: date) -> str:
    """Return the SHA-256 of what the team signs: target, day, every answer, the summary."""
    visit = result.visit
    content = {
        "task": visit.task.number,
        "name": visit.target_name,
        "credit_code": visit.credit_code,
        "visited_on": day.isoformat(),
        "answers": [[row.position, row.matter, row.code, row.note] for row in rows],
        "summary": result.summary,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
