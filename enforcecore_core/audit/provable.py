"""Entries with the evidence of where they stand: the number and leaf hash of each record.

Whoever holds a signed checkpoint of the trail can prove by them that an entry is part of it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.entries import AuditEntry
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.reading import lines
from enforcecore_core.audit.records import Record, RecordInvalid, leaf_hash, parse_record
from enforcecore_core.audit.segments import Segment, segments

__all__ = ["ProvableEntry", "TrailFollower", "provable_entries"]


@dataclass(frozen=True, slots=True)
class ProvableEntry:
    """An entry, the leaf hash of its decision record, and number and hash of its outcome record.

    Hashes are 64 lower-case hex digits. A call that was blocked, or that is still running, has no
    outcome record.
    """

    entry: AuditEntry
    leaf: str
    outcome_seq: int | None = None
    outcome_leaf: str | None = None


class TrailFollower:
    """Reads a trail piece by piece, from its first record on. Nothing is locked or verified."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Raises `AuditFault` when there is no trail at `path`."""
        self._directory = TrailDirectory(Path(os.path.realpath(path)))
        self._offset = 0
        self._last = -1
        self._open: dict[int, ProvableEntry] = {}
        try:
            self._parts = segments(self._directory)
        except (FileNotFoundError, NotADirectoryError):
            self._parts = []
        if not self._parts:
            raise AuditFault(f"{self._directory.path} holds no trail.")

    @property
    def open(self) -> list[ProvableEntry]:
        """The calls that have been decided and have no outcome so far."""
        return list(self._open.values())

    def decided_and_ended(self) -> Iterator[ProvableEntry]:
        """Every entry of the records that have come since it was last asked.

        An allowed call is given when it is decided, and once more when it ends.
        """
        for record, leaf in self.records():
            kind = record.body.get("kind")
            if kind == "decision":
                entry = ProvableEntry(AuditEntry(record.seq, record.body), leaf)
                if entry.entry.status == "open":
                    self._open[record.seq] = entry
                yield entry
            elif kind == "outcome":
                yield from self._ended(record, leaf)

    def ended(self) -> Iterator[ProvableEntry]:
        """The entries that have become complete since it was last asked."""
        return (one for one in self.decided_and_ended() if one.entry.status != "open")

    def _ended(self, record: Record, leaf: str) -> Iterator[ProvableEntry]:
        ref = record.body.get("ref")
        found = self._open.pop(ref, None) if type(ref) is int else None
        if found is not None:
            entry = replace(found.entry, outcome=record.body)
            yield replace(found, entry=entry, outcome_seq=record.seq, outcome_leaf=leaf)

    def records(self) -> Iterator[tuple[Record, str]]:
        """Every record that has come since the follower was last asked, with its leaf hash."""
        # Listed first: a segment that has a successor by then has got its last record.
        last = self._parts[-1].first
        self._parts += [part for part in segments(self._directory) if part.first > last]
        while True:
            yield from self._records_of(self._parts[0])
            if len(self._parts) == 1:
                return
            del self._parts[0]
            self._offset = 0

    def _records_of(self, part: Segment) -> Iterator[tuple[Record, str]]:
        try:
            descriptor = self._directory.open(part.name, os.O_RDONLY)
        except FileNotFoundError:
            # It was pruned meanwhile.
            return
        try:
            for line in lines(descriptor, self._offset, os.fstat(descriptor).st_size):
                if line.is_whole:
                    yield self._record(line.content), leaf_hash(line.content)
                    self._offset += line.size
        except RecordInvalid as invalid:
            raise AuditFault(
                f"{self._directory.path}/{part.name}: at byte {self._offset}: "
                f"{invalid.detail}. Run `enforcecore verify` for all findings."
            ) from None
        finally:
            os.close(descriptor)

    def _record(self, line: bytes) -> Record:
        record = parse_record(line)
        if record.seq <= self._last:
            raise RecordInvalid("SEQ_GAP", f"record {record.seq} follows record {self._last}")
        self._last = record.seq
        return record


def provable_entries(path: str | os.PathLike[str]) -> Iterator[ProvableEntry]:
    """The entries of the trail as it is now, in the order of the decisions.

    Memory grows with the calls that ended while an earlier one was still running.
    """
    follower = TrailFollower(path)
    return _in_order(follower.decided_and_ended())


def _in_order(entries: Iterable[ProvableEntry]) -> Iterator[ProvableEntry]:
    waiting: deque[int] = deque()
    known: dict[int, ProvableEntry] = {}
    for one in entries:
        if one.outcome_seq is None:
            waiting.append(one.entry.seq)
        known[one.entry.seq] = one
        while waiting and known[waiting[0]].entry.status != "open":
            yield known.pop(waiting.popleft())
    while waiting:
        yield known.pop(waiting.popleft())
