"""Merkle trees of RFC 6962: roots, inclusion and consistency proofs (SPEC 1.8)."""

from collections.abc import Iterable, Sequence

from fairdraw.canonical import hasher
from fairdraw.errors import ProofError


def root(leaves: Iterable[bytes], profile: str = "sha256") -> str:
    """Return the root of a list of leaves in hexadecimal; the empty tree is H("")."""
    levels = _levels(leaves, profile)
    return levels[-1][0].hex() if levels[0] else hasher(profile)(b"").hexdigest()


def leaf_hash(leaf: bytes, profile: str = "sha256") -> bytes:
    """Return H(0x00 || leaf)."""
    return bytes(hasher(profile)(b"\x00" + leaf).digest())


def node_hash(left: bytes, right: bytes, profile: str = "sha256") -> bytes:
    """Return H(0x01 || left || right)."""
    return bytes(hasher(profile)(b"\x01" + left + right).digest())


def inclusion_proof(leaves: Iterable[bytes], index: int, profile: str = "sha256") -> list[str]:
    """Return the path of a leaf, its sibling first; an index outside is `PROOF_INDEX`."""
    return Tree(leaves, profile).inclusion_proof(index)


def consistency_proof(leaves: Iterable[bytes], old: int, profile: str = "sha256") -> list[str]:
    """Return the proof that the first `old` leaves are a prefix (RFC 6962 section 2.1.2)."""
    return Tree(leaves, profile).consistency_proof(old)


class Tree:
    """A tree kept in memory, for many proofs from one list of leaves."""

    def __init__(self, leaves: Iterable[bytes], profile: str = "sha256") -> None:
        self._levels = _levels(leaves, profile)
        self._profile = profile

    @property
    def size(self) -> int:
        """Return the number of leaves."""
        return len(self._levels[0])

    @property
    def root(self) -> str:
        """Return the root in hexadecimal."""
        return self._levels[-1][0].hex() if self.size else root((), self._profile)

    def root_at(self, size: int) -> str:
        """Return the root of the first `size` leaves, without hashing them again."""
        if not 0 <= size <= self.size:
            raise ProofError("PROOF_INDEX", f"{size} is not within 0..{self.size}")
        value = b""
        start = size
        # The complete subtrees of the prefix, from the smallest on the right to the left.
        for height, level in enumerate(self._levels):
            if size >> height & 1:
                start -= 1 << height
                node = level[start >> height]
                value = node_hash(node, value, self._profile) if value else node
        return value.hex() if size else root((), self._profile)

    def inclusion_proof(self, index: int) -> list[str]:
        """Return the path of a leaf, its sibling first; an index outside is `PROOF_INDEX`."""
        if not 0 <= index < self.size:
            raise ProofError("PROOF_INDEX", f"{index} is not within 0..{self.size - 1}")
        path = []
        for level in self._levels[:-1]:
            # The last node of an odd level has no sibling and is carried up unchanged.
            if index ^ 1 < len(level):
                path.append(level[index ^ 1].hex())
            index >>= 1
        return path

    def consistency_proof(self, old: int) -> list[str]:
        """Return the proof that the first `old` leaves are a prefix of these."""
        if not 0 < old <= self.size:
            raise ProofError("PROOF_INDEX", f"{old} is not within 1..{self.size}")
        if old == self.size:
            return []
        # Up to the largest complete subtree that ends where the old tree ended.
        node, height = old - 1, 0
        while node & 1:
            node, height = node >> 1, height + 1
        path = [self._levels[height][node].hex()] if node else []
        for level in self._levels[height:-1]:
            if node ^ 1 < len(level):
                path.append(level[node ^ 1].hex())
            node >>= 1
        return path


def _levels(leaves: Iterable[bytes], profile: str) -> list[list[bytes]]:
    make = hasher(profile)
    level: list[bytes] = [make(b"\x00" + leaf).digest() for leaf in leaves]
    levels = [level]
    while len(level) > 1:
        odd = level[len(level) & ~1 :]
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [make(b"\x01" + left + right).digest() for left, right in pairs] + odd
        levels.append(level)
    return levels


def verify_inclusion(
    leaf: bytes,
    *,
    index: int,
    size: int,
    proof: Sequence[str],
    root: str,
    profile: str = "sha256",
) -> bool:
    """Tell whether a leaf is at its index in the tree (RFC 9162 section 2.1.3.2).

    Size and root come from a commitment or a signed checkpoint, never from the proof: a path
    of the right shape also fits some wrong sizes.
    """
    if not 0 <= index < size:
        return False
    place, last = index, size - 1
    value = leaf_hash(leaf, profile)
    for step in proof:
        if last == 0:
            return False
        other = bytes.fromhex(step)
        if place & 1 or place == last:
            value = node_hash(other, value, profile)
            place, last = _skip_promoted(place, last)
        else:
            value = node_hash(value, other, profile)
        place, last = place >> 1, last >> 1
    return last == 0 and value.hex() == root


def verify_consistency(
    *,
    old: int,
    old_root: str,
    size: int,
    root: str,
    proof: Sequence[str],
    profile: str = "sha256",
) -> bool:
    """Tell whether one tree is a prefix of another (RFC 9162 section 2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    path = [bytes.fromhex(step) for step in proof]
    if old & (old - 1) == 0:  # a complete tree is its own first node
        path.insert(0, bytes.fromhex(old_root))
    before, after = _replay(path, old - 1, size - 1, profile)
    return before == old_root and after == root


def _replay(path: list[bytes], place: int, last: int, profile: str) -> tuple[str, str]:
    """Return both roots that a consistency path leads to, empty where its shape is wrong."""
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0] if path else b""
    for other in path[1:]:
        if last == 0:
            return "", ""
        if place & 1 or place == last:
            before = node_hash(other, before, profile)
            after = node_hash(other, after, profile)
            place, last = _skip_promoted(place, last)
        else:
            after = node_hash(after, other, profile)
        place, last = place >> 1, last >> 1
    return (before.hex(), after.hex()) if last == 0 else ("", "")


def _skip_promoted(place: int, last: int) -> tuple[int, int]:
    # A node without sibling was carried up: go to the level where it got one.
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last
