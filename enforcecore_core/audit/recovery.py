"""What a crash left behind: found, kept, cut off, and never guessed at.

A process can die between any two instructions, and a machine between any two sectors. What the
first can leave is a last line without its end, a head that is one record behind, and calls without
an outcome; the second also takes or spoils what was not on disk yet. Anything else is damage that
no crash explains: then the trail is not opened.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn

from enforcecore_core.audit import torn, writers
from enforcecore_core.audit.chain import START, Chain, Place
from enforcecore_core.audit.confirming import Confirmation
from enforcecore_core.audit.directory import TrailDirectory, segment_name
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.files import Files
from enforcecore_core.audit.heads import Head, Sealed, boot_id
from enforcecore_core.audit.history import History, segment_start
from enforcecore_core.audit.reading import Line
from enforcecore_core.audit.records import MAX_RECORD, RecordInvalid, parse_record
from enforcecore_core.audit.sealing import Sealer
from enforcecore_core.audit.segments import Segment, segments, trail_lines

__all__ = ["Settled", "settle", "write_anew"]

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Settled:
    """How a trail was found: where it ends, which calls are open, and what is to be recorded.

    `open` gives the writer of each call without an outcome, `dead` the writers that have a lock
    file and do not live, `stated` the fields of recovery records.
    """

    head: Head
    open: dict[int, str]
    dead: frozenset[str]
    stated: list[dict[str, object]]


def settle(directory: TrailDirectory, files: Files, sealer: Sealer | None = None) -> Settled:
    """Finds the end of the trail and cuts off what is torn. The trail's lock must be held.

    Doing it again, or in two processes one after the other, changes nothing more. Raises
    `AuditFault`, and changes nothing, when no crash explains what is there.
    """
    return _Settlement(directory, files, Confirmation(directory, sealer)).run()


def write_anew(directory: TrailDirectory, head: Head, sync: Callable[[int], None]) -> None:
    """Brings the active segment to the disk after somebody's sync has failed.

    Its pages may count as written although they are not: each is written once more before the
    sync. Segments before it were on disk when it was begun.
    """
    descriptor = directory.open(segment_name(head.first), os.O_RDWR)
    try:
        for start in range(0, head.size, _BLOCK):
            block = os.pread(descriptor, min(_BLOCK, head.size - start), start)
            if os.pwrite(descriptor, block, start) != len(block):
                raise OSError(errno.ENOSPC, "the disk took only a part of the records")
        sync(descriptor)
    finally:
        os.close(descriptor)


class _Settlement:
    def __init__(self, directory: TrailDirectory, files: Files, confirmation: Confirmation) -> None:
        self._confirmation = confirmation
        self._directory = directory
        self._files = files
        self._head = files.head()
        self._same_boot = self._head is not None and self._head.is_of_this_boot()
        self._parts = segments(directory)
        self._known = writers.known(directory)
        alive = [epoch for epoch in self._known if writers.is_alive(directory, epoch)]
        self._alive = len(alive)
        self._dead = frozenset(self._known) - frozenset(alive)

    def run(self) -> Settled:
        places = self._places()
        history = self._resumed(places) or self._rebuilt(places)
        chain, head = self._active(history.chain()), self._head
        sealed = self._sealed(history)
        was_sealed = sealed is not None or (head is not None and head.sealed is not None)
        self._confirmation.check(chain, sealed, is_signed=was_sealed)
        stated = self._cut(chain)
        if head is None:
            stated.append({"from_seq": chain.records, "head": "rebuilt"})
        elif head.records > chain.records:
            stated.append({"from_seq": chain.records, "lost": head.records - chain.records})
        elif head.records < chain.records:
            stated.append({"adopted": chain.records - head.records, "from_seq": head.records})
        settled = replace(self._settled_head(chain), sealed=sealed)
        if stated or not self._same_boot:
            settled = replace(settled, generation=settled.generation + 2)
            # On disk before anything follows: it must not name a record that a power cut took
            # away and another one replaced.
            self._files.renew_head(settled)
        return Settled(settled, history.open, self._dead, stated)

    def _places(self) -> list[Place] | None:
        """Where the dead have left off; None when that is not known of all of them."""
        if self._head is None or len(self._known) < self._head.writers:
            return None
        places = [writers.place_of(self._directory, epoch) for epoch in self._dead]
        found = [place for place in places if place is not None]
        return found if len(found) == len(places) else None

    def _resumed(self, places: list[Place] | None) -> History | None:
        """Trusts the head, checks it against the records that are to be read, and the last one."""
        head = self._head
        if head is None or not self._same_boot or places is None:
            return None
        active = [part for part in self._parts if part.first >= head.first]
        if [part.first for part in active] != [head.first] or active[0].size < head.size:
            return None
        start = min([*places, self._last_record(head)])
        if start.first not in [part.first for part in self._parts]:
            return None
        history = History.from_chain(head.chain)
        history.open = self._followed(start, head)
        self._read(history, active)
        return history

    def _last_record(self, head: Head) -> Place:
        """Where the last record stands; where the first one will, if there is none."""
        if head.size == 0:
            return head.chain.end
        end = min(head.size, MAX_RECORD + 1)
        descriptor = self._directory.open(segment_name(head.first), os.O_RDONLY)
        try:
            block = os.pread(descriptor, end, head.size - end)
        finally:
            os.close(descriptor)
        offset = head.size - end + block.rfind(b"\n", 0, -1) + 1
        return Place(head.records - 1, head.first, offset)

    def _followed(self, start: Place, head: Head) -> dict[int, str]:
        """The calls that are open at the head, of those decided from `start` on."""
        between = [part for part in self._parts if start.first <= part.first < head.first]
        parts = [*between, Segment(head.first, head.size)]
        history = History(start, self._prev(start, parts, head))
        self._read(history, parts)
        if (history.records, history.leaf) != (head.records, head.leaf):
            self._refuse(f"the head names another record than {history.records - 1} as the last")
        return history.open

    def _prev(self, start: Place, parts: list[Segment], head: Head) -> str:
        """The hash that the record at `start` is chained to."""
        try:
            for line in trail_lines(self._directory, parts, offset=start.offset):
                return parse_record(line.content).prev
        except RecordInvalid:
            self._refuse(f"record {start.seq} is damaged")
        return head.leaf

    def _rebuilt(self, places: list[Place] | None) -> History:
        """Reads from the last segment on whose beginning everything that matters comes after."""
        parts, head = self._parts, self._head
        if head is not None and places is not None:
            needed = min([self._floor(), *(place.seq for place in places)])
            # What begins at the place that is needed may not have its beginning.
            later = [part for part in parts if part.first >= needed]
            parts = parts[max(0, len(parts) - len(later) - 1) :]
        start = segment_start(self._directory, parts[0]) if parts else START
        history = History.from_chain(start)
        self._read(history, parts)
        if head is not None and self._same_boot and history.records < head.records:
            self._refuse(f"the head counts {head.records} records, {history.records} are here")
        return history

    def _read(self, history: History, parts: list[Segment]) -> None:
        head = self._head
        for part in parts:
            if not history.enter(part):
                self._refuse(f"record {history.records} is not where it should be")
            for line in trail_lines(self._directory, [part], offset=history.size):
                if not line.is_whole or not history.take(line.content):
                    self._check_end(history, line, part)
                    return
                if (
                    head is not None
                    and history.records == head.records
                    and history.leaf != head.leaf
                ):
                    self._refuse(f"record {head.records - 1} is not the one that the head names")

    def _check_end(self, history: History, line: Line, part: Segment) -> None:
        """Refuses when what follows the last good record was there whole, and on disk."""
        head = self._head
        if part.first != self._parts[-1].first:
            self._refuse(f"record {history.records} is damaged")
        if head is not None and self._same_boot:
            if line.is_whole or history.records < head.records:
                self._refuse(f"record {history.records} is damaged")
        elif history.records < self._floor():
            self._refuse(f"record {history.records} is damaged, and it was on disk")

    def _floor(self) -> int:
        """How many records are known to have been on disk, whatever has happened since."""
        synced = 0 if self._head is None else self._head.synced
        return max(synced, self._confirmation.size)

    def _sealed(self, history: History) -> Sealed | None:
        """The newest seal that is there."""
        before = None if self._head is None else self._head.sealed
        if history.sealed is None and before is not None and before.place.seq < history.records:
            return before
        return history.sealed

    def _active(self, chain: Chain) -> Chain:
        head = self._head
        if head is not None and (head.first, head.size) == (chain.records, 0):
            # Somebody died on the way into the next segment; others may have followed there.
            return chain.in_next_segment() if chain.first != head.first else chain
        return chain

    def _cut(self, chain: Chain) -> list[dict[str, object]]:
        for part in self._parts:
            if part.first == chain.first and part.size > chain.size:
                self._files.use_segment(part.first)
                torn.cut(self._directory, self._files.segment, chain, part.size)
        return list(torn.unstated(self._directory))

    def _settled_head(self, chain: Chain) -> Head:
        head = self._head
        if head is None:
            return Head(1, chain, 0, 0, self._alive, boot_id())
        synced = min(head.synced, chain.records)
        return replace(head, chain=chain, writers=self._alive, boot=boot_id(), synced=synced)

    def _refuse(self, what: str) -> NoReturn:
        raise AuditFault(
            f"{self._directory.path} is damaged: {what}. Nothing was changed. Run `verify_trail` "
            "on it for all findings, keep it as evidence, and move it away: a new trail is started."
        )
