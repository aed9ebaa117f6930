"""The proof stands alone: nothing but Python itself."""

import ast
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "fairdraw"
FILES = sorted(SOURCE.rglob("*.py"))


def _imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their package"
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_only_the_standard_library(path):
    allowed = {*sys.stdlib_module_names, "fairdraw"}
    assert set(_imported(ast.parse(path.read_text("utf-8")))) <= allowed


def test_the_list_of_files_is_not_empty():
    assert {"canonical.py", "lots.py", "merkle.py"} <= {path.name for path in FILES}
