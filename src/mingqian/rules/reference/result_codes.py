"""Local result lists and follow-up measures, as data with the eight results they map to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from mingqian.rules.refusals import RuleBroken, gettext_noop
from mingqian.rules.results import ResultCode, check_result


@dataclass(frozen=True, slots=True)
class LocalResult:
    """A result of an older local list and the one of the eight it belongs to.

    Attributes:
        code: its own code, compared whole and never by substring (1 is inside 10, 11, 12).
        label: its own wording.
        maps_to: the result of G 8.3.
        confidence: high or medium.
    """

    code: str
    label: str
    maps_to: ResultCode
    confidence: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up measure 「后续处置」.

    Attributes:
        code: its code.
        label: its wording.
        closes: nothing more is due after it.
        following: codes of the measures that must come next, one of them.
    """

    code: str
    label: str
    closes: bool
    following: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultCatalogue:
    """The eight results as the reference file states them, with local lists and follow-up.

    Attributes:
        labels: wording of G 8.3 by letter.
        suggested: follow-up codes to offer first, by letter.
        local: the local list by its codes.
        follow_up: measures by code.
        annual_exceptions: titles of the exceptions to "once a year" (G 6.2) by code.
    """

    labels: Mapping[str, str]
    suggested: Mapping[ResultCode, tuple[str, ...]]
    local: Mapping[str, LocalResult]
    follow_up: Mapping[str, FollowUp]
    annual_exceptions: Mapping[str, str]


def parse_result_codes(text: str) -> ResultCatalogue:
    """Return the catalogue of results, from the JSON text of the shipped file."""
    try:
        return _catalogue(json.loads(text))
    except (KeyError, TypeError, ValueError, RuleBroken) as problem:
        raise RuleBroken(
            gettext_noop("检查结果代码文件不合格式：{problem}。"),
            field="file",
            problem=str(problem),
        ) from None


def _catalogue(document: Mapping[str, list[Mapping[str, object]]]) -> ResultCatalogue:
    follow_up = {str(each["code"]): _follow_up(each) for each in document["follow_up"]}
    catalogue = ResultCatalogue(
        labels={str(each["code"]): str(each["label"]) for each in document["results"]},
        suggested={
            check_result(str(each["code"])): _codes(each["suggested_follow_up"])
            for each in document["results"]
        },
        local={str(each["code"]): _local(each) for each in document["local_result_list"]},
        follow_up=follow_up,
        annual_exceptions={
            str(each["code"]): str(each["label"]) for each in document["once_a_year_exceptions"]
        },
    )
    named = [*catalogue.suggested.values(), *(each.following for each in follow_up.values())]
    unknown = {code for codes in named for code in codes} - follow_up.keys()
    if unknown:
        raise ValueError("、".join(sorted(unknown)))
    return catalogue


def _local(entry: Mapping[str, object]) -> LocalResult:
    return LocalResult(
        code=str(entry["code"]),
        label=str(entry["label"]),
        maps_to=check_result(str(entry["maps_to"])),
        confidence=str(entry["confidence"]),
    )


def _follow_up(entry: Mapping[str, object]) -> FollowUp:
    return FollowUp(
        code=str(entry["code"]),
        label=str(entry["label"]),
        closes=entry["closes"] is True,
        following=_codes(entry.get("next", [])),
    )


def _codes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(str(code) for code in value)
