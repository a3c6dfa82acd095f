"""Every way to run a tool goes through the enforcer."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import inspect
import pickle
import threading

import pytest
from enforcecore_llamaindex import EnforcedTool, enforce_tool, enforce_tools
from integrations.llamaindex.scripted_model import ScriptedModel, calling
from llama_index.core.query_engine import CustomQueryEngine, RouterQueryEngine
from llama_index.core.selectors import LLMSingleSelector
from llama_index.core.tools import (
    BaseTool,
    FunctionTool,
    QueryEngineTool,
    ToolMetadata,
    ToolOutput,
)
from llama_index.core.tools.calling import acall_tool, call_tool
from llama_index.core.tools.tool_spec.base import BaseToolSpec
from llama_index.core.tools.types import adapt_to_async_tool
from pydantic import Field

from enforcecore_core import CallBlocked, ConfigurationError, PolicyViolation, open_enforcer

ALLOW = "  touch: allow"
BLOCK = "  touch: block"

WAYS = {
    "call": lambda tool: tool.call(text="x"),
    "call by position": lambda tool: tool.call("x"),
    "__call__": lambda tool: tool(text="x"),
    "acall": lambda tool: asyncio.run(tool.acall(text="x")),
    "fn": lambda tool: tool.fn(text="x"),
    "async_fn": lambda tool: asyncio.run(tool.async_fn(text="x")),
    "_fn": lambda tool: tool._fn(text="x"),  # noqa: SLF001 - OnDemandLoaderTool reads it
    "_async_fn": lambda tool: asyncio.run(tool._async_fn(text="x")),  # noqa: SLF001 - as _fn
    "real_fn": lambda tool: _run(tool.real_fn(text="x")),
    "call_tool": lambda tool: call_tool(tool, {"text": "x"}),
    "acall_tool": lambda tool: asyncio.run(acall_tool(tool, {"text": "x"})),
    "predict_and_call": lambda tool: _model().predict_and_call([tool], "go"),
    "apredict_and_call": lambda tool: asyncio.run(_model().apredict_and_call([tool], "go")),
    "a copy": lambda tool: copy.copy(tool).call(text="x"),
    "a deep copy": lambda tool: copy.deepcopy(tool).call(text="x"),
}


def _model() -> ScriptedModel:
    return ScriptedModel(calling("touch", text="x"), "done")


def _run(result):
    return asyncio.run(result) if inspect.iscoroutine(result) else result


@pytest.fixture(params=["function", "coroutine", "sync tool"])
def tool(request, touch, async_touch):
    if request.param == "coroutine":
        return FunctionTool.from_defaults(async_fn=async_touch)
    made = FunctionTool.from_defaults(touch)
    return SyncTool(made) if request.param == "sync tool" else made


class SyncTool(BaseTool):
    def __init__(self, inner: FunctionTool) -> None:
        self._inner = inner

    @property
    def metadata(self) -> ToolMetadata:
        return self._inner.metadata

    def __call__(self, *args, **kwargs) -> ToolOutput:
        return self._inner.call(*args, **kwargs)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_a_denied_tool_runs_by_no_way(way, tool, marker, enforcer_for, statuses_of):
    enforcer = enforcer_for(BLOCK)
    with contextlib.suppress(CallBlocked):
        way(enforce_tool(tool, enforcer))
    assert not marker.exists()
    assert statuses_of(enforcer) == ["not_run"]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_an_allowed_tool_runs_once_by_every_way(way, tool, marker, enforcer_for, statuses_of):
    enforcer = enforcer_for(ALLOW)
    way(enforce_tool(tool, enforcer))
    assert marker.read_text() == "x"
    assert statuses_of(enforcer) == ["returned"]


def test_a_refusal_is_an_error_output_with_a_neutral_text(touch, enforcer_for):
    output = enforce_tool(touch, enforcer_for(BLOCK)).call(text="my words")
    assert output.is_error
    assert isinstance(output.exception, PolicyViolation)
    assert output.content == output.raw_output == str(output.exception)
    assert "my words" not in repr(output)
    assert output.tool_name == "touch"


def test_raw_functions_raise_refusals(touch, enforcer_for):
    with pytest.raises(PolicyViolation):
        enforce_tool(touch, enforcer_for(BLOCK)).fn(text="x")


def test_no_attribute_but_the_inner_tool_leads_to_the_function(touch, enforcer_for):
    tool = enforce_tool(touch, enforcer_for(ALLOW))
    names = set(dir(tool)) - {"_inner", "query_engine"}
    assert touch not in [getattr(tool, name) for name in names]
    assert not any(hasattr(tool.fn, name) for name in ("__wrapped__", "func"))
    assert not hasattr(tool, "query_engine")


def test_the_guard_has_the_functions_signature_and_text(touch, enforcer_for):
    tool = enforce_tool(touch, enforcer_for(ALLOW))
    assert inspect.signature(tool.real_fn) == inspect.signature(touch)
    assert inspect.getdoc(tool.fn) == "Leaves a file behind."


def test_the_real_function_of_a_coroutine_is_one(async_touch, enforcer_for):
    tool = enforce_tool(FunctionTool.from_defaults(async_fn=async_touch), enforcer_for(ALLOW))
    assert inspect.iscoroutinefunction(tool.real_fn)


def test_a_raising_tool_of_one_argument_is_called_once(enforcer_for, statuses_of):
    calls = []

    def fragile(text: str) -> str:
        calls.append(text)
        raise OSError("no")

    enforcer = enforcer_for("  fragile: allow")
    output = call_tool(enforce_tool(fragile, enforcer), {"text": "x"})
    assert (output.is_error, calls, statuses_of(enforcer)) == (True, ["x"], ["raised"])


def test_the_name_is_pinned_when_the_tool_is_wrapped(touch, marker, enforcer_for, entries_of):
    enforcer = enforcer_for("  touch: block\n  harmless: allow")
    inner = FunctionTool.from_defaults(touch)
    tool = enforce_tool(inner, enforcer)
    inner.metadata.name = "harmless"
    tool.metadata.name = "harmless"
    copy.copy(tool).call(text="x")
    tool.call(text="x")
    assert not marker.exists()
    assert [entry.tool for entry in entries_of(enforcer)] == ["touch", "touch"]


def test_a_copy_has_metadata_of_its_own(touch, enforcer_for):
    tool = enforce_tool(touch, enforcer_for(ALLOW))
    copy.deepcopy(tool).metadata.description = "another"
    assert tool.metadata.description != "another"


def test_the_schema_is_pinned_when_the_tool_is_wrapped(touch, marker, enforcer_for):
    tool = enforce_tool(touch, enforcer_for(ALLOW))
    tool.metadata.fn_schema = None
    assert tool.call(input="x").is_error
    assert not marker.exists()


def test_enforcing_twice_by_one_enforcer_changes_nothing(touch, enforcer_for):
    enforcer = enforcer_for(ALLOW)
    tool = enforce_tool(touch, enforcer)
    assert enforce_tool(tool, enforcer) is tool
    assert enforce_tools([adapt_to_async_tool(tool)], enforcer) == [tool]


def test_a_second_enforcer_is_refused(touch, enforcer_for, settings, tmp_path):
    tool = enforce_tool(touch, enforcer_for(ALLOW))
    other = settings.model_copy(update={"audit_path": tmp_path / "other"})
    with (
        open_enforcer(tmp_path / "policy.yaml", settings=other) as second,
        pytest.raises(ConfigurationError, match="another enforcer"),
    ):
        enforce_tool(tool, second)


def test_an_enforced_tool_is_not_wrapped_in_another(touch, enforcer_for):
    enforcer = enforcer_for(ALLOW)
    with pytest.raises(ConfigurationError):
        EnforcedTool(enforce_tool(touch, enforcer), enforcer)


def test_an_enforced_tool_is_not_pickled(touch, enforcer_for):
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(enforce_tool(touch, enforcer_for(ALLOW)))


def test_two_tools_of_one_name_are_refused(touch, async_touch, enforcer_for):
    with pytest.raises(ConfigurationError, match="touch"):
        enforce_tools([touch, async_touch], enforcer_for(ALLOW))


def test_tool_specs_are_taken_apart(marker, enforcer_for):
    class Spec(BaseToolSpec):
        spec_functions = ("touch",)

        def touch(self, text: str) -> str:
            marker.write_text(text)
            return text

    enforcer = enforcer_for(BLOCK)
    for tools in (enforce_tools(Spec(), enforcer), enforce_tools([Spec()], enforcer)):
        assert tools[0].call(text="x").is_error
    assert not marker.exists()


def test_a_policy_is_named_by_its_path(touch, marker, write_policy, settings, monkeypatch):
    monkeypatch.setenv("ENFORCECORE_AUDIT_PATH", str(settings.audit_path))
    path = write_policy(BLOCK)
    [first], [second] = enforce_tools([touch], str(path)), enforce_tools([touch], path)
    assert first.call(text="x").is_error
    assert enforce_tool(first, path) is first
    assert second.call(text="x").is_error
    assert not marker.exists()


def test_threads_make_one_entry_for_each_call(touch, enforcer_for, statuses_of):
    enforcer = enforcer_for(ALLOW)
    tool = enforce_tool(touch, enforcer)
    threads = [threading.Thread(target=tool.call, args=("x",)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses_of(enforcer) == ["returned"] * 16


class Engine(CustomQueryEngine):
    asked: list[str] = Field(default_factory=list)

    def custom_query(self, query_str: str) -> str:
        self.asked.append(query_str)
        return f"ask ada@example.org about {query_str}"


def test_a_router_gets_an_enforced_query_engine(enforcer_for, entries_of):
    engine = Engine()
    enforcer = enforcer_for("  docs: allow")
    tool = enforce_tool(QueryEngineTool.from_defaults(engine, name="docs"), enforcer)
    choice = '[{"choice": 1, "reason": "it is the only one"}]'
    selector = LLMSingleSelector.from_defaults(llm=ScriptedModel(choice))
    router = RouterQueryEngine(selector, [tool], llm=ScriptedModel("unused"))
    assert str(router.query("ships")) == "ask <EMAIL> about ships"
    assert engine.asked == ["ships"]
    assert [entry.status for entry in entries_of(enforcer)] == ["returned"]


def test_a_blocked_query_does_not_reach_the_engine(enforcer_for, statuses_of):
    engine = Engine()
    enforcer = enforcer_for("  docs: block")
    tool = enforce_tool(QueryEngineTool.from_defaults(engine, name="docs"), enforcer)
    with pytest.raises(PolicyViolation):
        tool.query_engine.query("ships")
    with pytest.raises(PolicyViolation):
        asyncio.run(tool.query_engine.aquery("ships"))
    assert (engine.asked, statuses_of(enforcer)) == ([], ["not_run", "not_run"])
