"""One entry into the body of a wrapped tool: what the policy sees of it, and what the body gets."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from langchain_core.messages import ToolMessage
from langchain_core.runnables.config import var_child_runnable_config
from langchain_core.tools import BaseTool
from langchain_core.tools import base as machinery
from pydantic import BaseModel

from enforcecore_core import ConfigurationError, EnforceCoreError, Enforcer, Suspended
from enforcecore_langchain import frames
from enforcecore_langchain.frames import Frame
from enforcecore_langchain.values import plain, rebuilt, snapshot
from enforcecore_langchain.writers import muted, muted_arguments, streams_must_be_muted

__all__ = ["Invocation", "expected_schema"]

_MANAGER = "run_manager"


class Invocation:
    """The arguments of one call to a tool's body, apart: the model's, and the framework's.

    `arguments` are the model's in plain form, under the names that the policy uses.
    """

    def __init__(
        self, tool: BaseTool, method: Callable[..., Any], args: tuple[Any, ...], kwargs: Any
    ) -> None:
        self._tool = tool
        self._names = _positional_names(tool, method, len(args))
        visible = _visible(tool, method, kwargs)
        self._injected = {name: one for name, one in kwargs.items() if name not in visible}
        if not kwargs.keys().isdisjoint(self._names):
            raise TypeError(f"{tool.name} got multiple values for an argument")
        self._given = {**dict(zip(self._names, args, strict=True)), **visible}

    def continues(self) -> bool:
        """Tell whether this is an admitted asynchronous call going on in its synchronous body."""
        admitted = frames.resumes(self._tool)
        return admitted is not None and admitted == _plain_or_none(self._given)

    def begin(self, enforcer: Enforcer) -> None:
        """Take the call that was announced for the tool, and copy what it is about."""
        self._enforcer = enforcer
        self._frame = frames.enter(self._tool, enforcer)
        pairs = {name: snapshot(value) for name, value in self._given.items()}
        self._held = {name: held for name, (held, _) in pairs.items()}
        self.arguments = {name: view for name, (_, view) in pairs.items()}

    @property
    def options(self) -> dict[str, Any]:
        """What else the core records of the call, or asks about it."""
        config: Any = var_child_runnable_config.get() or {}
        links = {"tool_call_id": self._frame.tool_call_id}
        if (callbacks := config.get("callbacks")) is not None:
            run_id = getattr(callbacks, "parent_run_id", None)
            links["run_id"] = None if run_id is None else str(run_id)
        thread = (config.get("configurable") or {}).get("thread_id")
        return {
            "session": None if thread is None else str(thread),
            "links": {name: link for name, link in links.items() if link is not None},
            "schema": lambda: _schema_of(self._tool),
        }

    @contextmanager
    def running(
        self, admitted: dict[str, Any], *, hands_on: bool
    ) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
        """Give the arguments to run the body with, and keep a graph's interrupts from the core.

        `hands_on` says that the body may pass the same arguments on to the tool's `_run`, once.
        """
        values = self._rebuilt(admitted)
        armed = [_plain_or_none(values)] if hands_on else []
        frame = Frame(
            self._enforcer, self._tool, self._frame.tool_call_id, entered=True, armed=armed
        )
        injected = self._injected
        with frames.within(frame), self._streams_muted() as must_mute:
            if must_mute:
                injected = muted_arguments(injected)
            positional = tuple(values.pop(name) for name in self._names)
            try:
                yield positional, {**values, **injected}
            except Exception as error:
                if frames.suspends(error):
                    raise Suspended(error) from None
                raise

    def refused(self, error: EnforceCoreError) -> Any:
        """Return the refusal as the model reads it; raise `error` where no model asked."""
        if self._frame.tool_call_id is None:
            raise error
        message = ToolMessage(
            content=str(error),
            name=self._tool.name,
            tool_call_id=self._frame.tool_call_id,
            status="error",
        )
        both = self._tool.response_format == "content_and_artifact"
        return (message, None) if both else message

    def _rebuilt(self, admitted: dict[str, Any]) -> dict[str, Any]:
        if admitted.keys() != self.arguments.keys():
            raise ConfigurationError(f"redaction would rename an argument of {self._tool.name!r}")
        return {
            name: self._held[name]
            if new is self.arguments[name]
            else rebuilt(self._held[name], new)
            for name, new in admitted.items()
        }

    @contextmanager
    def _streams_muted(self) -> Iterator[bool]:
        if not streams_must_be_muted(self._enforcer, self._tool.name):
            yield False
            return
        with muted():
            yield True


def expected_schema(tool: BaseTool) -> Mapping[str, object]:
    """Return the schema of a tool's arguments, if its names are those that the policy sees."""
    stated, schema = tool.tool_call_schema, _schema_of(tool)
    if isinstance(stated, dict):
        return schema
    inner = (
        stated.model_json_schema(by_alias=False)
        if issubclass(stated, BaseModel)
        else stated.schema(by_alias=False)
    )
    return schema if schema == inner else {}


def _schema_of(tool: BaseTool) -> Mapping[str, object]:
    stated = tool.tool_call_schema
    if isinstance(stated, dict):
        return stated
    # Models of pydantic 1 spell it otherwise.
    return stated.model_json_schema() if issubclass(stated, BaseModel) else stated.schema()


def _plain_or_none(values: dict[str, Any]) -> Any:
    try:
        return plain(values)
    except Exception:  # noqa: BLE001 - what cannot be compared is decided again
        return None


def _visible(tool: BaseTool, method: Callable[..., Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return what came from the model: all but what the framework itself puts in."""
    injected = kwargs.keys() - tool._filter_injected_args(kwargs).keys()  # noqa: SLF001 - no other
    # These names are the framework's only where the body declares them. Elsewhere a model with
    # a loose schema could use them to get an argument past the policy.
    injected -= {*machinery.FILTERED_ARGS}
    injected |= _framework_parameters(method)
    return {name: value for name, value in kwargs.items() if name not in injected}


@lru_cache(maxsize=512)
def _framework_parameters(method: Callable[..., Any]) -> frozenset[str]:
    config = machinery._get_runnable_config_param(method)  # noqa: SLF001 - as BaseTool.run does
    manager = {_MANAGER} & inspect.signature(method).parameters.keys()
    return frozenset({config} | manager) if config else frozenset(manager)


def _positional_names(tool: BaseTool, method: Callable[..., Any], count: int) -> list[str]:
    if count == 0:
        return []
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = inspect.signature(method).parameters.values()
    names = [one.name for one in parameters if one.kind in positional][1:] or list(tool.args)
    names += [f"__arg{position}" for position in range(len(names) + 1, count + 1)]
    return names[:count]
