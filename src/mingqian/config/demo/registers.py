"""Fill the three registers of the demo through the import, as a clerk would."""

from django.utils.timezone import localdate

from mingqian.accounts.models import User
from mingqian.config.demo.county import FIRMS, INSPECTORS, Clock, actor, add_person, sheet
from mingqian.directories import actions as directories
from mingqian.directories.models import Inspector
from mingqian.imports import actions as imports
from mingqian.imports.actions import Upload
from mingqian.imports.invented import PLACES
from mingqian.imports.models import Import
from mingqian.rules.permissions import SYSTEM

ITEMS = 40


def seed_registers(clock: Clock) -> None:
    """Load the calendar, import the three files, give every inspector a log-in."""
    directories.load_calendar(by=SYSTEM, at=clock.tick())
    directories.save_places(list(PLACES.items()), by=SYSTEM, at=clock.tick())
    for kind, count in (("items", ITEMS), ("targets", FIRMS), ("inspectors", INSPECTORS)):
        import_file(kind, count, clock)
    give_log_ins(clock)


def import_file(kind: str, count: int, clock: Clock) -> Import:
    """Upload an invented register and write it; raise when a row is refused."""
    at = clock.tick()
    filename, body = sheet(kind, count, localdate(at))
    upload = Upload(
        kind=kind,
        filename=filename,
        body=body,
        reason="建立清单" if kind == "items" else "",
        effective_on=localdate(at) if kind == "items" else None,
    )
    imported = imports.upload_import(upload, by=actor("clerk"), at=at)
    imported.refresh_from_db()
    if imported.bad or imported.state != "checked":
        raise RuntimeError(f"{kind}: {imported.state} {imported.refusal} {imported.bad}")
    imports.begin_import(imported, by=actor("clerk"), at=clock.tick())
    imported.refresh_from_db()
    if imported.state != "applied":
        raise RuntimeError(f"{kind}: {imported.state} {imported.refusal}")
    return imported


def give_log_ins(clock: Clock) -> None:
    """Give every inspector without one an account in their unit: `inspector-001` and so on."""
    for number, inspector in enumerate(Inspector.objects.order_by("id"), start=1):
        if inspector.user_id is not None:
            continue
        user: User = add_person(
            f"inspector-{number:03}", inspector.name, inspector.organisation, ("inspector",), clock
        )
        directories.link_account(inspector, user, by=SYSTEM, at=clock.tick(1))
