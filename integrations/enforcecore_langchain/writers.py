"""The ways around a tool's result: what LangGraph lets a running tool write to the stream itself.

What is written there would pass no redaction, and a secret cut into pieces would pass any. So
where a tool's results are redacted, what it writes on the way is dropped, as it is when nobody
streams; its result arrives all the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import var_child_runnable_config

from enforcecore_core import Enforcer

__all__ = ["muted", "muted_arguments", "streams_must_be_muted"]


def streams_must_be_muted(enforcer: Enforcer, tool: str) -> bool:
    """Tell whether the policy has results of this tool redacted."""
    return bool(enforcer.plan.rules_for(tool).duties.redact_results)


def muted_arguments(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return `arguments` with every runtime, writer and config in them unable to stream."""
    return {name: _muted(value) for name, value in arguments.items()}


@contextmanager
def muted() -> Iterator[None]:
    """Mute what a tool finds in its context: `get_stream_writer()`, `emit_output_delta()`."""
    config = var_child_runnable_config.get()
    token = var_child_runnable_config.set(_muted(config))
    tools: Any = sys.modules.get("langgraph.pregel._tools")
    delta = None if tools is None else tools._tool_call_writer.set(None)  # noqa: SLF001 - no other way
    try:
        yield
    finally:
        var_child_runnable_config.reset(token)
        if delta is not None:
            tools._tool_call_writer.reset(delta)  # noqa: SLF001 - no other way


def _muted(value: Any) -> Any:
    if isinstance(value, dict) and isinstance(value.get("configurable"), dict):
        return _muted_config(value)
    names = {one.name for one in fields(value)} if is_dataclass(value) else set()
    if isinstance(value, type) or "stream_writer" not in names:
        return value
    changes: dict[str, Any] = {"stream_writer": _drop}
    if "config" in names:
        changes["config"] = _muted(value.config)
    return replace(value, **changes)


def _muted_config(config: dict[str, Any]) -> RunnableConfig:
    inner = {
        key: _muted(one) if key == "__pregel_runtime" else one
        for key, one in config["configurable"].items()
    }
    muted: Any = {**config, "configurable": inner}
    return muted  # type: ignore[no-any-return]  # a RunnableConfig is a dict


def _drop(_: object) -> None:
    return None
