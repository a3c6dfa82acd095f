"""The four ways to run an admitted tool: the only code that knows sync from async.

Each takes `admit`, which opens the call, and `tool`, which gets the admitted arguments as one
mapping. They decide, redact and record nothing themselves.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterable,
    Iterator,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from enforcecore_core import threads
from enforcecore_core.admission import PLAIN, Admission, View
from enforcecore_core.audit import AuditFault
from enforcecore_core.audit.batching import settled
from enforcecore_core.audit.waiting import Waits
from enforcecore_core.calls import Returned
from enforcecore_core.chunks import Chunks
from enforcecore_core.errors import CallBlocked
from enforcecore_core.surroundings import unrecorded

__all__ = ["Admit", "Tool", "arun", "astream", "run", "stream"]

T = TypeVar("T")

Tool = Callable[[dict[str, object]], T]

# Tasks and threads that outlive their deadline; the event loop keeps only weak references.
_overdue: set[asyncio.Future[Any]] = set()


class Open(Protocol):
    """Decides and records a call, and opens it."""

    def __call__(self, *, waits: Waits | None = None) -> Admission:
        """Raise `CallBlocked`, or return the call opened; with `waits`, without a wait."""


@dataclass(frozen=True, slots=True)
class Admit:
    """What opens a call. `is_quick` says that only waiting for the disk takes long in it."""

    open: Open
    is_quick: bool = False


def run(admit: Admit, tool: Tool[T], view: View[T] = PLAIN) -> T:  # type: ignore[assignment]  # PLAIN views any T
    """Run a synchronous tool and return its released result."""
    with admit.open() as admission:
        value = _call_within(admission, _timeout(admission), lambda: tool(admission.arguments))
        return admission.returned(value, view)


async def arun(
    admit: Admit,
    tool: Tool[Awaitable[T]] | Tool[T],
    view: View[T] = PLAIN,  # type: ignore[assignment]  # PLAIN views any T
    *,
    blocking: bool = False,
) -> T:
    """Run a tool and return its released result, keeping all blocking work off the event loop.

    `blocking` says that `tool` is synchronous: it then runs in a thread of its own.
    """
    async with _admitted(admit) as admission:
        running = _invoke(tool, admission.arguments, blocking=blocking)
        value = await _await_within(admission, _timeout(admission), running)
        admission.check_deadline()
        if admit.is_quick and admission.is_quick(value):
            return admission.release(cast("T", value), view)
        return cast("T", await threads.off_loop(admission.release, value, view))


def stream(admit: Admit, tool: Tool[Iterable[Any]]) -> Generator[Any, None, None]:
    """Run a generator tool; the call begins with the first item and ends with the last."""
    with admit.open() as admission:
        chunks = Chunks(admission)
        source = iter(tool(admission.arguments))
        remaining = _Remaining(admission)
        try:
            while (item := remaining.spend(lambda: next(source, _END))) is not _END:
                yield from chunks.feed(item)
            yield from chunks.flush()
        finally:
            _close(source)
        admission.end(Returned())


async def astream(admit: Admit, tool: Tool[AsyncIterable[Any]]) -> AsyncGenerator[Any, None]:
    """Run an async generator tool; the call begins with the first item and ends with the last."""
    async with _admitted(admit) as admission:
        chunks = Chunks(admission)
        source = aiter(tool(admission.arguments))
        remaining = _Remaining(admission)
        try:
            while (item := await remaining.aspend(anext(source, _END))) is not _END:
                for ready in chunks.feed(item):
                    yield ready
            for ready in chunks.flush():
                yield ready
        finally:
            await _aclose(source)
        if admit.is_quick:
            admission.end(Returned())
        else:
            await threads.off_loop(admission.end, Returned())


_END: Any = object()


def _timeout(admission: Admission) -> float | None:
    return admission.decision.duties.timeout


class _Remaining:
    """The time a stream's tool has left. What its consumer takes is not counted."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._left = _timeout(admission)

    def spend(self, step: Callable[[], T]) -> T:
        began = self._admission.monotonic()
        value = _call_within(self._admission, self._left, step)
        self._settle(began)
        return value

    async def aspend(self, step: Awaitable[T]) -> T:
        began = self._admission.monotonic()
        value = await _await_within(self._admission, self._left, step)
        self._settle(began)
        return value

    def _settle(self, began: float) -> None:
        if self._left is None:
            return
        self._left -= self._admission.monotonic() - began
        if self._left <= 0:
            raise self._admission.expired()


def _call_within(admission: Admission, timeout: float | None, step: Callable[[], T]) -> T:
    if timeout is None:
        return step()
    done = threading.Event()
    outcome = threads.start(step, done.set)
    if not done.wait(timeout):
        raise admission.expired()
    return outcome.value()


async def _invoke(tool: Tool[Any], arguments: dict[str, object], *, blocking: bool) -> object:
    value = await threads.in_thread(lambda: tool(arguments)) if blocking else tool(arguments)
    return await value if inspect.isawaitable(value) else value


async def _await_within(admission: Admission, timeout: float | None, step: Awaitable[T]) -> T:
    if timeout is None:
        return await step
    task = asyncio.ensure_future(_awaited(step))
    try:
        await asyncio.wait({task}, timeout=timeout)
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task})
        raise
    if task.done():
        return task.result()
    # It is told to stop, and not waited for: a tool that swallows the cancellation must not
    # win time by it.
    task.cancel()
    _overdue.add(task)
    task.add_done_callback(_forget)
    raise admission.expired()


async def _awaited(step: Awaitable[T]) -> T:
    return await step


def _forget(task: asyncio.Future[Any]) -> None:
    _overdue.discard(task)
    if not task.cancelled():
        task.exception()


@asynccontextmanager
async def _admitted(admit: Admit) -> AsyncIterator[Admission]:
    """`with admit.open()`, with the trail's blocking work kept off the event loop."""
    if not admit.is_quick:
        with await _opened_off_loop(admit) as admission:
            yield admission
        return
    waits = Waits()
    admission = await _opened(admit, waits)
    try:
        with admission:
            yield admission
    finally:
        try:
            await settled(waits)
        except (OSError, AuditFault) as error:
            admission.outcome_lost(error)


async def _opened(admit: Admit, waits: Waits) -> Admission:
    """Open the call here, and wait for its decision to be on disk together with other tasks."""
    try:
        admission = admit.open(waits=waits)
    except CallBlocked as blocked:
        try:
            await settled(waits)
        except (OSError, AuditFault) as error:
            raise unrecorded(blocked.call, error) from error
        raise
    try:
        await settled(waits)
    except asyncio.CancelledError:
        admission.abandon("CancelledError")
        raise
    except (OSError, AuditFault) as error:
        admission.decision_lost(error)
    return admission


async def _opened_off_loop(admit: Admit) -> Admission:
    opening = asyncio.ensure_future(asyncio.to_thread(admit.open))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        await threads.finished(opening)
        if not opening.cancelled() and opening.exception() is None:
            opening.result().abandon("CancelledError")
        raise


def _close(source: Iterator[Any]) -> None:
    if inspect.isgenerator(source) and not source.gi_running:
        source.close()


async def _aclose(source: AsyncIterator[Any]) -> None:
    if inspect.isasyncgen(source) and not source.ag_running:
        await source.aclose()
