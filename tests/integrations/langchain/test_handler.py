from __future__ import annotations

import asyncio
import copy
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from enforcecore_langchain import EnforceCoreCallbackHandler, enforce_tool
from langchain_core.callbacks import AsyncCallbackHandler, BaseCallbackHandler
from langchain_core.runnables import RunnableConfig, RunnableLambda
from langchain_core.tools import BaseTool, Tool, ToolException, tool
from pydantic import BaseModel, field_validator

from enforcecore_core import (
    ConfigurationError,
    DeadlineExceeded,
    EnforcementFault,
    Enforcer,
    PolicyViolation,
    ResultWithheld,
)

ALLOW = '  "*": allow'
REDACT_RESULTS = "defaults: {redact: {results: [pii]}}"
MAIL = "bob@example.com"


@pytest.fixture(params=["invoke", "ainvoke", "invoke in a loop"])
def call(request):
    """Call a tool under handlers, in one of the ways in which LangChain runs them."""

    def call_(tool: BaseTool, given: Any, *handlers: BaseCallbackHandler, **config: Any) -> Any:
        chosen: Any = {"callbacks": list(handlers), **config}

        async def in_loop():
            if request.param == "ainvoke":
                return await tool.ainvoke(given, chosen)
            return tool.invoke(given, chosen)

        if request.param == "invoke":
            return tool.invoke(given, chosen)
        return asyncio.run(in_loop())

    return call_


@tool
def echo(text: str = "whatever") -> str:
    """Say it again."""
    return f"you said {text}"


@pytest.mark.parametrize("name", ["raise_error", "run_inline", "ignore_agent", "ignore_chain"])
def test_what_makes_it_enforce_cannot_be_set(name, enforcer_for):
    handler = EnforceCoreCallbackHandler(enforcer_for(ALLOW))
    before = getattr(handler, name)
    with pytest.raises(AttributeError):
        setattr(handler, name, not before)
    assert getattr(handler, name) is before


def overriding(name: str, value: Any) -> type:
    return type("Sub", (EnforceCoreCallbackHandler,), {name: value})


async def later(*_: Any, **__: Any) -> None: ...


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("on_tool_start", later),
        ("on_tool_start", lambda *_, **__: None),
        ("on_tool_end", later),
        ("on_tool_error", later),
        ("raise_error", False),
        ("run_inline", False),
        ("ignore_agent", True),
    ],
)
def test_a_subclass_that_could_let_tools_run_is_refused(name, value, enforcer_for):
    with pytest.raises(ConfigurationError, match=name):
        overriding(name, value)(enforcer_for(ALLOW))


def test_a_subclass_may_listen_to_something_else(enforcer_for):
    class Listening(EnforceCoreCallbackHandler):
        def on_llm_start(self, *args, **kwargs): ...

    with pytest.raises(PolicyViolation):
        echo.invoke({}, {"callbacks": [Listening(enforcer_for("  echo: block"))]})


class BrokenEnforcer(Enforcer):
    """Raises something at every use."""

    def __init__(self, error: type[BaseException]) -> None:
        self.error = error

    def admit(self, *_: Any, **__: Any) -> Any:
        raise self.error


class Stop(BaseException):
    pass


@pytest.mark.parametrize("error", [ValueError, NotImplementedError, Stop, ToolException])
def test_a_fault_of_any_kind_blocks(error, call):
    ran = []

    @tool
    def mark() -> None:
        """Mark."""
        ran.append(1)

    handler = EnforceCoreCallbackHandler(BrokenEnforcer(error))
    with pytest.raises(EnforcementFault):
        call(mark, {}, handler)
    assert ran == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_while_deciding_arrives_and_nothing_runs(error):
    ran = []

    @tool
    def mark() -> None:
        """Mark."""
        ran.append(1)

    handler = EnforceCoreCallbackHandler(BrokenEnforcer(error))
    with pytest.raises(error):
        mark.invoke({}, {"callbacks": [handler]})
    assert ran == []


def test_a_clean_call_passes_and_leaves_one_entry(call, enforcer_for, only):
    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    assert call(echo, {"text": "hi"}, EnforceCoreCallbackHandler(enforcer)) == "you said hi"
    assert only(enforcer).status == "returned"


def test_it_sees_what_the_model_wrote_and_not_the_default(call, enforcer_for):
    enforcer = enforcer_for("  echo: {args: {text: {starts_with: wh}}}")
    handler = EnforceCoreCallbackHandler(enforcer)
    assert call(echo, {"text": "what"}, handler) == "you said what"
    with pytest.raises(PolicyViolation):
        call(echo, {}, handler)


def test_a_result_that_would_have_to_be_redacted_is_withheld(call, enforcer_for, only):
    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    with pytest.raises(ResultWithheld) as caught:
        call(echo, {"text": MAIL}, EnforceCoreCallbackHandler(enforcer))
    assert MAIL not in str(caught.value)
    assert only(enforcer).status == "withheld"


def test_a_late_result_is_withheld(call, enforcer_for, only):
    @tool
    def slow() -> str:
        """Take time."""
        time.sleep(0.05)
        return "late"

    enforcer = enforcer_for("  slow: {allow: always, timeout: 10ms}")
    with pytest.raises(DeadlineExceeded):
        call(slow, {}, EnforceCoreCallbackHandler(enforcer))
    assert only(enforcer).status == "timed_out"


def test_a_handled_tool_error_counts_as_raised(call, enforcer_for, only):
    @tool
    def fail() -> str:
        """Fail."""
        raise ToolException("no")

    fail.handle_tool_error = True
    enforcer = enforcer_for(ALLOW)
    given = {"type": "tool_call", "id": "call-0", "name": "fail", "args": {}}
    assert call(fail, given, EnforceCoreCallbackHandler(enforcer)).status == "error"
    assert (only(enforcer).status, only(enforcer).error_type) == ("raised", "ToolException")


def test_a_handled_tool_error_that_would_have_to_be_redacted_is_withheld(call, enforcer_for):
    @tool
    def fail() -> str:
        """Fail."""
        raise ToolException(MAIL)

    fail.handle_tool_error = True
    given = {"type": "tool_call", "id": "call-0", "name": "fail", "args": {}}
    with pytest.raises(ResultWithheld):
        call(fail, given, EnforceCoreCallbackHandler(enforcer_for(ALLOW, REDACT_RESULTS)))


def test_invalid_arguments_leave_one_entry(call, enforcer_for, only):
    enforcer = enforcer_for(ALLOW)
    with pytest.raises(ValueError, match="string_type"):
        call(echo, {"text": 1}, EnforceCoreCallbackHandler(enforcer))
    assert only(enforcer).status == "raised"


def test_attached_twice_it_records_once(call, enforcer_for, only):
    enforcer = enforcer_for(ALLOW)
    one, other = EnforceCoreCallbackHandler(enforcer), EnforceCoreCallbackHandler(enforcer)
    assert call(echo, {}, one, one, other, copy.deepcopy(one)) == "you said whatever"
    assert only(enforcer).status == "returned"


def test_two_runs_at_once_with_one_id_are_refused(enforcer_for):
    handler = EnforceCoreCallbackHandler(enforcer_for(ALLOW))
    same = {"callbacks": [handler], "run_id": uuid.uuid4()}

    @tool
    def outer() -> str:
        """Call another tool."""
        return echo.invoke({}, same)

    with pytest.raises(ConfigurationError, match="run_id"):
        outer.invoke({}, same)


def test_another_handler_that_raises_changes_nothing(call, enforcer_for, only):
    class Raising(BaseCallbackHandler):
        raise_error = True

        def on_tool_start(self, *args, **kwargs):
            raise LookupError

    class Swallowed(AsyncCallbackHandler):
        async def on_tool_start(self, *args, **kwargs):
            raise LookupError

    enforcer = enforcer_for("  echo: block")
    with pytest.raises((PolicyViolation, LookupError)):
        call(echo, {}, Raising(), EnforceCoreCallbackHandler(enforcer))
    with pytest.raises(PolicyViolation):
        call(echo, {}, Swallowed(), EnforceCoreCallbackHandler(enforcer))


def test_tools_inside_a_covered_tool_are_covered(call, enforcer_for, entries_of):
    enforcer = enforcer_for("  outer: allow\n  echo: block")

    @tool
    def outer() -> str:
        """Call another tool."""
        return echo.invoke({})

    handler = EnforceCoreCallbackHandler(enforcer)
    for one in (outer, enforce_tool(outer, enforcer)):
        with pytest.raises(PolicyViolation):
            call(one, {}, handler)
    assert [entry.status for entry in entries_of(enforcer)] == ["raised", "not_run"] * 2


def test_a_tool_of_the_same_name_inside_a_wrapped_tool_is_covered(call, enforcer_for, entries_of):
    enforcer = enforcer_for("  echo: {args: {text: {min_length: 1}}}")

    @tool("echo")
    def outer(text: str) -> str:
        """Call another tool."""
        return echo.invoke({"text": ""})

    with pytest.raises(PolicyViolation):
        call(enforce_tool(outer, enforcer), {"text": "x"}, EnforceCoreCallbackHandler(enforcer))
    assert [entry.effect for entry in entries_of(enforcer)] == ["allow", "block"]


def test_a_tool_that_runs_while_another_is_validated_is_covered(call, enforcer_for, entries_of):
    enforcer = enforcer_for("  outer: allow\n  echo: block")
    handler = EnforceCoreCallbackHandler(enforcer)

    class Checked(BaseModel):
        text: str

        @field_validator("text")
        @classmethod
        def call_a_tool(cls, _: str) -> str:
            return echo.invoke({}, {"callbacks": [handler]})

    @tool(args_schema=Checked)
    def outer(text: str) -> str:
        """Say it."""
        return text

    with pytest.raises(PolicyViolation):
        call(enforce_tool(outer, enforcer), {"text": "x"}, handler)
    assert [entry.tool for entry in entries_of(enforcer)] == ["echo"]


def test_it_leaves_to_a_wrapper_of_another_enforcer_nothing(call, enforcer_for):
    wrapped = enforce_tool(echo, enforcer_for(ALLOW))
    with pytest.raises(PolicyViolation):
        call(wrapped, {}, EnforceCoreCallbackHandler(enforcer_for("  echo: block")))


def test_it_copies_what_it_looks_at(call, enforcer_for, only):
    given = {"text": MAIL}
    enforcer = enforcer_for("  echo: {allow: always, redact: [pii]}")
    with pytest.raises(PolicyViolation):
        call(echo, given, EnforceCoreCallbackHandler(enforcer))
    assert given == {"text": MAIL}
    assert only(enforcer).code == "EC-REWRITE-NEEDED"


def test_the_entry_says_whose_call_it_was(call, enforcer_for, only):
    enforcer = enforcer_for(ALLOW)
    run_id = uuid.uuid4()
    given = {"type": "tool_call", "id": "call-0", "name": "echo", "args": {}}
    handler = EnforceCoreCallbackHandler(enforcer)
    call(echo, given, handler, run_id=run_id, metadata={"thread_id": "t1"})
    assert only(enforcer).links == {"run_id": str(run_id), "tool_call_id": "call-0"}
    assert only(enforcer).session == "t1"


def test_a_run_without_an_end_is_closed_with_its_parent(enforcer_for, only):
    @tool
    def stop() -> str:
        """Stop."""
        raise SystemExit

    enforcer = enforcer_for(ALLOW)
    config: Any = {"callbacks": [EnforceCoreCallbackHandler(enforcer)]}
    with pytest.raises(SystemExit):
        RunnableLambda(lambda _: stop.invoke({})).invoke(1, config)
    assert only(enforcer).status == "cancelled"


def test_a_result_that_comes_after_its_parent_failed_is_withheld(enforcer_for, only):
    began, may_end = threading.Event(), threading.Event()

    @tool
    def slow() -> str:
        """Wait."""
        began.set()
        may_end.wait(10)
        return "late"

    enforcer = enforcer_for(ALLOW)
    with ThreadPoolExecutor(1) as pool:
        left = []

        def parent(_: Any, config: RunnableConfig) -> None:
            left.append(pool.submit(slow.invoke, {}, config))
            began.wait(10)
            raise LookupError

        with pytest.raises(LookupError):
            RunnableLambda(parent).invoke(1, {"callbacks": [EnforceCoreCallbackHandler(enforcer)]})
        may_end.set()
        with pytest.raises(ResultWithheld):
            left[0].result()
    assert only(enforcer).status == "cancelled"


def test_the_single_input_of_a_tool_has_the_name_that_it_has_when_wrapped(call, enforcer_for):
    enforcer = enforcer_for("  shout: {args: {tool_input: {starts_with: ok}}}")
    handler = EnforceCoreCallbackHandler(enforcer)
    shout = Tool("shout", str.upper, "Shouts.")
    for given in ("ok", {"__arg1": "ok"}):
        assert call(shout, given, handler) == "OK"
    with pytest.raises(PolicyViolation):
        call(shout, {"__arg1": "no"}, handler)


async def test_a_run_without_an_end_is_closed_with_its_task(enforcer_for, only):
    started = asyncio.Event()

    @tool
    async def wait() -> str:
        """Wait."""
        started.set()
        await asyncio.Event().wait()
        return "never"

    enforcer = enforcer_for(ALLOW)
    config: Any = {"callbacks": [EnforceCoreCallbackHandler(enforcer)]}
    running = asyncio.create_task(wait.ainvoke({}, config))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await asyncio.sleep(0)
    assert only(enforcer).status == "cancelled"


def test_a_graphs_interrupt_passes_untouched(call, enforcer_for, only):
    errors = pytest.importorskip("langgraph.errors")
    interrupt = errors.GraphInterrupt([MAIL])

    @tool
    def ask() -> str:
        """Ask."""
        raise interrupt

    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    with pytest.raises(errors.GraphInterrupt) as caught:
        call(ask, {}, EnforceCoreCallbackHandler(enforcer))
    assert caught.value is interrupt
    assert MAIL in str(interrupt)
    assert only(enforcer).status == "cancelled"


def test_a_command_to_a_parent_graph_is_withheld_like_any_result(call, enforcer_for, only):
    errors = pytest.importorskip("langgraph.errors")
    types = pytest.importorskip("langgraph.types")

    @tool
    def delegate(to: str) -> str:
        """Ask another agent."""
        raise errors.ParentCommand(types.Command(update={"to": to, "from": MAIL}))

    enforcer = enforcer_for(ALLOW, REDACT_RESULTS)
    with pytest.raises(ResultWithheld):
        call(delegate, {"to": "a"}, EnforceCoreCallbackHandler(enforcer))
    assert only(enforcer).status == "withheld"


def test_a_policy_can_be_named_by_its_path(call, write_policy, tmp_path, monkeypatch):
    monkeypatch.setenv("ENFORCECORE_AUDIT_PATH", str(tmp_path / "trail"))
    with pytest.raises(PolicyViolation):
        call(echo, {}, EnforceCoreCallbackHandler(write_policy("  echo: block")))
