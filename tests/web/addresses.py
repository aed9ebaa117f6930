"""Every address of the URL table, with the rights that its view declares."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One named address."""

    name: str
    pattern: str
    rights: object
    parameters: tuple[str, ...]


def addresses():
    """Walk the URL table; static files are not part of it."""
    found = []

    def walk(patterns, prefix):
        for entry in patterns:
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, prefix + str(entry.pattern))
            elif isinstance(entry, URLPattern):
                names = tuple(entry.pattern.converters)
                rights = getattr(entry.callback, "rights", None)
                found.append(Address(entry.name, prefix + str(entry.pattern), rights, names))

    walk(get_resolver().url_patterns, "/")
    return found
