"""Tools of every kind that LangChain has, and how to call them."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from langchain_core.runnables import RunnableConfig, RunnableLambda
from langchain_core.tools import (
    BaseTool,
    InjectedToolArg,
    InjectedToolCallId,
    StructuredTool,
    Tool,
)
from pydantic import BaseModel, Field

ALLOW = '  "*": allow'
REDACT_NOTHING = "defaults: {redact: {arguments: [], results: []}}"
REDACT_RESULTS = "defaults: {redact: {results: [pii]}}"
MAIL = "bob@example.com"


def asked(name: str = "tool", /, **args: Any) -> dict[str, Any]:
    return {"type": "tool_call", "id": "call-0", "name": name, "args": args}


class Address(BaseModel):
    street: str = Field(alias="Street")
    mail: str = ""
    number: int = 1


def plain_function(x: int = 3) -> str:
    """Count."""
    return f"v{x}"


async def plain_coroutine(x: int = 3) -> str:
    """Count."""
    return f"v{x}"


class OwnBody(BaseTool):
    name: str = "tool"
    description: str = "Counts."

    def _run(self, x: int = 3, run_manager: Any = None, *, config: RunnableConfig) -> str:
        assert run_manager is not None
        assert config["tags"] == ["t"]
        return f"v{x}"


class OwnAsyncBody(OwnBody):
    async def _arun(self, x: int = 3, run_manager: Any = None) -> str:
        assert run_manager is not None
        return f"v{x}"


def with_artifact(x: int = 3) -> tuple[str, Any]:
    """Count."""
    return f"v{x}", {"x": x}


def with_everything(
    config: RunnableConfig,
    callbacks: Any,
    user: Annotated[str, InjectedToolArg],
    call_id: Annotated[str, InjectedToolCallId],
    x: int = 3,
) -> str:
    """Count."""
    assert config["tags"] == ["t"]
    assert callbacks is not None
    return f"{x} {user} {call_id}"


def nested(address: Address, others: list[Address]) -> str:
    """Write down."""
    return f"{address!r} {others!r}"


KINDS = {
    "function": lambda: StructuredTool.from_function(plain_function, name="tool"),
    "coroutine": lambda: StructuredTool.from_function(plain_function, plain_coroutine, name="tool"),
    "single input": lambda: Tool("tool", str.upper, "Shouts."),
    "own body": OwnBody,
    "own async body": OwnAsyncBody,
    "artifact": lambda: StructuredTool.from_function(
        with_artifact, name="tool", response_format="content_and_artifact"
    ),
    "json schema": lambda: StructuredTool(
        name="tool",
        description="Takes anything.",
        args_schema={"type": "object", "properties": {"x": {"type": "integer"}}},
        func=lambda x: x,
    ),
    "injected": lambda: StructuredTool.from_function(with_everything, name="tool"),
    "nested models": lambda: StructuredTool.from_function(nested, name="tool"),
    "as_tool": lambda: RunnableLambda(lambda x: {"twice": x["x"] * 2}).as_tool(
        name="tool", arg_types={"x": int}
    ),
}
GIVEN = {
    "single input": {"__arg1": "abc"},
    "injected": {"x": "4", "user": "alice"},
    "nested models": {"address": {"Street": "A"}, "others": [{"Street": "B", "number": 2}]},
}


def result_of(tool: BaseTool, how: str, given: Any) -> Any:
    config: RunnableConfig = {"tags": ["t"]}
    match how:
        case "invoke":
            return tool.invoke(given, config)
        case "ainvoke":
            return asyncio.run(tool.ainvoke(given, config))
        case "batch":
            return tool.batch([given, given], config)
        case _:
            return list(tool.stream(given, config))
