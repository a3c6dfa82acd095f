"""Appends records at a trail's end, under the lock that all its writers share.

Each append takes the lock, takes in what others wrote, writes its lines with one write, and moves
the head. Whoever comes first appends for all who have come meanwhile.
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.files import Files
from enforcecore_core.audit.fuses import Fuse
from enforcecore_core.audit.heads import Head
from enforcecore_core.audit.open_calls import OpenCalls
from enforcecore_core.audit.queueing import Added, addable
from enforcecore_core.audit.tail import Tail
from enforcecore_core.audit.turns import Turns

__all__ = ["Appender"]


class Appender:
    """The end of a trail for all threads of one writer, from `begin` on.

    `sealed_at` is when it met the newest seal, and `unsealed_since` since when somebody waits for
    another, both by the monotonic clock. As long as `mutex` is held no thread appends.
    """

    def __init__(self, files: Files, fuse: Fuse) -> None:
        self.sealed_at = time.monotonic()
        self.unsealed_since: float | None = None
        self._files = files
        self._fuse = fuse
        self.mutex = threading.Lock()
        self._turns = Turns()
        self._queue: deque[Added] = deque()
        self._in_doubt = False
        self._has_left = False

    def begin(self, tail: Tail, calls: OpenCalls) -> None:
        """Appends here from now on; `calls` are those that this writer has open."""
        self.tail = tail
        self.calls = calls

    @contextmanager
    def lining_up(self, added: Added) -> Iterator[None]:
        """Has the record stand in line for whoever appends next.

        On an interrupt it leaves the line: nobody waits for it any more. Only what ends a call is
        appended all the same, or its outcome would be lost.
        """
        self._queue.append(added)
        try:
            yield
        except BaseException:
            if added.closes is None:
                with suppress(ValueError):
                    self._queue.remove(added)
            else:
                self.append()
            raise

    def settle(self, added: Added) -> None:
        """Returns when the record is over: it was appended, or it is known why not."""
        self._turns.take(lambda: added.is_over, self.append)

    def append(self) -> None:
        """Appends all that stands in line. What a record has come to is written on it."""
        # Where the line is empty, too: another thread may be about to append what stood in it.
        with self.mutex:
            if self._queue:
                self._append_queue()

    @contextmanager
    def held(self) -> Iterator[Tail]:
        """The end as it is; nobody else moves it meanwhile."""
        with self.mutex, self.locked():
            self._catch_up()
            yield self.tail

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps other processes from appending."""
        # Once it is blown the descriptor may be closed, and its number another file's.
        self._fuse.check()
        try:
            fcntl.flock(self._files.lock, fcntl.LOCK_EX)
            yield
        finally:
            fcntl.flock(self._files.lock, fcntl.LOCK_UN)

    def stop(self) -> None:
        """Takes no more records, and forgets the open calls. Must be held."""
        self._has_left = True
        self.calls.clear()

    def want_seal(self) -> None:
        """Somebody waits for a seal over what was appended so far."""
        if self.unsealed_since is None:
            self.unsealed_since = time.monotonic()

    def seal(self) -> None:
        """Appends a seal. Must be held."""
        self.tail.seal()
        self.is_sealed_now()

    def is_sealed_now(self) -> None:
        """A seal was appended."""
        self.unsealed_since = None
        self.sealed_at = time.monotonic()

    def for_sync(self, sealed: int) -> tuple[Head, int, int]:
        """The head, how many records a seal covers, at least `sealed`, and what to sync.

        That is a descriptor which stays open until `Files.close_left` is called.
        """
        with self.mutex:
            if sealed > self.tail.sealed:
                with self.locked():
                    self._catch_up()
                    self.seal()
            return self.tail.head, self.tail.sealed, self._files.segment

    def _check(self) -> None:
        self._fuse.check()
        if self._has_left:
            raise AuditFault("The trail takes no more records: it was closed.")

    def _append_queue(self) -> None:
        queue: list[Added] = []
        try:
            while self._queue:
                queue.append(self._queue.popleft())
            self._check()
            # Spelled out: a context manager would take a tenth of an append.
            try:
                fcntl.flock(self._files.lock, fcntl.LOCK_EX)
                self._catch_up()
                self._write(addable(queue, self.calls))
            finally:
                fcntl.flock(self._files.lock, fcntl.LOCK_UN)
        except (OSError, AuditFault) as fault:
            for added in queue:
                added.end_with(fault)

    def _write(self, queue: list[Added]) -> None:
        if not queue:
            return
        # An interrupt may strike anywhere from here to the end of the method.
        self._in_doubt = True
        try:
            places = self.tail.write([added.body for added in queue])
        except (OSError, AuditFault):
            self._in_doubt = False
            raise
        for added, place in zip(queue, places, strict=True):
            if added.opens:
                self.calls.opened(place)
            if added.closes is not None:
                self.calls.ended(added.closes)
            added.seq, added.is_over = place.seq, True
        self._in_doubt = False
        self.calls.advance(self.tail.chain)

    def _catch_up(self) -> None:
        try:
            self.tail.follow(self._notice)
        except AuditFault as fault:
            # What others did to the files does not get better by waiting.
            self._fuse.blow(str(fault).removesuffix("."))
            raise
        if self._in_doubt:
            self.calls.recount(self.tail.chain.end)
            self._in_doubt = False

    def _notice(self, line: bytes) -> None:
        self.calls.notice(line)
        if b'"kind":"seal"' in line:
            self.sealed_at = time.monotonic()
        elif b'"kind":"key_rotate"' in line:
            raise AuditFault("The trail has a new key. Open it again with that.")
