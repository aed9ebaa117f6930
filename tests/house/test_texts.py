"""Every text a person reads goes through gettext; no address or path of a machine is kept."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "src" / "mingqian" / "web" / "templates"
CJK = re.compile(r"[\u3400-\u9fff]")
TAGS = re.compile(
    r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}|{%\s*comment.*?endcomment\s*%}|{%.*?%}"
    r"|{{.*?}}|{#.*?#}|<!--.*?-->",
    re.DOTALL,
)


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.rglob("*.html")), ids=lambda f: str(f.relative_to(TEMPLATES))
)
def test_templates_have_no_text_outside_gettext(file):
    left = TAGS.sub("", file.read_text(encoding="utf-8"))
    found = [line.strip() for line in left.splitlines() if CJK.search(line)]
    assert found == []


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.rglob("*.html")), ids=lambda f: str(f.relative_to(TEMPLATES))
)
def test_templates_obey_the_strict_policy(file):
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [name for name in listed.split("\0") if name]


def test_no_registry_address_and_no_path_of_a_machine():
    forbidden = re.compile(
        "|".join(
            (
                "files" + r"\.pythonhosted",
                r"pypi\." + "org",
                r"registry\." + "npmjs",
                "/work" + "/",
            )
        )
    )
    found = []
    for name in tracked_files():
        file = ROOT / name
        if file.suffix in {".woff2", ".png", ".zip", ".xlsx", ".mo"} or not file.is_file():
            continue
        if forbidden.search(file.read_text(encoding="utf-8", errors="replace")):
            found.append(name)
    assert found == []


def test_the_real_catalogue_stays_outside():
    assert [name for name in tracked_files() if "hainan" in name] == []
