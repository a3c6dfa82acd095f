"""The descriptors of one writer."""

from __future__ import annotations

import errno
import os
import sys
from collections import deque

from enforcecore_core.audit.directory import TrailDirectory, segment_name
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.heads import HEAD_SIZE, Head, new_head_file, parse_head

__all__ = ["Files", "datasync"]

if sys.platform == "darwin":
    datasync = os.fsync
else:
    datasync = os.fdatasync


class Files:
    """Descriptors of a writer's own: a lock belongs to the open file, and a fork shares those."""

    def __init__(self, directory: TrailDirectory) -> None:
        self._directory = directory
        self._open: set[int] = set()
        self._left: deque[int] = deque()
        self.segment = -1
        self.first = -1
        self.path = ""
        self._identity = (0, 0)
        try:
            self.lock = self.keep(directory.open(".lock", os.O_RDWR | os.O_CREAT))
            self.sync = self.keep(directory.open(".sync", os.O_RDWR | os.O_CREAT))
            self._head = self.keep(directory.open("head", os.O_RDWR))
        except BaseException:
            self.close()
            raise

    def keep(self, descriptor: int) -> int:
        """Closes this descriptor, too, when all are closed."""
        self._open.add(descriptor)
        return descriptor

    def close(self) -> None:
        """Closes all, once. After a fork that leaves the other process's locks alone."""
        opened, self._open = self._open, set()
        for descriptor in opened:
            os.close(descriptor)

    def close_left(self) -> None:
        """Closes the segments that were left. Nobody may be syncing one of them."""
        while self._left:
            descriptor = self._left.popleft()
            self._open.discard(descriptor)
            os.close(descriptor)

    def use_segment(self, first: int) -> None:
        """Appends to the segment that begins with record `first` from now on."""
        self._use(first, os.O_RDWR | os.O_APPEND)

    def begin_segment(self, first: int) -> None:
        """As `use_segment`; the segment is made when nobody has made it yet."""
        self._use(first, os.O_RDWR | os.O_APPEND | os.O_CREAT)

    def segment_size(self, expected: int) -> int:
        """The active segment's bytes; an `AuditFault` when it is not what it was."""
        try:
            status = os.stat(self.path)  # noqa: PTH116  # once for each append, and a Path takes longer
        except FileNotFoundError:
            raise AuditFault(f"{self.path} was removed while it was in use.") from None
        if (status.st_dev, status.st_ino) != self._identity:
            raise AuditFault(f"{self.path} was replaced while it was in use.")
        if status.st_size < expected:
            raise AuditFault(f"{self.path} was shortened while it was in use.")
        return status.st_size

    def append(self, text: bytes) -> int:
        """Writes at the active segment's end, once; returns how many bytes the disk took."""
        return os.write(self.segment, text)

    def shorten(self, size: int) -> None:
        """Cuts the active segment; what another descriptor of it says does not change."""
        os.ftruncate(self.segment, size)

    def head(self) -> Head | None:
        """What the head's file says; None when it is damaged."""
        return parse_head(os.pread(self._head, HEAD_SIZE, 0))

    def head_follows(self, head: Head) -> bool:
        """Whether somebody has written a head after this one; a torn one counts."""
        before = b"head 1 %d " % (head.generation - 1)
        return os.pread(self._head, len(before), head.offset_of_next) != before

    def write_head(self, head: Head) -> None:
        """Replaces the older of the two slots."""
        line = head.encoded()
        if os.pwrite(self._head, line, head.offset) != len(line):
            raise OSError(errno.ENOSPC, "the disk took only a part of the head")

    def renew_head(self, head: Head) -> None:
        """Writes the whole file of the head and syncs it."""
        content = new_head_file(head)
        if os.pwrite(self._head, content, 0) != len(content):
            raise OSError(errno.ENOSPC, "the disk took only a part of the head")
        os.fsync(self._head)

    def _use(self, first: int, flags: int) -> None:
        name = segment_name(first)
        segment = self.keep(self._directory.open(name, flags))
        status = os.fstat(segment)
        if self.segment >= 0:
            # Somebody may be syncing it.
            self._left.append(self.segment)
        self.segment, self.first = segment, first
        self.path = str(self._directory.path / name)
        self._identity = (status.st_dev, status.st_ino)
