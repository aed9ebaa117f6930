"""Documents that are made from the code: `make docs` writes them, a test compares them."""

import ast
import sys
from pathlib import Path

from mingqian.rules.lifecycles import ALL

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "src" / "mingqian" / "config" / "settings.py"


def settings_document():
    """Return docs/operate/settings.md: every variable with its default and meaning."""
    source = SETTINGS.read_text(encoding="utf-8")
    lines = [
        "# Settings",
        "",
        "Made from `src/mingqian/config/settings.py` by `make docs`. Every value comes from the",
        "environment; a value that makes no sense stops the start.",
        "",
        "| Variable | Kind | Default | Meaning |",
        "|---|---|---|---|",
    ]
    found = {}
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in {"env_text", "env_bool", "env_int", "env_list", "env_secret"}:
            name = node.args[0].value
            default = _default(node)
            found[name] = (node.func.id.removeprefix("env_"), default)
    for name in sorted(found):
        kind, default = found[name]
        lines.append(f"| `{name}` | {kind} | {default} | {MEANING[name]} |")
    return "\n".join(lines) + "\n"


def _default(node):
    if node.func.id == "env_secret":
        return "file in `MINGQIAN_DATA/keys`"
    values = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
    return f"`{ast.unparse(values[0])}`" if values else ""


MEANING = {
    "MINGQIAN_DATA": "folder of database, keys and collected static files",
    "MINGQIAN_DATABASE_URL": "`sqlite:///file` or `postgresql://user:password@host:port/name`",
    "MINGQIAN_DEBUG": "debugging pages; never in an office",
    "MINGQIAN_DEMO": "marks every page as a demonstration with invented data",
    "MINGQIAN_FIELD_KEY": "64 hex digits: personal data at rest (see keys.md)",
    "MINGQIAN_HOSTS": "host names the server answers to, separated by commas",
    "MINGQIAN_HTTPS": "True behind TLS: secure cookies, redirect, HSTS",
    "MINGQIAN_IDLE_MINUTES": "minutes without a click after which a session ends",
    "MINGQIAN_JOBS_AT_ONCE": "run background jobs inside the request; tests and seeding only",
    "MINGQIAN_LOG_KEY": "64 hex digits: signs the checkpoints of the draw log (see keys.md)",
    "MINGQIAN_LOG_ORIGIN": "name of the draw log and of its key, first line of every checkpoint",
    "MINGQIAN_OFFICE_NAME": "full name of the office on every page",
    "MINGQIAN_OFFICE_REGION": "six digits: begins task numbers and scopes",
    "MINGQIAN_OFFICE_SHORT": "short name of the office, in document numbers",
    "MINGQIAN_PORTAL_URL": "address of the portal, in QR codes and printed sheets",
    "MINGQIAN_PRESET": "rules of the jurisdiction: `gaoqing` or `boluo`",
    "MINGQIAN_SECRET_KEY": "sessions and form tokens (see keys.md)",
    "MINGQIAN_TRUSTED_ORIGINS": "origins allowed to post forms, with scheme",
    "MINGQIAN_UPLOAD_LIMIT": "largest upload in bytes",
}


def lifecycles_document():
    """Return docs/guide/lifecycles.md: every state machine as a diagram and a table."""
    lines = [
        "# 状态与步骤",
        "",
        "由 `rules/lifecycles.py` 生成（`make docs`）。没有列出的步骤，系统一律拒绝。",
    ]
    for lifecycle in ALL:
        lines += ["", f"## {lifecycle.name}", "", "```mermaid", "stateDiagram-v2"]
        lines += [f"    {state.name}: {state.word}" for state in lifecycle.states]
        lines += [f"    [*] --> {lifecycle.start}"]
        lines += [f"    {m.source} --> {m.target}: {m.step}" for m in lifecycle.moves]
        lines += ["```"]
    return "\n".join(lines) + "\n"


DOCUMENTS = {
    ROOT / "docs" / "operate" / "settings.md": settings_document,
    ROOT / "docs" / "guide" / "lifecycles.md": lifecycles_document,
}


def main():
    """Write all documents."""
    for file, make in DOCUMENTS.items():
        file.write_text(make(), encoding="utf-8")
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
