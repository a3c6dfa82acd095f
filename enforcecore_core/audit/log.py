"""One writer of a trail: appends records under the lock that all its writers share.

Any number of threads, trails and processes of one machine may append. Syncing happens outside the
lock and serves all that wait; what nobody waits for is synced and sealed by a thread.

The locks, in the order in which they are taken: `.sync`, the mutex, `.lock`.
"""

from __future__ import annotations

import os
import time
import weakref

from enforcecore_core.audit import removal, sealing, writers
from enforcecore_core.audit.appending import Appender
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.files import Files
from enforcecore_core.audit.fitting import fitted
from enforcecore_core.audit.fuses import Fuse
from enforcecore_core.audit.heads import Sealed
from enforcecore_core.audit.joining import Conduct, indeterminate, join
from enforcecore_core.audit.keys import Signer
from enforcecore_core.audit.queueing import Added
from enforcecore_core.audit.recovery import write_anew
from enforcecore_core.audit.stamps import Stamp
from enforcecore_core.audit.syncing import Goal, Reached, Syncing
from enforcecore_core.audit.tail import Tail
from enforcecore_core.audit.ticking import Ticker

__all__ = ["Log"]

_SYNC_WITHIN = 0.1
_SEAL_WITHIN = 1.0
_SEAL_AFTER = 1000


class Log:
    """A writer with an epoch of its own. It belongs to the process that made it."""

    def __init__(
        self, directory: TrailDirectory, conduct: Conduct, about: dict[str, object]
    ) -> None:
        """Joins the trail, after it has settled what a crash left there."""
        self.pid = os.getpid()
        self.fuse = Fuse()
        self._directory = directory
        self._conduct = conduct
        self._unsealed_since: float | None = None
        self._published: Sealed | None = None
        self._files = Files(directory)
        self._end = Appender(self._files, self.fuse)
        self._syncing = Syncing(self._files.sync, self.fuse)
        self._ticker = Ticker(self._tick)
        self._release = weakref.finalize(self, _released, self._ticker, self._files)
        self._release.atexit = False
        try:
            self._join(about)
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
        return len(self._end.calls)

    def append(self, body: bytes, *, opens: bool = False, closes: int | None = None) -> int:
        """Appends one record and returns its number; or nothing was appended, and it raises.

        `opens` says that the record opens a call, `closes` that it ends the call of that number.
        """
        added = Added(body, opens, closes)
        with self._end.lining_up(added):
            self._end.settle(added)
        return added.number()

    def commit(
        self, body: bytes, *, opens: bool = False, closes: int | None = None, sealed: bool = False
    ) -> int:
        """Appends one record, as `append` does, and returns when it is on disk, as `settle` does.

        Whoever syncs for others appends for them, too.
        """
        added = Added(body, opens, closes)
        with self._end.lining_up(added):
            self._reach(lambda: self._goal(added.seq, sealed=sealed) if added.is_over else None)
        return added.number()

    def settle(self, seq: int, *, sealed: bool = False) -> None:
        """Returns when the record with this number is on disk, and `sealed`, if it is asked for.

        After a failed sync nobody knows what is on disk, and a second one would say yes of pages
        that were dropped: the writer is done for.
        """
        goal = self._goal(seq, sealed=sealed)
        self._reach(lambda: goal)

    def is_settled(self, seq: int, *, sealed: bool = False) -> bool:
        """Whether `settle` would not have to wait."""
        return self._syncing.reached.covers(self._goal(seq, sealed=sealed))

    def settle_soon(self) -> None:
        """Has what was appended so far synced, and then sealed, a moment later."""
        self._wake_in(_SYNC_WITHIN)
        self.seal_soon()

    def seal_soon(self) -> None:
        """Has what was appended so far sealed, and the seal published, a moment later."""
        if self._conduct.sealer is None:
            return
        self._end.want_seal()
        is_much = self._end.tail.unsealed >= _SEAL_AFTER
        self._wake_in(0 if is_much else _SEAL_WITHIN)

    def seal(self) -> None:
        """Appends a seal, brings it to the disk and publishes it. A trail without key has none."""
        if self._conduct.sealer is None:
            return
        with self._end.held():
            self._end.seal()
        self._reach_all()
        self._publish()

    def change_key(self, new: Signer) -> None:
        """Hands the trail to a new key. All other writers stop: they have the old one."""
        with self._end.held() as tail:
            tail.change_key(new)
            self._end.is_sealed_now()
        self._reach_all()
        self._publish()

    def prune(self, below: int) -> int:
        """Removes whole segments of records before `below`; returns the first one kept."""
        with self._syncing.locked(), self._end.held() as tail:
            firsts = removal.removable(self._directory, tail.head, below)
            if firsts:
                bodies = [self._stamp.record("prune", {"below": first}) for first in firsts]
                tail.write([fitted(body) for body in bodies])
                self._end.seal()
                with self.fuse.guarding_sync():
                    self._conduct.sync(self._files.segment)
                self._show(tail.head.sealed)
                removal.remove(self._directory, firsts[-1])
            return removal.first_of(self._directory)

    def leave(self) -> None:
        """Ends this writer: calls still open become indeterminate, all is synced and released."""
        self._ticker.stop()
        try:
            if self.fuse.why is None:
                with self._end.held() as tail:
                    self._say_goodbye(tail)
                self._reach_all()
                self._publish()
        finally:
            self.fuse.blow("it was closed")
            with self._syncing.at_rest, self._end.mutex:
                self._release()

    def abandon(self) -> None:
        """Lets go of descriptors inherited from another process. Touches nothing else."""
        self._release.detach()
        self._files.close()

    def _join(self, about: dict[str, object]) -> None:
        with self._syncing.locked(), self._end.locked():
            self._stamp, tail, calls = join(
                self._directory, self._files, self._conduct, self.fuse, about
            )
            self._end.begin(tail, calls)
            if self._syncing.has_failed():
                write_anew(self._directory, tail.head, self._conduct.sync)
                self._syncing.restart()
            elif not self._syncing.is_of_this_boot():
                self._syncing.restart()
        self._reach_all()
        self._publish()
        if self._conduct.sealer is not None:
            self._wake_in(self._conduct.heartbeat)

    def _say_goodbye(self, tail: Tail) -> None:
        bodies = [
            *indeterminate(self._stamp, self._end.calls.numbers()),
            fitted(self._stamp.record("close", {})),
        ]
        tail.write(bodies, joining=-1)
        # From here on, before what was written is on disk: nobody would settle a later call.
        self._end.stop()
        self._end.seal()
        writers.forget(self._directory, self._stamp.epoch)

    def _bring(self, goal: Reached) -> Reached:
        """Syncs the active segment, with a seal at its end if one is asked for."""
        known, sealed, descriptor = self._end.for_sync(goal.sealed)
        # What others have finished in the same file is synced, too.
        is_behind = known.writers > 1 and self._files.head_follows(known)
        others = self._files.head() if is_behind else None
        with self.fuse.guarding_sync():
            self._conduct.sync(descriptor)
        # An append may have left that segment meanwhile.
        self._files.close_left()
        newest = known if others is None or others.first != known.first else others
        records = max(known.records, newest.records)
        self._end.tail.synced = records
        return Reached(records, sealed if sealed < records else 0)

    def _goal(self, seq: int, *, sealed: bool) -> Reached:
        is_wanted = sealed and self._conduct.sealer is not None
        return Reached(seq + 1, seq + 1 if is_wanted else 0)

    def _reach(self, goal: Goal) -> None:
        self._syncing.reach(goal, self._end.append, self._bring)

    def _reach_all(self) -> None:
        goal = Reached(self._end.tail.chain.records, 0)
        self._reach(lambda: goal)

    def _publish(self) -> None:
        """Shows the newest seal that is on disk to whoever reads only the checkpoint's file."""
        sealed = self._end.tail.head.sealed
        if self._conduct.sealer is None or sealed is None or sealed == self._published:
            return
        with self._syncing.locked():
            if sealed.frontier.size < self._syncing.reached.records:
                self._show(sealed)

    def _show(self, sealed: Sealed | None) -> None:
        if sealed is not None:
            sealing.publish(self._directory, sealing.note_at(self._directory, sealed.place))
            self._published = sealed

    def _wake_in(self, seconds: float) -> None:
        try:
            self._ticker.wake_in(seconds)
        except RuntimeError:
            # No thread can be started any more: the process is about to end.
            self._tick()

    def _tick(self) -> None:
        """Does what is due. A fault here stops the writer: nobody else would hear of it."""
        try:
            if self.fuse.why is None:
                self._reach_all()
                self._seal_when_due()
        except Exception as fault:  # noqa: BLE001 - whatever it is, what is due was not done
            self.fuse.blow(f"what was due could not be synced or sealed ({type(fault).__name__})")

    def _seal_when_due(self) -> None:
        if self._conduct.sealer is None:
            return
        with self._end.held() as tail:
            if tail.is_sealed():
                self._end.unsealed_since = None
            # A writer that rests must not keep old segments from being pruned.
            self._end.calls.mark(tail.chain.end)
            since, records, unsealed = self._end.unsealed_since, tail.chain.records, tail.unsealed
        now = time.monotonic()
        if since is not None and (now - since >= _SEAL_WITHIN or unsealed >= _SEAL_AFTER):
            goal = Reached(records, records)
            self._reach(lambda: goal)
        elif since is None and now - self._end.sealed_at >= self._conduct.heartbeat:
            self.seal()
        self._publish()
        self._wake_in(self._conduct.heartbeat if since is None else _SEAL_WITHIN)


def _released(ticker: Ticker, files: Files) -> None:
    ticker.stop()
    files.close()
