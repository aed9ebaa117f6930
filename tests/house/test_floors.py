"""The floors hold, and the linter's bans are switched on: neither can be forgotten quietly."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_imports_only_go_down(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(ROOT)
    kept = lint_imports(config_filename=str(ROOT / ".importlinter"), cache_dir=str(tmp_path))
    assert kept == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.slow
def test_a_wrong_import_is_seen(monkeypatch, capsys, tmp_path):
    """The same contract, upside down in its two upper floors, names what crosses it."""
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    upside_down = text.replace("    config\n    web\n", "    web\n    config\n")
    assert upside_down != text
    (tmp_path / "wrong").write_text(upside_down, encoding="utf-8")
    monkeypatch.chdir(ROOT)
    config, cache = str(tmp_path / "wrong"), str(tmp_path / "cache")
    assert lint_imports(config_filename=config, cache_dir=cache) != EXIT_STATUS_SUCCESS
    assert "mingqian.config" in capsys.readouterr().out


BANNED = {
    "the clock": (
        "from datetime import UTC, datetime\n\nMOMENT = datetime.now(UTC)\n",
        "TID251",
    ),
    "Django's clock": (
        "from django.utils import timezone\n\nMOMENT = timezone.now()\n",
        "TID251",
    ),
    "chance": ("import random\n\nLOT = random.random()\n", "TID251"),
    "printing": ('print("x")\n', "T201"),
    "a long list of arguments": ("def f(a, b, c, d, e, f, g): ...\n", "PLR0913"),
}


@pytest.mark.parametrize("name", list(BANNED))
def test_what_is_banned_is_refused(name):
    source, code = BANNED[name]
    checked = subprocess.run(
        [
            str(Path(sys.executable).with_name("ruff")),
            "check",
            "--output-format=json",
            "--stdin-filename=src/mingqian/planning/example.py",
            "-",
        ],
        cwd=ROOT,
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert code in {found["code"] for found in json.loads(checked.stdout)}


EDGES = {
    "src/mingqian/web/shared/moment.py",  # the faces
}


def test_only_the_edges_ask_the_clock_or_chance():
    """A `noqa` that lifts the ban stands in the named edges and nowhere else."""
    lifted = {
        str(file.relative_to(ROOT))
        for top in ("src", "fairdraw/src")
        for file in (ROOT / top).rglob("*.py")
        if "noqa: TID251" in file.read_text(encoding="utf-8")
    }
    assert lifted == EDGES
