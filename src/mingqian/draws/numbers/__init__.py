"""Public numbers: which draws are named, and what people type of them (SPEC section 5)."""

from mingqian.draws.numbers.sources import (
    DICE,
    SOURCE_NAMES,
    close_by,
    dice_from,
    effective_at,
    kind_of,
    source_name,
    sources_for,
)
from mingqian.draws.numbers.typed import (
    Number,
    check_number,
    describe_difference,
    dice_value,
    dlt_value,
    parts_of,
    pl5_value,
    ssq_value,
)

__all__ = [
    "DICE",
    "SOURCE_NAMES",
    "Number",
    "check_number",
    "close_by",
    "describe_difference",
    "dice_from",
    "dice_value",
    "dlt_value",
    "effective_at",
    "kind_of",
    "parts_of",
    "pl5_value",
    "source_name",
    "sources_for",
    "ssq_value",
]
