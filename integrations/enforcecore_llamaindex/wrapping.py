"""Putting tools behind a policy."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from llama_index.core.tools import BaseTool, FunctionTool
from llama_index.core.tools.tool_spec.base import BaseToolSpec
from llama_index.core.tools.types import BaseToolAsyncAdapter

from enforcecore_core import ConfigurationError, Enforcer, shared_enforcer
from enforcecore_llamaindex.tools import EnforcedTool

__all__ = ["Policy", "enforce_tool", "enforce_tools", "enforcer_of", "wrapped_tools"]

Policy = Enforcer | str | os.PathLike[str] | None
Tool = BaseTool | Callable[..., Any]


def enforce_tool(
    tool: Tool, policy: Policy = None, *, injected: Collection[str] = ()
) -> EnforcedTool:
    """Return the tool behind a policy, under the name that it has now.

    `policy` is a policy file (by default `ENFORCECORE_POLICY`; all that name the same one share
    an enforcer) or an enforcer of your own. `injected` names parameters that your program fills
    in, by `partial_params` or a default: the policy does not see them, no caller may give them,
    and they are neither redacted nor recorded. The workflow's context is such a parameter.

    Raises `PolicyError` where the policy can never be told of a call that fits the tool's schema
    (see `Enforcer.expect_tool`).
    """
    enforced = _wrapped(tool, enforcer_of(policy), injected)
    enforced.expect_schema()
    return enforced


def enforce_tools(
    tools: BaseToolSpec | Iterable[Tool | BaseToolSpec], policy: Policy = None
) -> list[EnforcedTool]:
    """Return tools, functions and the tools of tool specs behind a policy, as `enforce_tool` does.

    Raises `ConfigurationError` when two have the same name: a model could not tell them apart.
    """
    enforced = wrapped_tools(tools, enforcer_of(policy))
    for tool in enforced:
        tool.expect_schema()
    return enforced


def wrapped_tools(
    tools: BaseToolSpec | Iterable[Tool | BaseToolSpec], enforcer: Enforcer
) -> list[EnforcedTool]:
    """Return tools as `enforce_tools` does, without asking whether the policy fits them."""
    enforced = [_wrapped(tool, enforcer) for tool in _flat(tools)]
    names = [tool.metadata.get_name() for tool in enforced]
    if double := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigurationError(f"more than one tool is named {', '.join(double)}")
    return enforced


def enforcer_of(policy: Policy) -> Enforcer:
    """Return the enforcer that `policy` is or names."""
    return policy if isinstance(policy, Enforcer) else shared_enforcer(policy)


def _wrapped(tool: Tool, enforcer: Enforcer, injected: Collection[str] = ()) -> EnforcedTool:
    if isinstance(tool, EnforcedTool):
        tool.require_enforcer(enforcer)
        return tool
    # The adapter takes one argument called `input` and no other.
    if isinstance(tool, BaseToolAsyncAdapter):
        return _wrapped(tool.base_tool, enforcer, injected)
    inner = tool if isinstance(tool, BaseTool) else FunctionTool.from_defaults(tool)
    return EnforcedTool(inner, enforcer, injected=injected)


def _flat(tools: BaseToolSpec | Iterable[Tool | BaseToolSpec]) -> Iterator[Tool]:
    if isinstance(tools, BaseToolSpec):
        yield from tools.to_tool_list()
        return
    for tool in tools:
        if isinstance(tool, BaseToolSpec):
            yield from tool.to_tool_list()
        else:
            yield tool
