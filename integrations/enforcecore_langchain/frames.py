"""Who takes care of the tool call that is going on: what wrapper, handler and middleware share.

A wrapped tool opens a frame when it is run, before LangChain tells any handler of the run. A
handler of the same enforcer sees the frame and leaves the call to the wrapper; the middleware
sees whether a decision was made on the call that it let through.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from langchain_core.tools import BaseTool

from enforcecore_core import Enforcer, shared_enforcer

__all__ = [
    "Frame",
    "PolicySource",
    "Watch",
    "enforcer_of",
    "enter",
    "is_left_to_wrapper",
    "resumes",
    "suspends",
    "watched",
    "within",
]

PolicySource = Enforcer | str | os.PathLike[str] | None


@dataclass(slots=True, eq=False)
class Watch:
    """One call that the middleware lets through, and whether it was decided."""

    enforcer: Enforcer
    tool: BaseTool | None
    tool_call_id: str | None
    decided: bool = False

    def notice(self, frame: Frame) -> None:
        """Note that the call of `frame` is being decided, if it is the watched one."""
        same_id = self.tool_call_id is not None and self.tool_call_id == frame.tool_call_id
        if self.enforcer is frame.enforcer and (same_id or self.tool is frame.tool):
            self.decided = True


@dataclass(slots=True, eq=False)
class Frame:
    """One run of one wrapped tool.

    `entered` is set once the wrapper has taken the call. `armed` holds the admitted arguments
    while an asynchronous tool may still hand them on to its own synchronous body.
    """

    enforcer: Enforcer
    tool: BaseTool
    tool_call_id: str | None = None
    entered: bool = False
    armed: list[Mapping[str, object]] = field(default_factory=list)


_frame: ContextVar[Frame | None] = ContextVar("enforcecore_langchain_frame", default=None)
_watch: ContextVar[Watch | None] = ContextVar("enforcecore_langchain_watch", default=None)


def suspends(error: BaseException) -> bool:
    """Tell whether `error` is LangGraph's way of leaving a tool, which nobody may stop."""
    errors: Any = sys.modules.get("langgraph.errors")
    return errors is not None and isinstance(error, errors.GraphBubbleUp)


def enforcer_of(policy: PolicySource) -> Enforcer:
    """Return the enforcer itself, or the process's one for a policy file."""
    return policy if isinstance(policy, Enforcer) else shared_enforcer(policy)


@contextmanager
def within(frame: Frame) -> Iterator[None]:
    """Make `frame` the current one."""
    token = _frame.set(frame)
    try:
        yield
    finally:
        _frame.reset(token)


def enter(tool: BaseTool, enforcer: Enforcer) -> Frame:
    """Take the run that was announced for `tool`; without one, the tool's body was called directly.

    The frame that is returned is `entered`: whatever is called next is another call.
    """
    frame = _frame.get()
    if frame is None or frame.tool is not tool or frame.entered:
        frame = Frame(enforcer, tool)
    frame.entered = True
    if (watch := _watch.get()) is not None:
        watch.notice(frame)
    return frame


def resumes(tool: BaseTool) -> Mapping[str, object] | None:
    """Return the admitted arguments that `tool` may go on with, once."""
    frame = _frame.get()
    if frame is None or frame.tool is not tool:
        return None
    try:
        return frame.armed.pop()
    except IndexError:
        return None


def is_left_to_wrapper(enforcer: Enforcer, tool: object) -> bool:
    """Tell whether the run of a tool that is just starting will be decided by its wrapper."""
    frame = _frame.get()
    return (
        frame is not None
        and frame.enforcer is enforcer
        and not frame.entered
        and frame.tool.name == tool
    )


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Note in `watch` whether the call is decided."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)
