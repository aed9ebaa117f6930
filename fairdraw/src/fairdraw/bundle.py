"""The published proof files of one draw: read with limits, list, write (SPEC section 13)."""

import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fairdraw.canonical import is_hex, jcs, parse_doc
from fairdraw.errors import ProofError

Files = Mapping[str, bytes]

LIST = "bundle.json"
MAX_FILES = 2_000
MAX_BYTES = 2 * 1024**3
# Row files are mostly hexadecimal and halve in a zip; what shrinks much more is no proof.
MAX_RATIO = 50
RATIO_FLOOR = 64 * 1024**2

_PATH = re.compile(
    r"(bundle\.json|assignments\.json|log\.jsonl|README\.txt"
    r"|(policy|tickets|drawn|openings|inspectors|conflicts|members|frame|links|settled)\.txt"
    r"|checkpoints/[1-9][0-9]{0,15}\.note"
    r"|attempts/[1-9][0-9]?/(tickets|openings|links)\.txt"
    r"|evidence/[a-z0-9][a-z0-9._-]{0,63})"
)
# What zipfile and zlib answer to hostile bytes.
_HOSTILE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    MemoryError,
    OSError,
    OverflowError,
    RuntimeError,  # and NotImplementedError
    ValueError,
)
_STAMP = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can hold: the same files, the same bytes


def read_bundle(source: Path | str | bytes) -> dict[str, bytes]:
    """Read a directory, a zip file or the bytes of a zip into {path: content}.

    Anything that is not a plain collection of files within the limits is `BUNDLE`.
    """
    if isinstance(source, bytes):
        return _read_zip(source)
    path = Path(source)
    try:
        if path.is_dir():
            return _read_directory(path)
        if path.stat().st_size > MAX_BYTES:
            raise ProofError("BUNDLE", f"{path.name} is larger than {MAX_BYTES} bytes")
        return _read_zip(path.read_bytes())
    except OSError as error:
        raise ProofError("BUNDLE", f"{path.name}: {error.strerror or error}") from None


def _read_directory(root: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for path in _walk(root):
        name = path.relative_to(root).as_posix()
        total += path.stat().st_size
        _check_size(len(files) + 1, total)
        files[name] = path.read_bytes()
    return files


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            raise ProofError("BUNDLE", f"{path.name} is a link")
        if path.is_dir():
            yield from _walk(path)
        elif path.is_file():
            yield path
        else:
            raise ProofError("BUNDLE", f"{path.name} is no plain file")


def _check_size(count: int, total: int) -> None:
    if count > MAX_FILES:
        raise ProofError("BUNDLE", f"more than {MAX_FILES} files")
    if total > MAX_BYTES:
        raise ProofError("BUNDLE", f"more than {MAX_BYTES} bytes")


def _read_zip(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not _is_folder(info)]
            _check_members(members, len(data))
            return {info.filename: _unpack(archive, info) for info in members}
    except _HOSTILE as error:
        raise ProofError("BUNDLE", f"not a readable zip: {error}") from None


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    # A bounded read: a header that lies about the size must not decide how much is unpacked.
    with archive.open(info) as member:
        return member.read(info.file_size + 1)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.is_dir() and info.file_size == 0


def _check_members(members: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(info.file_size for info in members)
    _check_size(len(members), total)
    if total > RATIO_FLOOR and total > packed * MAX_RATIO:
        raise ProofError("BUNDLE", f"{packed} bytes would unpack to {total}: a zip bomb")
    seen: set[str] = set()
    for info in members:
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
            raise ProofError("BUNDLE", f"{info.filename} is a link or no plain file")
        if info.flag_bits & 0x1:
            raise ProofError("BUNDLE", f"{info.filename} is encrypted")
        if info.filename in seen:
            raise ProofError("BUNDLE", f"{info.filename} is in the zip twice")
        seen.add(info.filename)


def required(files: Files, path: str) -> bytes:
    """Return a file of the bundle, or raise `MISSING_FILE`."""
    if path not in files:
        raise ProofError("MISSING_FILE", path)
    return files[path]


def checkpoint_sizes(files: Files) -> list[int]:
    """Return the tree sizes in the names of the checkpoint files, ascending."""
    names = (path for path in files if path.startswith("checkpoints/"))
    return sorted(int(name.removeprefix("checkpoints/").removesuffix(".note")) for name in names)


def check_list(files: Files) -> str:
    """Check `bundle.json` against the files and return the commit hash it names (step 1).

    Errors: `MISSING_FILE`, `BUNDLE_FILE` (a path with no place, a file not listed), `BUNDLE`
    (form), `BUNDLE_HASH` (length or hash).
    """
    for path in sorted(files):
        if not _PATH.fullmatch(path):
            raise ProofError("BUNDLE_FILE", f"{path} has no place in a bundle")
    document = _parse_list(required(files, LIST))
    listed = [item["path"] for item in document["files"]]
    if listed != sorted(set(listed)):
        raise ProofError("BUNDLE", "files are not sorted by path, each once")
    for path in sorted(set(files) - set(listed) - {LIST}):
        raise ProofError("BUNDLE_FILE", f"{path} is not listed in bundle.json")
    for item in document["files"]:
        _check_listed(files, item)
    return str(document["commit"])


def _parse_list(raw: bytes) -> dict[str, Any]:
    try:
        document = parse_doc(raw)
    except ProofError as error:
        raise ProofError("BUNDLE", f"bundle.json: {error.detail}") from None
    if set(document) != {"commit", "files", "type", "v"}:
        raise ProofError("BUNDLE", "bundle.json has other fields")
    if (document["type"], document["v"]) != ("bundle", "vd1"):
        raise ProofError("BUNDLE", "bundle.json is of another type")
    if not is_hex(document["commit"]) or not isinstance(document["files"], list):
        raise ProofError("BUNDLE", "commit or files of bundle.json")
    for item in document["files"]:
        if not isinstance(item, dict) or set(item) != {"bytes", "hash", "path"}:
            raise ProofError("BUNDLE", f"a file of bundle.json: {item!r:.100}")
        if not isinstance(item["path"], str) or type(item["bytes"]) is not int:
            raise ProofError("BUNDLE", f"a file of bundle.json: {item!r:.100}")
    return document


def _check_listed(files: Files, item: Mapping[str, Any]) -> None:
    path = item["path"]
    if path == LIST or not _PATH.fullmatch(path):
        raise ProofError("BUNDLE_FILE", f"{path} has no place in the list")
    found = _listing(path, required(files, path))
    for key, unit in (("bytes", "bytes"), ("hash", "SHA-256")):
        if item[key] != found[key]:
            detail = f"{path}: expected {unit} {item[key]}, found {found[key]}"
            raise ProofError("BUNDLE_HASH", detail)


def _listing(path: str, data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "hash": hashlib.sha256(data).hexdigest(), "path": path}


def list_document(commit: str, files: Files) -> dict[str, Any]:
    """Build the document `bundle.json` for these files (SPEC section 13)."""
    listed = [_listing(path, files[path]) for path in sorted(files) if path != LIST]
    return {"commit": commit, "files": listed, "type": "bundle", "v": "vd1"}


def with_list(commit: str, files: Files) -> dict[str, bytes]:
    """Return the files together with a fresh `bundle.json`, refusing paths with no place."""
    whole = dict(files) | {LIST: jcs(list_document(commit, files))}
    check_list(whole)
    return whole


def write_zip(files: Files) -> bytes:
    """Write files as a zip whose bytes depend on nothing but them (names sorted, no clock)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(path, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, files[path])
    return buffer.getvalue()
