"""The Merkle tree over the lines of a trail (RFC 6962, section 2.1).

A leaf is the SHA-256 of a zero byte and a line without its line feed; a node is that of a one byte
and its two children; the root of no leaves is the SHA-256 of nothing. All that appending needs is
the frontier: the roots of the largest complete subtrees, from left to right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from enforcecore_core.audit.faults import AuditFault

__all__ = [
    "EMPTY",
    "Frontier",
    "GrowingTree",
    "Hash",
    "ProofInvalid",
    "leaf_hash",
    "node_hash",
]

Hash = bytes
_HASH_BYTES = 32
_MANY = 16
_NOTHING = sha256().digest()


class ProofInvalid(AuditFault):
    """A proof, or a frontier, that does not show what it should."""


def leaf_hash(line: bytes) -> Hash:
    """The hash of a line, given without its line feed."""
    return sha256(b"\0" + line).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """The hash of a node with these two children."""
    return sha256(b"\1" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of `size` leaves as the roots of its largest complete subtrees, large to small.

    There is one hash for each bit that is set in `size`; `from_hex` checks that.
    """

    size: int
    hashes: tuple[Hash, ...]

    def after(self, leaf: Hash) -> Frontier:
        """The frontier with one more leaf."""
        tree = GrowingTree(self)
        tree.append(leaf)
        return tree.frontier()

    def root(self) -> Hash:
        """The root of the tree."""
        return _folded(self.hashes)

    def to_hex(self) -> list[str]:
        """The hashes as a record holds them."""
        return [one.hex() for one in self.hashes]

    @staticmethod
    def from_hex(size: int, texts: Sequence[object]) -> Frontier:
        """Reads what `to_hex` wrote; raises `ProofInvalid` when it cannot be of this size."""
        if size < 0 or len(texts) != size.bit_count():
            raise ProofInvalid(f"A frontier of {size} leaves has not {len(texts)} hashes.")
        return Frontier(size, tuple(_hash_of(text) for text in texts))


EMPTY = Frontier(0, ())


class GrowingTree:
    """A frontier that is changed in place, for reading many leaves.

    `coming` takes leaves as `append` does, and puts off the work: many at once cost less.
    """

    __slots__ = ("_hashes", "_size", "coming")

    def __init__(self, start: Frontier = EMPTY) -> None:
        self.coming: list[Hash] = []
        self._size = start.size
        self._hashes = list(start.hashes)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return self._size + len(self.coming)

    def append(self, leaf: Hash) -> None:
        """Adds one leaf: two hashes' work on average, with the leaf's own."""
        if self.coming:
            self.settle()
        self._add(leaf)

    def _add(self, leaf: Hash) -> None:
        size, hashes = self._size, self._hashes
        self._size = size + 1
        while size & 1:
            leaf = sha256(b"\1" + hashes.pop() + leaf).digest()
            size >>= 1
        hashes.append(leaf)

    def settle(self) -> None:
        """Adds what is coming, one level of the tree after the other."""
        nodes = self.coming[:]
        self.coming.clear()
        if len(nodes) < _MANY:
            for leaf in nodes:
                self._add(leaf)
        else:
            self._add_many(nodes)

    def _add_many(self, nodes: list[Hash]) -> None:
        size, left = self._size, []
        self._size += len(nodes)
        while nodes:
            if size & 1:
                nodes.insert(0, self._hashes.pop())
            if len(nodes) & 1:
                left.append(nodes.pop())
            pairs = zip(nodes[::2], nodes[1::2], strict=True)
            nodes = [sha256(b"\1" + one + other).digest() for one, other in pairs]
            size >>= 1
        self._hashes += left[::-1]

    def root(self) -> Hash:
        """The root of the tree as it is now."""
        self.settle()
        return _folded(self._hashes)

    def frontier(self) -> Frontier:
        """The tree as it is now, as a value."""
        self.settle()
        return Frontier(self._size, tuple(self._hashes))


def _folded(hashes: Sequence[Hash]) -> Hash:
    if not hashes:
        return _NOTHING
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = sha256(b"\1" + left + root).digest()
    return root


def _hash_of(text: object) -> Hash:
    try:
        value = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        value = b""
    if len(value) != _HASH_BYTES or value.hex() != text:
        raise ProofInvalid("A frontier holds SHA-256 hashes in lower-case hex.")
    return value
