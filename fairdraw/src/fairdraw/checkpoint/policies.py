"""Who must sign: the policy file, quorums, quorum time and overlap (SPEC 12, appendix A.6)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from typing import NoReturn

from fairdraw.canonical import parse_integer
from fairdraw.checkpoint.notes import LOG_KEY, WITNESS_KEY, VKey, parse_vkey
from fairdraw.errors import ProofError

NO_QUORUM = "none"
MAX_WITNESSES = 10

_STRANGE = bytes([*range(0x09), *range(0x0B, 0x20), 0x7F])


@dataclass(frozen=True, slots=True)
class Group:
    """Members of which at least `k` must hold."""

    k: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """One log key, its witnesses by name, groups in order of definition, and the quorum."""

    log: VKey
    witnesses: Mapping[str, VKey]
    groups: Mapping[str, Group]
    quorum: str

    def holds(self, signed: Collection[str]) -> bool:
        """Tell whether the witnesses that signed satisfy the quorum; `none` never holds."""
        holding = set(signed) & self.witnesses.keys()
        for name, group in self.groups.items():
            if sum(member in holding for member in group.members) >= group.k:
                holding.add(name)
        return self.quorum in holding


def parse_policy(raw: bytes) -> Policy:
    """Read a policy file, or refuse it as `POLICY`, `POLICY_KEY_TWICE`, `VKEY` or `BASE64`."""
    reader = _Reader()
    for line in _lines(raw):
        items = line.replace("\t", " ").split(" ")
        items = [item for item in items if item]
        if items and not items[0].startswith("#"):
            reader.read(items)
    return reader.policy()


def _lines(raw: bytes) -> list[str]:
    if raw.translate(None, _STRANGE) != raw:
        _bad_policy("there is a control character other than tab and LF")
    if not raw.endswith(b"\n"):
        _bad_policy("the last line does not end in LF")
    try:
        return raw.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        _bad_policy(str(error))


@dataclass
class _Reader:
    logs: list[VKey] = field(default_factory=list)
    witnesses: dict[str, VKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorums: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)  # members of some group

    def read(self, items: list[str]) -> None:
        match items:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(parse_vkey(vkey, LOG_KEY))
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self.define(name)
                self.witnesses[name] = parse_vkey(vkey, WITNESS_KEY)
            case ["group", name, k, *members] if members:
                self.define(name)
                self.groups[name] = self.group(k, members)
            case ["quorum", name] if name == NO_QUORUM or self.knows(name):
                self.quorums.append(name)
            case _:
                _bad_policy(f"line {' '.join(items)!r}")

    def knows(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def define(self, name: str) -> None:
        if name == NO_QUORUM or self.knows(name):
            _bad_policy(f"the name {name!r} is reserved or used before")

    def group(self, k: str, members: list[str]) -> Group:
        for member in members:
            if not self.knows(member) or member in self.taken:
                _bad_policy(f"{member!r} is not defined before, or a member of two groups")
            self.taken.add(member)
        if k in ("any", "all"):
            return Group(1 if k == "any" else len(members), tuple(members))
        try:
            return Group(parse_integer(k, 1, len(members)), tuple(members))
        except ProofError as error:
            _bad_policy(error.detail)

    def policy(self) -> Policy:
        if len(self.logs) != 1 or len(self.quorums) != 1:
            _bad_policy(f"{len(self.logs)} log lines and {len(self.quorums)} quorum lines")
        if len(self.witnesses) > MAX_WITNESSES:
            _bad_policy(f"{len(self.witnesses)} witnesses are more than {MAX_WITNESSES}")
        keys = [self.logs[0].key, *(vkey.key for vkey in self.witnesses.values())]
        if len(set(keys)) < len(keys):
            raise ProofError("POLICY_KEY_TWICE", "one raw key stands under two names")
        return Policy(self.logs[0], self.witnesses, self.groups, self.quorums[0])


def _bad_policy(detail: str) -> NoReturn:
    raise ProofError("POLICY", detail)


def overlap(policy: Policy) -> int:
    """Return m: the smallest number of witnesses common to two sets that satisfy the quorum.

    So many dishonest witnesses can sign two contradictory logs (SPEC section 0).
    """
    if policy.quorum == NO_QUORUM:
        return 0
    names = list(policy.witnesses)
    satisfying = [
        chosen
        for chosen in range(1 << len(names))
        if policy.holds([name for place, name in enumerate(names) if chosen >> place & 1])
    ]
    # A larger set shares no fewer witnesses: the smallest sets decide.
    least = [s for s in satisfying if not any(t != s and t & s == t for t in satisfying)]
    return min((a & b).bit_count() for a, b in combinations_with_replacement(least, 2))


def quorum_time(policy: Policy, cosignatures: Iterable[tuple[str, int]]) -> int | None:
    """Return the smallest T such that the witnesses who signed until T satisfy the quorum.

    Of two cosignatures of one witness the earlier counts. None where no T is enough.
    """
    signed: set[str] = set()
    for time, name in sorted((time, name) for name, time in cosignatures):
        signed.add(name)
        if policy.holds(signed):
            return time
    return None
