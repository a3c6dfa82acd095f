"""A LangChain agent behind the policy: one line of middleware."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tools
from enforcecore_langchain import EnforceCoreMiddleware
from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from script import CALLS

from enforcecore_core import Enforcer


class ScriptedModel(BaseChatModel):
    """A chat model that asks for the calls of the script, one a turn, and then stops."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> ScriptedModel:
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        turn = sum(isinstance(message, AIMessage) for message in messages)
        reply = AIMessage("Done.")
        if turn < len(CALLS):
            name, arguments = CALLS[turn]
            reply = AIMessage(
                "", tool_calls=[{"name": name, "args": arguments, "id": f"call-{turn}"}]
            )
        return ChatResult(generations=[ChatGeneration(message=reply)])


def main(enforcer: Enforcer) -> None:
    """Run the agent; what is refused reaches the model as an error message of the tool."""
    agent = create_agent(
        ScriptedModel(), tools=list(tools.TOOLS), middleware=[EnforceCoreMiddleware(enforcer)]
    )
    agent.invoke({"messages": [("user", "Sort out order 71.")]}, {"recursion_limit": 100})
