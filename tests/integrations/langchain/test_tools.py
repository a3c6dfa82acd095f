from __future__ import annotations

import asyncio
import copy
from functools import partial
from typing import Any

import pytest
from enforcecore_langchain import enforce_tool, enforce_tools
from integrations.langchain.tool_kinds import (
    ALLOW,
    GIVEN,
    KINDS,
    MAIL,
    REDACT_NOTHING,
    REDACT_RESULTS,
    asked,
    plain_function,
    result_of,
)
from langchain_core.documents import Document
from langchain_core.messages import ToolMessage
from langchain_core.tools import (
    BaseTool,
    create_retriever_tool,
    tool,
)
from langchain_core.utils.function_calling import convert_to_openai_tool

from enforcecore_core import (
    ConfigurationError,
    Enforcer,
    PolicyViolation,
)


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


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
