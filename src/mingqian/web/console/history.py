"""The trail of a register row as its timeline shows it: who did what, from what to what, why."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from mingqian.directories.queries import FLAG_TITLES, industry_name, sector_name, units_by_name

EVENTS_SHOWN = 30

ICONS: Mapping[str, tuple[str, str]] = {
    "target.create": ("plus", "key"),
    "target.edit": ("pencil", ""),
    "target.close": ("ban", "bad"),
    "target.reopen": ("refresh", "key"),
    "inspector.take_out": ("user-x", "bad"),
    "inspector.put_back": ("user-check", "key"),
    "inspector.link_account": ("link", ""),
    "interest.declare": ("hand-stop", ""),
    "interest.withdraw": ("eraser", ""),
    "personal.reveal": ("eye", ""),
    "import.upload": ("upload", ""),
    "import.check": ("checks", ""),
    "import.begin": ("progress", ""),
    "import.apply": ("file-import", "key"),
    "import.release": ("arrow-back-up", "bad"),
    "import.stop": ("ban", "bad"),
}
# Columns whose changes say nothing to a reader.
_SILENT = {"updated_at", "industry_name", "region_name", "source", "state_at", "state_by"}
_LOOKS = {"industry": industry_name, "sector": sector_name}


def about(events: Any, subject: Any) -> list[Any]:
    """Keep what concerns the row: of the import that wrote it, the writing alone."""
    label = f"{subject._meta.label}:{subject.pk}"
    latest = events[: EVENTS_SHOWN * 2]
    kept = [e for e in latest if e.subject == label or e.action == "import.apply"]
    return kept[:EVENTS_SHOWN]


def timeline_of(subject: Any, events: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the events about a row, newest first, with the changes to that row."""
    units = {str(unit.pk): unit.name for unit in units_by_name().values()}
    label = f"{subject._meta.label}:{subject.pk}"
    rows = []
    for event in events:
        icon, kind = ICONS.get(event.action, ("point", ""))
        rows.append(
            {
                "at": event.at,
                "icon": icon,
                "kind": kind,
                "what": f"{event.actor_name} {event.did}",
                "more": _more(subject, event),
                "reason": event.facts.get("reason", ""),
                "changes": _changes(subject, label, event, units),
            }
        )
    return rows


def _more(subject: Any, event: Any) -> str:
    facts = event.facts
    if event.action == "personal.reveal":
        return _("看了：{field}").format(field=_title(subject, facts.get("field", "")))
    if event.action == "import.apply":
        return _("文件 {name}，新增 {new}，变更 {changed}").format(
            name=event.subject_label, new=facts.get("new", 0), changed=facts.get("changed", 0)
        )
    if event.action == "import.check":
        return _("{total} 行，可写入 {good} 行").format(
            total=facts.get("total", 0), good=facts.get("good", 0)
        )
    return str(facts.get("why") or facts.get("target") or event.actor_unit)


def _changes(
    subject: Any, label: str, event: Any, units: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    found = []
    for change in event.changes:
        if change.get("row") != label or change.get("what") != "update":
            continue
        old, new = change.get("old", {}), change.get("new", {})
        for name in dict.fromkeys([*old, *new]):
            if name not in _SILENT:
                before = _shown(subject, name, old.get(name), units)
                after = _shown(subject, name, new.get(name), units)
                found.append((_title(subject, name), before, after))
    return found


def _shown(subject: Any, name: str, value: Any, units: Mapping[str, str]) -> str:
    if value in (None, "", []):
        return ""
    if name == "organisation_id":
        return units.get(str(value), str(value))
    if isinstance(value, list):
        titles = {code: str(title) for code, title in FLAG_TITLES}
        return "、".join(titles.get(each, str(each)) for each in value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    choices = dict(subject._meta.get_field(name).flatchoices)
    if value in choices:
        return str(choices[value])
    return _LOOKS[name](str(value)) if name in _LOOKS else str(value)


def _title(subject: Any, name: str) -> str:
    names = {f.attname: f for f in subject._meta.concrete_fields}
    names |= {f.name: f for f in subject._meta.concrete_fields}
    return str(names[name].verbose_name) if name in names else name
