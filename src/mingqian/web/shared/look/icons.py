"""Icons and the mark: symbols of one sprite, used by reference so that the page stays small."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SPRITE = "mq/icons.svg"
_MARK = (
    '<path class="mq-mark-stick" d="M6 6.500 14.500 1v11h5v8h-5v11H6z'
    'M17 1l9 5.500V31h-9v-8.500h5v-13h-5z"/>'
)


def icon(name: str, *, label: str = "") -> SafeString:
    """Draw an icon; without a label it is decoration beside a word."""
    href = f"{static(SPRITE)}#i-{name}"
    if label:
        return format_html(
            '<svg class="mq-ic" role="img" aria-label="{}"><use href="{}"/></svg>', label, href
        )
    return format_html('<svg class="mq-ic" aria-hidden="true"><use href="{}"/></svg>', href)


def mark(size: int = 26) -> SafeString:
    """Draw the mark 明签: a lot split in two halves whose notches fit."""
    return format_html(
        '<svg class="mq-mark" viewBox="0 0 32 32" width="{0}" height="{0}" aria-hidden="true">'
        "{1}</svg>",
        size,
        mark_safe(_MARK),  # noqa: S308 - a constant of this file
    )
