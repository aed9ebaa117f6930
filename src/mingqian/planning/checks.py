"""What a task must hold before it is kept: every fault with the field it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mingqian.accounts.models import Organisation
from mingqian.directories.models import InspectionItem, ItemList, RiskClass
from mingqian.directories.queries import CONDITIONS, expertise_in_use, items_named
from mingqian.directories.reference import sectors
from mingqian.planning.drafts import TaskDraft
from mingqian.planning.models import DrawWay, Sampling, TaskKind
from mingqian.planning.people import skill_code, unit_code
from mingqian.planning.preview import preview_of
from mingqian.planning.scopes import ONCE_A_YEAR, REPEAT_GROUNDS, SCOPES, TASK_EXCLUSIONS
from mingqian.planning.selection import Selection, preset, selection_from
from mingqian.rules.eligibility import check_slots
from mingqian.rules.refusals import Refusal, Refusals, RuleBroken, gettext_noop

MAX_STRATA = 50
MAX_ITEMS = 300
MAX_CAP = 99
TASK_CONDITIONS = (*(name for name in CONDITIONS if name != "units"), "industries")


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft without faults, with the rows it names."""

    draft: TaskDraft
    selection: Selection
    item_list: ItemList
    items: tuple[InspectionItem, ...]
    units: tuple[Organisation, ...]


def check_draft(
    draft: TaskDraft, organisation: Organisation, today: date, task: int | None = None
) -> Checked:
    """Return the draft with the rows it names, or raise Refusals, one for each faulty field."""
    items = {item.pk: item for item in items_named(draft.items)}
    units = {unit.pk: unit for unit in Organisation.objects.filter(pk__in=draft.units)}
    faults: list[Refusal] = []
    for check in (_words, _choices, _dates, _conditions, _exceptions, _strata):
        faults += check(draft)
    faults += _past(draft, today)
    faults += _items(draft, items)
    faults += _units(draft, units)
    faults += _team(draft)
    selection = selection_from(draft, organisation, task)
    if not faults:
        # The 5 % floor counts firms, so it is asked only of a draft that is otherwise whole.
        faults += preview_of(selection).broken
    if faults:
        raise Refusals(faults)
    ordered = tuple(items[key] for key in dict.fromkeys(draft.items))
    return Checked(
        draft=draft,
        selection=selection,
        item_list=ordered[0].item_list,
        items=ordered,
        units=tuple(units[key] for key in dict.fromkeys(draft.units)),
    )


def _words(draft: TaskDraft) -> Iterator[Refusal]:
    for name, text, limit in (("name", draft.name, 200), ("ground", draft.ground, 500)):
        if not text.strip():
            yield RuleBroken(_EMPTY[name], field=name)
        elif len(text.strip()) > limit:
            yield RuleBroken(
                gettext_noop("最多 {limit} 字，现有 {count} 字。"),
                field=name,
                limit=limit,
                count=len(text.strip()),
            )
    if len(draft.rate_ground.strip()) > 200:
        yield RuleBroken(gettext_noop("文号最多 200 字。"), field="rate_ground")


_EMPTY = {
    "name": gettext_noop("请填写任务名称。"),
    "ground": gettext_noop("请写明依据：年度计划第几项，或临时任务的来由。"),
}


def _choices(draft: TaskDraft) -> Iterator[Refusal]:
    for name, value, known, sentence in (
        ("kind", draft.kind, TaskKind.values, gettext_noop("任务来源应为计划任务或临时任务。")),
        ("scope", draft.scope, SCOPES, gettext_noop("请选择抽查领域。")),
        ("sampling", draft.sampling, Sampling.values, gettext_noop("请选择定向或不定向。")),
        ("way", draft.way, DrawWay.values, gettext_noop("请选择公开随机数来源。")),
    ):
        if value not in known:
            yield RuleBroken(sentence, field=name)
    if not 1 <= draft.inspector_cap <= MAX_CAP:
        yield RuleBroken(
            gettext_noop("每人最多检查家数应在 1 至 {most} 之间。"),
            field="inspector_cap",
            most=MAX_CAP,
        )


def _dates(draft: TaskDraft) -> Iterator[Refusal]:
    if draft.starts_on is None:
        yield RuleBroken(gettext_noop("请填写开始日期。"), field="starts_on")
    elif draft.starts_on.year != draft.year:
        yield RuleBroken(
            gettext_noop("开始日期 {day} 不在 {year} 年度内。"),
            field="starts_on",
            day=draft.starts_on.isoformat(),
            year=draft.year,
        )
    if draft.ends_on is None:
        yield RuleBroken(gettext_noop("请填写结束日期。"), field="ends_on")
    elif draft.starts_on is not None and draft.ends_on < draft.starts_on:
        yield RuleBroken(
            gettext_noop("结束日期 {ends} 早于开始日期 {starts}。"),
            field="ends_on",
            ends=draft.ends_on.isoformat(),
            starts=draft.starts_on.isoformat(),
        )


def _past(draft: TaskDraft, today: date) -> Iterator[Refusal]:
    if draft.ends_on is not None and draft.ends_on < today:
        yield RuleBroken(
            gettext_noop("结束日期 {ends} 已经过去。"),
            field="ends_on",
            ends=draft.ends_on.isoformat(),
        )


def _conditions(draft: TaskDraft) -> Iterator[Refusal]:
    given = {name: values for name, values in draft.conditions.items() if values}
    for name in given:
        if name not in TASK_CONDITIONS:
            yield RuleBroken(
                gettext_noop("没有名为「{name}」的定向条件。"), field="conditions", name=name
            )
    if draft.sampling == Sampling.DIRECTED and not given:
        yield RuleBroken(
            gettext_noop("定向抽查至少要有一个条件；没有条件请选不定向（《工作指引》7.2）。"),
            field="conditions",
        )
    if draft.sampling == Sampling.UNDIRECTED and given:
        yield RuleBroken(
            gettext_noop("不定向抽查面向整个名录，不能再设条件（《工作指引》7.2）。"),
            field="conditions",
        )


def _exceptions(draft: TaskDraft) -> Iterator[Refusal]:
    for code in draft.exclusions:
        if code not in TASK_EXCLUSIONS:
            yield RuleBroken(
                gettext_noop("没有排除理由代码 {code}。"), field="exclusions", code=code
            )
    once = preset().drawn_a_year
    repeats = once.value is not None and ONCE_A_YEAR not in draft.exclusions
    if repeats and draft.repeat_ground not in REPEAT_GROUNDS:
        yield RuleBroken(
            gettext_noop(
                "一家企业一年内最多抽查一次（{basis}）：请排除本年已抽过的，或选明例外理由。"
            ),
            field="repeat_ground",
            basis=once.basis,
        )
    if ONCE_A_YEAR in draft.exclusions and draft.repeat_ground:
        yield RuleBroken(
            gettext_noop("已排除本年抽过的企业，不需要例外理由。"), field="repeat_ground"
        )


def _strata(draft: TaskDraft) -> Iterator[Refusal]:
    if not 1 <= len(draft.strata) <= MAX_STRATA:
        yield RuleBroken(gettext_noop("请设 1 至 {most} 层。"), field="strata", most=MAX_STRATA)
    titles: set[str] = set()
    taken: dict[tuple[str, str], int] = {}
    for place, stratum in enumerate(draft.strata):
        title = stratum.title.strip()
        if not title or len(title) > 100 or title in titles:
            yield RuleBroken(
                gettext_noop("每层要有自己的名称，最多 100 字，不能重复。"),
                field=f"strata-{place}-title",
            )
        titles.add(title)
        if stratum.minimum < 0:
            yield RuleBroken(gettext_noop("最少家数不能是负数。"), field=f"strata-{place}-minimum")
        yield from _takes(draft, place, taken)


def _takes(draft: TaskDraft, place: int, taken: dict[tuple[str, str], int]) -> Iterator[Refusal]:
    """Refuse unknown classes and sectors, and what an earlier stratum takes already."""
    stratum = draft.strata[place]
    known = [sector.code for sector in sectors()]
    for name, values, choices in (
        ("risk_classes", stratum.risk_classes, RiskClass.values),
        ("sectors", stratum.sectors, known),
    ):
        for value in values:
            if value not in choices:
                yield RuleBroken(
                    gettext_noop("没有代码 {value}。"),
                    field=f"strata-{place}-{name}",
                    value=value,
                )
    # A target without a sector stands under "" and belongs to strata of all sectors only.
    for risk in stratum.risk_classes or RiskClass.values:
        for sector in stratum.sectors or ("", *known):
            earlier = taken.setdefault((risk, sector), place)
            if earlier != place:
                yield RuleBroken(
                    gettext_noop("与第 {earlier} 层重叠：同一家企业只能属于一层。"),
                    field=f"strata-{place}-risk_classes",
                    earlier=earlier + 1,
                )
                return


def _items(draft: TaskDraft, found: dict[int, InspectionItem]) -> Iterator[Refusal]:
    if not draft.items:
        yield RuleBroken(gettext_noop("请从抽查事项清单中选择事项。"), field="items")
    elif len(draft.items) > MAX_ITEMS:
        yield RuleBroken(gettext_noop("一次任务最多 {most} 项。"), field="items", most=MAX_ITEMS)
    elif set(draft.items) != found.keys():
        yield RuleBroken(gettext_noop("选中的事项有的已不在清单中，请重选。"), field="items")
    elif len({item.item_list_id for item in found.values()}) > 1:
        yield RuleBroken(
            gettext_noop("事项来自不同版本的清单；一次任务只按一个版本抽查。"), field="items"
        )


def _units(draft: TaskDraft, found: dict[int, Organisation]) -> Iterator[Refusal]:
    if not draft.units:
        yield RuleBroken(gettext_noop("请选择执行单位。"), field="units")
    elif set(draft.units) != found.keys() or not all(unit.active for unit in found.values()):
        yield RuleBroken(gettext_noop("选中的执行单位有的已停用，请重选。"), field="units")


def _team(draft: TaskDraft) -> Iterator[Refusal]:
    units = {unit_code(unit) for unit in Organisation.objects.filter(active=True)}
    skills = {skill_code(choice.value) for choice in expertise_in_use()}
    minimum = preset().team_minimum.value
    try:
        check_slots(draft.slots, skills=skills, units=units, minimum=minimum)
    except RuleBroken as refusal:
        yield refusal
