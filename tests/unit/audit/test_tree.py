"""The tree is that of RFC 6962, and only true proofs are accepted."""

from __future__ import annotations

import pytest

from enforcecore_core.audit.tree import (
    EMPTY,
    Frontier,
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

# The leaves and roots with which implementations of Certificate Transparency are tested.
LINES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(line) for line in LINES]


def grown(count):
    tree = GrowingTree()
    for leaf in LEAVES[:count]:
        tree.append(leaf)
    return tree


@pytest.mark.parametrize("count", range(9))
def test_roots_are_those_of_certificate_transparency(count):
    tree = grown(count)
    assert tree.root().hex() == tree.frontier().root().hex() == ROOTS[count]


def test_a_frontier_grows_like_a_tree():
    frontier = EMPTY
    for count, leaf in enumerate(LEAVES, start=1):
        frontier = frontier.after(leaf)
        assert frontier == grown(count).frontier()


def test_a_frontier_is_read_as_it_was_written():
    frontier = grown(7).frontier()
    assert Frontier.from_hex(7, frontier.to_hex()) == frontier


@pytest.mark.parametrize(
    ("size", "hashes"),
    [
        pytest.param(3, ["00" * 32], id="one hash too few"),
        pytest.param(1, ["00" * 32] * 2, id="one hash too many"),
        pytest.param(-1, ["00" * 32], id="negative size"),
        pytest.param(1, ["00" * 31], id="short hash"),
        pytest.param(1, ["AA" * 32], id="upper case"),
        pytest.param(1, [" " + "00" * 32], id="space"),
        pytest.param(1, [7], id="number"),
    ],
)
def test_what_is_no_frontier_is_not_read_as_one(size, hashes):
    with pytest.raises(ProofInvalid):
        Frontier.from_hex(size, hashes)


def test_a_proof_takes_no_more_leaves_than_it_needs():
    taken = iter(LEAVES)
    inclusion_proof(EMPTY, taken, 1, 4)
    assert len(list(taken)) == len(LEAVES) - 4


def test_no_proof_is_made_for_what_is_not_there():
    start = grown(5).frontier()
    with pytest.raises(ProofUnavailable, match="has no leaf 9"):
        inclusion_proof(EMPTY, LEAVES, 9, 8)
    with pytest.raises(ProofUnavailable, match="needs record 8"):
        inclusion_proof(EMPTY, LEAVES, 3, 9)
    with pytest.raises(ProofUnavailable, match="Record 4 is pruned; the first one kept is 5"):
        inclusion_proof(start, LEAVES[5:], 4, 8)
    with pytest.raises(ProofUnavailable, match="records before 5, which are pruned"):
        consistency_proof(start, LEAVES[5:], 3, 8)
    with pytest.raises(ProofUnavailable, match="does not begin with 5"):
        consistency_proof(EMPTY, LEAVES, 5, 4)


def test_a_proof_for_another_place_is_not_accepted():
    root = grown(8).root()
    proof = inclusion_proof(EMPTY, LEAVES, 3, 8)
    verify_inclusion(LEAVES[3], 3, 8, proof, root)
    for leaf, index, size in [(4, 3, 8), (3, 2, 8), (3, 3, 9), (3, 8, 8), (3, -1, 8)]:
        with pytest.raises(ProofInvalid):
            verify_inclusion(LEAVES[leaf], index, size, proof, root)


def test_a_proof_of_another_length_is_not_accepted():
    root = grown(8).root()
    proof = inclusion_proof(EMPTY, LEAVES, 3, 8)
    for wrong in (proof[:-1], [*proof, root], []):
        with pytest.raises(ProofInvalid, match="hashes instead of 3"):
            verify_inclusion(LEAVES[3], 3, 8, wrong, root)


def test_a_rewritten_log_is_not_consistent():
    old, new = grown(6), grown(8)
    proof = consistency_proof(EMPTY, LEAVES, 6, 8)
    verify_consistency(6, old.root(), 8, new.root(), proof)
    other = b"\0" * 32
    for wrong in [
        (6, other, 8, new.root(), proof),
        (6, old.root(), 8, other, proof),
        (5, old.root(), 8, new.root(), proof),
        (8, new.root(), 6, old.root(), proof),
        (6, old.root(), 8, new.root(), proof[:-1]),
        (6, old.root(), 8, new.root(), [*proof[:-1], other]),
        (6, old.root(), 6, new.root(), []),
        (-1, old.root(), 8, new.root(), []),
        (0, old.root(), 8, new.root(), []),
        (0, EMPTY.root(), 0, new.root(), []),
    ]:
        with pytest.raises(ProofInvalid):
            verify_consistency(*wrong)


def test_the_empty_log_is_the_beginning_of_every_log():
    verify_consistency(0, EMPTY.root(), 8, grown(8).root(), [])
    verify_consistency(0, EMPTY.root(), 0, EMPTY.root(), [])
