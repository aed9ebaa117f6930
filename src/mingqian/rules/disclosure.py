"""Which field of which published record is public, masked or withheld, and why.

The table is closed: a field that is not in it is withheld. An office may tighten a field with a
ground (G 9.1 「除依法依规不予公开的情形外」; B 2.1.4(4) 「依法合理调整公开方式和范围」) but never
open one that protects a person. Lists of records in a record are copied by their own rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from types import MappingProxyType

from mingqian.rules.masking import MASKS
from mingqian.rules.refusals import RuleBroken, gettext_noop


class Level(IntEnum):
    """How much of a field the public sees; a higher level shows less."""

    PUBLIC = 0
    MASKED = 1
    WITHHELD = 2


class Record(StrEnum):
    """Kinds of published copies."""

    ITEM = "item"
    TASK = "task"
    TARGET = "target"
    DRAWN = "drawn"
    TEAM = "team"
    RESULT = "result"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field of one kind of record is published.

    Attributes:
        record: the kind of record.
        field: the field.
        level: public, masked or withheld.
        basis: what the decision rests on.
        mask: name of the mask in `masking.MASKS`, for masked fields.
        reason: what stands beside 不公开, for withheld fields.
        nested: kind of the records that the field lists, if it lists records.
    """

    record: Record
    field: str
    level: Level
    basis: str
    mask: str = ""
    reason: str = ""
    nested: Record | None = None


PERSONAL = gettext_noop("个人信息")
INTERNAL = gettext_noop("工作秘密")
TRADE_SECRET = gettext_noop("商业秘密")
NOT_LISTED = gettext_noop("不在公开范围")

_LIST = "《工作指引》5.1.1、《实施方案》二（一）1"
_TASK = "《工作指引》6.1、7.2"
_RESULT = "《工作指引》9.1、《实施方案》二（一）4"
_STAFF = "国办发〔2018〕118号（公示执法人员）、行政处罚法第五十五条（出示执法证件）"
_PIPL = "个人信息保护法第六条、第十条"
_RISK = "国市监信发〔2022〕6号（分类结果供内部配置监管资源）"
_PROOF = "SPEC 13"


def _public(record: Record, basis: str, *fields: str) -> tuple[Rule, ...]:
    return tuple(Rule(record, field, Level.PUBLIC, basis) for field in fields)


def _listing(record: Record, basis: str, field: str, nested: Record) -> Rule:
    return Rule(record, field, Level.PUBLIC, basis, nested=nested)


def _masked(record: Record, basis: str, mask: str, *fields: str) -> tuple[Rule, ...]:
    return tuple(Rule(record, field, Level.MASKED, basis, mask=mask) for field in fields)


def _withheld(record: Record, basis: str, reason: str, *fields: str) -> tuple[Rule, ...]:
    return tuple(Rule(record, field, Level.WITHHELD, basis, reason=reason) for field in fields)


TABLE: tuple[Rule, ...] = (
    *_public(Record.ITEM, _LIST, "code", "category", "matter", "objects_text", "item_class"),
    *_public(Record.ITEM, _LIST, "method", "department", "level", "legal_bases", "sectors"),
    *_public(Record.TASK, _TASK, "number", "name", "kind", "ground", "year"),
    _listing(Record.TASK, _LIST, "items", Record.ITEM),
    *_public(Record.TASK, _TASK, "sampling", "conditions", "exclusions", "strata", "slots"),
    *_public(Record.TASK, _TASK, "organ", "units", "way", "starts_on", "ends_on"),
    *_public(Record.TASK, _TASK, "scope"),
    *_public(Record.TASK, _PROOF, "counts", "sources", "commit_hash", "seed", "grade"),
    *_public(Record.TASK, _PROOF, "numbers", "frozen_at", "closed_at", "drawn_at"),
    *_withheld(Record.TASK, _TASK, INTERNAL, "return_reason", "created_by"),
    *_public(Record.TARGET, _RESULT, "name", "credit_code", "unit_type", "subject_type"),
    *_public(Record.TARGET, _RESULT, "region", "region_name", "industry", "industry_name"),
    *_public(Record.TARGET, _RESULT, "sector", "status", "last_inspected_on"),
    *_masked(Record.TARGET, _PIPL, "name", "legal_representative"),
    *_withheld(Record.TARGET, _PIPL, PERSONAL, "contact", "phone", "id_number", "address"),
    *_withheld(Record.TARGET, _RISK, INTERNAL, "risk_class", "regulatory_type", "covered_by"),
    *_public(Record.DRAWN, _TASK, "position", "name", "credit_code", "region_name", "unit"),
    *_public(Record.DRAWN, _PROOF, "tag", "stratum", "via", "lot_j", "rank"),
    _listing(Record.DRAWN, _STAFF, "team", Record.TEAM),
    *_public(Record.TEAM, _STAFF, "name", "certificate_number", "unit", "lead", "slot"),
    *_withheld(Record.TEAM, _PIPL, PERSONAL, "id_number", "phone", "sex", "post"),
    *_public(Record.RESULT, _RESULT, "task_number", "task_name", "credit_code", "name"),
    *_public(Record.RESULT, _RESULT, "region_name", "inspected_on", "organ", "overall"),
    *_public(Record.RESULT, _RESULT, "published_at", "publish_by", "workdays_used"),
    *_public(Record.RESULT, _RESULT, "publish_by_provisional"),
    _listing(Record.RESULT, _RESULT, "answers", Record.ANSWER),
    _listing(Record.RESULT, _STAFF, "team", Record.TEAM),
    *_masked(Record.RESULT, _PIPL, "text", "summary"),
    *_withheld(Record.RESULT, _PIPL, PERSONAL, "evidence", "signatures"),
    *_withheld(Record.RESULT, _RESULT, INTERNAL, "return_reason", "reviewed_by"),
    *_public(Record.ANSWER, _RESULT, "position", "matter", "method", "code", "label"),
    *_masked(Record.ANSWER, _PIPL, "text", "note", "measures"),
    *_withheld(Record.ANSWER, _PIPL, PERSONAL, "evidence"),
)
"""Every field that a published record may have. Individuals' home addresses and phones, faces in
photographs and the internal risk class stay out; inspectors answer with name and certificate."""

_RULES: Mapping[tuple[str, str], Rule] = MappingProxyType(
    {(rule.record, rule.field): rule for rule in TABLE}
)


@dataclass(frozen=True, slots=True)
class Tightening:
    """A decision of the office to show less of a field, with its ground (《工作指引》9.1)."""

    record: Record
    field: str
    level: Level
    ground: str


def rule_for(record: Record, field: str) -> Rule:
    """Return how a field is published; one that the table does not name is withheld."""
    unknown = Rule(record, field, Level.WITHHELD, "", reason=NOT_LISTED)
    return _RULES.get((record, field), unknown)


def check_tightening(change: Tightening) -> Rule:
    """Return the rule that a tightening leads to, or refuse one that opens or gives no ground."""
    rule = rule_for(change.record, change.field)
    if not change.ground.strip():
        raise RuleBroken(gettext_noop("不公开须写明法律依据或理由。"), field="ground")
    if change.level < rule.level:
        raise RuleBroken(
            gettext_noop("「{name}」不能扩大公开：{reason}（{basis}）。"),
            field="level",
            name=change.field,
            reason=rule.reason or PERSONAL,
            basis=rule.basis,
        )
    if change.level is Level.MASKED and not rule.mask:
        raise RuleBroken(gettext_noop("这个字段没有遮盖方式，只能公开或不公开。"), field="level")
    return replace(rule, level=change.level, reason=change.ground.strip())


def public_copy(
    record: Record, values: Mapping[str, object], changes: Iterable[Tightening] = ()
) -> dict[str, object]:
    """Return what the public sees of a record: public fields, masked ones masked, nothing else.

    Args:
        record: the kind of record.
        values: its fields.
        changes: what the office decided to show less of.
    """
    return _copy(record, values, _tightened(changes))


def withheld(
    record: Record, values: Mapping[str, object], changes: Iterable[Tightening] = ()
) -> dict[str, str]:
    """Return the fields that are not shown with the reason that stands beside 不公开."""
    tightened = _tightened(changes)
    rules = (tightened.get((record, field)) or rule_for(record, field) for field in values)
    return {rule.field: rule.reason for rule in rules if rule.level is Level.WITHHELD}


def _copy(
    record: Record, values: Mapping[str, object], tightened: Mapping[tuple[str, str], Rule]
) -> dict[str, object]:
    shown: dict[str, object] = {}
    for field, value in values.items():
        rule = tightened.get((record, field)) or rule_for(record, field)
        if rule.level is Level.MASKED:
            shown[field] = MASKS[rule.mask](str(value))
        elif rule.level is Level.PUBLIC and rule.nested is not None:
            shown[field] = [_copy(rule.nested, each, tightened) for each in _records(field, value)]
        elif rule.level is Level.PUBLIC:
            shown[field] = value
    return shown


def _records(field: str, value: object) -> Iterator[Mapping[str, object]]:
    """Yield the records that a listing field holds; anything else could smuggle fields out."""
    for each in value if isinstance(value, list | tuple) else [value]:
        if not isinstance(each, Mapping):
            msg = f"{field} must list records, not {type(each).__name__}"
            raise TypeError(msg)
        yield each


def _tightened(changes: Iterable[Tightening]) -> dict[tuple[str, str], Rule]:
    return {(change.record, change.field): check_tightening(change) for change in changes}
