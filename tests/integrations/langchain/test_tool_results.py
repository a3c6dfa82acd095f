from __future__ import annotations

import asyncio
import json
import time
import traceback
from typing import Any

import pytest
from enforcecore_langchain import enforce_tool
from integrations.langchain.tool_kinds import (
    ALLOW,
    MAIL,
    REDACT_RESULTS,
    Address,
    asked,
    result_of,
)
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import (
    StructuredTool,
    ToolException,
    tool,
)
from pydantic import BaseModel

from enforcecore_core import (
    DeadlineExceeded,
    ResultWithheld,
)

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


# None of them says by itself what it is.
TABLES: dict[str, Any] = {
    "columns beside rows": {"columns": ["id", "password"], "rows": [[1, "tulip9"]]},
    "rows under names": [["id", "password"], [1, "tulip9"]],
    "pairs": [("password", "tulip9"), ("id", 1)],
    "name beside value": [{"name": "DB_PASSWORD", "value": "tulip9"}],
}


@pytest.mark.parametrize("result", TABLES.values(), ids=TABLES)
def test_names_in_a_table_say_what_its_cells_are(result, enforcer_for):
    enforcer = enforcer_for(ALLOW, "defaults: {redact: {arguments: [], results: [secrets]}}")
    made = StructuredTool.from_function(lambda: result, name="t", description=".")
    for form in (result, json.loads(json.dumps(result))):
        made.func = lambda form=form: form
        message = enforce_tool(made, enforcer).invoke(asked("t"))
        assert "tulip9" not in repr(message)
        assert "password" in message.content.lower()


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


class Order(BaseModel):
    number: int


def test_a_validation_error_that_holds_what_matches_is_withheld(enforcer_for):
    def find() -> str:
        """Looks something up."""
        return str(Order(number=f"write to {MAIL} " + "x" * 80))

    made = StructuredTool.from_function(find, handle_validation_error=str)
    message = enforce_tool(made, enforcer_for(ALLOW, REDACT_RESULTS)).invoke(asked("find"))
    assert (message.status, "withheld" in message.content) == ("error", True)
    assert "write to" not in repr(message)
