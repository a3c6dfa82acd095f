"""A LlamaIndex agent behind the policy: wrap its tools."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import tools
from enforcecore_llamaindex import enforce_tools
from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.llms.function_calling import FunctionCallingLLM
from llama_index.core.llms.llm import ToolSelection
from script import CALLS

from enforcecore_core import Enforcer


class ScriptedModel(FunctionCallingLLM):
    """A function-calling model that asks for the calls of the script, one a turn."""

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(is_function_calling_model=True)

    def _reply(self, messages: Sequence[ChatMessage]) -> ChatResponse:
        turn = sum(message.role is MessageRole.ASSISTANT for message in messages)
        text = "" if turn < len(CALLS) else "Done."
        message = ChatMessage(role=MessageRole.ASSISTANT, content=text)
        message.additional_kwargs["turn"] = turn
        return ChatResponse(message=message, delta=text)

    def get_tool_calls_from_response(self, response: ChatResponse, **_: Any) -> list[ToolSelection]:
        turn = response.message.additional_kwargs["turn"]
        return [
            ToolSelection(tool_id=f"call-{turn}", tool_name=name, tool_kwargs=arguments)
            for name, arguments in CALLS[turn : turn + 1]
        ]

    def _prepare_chat_with_tools(
        self, tools: Sequence[Any], chat_history: list[ChatMessage] | None = None, **_: Any
    ) -> dict[str, Any]:
        return {"messages": chat_history or []}

    def chat(self, messages: Sequence[ChatMessage], **_: Any) -> ChatResponse:
        return self._reply(messages)

    async def achat(self, messages: Sequence[ChatMessage], **_: Any) -> ChatResponse:
        return self._reply(messages)

    def stream_chat(self, messages: Sequence[ChatMessage], **_: Any) -> Any:
        return iter([self._reply(messages)])

    async def astream_chat(self, messages: Sequence[ChatMessage], **_: Any) -> Any:
        async def replies() -> AsyncGenerator[ChatResponse, None]:
            yield self._reply(messages)

        return replies()

    def complete(self, prompt: str, *_: Any, **__: Any) -> CompletionResponse:
        return CompletionResponse(text=prompt)

    async def acomplete(self, prompt: str, *_: Any, **__: Any) -> CompletionResponse:
        return CompletionResponse(text=prompt)

    def stream_complete(self, prompt: str, *_: Any, **__: Any) -> Any:
        return iter([CompletionResponse(text=prompt)])

    async def astream_complete(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError


async def run(enforcer: Enforcer) -> None:
    """Run the agent; what is refused reaches the model as an error output of the tool."""
    agent = FunctionAgent(tools=enforce_tools(tools.TOOLS, enforcer), llm=ScriptedModel())
    await agent.run("Sort out order 71.", max_iterations=100)


def main(enforcer: Enforcer) -> None:
    """Run the agent in an event loop of its own."""
    asyncio.run(run(enforcer))
