"""Roots and proofs are those of the RFC's own definition, from any frontier on."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import merkle

from enforcecore_core.audit.tree import (
    EMPTY,
    GrowingTree,
    ProofInvalid,
    leaf_hash,
)
from enforcecore_core.audit.tree_proofs import (
    ProofUnavailable,
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 70
LINES = [b"record %d" % n for n in range(LARGEST)]
LEAVES = [leaf_hash(line) for line in LINES]
sizes = st.integers(min_value=1, max_value=LARGEST)


def frontier(count):
    tree = GrowingTree()
    for leaf in LEAVES[:count]:
        tree.append(leaf)
    return tree.frontier()


@st.composite
def three_ordered(draw):
    """A cut, a place at or behind it, and a size behind that."""
    size = draw(sizes)
    index = draw(st.integers(0, size - 1))
    return draw(st.integers(0, index)), index, size


@given(three_ordered())
def test_inclusion_is_proved_as_the_rfc_does_whatever_was_pruned(numbers):
    cut, index, size = numbers
    proof = inclusion_proof(frontier(cut), LEAVES[cut:], index, size)
    assert proof == merkle.path(index, LINES[:size])
    verify_inclusion(LEAVES[index], index, size, proof, merkle.root(LINES[:size]))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 70)), max_size=12))
def test_many_leaves_at_once_are_as_good_as_one_after_the_other(batches):
    tree, plain = GrowingTree(), GrowingTree()
    for are_read, count in batches:
        leaves = [leaf_hash(b"%d" % number) for number in range(tree.size, tree.size + count)]
        tree.coming += leaves
        for leaf in leaves:
            plain.append(leaf)
        assert tree.size == plain.size
        if are_read:
            assert (tree.root(), tree.frontier()) == (plain.root(), plain.frontier())
        else:
            leaf = leaf_hash(b"one more")
            tree.append(leaf)
            plain.append(leaf)
    assert tree.frontier() == plain.frontier()


@given(sizes, sizes)
def test_consistency_is_proved_as_the_rfc_does(one, other):
    old, new = sorted((one, other))
    proof = consistency_proof(EMPTY, LEAVES, old, new)
    assert proof == (merkle.proof(old, LINES[:new]) if old < new else [])
    verify_consistency(old, merkle.root(LINES[:old]), new, merkle.root(LINES[:new]), proof)


@given(st.integers(0, LARGEST), sizes, sizes)
def test_consistency_behind_a_cut_is_the_same_proof_or_none(cut, one, other):
    old, new = sorted((one, other))
    with suppress(ProofUnavailable):
        proof = consistency_proof(frontier(cut), LEAVES[cut:], old, new)
        assert proof == consistency_proof(EMPTY, LEAVES, old, new)
        return
    assert old < cut


@given(three_ordered(), st.data())
def test_no_changed_inclusion_proof_is_accepted(numbers, data):
    _, index, size = numbers
    proof = inclusion_proof(EMPTY, LEAVES, index, size)
    root = frontier(size).root()
    changed = data.draw(st.lists(st.sampled_from([*proof, root, *LEAVES[:3]]), max_size=9))
    if changed != proof:
        with pytest.raises(ProofInvalid):
            verify_inclusion(LEAVES[index], index, size, changed, root)


@settings(max_examples=300)
@given(sizes, sizes, st.data())
def test_no_proof_makes_another_history_consistent(one, other, data):
    old, new = sorted((one, other))
    changed = data.draw(st.integers(0, old - 1))
    other_leaves = [*LEAVES[:changed], leaf_hash(b"changed"), *LEAVES[changed + 1 :]]
    tree = GrowingTree()
    for leaf in other_leaves[:new]:
        tree.append(leaf)
    nodes = st.sampled_from([*other_leaves[:3], tree.root(), frontier(old).root()])
    proof = data.draw(
        st.one_of(
            st.just(consistency_proof(EMPTY, other_leaves, old, new)),
            st.just(consistency_proof(EMPTY, LEAVES, old, new)),
            st.lists(nodes, max_size=8),
        )
    )
    with pytest.raises(ProofInvalid):
        verify_consistency(old, frontier(old).root(), new, tree.root(), proof)
