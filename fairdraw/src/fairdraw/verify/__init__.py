"""The verifier: a bundle becomes a report, one function a step (SPEC section 14)."""

from fairdraw.verify.case import Attempt, Number
from fairdraw.verify.run import (
    FAILED,
    NOT_APPLICABLE,
    OK,
    STEP_NAMES,
    Report,
    Step,
    verify,
)
from fairdraw.verify.teams import assignments_document

__all__ = [
    "FAILED",
    "NOT_APPLICABLE",
    "OK",
    "STEP_NAMES",
    "Attempt",
    "Number",
    "Report",
    "Step",
    "assignments_document",
    "verify",
]
