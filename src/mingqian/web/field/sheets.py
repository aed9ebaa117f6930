"""What the pages of one visit share: the sheet, the person's part in it, the history."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.utils.timezone import localdate

from mingqian.audit.queries import timeline
from mingqian.inspections import queries
from mingqian.inspections.queries import ResultSheet
from mingqian.rules.masking import mask_phone
from mingqian.web.shared.request import OfficeRequest

ICONS = {
    "visit.dispatch": "send",
    "result.record": "pencil",
    "result.sign": "signature",
    "result.submit": "send",
    "result.approve": "check",
    "result.return": "arrow-back-up",
    "result.publish": "world",
}


def seen_sheet(request: OfficeRequest, pk: int) -> ResultSheet:
    """Return the sheet of a visit that the person may look at, or a page not found."""
    visit = queries.find_visit(request.actor, pk)
    if visit is None:
        raise Http404
    return queries.result_sheet(visit, localdate(request.at))


def own_sheet(request: OfficeRequest, pk: int) -> ResultSheet:
    """Return the sheet of a visit of the person's own team, or a page not found."""
    visit = queries.find_my_visit(request.actor, pk)
    if visit is None:
        raise Http404
    return queries.result_sheet(visit, localdate(request.at))


def part_of(request: OfficeRequest, sheet: ResultSheet) -> dict[str, Any]:
    """Return what the person is in this visit and what they can do now."""
    mine = next(
        (each for each in sheet.team if each.member.inspector.user_id == request.actor.user), None
    )
    result = sheet.result
    return {
        "mine": mine,
        "can_record": mine is not None and result.allows("record"),
        "can_sign": mine is not None and mine.signature is None and result.allows("sign"),
        "can_submit": mine is not None and mine.member.lead and result.allows("submit"),
    }


def target_facts(sheet: ResultSheet) -> dict[str, Any]:
    """Return the target as the team needs it, personal numbers masked."""
    target = sheet.visit.target
    return {
        "target": target,
        "phone": mask_phone(target.phone) if target.phone else "",
    }


def history(sheet: ResultSheet) -> list[dict[str, Any]]:
    """Return what happened to the visit and its result, newest first. One query."""
    events = timeline(sheet.result, sheet.visit).filter(action__in=ICONS)
    return [_told(event) for event in events]


def _told(event: Any) -> dict[str, Any]:
    back = event.action == "result.return"
    return {
        "at": event.at,
        "icon": ICONS[event.action],
        "what": f"{event.actor_name}　{event.did}",
        "kind": "bad" if back else "key" if event.action == "result.approve" else "",
        "reason": _reason(event.changes) if back else "",
    }


def _reason(changes: Iterable[Any]) -> str:
    found = (change.get("new", {}).get("return_reason", "") for change in changes)
    return next((str(reason) for reason in found if reason), "")
