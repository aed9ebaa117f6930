"""The process that opens the files can do nothing else, and dies alone."""

import io
import json
import subprocess
import sys
import tempfile

import pytest

from mingqian.imports import child, workbook
from mingqian.rules.refusals import RuleBroken
from tests.imports.build import xlsx

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")


def limited(body):
    """Run Python code in a process that gave up what the child gives up; return its output."""
    code = (
        "from mingqian.imports import child\n"
        "import json, os, socket, subprocess, sys\n"
        "child._preload('csv')\nchild._limit()\n"
        f"try:\n    {body}\n"
        "except BaseException as problem:\n"
        "    print(type(problem).__name__)\n"
        "else:\n    print('done')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    return run.stdout.strip() or str(run.returncode)


@linux
@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("socket.socket()", "OSError"),
        ("open('/etc/hostname')", "OSError"),
        ("open('x', 'w')", "OSError"),
        ("subprocess.run(['true'])", "OSError"),
        ("bytearray(600 * 2**20)", "MemoryError"),
        ("json.dumps([1])", "done"),
    ],
)
def test_the_child_gave_up_files_sockets_children_and_memory(body, outcome):
    assert limited(body) == outcome


def read_with(monkeypatch, code, lines=b""):
    """Read a file while the child ends with `code` after writing `lines`."""

    def run(_data, _form, _source, result):
        result.write(lines)
        return code

    monkeypatch.setattr(child, "run", run)
    return workbook.read_workbook(xlsx(["名称"]), "a.xlsx")


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (-6, b""),
        (-9, b""),
        (
            -11,
            b'{"grid":"a","hidden":false,"height":1,"width":1,"merges":[]}\n["x"]\n{"end":true}\n',
        ),
        (1, b""),
        (0, b""),
        (0, b"garbage"),
        (0, b'{"grid":"a"}\n'),
        (0, b"[]\n"),
        (0, b"7\n"),
        (0, b'{"grid":"a","hidden":false,"height":2,"width":1,"merges":[]}\n["x"]\n'),
        (0, b'{"grid":"a","hidden":false,"height":0,"width":1,"merges":[[1]]}\n{"end":true}\n'),
        (0, b'{"refused":"no such code","facts":{}}\n'),
        (0, b'{"refused":"rows","facts":[1]}\n'),
    ],
)
def test_a_child_that_dies_or_lies_is_a_refusal(monkeypatch, code, lines):
    with pytest.raises(RuleBroken) as refusal:
        read_with(monkeypatch, code, lines)
    assert "安全限制" in str(refusal.value)


def test_a_child_that_hangs_is_killed(monkeypatch):
    monkeypatch.setattr(child, "WALL_SECONDS", 0.01)
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as result:
        assert child.run(xlsx(["名称"]), "xlsx", source, result) == -9


@linux
def test_the_child_knows_nothing_of_the_environment(monkeypatch):
    monkeypatch.setenv("MINGQIAN_SECRET_KEY", "secret")
    seen = {}
    real = subprocess.Popen

    def popen(*args, **options):
        seen.update(options["env"])
        return real(*args, **options)

    monkeypatch.setattr(subprocess, "Popen", popen)
    workbook.read_workbook(xlsx(["名称"]), "a.xlsx")
    assert set(seen) == {"PYTHONPATH", "PYTHONUTF8"}


def test_the_child_writes_one_line_a_row(monkeypatch, tmp_path):
    """The whole child in this process, without its limits: what it says is plain JSON."""
    monkeypatch.setattr(child, "_limit", lambda: None)
    monkeypatch.setattr(sys, "argv", ["child", "xlsx"])
    monkeypatch.setattr(
        sys, "stdin", io.TextIOWrapper(io.BytesIO(xlsx(["名称", None, 2], ["甲"])))
    )
    with (tmp_path / "out").open("w", encoding="utf-8") as out:
        monkeypatch.setattr(sys, "stdout", out)
        child.main()
    written = (tmp_path / "out").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    assert lines == [
        {"grid": "Sheet1", "hidden": False, "height": 2, "width": 3, "merges": []},
        ["名称", None, 2.0],
        ["甲"],
        {"end": True},
    ]
