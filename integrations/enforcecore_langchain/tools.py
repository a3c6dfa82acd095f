"""The tool wrapper: a copy of a LangChain tool whose body runs only when its call is allowed."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self

from langchain_core.tools import BaseTool
from langchain_core.tools import tool as tool_from_function
from pydantic import PrivateAttr

from enforcecore_core import ConfigurationError, EnforceCoreError, Enforcer, Suspended
from enforcecore_langchain import frames, selftest
from enforcecore_langchain.commands import handed_up, released
from enforcecore_langchain.frames import Frame, PolicySource, enforcer_of
from enforcecore_langchain.invocation import Invocation, expected_schema
from enforcecore_langchain.refusals import told
from enforcecore_langchain.values import RESULT

__all__ = ["enforce_tool", "enforce_tools", "expect", "wrapped"]

# Where LangChain enters a tool. A class that does it its own way could run its body by another
# way than `_run` and `_arun`, where calls are checked.
_ENTRANCES = (
    *("invoke", "ainvoke", "run", "arun", "__call__"),
    *("batch", "abatch", "batch_as_completed", "abatch_as_completed"),
    *("stream", "astream", "transform", "atransform"),
)


def enforce_tool(
    tool: BaseTool | Callable[..., Any] | dict[str, Any], policy: PolicySource = None
) -> BaseTool:
    """Return a copy of `tool` that runs only what the policy allows.

    It keeps its type, name, schema and events. `policy` is a policy file (those who name the same
    file share one enforcer), an `Enforcer`, or None for `ENFORCECORE_POLICY`. A refusal is an
    error `ToolMessage` where the call has a `tool_call_id`, and raises otherwise.

    Raises `ConfigurationError` for what cannot be wrapped: tools that a provider runs, and tools
    that replace LangChain's own way of running them. Raises `PolicyError` where the policy can
    never be told of a call that fits the tool's schema (see `Enforcer.expect_tool`).
    """
    enforcer = enforcer_of(policy)
    made = wrapped(tool, enforcer)
    expect(made, enforcer)
    return made


def enforce_tools(
    tools: Iterable[BaseTool | Callable[..., Any] | dict[str, Any]], policy: PolicySource = None
) -> list[BaseTool]:
    """Return every tool as `enforce_tool` does."""
    enforcer = enforcer_of(policy)
    return [enforce_tool(tool, enforcer) for tool in tools]


def wrapped(tool: BaseTool | Callable[..., Any] | dict[str, Any], enforcer: Enforcer) -> BaseTool:
    """Return a tool as `enforce_tool` does, without asking whether the policy fits it."""
    selftest.check_langchain(_wrap)
    return _wrap(tool, enforcer)


def expect(tool: BaseTool, enforcer: Enforcer) -> None:
    """Raise `PolicyError` if the policy can never be told of a call that fits the tool's schema."""
    enforcer.expect_tool(tool.name, functools.partial(expected_schema, tool))


@dataclass(frozen=True, slots=True)
class _Seal:
    """Binds a wrapped tool, and every copy of it, to its enforcer."""

    enforcer: Enforcer

    def __deepcopy__(self, _: object) -> Self:
        return self


class _Enforced:
    """What every wrapped tool has over its own class; `_run` and `_arun` are added to that."""

    _seal: _Seal

    def run(self, tool_input: Any, *args: Any, **kwargs: Any) -> Any:
        with frames.within(self._announced(kwargs)):
            return super().run(tool_input, *args, **kwargs)  # type: ignore[misc]  # a mixin

    async def arun(self, tool_input: Any, *args: Any, **kwargs: Any) -> Any:
        with frames.within(self._announced(kwargs)):
            return await super().arun(tool_input, *args, **kwargs)  # type: ignore[misc]  # a mixin

    def _to_args_and_kwargs(self, *given: Any) -> Any:
        try:
            return super()._to_args_and_kwargs(*given)  # type: ignore[misc]  # a mixin
        except Exception as error:  # noqa: BLE001 - a schema's validator is foreign code
            refused = error
        tool: Any = self
        raise told(refused, self._seal.enforcer.redactor_for(tool.name))

    def _announced(self, kwargs: dict[str, Any]) -> Frame:
        tool: Any = self
        return Frame(self._seal.enforcer, tool, kwargs.get("tool_call_id"))


def _wrap(tool: BaseTool | Callable[..., Any] | dict[str, Any], enforcer: Enforcer) -> BaseTool:
    if not isinstance(tool, BaseTool):
        tool = _made_from(tool)
    if isinstance(tool, _Enforced):
        if tool._seal.enforcer is enforcer:  # noqa: SLF001 - our own
            return tool
        raise ConfigurationError(f"tool {tool.name!r} is already wrapped by another enforcer")
    _refuse_own_entrances(tool)
    wrapped = tool.model_copy()
    private = {**(wrapped.__pydantic_private__ or {}), "_seal": _Seal(enforcer)}
    # A copy in a class of its own: `tool` itself stays what it is to whoever else holds it.
    object.__setattr__(wrapped, "__class__", _enforced_class(type(tool)))
    object.__setattr__(wrapped, "__pydantic_private__", private)
    return wrapped


def _made_from(function: Any) -> BaseTool:
    if isinstance(function, dict):
        raise ConfigurationError("a tool that the model's provider runs cannot be wrapped here")
    if not callable(function):
        kind = type(function).__name__
        raise ConfigurationError(f"a {kind} cannot be wrapped: wrap the tool inside it instead")
    made = tool_from_function(function)
    return made if isinstance(made, BaseTool) else _made_from({})


def _refuse_own_entrances(tool: BaseTool) -> None:
    for name in _ENTRANCES:
        owners = [one for one in type(tool).__mro__ if name in vars(one)]
        if owners and owners[0].__module__.partition(".")[0] != "langchain_core":
            kind = type(tool).__qualname__
            raise ConfigurationError(f"{kind} has its own {name}(), so its calls cannot be checked")
    if own := vars(tool).keys() & {"_run", "_arun", *_ENTRANCES}:
        raise ConfigurationError(f"tool {tool.name!r} has its own {min(own)}() on the instance")


@functools.lru_cache(maxsize=512)
def _enforced_class(original: type[BaseTool]) -> type[BaseTool]:
    def fill(namespace: dict[str, Any]) -> None:
        namespace["__module__"] = original.__module__
        namespace["__qualname__"] = original.__qualname__
        namespace["__doc__"] = original.__doc__
        namespace["__annotations__"] = {"_seal": _Seal}
        namespace["_seal"] = PrivateAttr()
        namespace["_run"] = _checked(original._run)  # noqa: SLF001 - the body is guarded there
        namespace["_arun"] = _checked_async(original)

    made: Any = types.new_class(original.__name__, (_Enforced, original), {}, fill)
    return made  # type: ignore[no-any-return]  # a subclass of `original`


def _checked(body: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(body)
    def _run(self: Any, *args: Any, **kwargs: Any) -> Any:
        invocation = Invocation(self, body, args, kwargs)
        if invocation.continues():
            return body(self, *args, **kwargs)
        enforcer = self._seal.enforcer
        invocation.begin(enforcer)

        def tool(**admitted: Any) -> Any:
            with invocation.running(admitted, hands_on=False) as (given, named):
                try:
                    return body(self, *given, **named)
                except Exception as error:
                    if (command := handed_up(error)) is not None:
                        return command
                    raise

        try:
            result = enforcer.call(
                self.name, tool, invocation.arguments, view=RESULT, **invocation.options
            )
        except EnforceCoreError as error:
            return invocation.refused(error)
        except Suspended as suspended:
            interrupt = suspended.interrupt
        else:
            return released(result)
        raise interrupt

    return _run


def _checked_async(original: type[BaseTool]) -> Callable[..., Any]:
    body = original._arun  # noqa: SLF001 - the body is guarded there
    # LangChain reads the signature to know what to put in.
    declared = original._run if body is BaseTool._arun else body  # noqa: SLF001

    @functools.wraps(declared)
    async def _arun(self: Any, *args: Any, **kwargs: Any) -> Any:
        invocation = Invocation(self, declared, args, kwargs)
        enforcer = self._seal.enforcer
        invocation.begin(enforcer)

        async def tool(**admitted: Any) -> Any:
            with invocation.running(admitted, hands_on=True) as (given, named):
                try:
                    return await body(self, *given, **named)
                except Exception as error:
                    if (command := handed_up(error)) is not None:
                        return command
                    raise

        try:
            result = await enforcer.acall(
                self.name, tool, invocation.arguments, view=RESULT, **invocation.options
            )
        except EnforceCoreError as error:
            return invocation.refused(error)
        except Suspended as suspended:
            interrupt = suspended.interrupt
        else:
            return released(result)
        raise interrupt

    return _arun
