"""The operator's side: entries to log, checkpoints to sign, proof files to publish.

Everything is a pure function of what the office decided and what the log holds; time, keys and
randomness come from the caller. Results are computed by the very functions that verify them.
"""

from fairdraw.operate.entries import (
    Identity,
    Snapshot,
    TeamTerms,
    Terms,
    attest_document,
    audit_document,
    beacon_document,
    close_document,
    commit_document,
    plan_document,
    recuse_document,
    replace_document,
)
from fairdraw.operate.proofs import (
    Drawing,
    Owed,
    build_bundle,
    compute_draw,
    debts_due,
    links_file,
    log_checkpoint,
    log_of,
    openings_file,
    prove_entry,
    settled_file,
)

__all__ = [
    "Drawing",
    "Identity",
    "Owed",
    "Snapshot",
    "TeamTerms",
    "Terms",
    "attest_document",
    "audit_document",
    "beacon_document",
    "build_bundle",
    "close_document",
    "commit_document",
    "compute_draw",
    "debts_due",
    "links_file",
    "log_checkpoint",
    "log_of",
    "openings_file",
    "plan_document",
    "prove_entry",
    "recuse_document",
    "replace_document",
    "settled_file",
]
