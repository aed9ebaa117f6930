"""Files into the directories: uploaded, checked, written once as a whole, or stopped."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from mingqian.accounts.queries import person_of
from mingqian.audit.door import action
from mingqian.audit.record import label_of, record_fact
from mingqian.directories.models import ItemList
from mingqian.imports.into import BOOKS, Book, Occasion
from mingqian.imports.into.items import ItemBook
from mingqian.imports.judging import BATCH, Outcome
from mingqian.imports.models import RIGHTS, Import, ImportKind
from mingqian.imports.stored import Line, unpack_lines
from mingqian.rules.permissions import Actor
from mingqian.rules.refusals import NotPermitted, RuleBroken, gettext_noop


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody hands in.

    Attributes:
        kind: items, targets or inspectors.
        filename: its name, which must end as its content is.
        body: its bytes.
        sheet: the worksheet, "" for the one that fits best.
        reason: why; an item list is adjusted for a reason (G 5.1.1).
        effective_on: the day from which an item list is in force.
    """

    kind: str
    filename: str
    body: bytes
    sheet: str = ""
    reason: str = ""
    effective_on: date | None = None


@action("import.upload", needs=None)
def upload_import(upload: Upload, *, by: Actor, at: datetime) -> Import:
    """Store a file and have it checked 「上传文件」; the directory is not touched.

    Raises:
        NotPermitted: the actor does not keep this directory.
        RuleBroken: unknown kind, empty or too large file, an item list without reason or day.
    """
    _check_right(upload.kind, by)
    _check_upload(upload)
    imported = Import.objects.create(
        kind=upload.kind,
        filename=_short_name(upload.filename),
        sha256=hashlib.sha256(upload.body).hexdigest(),
        size=len(upload.body),
        body=upload.body,
        sheet=upload.sheet[:100],
        reason=upload.reason,
        effective_on=upload.effective_on if upload.kind == ImportKind.ITEMS else None,
        uploaded_by=person_of(by),
        uploaded_at=at,
        state=Import.LIFECYCLE.start,
        state_at=at,
        state_by=by.name,
    )
    record_fact(sha256=imported.sha256, kind=imported.kind, filename=imported.filename)
    _enqueue_check(imported)
    return imported


@action("import.check", needs=None)
def keep_outcome(imported: Import, outcome: Outcome | str, *, by: Actor, at: datetime) -> Import:
    """Keep what the check found 「核对文件」: a preview, or the sentence that refuses the file."""
    _check_reach(imported, by)
    imported.move("check", by=by, at=at)
    imported.move("refuse" if isinstance(outcome, str) else "preview", by=by, at=at)
    if isinstance(outcome, str):
        imported.refusal = outcome[:500]
    else:
        imported.refusal = ""
        imported.sheet = outcome.sheet[:100]
        imported.total = imported.done = outcome.total
        imported.good = outcome.good
        imported.bad = outcome.total - outcome.good
        imported.summary = outcome.summary
        imported.rows = outcome.rows
        imported.problems = outcome.findings
    imported.save()
    record_fact(sha256=imported.sha256, **_counts(imported))
    return imported


@action("import.recheck", needs=None)
def recheck_import(imported: Import, *, by: Actor, at: datetime) -> Import:
    """Have the stored file judged again, because units or the directory changed 「重新核对」."""
    _check_right(imported.kind, by)
    _check_reach(imported, by)
    if imported.state != Import.LIFECYCLE.start:
        imported.move("recheck", by=by, at=at)
    imported.total = imported.done = imported.good = imported.bad = 0
    imported.summary, imported.rows, imported.problems = {}, b"", b""
    imported.refusal = ""
    imported.save()
    _enqueue_check(imported)
    return imported


@action("import.begin", needs=None)
def begin_import(imported: Import, *, by: Actor, at: datetime) -> Import:
    """Order the rows that were checked to be written 「开始写入」; a job writes them.

    Raises:
        NotPermitted: the actor does not keep this directory.
        TakenAlready: somebody else ordered, wrote or stopped it; says who and when.
        RuleBroken: no row can be written.
    """
    _check_right(imported.kind, by)
    _check_reach(imported, by)
    imported.move("apply", by=by, at=at)
    if not imported.good:
        raise RuleBroken(gettext_noop("这个文件没有可以写入的行。"))
    imported.done = 0
    imported.save()
    record_fact(sha256=imported.sha256, rows=imported.good)
    from mingqian.imports import jobs

    jobs.write.enqueue(imported.pk, by.user)
    return imported


@action("import.apply", needs=None)
def apply_import(imported: Import, *, by: Actor, at: datetime) -> Import:
    """Write the checked rows into the directory in one transaction 「写入名录」.

    Raises:
        NotPermitted: the actor does not keep this directory.
        TakenAlready: it is written already, or nobody ordered it.
        RuleBroken: the directory changed since the preview; nothing is written.
    """
    _check_right(imported.kind, by)
    _check_reach(imported, by)
    imported.move("finish", by=by, at=at)
    columns = frozenset(field for _letter, _header, field in imported.summary["columns"])
    book = BOOKS[imported.kind](Occasion(by, at, columns))
    version = _version(book, imported, at) if isinstance(book, ItemBook) else None
    for batch in _batches(bytes(imported.rows)):
        _write(book, batch, label_of(imported))
    imported.done = imported.good
    imported.rows = b""
    if version is not None:
        imported.summary = {**imported.summary, "version": version.number}
    imported.save()
    record_fact(sha256=imported.sha256, kind=imported.kind, **_counts(imported))
    return imported


@action("import.release", needs=None)
def release_import(imported: Import, *, why: str, by: Actor, at: datetime) -> Import:
    """Take an import that could not be written back to its preview 「退回预览」."""
    _check_right(imported.kind, by)
    _check_reach(imported, by)
    imported.move("fail", by=by, at=at)
    imported.refusal = why[:500]
    imported.save()
    record_fact(why=why)
    return imported


@action("import.stop", needs=None)
def stop_import(imported: Import, *, by: Actor, at: datetime) -> Import:
    """Give an import up 「停止导入」: the file is dropped, its fingerprint stays in the trail."""
    _check_right(imported.kind, by)
    _check_reach(imported, by)
    imported.move("stop", by=by, at=at)
    imported.body = imported.rows = imported.problems = b""
    imported.save()
    record_fact(sha256=imported.sha256)
    return imported


def _enqueue_check(imported: Import) -> None:
    from mingqian.imports import jobs

    jobs.check.enqueue(imported.pk)


def _check_right(kind: str, by: Actor) -> None:
    if kind not in RIGHTS:
        raise RuleBroken(gettext_noop("没有这一种导入。"), field="kind")
    if not by.may(RIGHTS[kind]):
        raise NotPermitted(
            gettext_noop("您的角色不能导入这个名录（需要权限 {permission}）。"),
            permission=RIGHTS[kind].value,
        )


def _check_reach(imported: Import, by: Actor) -> None:
    if not by.reaches(imported.uploaded_by.organisation_id):
        raise NotPermitted(gettext_noop("这次导入不是您单位的，不能操作。"))


def _check_upload(upload: Upload) -> None:
    if not upload.body:
        raise RuleBroken(
            gettext_noop("文件是空的，一个字节也没有。请重新选择文件。"), field="file"
        )
    if len(upload.body) > settings.UPLOAD_LIMIT:
        raise RuleBroken(
            gettext_noop("文件有 {found} MB，超过 {limit} MB 的上限。请拆成几份分别导入。"),
            field="file",
            found=f"{len(upload.body) / 1_000_000:.1f}",
            limit=f"{settings.UPLOAD_LIMIT / 1_000_000:.0f}",
        )
    if upload.kind != ImportKind.ITEMS:
        return
    if not upload.reason.strip():
        raise RuleBroken(
            gettext_noop("请写明调整原因：清单的每次调整都要公开原因（《工作指引》5.1.1）。"),
            field="reason",
        )
    if upload.effective_on is None:
        raise RuleBroken(gettext_noop("请填写新版清单的施行日期。"), field="effective_on")
    latest = ItemList.objects.order_by("-number").first()
    if latest is not None and upload.effective_on < latest.effective_on:
        raise RuleBroken(
            gettext_noop("施行日期早于现行第 {number} 版的 {day}。请核对。"),
            field="effective_on",
            number=latest.number,
            day=latest.effective_on.isoformat(),
        )


def _short_name(filename: str) -> str:
    """Return the last part of a path, its ending kept when it is long."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return name if len(name) <= 200 else f"{name[:180]}…{name[-19:]}"


def _version(book: ItemBook, imported: Import, at: datetime) -> ItemList:
    return book.make_version(
        title=f"{settings.OFFICE_NAME}随机抽查事项清单",
        reason=imported.reason,
        effective_on=imported.effective_on or localdate(at),
    )


def _batches(packed: bytes) -> Iterator[list[Line]]:
    lines = unpack_lines(packed)
    while batch := list(islice(lines, BATCH)):
        yield batch


def _write(book: Book, batch: list[Line], source: str) -> None:
    """Write one batch; refuse when a row would do something else than the preview showed."""
    compared = book.compare([line.row for line in batch])
    for line, each in zip(batch, compared, strict=True):
        if each.faults or each.standing != line.standing or each.changes != line.changes:
            raise RuleBroken(
                gettext_noop(
                    "名录在预览之后有变化（文件第 {row} 行），没有写入任何内容。"
                    "请重新核对后再写入。"
                ),
                row=line.row["row"],
            )
    book.write(compared, source)


def _counts(imported: Import) -> dict[str, Any]:
    names = ("new", "changed", "same", "missing", "version")
    found = {name: imported.summary[name] for name in names if name in imported.summary}
    return {"total": imported.total, "good": imported.good, "bad": imported.bad, **found}
