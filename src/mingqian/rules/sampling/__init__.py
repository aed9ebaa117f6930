"""How many objects a task draws, which it leaves out, and why (《工作指引》5.1.2, 6.2, 7.2)."""

from mingqian.rules.sampling.exclusions import (
    ANNUAL_EXCEPTIONS,
    CODE,
    EXCLUSIONS,
    MAX_DRAWN_A_YEAR,
    AnnualException,
    Applies,
    ExceptionKind,
    ExceptionReading,
    Exclusion,
    check_exclusion,
    excluded_this_year,
)
from mingqian.rules.sampling.rates import (
    GENERAL_BASIS,
    GENERAL_MINIMUM,
    Base,
    ItemClass,
    Rate,
    Sampling,
    required_count,
)
from mingqian.rules.sampling.strata import (
    Preview,
    Stratum,
    StratumPreview,
    max_drawn,
    preview,
    rule_general_minimum,
)

__all__ = [
    "ANNUAL_EXCEPTIONS",
    "CODE",
    "EXCLUSIONS",
    "GENERAL_BASIS",
    "GENERAL_MINIMUM",
    "MAX_DRAWN_A_YEAR",
    "AnnualException",
    "Applies",
    "Base",
    "ExceptionKind",
    "ExceptionReading",
    "Exclusion",
    "ItemClass",
    "Preview",
    "Rate",
    "Sampling",
    "Stratum",
    "StratumPreview",
    "check_exclusion",
    "excluded_this_year",
    "max_drawn",
    "preview",
    "required_count",
    "rule_general_minimum",
]
