"""What was recorded before: read again by whoever joins a trail, and checked on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic_core import from_json

from enforcecore_core.audit.chain import START, Chain, Place
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.heads import Sealed
from enforcecore_core.audit.records import RecordInvalid, links_to, parse_record
from enforcecore_core.audit.segments import Segment, trail_lines
from enforcecore_core.audit.tree import Frontier, GrowingTree, ProofInvalid, leaf_hash

__all__ = ["History", "segment_start"]


class History:
    """Whole records in their order, each chained to the one before, and the calls left open.

    Without a `tree` it only follows the chain. `first` and `size` say where the records end,
    `sealed` is the newest seal that was met.
    """

    def __init__(self, place: Place, leaf: str, tree: GrowingTree | None = None) -> None:
        self.records = place.seq
        self.first = place.first
        self.size = place.offset
        self.leaf = leaf
        self.open: dict[int, str] = {}
        self.sealed: Sealed | None = None
        self._tree = tree

    @staticmethod
    def from_chain(chain: Chain) -> History:
        """Goes on where a chain ends."""
        return History(chain.end, chain.leaf, GrowingTree(chain.frontier))

    def chain(self) -> Chain:
        """The chain of all records, for a history that has a tree."""
        if self._tree is None:
            raise AuditFault("A history that began in the middle of a trail has no tree.")
        return Chain(self.first, self.records, self.size, self.leaf, self._tree.frontier())

    def tree_of(self) -> Frontier | None:
        """The tree over all records, for a history that has one."""
        return None if self._tree is None else self._tree.frontier()

    def enter(self, part: Segment) -> bool:
        """Goes on in this segment, if it is the one that comes next."""
        if part.first == self.first:
            return True
        if part.first != self.records:
            return False
        self.first, self.size = part.first, 0
        return True

    def take(self, line: bytes) -> bool:
        """Takes in the line if it is the next record; otherwise says no and changes nothing."""
        if not links_to(line, prev=self.leaf, seq=self.records):
            return False
        try:
            self._pair(from_json(line)["body"])
        except (ValueError, LookupError, TypeError):
            return False
        leaf = leaf_hash(line)
        self.leaf = leaf.hex()
        self.records += 1
        self.size += len(line) + 1
        if self._tree is not None:
            self._tree.append(leaf)
        return True

    def _pair(self, body: Mapping[str, object]) -> None:
        kind = body["kind"]
        if kind == "decision" and body["effect"] == "allow":
            self.open[self.records] = str(body["epoch"])
        elif kind == "outcome":
            ref = body["ref"]
            self.open.pop(ref if isinstance(ref, int) else -1, None)
        elif kind == "seal" and self._tree is not None:
            self.sealed = Sealed(self.first, self.size, self._tree.frontier())


def segment_start(directory: TrailDirectory, part: Segment) -> Chain:
    """What a segment's first record says of all before it."""
    if part.first == 0:
        return START
    for line in trail_lines(directory, [part]):
        try:
            record = parse_record(line.content)
            hashes = record.body.get("frontier")
            texts: Sequence[object] = hashes if isinstance(hashes, list) else ()
            frontier = Frontier.from_hex(part.first, texts)
        except (RecordInvalid, ProofInvalid):
            break
        if record.seq == part.first and record.body.get("kind") == "segment":
            return Chain(part.first, part.first, 0, record.prev, frontier)
        break
    raise AuditFault(f"{directory.path}/{part.name} does not begin with a record of its beginning.")
