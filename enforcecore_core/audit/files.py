"""The descriptors of one writer."""

from __future__ import annotations

import os
import sys

from enforcecore_core.audit import writers
from enforcecore_core.audit.directory import SEGMENT, TrailDirectory

__all__ = ["Files", "datasync"]

if sys.platform == "darwin":
    datasync = os.fsync
else:
    datasync = os.fdatasync


class Files:
    """Descriptors of a writer's own: a lock belongs to the open file, and a fork shares those."""

    def __init__(self, directory: TrailDirectory) -> None:
        self._open: list[int] = []
        try:
            self.lock = self._keep(directory.open(".lock", os.O_RDWR | os.O_CREAT))
            self.segment = self._keep(directory.open(SEGMENT, os.O_RDWR | os.O_APPEND))
            self.head = self._keep(directory.open("head", os.O_RDWR))
        except BaseException:
            self.close()
            raise
        self.epoch = ""

    def enter(self, directory: TrailDirectory) -> str:
        """Becomes a writer that others see alive. The trail's lock must be held."""
        self.epoch, descriptor = writers.enter(directory)
        self._keep(descriptor)
        return self.epoch

    def close(self) -> None:
        """Closes all, once. After a fork that leaves the other process's locks alone."""
        opened, self._open = self._open, []
        for descriptor in opened:
            os.close(descriptor)

    def _keep(self, descriptor: int) -> int:
        self._open.append(descriptor)
        return descriptor
