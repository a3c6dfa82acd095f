"""The audit trail as the rest of the core sees it: decided, ended, entries."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from types import TracebackType
from typing import TYPE_CHECKING, Self

from enforcecore_core.audit import processes
from enforcecore_core.audit.digests import arguments_digest
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.entries import AuditEntry, read_entries
from enforcecore_core.audit.faults import AuditFault, CallNotOpen, explained
from enforcecore_core.audit.files import datasync
from enforcecore_core.audit.fitting import fitted
from enforcecore_core.audit.heads import boot_id
from enforcecore_core.audit.joining import HEARTBEAT, Conduct
from enforcecore_core.audit.keys import Signer
from enforcecore_core.audit.log import Log
from enforcecore_core.audit.pairing import STATUSES
from enforcecore_core.audit.sealing import Sealer
from enforcecore_core.audit.stamps import RESERVED, Clock, timestamp
from enforcecore_core.audit.tail import SEGMENT_AGE, SEGMENT_SIZE, Limits
from enforcecore_core.audit.waiting import Wait, Waits
from enforcecore_core.audit.witnesses.policies import WitnessPolicy
from enforcecore_core.audit.witnesses.witnessing import Witnessing
from enforcecore_core.calls import Durability

if TYPE_CHECKING:
    from enforcecore_core.audit.witnesses.publishing import Publishing

__all__ = ["AuditTrail"]


class AuditTrail:
    """Writes one entry for each call: a decision, and an outcome if the call was allowed.

    Threads, other trails on the same path, other processes and forked children may write at the
    same time. Whatever cannot be written raises `OSError` or `AuditFault`.
    """

    def __init__(
        self,
        directory: TrailDirectory,
        conduct: Conduct,
        durability: Durability,
        witnessing: Witnessing | None = None,
    ) -> None:
        self._directory = directory
        self._conduct = conduct
        self._witnessing = witnessing
        self._publishing: Publishing | None = None
        self._durability = durability
        self._key = directory.key()
        self._about = _about(directory)
        self._joining = threading.Lock()
        self._closed = False
        self._poison: str | None = None
        self._log = self._joined()
        processes.watch(self, self._after_fork)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        clock: Clock = time.time_ns,
        sync: Callable[[int], None] = datasync,
        origin: str | None = None,
        segment_size: int = SEGMENT_SIZE,
        segment_age: int = SEGMENT_AGE,
        durability: Durability = "intent",
        signer: Signer | None = None,
        heartbeat: float = HEARTBEAT,
        witnesses: WitnessPolicy | None = None,
        witnessed_within: float | None = None,
        trust_file_system: bool = False,
    ) -> Self:
        """Opens the trail at `path`, or makes one; settles what a crash left there.

        `durability` is for calls that do not say otherwise. A `signer` seals the trail; from then
        on nobody writes to it without one. Every `heartbeat` seconds it seals even when nothing
        has happened, which is how a reader tells a quiet trail from a dead one.

        `witnesses` are shown each published checkpoint of a signed trail, in the background. One
        that has seen the trail say something else stops the writer, and a trail that it objects to
        already is refused. Given `witnessed_within`, no call is taken once a
        checkpoint has waited for their quorum for so many seconds.

        `origin` names a new trail in its checkpoints; without one it is `enforcecore/` and the
        trail's id. A segment is left for a new one when it has `segment_size` bytes or is
        `segment_age` seconds old. A network file system is refused unless `trust_file_system`
        says that its locks and syncs keep their promises. A trail that no crash explains is refused
        with an `AuditFault`, and left as it is.
        """
        with _explaining(os.fspath(path)):
            directory = TrailDirectory.prepared(
                path, timestamp(clock()), origin, trust_file_system=trust_file_system
            )
            sealer = None if signer is None else Sealer(directory.origin(), signer)
            limits = Limits(segment_size, segment_age)
            conduct = Conduct(clock, sync, limits, sealer, heartbeat)
            witnessing = None
            if witnesses is not None:
                witnessing = Witnessing(witnesses, witnessed_within)
                witnessing.ask_first(directory, signer)
            return cls(directory, conduct, durability, witnessing)

    @property
    def path(self) -> str:
        """The trail's directory."""
        return str(self._directory.path)

    def decided(
        self,
        body: Mapping[str, object],
        *,
        durability: Durability | None = None,
        waits: Waits | None = None,
    ) -> int:
        """Records a decision and returns its number.

        `body` holds `effect`, "allow" or "block", and whatever else there is to say. An allowed
        call is open from here on until `ended` is called with the number, once. Before this
        returns the record is on disk and, when it is `strict`, under a seal of a signed trail;
        when it is `relaxed` it survives the death of the process, and is on disk a moment later.
        Given `waits`, it waits for nothing and adds what is to be waited for.
        """
        effect = body.get("effect")
        if effect not in ("allow", "block"):
            raise AuditFault("A decision's effect is 'allow' or 'block'.")
        log = self._writer()
        if self._poison is not None:
            raise AuditFault(f"The trail takes no more calls: {self._poison}.")
        if self._publishing is not None:
            self._publishing.check()
        durability = durability or self._durability
        encoded = _encoded(log, "decision", body)
        is_strict, opens = durability == "strict", effect == "allow"
        with _explaining(self.path):
            if waits is None and durability != "relaxed":
                seq = log.commit(encoded, opens=opens, sealed=is_strict)
                log.seal_soon()
                return seq
            seq = log.append(encoded, opens=opens)
            # Soon in any case: whoever is to wait for it may be cancelled.
            log.settle_soon()
        if waits is not None and durability != "relaxed":
            waits.add(Wait(log, seq, is_strict, self.path))
        return seq

    def ended(
        self,
        seq: int,
        body: Mapping[str, object],
        *,
        durability: Durability | None = None,
        waits: Waits | None = None,
    ) -> None:
        """Records the outcome of the call that `decided` gave the number `seq`.

        It survives the death of the process at once, and a power cut a tenth of a second later;
        when it is `strict`, it is on disk, and sealed, before this returns. When it cannot be
        written, no further call can be decided here.
        """
        status = body.get("status")
        if not isinstance(status, str) or status not in STATUSES:
            raise AuditFault(f"An outcome's status is one of {', '.join(sorted(STATUSES))}.")
        log = self._writer()
        encoded = _encoded(log, "outcome", body, ref=seq)
        is_strict = (durability or self._durability) == "strict"
        try:
            if is_strict and waits is None:
                log.commit(encoded, closes=seq, sealed=True)
                return
            number = log.append(encoded, closes=seq)
            log.settle_soon()
        except CallNotOpen:
            raise
        except (OSError, AuditFault) as fault:
            self._stop(fault)
            if isinstance(fault, OSError):
                raise explained(self.path, fault) from fault
            raise
        if is_strict and waits is not None:
            waits.add(Wait(log, number, is_strict, self.path, self._stop))

    def erased(self, body: Mapping[str, object]) -> int:
        """Records that payloads were destroyed; returns its number. It is on disk before that."""
        log = self._writer()
        with _explaining(self.path):
            seq = log.append(_encoded(log, "erasure", body))
            log.settle(seq, sealed=True)
        return seq

    def seal(self) -> None:
        """Signs all records so far, and publishes that; does nothing in a trail without signer."""
        with _explaining(self.path):
            self._writer().seal()

    def rotate_key(self, new: Signer) -> None:
        """Hands a signed trail to a new key, which the old one signs for.

        Everybody else who writes to the trail stops and must open it again with the new key.
        """
        with _explaining(self.path):
            self._writer().change_key(new)

    def prune(self, below: int) -> int:
        """Removes whole segments whose records all come before number `below`.

        Returns the number of the first record that is kept, which can be far below: the active
        segment stays, and so does one in which a call may still be open. That records were removed
        is on record, and signed in a signed trail, before anything goes.
        """
        with _explaining(self.path):
            return self._writer().prune(below)

    def digest(self, value: Mapping[str, object]) -> str:
        """A digest of arguments, keyed by this trail: it shows equality and no values."""
        return arguments_digest(self._key, value)

    def entries(self) -> Iterator[AuditEntry]:
        """One entry for each call so far, in the order of the decisions."""
        return read_entries(self.path)

    def close(self) -> None:
        """Ends this writer. Calls still open become indeterminate, and can no longer end here."""
        with self._joining:
            if self._closed:
                return
            self._closed = True
            log = self._log
        if log.pid == os.getpid():
            with _explaining(self.path):
                log.leave()
            if self._publishing is not None:
                self._publishing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _stop(self, fault: Exception) -> None:
        self._poison = f"the outcome of a call could not be written ({fault})"

    def _writer(self) -> Log:
        if self._closed:
            raise AuditFault("The trail takes no more records: it was closed.")
        log = self._log
        if log.pid == os.getpid():
            return log
        with self._joining:
            if self._log.pid != os.getpid():
                self._log.abandon()
                broken = self._log.fuse.why
                self._log = self._joined()
                if broken is not None:
                    self._log.fuse.blow(broken)
            return self._log

    def _joined(self) -> Log:
        log = Log(self._directory, self._conduct, {**self._about, "pid": os.getpid()})
        if self._witnessing is not None:
            self._publishing = self._witnessing.start(self._directory, log.fuse)
            weakref.finalize(self, self._publishing.end).atexit = False
        return log

    def _after_fork(self) -> None:
        # Locks that another thread held at the fork stay held for ever in the child; and as long
        # as the child holds the parent's descriptors, the parent seems alive.
        self._joining = threading.Lock()
        self._publishing = None
        self._log.abandon()


def _encoded(log: Log, kind: str, body: Mapping[str, object], **more: object) -> bytes:
    if not RESERVED.isdisjoint(body):
        raise AuditFault(f"The trail itself sets {', '.join(sorted(RESERVED))}.")
    return fitted(log.stamp.record(kind, {**body, **more}))


def _about(directory: TrailDirectory) -> dict[str, object]:
    try:
        version = metadata.version("enforcecore-core")
    except metadata.PackageNotFoundError:
        version = "unknown"
    host = os.uname().nodename
    return {"boot": boot_id(), "host": host, "version": version, **directory.identity()}


@contextmanager
def _explaining(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise explained(path, fault) from fault
