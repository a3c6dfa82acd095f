"""Runs steps in threads, for callers who wait with a deadline, or on an event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, Generic, TypeVar, cast

__all__ = ["Outcome", "finished", "in_thread", "off_loop", "start"]

T = TypeVar("T")


class Outcome(Generic[T]):
    """What a step came to, once it is done."""

    def __init__(self) -> None:
        self.ended: list[tuple[bool, Any]] = []

    def value(self) -> T:
        """Return what the step returned, or raise what it raised."""
        [(succeeded, value)] = self.ended
        if succeeded:
            return cast("T", value)
        raise value


def start(step: Callable[[], T], done: Callable[[], object]) -> Outcome[T]:
    """Run `step` in a daemon thread, which cannot hold an exit, with the caller's context.

    `done` is called in that thread once the outcome is there.
    """
    outcome: Outcome[T] = Outcome()

    def body() -> None:
        try:
            outcome.ended.append((True, context.run(step)))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
            outcome.ended.append((False, error))
        finally:
            done()

    context = copy_context()
    threading.Thread(target=body, name="enforcecore-tool", daemon=True).start()
    return outcome


async def in_thread(step: Callable[[], T]) -> T:
    """Run `step` in a thread of its own: a shared pool would let slow tools starve the rest."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()

    def wake() -> None:
        if not ended.done():
            ended.set_result(None)

    def done() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(wake)

    outcome = start(step, done)
    await ended
    return outcome.value()


async def off_loop(function: Callable[..., T], *args: object) -> T:
    """Run to completion in a thread of the loop's pool: a cancellation waits until it is done."""
    running = asyncio.ensure_future(asyncio.to_thread(function, *args))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await finished(running)
        raise


async def finished(running: asyncio.Future[Any]) -> None:
    """Wait until it is done, however often the waiting is cancelled. What it came to is dropped."""
    while not running.done():
        try:
            await asyncio.wait({running})
        except asyncio.CancelledError:
            continue
    if not running.cancelled():
        running.exception()
