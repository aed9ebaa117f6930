"""Functions fit in the head: 40 lines, files 400 lines, folders 12 files."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_LINES, FILE_LINES, FOLDER_FILES = 40, 400, 12

# Exceptions, each with its reason.
LONG_FOLDERS = {
    "src/mingqian/web/shared": "one file a part of the shell",
    "src/mingqian/rules": "one file a subject of the law",
    "src/mingqian/web/console": "one file a subject of the office",
    "src/mingqian/imports": "reading, checking and writing spreadsheets",
    "fairdraw/src/fairdraw": "one file a section of the SPEC",
    "fairdraw/src/fairdraw/verify": "one file a group of steps of SPEC section 14",
    "src/mingqian/draws": "one file a step of the ceremony",
}


def sources():
    for top in ("src/mingqian", "fairdraw/src/fairdraw"):
        for file in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


@pytest.mark.parametrize("file", list(sources()), ids=lambda f: str(f.relative_to(ROOT)))
def test_files_and_functions_keep_their_size(file):
    text = file.read_text(encoding="utf-8")
    assert text.count("\n") <= FILE_LINES, "file too long"
    long = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_folders_keep_their_size():
    folders = {file.parent for file in sources()}
    too_many = [
        str(folder.relative_to(ROOT))
        for folder in folders
        if len(list(folder.glob("*.py"))) > FOLDER_FILES
    ]
    assert [name for name in too_many if name not in LONG_FOLDERS] == []


def test_no_dumping_ground():
    banned = {"utils", "common", "helpers", "base", "services", "managers", "misc", "core"}
    assert [str(f) for f in sources() if f.stem in banned or f.parent.name in banned] == []
