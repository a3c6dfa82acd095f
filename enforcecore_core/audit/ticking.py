"""Wakes a writer when something is due: a sync, a seal, a sign of life."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from weakref import WeakMethod

__all__ = ["Ticker"]


class Ticker:
    """A daemon thread, started when something is first due. It keeps nothing alive.

    `wake` is called, in that thread, when the time has come. It must not raise.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = WeakMethod(wake)
        # Reentrant, as Condition has it: the collector may stop a ticker anywhere.
        self._changed = threading.Condition()
        self._due: float | None = None
        self._is_started = False
        self._is_stopped = False

    def wake_in(self, seconds: float) -> None:
        """Wakes the writer in so many seconds, or earlier. Raises `RuntimeError` at the exit."""
        due = time.monotonic() + seconds
        if self._due is not None and self._due <= due:
            return
        with self._changed:
            if not self._is_started:
                thread = threading.Thread(target=self._run, name="enforcecore-audit", daemon=True)
                thread.start()
                self._is_started = True
            if self._due is None or due < self._due:
                self._due = due
                self._changed.notify()

    def stop(self) -> None:
        """Wakes nobody any more."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify()

    def _run(self) -> None:
        while self._waited():
            wake = self._wake()
            if wake is None:
                return
            wake()
            # Not while it waits: the writer must be collectable.
            del wake

    def _waited(self) -> bool:
        with self._changed:
            while not self._is_stopped:
                left = None if self._due is None else self._due - time.monotonic()
                if left is not None and left <= 0:
                    self._due = None
                    return True
                self._changed.wait(left)
        return False
