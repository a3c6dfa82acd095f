"""What stops a writer for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from enforcecore_core.audit.faults import AuditFault

__all__ = ["Fuse"]


class Fuse:
    """Blows once and stays blown: after some faults nobody knows what is on disk.

    `tell` tells other writers of a failed sync.
    """

    def __init__(self) -> None:
        self.why: str | None = None
        self.tell: Callable[[], None] = _nobody

    def blow(self, why: str) -> None:
        """Refuses everything from now on. The first reason counts."""
        self.why = self.why or why

    def check(self) -> None:
        """Raises `AuditFault` when it is blown."""
        if self.why is not None:
            raise AuditFault(f"The trail takes no more records: {self.why}.")

    @contextmanager
    def guarding_sync(self) -> Iterator[None]:
        """For one sync: a second try after a failure would say yes of pages that were dropped."""
        self.check()
        try:
            yield
        except OSError as fault:
            self.blow(f"a sync to disk failed ({fault.strerror})")
            with suppress(OSError):
                self.tell()
            raise


def _nobody() -> None:
    """Nobody else depends on the same disk."""
