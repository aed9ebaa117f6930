"""The draw itself: computed by the proof's own functions, kept, bundled and verified (SPEC 6)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from fairdraw.canonical import parse_doc
from fairdraw.errors import ProofError
from fairdraw.matching import Team
from fairdraw.operate import (
    Drawing,
    Owed,
    build_bundle,
    compute_draw,
    links_file,
    openings_file,
    settled_file,
)
from fairdraw.tickets import attr_digest, id_tag, parse_tickets
from fairdraw.verify import Report, verify
from mingqian.audit.record import record_fact
from mingqian.draws import log
from mingqian.draws.freeze import certificate_of, identity_of
from mingqian.draws.models import (
    Draw,
    DrawnTarget,
    ProofFile,
    RosterInspector,
    RosterTarget,
    TeamSlot,
)
from mingqian.rules.refusals import RuleBroken, gettext_noop

VACANT = "-"
FROZEN = ("tickets.txt", "members.txt", "frame.txt", "inspectors.txt", "conflicts.txt")


def files_of(draw: Draw) -> dict[str, bytes]:
    """Return the files of a draw that are kept, by path."""
    return {row.path: bytes(row.body) for row in ProofFile.objects.filter(draw=draw)}


def compute(draw: Draw) -> Drawing:
    """Compute the draw from the log and the frozen files, as every verifier does.

    Raises RuleBroken when files, log or rosters are not those of the commitment.
    """
    try:
        check_rosters(draw)
        return compute_draw(log.read_log(), draw.commit_hash, files_of(draw))
    except ProofError as error:
        raise _refused(error) from error


def check_rosters(draw: Draw) -> None:
    """Require that the names behind the tags are those of the freeze; raise ProofError if not."""
    key = bytes.fromhex(draw.salt_key)
    attrs = {row.tag: row.attr for row in parse_tickets(files_of(draw)["tickets.txt"])}
    for row in RosterTarget.objects.filter(draw=draw):
        salted = id_tag(key, *identity_of(row.credit_code))
        if salted.tag != row.tag or row.attributes.get("name") is None:
            raise ProofError("ROSTER", f"{row.credit_code} does not lead to {row.tag}")
        if attr_digest(salted.salt2, row.attributes) != attrs.get(row.tag):
            raise ProofError("ROSTER", f"attributes of {row.tag}")
    for person in RosterInspector.objects.filter(draw=draw):
        if id_tag(key, *certificate_of(person.certificate_number)).tag != person.itag:
            raise ProofError("ROSTER", f"{person.certificate_number} is not {person.itag}")


def keep(draw: Draw, drawing: Drawing, at: datetime) -> list[DrawnTarget]:
    """Log the result and keep the drawn firms with their teams."""
    entry = log.append(drawing.result_document(), at)
    draw.result_index = entry.index
    draw.seed = drawing.seed
    draw.drawn_at = at
    drawn = _keep_drawn(draw, drawing)
    staffed = drawing.matching.teams if drawing.matching is not None else ()
    _keep_teams(draw, drawn, staffed)
    files = drawing.files() | _openings(draw, drawing) | _history(draw)
    ProofFile.objects.bulk_create(
        ProofFile(draw=draw, path=path, body=body) for path, body in files.items()
    )
    unstaffed = len(drawn) - len(staffed)
    draw.figures = {**draw.figures, "drawn": len(drawn), "teams": len(staffed)} | {
        "unstaffed": unstaffed
    }
    record_fact(
        seed=draw.seed,
        drawn=len(drawn),
        teams=len(staffed),
        unstaffed=unstaffed,
        log_index=entry.index,
        checkpoint_size=entry.index + 1,
    )
    return drawn


def _keep_drawn(draw: Draw, drawing: Drawing) -> list[DrawnTarget]:
    tags = [row.tag for row in drawing.drawn]
    rows = RosterTarget.objects.select_related("target").filter(draw=draw, tag__in=tags)
    roster = {row.tag: row for row in rows}
    return DrawnTarget.objects.bulk_create(
        DrawnTarget(
            draw=draw,
            roster=roster[row.tag],
            position=place,
            via=row.via,
            lot_j=row.lot_j,
            rank=row.rank,
        )
        for place, row in enumerate(drawing.drawn, start=1)
    )


def _keep_teams(draw: Draw, drawn: Iterable[DrawnTarget], teams: Iterable[Team]) -> None:
    people = {row.itag: row for row in RosterInspector.objects.filter(draw=draw)}
    of = {row.roster.tag: row for row in drawn}
    TeamSlot.objects.bulk_create(
        TeamSlot(
            drawn=of[team.otag],
            slot=place,
            need=seat.need,
            inspector=None if seat.itag == VACANT else people[seat.itag],
        )
        for team in teams
        for place, seat in enumerate(team.seats)
    )


def _openings(draw: Draw, drawing: Drawing) -> dict[str, bytes]:
    """Open the drawn firms and everybody who is on a team."""
    teams = drawing.matching.teams if drawing.matching is not None else ()
    itags = {seat.itag for team in teams for seat in team.seats} - {VACANT}
    firms = RosterTarget.objects.filter(draw=draw).values_list("credit_code", flat=True)
    people = RosterInspector.objects.filter(draw=draw)
    numbers = people.values_list("certificate_number", flat=True)
    identities = [*map(identity_of, firms), *map(certificate_of, numbers)]
    data = openings_file(
        {*drawing.objects, *itags},
        identities,
        bytes.fromhex(draw.salt_key),
        test=settings.OFFICE_DEMO,
    )
    return {"openings.txt": data}


def _history(draw: Draw) -> dict[str, bytes]:
    """Tie certain picks to their causes and prove the earlier ones (SPEC section 8)."""
    whole = log.read_log()
    commit = whole.commits[draw.commit_hash]
    others = {
        row.draw.commit_hash: bytes(row.body)
        for row in ProofFile.objects.select_related("draw").filter(path="tickets.txt")
    }
    files = {}
    settled = settled_file(whole, commit.hash, others)
    if settled:
        files["settled.txt"] = settled
    owed = [
        _owed(draw, debt["index"], tag)
        for debt in commit.doc["debts"]
        for tag in [d.tag for d in whole.debts(commit.scope) if d.index == debt["index"]]
        if debt["how"] == "must"
    ]
    if owed:
        files["links.txt"] = links_file(owed)
    return files


def _owed(draw: Draw, index: int, tag: str) -> Owed:
    row = RosterTarget.objects.select_related("draw").get(tag=tag)
    scheme, ident = identity_of(row.credit_code)
    return Owed(
        index,
        scheme,
        ident,
        bytes.fromhex(row.draw.salt_key),
        bytes.fromhex(draw.salt_key),
    )


def bundle(draw: Draw) -> bytes:
    """Write the proof bundle as the log stood at the result; equal draws give equal bytes."""
    if draw.result_index is None:
        raise RuleBroken(gettext_noop("还没有抽取，没有核验包。"))
    size = draw.result_index + 1
    indices = (draw.commit_index, draw.close_index, draw.result_index)
    sizes = {index + 1 for index in indices if index is not None}
    return build_bundle(
        draw.commit_hash,
        log.policy(),
        log.raw_entries(size),
        {each: log.note_at(each) for each in sorted(sizes)},
        files_of(draw),
    )


def checked_bundle(draw: Draw) -> tuple[bytes, Report]:
    """Return the bundle with the report of the verifier; a bundle that fails is refused.

    Raises RuleBroken naming the step: then nothing of the draw is written.
    """
    try:
        packed = bundle(draw)
    except ProofError as error:
        raise _refused(error) from error
    report = verify(packed, policy=log.policy(), salt_key=bytes.fromhex(draw.salt_key))
    if report.error is not None:
        raise _refused(report.error)
    return packed, report


def report_facts(report: Report) -> dict[str, Any]:
    """Return a report as the draw keeps it: the document and the steps."""
    steps: list[Mapping[str, Any]] = [
        {"number": step.number, "name": step.name, "status": step.status} for step in report.steps
    ]
    return {
        "document": parse_doc(report.to_bytes().rstrip(b"\n")),
        "steps": steps,
        "warnings": [name for name, _detail in report.warnings],
    }


def _refused(error: ProofError) -> RuleBroken:
    return RuleBroken(
        gettext_noop(
            "名录、日志或号码与公开的承诺不符（{error}），没有抽取，什么也没有写入。{detail}"
        ),
        error=error.name,
        detail=error.detail,
    )
