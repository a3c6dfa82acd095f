"""What becomes of open trails when a process is forked, and when it ends."""

from __future__ import annotations

import atexit
import os
import weakref
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Protocol

from enforcecore_core.audit.faults import AuditFault

__all__ = ["watch"]


class Closable(Protocol):
    """A trail as it is seen here."""

    def close(self) -> None:
        """Ends the writer of this process."""


_OPEN: weakref.WeakKeyDictionary[Closable, weakref.WeakMethod[Callable[[], None]]] = (
    weakref.WeakKeyDictionary()
)


def watch(trail: Closable, after_fork: Callable[[], None]) -> None:
    """Has the trail closed at the end of the process, without keeping it alive.

    Its method `after_fork` is called in a child.
    """
    _follow()
    _OPEN[trail] = weakref.WeakMethod(after_fork)


@cache
def _follow() -> None:
    # At the first trail, not at import: importing has no side effect.
    os.register_at_fork(after_in_child=_abandon_inherited)
    atexit.register(_close_at_exit)


def _close_at_exit() -> None:
    """A process that ends leaves no call open and, in a signed trail, no record unsealed."""
    for trail in list(_OPEN):
        # Nobody is left to tell; what could not be written the next writer settles.
        with suppress(OSError, AuditFault):
            trail.close()


def _abandon_inherited() -> None:
    for method in list(_OPEN.values()):
        after_fork = method()
        if after_fork is not None:
            after_fork()
