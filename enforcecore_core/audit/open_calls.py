"""The calls that one writer has decided and that have not ended, and where they are recorded."""

from __future__ import annotations

from contextlib import suppress

from enforcecore_core.audit import writers
from enforcecore_core.audit.chain import Chain, Place
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import CallNotOpen
from enforcecore_core.audit.records import parse_record
from enforcecore_core.audit.segments import Segment, segments, trail_lines

__all__ = ["OpenCalls"]

_MARK_EVERY = 1024


class OpenCalls:
    """Kept in memory, and marked in the writer's lock file: the next one reads from there."""

    def __init__(self, directory: TrailDirectory, epoch: str, lock: int, start: Place) -> None:
        self._directory = directory
        self._epoch = epoch
        self._lock = lock
        self._marked = start
        self._next_mark = start.seq + _MARK_EVERY
        self._calls: dict[int, Place] = {}

    def __len__(self) -> int:
        return len(self._calls)

    def numbers(self) -> list[int]:
        """The numbers of their decision records, in order."""
        return sorted(self._calls)

    def check(self, seq: int) -> None:
        """Raises `CallNotOpen` when this writer has no such call."""
        if seq not in self._calls:
            raise CallNotOpen(f"The call of record {seq} is not open in this process.")

    def opened(self, place: Place) -> None:
        """A call was decided by the record at this place."""
        self._calls[place.seq] = place

    def ended(self, seq: int) -> None:
        """The call has its outcome."""
        self._calls.pop(seq, None)

    def clear(self) -> None:
        """All calls have their outcomes."""
        self._calls.clear()

    def notice(self, line: bytes) -> None:
        """Follows a record of another writer, which may have taken this one for dead."""
        if b'"status":"indeterminate"' in line:
            self._calls.pop(_reference(line), None)

    def advance(self, chain: Chain) -> None:
        """Moves the mark from time to time; the chain ends where the next record will stand."""
        if chain.records >= self._next_mark:
            self.mark(chain.end)

    def mark(self, end: Place) -> None:
        """Moves the mark to the oldest open call, or to the end."""
        self._next_mark = end.seq + _MARK_EVERY
        place = min(self._calls.values(), default=end)
        # An old mark is as good: it only makes the next writer read more.
        with suppress(OSError):
            writers.mark(self._lock, place)
            self._marked = place

    def recount(self, end: Place) -> None:
        """Finds the calls again in the records, after an append that was interrupted."""
        self._calls.clear()
        offset = self._marked.offset
        for part in segments(self._directory):
            if part.first < self._marked.first or part.first > end.first:
                continue
            size = end.offset if part.first == end.first else part.size
            for line in trail_lines(self._directory, [Segment(part.first, size)], offset=offset):
                self._count(line.content, part.first, offset)
                offset += line.size
            offset = 0

    def _count(self, line: bytes, first: int, offset: int) -> None:
        record = parse_record(line)
        if record.body.get("epoch") == self._epoch and record.body.get("effect") == "allow":
            self._calls[record.seq] = Place(record.seq, first, offset)
        elif record.body.get("kind") == "outcome":
            self._calls.pop(_reference(line), None)


def _reference(line: bytes) -> int:
    ref = parse_record(line).body.get("ref")
    return ref if type(ref) is int else -1
