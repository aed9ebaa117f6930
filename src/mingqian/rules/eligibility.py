"""Who may inspect whom: certificate, presence, interest relations, and the make-up of a team."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from mingqian.rules.refusals import RuleBroken, gettext_noop
from mingqian.rules.sampling import CODE

MIN_TEAM = 2
"""Inspectors for each object, at least (《工作指引》7.3; 行政处罚法 art. 42)."""

MAX_TEAM = 9
"""Slots of a team, at most (SPEC section 3, commit.team.slots)."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Days on which an inspector is away 「请假」, first and last day included."""

    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether an inspector can be drawn (《工作指引》7.3, 《实施方案》二（一）3).

    Attributes:
        certificate_number: enforcement certificate, "" if there is none.
        valid_from: first day of its validity.
        valid_to: last day of its validity.
        active: stands in the directory 「在库」.
        out_reason: why not, if not.
        entered_on: day of entry into the directory, if it matters.
        suspended: the certificate is withheld or cancelled 「暂扣、注销」.
        leaves: known absences.
    """

    certificate_number: str
    valid_from: date | None
    valid_to: date | None
    active: bool = True
    out_reason: str = ""
    entered_on: date | None = None
    suspended: bool = False
    leaves: tuple[Leave, ...] = ()


@dataclass(frozen=True, slots=True)
class Out:
    """A ground on which an inspector cannot be drawn for a day.

    Attributes:
        code: exclusion code of the commitment (`sampling.EXCLUSIONS`).
        sentence: what is shown, with its facts.
    """

    code: str
    sentence: RuleBroken


def reasons_out(standing: Standing, first: date, last: date | None = None) -> tuple[Out, ...]:
    """Return every ground on which an inspector is out in a time, weightiest first.

    Source: G 7.3 「检查人员应当具备执法资格」, G 5.2.2, B 2.1.3. A certificate must hold on every
    day: one that lapses during the task would leave a team without a qualified member.

    Args:
        standing: the facts.
        first: first day of the task.
        last: last day of the task, the first if left out.
    """
    last = first if last is None else last
    return (
        *_out_of_directory(standing, first),
        *_out_by_certificate(standing, first, last),
        *(
            _out(
                "p2",
                gettext_noop("{first} 至 {last} 请假，与任务时间重叠。"),
                first=leave.first.isoformat(),
                last=leave.last.isoformat(),
            )
            for leave in standing.leaves
            if leave.first <= last and first <= leave.last
        ),
    )


def why_out(standing: Standing, first: date, last: date | None = None) -> Out | None:
    """Return the weightiest ground on which an inspector is out, None if they can be drawn."""
    return next(iter(reasons_out(standing, first, last)), None)


def _out_of_directory(standing: Standing, first: date) -> tuple[Out, ...]:
    if not standing.active:
        reason = standing.out_reason or gettext_noop("未写原因")
        return (_out("p1", gettext_noop("已出库：{reason}。"), reason=reason),)
    if standing.entered_on is not None and first < standing.entered_on:
        return (
            _out(
                "p3", gettext_noop("{entered} 才入库。"), entered=standing.entered_on.isoformat()
            ),
        )
    return ()


def _out_by_certificate(standing: Standing, first: date, last: date) -> tuple[Out, ...]:
    if not standing.certificate_number or standing.valid_from is None or standing.valid_to is None:
        return (_out("c3", gettext_noop("没有登记执法证号或有效期。")),)
    if standing.suspended:
        return (_out("c4", gettext_noop("执法证被暂扣或注销。")),)
    if first < standing.valid_from:
        day = standing.valid_from.isoformat()
        return (_out("c2", gettext_noop("执法证 {day} 起才有效。"), day=day),)
    if standing.valid_to < last:
        day = standing.valid_to.isoformat()
        if standing.valid_to < first:
            return (_out("c1", gettext_noop("执法证 {day} 已到期。"), day=day),)
        return (_out("c1", gettext_noop("执法证 {day} 到期，任务未结束就失效。"), day=day),)
    return ()


def _out(code: str, template: str, **facts: object) -> Out:
    return Out(code, RuleBroken(template, field="inspector", **facts))


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground that a person has to name, with the clause that allows it.

    Attributes:
        code: fit for the public log (SPEC section 1).
        title: what is shown.
        basis: the clause.
        needs_text: the ground alone says too little, a reason in words is needed.
    """

    code: str
    title: str
    basis: str
    needs_text: bool = False


def _by_code(*grounds: Ground) -> Mapping[str, Ground]:
    return MappingProxyType({ground.code: ground for ground in grounds})


_RECUSAL = "《工作指引》7.3、《实施方案》二（一）4"

INTEREST_KINDS = _by_code(
    Ground("kin", gettext_noop("本人或近亲属在该单位任职或与其有利害关系"), _RECUSAL),
    Ground("employer", gettext_noop("本人曾在该单位任职"), _RECUSAL),
    Ground("shares", gettext_noop("本人或近亲属持有该单位股份或出资"), _RECUSAL),
    Ground("other", gettext_noop("其他可能影响公正检查的关系"), _RECUSAL, needs_text=True),
)
"""Interest relations 「利害关系」 that lead to recusal 「回避」."""

REPLACEMENT_GROUNDS = _by_code(
    Ground("post", gettext_noop("工作岗位调整"), "《工作指引》7.3"),
    Ground("schedule", gettext_noop("工作冲突"), "《工作指引》7.3"),
    Ground("health", gettext_noop("身体健康状况"), "《工作指引》7.3"),
    Ground("recusal", gettext_noop("利害关系回避"), _RECUSAL),
    Ground("special", gettext_noop("其他特殊情况"), "《工作指引》7.3", needs_text=True),
)
"""The only grounds on which a drawn inspector is changed 「调整更换」 (G 7.3)."""

DIRECT_ASSIGNMENT_GROUNDS = _by_code(
    Ground("toofew", gettext_noop("检查人员有限，不能满足随机抽查基本条件"), "《工作指引》7.3"),
    Ground("expert", gettext_noop("特殊事项需要专家参与"), "《工作指引》7.3"),
)
"""The only grounds of assignment without a draw 「直接委派」 (G 7.3)."""


def check_ground(code: str, grounds: Mapping[str, Ground], text: str = "") -> Ground:
    """Return the named ground, or refuse one that the clause does not know or that needs words."""
    ground = grounds.get(code)
    if ground is None:
        raise RuleBroken(
            gettext_noop("请从规定的理由中选择：{titles}。"),
            field="ground",
            titles="、".join(each.title for each in grounds.values()),
        )
    if ground.needs_text and not text.strip():
        raise RuleBroken(
            gettext_noop("理由为「{title}」时，须写明具体情况。"), field="text", title=ground.title
        )
    return ground


class NeedKind(StrEnum):
    """What a slot of a team asks for (SPEC section 3)."""

    LEAD = "lead"
    ANY = "any"
    SKILL = "skill"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Need:
    """A slot of a team 「检查组席位」: the leader, anybody, an expertise, or a unit."""

    kind: NeedKind
    code: str = ""

    def __str__(self) -> str:
        """Return the need as it stands in the commitment."""
        return f"{self.kind}:{self.code}" if self.code else str(self.kind)


def parse_need(text: str) -> Need:
    """Return the need that `lead`, `any`, `skill:<code>` or `unit:<code>` names (SPEC 3)."""
    kind, colon, code = text.partition(":")
    coded = kind in {NeedKind.SKILL, NeedKind.UNIT}
    plain = kind in {NeedKind.LEAD, NeedKind.ANY}
    if (coded and CODE.fullmatch(code)) or (plain and not colon):
        return Need(NeedKind(kind), code)
    raise RuleBroken(
        gettext_noop("检查组席位「{text}」应为组长、不限、某项专长或某个单位。"),
        field="slots",
        text=text,
    )


def check_slots(
    slots: Sequence[str],
    *,
    skills: Container[str] | None = None,
    units: Container[str] | None = None,
    minimum: int = MIN_TEAM,
) -> tuple[Need, ...]:
    """Return the needs of a team, or refuse a team that the guideline does not allow.

    Source: G 7.3, 「每个检查对象不少于 2 名检查人员」, 「选定 1 人为组长」; SPEC 3: slot 1 leads.

    Args:
        slots: the slots as text.
        skills: known expertise codes; None to leave them unchecked.
        units: known unit codes; None to leave them unchecked.
        minimum: least number of inspectors, a setting not below 2.
    """
    minimum = max(minimum, MIN_TEAM)
    if not minimum <= len(slots) <= MAX_TEAM:
        raise RuleBroken(
            gettext_noop("每个检查组应有 {minimum} 至 {maximum} 人（《工作指引》7.3）。"),
            field="slots",
            minimum=minimum,
            maximum=MAX_TEAM,
        )
    needs = tuple(parse_need(slot) for slot in slots)
    if [need.kind for need in needs].count(NeedKind.LEAD) != 1 or needs[0].kind != NeedKind.LEAD:
        raise RuleBroken(
            gettext_noop("第一个席位应为组长，且只有一名组长（《工作指引》7.3）。"), field="slots"
        )
    _refuse_unknown(needs, NeedKind.SKILL, skills)
    _refuse_unknown(needs, NeedKind.UNIT, units)
    return needs


def _refuse_unknown(needs: Sequence[Need], kind: NeedKind, known: Container[str] | None) -> None:
    for need in needs:
        if known is not None and need.kind is kind and need.code not in known:
            raise RuleBroken(
                gettext_noop("检查组席位「{need}」：没有这个代码。"), field="slots", need=str(need)
            )
