"""Step 8: the public lists beside the tickets, and the auditor's check with the salt key."""

from fairdraw.errors import ProofError
from fairdraw.merkle import root
from fairdraw.tickets import id_tag, leaves_of, parse_members, salt_key_commit
from fairdraw.verify.case import Case


def check_members(case: Case) -> None:
    """Check `members.txt` against root and count of the commit (`MEMBERS_ROOT`)."""
    data = case.files.get("members.txt")
    if data is None:
        case.note("NO_MEMBERS")
        return
    commit = case.commit
    case.members = parse_members(data, test=bool(commit.plan["test"]))
    found = root(leaves_of(data), commit.profile)
    wanted = commit.doc["members"]["root"]
    if found != wanted:
        raise ProofError("MEMBERS_ROOT", f"expected root {wanted}, found {found}")
    if len(case.members) != len(case.draw.tickets):
        counts = f"{len(case.draw.tickets)} tickets but {len(case.members)} members"
        raise ProofError("MEMBERS_ROOT", counts)


def check_frame(case: Case) -> None:
    """Check the outside register list `frame.txt` against the commit (`FRAME_ROOT`)."""
    data = case.files.get("frame.txt")
    if data is None:
        case.note("NO_FRAME")
        return
    commit = case.commit
    rows = parse_members(data, "frame", test=bool(commit.plan["test"]))
    found = (root(leaves_of(data), commit.profile), len(rows))
    wanted = (commit.doc["frame"]["root"], commit.doc["frame"]["size"])
    if found != wanted:
        raise ProofError("FRAME_ROOT", f"expected root and size {wanted}, found {found}")


def check_salt_key(case: Case) -> None:
    """With the salt key: tickets and members correspond one to one (`SALT_KEY`, `BIJECTION`)."""
    key = case.given.salt_key
    if key is None:
        return
    profile = case.commit.profile
    if salt_key_commit(key, profile) != case.commit.doc["salt_key_commit"]:
        raise ProofError("SALT_KEY", "the salt key given is not the committed one")
    if case.members is None:
        case.warn("no_bijection")
        return
    listed = {id_tag(key, scheme, ident, profile).tag for scheme, ident in case.members}
    drawn = {ticket.tag for ticket in case.draw.tickets}
    if listed != drawn:
        detail = f"{len(drawn - listed)} tickets of no member, {len(listed - drawn)} without one"
        raise ProofError("BIJECTION", detail)
