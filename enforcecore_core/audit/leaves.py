"""The records of a trail by their numbers, from any segment on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.history import segment_start
from enforcecore_core.audit.segments import Segment, segments, trail_lines
from enforcecore_core.audit.tree import Frontier, GrowingTree, Hash, leaf_hash
from enforcecore_core.audit.tree_proofs import ProofUnavailable

__all__ = ["Leaves", "Mark"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place before a record: the frontier of all records before it, segment and offset."""

    frontier: Frontier
    first: int
    offset: int


class Leaves:
    """The segments of a trail as they were when this was made. Nothing is verified.

    Raises `AuditFault` when there is no trail.
    """

    def __init__(self, directory: TrailDirectory) -> None:
        self.directory = directory
        try:
            self._parts = segments(directory)
        except (FileNotFoundError, NotADirectoryError):
            self._parts = []
        if not self._parts:
            raise AuditFault(f"{directory.path} holds no trail.")

    def first(self) -> Mark:
        """The place before the first record that is kept."""
        return self._start(self._parts[0])

    def before(self, seq: int) -> Mark:
        """The beginning of the segment that holds record `seq`, or would.

        Raises `ProofUnavailable` when that segment is pruned.
        """
        held = [part for part in self._parts if part.first <= seq]
        if not held:
            first = self._parts[0].first
            raise ProofUnavailable(f"Record {seq} is pruned; the first one kept is {first}.")
        return self._start(held[-1])

    def lines(self, mark: Mark) -> Iterator[tuple[int, bytes]]:
        """The number and line of each record behind a place."""
        read = trail_lines(self.directory, self._behind(mark), offset=mark.offset)
        whole = (line.content for line in read if line.is_whole)
        return enumerate(whole, start=mark.frontier.size)

    def leaves(self, mark: Mark) -> Iterator[Hash]:
        """The leaf of each record behind a place."""
        return (leaf_hash(line) for _, line in self.lines(mark))

    def advanced(self, mark: Mark, size: int) -> tuple[list[Hash], Mark]:
        """The leaves from a place up to the first `size` records, and the place behind these.

        Raises `ProofUnavailable` when there are not so many.
        """
        tree, passed = GrowingTree(mark.frontier), []
        first, offset = mark.first, mark.offset
        for part in self._behind(mark):
            if tree.size == size:
                break
            if part.first != first:
                first, offset = part.first, 0
            for line in trail_lines(self.directory, [part], offset=offset):
                if tree.size == size or not line.is_whole:
                    break
                passed.append(leaf_hash(line.content))
                tree.append(passed[-1])
                offset += line.size
        if tree.size != size:
            raise ProofUnavailable(f"The proof needs record {tree.size}.")
        return passed, Mark(tree.frontier(), first, offset)

    def _behind(self, mark: Mark) -> list[Segment]:
        return [part for part in self._parts if part.first >= mark.first]

    def _start(self, part: Segment) -> Mark:
        return Mark(segment_start(self.directory, part).frontier, part.first, 0)
