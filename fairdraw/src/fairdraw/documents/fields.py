"""The types of the field table: small checks that compose into the shape of a document."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from fairdraw.canonical import SAFE_INTEGER, is_code, is_hex, is_name, is_task
from fairdraw.checkpoint import LOG_KEY, parse_vkey
from fairdraw.errors import ProofError

Check = Callable[[object, str], None]  # (value, its path) -> refuses as DOC_FIELD


def refuse(path: str, value: object, wanted: str) -> NoReturn:
    """Refuse a field as `DOC_FIELD`."""
    raise ProofError("DOC_FIELD", f"{path}: {str(value)[:80]!r} is not {wanted}")


def _test(holds: Callable[[object], bool], wanted: str) -> Check:
    def check(value: object, path: str) -> None:
        if not holds(value):
            refuse(path, value, wanted)

    return check


def integer(low: int, high: int = SAFE_INTEGER) -> Check:
    """Return the check for an integer within bounds."""

    def holds(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

    return _test(holds, f"an integer in {low}..{high}")


def pattern(expression: str) -> Check:
    """Return the check for a text that a regular expression matches in full."""
    compiled = re.compile(expression)
    return _test(lambda v: isinstance(v, str) and bool(compiled.fullmatch(v)), expression)


def choice(*words: str) -> Check:
    """Return the check for one of a few words."""
    return _test(lambda value: isinstance(value, str) and value in words, " or ".join(words))


def text(low: int, high: int) -> Check:
    """Return the check for a text by its number of code points."""
    return _test(
        lambda value: isinstance(value, str) and low <= len(value) <= high,
        f"a text of {low} to {high} characters",
    )


def listing(item: Check, low: int = 0, high: int = SAFE_INTEGER) -> Check:
    """Return the check for a list of alike items, by its length and each item."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, list) or not low <= len(value) <= high:
            refuse(path, value, f"a list of {low} to {high} items")
        for place, each in enumerate(value):
            item(each, f"{path}[{place}]")

    return check


def record(fields: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Return the check for an object with exactly these fields, some of them optional."""
    known = {**fields, **(optional or {})}

    def check(value: object, path: str) -> None:
        if not isinstance(value, dict) or not fields.keys() <= value.keys() <= known.keys():
            found = sorted(map(str, value)) if isinstance(value, dict) else value
            refuse(path, found, f"an object with {sorted(known)}")
        for name, each in value.items():
            known[name](each, f"{path}.{name}")

    return check


def mapping(key: Check, item: Check) -> Check:
    """Return the check for an object whose keys are data."""

    def check(value: object, path: str) -> None:
        if not isinstance(value, dict):
            refuse(path, value, "an object")
        for name, each in value.items():
            key(name, path)
            item(each, f"{path}.{name}")

    return check


def variant(*shapes: tuple[frozenset[str], Check]) -> Check:
    """Return the check for an object that has one of several sets of fields."""

    def check(value: object, path: str) -> None:
        names = value.keys() if isinstance(value, dict) else None
        for keys, shape in shapes:
            if names == keys:
                shape(value, path)
                return
        refuse(path, value, f"an object with one of {[sorted(keys) for keys, _ in shapes]}")

    return check


def shape(fields: Mapping[str, Check]) -> tuple[frozenset[str], Check]:
    """Return one shape for `variant`."""
    return frozenset(fields), record(fields)


def distinct(values: list[Any], path: str) -> None:
    """Refuse a value that occurs twice."""
    if len(set(values)) < len(values):
        refuse(path, values, "free of repetition")


def _vkey(value: object, path: str) -> None:
    try:
        parse_vkey(value if isinstance(value, str) else "", LOG_KEY)
    except ProofError as error:
        refuse(path, value, f"a vkey of type 01 ({error.detail})")


HEX = _test(is_hex, "64 lowercase hexadecimal digits")
CODE = _test(is_code, "a code")
NAME = _test(is_name, "a name")
TASK = _test(is_task, "a task id")
BOOLEAN = _test(lambda value: isinstance(value, bool), "true or false")
COUNT = integer(0, 50_000_000)
TIME = integer(0, 2**40)
INDEX = integer(0)
TEXT = text(1, 200)
WORD = pattern("[ -{}~]{1,64}")
SHORT = pattern("[!-~]{1,16}")
VKEY = _vkey
