"""What a cell held: text, or a number that a spreadsheet program made of it."""

import unicodedata

FULL_WIDTH_FIRST, FULL_WIDTH_LAST = "！", "～"
FULL_WIDTH_SHIFT = ord("！") - ord("!")
IDEOGRAPHIC_SPACE = "\u3000"
EXCEL_DIGITS = 15
"""Significant decimal digits that a spreadsheet keeps of a number."""


def half_width(text: str) -> str:
    """Return the text with full-width letters, digits and signs as their ASCII forms."""
    return "".join(
        chr(ord(char) - FULL_WIDTH_SHIFT)
        if FULL_WIDTH_FIRST <= char <= FULL_WIDTH_LAST
        else (" " if char == IDEOGRAPHIC_SPACE else char)
        for char in text
    )


def first_full_width(text: str) -> tuple[int, str] | None:
    """Return place (from 1) and character of the first full-width character, if any."""
    for place, char in enumerate(text, start=1):
        if FULL_WIDTH_FIRST <= char <= FULL_WIDTH_LAST or char == IDEOGRAPHIC_SPACE:
            return place, char
    return None


def typed_text(raw: object) -> str:
    """Return a cell's content as text without outer spaces and invisible characters.

    Zero-width and byte-order marks come along when text is copied from web pages; nobody can
    see them, so nobody can correct them.
    """
    if raw is None:
        return ""
    visible = "".join(char for char in str(raw) if unicodedata.category(char) != "Cf")
    return visible.strip()


def without_spaces(raw: object) -> str:
    """Return a cell's text without any space; people group long numbers by spaces."""
    return "".join(typed_text(raw).split())


def is_number(raw: object) -> bool:
    """Tell whether the cell held a number instead of text."""
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def exact_digits(raw: object) -> str | None:
    """Return the digits of a number cell if a spreadsheet kept all of them, else None."""
    if not isinstance(raw, int | float) or isinstance(raw, bool) or raw != raw // 1:
        return None
    return str(int(raw)) if 0 <= raw < 10**EXCEL_DIGITS else None


def shown_number(raw: object) -> str:
    """Return a number cell as a spreadsheet shows it, e.g. 9.13704E+17."""
    return f"{raw:.6G}" if isinstance(raw, int | float) else str(raw)
