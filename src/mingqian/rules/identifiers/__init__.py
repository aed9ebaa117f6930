"""Checks of the numbers that name firms, people, places and industries.

Every check takes what stood in a cell or a form field, as it stood there, and returns the
normal form or raises `RuleBroken` with one precise sentence. Nothing is repaired by guessing.
"""

from mingqian.rules.identifiers.classifications import check_industry_code, check_region_code
from mingqian.rules.identifiers.credit_code import (
    CREDIT_CODE_ALPHABET,
    OldRegistrationNumber,
    PersonNumberGiven,
    check_credit_code,
    credit_code_check_digit,
    make_credit_code,
    organization_check_digit,
)
from mingqian.rules.identifiers.people import (
    IdFacts,
    check_certificate_number,
    check_id_number,
    check_phone,
    id_check_digit,
    id_number_facts,
    warn_id_region,
)
from mingqian.rules.identifiers.text import half_width

__all__ = [
    "CREDIT_CODE_ALPHABET",
    "IdFacts",
    "OldRegistrationNumber",
    "PersonNumberGiven",
    "check_certificate_number",
    "check_credit_code",
    "check_id_number",
    "check_industry_code",
    "check_phone",
    "check_region_code",
    "credit_code_check_digit",
    "half_width",
    "id_check_digit",
    "id_number_facts",
    "make_credit_code",
    "organization_check_digit",
    "warn_id_region",
]
