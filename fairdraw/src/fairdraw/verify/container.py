"""Steps 1 to 3: the files, the policy, the log and its checkpoints (SPEC 12 to 14)."""

from fairdraw.bundle import check_list, checkpoint_sizes, required
from fairdraw.checkpoint import Checkpoint, open_checkpoint, parse_policy
from fairdraw.errors import ProofError
from fairdraw.log import read_log
from fairdraw.merkle import Tree
from fairdraw.verify.case import Case


def check_files(case: Case) -> bool:
    """Step 1: compare every file with its hash in `bundle.json`."""
    case.commit_hash = check_list(case.files)
    return True


def check_policy(case: Case) -> bool:
    """Step 2: read the policy; a copy of the reader's own must be the same (`POLICY_UNKNOWN`)."""
    raw = required(case.files, "policy.txt")
    case.policy = parse_policy(raw)
    if case.given.policy is not None and case.given.policy != raw:
        raise ProofError("POLICY_UNKNOWN", "policy.txt is not the policy you gave")
    return True


def check_log(case: Case) -> bool:
    """Step 3: every checkpoint is signed and fits the complete log (`LOG_ROOT`, `LOG_SIZE`)."""
    data = required(case.files, "log.jsonl")
    sizes = checkpoint_sizes(case.files)
    if not sizes:
        raise ProofError("MISSING_FILE", "checkpoints/<size>.note")
    case.checkpoints = [_open(case, size) for size in sizes]
    case.log = read_log(data)
    length = len(case.log.entries)
    _check_roots(case)
    if sizes[-1] != length:
        detail = f"log.jsonl has {length} entries, the newest checkpoint {sizes[-1]}"
        raise ProofError("LOG_SIZE", detail)
    for index in case.log.ignored:
        case.note("ENTRY_IGNORED", index)
    return True


def _open(case: Case, size: int) -> Checkpoint:
    path = f"checkpoints/{size}.note"
    assert case.policy is not None  # noqa: S101 -- read in step 2
    checkpoint = open_checkpoint(case.files[path], case.policy)
    if checkpoint.size != size:
        raise ProofError("CHECKPOINT", f"{path} is a checkpoint of size {checkpoint.size}")
    return checkpoint


def _check_roots(case: Case) -> None:
    tree = Tree(entry.raw for entry in case.log.entries)
    for checkpoint in case.checkpoints:
        size = checkpoint.size
        if size > tree.size:
            detail = f"log.jsonl has {tree.size} entries, a checkpoint {size}"
            raise ProofError("LOG_SIZE", detail)
        found = tree.root_at(size)
        if found != checkpoint.root:
            detail = f"of {size} entries: expected {checkpoint.root}, found {found}"
            raise ProofError("LOG_ROOT", detail)
