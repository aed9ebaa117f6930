"""Keys in addresses: 1 to 18 digits, so that a longer number is a page not found."""

from django.urls import register_converter


class KeyConverter:
    """A database key that fits a 64-bit column on every database."""

    regex = r"[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the digits."""
        return str(value)


register_converter(KeyConverter, "key")
