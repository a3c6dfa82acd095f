"""The agent middleware: every tool of a `create_agent` agent runs wrapped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from langchain.agents.middleware import AgentMiddleware
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool

from enforcecore_core import ResultWithheld
from enforcecore_langchain.frames import PolicySource, Watch, enforcer_of, watched
from enforcecore_langchain.refusals import hidden
from enforcecore_langchain.tools import expect, wrapped

if TYPE_CHECKING:
    from langchain.agents.middleware import ModelRequest
    from langgraph.prebuilt.tool_node import ToolCallRequest

__all__ = ["EnforceCoreMiddleware"]


class EnforceCoreMiddleware(AgentMiddleware):
    """Enforces a policy on every tool call of an agent.

        agent = create_agent(model, tools, middleware=[EnforceCoreMiddleware("policy.yaml")])

    Put it last: what comes after it in the list stands between it and the tool. A result that
    came from there without a decision is withheld.

    Raises `PolicyError`, before a model is asked, where the policy can never be told of a call that
    fits a tool's schema (see `Enforcer.expect_tool`).
    """

    def __init__(self, policy: PolicySource = None) -> None:
        super().__init__()
        self._enforcer = enforcer_of(policy)
        self._expected: WeakValueDictionary[str, BaseTool] = WeakValueDictionary()

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Any]
    ) -> Any:
        self._expect(request.tools)
        return handler(request)

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[Any]]
    ) -> Any:
        self._expect(request.tools)
        return await handler(request)

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Any]
    ) -> Any:
        request, watch = self._wrapped(request)
        with watched(watch):
            result = handler(request)
        return _checked(result, request, watch)

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Any]]
    ) -> Any:
        request, watch = self._wrapped(request)
        with watched(watch):
            result = await handler(request)
        return _checked(result, request, watch)

    def _expect(self, tools: list[Any]) -> None:
        """Check the policy against each tool that the model may call, once."""
        for tool in tools:
            if isinstance(tool, BaseTool) and self._expected.get(tool.name) is not tool:
                expect(tool, self._enforcer)
                self._expected[tool.name] = tool

    def _wrapped(self, request: ToolCallRequest) -> tuple[ToolCallRequest, Watch]:
        # A tool that the agent does not know is reported as that further in.
        if request.tool is not None:
            request = request.override(tool=wrapped(request.tool, self._enforcer))
        return request, Watch(self._enforcer, request.tool, request.tool_call["id"])


def _checked(result: Any, request: ToolCallRequest, watch: Watch) -> Any:
    if watch.decided:
        return result
    name = request.tool_call["name"]
    if isinstance(result, ToolMessage) and result.status == "error":
        # It says why nothing was called, and repeats the arguments.
        redactor = watch.enforcer.redactor_for(name)
        return result.model_copy(update={"content": hidden(str(result.content), redactor)})
    withheld = ResultWithheld(name, "it came from within, without a decision on its call")
    return ToolMessage(
        content=str(withheld), name=name, tool_call_id=request.tool_call["id"], status="error"
    )
