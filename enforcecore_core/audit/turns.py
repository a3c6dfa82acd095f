"""Threads that want the same kind of work done: one of them does it for all who wait."""

from __future__ import annotations

import threading
from collections.abc import Callable

__all__ = ["Turns"]


class _Waiter:
    """One who waits. `turn` is released when it is over, or when it is to work for all."""

    __slots__ = ("is_let_go", "is_over", "leads", "turn")

    def __init__(self, is_over: Callable[[], bool]) -> None:
        self.is_over = is_over
        self.leads = self.is_let_go = False
        self.turn = threading.Lock()
        self.turn.acquire()

    def let_go(self) -> None:
        self.is_let_go = True
        self.turn.release()


class Turns:
    """Any thread may come; the first one works, and whoever has waited for longest comes next."""

    def __init__(self) -> None:
        self._room = threading.Lock()
        self._waiters: list[_Waiter] = []
        self._is_led = False

    def take(self, is_over: Callable[[], bool], work: Callable[[], None]) -> None:
        """Returns when `is_over` says yes, or when this thread has worked for all."""
        waiter = _Waiter(is_over)
        try:
            if self._must_wait(waiter):
                waiter.turn.acquire()
            if waiter.leads:
                work()
        finally:
            self._leave(waiter)

    def _must_wait(self, waiter: _Waiter) -> bool:
        """Whether somebody works for this one; otherwise it leads, unless it is over."""
        with self._room:
            if waiter.is_over():
                return False
            self._waiters.append(waiter)
            if self._is_led:
                return True
            waiter.leads = True
            self._is_led = True
            return False

    def _leave(self, waiter: _Waiter) -> None:
        """Whoever has led lets those go who are over, and gives the lead to another."""
        if waiter.is_let_go:
            return
        with self._room:
            if waiter in self._waiters:
                self._waiters.remove(waiter)
            if not waiter.leads:
                # An interrupt struck it, or there was nothing to wait for.
                return
            over = [one for one in self._waiters if one.is_over()]
            self._waiters = [one for one in self._waiters if one not in over]
            self._is_led = bool(self._waiters)
            for one in self._waiters[:1]:
                one.leads = True
                one.turn.release()
        for one in over:
            one.let_go()
