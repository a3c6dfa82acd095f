"""The raw side of a tool, and functions that look like it to whoever asks for them."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from llama_index.core.tools import AsyncBaseTool, BaseTool, FunctionTool
from llama_index.core.tools.function_tool import sync_to_async

from enforcecore_core import Suspended
from enforcecore_llamaindex.compatibility import WaitingForEvent

__all__ = ["bare", "blocks", "disguise", "suspending"]

_IN_A_POOL = sync_to_async(len).__code__


def bare(tool: BaseTool) -> BaseTool:
    """Return the tool so that it runs with the arguments it is given and adds none."""
    if not isinstance(tool, FunctionTool):
        return tool
    twin = copy.copy(tool)
    twin.partial_params = {}
    # Else it would put back what was taken out.
    twin._field_defaults = {}
    return twin


def blocks(tool: BaseTool) -> bool:
    """Whether a tool has no coroutine of its own, so that awaiting it would only use a thread.

    The framework would take that thread from the event loop's pool, where tools that hang
    would keep others, and the trail, from running.
    """
    if not isinstance(tool, FunctionTool):
        return not isinstance(tool, AsyncBaseTool)
    if inspect.getattr_static(tool, "acall") is not inspect.getattr_static(FunctionTool, "acall"):
        return False
    return inspect.isfunction(tool.async_fn) and tool.async_fn.__code__ is _IN_A_POOL


def disguise(guard: Callable[..., Any], tool: BaseTool, parameters: tuple[str, ...]) -> None:
    """Give `guard` the name, text and signature of the tool's function, and no way to it.

    `functools.wraps` would leave the function itself in `__wrapped__`.
    """
    name, text = tool.metadata.get_name(), tool.metadata.description
    signature = inspect.Signature(
        [inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in parameters]
    )
    if isinstance(tool, FunctionTool):
        signature = inspect.signature(tool.real_fn)
        text = inspect.getdoc(tool.real_fn) or text
    guard.__name__ = guard.__qualname__ = name
    guard.__doc__ = text
    guard.__signature__ = signature  # type: ignore[attr-defined]  # what inspect.signature reads


@contextmanager
def suspending() -> Iterator[None]:
    """Turn a workflow's wait for an event into the caller going away."""
    try:
        yield
    except WaitingForEvent as waiting:
        raise Suspended(waiting) from None
