"""Who writes to a trail, and who of them is alive.

Each writer has an epoch, a random name, and holds `writers/<epoch>.lock` with flock for as long as
it lives; the system releases the lock however it dies. A process id would not do: it is reused,
and it means another process in another container. The file says where the writer's oldest record
that may still matter stands, so that whoever settles its calls need not read the whole trail.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets

from enforcecore_core.audit.chain import Place
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault

__all__ = ["enter", "forget", "is_alive", "known", "mark", "place_of"]

_NAME = re.compile(r"([0-9a-f]{16})\.lock")
_MARK = re.compile(rb"([0-9]{18}) ([0-9]{18}) ([0-9]{18})\n")
_MARK_SIZE = 3 * 19


def enter(directory: TrailDirectory, place: Place) -> tuple[str, int]:
    """A new epoch and the descriptor that keeps it alive. The trail's lock must be held.

    `place` is where its first record will stand.
    """
    epoch = secrets.token_hex(8)
    descriptor = directory.open(_file(epoch), os.O_RDWR | os.O_CREAT | os.O_EXCL)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        mark(descriptor, place)
    except BaseException:
        forget(directory, epoch)
        os.close(descriptor)
        raise
    return epoch, descriptor


def mark(descriptor: int, place: Place) -> None:
    """Says from where on the open calls of a writer are to be looked for."""
    os.pwrite(descriptor, b"%018d %018d %018d\n" % (place.seq, place.first, place.offset), 0)


def place_of(directory: TrailDirectory, epoch: str) -> Place | None:
    """What the writer has marked; None when it died before it wrote anything."""
    descriptor = directory.open(_file(epoch), os.O_RDONLY)
    try:
        match = _MARK.fullmatch(os.pread(descriptor, _MARK_SIZE, 0))
    finally:
        os.close(descriptor)
    return Place(int(match[1]), int(match[2]), int(match[3])) if match else None


def is_alive(directory: TrailDirectory, epoch: str) -> bool:
    """Whether the writer of an epoch still holds its lock."""
    if not _NAME.fullmatch(f"{epoch}.lock"):
        return False
    try:
        descriptor = directory.open(_file(epoch), os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError, AuditFault):
        return False
    try:
        # Shared, so that two who ask at once do not take each other for the writer.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def known(directory: TrailDirectory) -> list[str]:
    """The epochs that have a lock file, alive or not."""
    try:
        names = [entry.name for entry in (directory.path / "writers").iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [match[1] for name in names if (match := _NAME.fullmatch(name))]


def forget(directory: TrailDirectory, epoch: str) -> None:
    """Removes an epoch's lock file. The trail's lock must be held."""
    (directory.path / _file(epoch)).unlink(missing_ok=True)


def _file(epoch: str) -> str:
    return f"writers/{epoch}.lock"
