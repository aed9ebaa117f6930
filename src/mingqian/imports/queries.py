"""Reading imports: the list, one with its preview, and the workbooks that go back to people."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from mingqian.directories.models import InspectionItem, Inspector, ItemClass, Target
from mingqian.directories.queries import places
from mingqian.imports.export import write_table, write_template
from mingqian.imports.into.compared import shown_value
from mingqian.imports.models import RIGHTS, Import
from mingqian.imports.sheets import SHEETS
from mingqian.imports.stored import Findings, Lines, unpack_findings
from mingqian.rules.permissions import Actor

BLOBS = ("body", "rows", "problems")

_MODELS = {"items": InspectionItem, "targets": Target, "inspectors": Inspector}
_COUNTS = {"n": "new", "c": "changed", "s": "same"}

SHOWN: dict[str, tuple[str, ...]] = {
    "items": ("code", "matter", "objects_text", "item_class", "department"),
    "targets": ("name", "credit_code", "industry", "region", "supervising_unit"),
    "inspectors": ("name", "id_number", "certificate_number", "unit", "valid_to"),
}
"""Columns that a preview shows of a row, in this order."""


def kinds_of(actor: Actor) -> list[str]:
    """Return the kinds that the actor may import."""
    return [kind for kind, needed in RIGHTS.items() if actor.may(needed)]


def imports(actor: Actor, kind: str = "") -> QuerySet[Import]:
    """Return the imports of the actor's unit (the bureau: of all), newest first, without files."""
    rows = Import.objects.select_related("uploaded_by__organisation").defer(*BLOBS)
    if not (actor.system or actor.bureau):
        rows = rows.filter(uploaded_by__organisation_id=actor.unit)
    rows = rows.filter(kind__in=kinds_of(actor))
    return rows.filter(kind=kind).order_by("-id") if kind else rows.order_by("-id")


def find_import(actor: Actor, key: int) -> Import | None:
    """Return an import that the actor may see, None for others and unknown ones."""
    return imports(actor).filter(pk=key).first()


def import_labelled(label: str) -> Import | None:
    """Return the import that a row names as its source, None when it names none."""
    name, _colon, key = label.partition(":")
    if name != Import._meta.label or not key.isdecimal():
        return None
    return Import.objects.defer(*BLOBS).filter(pk=int(key)).first()


def last_written(kind: str) -> Import | None:
    """Return the import that wrote a directory last."""
    return Import.objects.defer(*BLOBS).filter(kind=kind, state="applied").order_by("-id").first()


def written_before(imported: Import) -> Import | None:
    """Return an earlier import that wrote the very same file, if there is one."""
    same = Q(sha256=imported.sha256, kind=imported.kind, state="applied")
    return Import.objects.defer(*BLOBS).filter(same).exclude(pk=imported.pk).first()


def lines(imported: Import, standing: str) -> Lines:
    """Return the rows of one standing (n, c, s), read page by page."""
    packed = bytes(imported.rows)
    count = imported.summary.get(_COUNTS[standing], 0) if packed else 0
    return Lines(packed, standing, count)


def findings(imported: Import) -> Findings:
    """Return the problems, the rows that failed, and what the file does not name."""
    return unpack_findings(bytes(imported.problems))


@dataclass(frozen=True)
class Failed:
    """A row that cannot be written, with everything that is wrong with it."""

    row: int
    shown: dict[str, str]
    problems: list[dict[str, Any]]

    @property
    def bad_fields(self) -> set[str]:
        """The fields of the cells that are wrong."""
        return {problem["field"] for problem in self.problems}


def failed_rows(found: Findings) -> list[Failed]:
    """Return the rows that cannot be written, each with its problems."""
    grouped = _by_row(found)
    return [Failed(f["row"], f["shown"], grouped.get(f["row"], [])) for f in found.failed]


def remarks(found: Findings) -> list[dict[str, Any]]:
    """Return what is worth saying although the row can be written."""
    return [problem for problem in found.problems if problem["level"] != "error"]


def _by_row(found: Findings) -> dict[int, list[dict[str, Any]]]:
    """Put each error to the record it belongs to: one record may span several rows."""
    tops = [failed["row"] for failed in found.failed]
    grouped: dict[int, list[dict[str, Any]]] = {}
    for problem in found.problems:
        at = bisect_right(tops, problem["row"])
        if problem["level"] == "error" and at:
            grouped.setdefault(tops[at - 1], []).append(problem)
    return grouped


def field_title(kind: str, field: str) -> str:
    """Return the name of a field for people."""
    column = SHEETS[kind].by_field.get(field)
    if column is not None:
        return column.header
    names = {each.name: str(each.verbose_name) for each in _MODELS[kind]._meta.concrete_fields}
    return names.get(field, field)


def shown_cell(field: str, value: Any) -> str:
    """Return a value of a checked row as people read it, masked where it is personal."""
    if field == "item_class":
        return str(dict(ItemClass.choices).get(value, value))
    return shown_value(field, value)


def failed_workbook(imported: Import) -> bytes:
    """Return an xlsx of the rows that failed as they were sent, with what is wrong beside them.

    Its headers are those of the template, so the corrected file can be sent again as it is.
    """
    sheet = SHEETS[imported.kind]
    found = findings(imported)
    grouped = _by_row(found)
    fields = [field for _letter, _header, field in imported.summary.get("columns", [])]
    headers = [sheet.by_field[field].header for field in fields]
    rows = (
        [
            *(failed["cells"].get(field, "") for field in fields),
            failed["row"],
            "\n".join(_said(grouped.get(failed["row"], []))),
        ]
        for failed in found.failed
    )
    return write_table(sheet.title, [*headers, "原行号", "问题与改法"], rows)


def _said(problems: Iterable[dict[str, Any]]) -> list[str]:
    return [
        f"{p['column']}{p['row']} {p['sentence'].format(**p['facts'])}。"
        f"{p['advice'].format(**p['facts'])}".replace("。。", "。")
        for p in problems
    ]


def template_workbook(kind: str) -> bytes:
    """Return the empty sheet of a kind for people to fill in."""
    return write_template(SHEETS[kind])


def knows_places() -> bool:
    """Tell whether the table of places is filled, without which no target can be read."""
    return bool(places().exists())
