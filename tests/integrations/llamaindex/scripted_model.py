"""A function-calling model that says what it is told to: real agents, no network."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    CompletionResponse,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.llms.function_calling import FunctionCallingLLM
from llama_index.core.llms.llm import ToolSelection
from pydantic import PrivateAttr


def calling(tool: str, /, *, call_id: str = "", **arguments: Any) -> ToolSelection:
    """One tool call of a turn."""
    return ToolSelection(
        tool_id=call_id or f"call-{tool}", tool_name=tool, tool_kwargs=dict(arguments)
    )


Turn = str | ToolSelection | Sequence[ToolSelection]


class ScriptedModel(FunctionCallingLLM):
    """Says its turns in order, and the last one for ever. `seen` is every message it was shown."""

    _turns: list[Turn] = PrivateAttr()
    _seen: list[list[ChatMessage]] = PrivateAttr(default_factory=list)
    _functions: bool = PrivateAttr()

    def __init__(self, *turns: Turn, functions: bool = True) -> None:
        super().__init__()
        self._turns = list(turns)
        self._functions = functions

    @property
    def seen(self) -> str:
        return "\n".join(str(message) for messages in self._seen for message in messages)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(is_function_calling_model=self._functions, model_name="scripted")

    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        self._seen.append(list(messages))
        turn = self._turns.pop(0) if len(self._turns) > 1 else self._turns[0]
        if isinstance(turn, str):
            message = ChatMessage(role=MessageRole.ASSISTANT, content=turn)
            return ChatResponse(message=message, delta=turn, raw={})
        calls = [turn] if isinstance(turn, ToolSelection) else list(turn)
        message = ChatMessage(
            role=MessageRole.ASSISTANT, content="", additional_kwargs={"calls": calls}
        )
        return ChatResponse(message=message, delta="", raw={})

    async def achat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        return self.chat(messages, **kwargs)

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> Any:
        yield self.chat(messages, **kwargs)

    async def astream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> Any:
        async def stream() -> AsyncGenerator[ChatResponse, None]:
            yield self.chat(messages, **kwargs)

        return stream()

    def get_tool_calls_from_response(
        self, response: ChatResponse, **kwargs: Any
    ) -> list[ToolSelection]:
        return list(response.message.additional_kwargs.get("calls", []))

    def _prepare_chat_with_tools(
        self,
        tools: Any,
        user_msg: Any = None,
        chat_history: list[ChatMessage] | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        messages = list(chat_history or [])
        if user_msg is not None:
            is_text = isinstance(user_msg, str)
            messages.append(ChatMessage(role="user", content=user_msg) if is_text else user_msg)
        return {"messages": messages}

    def complete(self, prompt: str, **kwargs: Any) -> CompletionResponse:
        return CompletionResponse(text=self.chat([ChatMessage(content=prompt)]).message.content)

    async def acomplete(self, prompt: str, **kwargs: Any) -> CompletionResponse:
        return self.complete(prompt)

    def stream_complete(self, prompt: str, **kwargs: Any) -> Any:
        yield self.complete(prompt)

    async def astream_complete(self, prompt: str, **kwargs: Any) -> Any:
        async def stream() -> AsyncGenerator[CompletionResponse, None]:
            yield self.complete(prompt)

        return stream()


def react_turn(tool: str, **arguments: Any) -> str:
    """A turn of a ReAct model that calls a tool."""
    return f"Thought: I need a tool.\nAction: {tool}\nAction Input: {json.dumps(arguments)}\n"
