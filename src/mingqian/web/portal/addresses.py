"""Parts of public addresses: task numbers, credit codes, paths of proof files."""

from django.urls import register_converter


class _Text:
    def to_python(self, value: str) -> str:
        """Return the text as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the text as it stands."""
        return value


class TaskNumber(_Text):
    """18 digits: division, date, kind, serial."""

    regex = r"[0-9]{18}"


class CreditCode(_Text):
    """A unified social credit code, as the copies hold it."""

    regex = r"[0-9A-Z]{18}"


class ProofPath(_Text):
    """The path of a file in a proof bundle (SPEC section 13), or the bundle itself."""

    regex = r"[a-z0-9A-Z._-]{1,64}(?:/[a-z0-9._-]{1,64}){0,2}"


register_converter(TaskNumber, "task")
register_converter(CreditCode, "code")
register_converter(ProofPath, "proof")
