"""How a writer comes to a trail: settles what a crash left, enters, and says so in a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from enforcecore_core.audit import torn, writers
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.files import Files
from enforcecore_core.audit.fitting import fitted
from enforcecore_core.audit.fuses import Fuse
from enforcecore_core.audit.open_calls import OpenCalls
from enforcecore_core.audit.recovery import Settled, settle
from enforcecore_core.audit.sealing import Sealer
from enforcecore_core.audit.stamps import Clock, Stamp
from enforcecore_core.audit.tail import Limits, Tail

__all__ = ["HEARTBEAT", "Conduct", "indeterminate", "join"]

HEARTBEAT = 60.0


@dataclass(frozen=True, slots=True)
class Conduct:
    """How the writers of one trail object behave.

    `sync` brings a descriptor's file to the disk. With a `sealer` the trail is signed, and a seal
    comes every `heartbeat` seconds even when nothing happens.
    """

    clock: Clock
    sync: Callable[[int], None]
    limits: Limits
    sealer: Sealer | None
    heartbeat: float


def join(
    directory: TrailDirectory,
    files: Files,
    conduct: Conduct,
    fuse: Fuse,
    about: dict[str, object],
) -> tuple[Stamp, Tail, OpenCalls]:
    """Enters a new writer. The locks for syncing and for appending must be held.

    `about` are the fields of its first record. Raises `OSError` or `AuditFault` when the trail
    cannot be gone on with.
    """
    settled = settle(directory, files, conduct.sealer)
    start = settled.head.chain.end
    epoch, lock = writers.enter(directory, start)
    files.keep(lock)
    stamp = Stamp(epoch, conduct.clock)
    tail = Tail(
        directory,
        files,
        settled.head,
        stamp=stamp,
        fuse=fuse,
        sync=conduct.sync,
        limits=conduct.limits,
        identity=directory.identity(),
        sealer=conduct.sealer,
    )
    try:
        _introduce(directory, tail, stamp, about, settled)
    except BaseException:
        writers.forget(directory, epoch)
        raise
    return stamp, tail, OpenCalls(directory, epoch, lock, start)


def indeterminate(stamp: Stamp, seqs: Sequence[int]) -> list[bytes]:
    """The outcomes of calls of which nobody can know any more how they ended."""
    return [
        fitted(stamp.record("outcome", {"ref": seq, "status": "indeterminate"})) for seq in seqs
    ]


def _introduce(
    directory: TrailDirectory,
    tail: Tail,
    stamp: Stamp,
    about: dict[str, object],
    settled: Settled,
) -> None:
    alive = {epoch for epoch in set(settled.open.values()) if writers.is_alive(directory, epoch)}
    orphans = [seq for seq, epoch in settled.open.items() if epoch not in alive]
    bodies = [fitted(stamp.record("open", about))]
    bodies += [fitted(stamp.record("recovery", fields)) for fields in settled.stated]
    tail.follow(_nothing)
    tail.write([*bodies, *indeterminate(stamp, orphans)], joining=1)
    tail.seal()
    for fields in settled.stated:
        if "sha256" in fields:
            torn.stated(directory, fields)
    for epoch in settled.dead:
        writers.forget(directory, epoch)


def _nothing(_: bytes) -> None:
    """What is read while joining belongs to nobody who lives here."""
