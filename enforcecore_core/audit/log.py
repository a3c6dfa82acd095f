"""One writer of a trail: appends records under the lock that all its writers share.

Any number of threads, trails and processes of one machine may append. Each append takes the lock,
takes in what others wrote, writes one line with one write, and moves the head. Syncing happens
outside the lock and serves all threads that wait.
"""

from __future__ import annotations

import errno
import fcntl
import os
import threading
import weakref
from collections.abc import Callable, Sequence

from enforcecore_core.audit import recovery, writers
from enforcecore_core.audit.chain import Chain
from enforcecore_core.audit.directory import SEGMENT, TrailDirectory
from enforcecore_core.audit.faults import AuditFault, CallNotOpen
from enforcecore_core.audit.files import Files
from enforcecore_core.audit.fitting import fitted
from enforcecore_core.audit.heads import HEAD_SIZE, Head, boot_id
from enforcecore_core.audit.pairing import Pairing
from enforcecore_core.audit.reading import lines
from enforcecore_core.audit.records import parse_record
from enforcecore_core.audit.stamps import Clock, Stamp

__all__ = ["Log"]


class Log:
    """A writer with an epoch of its own. It belongs to the process that made it."""

    def __init__(
        self,
        directory: TrailDirectory,
        *,
        clock: Clock,
        sync: Callable[[int], None],
        about: dict[str, object],
        known: Chain | None = None,
    ) -> None:
        """Joins the trail; without a `known` part of the chain, by reading and recovering it."""
        self.pid = os.getpid()
        self._directory = directory
        self._sync = sync
        self._mutex = threading.Lock()
        self._syncing = threading.Lock()
        self._synced = 0
        self._open: set[int] = set()
        self._in_doubt = False
        self._broken: str | None = None
        self._files = Files(directory)
        self._release = weakref.finalize(self, self._files.close)
        self._release.atexit = False
        self._path = directory.path / SEGMENT
        status = os.fstat(self._files.segment)
        self._identity = (status.st_dev, status.st_ino)
        try:
            self._join(clock, about, known)
        except BaseException:
            self._release()
            raise

    @property
    def chain(self) -> Chain:
        """What this writer knows of the chain. Never ahead of the file, maybe behind."""
        return self._chain

    @property
    def stamp(self) -> Stamp:
        """What this writer puts on each of its records."""
        return self._stamp

    @property
    def broken(self) -> str | None:
        """Why this writer takes nothing more, if so."""
        return self._broken

    @property
    def open_calls(self) -> int:
        """How many calls this writer has decided that have no outcome yet."""
        return len(self._open)

    def break_with(self, why: str) -> None:
        """Refuses everything from now on."""
        self._broken = why

    def append(self, body: bytes, *, opens: bool = False, closes: int | None = None) -> int:
        """Appends one record and returns its number; or nothing was appended, and it raises.

        `opens` says that the record opens a call, `closes` that it ends the call of that number.
        """
        with self._mutex:
            self._refuse_when_broken()
            try:
                fcntl.flock(self._files.lock, fcntl.LOCK_EX)
                self._catch_up()
                return self._add(body, opens, closes)
            finally:
                fcntl.flock(self._files.lock, fcntl.LOCK_UN)

    def sync(self) -> None:
        """Returns when everything this writer has appended so far is on disk.

        After a failed sync nobody knows what is on disk, and a second one would say yes of pages
        that were dropped: the writer is done for.
        """
        wanted = self._chain.size
        with self._syncing:
            if self._synced >= wanted:
                return
            self._refuse_when_broken()
            reached = self._chain.size
            try:
                self._sync(self._files.segment)
            except OSError as fault:
                self._broken = f"a sync to disk failed ({fault.strerror})"
                raise
            self._synced = reached

    def leave(self) -> None:
        """Ends this writer: calls still open become indeterminate, all is synced and released."""
        with self._mutex:
            try:
                if self._broken is None:
                    self._say_goodbye()
            finally:
                self._broken = self._broken or "it was closed"
                with self._syncing:
                    self._release()

    def abandon(self) -> None:
        """Lets go of descriptors inherited from another process. Touches nothing else."""
        self._release()

    def _join(self, clock: Clock, about: dict[str, object], known: Chain | None) -> None:
        history = recovery.History(self._directory)
        if known is None:
            # Most of the reading happens before the lock is taken: others go on meanwhile.
            history.read(self._files.segment, self._directory.settled_size())
        try:
            fcntl.flock(self._files.lock, fcntl.LOCK_EX)
            stated = self._settle(history) if known is None else self._resume(known)
            self._stamp = Stamp(self._files.enter(self._directory), clock)
            self._introduce(about, stated, history.pairing)
        finally:
            fcntl.flock(self._files.lock, fcntl.LOCK_UN)
        self.sync()

    def _resume(self, known: Chain) -> list[dict[str, object]]:
        self._chain = known
        return self._take_in()

    def _settle(self, history: recovery.History) -> list[dict[str, object]]:
        head = self._directory.head()
        size = os.fstat(self._files.segment).st_size
        history.read(self._files.segment, size, head)
        history.check(head)
        self._chain = history.chain
        stated = list(recovery.unstated(self._directory, history.recovered))
        if size > self._chain.size:
            stated.append(self._cut(size))
        if head.records < self._chain.records:
            count = self._chain.records - head.records
            stated.append({"adopted": count, "from_seq": head.records})
        # The head is on disk before anything follows: it must not name a record that a power
        # cut took away and another one replaced.
        self._move_head(self._chain)
        os.fsync(self._files.head)
        return stated

    def _introduce(
        self, about: dict[str, object], stated: Sequence[dict[str, object]], pairing: Pairing
    ) -> None:
        dead = {
            epoch
            for epoch in {*writers.known(self._directory), *pairing.open.values()}
            if not writers.is_alive(self._directory, epoch)
        }
        bodies = [self._stamp.record("open", about)]
        bodies += [self._stamp.record("recovery", fields) for fields in stated]
        bodies += self._indeterminate([s for s, epoch in pairing.open.items() if epoch in dead])
        try:
            self._since = self._chain
            self._write([fitted(body) for body in bodies])
        except BaseException:
            writers.forget(self._directory, self._stamp.epoch)
            raise
        for epoch in dead:
            writers.forget(self._directory, epoch)

    def _indeterminate(self, seqs: Sequence[int]) -> list[dict[str, object]]:
        return [
            self._stamp.record("outcome", {"ref": seq, "status": "indeterminate"}) for seq in seqs
        ]

    def _say_goodbye(self) -> None:
        try:
            fcntl.flock(self._files.lock, fcntl.LOCK_EX)
            self._catch_up()
            bodies = [*self._indeterminate(sorted(self._open)), self._stamp.record("close", {})]
            self._write([fitted(body) for body in bodies])
            self._open.clear()
            writers.forget(self._directory, self._stamp.epoch)
        finally:
            fcntl.flock(self._files.lock, fcntl.LOCK_UN)
        self.sync()

    def _add(self, body: bytes, opens: bool, closes: int | None) -> int:  # noqa: FBT001  # private; both are named where it is public
        if closes is not None and closes not in self._open:
            raise CallNotOpen(f"The call of record {closes} is not open in this process.")
        # An interrupt may strike anywhere from here to the end of the method.
        self._in_doubt = True
        seq = self._chain.records
        try:
            self._write([body])
        except (OSError, AuditFault):
            self._in_doubt = False
            raise
        if opens:
            self._open.add(seq)
        self._open.discard(-1 if closes is None else closes)
        self._in_doubt = False
        return seq

    def _write(self, bodies: Sequence[bytes]) -> None:
        chain, text = self._chain, b""
        for body in bodies:
            line = chain.line(body)
            chain, text = chain.after(line), text + line + b"\n"
        written = os.write(self._files.segment, text)
        if written != len(text):
            self._take_back()
            raise OSError(errno.ENOSPC, "the disk took only a part of a record", str(self._path))
        try:
            self._move_head(chain)
        except OSError:
            self._take_back()
            raise
        self._chain = chain

    def _move_head(self, chain: Chain) -> None:
        line = Head(chain.records, chain.size, chain.leaf, boot_id()).encoded()
        if os.pwrite(self._files.head, line, 0) != HEAD_SIZE:
            raise OSError(errno.ENOSPC, "the disk took only a part of the head")

    def _take_back(self) -> None:
        try:
            os.ftruncate(self._files.segment, self._chain.size)
        except OSError as fault:
            self._broken = f"a part of a record could not be taken back ({fault.strerror})"
            raise

    def _catch_up(self) -> None:
        for fields in self._take_in():
            self._write([fitted(self._stamp.record("recovery", fields))])
        if self._in_doubt:
            self._recount()
            self._in_doubt = False

    def _take_in(self) -> list[dict[str, object]]:
        """Follows what others appended; the lock is held. Returns what is to be stated about it."""
        size = self._checked_size()
        if size == self._chain.size:
            return []
        for line in lines(self._files.segment, self._chain.size, size):
            if not line.is_whole:
                break
            if not self._chain.is_continued_by(line.content):
                raise AuditFault(f"{self._path}: record {self._chain.records} breaks the chain.")
            if b'"status":"indeterminate"' in line.content:
                # Somebody took this writer for dead: its lock file was removed.
                self._open.discard(_reference(line.content))
            self._chain = self._chain.after(line.content)
        if self._chain.size == size:
            return []
        head = self._directory.head()
        if head.records > self._chain.records:
            raise AuditFault(f"{self._path} was shortened while it was in use.")
        return [self._cut(size)]

    def _checked_size(self) -> int:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            raise AuditFault(f"{self._path} was removed while it was in use.") from None
        if (status.st_dev, status.st_ino) != self._identity:
            raise AuditFault(f"{self._path} was replaced while it was in use.")
        if status.st_size < self._chain.size:
            raise AuditFault(f"{self._path} was shortened while it was in use.")
        return status.st_size

    def _cut(self, size: int) -> dict[str, object]:
        return recovery.cut_tail(self._directory, self._files.segment, self._chain, size)

    def _recount(self) -> None:
        """Reads again which calls of this writer are open, after an interrupted append."""
        self._open.clear()
        for line in lines(self._files.segment, self._since.size, self._chain.size):
            body = parse_record(line.content).body
            if body.get("epoch") == self._stamp.epoch and body.get("effect") == "allow":
                self._open.add(parse_record(line.content).seq)
            elif body.get("kind") == "outcome":
                self._open.discard(_reference(line.content))

    def _refuse_when_broken(self) -> None:
        if self._broken is not None:
            raise AuditFault(f"The trail takes no more records: {self._broken}.")


def _reference(line: bytes) -> int:
    ref = parse_record(line).body.get("ref")
    return ref if type(ref) is int else -1
