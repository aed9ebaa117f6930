"""Filters of the office pages."""

from collections.abc import Iterable

from django import template

from mingqian.rules.refusals import Refusal
from mingqian.web.shared import pages

register = template.Library()


@register.filter
def sentence(refusal: Refusal) -> str:
    """Return a refusal in the reader's language."""
    return pages.sentence(refusal)


@register.filter
def total(numbers: Iterable[int]) -> int:
    """Return the sum of numbers."""
    return sum(numbers)
