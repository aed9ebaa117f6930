"""A bundle is read with limits, written without a clock, and no byte of it can be changed."""

import io
import os
import stat
import zipfile

import kit
import pytest

from fairdraw.bundle import (
    MAX_FILES,
    RATIO_FLOOR,
    list_document,
    read_bundle,
    with_list,
    write_zip,
)
from fairdraw.canonical import jcs
from fairdraw.errors import ProofError
from fairdraw.verify import verify

TRUE = kit.bundle("grade-c")
NO_PROOF = {"README.txt"}  # words and evidence prove nothing by themselves


def flipped(data, position, bit=0x01):
    return data[:position] + bytes([data[position] ^ bit]) + data[position + 1 :]


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(TRUE))
def test_any_changed_byte_of_any_file_is_found(path):
    for position in range(len(TRUE[path])):
        report = verify(TRUE | {path: flipped(TRUE[path], position)})
        assert not report.ok, position
        assert report.failed_step.name in ("files", "commit"), position


@pytest.mark.slow
@pytest.mark.parametrize("name", ["grade-b", "grade-c", "redo"])
def test_a_changed_byte_is_found_even_if_the_list_is_made_again(name):
    files = kit.bundle(name)
    for path in sorted(set(files) - NO_PROOF - {"bundle.json"}):
        size = len(files[path])
        for position in sorted({0, size - 1, *range(size // 7, size, size // 5 + 1)}):
            report = verify(kit.relist(files | {path: flipped(files[path], position)}))
            assert not report.ok, (path, position)
            assert report.failed_step is not None


@pytest.mark.parametrize("path", sorted(set(TRUE) - {"bundle.json"}))
def test_a_deleted_file_is_found(path):
    files = {name: data for name, data in TRUE.items() if name != path}
    assert verify(files).error.name == "MISSING_FILE"


REQUIRED = sorted(set(TRUE) - {"README.txt", "bundle.json", "frame.txt", "members.txt"})


@pytest.mark.parametrize("path", REQUIRED)
def test_a_deleted_required_file_is_found_even_if_the_list_is_made_again(path):
    files = {name: data for name, data in TRUE.items() if name != path}
    assert verify(kit.relist(files)).error.name == "MISSING_FILE"


@pytest.mark.parametrize(
    "path",
    [
        "evidence/x.txt",
        "extra.bin",
        "tickets.txt ",
        "Tickets.txt",
        "../tickets.txt",
        "/etc/passwd",
        "attempts/1/tickets.txt",
        "attempts/01/tickets.txt",
        "checkpoints/05.note",
        "evidence/../tickets.txt",
        "evidence/a/b",
        "evidence/.hidden",
        "settled.txt",
    ],
)
def test_an_added_file_is_found(path):
    assert verify(TRUE | {path: b"x\n"}).error.name == "BUNDLE_FILE"


def test_evidence_may_be_added_if_it_is_listed():
    assert verify(kit.relist(TRUE | {"evidence/notice-1.txt": b"x"})).ok


def test_a_file_about_nothing_in_the_draw_is_refused():
    redo = kit.bundle("redo")
    for path in ("inspectors.txt", "conflicts.txt", "assignments.json", "attempts/2/tickets.txt"):
        assert verify(kit.relist(redo | {path: b"x\n"})).error.name == "BUNDLE_FILE"
    assert verify(kit.relist(redo | {"settled.txt": b"x\n"})).error.name == "SETTLED"


def test_every_byte_of_the_zip_itself_may_be_hostile():
    data = (kit.BUNDLES / "grade-c.zip").read_bytes()
    for position in range(0, len(data), 41):
        report = verify(flipped(data, position, 0xFF))
        if report.ok:  # a time or an attribute that is no part of the files
            assert read_bundle(flipped(data, position, 0xFF)) == TRUE


def test_a_cut_zip_is_refused():
    data = (kit.BUNDLES / "grade-c.zip").read_bytes()
    for size in range(0, len(data), 211):
        assert verify(data[:size]).error.name == "BUNDLE"


def test_writing_depends_on_nothing_but_the_files():
    upside_down = dict(reversed(TRUE.items()))
    assert write_zip(TRUE) == write_zip(upside_down)
    assert read_bundle(write_zip(TRUE)) == TRUE


def test_a_directory_reads_like_its_zip(tmp_path):
    for path, data in TRUE.items():
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    assert read_bundle(tmp_path) == TRUE
    assert verify(tmp_path).ok


def packed(*members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in members:
            archive.writestr(info, data)
    return buffer.getvalue()


def refused(source):
    with pytest.raises(ProofError) as error:
        read_bundle(source)
    return error.value


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_in_a_zip_is_refused():
    data = packed(*TRUE.items(), ("tickets.txt", b"other"))
    assert refused(data).name == "BUNDLE"
    assert "tickets.txt is in the zip twice" in refused(data).detail


def test_a_link_in_a_zip_is_refused():
    link = zipfile.ZipInfo("tickets.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "is a link" in refused(packed((link, "/etc/passwd"))).detail


def test_a_link_in_a_directory_is_refused(tmp_path):
    (tmp_path / "tickets.txt").symlink_to("/etc/hostname")
    assert "is a link" in refused(tmp_path).detail


def test_a_pipe_in_a_directory_is_refused(tmp_path):
    os.mkfifo(tmp_path / "tickets.txt")
    assert "no plain file" in refused(tmp_path).detail


def test_folders_in_a_zip_are_no_files():
    data = packed(("checkpoints/", b""), *TRUE.items())
    assert read_bundle(data) == TRUE


def test_an_encrypted_member_is_refused():
    data = bytearray(packed(("tickets.txt", b"x" * 40)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert refused(bytes(data)).name == "BUNDLE"


@pytest.mark.slow
def test_a_zip_bomb_is_refused_before_it_unpacks():
    bomb = packed(("evidence/x", bytes(RATIO_FLOOR + 1)))
    assert len(bomb) < 100_000
    assert "a zip bomb" in refused(bomb).detail


def test_a_member_that_lies_about_its_size_is_not_unpacked_further():
    data = bytearray(packed(("evidence/x", bytes(10_000_000))))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature) + offset
        data[place : place + 4] = (10).to_bytes(4, "little")
    assert refused(bytes(data)).name == "BUNDLE"


def test_too_many_files_are_refused(tmp_path):
    members = [(f"evidence/{number}", b"") for number in range(MAX_FILES + 1)]
    assert "more than" in refused(packed(*members)).detail


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"\x00" * 1000, b"{}"])
def test_garbage_is_no_bundle(data):
    report = verify(data)
    assert not report.ok
    assert report.failed_step.name == "files"


LISTS = {
    "no object": b"[]",
    "empty": b"",
    "no commit": jcs({"files": [], "type": "bundle", "v": "vd1"}),
    "a number for the commit": jcs({"commit": 1, "files": [], "type": "bundle", "v": "vd1"}),
    "no list": jcs({"commit": "0" * 64, "files": {}, "type": "bundle", "v": "vd1"}),
    "a list of numbers": jcs({"commit": "0" * 64, "files": [1], "type": "bundle", "v": "vd1"}),
    "another version": jcs({"commit": "0" * 64, "files": [], "type": "bundle", "v": "vd2"}),
    "deep": b"[" * 100_000,
    "a number for a path": jcs(
        {
            "commit": "0" * 64,
            "files": [{"bytes": 1, "hash": "0" * 64, "path": 1}],
            "type": "bundle",
            "v": "vd1",
        }
    ),
}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_an_ill_formed_list_is_refused(name):
    assert verify(TRUE | {"bundle.json": LISTS[name]}).error.name == "BUNDLE"


def test_a_list_out_of_order_or_with_a_file_twice_is_refused():
    document = list_document("0" * 64, TRUE)
    files = document["files"]
    for wrong in (list(reversed(files)), [files[0], *files]):
        listed = jcs(document | {"files": wrong})
        assert verify(TRUE | {"bundle.json": listed}).error.name == "BUNDLE"


def test_a_list_that_lists_itself_is_refused():
    document = list_document("0" * 64, TRUE)
    own = {"bytes": 1, "hash": "0" * 64, "path": "bundle.json"}
    files = sorted([*document["files"], own], key=lambda item: item["path"])
    listed = jcs(document | {"files": files})
    assert verify(TRUE | {"bundle.json": listed}).error.name == "BUNDLE_FILE"


def test_more_bytes_than_the_limit_are_refused(monkeypatch, tmp_path):
    monkeypatch.setattr("fairdraw.bundle.MAX_BYTES", 100)
    file = tmp_path / "bundle.zip"
    file.write_bytes(write_zip(TRUE))
    assert "larger than 100" in refused(file).detail
    assert "more than 100" in refused(file.read_bytes()).detail
    (tmp_path / "tickets.txt").write_bytes(bytes(101))
    assert "more than 100" in refused(tmp_path).detail


def test_a_path_that_cannot_be_read_is_refused(tmp_path):
    assert "No such file" in refused(tmp_path / "nothing.zip").detail


def test_who_writes_a_bundle_cannot_put_a_stray_file_into_it():
    with pytest.raises(ProofError, match="BUNDLE_FILE"):
        with_list("0" * 64, {"notes.doc": b""})
