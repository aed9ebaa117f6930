"""How numbers and names of people are shown to those who need not know them whole.

Source: 个人信息保护法 art. 6 (least scope), art. 51; the forms are those of ID cards, banks and
courts in China, so readers recognize them: 138****6402, 370399********1217, 张**.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from mingqian.rules.identifiers.people import id_number_is_sound

STAR = "*"
_ID_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")
_MOBILE_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9A-Za-z])")


def mask_id_number(number: str) -> str:
    """Return an ID number with division code and last four characters, e.g. 370399********1217."""
    return _middle(number, 6, 4)


def mask_phone(number: str) -> str:
    """Return a telephone number without its middle: 138****6402, 0533-****001.

    A landline keeps its area code, which says no more than the address does.
    """
    area, dash, rest = number.partition("-")
    if dash and area.startswith("0"):
        plain, _, _extension = rest.partition("-")
        return f"{area}-{_middle(plain, 0, 3, stars=4)}"
    return _middle(number, 3, 4)


def mask_name(name: str) -> str:
    """Return a person's name as its first character and stars, two at most: 张*, 张**."""
    name = name.strip()
    return name[:1] + STAR * min(2, max(0, len(name) - 1)) if len(name) > 1 else STAR * len(name)


def mask_text(text: str) -> str:
    """Return free text with ID and mobile numbers masked where they stand.

    Only numbers whose check character is right are taken for ID numbers, so that a credit code
    of 18 digits, which is public, stays readable.
    """
    masked = _ID_IN_TEXT.sub(_mask_found_id, text)
    return _MOBILE_IN_TEXT.sub(_mask_found_mobile, masked)


def _mask_found_id(found: re.Match[str]) -> str:
    number = found.group().upper()
    return mask_id_number(number) if id_number_is_sound(number) else found.group()


def _mask_found_mobile(found: re.Match[str]) -> str:
    return mask_phone(re.sub(r"\D", "", found.group()))


def _middle(text: str, head: int, tail: int, *, stars: int | None = None) -> str:
    # Too short to hide anything between head and tail: hide all of it.
    if len(text) <= head + tail:
        return STAR * len(text)
    hidden = len(text) - head - tail if stars is None else stars
    return f"{text[:head]}{STAR * hidden}{text[-tail:]}"


MASKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"name": mask_name, "phone": mask_phone, "id_number": mask_id_number, "text": mask_text}
)
"""Masks by the name that the disclosure table uses."""
