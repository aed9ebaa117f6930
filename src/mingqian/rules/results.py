"""The eight results of an inspection and what follows from them (《工作指引》8.3).

Exclusivity beyond "no problem stands alone" and the order of gravity are proposals of this
project, marked as such in the reference data; the wording is the guideline's, letter by letter.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from mingqian.rules.refusals import RuleBroken, gettext_noop


class ResultCode(StrEnum):
    """One of the eight results 「检查结果」 of a matter, by its letter in G 8.3."""

    NO_PROBLEM = "a"
    NOT_PUBLISHED = "b"
    FALSE_PUBLICATION = "c"
    NOT_REACHABLE = "d"
    ORDERED_TO_CORRECT = "e"
    REFUSED = "f"
    PENDING = "g"
    NO_ACTIVITY = "h"

    @property
    def label(self) -> str:
        """Return the result in the words of the guideline; the public never sees the letter."""
        return _LABELS[self]

    @property
    def is_problem(self) -> bool:
        """Tell whether the result has to be followed up to its end (G 9.2)."""
        return self not in _WITHOUT_PROBLEM


_LABELS = {
    ResultCode.NO_PROBLEM: gettext_noop("未发现问题"),
    ResultCode.NOT_PUBLISHED: gettext_noop("未按规定公示应当公示的信息"),
    ResultCode.FALSE_PUBLICATION: gettext_noop("公示信息隐瞒真实情况、弄虚作假"),
    ResultCode.NOT_REACHABLE: gettext_noop("通过登记的住所（经营场所）无法联系"),
    ResultCode.ORDERED_TO_CORRECT: gettext_noop("发现问题已责令改正"),
    ResultCode.REFUSED: gettext_noop("不予配合情节严重"),
    ResultCode.PENDING: gettext_noop("发现问题待后续处理"),
    ResultCode.NO_ACTIVITY: gettext_noop("未发现开展本次抽查涉及的经营活动"),
}

_WITHOUT_PROBLEM = frozenset({ResultCode.NO_PROBLEM, ResultCode.NO_ACTIVITY})

ALONE = frozenset({ResultCode.NO_PROBLEM, ResultCode.NOT_REACHABLE, ResultCode.NO_ACTIVITY})
"""Results that stand alone for a matter."""

FORBIDDEN_PAIRS = (frozenset({ResultCode.NOT_REACHABLE, ResultCode.REFUSED}),)
"""Results that deny each other: who cannot be reached cannot refuse."""

GRAVITY = (
    ResultCode.REFUSED,
    ResultCode.FALSE_PUBLICATION,
    ResultCode.PENDING,
    ResultCode.ORDERED_TO_CORRECT,
    ResultCode.NOT_PUBLISHED,
    ResultCode.NOT_REACHABLE,
    ResultCode.NO_PROBLEM,
    ResultCode.NO_ACTIVITY,
)
"""Order from the gravest. "No problem" outweighs "no activity": something was seen in order."""


def check_result(code: str) -> ResultCode:
    """Return the result with this letter; refuse none and any other, there is no default."""
    if not code:
        raise RuleBroken(gettext_noop("这一项还没有结果，请选择八种结果之一。"), field="code")
    try:
        return ResultCode(code)
    except ValueError:
        raise RuleBroken(
            gettext_noop("「{code}」不是八种结果之一（《工作指引》8.3）。"),
            field="code",
            code=code,
        ) from None


def check_results(codes: Iterable[str]) -> tuple[ResultCode, ...]:
    """Return the results of one matter, gravest first, or refuse a set that denies itself.

    Several results of a matter may be true at once (b, c, e, f, g); a, d, h stand alone.
    """
    chosen = {check_result(code) for code in codes}
    if not chosen:
        raise RuleBroken(gettext_noop("这一项还没有结果，请选择八种结果之一。"), field="code")
    for pair in FORBIDDEN_PAIRS:
        if pair <= chosen:
            raise RuleBroken(
                gettext_noop("无法联系与不予配合不能同时选择：联系不上就无从拒绝。"), field="code"
            )
    alone = chosen & ALONE
    if alone and len(chosen) > 1:
        raise RuleBroken(
            gettext_noop("「{label}」不能与其他结果同时选择。"),
            field="code",
            label=by_gravity(alone)[0].label,
        )
    return by_gravity(chosen)


def by_gravity(codes: Iterable[ResultCode]) -> tuple[ResultCode, ...]:
    """Return distinct results, gravest first."""
    return tuple(sorted(set(codes), key=GRAVITY.index))


def overall(matters: Sequence[str]) -> ResultCode:
    """Return the result of the whole check: the gravest of its matters.

    Nothing is assumed for a matter without a result: it is refused (a system elsewhere stored
    every drawn firm as normal before anybody went there).
    """
    return overall_codes(matters)[0]


def overall_codes(matters: Sequence[str]) -> tuple[ResultCode, ...]:
    """Return the results that speak for the whole check, gravest first.

    Problems are all named; "no problem" or "no activity" stands only if there is none.
    """
    if not matters:
        raise RuleBroken(gettext_noop("本次检查没有事项，不能形成结果。"), field="code")
    missing = [place for place, code in enumerate(matters, start=1) if not code]
    if missing:
        raise RuleBroken(
            gettext_noop("第 {places} 项还没有结果，不能签字。"),
            field="code",
            places="、".join(map(str, missing)),
        )
    found = by_gravity(check_result(code) for code in matters)
    problems = tuple(code for code in found if code.is_problem)
    return problems or found[:1]


def needs_note(code: ResultCode) -> bool:
    """Tell whether the result must be explained in words: every one but "no problem"."""
    return code is not ResultCode.NO_PROBLEM


def needs_measures(code: ResultCode) -> bool:
    """Tell whether the result needs follow-up measures (G 9.2, 依法采取后续处理措施)."""
    return code.is_problem


def check_answer(code: str, note: str) -> ResultCode:
    """Return the result of a matter, or refuse one without the explanation it needs."""
    result = check_result(code)
    if needs_note(result) and not note.strip():
        raise RuleBroken(
            gettext_noop("结果为「{label}」的，须写明情况。"), field="note", label=result.label
        )
    return result
