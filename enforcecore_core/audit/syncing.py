"""Brings records to the disk, for all threads and processes that wait at once.

Whoever holds the lock on `.sync` syncs for everybody: all records that stand in the file by then.
What was reached is written there for the other processes:

    sync 1 <records on disk> <records under a seal that is on disk> <boot>

and `failed` after it once a sync has failed. Lock order: `.sync` before `.lock`.
"""

from __future__ import annotations

import fcntl
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from enforcecore_core.audit.fuses import Fuse
from enforcecore_core.audit.heads import boot_id, is_this_boot
from enforcecore_core.audit.turns import Turns

__all__ = ["NOTHING", "Goal", "Reached", "Syncing"]

_LINE = re.compile(rb"sync 1 ([0-9]{18}) ([0-9]{18}) ([0-9a-f-]{36})\n(failed\n)?")
_SIZE = 7 + 19 + 19 + 36 + 1 + 7


@dataclass(frozen=True, slots=True)
class Reached:
    """How many records are on disk, and how many of them a seal on disk covers."""

    records: int
    sealed: int

    def covers(self, other: Reached) -> bool:
        """Whether nothing of `other` is missing."""
        return self.records >= other.records and self.sealed >= other.sealed

    def joined(self, other: Reached) -> Reached:
        """The larger of both, each by itself."""
        return Reached(max(self.records, other.records), max(self.sealed, other.sealed))


NOTHING = Reached(0, 0)


Goal = Callable[[], Reached | None]
"""What somebody waits for; None as long as the record is not appended."""


class Syncing:
    """The waiting room of one writer. Any thread may wait; one of them works for all."""

    def __init__(self, descriptor: int, fuse: Fuse) -> None:
        self.reached = NOTHING
        self._descriptor = descriptor
        self._fuse = fuse
        fuse.tell = self.fail
        self._holding = threading.Lock()
        self._turns = Turns()
        self._goals: list[Goal] = []

    def reach(
        self, goal: Goal, append: Callable[[], None], bring: Callable[[Reached], Reached]
    ) -> None:
        """Returns when the goal is on disk. Raises `OSError` or `AuditFault` if it will not be.

        `append` appends the records of all who wait. `bring` syncs at least what it is asked for
        and returns what it reached.
        """

        def is_reached() -> bool:
            wanted = goal()
            return wanted is not None and self.reached.covers(wanted)

        self._goals.append(goal)
        try:
            self._turns.take(is_reached, lambda: self._lead(append, bring))
        finally:
            self._goals.remove(goal)

    @property
    def at_rest(self) -> AbstractContextManager[object]:
        """As long as it is held, no thread of this process uses a descriptor to sync."""
        return self._holding

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps all others, in this process and elsewhere, from syncing."""
        # Threads of one process share the descriptor, and so what it locks.
        with self._holding:
            # Once it is blown the descriptor may be closed, and its number another file's.
            self._fuse.check()
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX)
                yield
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def has_failed(self) -> bool:
        """Whether a sync has failed since the machine was started, in whatever process."""
        match = self._read()
        return match is not None and match[4] is not None

    def is_of_this_boot(self) -> bool:
        """Whether the file tells of the time since the machine was started."""
        return self._read() is not None

    def restart(self) -> None:
        """Forgets what was reached, and a failure; what was in doubt has been written anew."""
        os.ftruncate(self._descriptor, 0)
        self._write(NOTHING)

    def fail(self) -> None:
        """Tells all other writers that nobody knows what is on disk."""
        self._write(self.reached, b"failed\n")

    def _lead(self, append: Callable[[], None], bring: Callable[[Reached], Reached]) -> None:
        self._gather()
        with self._holding:
            self._fuse.check()
            try:
                self._lock(append)
                self._take_in()
                append()
                wanted = self._wanted()
                if not self.reached.covers(wanted):
                    self.reached = self.reached.joined(bring(wanted))
                    self._write(self.reached)
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _gather(self) -> None:
        """Lets those come who were let go just now: they have their next records ready at once."""
        came = 0
        while came < len(self._goals):
            came = len(self._goals)
            if sys.platform == "linux":
                os.sched_yield()

    def _lock(self, append: Callable[[], None]) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Another process syncs: what the next one finds in the file it takes along.
            append()
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def _take_in(self) -> None:
        """Learns what other processes have reached."""
        match = self._read()
        if match is None:
            return
        if match[4] is not None:
            self._fuse.blow("a sync to disk failed in another process")
            self._fuse.check()
        self.reached = self.reached.joined(Reached(int(match[1]), int(match[2])))

    def _wanted(self) -> Reached:
        """What all who wait need, as far as their records are appended."""
        goals = [wanted for goal in tuple(self._goals) if (wanted := goal()) is not None]
        records = max((goal.records for goal in goals), default=0)
        return Reached(records, max((goal.sealed for goal in goals), default=0))

    def _read(self) -> re.Match[bytes] | None:
        match = _LINE.match(os.pread(self._descriptor, _SIZE, 0))
        # What another run of the machine had reached may be lost.
        return match if match is not None and is_this_boot(match[3].decode("ascii")) else None

    def _write(self, reached: Reached, more: bytes = b"") -> None:
        fields = (reached.records, reached.sealed, boot_id().encode("ascii"), more)
        os.pwrite(self._descriptor, b"sync 1 %018d %018d %b\n%b" % fields, 0)
