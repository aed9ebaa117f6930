"""Every sentence of the rules gets the facts that its places name."""

import ast
import re
from pathlib import Path
from string import Formatter

import mingqian.rules

RULES = Path(mingqian.rules.__file__).parent
PLACE = re.compile(r"\{")


def template(call: ast.Call) -> str | None:
    """Return the sentence of a call like f(gettext_noop("…"), x=…), if it is one."""
    for argument in call.args:
        if (
            isinstance(argument, ast.Call)
            and isinstance(argument.func, ast.Name)
            and argument.func.id == "gettext_noop"
            and isinstance(argument.args[0], ast.Constant)
        ):
            return str(argument.args[0].value)
    return None


def sentences() -> list[tuple[str, str, set[str], set[str]]]:
    found = []
    for path in sorted(RULES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = template(node) if isinstance(node, ast.Call) else None
            if text is not None and PLACE.search(text):
                places = {name for _, name, _, _ in Formatter().parse(text) if name}
                given = {keyword.arg or "" for keyword in node.keywords} - {"field"}
                found.append((path.name, text, places, given))
    return found


def test_places_and_facts_agree() -> None:
    found = sentences()
    assert len(found) > 40
    assert [row for row in found if row[2] != row[3]] == []
