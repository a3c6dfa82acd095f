"""The raw side of a tool, and functions that look like it to whoever asks for them."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from llama_index.core.tools import BaseTool, FunctionTool

from enforcecore_llamaindex.compatibility import Suspended, WaitingForEvent

__all__ = ["bare", "disguise", "suspending"]


def bare(tool: BaseTool) -> BaseTool:
    """Return the tool so that it runs with the arguments it is given and adds none."""
    if not isinstance(tool, FunctionTool):
        return tool
    twin = copy.copy(tool)
    twin.partial_params = {}
    # Else it would put back what was taken out.
    twin._field_defaults = {}
    return twin


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
