"""A file from upload to the directory: checked, previewed, written once as a whole."""

import hashlib
from datetime import date

import pytest
from django.db import connection

from mingqian.accounts import actions as accounts
from mingqian.audit.door import TakenAlready
from mingqian.audit.models import Event
from mingqian.directories import actions as directories
from mingqian.directories.models import InspectionItem, Inspector, ItemList, Target
from mingqian.imports import actions, jobs, queries
from mingqian.imports.into.targets import TargetBook
from mingqian.imports.models import Import
from mingqian.rules.permissions import SYSTEM
from mingqian.rules.refusals import NotPermitted, RuleBroken
from tests.world_registers import (
    BUREAU,
    T01,
    T02,
    TARGET_HEADERS,
    code,
    fill,
    id_number,
    inspector_row,
    inspectors_file,
    item_row,
    items_file,
    prepare,
    target_row,
    targets_file,
    upload,
    workbook,
    write,
)


@pytest.fixture
def ready(world):
    prepare(world)
    return world


def last_event(action):
    return Event.objects.filter(action=action).latest("id")


# ---- Upload ----


def test_the_fingerprint_of_the_file_stands_in_every_event(ready):
    body = targets_file([target_row(1)])
    write(ready, upload(ready, "targets", body))
    sha256 = hashlib.sha256(body).hexdigest()
    for action in ("import.upload", "import.check", "import.begin", "import.apply"):
        assert last_event(action).facts["sha256"] == sha256, action
    applied = last_event("import.apply")
    assert applied.actor_name == "周文清"
    assert (applied.facts["new"], applied.facts["changed"], applied.facts["same"]) == (1, 0, 0)


def test_stored_files_are_encrypted_at_rest(ready):
    imported = upload(ready, "inspectors", inspectors_file([inspector_row(1)]))
    assert bytes(imported.body).startswith(b"PK")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, rows, problems FROM imports_import")
        body, rows, problems = (bytes(each) for each in cursor.fetchone())
    assert not body.startswith(b"PK")
    for blob in (body, rows, problems):
        assert blob
        assert not blob.startswith(b"\x1f\x8b")
    assert id_number(1) not in str(list(Event.objects.values_list("changes", flat=True)))


@pytest.mark.parametrize("kind", ["items", "targets", "inspectors"])
@pytest.mark.parametrize("who", ["officer", "head1", "auditadmin"])
def test_only_keepers_of_a_directory_upload(ready, kind, who):
    with pytest.raises(NotPermitted):
        upload(ready, kind, b"PK", who=who)
    assert not Import.objects.exists()


def test_an_unknown_kind_is_refused(ready):
    with pytest.raises(RuleBroken, match="没有这一种导入"):
        upload(ready, "firms", b"PK")


def test_an_empty_file_is_refused(ready):
    with pytest.raises(RuleBroken, match="文件是空的"):
        upload(ready, "targets", b"")


def test_a_file_over_the_limit_is_refused(ready, settings):
    settings.UPLOAD_LIMIT = 1_000_000
    with pytest.raises(RuleBroken, match=r"文件有 1.1 MB，超过 1 MB"):
        upload(ready, "targets", b"P" * 1_100_000)
    assert not Import.objects.exists()


def test_an_item_list_needs_reason_and_day(ready):
    with pytest.raises(RuleBroken) as caught:
        upload(ready, "items", items_file([item_row(1)]), reason=" ")
    assert caught.value.field == "reason"
    with pytest.raises(RuleBroken) as caught:
        upload(ready, "items", items_file([item_row(1)]), effective_on=None)
    assert caught.value.field == "effective_on"


def test_a_long_file_name_keeps_its_ending(ready):
    imported = upload(
        ready, "targets", targets_file([target_row(1)]), filename=f"C:\\x\\{'名' * 300}.xlsx"
    )
    assert len(imported.filename) == 200
    assert imported.filename.endswith(".xlsx")
    assert imported.state == "checked"


# ---- Check ----


def test_a_check_run_twice_changes_nothing(ready):
    imported = upload(ready, "targets", targets_file([target_row(1)]))
    events = Event.objects.count()
    jobs.check.enqueue(imported.pk)
    assert Event.objects.count() == events


def test_a_broken_check_says_so_and_can_be_repeated(ready, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "judge", broken)
    imported = upload(ready, "targets", targets_file([target_row(1)]))
    assert imported.state == "refused"
    assert "系统出错" in imported.refusal
    monkeypatch.undo()
    actions.recheck_import(imported, by=ready.actor("clerk"), at=ready.tick())
    imported.refresh_from_db()
    assert (imported.state, imported.refusal, imported.good) == ("checked", "", 1)
    assert last_event("import.recheck").subject == f"imports.Import:{imported.pk}"


def test_a_recheck_sees_new_places(world):
    directories.save_places([("370399", "青禾县")], by=SYSTEM, at=world.tick())
    imported = upload(world, "targets", targets_file([target_row(1)]))
    assert (imported.good, imported.bad) == (0, 1)
    prepare(world)
    actions.recheck_import(imported, by=world.actor("clerk"), at=world.tick())
    imported.refresh_from_db()
    assert (imported.good, imported.bad) == (1, 0)


def test_progress_is_written_past_the_trail(ready):
    events = Event.objects.count()
    imported = upload(ready, "targets", targets_file([target_row(n) for n in range(1, 4)]))
    assert (imported.done, imported.total) == (3, 3)
    assert Event.objects.count() == events + 2  # upload and check, nothing for the bar


# ---- Write ----


def test_a_second_officer_is_told_who_wrote_it_and_when(ready):
    ready.person("clerk2", "李名录", "bureau", "directory_clerk")
    imported = upload(ready, "targets", targets_file([target_row(1)]))
    write(ready, imported)
    events = Event.objects.count()
    with pytest.raises(TakenAlready, match=r"周文清 已于 .*，您的操作没有生效"):
        actions.begin_import(imported, by=ready.actor("clerk2"), at=ready.tick())
    with pytest.raises(TakenAlready):
        actions.apply_import(imported, by=ready.actor("clerk2"), at=ready.tick())
    assert Event.objects.count() == events


def test_nothing_is_written_before_it_is_ordered(ready):
    imported = upload(ready, "targets", targets_file([target_row(1)]))
    with pytest.raises(TakenAlready):
        actions.apply_import(imported, by=ready.actor("clerk"), at=ready.tick())
    assert not Target.objects.exists()


def test_writing_needs_the_right_and_the_unit(ready):
    imported = upload(ready, "targets", targets_file([target_row(1)]))
    with pytest.raises(NotPermitted):
        actions.begin_import(imported, by=ready.actor("officer"), at=ready.tick())
    ready.person("clerk1", "乡镇名录", "t01", "directory_clerk")
    with pytest.raises(NotPermitted, match="不是您单位的"):
        actions.begin_import(imported, by=ready.actor("clerk1"), at=ready.tick())
    with pytest.raises(NotPermitted):
        actions.stop_import(imported, by=ready.actor("clerk1"), at=ready.tick())
    imported.refresh_from_db()
    assert imported.state == "checked"


def test_a_file_without_sound_rows_is_not_written(ready):
    imported = upload(ready, "targets", targets_file([target_row(1, region="禾丰真")]))
    with pytest.raises(RuleBroken, match="没有可以写入的行"):
        actions.begin_import(imported, by=ready.actor("clerk"), at=ready.tick())
    imported.refresh_from_db()
    assert imported.state == "checked"


def test_a_crash_in_the_middle_leaves_the_directory_as_it_was(ready, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    write_batch, calls = TargetBook.write, []

    def breaks_later(self, batch, source):
        calls.append(len(batch))
        if len(calls) == 2:
            raise OSError("disk full")
        write_batch(self, batch, source)

    monkeypatch.setattr(TargetBook, "write", breaks_later)
    imported = upload(ready, "targets", targets_file([target_row(n) for n in range(1, 6)]))
    imported = write(ready, imported)
    assert calls == [2, 2]
    assert Target.objects.count() == 0
    assert imported.state == "checked"
    assert "系统出错" in imported.refusal
    assert not Event.objects.filter(action="import.apply").exists()
    monkeypatch.undo()
    assert write(ready, imported).state == "applied"
    assert Target.objects.count() == 5


def test_a_directory_that_changed_since_the_preview_stops_the_write(ready):
    imported = upload(ready, "targets", targets_file([target_row(1), target_row(2)]))
    directories.create_target(
        ready.units["t01"],
        {"credit_code": code(2), "name": "后来登记的", "industry": "2614", "region": "370399102"},
        by=ready.actor("clerk"),
        at=ready.tick(),
    )
    imported = write(ready, imported)
    assert imported.state == "checked"
    assert "第 3 行" in imported.refusal
    assert "没有写入任何内容" in imported.refusal
    assert [t.name for t in Target.objects.all()] == ["后来登记的"]


def test_a_role_taken_back_before_the_job_stops_the_write(ready):
    imported = upload(ready, "targets", targets_file([target_row(1)]))
    user = ready.users["clerk"]
    by = ready.actor("clerk")
    accounts.revoke_role(user, "directory_clerk", by=SYSTEM, at=ready.tick())
    actions.begin_import(imported, by=by, at=ready.tick())
    imported.refresh_from_db()
    assert imported.state == "checked"
    assert "不能导入这个名录" in imported.refusal
    assert not Target.objects.exists()


def test_good_rows_are_written_while_bad_ones_are_listed(ready):
    rows = [target_row(1), target_row(2, region="禾丰真"), target_row(3)]
    imported = upload(ready, "targets", targets_file(rows))
    assert (imported.total, imported.good, imported.bad) == (3, 2, 1)
    write(ready, imported)
    assert sorted(Target.objects.values_list("credit_code", flat=True)) == [code(1), code(3)]
    imported.refresh_from_db()
    found = queries.findings(imported)
    assert [failed.row for failed in queries.failed_rows(found)] == [3]
    assert not bytes(imported.rows)  # the rows are in the directory; the copy is gone


def test_stop_drops_the_file_and_keeps_its_fingerprint(ready):
    imported = upload(ready, "inspectors", inspectors_file([inspector_row(1)]))
    actions.stop_import(imported, by=ready.actor("clerk"), at=ready.tick())
    imported.refresh_from_db()
    assert imported.state == "stopped"
    assert (bytes(imported.body), bytes(imported.rows), bytes(imported.problems)) == (b"",) * 3
    assert last_event("import.stop").facts == {"sha256": imported.sha256}
    with pytest.raises(TakenAlready, match="停止导入"):
        actions.stop_import(imported, by=ready.actor("clerk"), at=ready.tick())
    with pytest.raises(TakenAlready):
        actions.recheck_import(imported, by=ready.actor("clerk"), at=ready.tick())


def test_a_written_import_cannot_be_stopped_or_released(ready):
    imported = write(ready, upload(ready, "targets", targets_file([target_row(1)])))
    with pytest.raises(TakenAlready):
        actions.stop_import(imported, by=ready.actor("clerk"), at=ready.tick())
    with pytest.raises(TakenAlready):
        actions.release_import(imported, why="x", by=ready.actor("clerk"), at=ready.tick())


def test_a_stuck_write_can_be_taken_back(ready):
    imported = upload(ready, "targets", targets_file([target_row(1)]))
    stuck = Import.objects.get(pk=imported.pk)

    class Nothing:
        """A queue whose worker died."""

        def enqueue(self, *_args):
            """Take the job and never run it."""

    real, jobs.write = jobs.write, Nothing()
    try:
        actions.begin_import(stuck, by=ready.actor("clerk"), at=ready.tick())
    finally:
        jobs.write = real
    with pytest.raises(NotPermitted):
        actions.release_import(stuck, why="", by=ready.actor("officer"), at=ready.tick())
    actions.release_import(stuck, why="作业中断", by=ready.actor("clerk"), at=ready.tick())
    stuck.refresh_from_db()
    assert (stuck.state, stuck.refusal) == ("checked", "作业中断")
    # The old job wakes up: the order was taken back, so it writes nothing.
    jobs.write.enqueue(stuck.pk, ready.users["clerk"].pk)
    assert not Target.objects.exists()
    assert write(ready, stuck).state == "applied"


# ---- What the directories become ----


def test_empty_cells_and_absent_columns_wipe_nothing(ready):
    write(ready, upload(ready, "targets", targets_file([target_row(1), target_row(2)])))
    body = workbook(TARGET_HEADERS[:4], [[code(1), "改名化工有限公司", "2614", "禾丰镇"]])
    imported = upload(ready, "targets", body)
    assert (imported.summary["changed"], imported.summary["missing"]) == (1, 1)
    write(ready, imported)
    target = Target.objects.get(credit_code=code(1))
    assert target.name == "改名化工有限公司"
    assert (target.phone, target.organisation.name) == ("0533-1234567", T01)
    assert target.source == f"imports.Import:{imported.pk}"
    assert Target.objects.get(credit_code=code(2)).status == "active"  # absent is not gone


def test_the_same_file_again_changes_nothing(ready):
    body = targets_file([target_row(1), target_row(2)])
    first = write(ready, upload(ready, "targets", body))
    again = upload(ready, "targets", body)
    assert (again.summary["new"], again.summary["changed"], again.summary["same"]) == (0, 0, 2)
    assert queries.written_before(again) == first
    write(ready, again)
    assert {t.source for t in Target.objects.all()} == {f"imports.Import:{first.pk}"}


def test_a_closed_target_comes_back_visibly(ready):
    write(ready, upload(ready, "targets", targets_file([target_row(1)])))
    target = Target.objects.get()
    directories.close_target(target, reason="注销", by=ready.actor("clerk"), at=ready.tick())
    imported = upload(ready, "targets", targets_file([target_row(1)]))
    (line,) = queries.lines(imported, "c")[0:10]
    assert line.changes["status"] == ["closed", "active"]
    write(ready, imported)
    target.refresh_from_db()
    assert target.status == "active"


def test_a_unit_left_open_follows_from_the_township(ready):
    unit = ready.unit("t03", "石桥镇应急管理所", "township")
    assert unit.region == "370399"  # names no township: not taken
    ours = accounts.create_organisation(
        code="t04",
        name="双河乡应急管理所",
        kind="township",
        region="370399200",
        by=SYSTEM,
        at=ready.tick(),
    )
    rows = [target_row(1, unit="", region="双河乡"), target_row(2, unit="", region="石桥镇")]
    imported = upload(ready, "targets", targets_file(rows))
    assert any("推定" in p["sentence"] for p in queries.remarks(queries.findings(imported)))
    write(ready, imported)
    assert Target.objects.get(credit_code=code(1)).organisation == ours
    assert Target.objects.get(credit_code=code(2)).organisation.name == BUREAU


def test_a_township_clerk_imports_own_targets_only(ready):
    ready.person("clerk1", "乡镇名录", "t01", "directory_clerk")
    write(ready, upload(ready, "targets", targets_file([target_row(3, unit=T02)])))
    rows = [target_row(1, unit=T01), target_row(2, unit=T02), target_row(3, unit=T01)]
    imported = upload(ready, "targets", targets_file(rows), who="clerk1")
    failed = queries.failed_rows(queries.findings(imported))
    assert [f.row for f in failed] == [3, 4]
    assert "柳湾镇应急管理所" in failed[0].problems[0]["facts"]["unit"]
    write(ready, imported, who="clerk1")
    assert Target.objects.get(credit_code=code(3)).organisation.name == T02


def test_a_namesake_is_pointed_out(ready):
    write(ready, upload(ready, "targets", targets_file([target_row(1, name="同名厂")])))
    imported = upload(ready, "targets", targets_file([target_row(2, name="同名厂")]))
    assert imported.summary["warnings"] == 1
    (warning,) = [
        p for p in queries.remarks(queries.findings(imported)) if p["level"] == "warning"
    ]
    assert warning["facts"] == {"code": code(1)}
    assert (imported.good, imported.bad) == (1, 0)


def test_inspectors_are_known_by_their_id_number(ready):
    write(ready, upload(ready, "inspectors", inspectors_file([inspector_row(1)])))
    moved = inspector_row(1, unit=T02, valid_to=date(2029, 12, 31))
    imported = upload(ready, "inspectors", inspectors_file([moved]))
    (line,) = queries.lines(imported, "c")[0:10]
    assert set(line.changes) == {"organisation", "valid_to"}
    write(ready, imported)
    inspector = Inspector.objects.get()
    assert (inspector.organisation.name, inspector.valid_to) == (T02, date(2029, 12, 31))
    assert inspector.id_number == id_number(1)


def test_a_certificate_of_somebody_else_is_refused(ready):
    write(ready, upload(ready, "inspectors", inspectors_file([inspector_row(1)])))
    thief = inspector_row(2)
    thief[5] = inspector_row(1)[5]
    imported = upload(ready, "inspectors", inspectors_file([thief]))
    (failed,) = queries.failed_rows(queries.findings(imported))
    assert failed.bad_fields == {"certificate_number"}
    assert id_number(2) not in str(failed)
    assert failed.shown["id_number"].startswith("370399****")


def test_an_expired_certificate_comes_in_out_of_the_draw_and_back_with_a_new_one(ready):
    lapsed = inspector_row(1, valid_to=date(2025, 12, 31))
    imported = upload(ready, "inspectors", inspectors_file([lapsed]))
    assert imported.summary["warnings"] == 1
    write(ready, imported)
    inspector = Inspector.objects.get()
    assert (inspector.active, inspector.out_reason) == (False, "执法证到期")
    write(ready, upload(ready, "inspectors", inspectors_file([inspector_row(1)])))
    inspector.refresh_from_db()
    assert (inspector.active, inspector.out_reason) == (True, "")
    directories.take_out_inspector(
        inspector, reason="调离", by=ready.actor("clerk"), at=ready.tick()
    )
    write(ready, upload(ready, "inspectors", inspectors_file([inspector_row(1, unit=T02)])))
    inspector.refresh_from_db()
    assert (inspector.active, inspector.out_reason) == (False, "调离")


def test_items_make_a_new_version_with_its_reason(ready):
    write(ready, upload(ready, "items", items_file([item_row(1), item_row(2)])))
    later = upload(
        ready,
        "items",
        items_file([item_row(2, department="乡镇应急管理部门"), item_row(3)]),
        reason="《安全生产法》修改",
        effective_on=date(2026, 12, 1),
    )
    assert (later.summary["new"], later.summary["changed"]) == (1, 1)
    assert [m["name"] for m in queries.findings(later).missing] == ["第1项安全生产管理情况的检查"]
    write(ready, later)
    first, second = ItemList.objects.order_by("number")
    assert (second.number, second.reason) == (2, "《安全生产法》修改")
    assert first.items.count() == 2  # older versions stay readable
    item = InspectionItem.objects.get(item_list=second, matter__startswith="第2项")
    assert item.department == "乡镇应急管理部门"
    assert len(item.legal_bases) == 2
    assert last_event("import.apply").facts["version"] == 2


def test_a_version_cannot_take_effect_before_the_one_in_force(ready):
    write(ready, upload(ready, "items", items_file([item_row(1)])))
    with pytest.raises(RuleBroken, match="第 1 版的 2020-01-01") as caught:
        upload(ready, "items", items_file([item_row(1)]), effective_on=date(2019, 12, 31))
    assert caught.value.field == "effective_on"


def test_everything_fits_together(world):
    fill(world)
    assert Target.objects.count() == 6
    assert Inspector.objects.count() == 4
    assert InspectionItem.objects.count() == 3


def test_a_kind_is_only_shown_to_its_keepers(ready):
    imported = upload(ready, "targets", targets_file([target_row(1)]))
    assert queries.find_import(ready.actor("clerk"), imported.pk) == imported
    assert queries.find_import(ready.actor("officer"), imported.pk) is None
    ready.person("clerk1", "乡镇名录", "t01", "directory_clerk")
    assert queries.find_import(ready.actor("clerk1"), imported.pk) is None
