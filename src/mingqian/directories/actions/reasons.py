"""Who may act on whose row, and the reason that an act needs."""

from typing import Any

from mingqian.rules.permissions import Actor
from mingqian.rules.refusals import RuleBroken


def reaches(by: Actor, subject: Any) -> bool:
    """Tell whether the actor reaches the unit of a row."""
    return by.reaches(subject.organisation_id)


def need_reason(text: str, otherwise: str) -> None:
    """Refuse an act without its reason."""
    if not text.strip():
        raise RuleBroken(otherwise, field="reason")
