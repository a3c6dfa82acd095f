"""The records of a trail by their numbers, from any segment on."""

from __future__ import annotations

from collections.abc import Iterator

from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.history import segment_start
from enforcecore_core.audit.segments import Segment, segments, trail_lines
from enforcecore_core.audit.tree import Frontier, Hash, ProofUnavailable, leaf_hash

__all__ = ["Leaves"]


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

    def first(self) -> Frontier:
        """The frontier of what comes before the first record that is kept."""
        return self._start(self._parts[0])

    def before(self, seq: int) -> Frontier:
        """The frontier at the beginning of the segment that holds record `seq`, or would.

        Raises `ProofUnavailable` when that segment is pruned.
        """
        held = [part for part in self._parts if part.first <= seq]
        if not held:
            first = self._parts[0].first
            raise ProofUnavailable(f"Record {seq} is pruned; the first one kept is {first}.")
        return self._start(held[-1])

    def lines(self, start: Frontier) -> Iterator[tuple[int, bytes]]:
        """The number and line of each record behind the beginning of a segment."""
        parts = [part for part in self._parts if part.first >= start.size]
        whole = (line.content for line in trail_lines(self.directory, parts) if line.is_whole)
        return enumerate(whole, start=start.size)

    def leaves(self, start: Frontier) -> Iterator[Hash]:
        """The leaf of each record behind the beginning of a segment."""
        return (leaf_hash(line) for _, line in self.lines(start))

    def _start(self, part: Segment) -> Frontier:
        return segment_start(self.directory, part).frontier
