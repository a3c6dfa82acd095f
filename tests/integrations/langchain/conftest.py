"""A scripted chat model, tools that leave a file behind, and the ways to call a tool."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from enforcecore_langchain import EnforceCoreCallbackHandler, enforce_tool
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import BaseTool, tool

from enforcecore_core import AuditEntry, EnforceCoreError, Enforcer, Redacted, Redactor
from enforcecore_core.surroundings import FaultPolicy

COVERS = ("handler", "wrapper", "middleware", "all three")
DIRECT_WAYS = ("invoke", "ainvoke")
AGENT_WAYS = ("agent.invoke", "agent.ainvoke", "agent.stream", "agent.astream")


class ScriptedModel(BaseChatModel):
    """Says its lines in order, one for each turn of the conversation that it is shown."""

    lines: list[AIMessage]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> ScriptedModel:
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        spoken = sum(isinstance(message, AIMessage) for message in messages)
        return ChatResult(generations=[ChatGeneration(message=self.lines[spoken])])


def calling(*calls: tuple[str, dict[str, Any]]) -> AIMessage:
    return AIMessage(
        content="",
        tool_calls=[
            {"name": name, "args": args, "id": f"call-{number}", "type": "tool_call"}
            for number, (name, args) in enumerate(calls)
        ],
    )


@pytest.fixture
def scripted() -> Callable[..., ScriptedModel]:
    """Make a model that asks for the given calls at once, and then is done."""
    return lambda *calls: ScriptedModel(lines=[calling(*calls), AIMessage(content="done")])


@pytest.fixture(params=["sync tool", "async tool"])
def touch(request: pytest.FixtureRequest, tmp_path: Path) -> BaseTool:
    """A tool that leaves a file behind, so that everybody can see that it ran."""
    if request.param == "sync tool":

        @tool
        def touch(name: str) -> str:
            """Make a file."""
            (tmp_path / name).touch()
            return f"made {name}"

        return touch

    @tool("touch")
    async def atouch(name: str) -> str:
        """Make a file."""
        (tmp_path / name).touch()
        return f"made {name}"

    return atouch


def middleware_for(enforcer: Enforcer) -> Any:
    pytest.importorskip("langchain", reason="the middleware and create_agent are in langchain")
    from enforcecore_langchain import EnforceCoreMiddleware  # noqa: PLC0415 - optional

    return EnforceCoreMiddleware(enforcer)


@pytest.fixture
def agent_for(scripted: Callable[..., ScriptedModel]) -> Callable[..., Any]:
    """Make an agent that calls one tool once; needs langchain."""

    def make(
        tool: BaseTool, *calls: tuple[str, dict[str, Any]], middleware: Sequence[Any] = ()
    ) -> Any:
        agents = pytest.importorskip("langchain.agents", reason="create_agent is in langchain")
        return agents.create_agent(scripted(*calls), [tool], middleware=middleware)

    return make


class Covered:
    """One way to call a tool, with one cover over it."""

    def __init__(self, way: str, cover: str, agent_for: Callable[..., Any]) -> None:
        self.way = way
        self.rewrites = cover != "handler"
        self._cover = cover
        self._agent_for = agent_for

    def call(self, tool: BaseTool, enforcer: Enforcer, args: dict[str, Any]) -> list[Any]:
        """Call the tool once and return all that came back."""
        config: Any = {}
        middleware = []
        if self._cover in {"handler", "all three"}:
            config["callbacks"] = [EnforceCoreCallbackHandler(enforcer)]
        if self._cover in {"wrapper", "all three"}:
            tool = enforce_tool(tool, enforcer)
        if self._cover in {"middleware", "all three"}:
            middleware = [middleware_for(enforcer)]
        if self.way in DIRECT_WAYS:
            return _called(self.way, tool, args, config)
        agent = self._agent_for(tool, (tool.name, args), middleware=middleware)
        way = self.way.removeprefix("agent.")
        return _called(way, agent, {"messages": [("user", "go")]}, config)

    def said(self, tool: BaseTool, enforcer: Enforcer, args: dict[str, Any]) -> str:
        """Call the tool once and return what was said: in messages, or by our error."""
        try:
            return str(self.call(tool, enforcer, args))
        except EnforceCoreError as error:
            return str(error)


PAIRS = [
    (way, cover)
    for way in (*DIRECT_WAYS, *AGENT_WAYS)
    for cover in COVERS
    if way in AGENT_WAYS or cover != "middleware"
]


@pytest.fixture(params=PAIRS, ids=["-".join(pair) for pair in PAIRS])
def covered(request: pytest.FixtureRequest, agent_for: Callable[..., Any]) -> Covered:
    """Every way to call a tool, with every cover that can be over it there."""
    return Covered(*request.param, agent_for)


def _called(way: str, runnable: Any, given: Any, config: Any) -> list[Any]:
    modes = {"stream_mode": ["values", "updates", "messages", "custom"]}

    async def astream() -> list[Any]:
        return [part async for part in runnable.astream(given, config, **modes)]

    match way:
        case "invoke":
            return [runnable.invoke(given, config)]
        case "ainvoke":
            return [asyncio.run(runnable.ainvoke(given, config))]
        case "stream":
            return list(runnable.stream(given, config, **modes))
        case _:
            return asyncio.run(astream())


class RedactorBrokenOnArguments(Redactor):
    def redact(self, value: object) -> Redacted:
        if isinstance(value, dict):
            raise NotImplementedError("broken")
        return super().redact(value)


class FullDisk:
    """A trail without room for a decision, or with room for no outcome."""

    def __init__(self, at: str) -> None:
        self.at = at

    def digest(self, value: object) -> str:
        return "0"

    def decided(self, body: object, **_: object) -> int:
        return self._write("decision")

    def ended(self, seq: int, body: object, **_: object) -> None:
        self._write("outcome")

    def _write(self, what: str) -> int:
        if what == self.at:
            raise OSError(28, "No space left on device")
        return 0


@pytest.fixture
def broken_enforcer(enforcer_for: Callable[..., Enforcer]) -> Callable[[str, str], Enforcer]:
    """Open an enforcer over a policy with a part that does not work."""

    def open_(tools: str, broken: str) -> Enforcer:
        sound = enforcer_for(tools)
        return Enforcer(
            sound.plan,
            trail=sound.trail if broken == "redactor" else FullDisk(broken),
            monotonic=time.monotonic,
            new_id=lambda: "call",
            faults=FaultPolicy(),
            redactor=RedactorBrokenOnArguments if broken == "redactor" else Redactor,
        )

    return open_


@pytest.fixture
def only(entries_of: Callable[[Enforcer], list[AuditEntry]]) -> Callable[[Enforcer], AuditEntry]:
    """Return the one entry that there is."""

    def one(enforcer: Enforcer) -> AuditEntry:
        [entry] = entries_of(enforcer)
        return entry

    return one
