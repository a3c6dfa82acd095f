"""Real agents and workflows with a scripted model."""

# No postponed annotations: LlamaIndex finds a context by the annotation itself.
import asyncio

import pytest
from enforcecore_llamaindex import enforce_agent, enforce_tool, enforce_tools
from integrations.llamaindex.scripted_model import ScriptedModel, calling, react_turn
from llama_index.core.agent.workflow import (
    AgentOutput,
    AgentWorkflow,
    FunctionAgent,
    ReActAgent,
    ToolCallResult,
)
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.tools import FunctionTool
from llama_index.core.workflow import Context, HumanResponseEvent, InputRequiredEvent
from workflows.errors import WorkflowCancelledByUser, WorkflowTimeoutError

from enforcecore_core import CallBlocked, ConfigurationError, PolicyError, open_enforcer

MAIL = "ada@example.org"
ALLOW = "  touch: allow"
BLOCK = "  touch: block"


def model(*calls) -> ScriptedModel:
    return ScriptedModel(list(calls) or calling("touch", text="x"), "done")


def streaming(tools):
    return FunctionAgent(tools=tools, llm=model())


def not_streaming(tools):
    return FunctionAgent(tools=tools, llm=model(), streaming=False)


def react(tools):
    turns = [react_turn("touch", text="x"), "Thought: I can answer.\nAnswer: done"]
    return ReActAgent(tools=tools, llm=ScriptedModel(*turns, functions=False))


def workflow(tools):
    return AgentWorkflow.from_tools_or_functions(tools, llm=model())


AGENTS = [streaming, not_streaming, react, workflow]


async def run(agent):
    """Run an agent to its end; return its answer and the outputs of its tools."""
    handler = agent.run("go")
    outputs = [
        e.tool_output async for e in handler.stream_events() if isinstance(e, ToolCallResult)
    ]
    return await handler, outputs


@pytest.mark.parametrize("build", AGENTS)
async def test_an_agent_does_not_run_a_denied_tool(
    build, async_touch, marker, enforcer_for, statuses_of
):
    enforcer = enforcer_for(BLOCK)
    answer, [output] = await run(build(enforce_tools([async_touch], enforcer)))
    assert not marker.exists()
    assert isinstance(output.exception, CallBlocked)
    assert "done" in str(answer)
    assert statuses_of(enforcer) == ["not_run"]


@pytest.mark.parametrize("build", AGENTS)
async def test_an_agent_runs_an_allowed_tool(build, touch, marker, enforcer_for, statuses_of):
    enforcer = enforcer_for(ALLOW)
    _, [output] = await run(build(enforce_tools([touch], enforcer)))
    assert marker.read_text() == "x"
    assert output.content == "wrote x"
    assert statuses_of(enforcer) == ["returned"]


@pytest.mark.parametrize("build", [streaming, not_streaming, react, workflow])
@pytest.mark.parametrize("fails", [False, True], ids=["returned", "raised"])
async def test_what_a_tool_says_is_redacted_in_the_events_the_memory_and_the_prompt(
    build, fails, enforcer_for
):
    def touch(text: str) -> str:
        if fails:
            raise OSError(f"ask {MAIL}")
        return f"ask {MAIL}"

    agent = build(enforce_tools([touch], enforcer_for(ALLOW)))
    memory = ChatMemoryBuffer.from_defaults(llm=ScriptedModel("unused"))
    handler = agent.run("go", memory=memory)
    events = [event async for event in handler.stream_events()]
    answer = await handler
    remembered = "".join(str(message) for message in await memory.aget_all())
    model_ = agent.llm if not isinstance(agent, AgentWorkflow) else agent.agents["Agent"].llm
    shown = model_.seen
    assert "ask <EMAIL>" in shown
    assert MAIL not in repr(events) + repr(answer) + remembered + shown


async def test_a_returned_directly_output_is_redacted(enforcer_for):
    def touch(text: str) -> str:
        return f"ask {MAIL}"

    tool = FunctionTool.from_defaults(touch, return_direct=True)
    answer, _ = await run(
        FunctionAgent(tools=enforce_tools([tool], enforcer_for(ALLOW)), llm=model())
    )
    assert isinstance(answer, AgentOutput)
    assert "ask <EMAIL>" in str(answer)
    assert MAIL not in repr(answer)


async def test_the_entry_names_the_tool_call_and_the_run(touch, enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    agent = FunctionAgent(
        tools=enforce_tools([touch], enforcer),
        llm=model(calling("touch", call_id="call-7", text="x")),
    )
    handler = agent.run("go")
    await handler
    [entry] = entries_of(enforcer)
    assert dict(entry.links) == {"tool_call_id": "call-7", "run_id": handler.run_id}


async def test_parallel_calls_make_one_entry_each(enforcer_for, statuses_of):
    async def touch(text: str) -> str:
        if text == "2":
            raise OSError("no")
        return text

    enforcer = enforcer_for("  touch: {args: {text: {not_in: ['4']}}}")
    calls = [calling("touch", call_id=str(n), text=str(n)) for n in range(6)]
    agent = FunctionAgent(tools=enforce_tools([touch], enforcer), llm=model(*calls))
    _, outputs = await run(agent)
    assert len(outputs) == 6
    assert sorted(statuses_of(enforcer)) == ["not_run", "raised", *["returned"] * 4]


@pytest.mark.parametrize("stop", ["cancel", "timeout"])
async def test_a_run_that_is_stopped_leaves_one_entry(stop, enforcer_for, statuses_of):
    started, stopped = asyncio.Event(), asyncio.Event()

    async def touch(text: str) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    enforcer = enforcer_for(ALLOW)
    timeout = 0.3 if stop == "timeout" else None
    agent = FunctionAgent(tools=enforce_tools([touch], enforcer), llm=model(), timeout=timeout)
    handler = agent.run("go")
    await started.wait()
    if stop == "cancel":
        await handler.cancel_run()
    with pytest.raises((WorkflowCancelledByUser, WorkflowTimeoutError)):
        await handler
    await stopped.wait()
    await asyncio.to_thread(enforcer.close)
    assert statuses_of(enforcer) == ["cancelled"]


@pytest.mark.parametrize("build", [streaming, workflow])
async def test_a_context_is_injected_and_no_model_replaces_it(build, enforcer_for, statuses_of):
    async def touch(ctx: Context, text: str) -> str:
        await ctx.store.set("touched", text)
        return str(await ctx.store.get("touched"))

    enforcer = enforcer_for(ALLOW)
    agent = build(enforce_tools([touch], enforcer))
    inner = agent.agents["Agent"] if isinstance(agent, AgentWorkflow) else agent
    inner.llm = model(calling("touch", text="x", ctx="mine"))
    _, [output] = await run(agent)
    assert (output.content, output.is_error) == ("x", False)
    assert statuses_of(enforcer) == ["returned"]


@pytest.mark.parametrize("build", [streaming, workflow])
@pytest.mark.parametrize("more", ["", ", timeout: 30s"], ids=["", "with a timeout"])
async def test_a_tool_that_waits_for_a_person_is_recorded_once_for_each_attempt(
    build, more, enforcer_for, entries_of
):
    async def touch(ctx: Context, text: str) -> str:
        question = InputRequiredEvent(prefix="Sure?")
        response = await ctx.wait_for_event(
            HumanResponseEvent, waiter_id="sure", waiter_event=question
        )
        return f"{text} {response.response}"

    enforcer = enforcer_for(f"  touch: {{allow: always{more}}}")
    handler = build(enforce_tools([touch], enforcer)).run("go")
    outputs = []
    async for event in handler.stream_events():
        if isinstance(event, InputRequiredEvent):
            handler.ctx.send_event(HumanResponseEvent(response=f"yes, says {MAIL}"))
        if isinstance(event, ToolCallResult):
            outputs.append(event.tool_output.content)
    await handler
    assert outputs == ["x yes, says <EMAIL>"]
    entries = entries_of(enforcer)
    assert [entry.status for entry in entries] == ["cancelled", "returned"]
    assert entries[0].links == entries[1].links


async def test_an_enforced_agent_wraps_what_it_is_given_later(
    touch, marker, enforcer_for, statuses_of
):
    enforcer = enforcer_for(BLOCK)
    agent = enforce_agent(FunctionAgent(tools=[], llm=model()), enforcer)
    agent.tools.append(FunctionTool.from_defaults(touch))
    _, [output] = await run(agent)
    assert isinstance(output.exception, CallBlocked)
    assert not marker.exists()
    assert statuses_of(enforcer) == ["not_run"]


@pytest.mark.parametrize("build", [streaming, not_streaming, react, workflow])
async def test_an_enforced_agent_runs_allowed_tools(
    build, touch, marker, enforcer_for, statuses_of
):
    enforcer = enforcer_for(ALLOW)
    await run(enforce_agent(build([FunctionTool.from_defaults(touch)]), enforcer))
    assert marker.exists()
    assert statuses_of(enforcer) == ["returned"]


@pytest.mark.parametrize(
    ("rule", "status", "current"),
    [("allow", "returned", "second"), ("block", "not_run", "first")],
)
async def test_a_handoff_needs_the_policys_leave(rule, status, current, enforcer_for, statuses_of):
    enforcer = enforcer_for(f"  handoff: {rule}")
    call = calling("handoff", to_agent="second", reason="it knows")
    first = FunctionAgent(name="first", description="first", llm=model(call))
    second = FunctionAgent(name="second", description="second", llm=ScriptedModel("done"))
    team = enforce_agent(AgentWorkflow(agents=[first, second], root_agent="first"), enforcer)
    answer, _ = await run(team)
    assert answer.current_agent_name == current
    assert statuses_of(enforcer) == [status]


async def test_an_enforced_agent_refuses_a_raw_tool_that_gets_past_its_list(touch, enforcer_for):
    agent = enforce_agent(FunctionAgent(tools=[], llm=model()), enforcer_for(ALLOW))
    with pytest.raises(ConfigurationError, match="not enforced"):
        await agent._call_tool(  # noqa: SLF001 - where agents run tools
            None, FunctionTool.from_defaults(touch), {"text": "x"}
        )


async def test_an_enforced_agent_refuses_a_raw_tool_of_the_same_name(touch, marker, enforcer_for):
    enforcer = enforcer_for(BLOCK)
    agent = enforce_agent(FunctionAgent(tools=[], llm=model()), enforcer)
    agent.tools.extend([enforce_tool(touch, enforcer), FunctionTool.from_defaults(touch)])
    with pytest.raises(ConfigurationError, match="touch"):
        await run(agent)
    assert not marker.exists()


def test_an_agent_is_enforced_once(enforcer_for, settings, tmp_path):
    enforcer = enforcer_for(ALLOW)
    agent = enforce_agent(FunctionAgent(tools=[], llm=model()), enforcer)
    assert enforce_agent(agent, enforcer) is agent
    other = settings.model_copy(update={"audit_path": tmp_path / "other"})
    with (
        open_enforcer(tmp_path / "policy.yaml", settings=other) as second,
        pytest.raises(ConfigurationError, match="another enforcer"),
    ):
        enforce_agent(agent, second)


def test_what_is_no_agent_is_refused(enforcer_for):
    with pytest.raises(ConfigurationError, match="no agent"):
        enforce_agent(object(), enforcer_for(ALLOW))


@pytest.mark.parametrize("make", [streaming, workflow])
def test_a_policy_that_can_never_be_told_of_a_tool_is_refused_when_the_agent_is_enforced(
    enforcer_for, touch, make
):
    untold = enforcer_for("  touch: {args: {text: {at_most: 5}}}")
    with pytest.raises(PolicyError, match=r"args\.text is a text, never a number"):
        enforce_agent(make([touch]), untold)


async def test_a_tool_that_comes_later_is_checked_before_a_model_is_asked(
    enforcer_for, touch, marker, entries_of
):
    untold = enforcer_for("  touch: {args: {text: {at_most: 5}}}")
    agent = enforce_agent(streaming([]), untold)
    agent.tools.append(FunctionTool.from_defaults(touch))
    with pytest.raises(PolicyError, match=r"args\.text is a text, never a number"):
        await agent.run("go")
    assert not marker.exists()
    assert entries_of(untold) == []
