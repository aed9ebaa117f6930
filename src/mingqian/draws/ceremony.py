"""From the plan entry to the last number: what is logged, in its order (SPEC 3 to 5)."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from fairdraw.beacons import operator_commit
from fairdraw.canonical import doc_hash, jcs
from fairdraw.documents import most_drawn
from fairdraw.operate import (
    TeamTerms,
    Terms,
    beacon_document,
    close_document,
    commit_document,
    plan_document,
)
from fairdraw.tickets import salt_key_commit
from mingqian.audit.record import record_fact
from mingqian.draws import log, randomness
from mingqian.draws.freeze import (
    OWED,
    Frozen,
    end_of,
    exclusion_codes,
    freeze,
    moment,
    objections,
    planned_task,
)
from mingqian.draws.keys import plan_people
from mingqian.draws.models import (
    BeaconEntry,
    Contribution,
    Draw,
    LogEntry,
    PlanEntry,
    ProofFile,
    RosterInspector,
    RosterTarget,
)
from mingqian.draws.numbers import Number, check_number, describe_difference, kind_of, sources_for
from mingqian.planning.models import DrawWay, Task
from mingqian.rules.lifecycles import DRAW
from mingqian.rules.permissions import Actor
from mingqian.rules.refusals import Refusals, RuleBroken, gettext_noop

NO_FRAME = "本局未使用外部登记名单"
_EMPTY_FILE = hashlib.sha256(b"").hexdigest()


def register(task: Task, at: datetime) -> PlanEntry:
    """Log the plan entry of a task and keep where it stands."""
    log.wait_for_turn()
    document = plan_document(
        origin=settings.LOG_ORIGIN,
        policy=log.policy_hash(),
        tasks=[planned_task(task)],
        codes=exclusion_codes(),
        people=plan_people(at),
        test=settings.OFFICE_DEMO,
    )
    entry = log.append(document, at)
    plan_hash = doc_hash("plan", document)
    return PlanEntry.objects.create(task=task, index=entry.index, plan_hash=plan_hash, at=at)


def commit(
    task: Task, plan: PlanEntry, *, ceremony_on: date | None, by: Actor, at: datetime
) -> Draw:
    """Freeze the directories, log the commitment and keep everything it is about."""
    log.wait_for_turn()
    key = randomness.fresh_secret()
    secret = randomness.fresh_secret() if task.way == DrawWay.OPERATOR else ""
    frozen = freeze(task, bytes.fromhex(key), log.read_log())
    document = _commitment(task, plan, frozen, key=key, secret=secret, at=at, on=ceremony_on)
    refusals = objections(frozen, most_drawn(document["strata"], document["topups"]))
    if refusals:
        raise Refusals(refusals)
    entry = log.append(document, at)
    draw = Draw.objects.create(
        task=task,
        state=DRAW.start,
        state_at=at,
        state_by=by.name,
        plan_index=plan.index,
        commit_index=entry.index,
        commit_hash=doc_hash("commit", document),
        salt_key=key,
        operator_secret=secret,
        sources=document["sources"],
        frozen_at=at,
        figures=_figures(frozen, document),
    )
    _keep(draw, frozen)
    _record_commit(draw, entry)
    return draw


def _commitment(  # noqa: PLR0913 -- what a commitment is made of, by name
    task: Task,
    plan: PlanEntry,
    frozen: Frozen,
    *,
    key: str,
    secret: str,
    at: datetime,
    on: date | None,
) -> dict[str, Any]:
    if not frozen.targets:
        raise Refusals(objections(frozen, 0))
    strata = [(rule.code, rule.code) for rule in frozen.selection.strata]
    if frozen.debts:
        strata.append((OWED, OWED))
    terms = Terms(
        task=task.number,
        as_of=moment(at),
        open_by=end_of(task),
        sources=sources_for(task.way, localdate(at), on),
        strata=strata,
        salt_key_commit=salt_key_commit(bytes.fromhex(key)),
        frame_source=NO_FRAME,
        frame_as_of=moment(at),
        team=TeamTerms(
            slots=task.slots,
            cap_max=task.inspector_cap,
            distinct_units=task.distinct_units,
            min_choice=frozen.choice,
        ),
        debts=frozen.debts,
        operator_commit=operator_commit(secret) if secret else None,
    )
    planned = log.document_at(plan.index)["tasks"][0]
    return commit_document(plan.plan_hash, planned, terms, frozen.snapshot)


def _figures(frozen: Frozen, document: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of the commitment as pages show them, titles included."""
    titles = {rule.code: rule.title for rule in frozen.selection.strata}
    titles[OWED] = gettext_noop("递补后必抽")
    strata = [{**row, "title": titles[row["code"]]} for row in document["strata"]]
    excluded: dict[str, int] = {}
    for row in strata:
        for code, count in row["excluded"].items():
            excluded[code] = excluded.get(code, 0) + count
    out: dict[str, int] = {}
    for each in frozen.people:
        if each.person.out:
            out[each.person.out] = out.get(each.person.out, 0) + 1
    return {
        "listed": sum(row["listed"] for row in strata),
        "eligible": sum(row["eligible"] for row in strata),
        "must": sum(row["must"] for row in strata),
        "excluded": excluded,
        "n": sum(row["n"] for row in strata),
        "most": most_drawn(strata, document["topups"]),
        "unlisted": frozen.unlisted,
        "strata": strata,
        "people": {"listed": len(frozen.people), "out": out},
        "conflicts": len(frozen.conflicts),
        "min_choice": document["team"]["min_choice"],
        "slots": list(document["team"]["slots"]),
    }


def _keep(draw: Draw, frozen: Frozen) -> None:
    """Keep the frozen files and who stands behind each tag."""
    files = frozen.snapshot.files(test=settings.OFFICE_DEMO)
    ProofFile.objects.bulk_create(
        ProofFile(draw=draw, path=path, body=body) for path, body in files.items()
    )
    RosterTarget.objects.bulk_create(
        RosterTarget(
            draw=draw,
            target=each.target,
            tag=each.ticket.tag,
            stratum=each.ticket.stratum,
            status=each.ticket.status,
            name=each.target.name,
            credit_code=each.target.credit_code,
            attributes=dict(each.attributes),
        )
        for each in frozen.targets
    )
    RosterInspector.objects.bulk_create(
        RosterInspector(
            draw=draw,
            inspector=each.person.inspector,
            itag=each.row.itag,
            unit=each.row.unit,
            status=each.row.status,
            name=each.person.inspector.name,
            certificate_number=each.person.inspector.certificate_number,
        )
        for each in frozen.people
    )
    record_fact(
        files={path: hashlib.sha256(body).hexdigest() for path, body in sorted(files.items())}
    )


def _record_commit(draw: Draw, entry: LogEntry) -> None:
    record_fact(
        commit=draw.commit_hash,
        log_index=entry.index,
        checkpoint_size=entry.index + 1,
        listed=draw.figures["listed"],
        eligible=draw.figures["eligible"],
        n=draw.figures["n"],
        people=draw.figures["people"]["listed"],
        sources=[f"{each['id']} {each['on']}" for each in draw.sources],
    )


WORD_LIMIT = 64
MOST_CONTRIBUTIONS = 400


def add_contribution(draw: Draw, who: str, value: str, at: datetime) -> Contribution:
    """Keep a text that goes into the close."""
    if draw.task.way == DrawWay.OPERATOR:
        raise RuleBroken(
            gettext_noop("系统自抽不收见证文字：系统已经知道秘密数，收了反而可以挑选结果。")
        )
    rows = draw.contributions
    if rows.count() >= MOST_CONTRIBUTIONS:
        raise RuleBroken(
            gettext_noop("见证文字已满 {most} 条。"), field="value", most=MOST_CONTRIBUTIONS
        )
    return Contribution.objects.create(
        draw=draw,
        seq=rows.count() + 1,
        who=_word(who, "who"),
        value=_word(value, "value"),
        at=at,
    )


def _word(text: str, field: str) -> str:
    word = text.strip()
    if not 1 <= len(word) <= WORD_LIMIT:
        raise RuleBroken(gettext_noop("应有 1 至 {limit} 个字。"), field=field, limit=WORD_LIMIT)
    if not word.isprintable():
        raise RuleBroken(gettext_noop("只能是一行文字，不能有控制符。"), field=field)
    return word


def close(draw: Draw, at: datetime) -> LogEntry:
    """Log the close with all contributions in the order they came."""
    texts = [(row.logged_who, row.logged_value) for row in draw.contributions.order_by("seq")]
    entry = log.append(close_document(draw.commit_hash, texts), at)
    draw.close_index = entry.index
    draw.closed_at = at
    return entry


def type_number(draw: Draw, number: Number, by: Actor, at: datetime) -> BeaconEntry:
    """Keep a first typing, or compare the second with it and log the number."""
    sources = draw.sources
    if not 0 <= number.source < len(sources):
        raise RuleBroken(gettext_noop("承诺里没有这个来源。"), field="source")
    check_number(sources[number.source], number, localdate(at))
    known = BeaconEntry.objects.filter(draw=draw, source=number.source).first()
    if known is None:
        return BeaconEntry.objects.create(
            draw=draw,
            source=number.source,
            value=number.value,
            on=number.on,
            first_by=by.name,
            at=at,
        )
    if known.confirmed:
        raise RuleBroken(gettext_noop("这个号码已经两次核对一致并公开，不能再录。"), field="value")
    first = Number(known.source, known.value, known.on)
    if (first.value, first.on) != (number.value, number.on):
        raise describe_difference(first, number)
    return _confirm(draw, known, number, by=by, at=at)


def _confirm(
    draw: Draw, known: BeaconEntry, number: Number, *, by: Actor, at: datetime
) -> BeaconEntry:
    sheets = [_sheet(draw, known, 1, known.at), _sheet(draw, known, 2, at)]
    kind = kind_of(draw.sources[known.source]["id"])
    if kind == "dice":
        known.evidence = {
            "sheets": sheets,
            "video": _digest(number.video, "video") or _EMPTY_FILE,
        }
    else:
        known.evidence = {"notice": _digest(number.notice, "notice") or sheets[1]}
    entry = log.append(
        beacon_document(
            draw.commit_hash,
            known.source,
            on=known.on,
            value=known.value,
            evidence=known.evidence,
        ),
        at,
    )
    known.second_by, known.second_at = by.name, at
    known.confirmed, known.log_index = True, entry.index
    known.save()
    record_fact(value=known.value, log_index=entry.index)
    return known


def _sheet(draw: Draw, known: BeaconEntry, copy: int, at: datetime) -> str:
    """Keep what was typed as a file of the proof; return its SHA-256."""
    body = jcs({"at": moment(at), "on": known.on, "sheet": copy, "value": known.value})
    path = f"evidence/number-{known.source}-{copy}.json"
    ProofFile.objects.create(draw=draw, path=path, body=body)
    return hashlib.sha256(body).hexdigest()


def _digest(text: str, field: str) -> str:
    if text and not (len(text) == 64 and set(text) <= set("0123456789abcdef")):
        raise RuleBroken(gettext_noop("文件指纹应为 64 位十六进制小写。"), field=field)
    return text


def all_confirmed(draw: Draw) -> bool:
    """Tell whether every source has its number in the log."""
    confirmed = BeaconEntry.objects.filter(draw=draw, confirmed=True).count()
    return confirmed == len(draw.sources)


def reveal_own_secret(draw: Draw, by: Actor, at: datetime) -> BeaconEntry:
    """Log the operator's own secret: the only source of grade C."""
    value = f"OPERATOR:{draw.operator_secret}"
    document = beacon_document(draw.commit_hash, 0, on="-", value=value, evidence={})
    entry = log.append(document, at)
    record_fact(log_index=entry.index)
    return BeaconEntry.objects.create(
        draw=draw,
        source=0,
        value=value,
        on="-",
        first_by=by.name,
        second_by=by.name,
        confirmed=True,
        log_index=entry.index,
        at=at,
        second_at=at,
    )
