"""How far long work is: shown on a terminal only, and only when there is a wait."""

from __future__ import annotations

import time
from collections.abc import Callable

from enforcecore_core.cli.terminal import Terminal

__all__ = ["Progress"]

_PATIENCE = 1.0
_PAUSE = 0.2


class Progress:
    """Says `what` is done of how much. It may be called as often as one likes."""

    def __init__(
        self, terminal: Terminal, what: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._terminal = terminal
        self._what = what
        self._clock = clock
        self._next = clock() + _PATIENCE

    def __call__(self, done: int, total: int | None = None) -> None:
        """Note that `done` of `total` is done, in any unit; without a total it is a count."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + _PAUSE
        share = f"{done}" if not total else f"{min(100, 100 * done // total)} %"
        self._terminal.progress(f"{self._what}: {share}")
