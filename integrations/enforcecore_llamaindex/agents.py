"""Agents and agent workflows that run no tool but enforced ones."""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from llama_index.core.agent.workflow import AgentWorkflow
from llama_index.core.agent.workflow.base_agent import BaseWorkflowAgent
from llama_index.core.tools import AsyncBaseTool, ToolOutput
from llama_index.core.workflow import Context

from enforcecore_core import ConfigurationError, Enforcer
from enforcecore_llamaindex.compatibility import require_hooks
from enforcecore_llamaindex.tools import EnforcedTool
from enforcecore_llamaindex.wrapping import Policy, enforce_tools, enforcer_of, wrapped_tools

__all__ = ["enforce_agent"]

Agent = TypeVar("Agent", bound=BaseWorkflowAgent | AgentWorkflow)

_enforcers: dict[type, Enforcer] = {}


def enforce_agent(agent: Agent, policy: Policy = None) -> Agent:
    """Put every tool of an agent behind a policy, in place, and return the agent.

    This covers tools that wrapping cannot: those appended or retrieved later, and the `handoff`
    that an `AgentWorkflow` makes for itself (a policy has to allow it). A workflow asks its own
    tools and not its agents', so enforce the workflow.

    Raises `PolicyError` where the policy can never be told of a call that fits a tool's schema (see
    `Enforcer.expect_tool`); for tools that come later, when the agent first asks for them.
    """
    require_hooks()
    if not isinstance(agent, BaseWorkflowAgent | AgentWorkflow):
        raise ConfigurationError(f"a {type(agent).__name__} is no agent that can be enforced")
    enforcer = enforcer_of(policy)
    for one in agent.agents.values() if isinstance(agent, AgentWorkflow) else [agent]:
        enforce_tools(one.tools or [], enforcer)
    known = _enforcers.get(type(agent))
    if known is None:
        agent.__class__ = _enforced_class(type(agent), enforcer)
    elif known is not enforcer:
        raise ConfigurationError("the agent is behind another enforcer already")
    return agent


def _enforced_class(parent: type[Any], enforcer: Enforcer) -> Any:
    expected: WeakValueDictionary[str, Any] = WeakValueDictionary()

    async def get_tools(self: Any, *args: Any, **kwargs: Any) -> Sequence[AsyncBaseTool]:
        tools = list(await parent.get_tools(self, *args, **kwargs))
        enforced = wrapped_tools(tools, enforcer)
        for tool, behind in zip(tools, enforced, strict=True):
            name = behind.metadata.get_name()
            if expected.get(name) is not tool:
                behind.expect_schema()
                expected[name] = tool
        return enforced

    async def _call_tool(
        self: Any, ctx: Context, tool: AsyncBaseTool, tool_input: dict[str, Any]
    ) -> ToolOutput:
        if not isinstance(tool, EnforcedTool):
            raise ConfigurationError("a tool that is not enforced reached an enforced agent")
        output: ToolOutput = await parent._call_tool(  # noqa: SLF001 - the one place where agents run tools
            self, ctx, tool, tool_input
        )
        return output

    body = {"get_tools": get_tools, "_call_tool": _call_tool, "__module__": __name__}
    child = types.new_class(f"Enforced{parent.__name__}", (parent,), {}, lambda ns: ns.update(body))
    _enforcers[child] = enforcer
    return child
