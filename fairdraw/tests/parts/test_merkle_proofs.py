"""Merkle trees against the recursive definitions of RFC 6962."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pools import digest
from test_canonical_bytes import refused

from fairdraw import merkle

steady = settings(max_examples=60, derandomize=True, deadline=None, database=None)


def sha(data):
    return hashlib.sha256(data).digest()


def split(number):
    half = 1
    while half * 2 < number:
        half *= 2
    return half


def head(leaves):
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\x00" + leaves[0])
    half = split(len(leaves))
    return sha(b"\x01" + head(leaves[:half]) + head(leaves[half:]))


def path(index, leaves):
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    if index < half:
        return [*path(index, leaves[:half]), head(leaves[half:])]
    return [*path(index - half, leaves[half:]), head(leaves[:half])]


def subproof(old, leaves, whole):
    if old == len(leaves):
        return [] if whole else [head(leaves)]
    half = split(len(leaves))
    if old <= half:
        return [*subproof(old, leaves[:half], whole), head(leaves[half:])]
    return [*subproof(old - half, leaves[half:], False), head(leaves[:half])]


def texts(values):
    return [value.hex() for value in values]


def leaves_of(number):
    return [b"%d" % place for place in range(number)]


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 5, 7, 8, 13, 16, 21, 33])
def test_roots_paths_and_consistency_are_those_of_the_rfc(number):
    leaves = leaves_of(number)
    tree = merkle.Tree(leaves)
    assert (tree.root, tree.size) == (head(leaves).hex(), number)
    assert merkle.root(leaves) == tree.root_at(number) == tree.root
    for index in range(number):
        proof = tree.inclusion_proof(index)
        assert proof == texts(path(index, leaves)) == merkle.inclusion_proof(leaves, index)
        assert included(leaves[index], index, number, proof, tree.root)
    for old in range(1, number + 1):
        proof = tree.consistency_proof(old)
        assert proof == texts(subproof(old, leaves, True))
        assert merkle.consistency_proof(leaves, old) == proof
        assert tree.root_at(old) == head(leaves[:old]).hex()
        assert consistent(old, tree.root_at(old), number, tree.root, proof)


def included(leaf, index, size, proof, root):
    return merkle.verify_inclusion(leaf, index=index, size=size, proof=proof, root=root)


def consistent(old, old_root, size, root, proof):
    return merkle.verify_consistency(old=old, old_root=old_root, size=size, root=root, proof=proof)


@steady
@given(st.integers(2, 40), st.data())
def test_changed_proofs_fail(number, data):
    leaves = leaves_of(number)
    tree = merkle.Tree(leaves)
    index = data.draw(st.integers(0, number - 1))
    proof = tree.inclusion_proof(index)
    place = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof[:place], digest("x"), *proof[place + 1 :]]
    assert not included(leaves[index], index, number, changed, tree.root)
    assert not included(leaves[index], index, number, proof[:-1], tree.root)
    assert not included(leaves[index], index, number, [*proof, digest("x")], tree.root)
    assert not included(b"x", index, number, proof, tree.root)
    assert not included(leaves[index], number, number, proof, tree.root)
    assert not included(leaves[index], -1, number, proof, tree.root)


@steady
@given(st.integers(2, 40), st.data())
def test_changed_consistency_proofs_fail(number, data):
    leaves = leaves_of(number)
    tree = merkle.Tree(leaves)
    old = data.draw(st.integers(1, number - 1))
    proof, before = tree.consistency_proof(old), tree.root_at(old)
    place = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof[:place], digest("x"), *proof[place + 1 :]]
    assert not consistent(old, before, number, tree.root, changed)
    assert not consistent(old, before, number, tree.root, proof[:-1])
    assert not consistent(old, before, number, tree.root, [*proof, digest("x")])
    assert not consistent(old, digest("x"), number, tree.root, proof)
    assert not consistent(old, before, number, digest("x"), proof)
    assert not consistent(0, before, number, tree.root, proof)
    assert not consistent(number, before, number, tree.root, [])


def test_indexes_outside():
    tree = merkle.Tree(leaves_of(3))
    refused("PROOF_INDEX", tree.inclusion_proof, -1)
    refused("PROOF_INDEX", tree.consistency_proof, 0)
    refused("PROOF_INDEX", tree.consistency_proof, 4)
    refused("PROOF_INDEX", tree.root_at, 4)
    assert tree.root_at(0) == merkle.root([])
