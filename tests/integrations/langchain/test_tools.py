from __future__ import annotations

import asyncio
import copy
import time
import traceback
from functools import partial
from typing import Annotated, Any

import pytest
from enforcecore_langchain import enforce_tool, enforce_tools
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.runnables import RunnableConfig, RunnableLambda
from langchain_core.tools import (
    BaseTool,
    InjectedToolArg,
    InjectedToolCallId,
    StructuredTool,
    Tool,
    ToolException,
    create_retriever_tool,
    tool,
)
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, Field, ValidationError, field_validator

from enforcecore_core import (
    ConfigurationError,
    DeadlineExceeded,
    Enforcer,
    PolicyError,
    PolicyViolation,
    ResultWithheld,
)

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


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


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


@pytest.mark.parametrize("how", ["invoke", "ainvoke", "batch", "stream"])
@pytest.mark.parametrize("more", [REDACT_NOTHING, REDACT_RESULTS], ids=["as is", "looked into"])
def test_an_allowed_tool_of_any_kind_works_as_before(kind, how, more, enforcer_for):
    original = KINDS[kind]()
    wrapped = enforce_tool(original, enforcer_for(ALLOW, more))
    given = asked(**GIVEN.get(kind, {"x": 4}))
    assert result_of(wrapped, how, given) == result_of(original, how, given)


def test_a_wrapped_tool_of_any_kind_looks_as_before(kind, enforcer_for):
    original = KINDS[kind]()
    wrapped = enforce_tool(original, enforcer_for(ALLOW))
    assert isinstance(wrapped, type(original))
    assert type(original) is not type(wrapped)
    assert convert_to_openai_tool(wrapped) == convert_to_openai_tool(original)
    assert wrapped.get_input_jsonschema() == original.get_input_jsonschema()
    for name in type(original).model_fields:
        assert getattr(wrapped, name) == getattr(original, name)


@pytest.mark.parametrize("how", ["invoke", "ainvoke"])
def test_a_refused_tool_of_any_kind_says_so_to_the_model(kind, how, enforcer_for, only):
    enforcer = enforcer_for("  tool: block")
    wrapped = enforce_tool(KINDS[kind](), enforcer)
    message = result_of(wrapped, how, asked(**GIVEN.get(kind, {"x": 4})))
    assert isinstance(message, ToolMessage)
    assert (message.status, message.tool_call_id, message.name) == ("error", "call-0", "tool")
    assert only(enforcer).status == "not_run"


def test_without_a_tool_call_id_a_refusal_is_raised(enforcer_for):
    with pytest.raises(PolicyViolation):
        enforce_tool(plain_function, enforcer_for("  plain_function: block")).invoke({})


def test_the_policy_sees_validated_arguments_with_defaults(enforcer_for, only):
    enforcer = enforcer_for("  plain_function: {args: {x: {at_most: 3}}}")
    wrapped = enforce_tool(plain_function, enforcer)
    assert wrapped.invoke({"x": "2"}) == "v2"
    assert wrapped.invoke({}) == "v3"
    with pytest.raises(PolicyViolation):
        wrapped.invoke({"x": "4"})


def test_invalid_arguments_reach_neither_tool_nor_trail(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    wrapped = enforce_tool(plain_function, enforcer)
    with pytest.raises(ValueError, match="int_parsing"):
        wrapped.invoke({"x": "many"})
    assert entries_of(enforcer) == []


class Order(BaseModel):
    number: int
    note: dict[str, int] = {}

    @field_validator("number")
    @classmethod
    def known(cls, number: int) -> int:
        if number == 1:
            raise LookupError(f"order 1 belongs to {MAIL}")
        if number == 2:
            raise Stubborn
        if number == 3:
            raise ValueError(f"order 3 belongs to {MAIL}")
        return number


class Stubborn(Exception):
    def __str__(self) -> str:
        return MAIL


@pytest.mark.parametrize("how", ["invoke", "ainvoke"])
@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (MAIL, ValidationError, "input_value='<EMAIL>'"),
        (1, LookupError, "order 1 belongs to <EMAIL>"),
        (2, ToolException, "refused with Stubborn"),
        (3, ValidationError, "order 3 belongs to <EMAIL>"),
    ],
)
def test_an_error_about_invalid_arguments_repeats_none(number, kind, said, how, enforcer_for):
    @tool(args_schema=Order)
    def look_up(number: int, note: dict[str, int]) -> str:
        """Look up an order."""
        return str(number)

    look_up.handle_tool_error = False
    given = {"number": number, "note": {MAIL: MAIL}}
    with pytest.raises(kind) as caught:
        result_of(enforce_tool(look_up, enforcer_for(ALLOW, REDACT_RESULTS)), how, given)
    printed = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__context__)
    assert said in printed
    assert MAIL not in printed


def test_an_error_about_too_many_arguments_repeats_none(enforcer_for):
    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    single = enforce_tool(Tool("single", str, "Takes one argument."), enforcer)
    with pytest.raises(ToolException) as caught:
        single.invoke({"a": MAIL, "b": MAIL})
    assert MAIL not in str(caught.value)


def test_an_error_about_invalid_arguments_is_as_it_was_where_nothing_is_redacted(enforcer_for):
    @tool(args_schema=Order)
    def look_up(number: int) -> str:
        """Look up an order."""
        return str(number)

    with pytest.raises(ValidationError, match=MAIL):
        enforce_tool(look_up, enforcer_for(ALLOW, REDACT_NOTHING)).invoke({"number": MAIL})


def test_injected_arguments_are_not_the_policys(enforcer_for, only):
    enforcer = enforcer_for(ALLOW)
    wrapped = enforce_tool(KINDS["injected"](), enforcer)
    message = wrapped.invoke(asked(x=4, user="alice"), {"tags": ["t"]})
    assert message.content == "4 alice call-0"
    assert [one["name"] for one in only(enforcer).args_meta] == ["x"]


@pytest.mark.parametrize("name", ["callbacks", "run_manager", "config"])
def test_a_model_cannot_hide_an_argument_under_a_name_of_the_framework(name, enforcer_for):
    class Loose(BaseTool):
        name: str = "loose"
        description: str = "Takes anything."

        def _run(self, **anything: Any) -> str:
            return f"ran with {anything}"

    enforcer = enforcer_for(f"  loose: {{args: {{{name}: good}}}}")
    wrapped = enforce_tool(Loose(args_schema={"type": "object", "properties": {}}), enforcer)
    assert "good" in wrapped.invoke({name: "good"})
    with pytest.raises(PolicyViolation):
        wrapped.invoke({name: "evil"})


def test_the_single_input_of_a_tool_has_a_name(enforcer_for):
    enforcer = enforcer_for("  shout: {args: {tool_input: {starts_with: ok}}}")
    wrapped = enforce_tool(Tool("shout", str.upper, "Shouts."), enforcer)
    assert wrapped.invoke("ok go") == "OK GO"
    with pytest.raises(PolicyViolation):
        wrapped.invoke("no")


def test_nested_models_are_redacted_and_put_together_again(enforcer_for):
    enforcer = enforcer_for("  tool: {allow: always, redact: [pii]}")
    wrapped = enforce_tool(KINDS["nested models"](), enforcer)
    args = {
        "address": {"Street": "bob@example.com"},
        "others": [{"Street": "B", "mail": "al@example.com", "number": 2}],
    }
    before = copy.deepcopy(args)
    seen = wrapped.invoke(args)
    assert args == before
    assert "example.com" not in seen
    assert seen.startswith("Address(street='<")
    assert "number=2" in seen


def test_a_tool_gets_a_copy_of_loose_arguments(enforcer_for):
    given = {"x": {"list": [1]}}
    seen = enforce_tool(KINDS["json schema"](), enforcer_for(ALLOW)).invoke(given)
    assert seen == given["x"]
    assert seen["list"] is not given["x"]["list"]


def test_arguments_that_cannot_be_read_are_refused_and_recorded(enforcer_for, only):
    class Secretive:
        def __deepcopy__(self, memo):
            raise ToolException("swallowed by LangChain")

    enforcer = enforcer_for("  tool: {allow: always, redact: [pii]}")
    original = KINDS["json schema"]()
    original.handle_tool_error = True
    with pytest.raises(PolicyViolation):
        enforce_tool(original, enforcer).invoke({"x": Secretive()})
    assert only(enforcer).code == "EC-NOT-INSPECTABLE"


RESULTS: dict[str, Any] = {
    "text": MAIL,
    "dict": {"to": [MAIL]},
    "key": {MAIL: 1},
    "blocks": [{"type": "text", "text": MAIL}],
    "message": ToolMessage(MAIL, tool_call_id="call-0", artifact={"to": MAIL}),
    "model": Address(Street=MAIL),
    "document": [Document(MAIL, metadata={"by": MAIL})],
}


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
@pytest.mark.parametrize("how", ["invoke", "ainvoke"])
def test_every_form_of_result_is_redacted(result, how, enforcer_for, only):
    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    wrapped = enforce_tool(
        StructuredTool.from_function(lambda: result, name="t", description="."), enforcer
    )
    returned = result_of(wrapped, how, asked("t"))
    assert isinstance(returned, ToolMessage)
    assert returned.status == "success"
    assert "bob" not in repr(returned)
    assert "<EMAIL" in repr(returned)
    assert only(enforcer).status == "returned"
    assert "bob" in repr(result)


def test_content_and_artifact_are_both_redacted(enforcer_for):
    def find() -> tuple[str, Any]:
        """Find."""
        return MAIL, [Document(MAIL)]

    made = StructuredTool.from_function(find, response_format="content_and_artifact")
    message = enforce_tool(made, enforcer_for(ALLOW, REDACT_RESULTS)).invoke(asked("find"))
    assert "bob" not in repr(message)
    assert isinstance(message.artifact[0], Document)


def test_a_command_is_redacted_wherever_it_goes(enforcer_for):
    types = pytest.importorskip("langgraph.types")

    def go() -> Any:
        """Go."""
        return types.Command(
            update={"messages": [ToolMessage(MAIL, tool_call_id="call-0")], "note": MAIL},
            goto=[types.Send("next", {"mail": MAIL}), "other"],
        )

    command = enforce_tool(go, enforcer_for(ALLOW, REDACT_RESULTS)).invoke(asked("go"))
    assert isinstance(command, types.Command)
    assert "bob" not in repr(command)
    assert command.goto[0].node == "next"
    assert isinstance(command.update["messages"][0], ToolMessage)


@pytest.mark.parametrize(
    "result", [object(), iter("ab"), (c for c in "ab")], ids=["object", "iterator", "generator"]
)
def test_a_result_that_cannot_be_looked_into_is_withheld(result, enforcer_for, only):
    def give() -> Any:
        """Give."""
        return result

    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    wrapped = enforce_tool(give, enforcer)
    message = wrapped.invoke(asked("give"))
    assert message.status == "error"
    assert "withheld" in message.content
    assert only(enforcer).status == "withheld"
    with pytest.raises(ResultWithheld):
        wrapped.invoke({})


def test_what_a_model_hides_in_private_is_looked_into(enforcer_for, only):
    class Hiding(BaseModel):
        _mail: str = MAIL

        def __str__(self):
            return self._mail

    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)

    def give() -> Any:
        """Give."""
        return Hiding()

    assert "withheld" in enforce_tool(give, enforcer).invoke(asked("give")).content
    assert only(enforcer).status == "withheld"


@pytest.mark.parametrize("how", ["invoke", "ainvoke"])
@pytest.mark.parametrize("handling", [True, lambda error: f"handled: {error}"], ids=["yes", "own"])
def test_a_handled_tool_error_is_redacted_and_counts_as_raised(how, handling, enforcer_for, only):
    @tool
    def fail() -> str:
        """Fail."""
        raise ToolException(f"no {MAIL}")

    fail.handle_tool_error = handling
    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    message = result_of(enforce_tool(fail, enforcer), how, asked("fail"))
    assert message.status == "error"
    assert "no <EMAIL" in message.content
    assert (only(enforcer).status, only(enforcer).error_type) == ("raised", "ToolException")


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_an_interrupt_arrives_and_leaves_one_entry(error, enforcer_for, only):
    @tool
    def stop() -> str:
        """Stop."""
        raise error

    enforcer = enforcer_for(ALLOW)
    with pytest.raises(error):
        enforce_tool(stop, enforcer).invoke(asked("stop"))
    assert (only(enforcer).status, only(enforcer).error_type) == ("cancelled", error.__name__)


async def test_a_cancelled_call_leaves_one_entry(enforcer_for, only):
    started = asyncio.Event()

    @tool
    async def wait() -> str:
        """Wait."""
        started.set()
        await asyncio.Event().wait()
        return "never"

    enforcer = enforcer_for(ALLOW)
    running = asyncio.create_task(enforce_tool(wait, enforcer).ainvoke(asked("wait")))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (only(enforcer).status, only(enforcer).error_type) == ("cancelled", "CancelledError")


@pytest.mark.parametrize("how", ["invoke", "ainvoke"])
def test_a_tool_that_takes_too_long_is_timed_out(how, enforcer_for, only):
    enforcer = enforcer_for("  slow: {allow: always, timeout: 50ms}")

    @tool
    def slow() -> str:
        """Take time."""
        time.sleep(0.3)
        return "late"

    with pytest.raises(DeadlineExceeded):
        result_of(enforce_tool(slow, enforcer), how, {})
    assert only(enforcer).status == "timed_out"


def test_a_graphs_interrupt_passes_untouched(enforcer_for, only):
    errors = pytest.importorskip("langgraph.errors")
    interrupt = errors.GraphInterrupt([f"ask {MAIL}"])

    @tool
    def ask() -> str:
        """Ask."""
        raise interrupt

    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    with pytest.raises(errors.GraphInterrupt) as caught:
        enforce_tool(ask, enforcer).invoke(asked("ask"))
    assert caught.value is interrupt
    assert MAIL in str(interrupt)
    assert only(enforcer).status == "cancelled"


@pytest.mark.parametrize("how", ["invoke", "ainvoke"])
def test_a_command_to_a_parent_graph_is_redacted_and_counts_as_returned(how, enforcer_for, only):
    pytest.importorskip("langgraph")
    from langgraph.errors import ParentCommand  # noqa: PLC0415 - optional
    from langgraph.graph import START, MessagesState, StateGraph  # noqa: PLC0415 - optional
    from langgraph.types import Command  # noqa: PLC0415 - optional

    inner = StateGraph(MessagesState)
    handing_up = Command(graph=Command.PARENT, update={"messages": [AIMessage(f"to {MAIL}")]})
    inner.add_node("up", lambda _: handing_up)
    inner.add_edge(START, "up")
    graph = inner.compile()

    @tool
    def delegate() -> str:
        """Ask another agent."""
        return str(graph.invoke({"messages": []}))

    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    with pytest.raises(ParentCommand) as caught:
        result_of(enforce_tool(delegate, enforcer), how, asked("delegate"))
    [command] = caught.value.args
    assert command.update["messages"][0].content == "to <EMAIL>"
    assert MAIL not in "".join(traceback.format_exception(caught.value))
    assert only(enforcer).status == "returned"


def test_a_command_to_a_parent_graph_that_cannot_be_looked_into_is_withheld(enforcer_for, only):
    errors = pytest.importorskip("langgraph.errors")
    types = pytest.importorskip("langgraph.types")

    @tool
    def delegate() -> str:
        """Ask another agent."""
        raise errors.ParentCommand(types.Command(update={"a": object()}))

    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    message = enforce_tool(delegate, enforcer).invoke(asked("delegate"))
    assert message.status == "error"
    assert only(enforcer).status == "withheld"


class HandsOn(BaseTool):
    """Its asynchronous body calls its synchronous one, as the test says."""

    name: str = "hands_on"
    description: str = "Hands on."
    times: list[str]

    def _run(self, x: str) -> str:
        return f"ran {x}"

    async def _arun(self, x: str) -> str:
        return " ".join(self._run(x if other == "same" else other) for other in self.times)


async def test_a_body_that_is_handed_on_to_is_the_same_call(enforcer_for, only):
    enforcer = enforcer_for("  hands_on: {args: {x: good}}")
    wrapped = enforce_tool(HandsOn(times=["same"]), enforcer)
    assert await wrapped.ainvoke({"x": "good"}) == "ran good"
    assert only(enforcer).status == "returned"


async def test_a_body_that_is_handed_other_arguments_is_another_call(enforcer_for, entries_of):
    enforcer = enforcer_for("  hands_on: {args: {x: good}}")
    wrapped = enforce_tool(HandsOn(times=["evil"]), enforcer)
    with pytest.raises(PolicyViolation):
        await wrapped.ainvoke({"x": "good"})
    assert [entry.status for entry in entries_of(enforcer)] == ["raised", "not_run"]


async def test_a_body_that_is_handed_on_to_twice_is_two_calls(enforcer_for, entries_of):
    enforcer = enforcer_for(ALLOW)
    wrapped = enforce_tool(HandsOn(times=["same", "same"]), enforcer)
    assert await wrapped.ainvoke({"x": "good"}) == "ran good ran good"
    assert len(entries_of(enforcer)) == 2


def test_a_tool_that_calls_itself_is_checked_each_time(enforcer_for, entries_of):
    enforcer = enforcer_for("  count: {args: {x: {at_most: 2}}}")

    @tool
    def count(x: int) -> str:
        """Count."""
        return wrapped.invoke({"x": x + 1})

    wrapped = enforce_tool(count, enforcer)
    with pytest.raises(PolicyViolation):
        wrapped.invoke({"x": 1})
    assert [entry.effect for entry in entries_of(enforcer)] == ["allow", "allow", "block"]


def test_a_direct_call_of_the_body_is_checked_too(enforcer_for):
    wrapped = enforce_tool(plain_function, enforcer_for("  plain_function: block"))
    with pytest.raises(PolicyViolation):
        wrapped._run(x=1, config={})  # noqa: SLF001 - that it is private stops nobody


def test_copies_of_a_wrapped_tool_are_wrapped(enforcer_for):
    wrapped = enforce_tool(plain_function, enforcer_for("  plain_function: block"))
    for one in (copy.copy(wrapped), copy.deepcopy(wrapped), wrapped.model_copy(deep=True)):
        with pytest.raises(PolicyViolation):
            one.invoke({})
    with pytest.raises(PolicyViolation):
        wrapped.with_config(tags=["a"]).invoke({})
    with pytest.raises(PolicyViolation):
        wrapped.with_retry(stop_after_attempt=1).invoke({})


def test_wrapping_twice_is_wrapping_once(enforcer_for):
    enforcer, other = enforcer_for(ALLOW), enforcer_for(ALLOW)
    wrapped = enforce_tool(plain_function, enforcer)
    assert enforce_tool(wrapped, enforcer) is wrapped
    with pytest.raises(ConfigurationError, match="another enforcer"):
        enforce_tool(wrapped, other)


class RunsItsOwnWay(BaseTool):
    name: str = "own"
    description: str = "Goes its own way."

    def _run(self) -> str:
        return "ran"

    def run(self, *args: Any, **kwargs: Any) -> str:
        return "ran"


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (RunsItsOwnWay(), "its own run"),
        ({"type": "web_search"}, "provider"),
        (enforce_tool.__doc__, "str cannot be wrapped"),
        (tool(plain_function).with_retry(), "cannot be wrapped"),
    ],
    ids=["own run", "provider spec", "text", "binding"],
)
def test_what_cannot_be_wrapped_is_refused(what, why, enforcer_for):
    with pytest.raises(ConfigurationError, match=why):
        enforce_tool(what, enforcer_for(ALLOW))


def test_an_entrance_on_the_instance_is_refused(enforcer_for):
    rigged = tool(plain_function)
    object.__setattr__(rigged, "run", lambda *_, **__: "ran")
    with pytest.raises(ConfigurationError, match="on the instance"):
        enforce_tool(rigged, enforcer_for(ALLOW))


def test_many_tools_share_one_enforcer_by_the_name_of_their_policy(
    write_policy, tmp_path, monkeypatch
):
    monkeypatch.setenv("ENFORCECORE_AUDIT_PATH", str(tmp_path / "trail"))
    path = write_policy("  plain_function: block")
    one, other = enforce_tools([plain_function, plain_function], str(path))
    assert enforce_tool(one, path) is one
    for wrapped in (one, other):
        with pytest.raises(PolicyViolation):
            wrapped.invoke({})


def test_a_hundred_calls_at_once_leave_a_hundred_entries(enforcer_for, entries_of):
    enforcer: Enforcer = enforcer_for(ALLOW)
    wrapped = enforce_tool(plain_function, enforcer)

    async def all_at_once():
        calls = [partial(wrapped.ainvoke, {"x": number}) for number in range(100)]
        return await asyncio.gather(*(call() for call in calls))

    assert asyncio.run(all_at_once()) == [f"v{number}" for number in range(100)]
    assert len({entry.call_id for entry in entries_of(enforcer)}) == 100


def test_a_retriever_tool_is_looked_into(enforcer_for):
    from langchain_core.retrievers import BaseRetriever  # noqa: PLC0415 - used here alone

    class Fixed(BaseRetriever):
        def _get_relevant_documents(self, query, *, run_manager):
            return [Document(f"{query} {MAIL}")]

    original = create_retriever_tool(
        Fixed(), "look", "Looks.", response_format="content_and_artifact"
    )
    message = enforce_tool(original, enforcer_for(ALLOW, REDACT_RESULTS)).invoke(
        asked("look", query="who")
    )
    assert "who <EMAIL" in message.content
    assert "bob" not in repr(message)


UNTOLD = "  pay: {args: {order: {at_most: 50}}}"


def test_a_policy_that_can_never_be_told_of_a_tool_is_refused_when_the_tool_is_wrapped(
    enforcer_for,
):
    def pay(order: str) -> str:
        """Pay."""
        return order

    with pytest.raises(PolicyError, match=r"policy.yaml:5:\d+: args\.order is a text") as caught:
        enforce_tool(pay, enforcer_for(UNTOLD))
    assert caught.value.code == "EC-P027"
    with pytest.raises(PolicyError):
        enforce_tools([pay], enforcer_for(UNTOLD))


def test_an_argument_that_a_closed_json_schema_does_not_have_is_refused_as_well(enforcer_for):
    schema = {"type": "object", "properties": {"orders": {"type": "integer"}}}
    closed = schema | {"additionalProperties": False}
    given = {"name": "pay", "description": "Pay.", "func": lambda **given: "paid"}
    enforcer = enforcer_for(UNTOLD)
    with pytest.raises(PolicyError, match="did you mean 'orders'"):
        enforce_tool(StructuredTool(args_schema=closed, **given), enforcer)
    open_tool = enforce_tool(StructuredTool(args_schema=schema, **given), enforcer)
    assert open_tool.invoke({"order": 50}) == "paid"


class Line(BaseModel, extra="forbid"):
    number: int = Field(alias="from")


class Renamed(BaseModel):
    line: Line


class Unspeakable(str):
    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        return handler(str)

    @classmethod
    def __get_pydantic_json_schema__(cls, core, handler):
        raise ZeroDivisionError


class Unreadable(BaseModel):
    order: Unspeakable


def test_a_schema_with_other_names_than_the_policy_sees_is_no_reason_to_refuse_a_tool(enforcer_for):
    tool = StructuredTool(
        name="pay", description="Pay.", func=lambda line: "paid", args_schema=Renamed
    )
    wrapped = enforce_tool(tool, enforcer_for("  pay: {args: {line.number: {at_most: 50}}}"))
    assert wrapped.invoke({"line": {"from": 50}}) == "paid"


def test_a_schema_that_cannot_be_read_is_no_reason_to_refuse_a_tool(enforcer_for):
    tool = StructuredTool(
        name="pay", description="Pay.", func=lambda order: "paid", args_schema=Unreadable
    )
    wrapped = enforce_tool(tool, enforcer_for(UNTOLD))
    with pytest.raises(PolicyViolation):
        wrapped.invoke({"order": "A"})
