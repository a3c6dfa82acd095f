"""Proofs over the tree of a trail's lines (RFC 6962, sections 2.1.1 and 2.1.2).

They are computed from a frontier and the leaves behind it, in one pass and in constant memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.tree import (
    EMPTY,
    Frontier,
    GrowingTree,
    Hash,
    ProofInvalid,
    node_hash,
)

__all__ = [
    "ProofUnavailable",
    "consistency_proof",
    "inclusion_proof",
    "verify_consistency",
    "verify_inclusion",
]

_Range = tuple[int, int]


class ProofUnavailable(AuditFault):
    """The proof needs records that are not here: not written yet, or pruned."""


def inclusion_proof(start: Frontier, leaves: Iterable[Hash], index: int, size: int) -> list[Hash]:
    """The audit path of leaf `index` in the tree of `size` leaves (RFC 6962, 2.1.1).

    `leaves` are those from `start.size` on; no more of them are taken than needed. Raises
    `ProofUnavailable` when they end too early or when `index` lies before them.
    """
    if not 0 <= index < size:
        raise ProofUnavailable(f"A tree of {size} leaves has no leaf {index}.")
    if index < start.size:
        raise ProofUnavailable(f"Record {index} is pruned; the first one kept is {start.size}.")
    return _hashes_of(_siblings(index, size), start, leaves)


def consistency_proof(start: Frontier, leaves: Iterable[Hash], old: int, new: int) -> list[Hash]:
    """The proof that the tree of `old` leaves is the beginning of that of `new` (RFC 6962, 2.1.2).

    `leaves` are those from `start.size` on. From no leaves, and between equal sizes, the proof is
    empty. Raises `ProofUnavailable` as `inclusion_proof` does.
    """
    if not 0 <= old <= new:
        raise ProofUnavailable(f"A tree of {new} leaves does not begin with {old}.")
    return _hashes_of(_differences(old, new), start, leaves)


def verify_inclusion(leaf: Hash, index: int, size: int, proof: Sequence[Hash], root: Hash) -> None:
    """Raises `ProofInvalid` unless `leaf` is leaf `index` of the tree with this size and root."""
    if not 0 <= index < size:
        raise ProofInvalid(f"A tree of {size} leaves has no leaf {index}.")
    siblings = _siblings(index, size)
    if len(proof) != len(siblings):
        raise ProofInvalid(f"The proof has {len(proof)} hashes instead of {len(siblings)}.")
    node = leaf
    for (begin, _), sibling in zip(siblings, proof, strict=True):
        node = node_hash(sibling, node) if begin < index else node_hash(node, sibling)
    if node != root:
        raise ProofInvalid(f"The proof does not lead from leaf {index} to the root.")


def verify_consistency(
    old: int, old_root: Hash, new: int, new_root: Hash, proof: Sequence[Hash]
) -> None:
    """Raises `ProofInvalid` unless the old tree is the beginning of the new one.

    The tree of no leaves is the beginning of every tree.
    """
    if not 0 <= old <= new:
        raise ProofInvalid(f"A tree of {new} leaves does not begin with {old}.")
    differences = _differences(old, new)
    if len(proof) != len(differences):
        raise ProofInvalid(f"The proof has {len(proof)} hashes instead of {len(differences)}.")
    if old == 0:
        found = (EMPTY.root(), new_root if new else EMPTY.root())
    else:
        found = _joined(old, old_root, list(zip(differences, proof, strict=True)))
    if found != (old_root, new_root):
        raise ProofInvalid(f"The tree of {old} leaves is not the beginning of that of {new}.")


def _joined(old: int, old_root: Hash, nodes: list[tuple[_Range, Hash]]) -> tuple[Hash, Hash]:
    """The roots of both trees that the hashes of a consistency proof lead to."""
    # The first hash is left out when the old tree is one complete subtree: it is its root.
    seed = nodes.pop(0)[1] if nodes and nodes[0][0][1] == old else old_root
    old_found = new_found = seed
    for (begin, _), node in nodes:
        if begin < old:
            old_found = node_hash(node, old_found)
            new_found = node_hash(node, new_found)
        else:
            new_found = node_hash(new_found, node)
    return old_found, new_found


def _siblings(index: int, size: int) -> list[_Range]:
    """The leaves under each sibling on the way from a leaf to the root."""
    begin, end = 0, size
    found = []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((begin, middle))
            begin = middle
    return found[::-1]


def _differences(old: int, new: int) -> list[_Range]:
    """The leaves under each node of a consistency proof, in its order."""
    if old == 0:
        return []
    begin, end = 0, new
    found = []
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((begin, middle))
            begin = middle
    if begin:
        found.append((begin, end))
    return found[::-1]


def _split(size: int) -> int:
    """The largest power of two below `size`, which is two or more."""
    return 1 << (size - 1).bit_length() - 1


def _hashes_of(ranges: list[_Range], start: Frontier, leaves: Iterable[Hash]) -> list[Hash]:
    """The roots over ranges of leaves that do not overlap. Each begins where a frontier splits."""
    found: dict[_Range, Hash] = {}
    coming = iter(leaves)
    at = start.size
    for begin, end in sorted(ranges):
        if end <= start.size:
            found[begin, end] = _kept(start, begin, end)
            continue
        _take(coming, max(begin - at, 0), at)
        at = max(begin, at)
        tree = GrowingTree(_tail(start, begin) if begin < start.size else EMPTY)
        for leaf in islice(coming, end - at):
            tree.append(leaf)
        if tree.size != end - begin:
            raise ProofUnavailable(f"The proof needs record {begin + tree.size}.")
        found[begin, end] = tree.root()
        at = end
    return [found[one] for one in ranges]


def _take(leaves: Iterator[Hash], count: int, at: int) -> None:
    taken = sum(1 for _ in islice(leaves, count))
    if taken != count:
        raise ProofUnavailable(f"The proof needs record {at + taken}.")


def _kept(frontier: Frontier, begin: int, end: int) -> Hash:
    """The root over leaves before the frontier, which must be one of its subtrees."""
    for at, width, one in _subtrees(frontier):
        if (at, at + width) == (begin, end):
            return one
    raise ProofUnavailable(f"The proof needs records before {frontier.size}, which are pruned.")


def _tail(frontier: Frontier, begin: int) -> Frontier:
    """The part of a frontier from leaf `begin` on, as a tree of its own."""
    kept = tuple(one for at, _, one in _subtrees(frontier) if at >= begin)
    return Frontier(frontier.size - begin, kept)


def _subtrees(frontier: Frontier) -> Iterator[tuple[int, int, Hash]]:
    """First leaf, width and root of each subtree of a frontier."""
    at = 0
    for one in frontier.hashes:
        width = 1 << (frontier.size - at).bit_length() - 1
        yield at, width, one
        at += width
