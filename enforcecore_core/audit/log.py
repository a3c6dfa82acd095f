"""One writer of a trail: appends records under the lock that all its writers share.

Any number of threads, trails and processes of one machine may append. Each append takes the lock,
takes in what others wrote, writes one line with one write, and moves the head. Syncing happens
outside the lock and serves all threads that wait.
"""

from __future__ import annotations

import fcntl
import os
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from enforcecore_core.audit import recovery, torn, writers
from enforcecore_core.audit.chain import Place
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault, CallNotOpen
from enforcecore_core.audit.files import Files
from enforcecore_core.audit.fitting import fitted
from enforcecore_core.audit.fuses import Fuse
from enforcecore_core.audit.records import parse_record
from enforcecore_core.audit.segments import Segment, segments, trail_lines
from enforcecore_core.audit.stamps import Clock, Stamp
from enforcecore_core.audit.tail import Limits, Tail

__all__ = ["Log"]

_MARK_EVERY = 1024


class Log:
    """A writer with an epoch of its own. It belongs to the process that made it."""

    def __init__(
        self,
        directory: TrailDirectory,
        *,
        clock: Clock,
        sync: Callable[[int], None],
        about: dict[str, object],
        limits: Limits,
    ) -> None:
        """Joins the trail, after it has settled what a crash left there."""
        self.pid = os.getpid()
        self.fuse = Fuse()
        self._directory = directory
        self._sync = sync
        self._limits = limits
        self._mutex = threading.Lock()
        self._syncing = threading.Lock()
        self._open: dict[int, Place] = {}
        self._in_doubt = False
        self._files = Files(directory)
        self._release = weakref.finalize(self, self._files.close)
        self._release.atexit = False
        try:
            self._join(clock, about)
        except BaseException:
            self._release()
            raise

    @property
    def stamp(self) -> Stamp:
        """What this writer puts on each of its records."""
        return self._stamp

    @property
    def open_calls(self) -> int:
        """How many calls this writer has decided that have no outcome yet."""
        return len(self._open)

    def append(self, body: bytes, *, opens: bool = False, closes: int | None = None) -> int:
        """Appends one record and returns its number; or nothing was appended, and it raises.

        `opens` says that the record opens a call, `closes` that it ends the call of that number.
        """
        with self._mutex:
            self.fuse.check()
            with self._locked():
                self._catch_up()
                return self._add(body, opens, closes)

    def sync(self) -> None:
        """Returns when everything this writer has appended so far is on disk.

        After a failed sync nobody knows what is on disk, and a second one would say yes of pages
        that were dropped: the writer is done for.
        """
        wanted = self._tail.chain.records
        with self._syncing:
            if self._tail.synced >= wanted:
                return
            with self._mutex:
                # A descriptor of its own: the next append may leave this segment.
                reached, descriptor = self._tail.chain.records, os.dup(self._files.segment)
            try:
                with self.fuse.guarding_sync():
                    self._sync(descriptor)
            finally:
                os.close(descriptor)
            self._tail.synced = max(self._tail.synced, reached)

    def leave(self) -> None:
        """Ends this writer: calls still open become indeterminate, all is synced and released."""
        try:
            if self.fuse.why is None:
                with self._mutex, self._locked():
                    self._say_goodbye()
                self.sync()
        finally:
            self.fuse.blow("it was closed")
            with self._syncing, self._mutex:
                self._release()

    def abandon(self) -> None:
        """Lets go of descriptors inherited from another process. Touches nothing else."""
        self._release()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            fcntl.flock(self._files.lock, fcntl.LOCK_EX)
            yield
        finally:
            fcntl.flock(self._files.lock, fcntl.LOCK_UN)

    def _join(self, clock: Clock, about: dict[str, object]) -> None:
        with self._locked():
            settled = recovery.settle(self._directory, self._files)
            self._marked = settled.head.chain.end
            epoch, self._epoch = writers.enter(self._directory, self._marked)
            self._next_mark = self._marked.seq + _MARK_EVERY
            self._files.keep(self._epoch)
            self._stamp = Stamp(epoch, clock)
            self._tail = Tail(
                self._directory,
                self._files,
                settled.head,
                stamp=self._stamp,
                fuse=self.fuse,
                sync=self._sync,
                limits=self._limits,
                log_id=str(about["log"]),
            )
            self._introduce(about, settled)
        self.sync()

    def _introduce(self, about: dict[str, object], settled: recovery.Settled) -> None:
        alive = {e for e in set(settled.open.values()) if writers.is_alive(self._directory, e)}
        orphans = [seq for seq, epoch in settled.open.items() if epoch not in alive]
        bodies = [self._stamp.record("open", about)]
        bodies += [self._stamp.record("recovery", fields) for fields in settled.stated]
        bodies += self._indeterminate(orphans)
        try:
            self._tail.follow(self._notice)
            self._tail.write([fitted(body) for body in bodies], joining=1)
        except BaseException:
            writers.forget(self._directory, self._stamp.epoch)
            raise
        for fields in settled.stated:
            if "sha256" in fields:
                torn.stated(self._directory, fields)
        for epoch in settled.dead:
            writers.forget(self._directory, epoch)

    def _indeterminate(self, seqs: Sequence[int]) -> list[dict[str, object]]:
        return [
            self._stamp.record("outcome", {"ref": seq, "status": "indeterminate"}) for seq in seqs
        ]

    def _say_goodbye(self) -> None:
        self._catch_up()
        bodies = [*self._indeterminate(sorted(self._open)), self._stamp.record("close", {})]
        self._tail.write([fitted(body) for body in bodies], joining=-1)
        self._open.clear()
        writers.forget(self._directory, self._stamp.epoch)

    def _add(self, body: bytes, opens: bool, closes: int | None) -> int:  # noqa: FBT001  # private; both are named where it is public
        if closes is not None and closes not in self._open:
            raise CallNotOpen(f"The call of record {closes} is not open in this process.")
        # An interrupt may strike anywhere from here to the end of the method.
        self._in_doubt = True
        try:
            place = self._tail.write([body])
        except (OSError, AuditFault):
            self._in_doubt = False
            raise
        if opens:
            self._open[place.seq] = place
        self._open.pop(-1 if closes is None else closes, None)
        self._in_doubt = False
        if place.seq >= self._next_mark:
            self._mark(place.seq)
        return place.seq

    def _mark(self, seq: int) -> None:
        """Lets the next writer skip what has ended, should this one die."""
        self._next_mark = seq + _MARK_EVERY
        place = min(self._open.values(), default=self._tail.chain.end)
        # An old mark is as good: it only makes the next writer read more.
        with suppress(OSError):
            writers.mark(self._epoch, place)
            self._marked = place

    def _catch_up(self) -> None:
        self._tail.follow(self._notice)
        if self._in_doubt:
            self._recount()
            self._in_doubt = False

    def _notice(self, line: bytes) -> None:
        if b'"status":"indeterminate"' in line:
            # Somebody took this writer for dead: its lock file was removed.
            self._open.pop(_reference(line), None)

    def _recount(self) -> None:
        """Reads again which calls of this writer are open, after an interrupted append."""
        self._open.clear()
        since, end = self._marked, self._tail.chain.end
        parts = [part for part in segments(self._directory) if since.first <= part.first]
        offset = since.offset
        for part in parts:
            size = end.offset if part.first == end.first else part.size
            for line in trail_lines(self._directory, [Segment(part.first, size)], offset=offset):
                self._count(line.content, part.first, offset)
                offset += line.size
            offset = 0

    def _count(self, line: bytes, first: int, offset: int) -> None:
        record = parse_record(line)
        if record.body.get("epoch") == self._stamp.epoch and record.body.get("effect") == "allow":
            self._open[record.seq] = Place(record.seq, first, offset)
        elif record.body.get("kind") == "outcome":
            self._open.pop(_reference(line), None)


def _reference(line: bytes) -> int:
    ref = parse_record(line).body.get("ref")
    return ref if type(ref) is int else -1
