"""Waits for the disk on an event loop: one thread syncs for all tasks that wait at once."""

from __future__ import annotations

import asyncio
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from enforcecore_core.audit.waiting import Waits

__all__ = ["settled"]

_Future = asyncio.Future[None]
_Result = tuple[_Future, Exception | None]


async def settled(waits: Waits) -> None:
    """Returns when all of them are over. Raises `OSError` or `AuditFault` if one will not be.

    A task that is cancelled meanwhile waits no more; what it waited for is brought to the disk.
    """
    if waits.is_over():
        return
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        # A generator that is closed after its loop.
        waits.settle()
        return
    future: _Future = loop.create_future()
    batch = _batches.get(loop)
    if batch is None:
        batch = _batches[loop] = _Batch()
    batch.take(loop, waits, future)
    await future


class _Batch:
    """What the tasks of one loop wait for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[Waits, _Future]] = []
        self._is_working = False
        self._worker = ThreadPoolExecutor(1, "enforcecore-sync")

    def take(self, loop: asyncio.AbstractEventLoop, waits: Waits, future: _Future) -> None:
        """Has them settled once the tasks that can go on have had their turn."""
        with self._lock:
            self._waiting.append((waits, future))
            if self._is_working:
                return
            self._is_working = True
        loop.call_soon(self._start, loop)

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            self._worker.submit(self._work, loop)
        except RuntimeError:
            # At the end of the process no thread can be started any more.
            self._work(loop)

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while waiting := self._next():
            # The largest first: it takes most of the others along.
            waiting.sort(key=lambda one: one[0].rank, reverse=True)
            results = [(future, _settle(waits)) for waits, future in waiting]
            # A loop that is closed has nobody left who waits.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_finish, results)

    def _next(self) -> list[tuple[Waits, _Future]]:
        with self._lock:
            waiting, self._waiting = self._waiting, []
            self._is_working = bool(waiting)
            return waiting


def _settle(waits: Waits) -> Exception | None:
    try:
        waits.settle()
    except Exception as error:  # noqa: BLE001 - it is raised again in the task that waits
        return error
    return None


def _finish(results: list[_Result]) -> None:
    for future, error in results:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)


_batches: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Batch] = weakref.WeakKeyDictionary()
