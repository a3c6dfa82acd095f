"""Waits for the disk that are put off, so that many of them can be waited for at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from enforcecore_core.audit.faults import AuditFault, explained
from enforcecore_core.audit.log import Log

__all__ = ["Wait", "Waits"]


@dataclass(frozen=True, slots=True)
class Wait:
    """For one record of a log to be on disk and, when it is `sealed`, under a seal."""

    log: Log
    seq: int
    sealed: bool
    path: str
    failed: Callable[[Exception], None] | None = None

    def is_over(self) -> bool:
        """Whether nothing is left to wait for."""
        return self.log.is_settled(self.seq, sealed=self.sealed)

    def settle(self) -> None:
        """Blocks until it is so. Raises `OSError` or `AuditFault` if it will not be."""
        try:
            self.log.settle(self.seq, sealed=self.sealed)
        except (OSError, AuditFault) as fault:
            if self.failed is not None:
                self.failed(fault)
            if isinstance(fault, OSError):
                raise explained(self.path, fault) from fault
            raise


class Waits:
    """Collects the waits of one call, for a caller who must not block where it records."""

    def __init__(self) -> None:
        self._left: list[Wait] = []

    @property
    def rank(self) -> tuple[bool, int]:
        """Whoever settles the one with the largest rank first has settled most of the others."""
        return max(((wait.sealed, wait.seq) for wait in self._left), default=(False, -1))

    def add(self, wait: Wait) -> None:
        """Puts off one more."""
        self._left.append(wait)

    def is_over(self) -> bool:
        """Whether nothing is left to wait for."""
        return all(wait.is_over() for wait in self._left)

    def settle(self) -> None:
        """Blocks until all are over. Raises `OSError` or `AuditFault` if one will not be."""
        left, self._left = self._left, []
        for wait in left:
            wait.settle()
