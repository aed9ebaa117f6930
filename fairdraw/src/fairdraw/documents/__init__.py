"""Log entries: their fields, counts and signatures (SPEC sections 3 and 4)."""

from fairdraw.documents.counts import (
    build_strata,
    check_counts,
    most_drawn,
    required_n,
    zero_strata,
)
from fairdraw.documents.entries import (
    MAX_ENTRY,
    check_entry,
    entry_bytes,
    parse_entry,
)
from fairdraw.documents.signatures import SIGNERS, check_by, signed_by, signing_text

__all__ = [
    "MAX_ENTRY",
    "SIGNERS",
    "build_strata",
    "check_by",
    "check_counts",
    "check_entry",
    "entry_bytes",
    "most_drawn",
    "parse_entry",
    "required_n",
    "signed_by",
    "signing_text",
    "zero_strata",
]
