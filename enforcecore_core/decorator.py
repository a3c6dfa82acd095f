"""`@enforce`: put a plain Python function behind a policy."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Mapping
from typing import Any, TypeVar, cast, overload

from pydantic import PydanticUserError, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from enforcecore_core import execution
from enforcecore_core.assembly import shared_enforcer
from enforcecore_core.calls import ToolCall
from enforcecore_core.enforcer import Enforcer
from enforcecore_core.errors import ConfigurationError
from enforcecore_core.functions import FunctionKind, kind_of

__all__ = ["enforce"]

F = TypeVar("F", bound=Callable[..., Any])


@overload
def enforce(function: F, /) -> F: ...


@overload
def enforce(
    *,
    policy: str | os.PathLike[str] | None = None,
    enforcer: Enforcer | None = None,
    tool: str | None = None,
    injected: Collection[str] = (),
) -> Callable[[F], F]: ...


def enforce(
    function: F | None = None,
    /,
    *,
    policy: str | os.PathLike[str] | None = None,
    enforcer: Enforcer | None = None,
    tool: str | None = None,
    injected: Collection[str] = (),
) -> F | Callable[[F], F]:
    """Decide, redact and record every call of the decorated function.

    Works on functions, coroutines, generators, async generators, methods, partials and callable
    objects. Arguments reach the policy by parameter name, defaults included, however they were
    passed; those of `**kwargs` by their own names.

    `policy` names a policy file (by default `ENFORCECORE_POLICY`); functions that name the same
    one share an enforcer, which is opened at the first call. `enforcer` uses one of your own.
    `tool` is the name that the policy knows the function by, by default its own name. `injected`
    names parameters that your program fills in and no model can (a connection, a session): the
    policy does not see them, and they are neither redacted nor recorded. `self` and `cls` of
    methods are such parameters.

    What the policy says of the function is checked against its annotations, as in
    `Enforcer.expect_tool`: now if there is an `enforcer`, else at the first call.
    """
    if policy is not None and enforcer is not None:
        raise ConfigurationError("enforce() takes a policy or an enforcer, not both")

    def decorate(target: F) -> F:
        if isinstance(target, staticmethod | classmethod):
            return cast("F", type(target)(decorate(cast("F", target.__func__))))
        binding = _Binding(target, tool, injected)
        if enforcer is not None:
            enforcer.expect_tool(binding.tool, binding.expected)
            return cast("F", _guarded(target, binding, lambda: enforcer))
        source = _Checked(binding, functools.partial(shared_enforcer, policy))
        return cast("F", _guarded(target, binding, source))

    return decorate if function is None else decorate(function)


class _Binding:
    """Translates a Python call into a tool call and admitted arguments back into a Python call."""

    def __init__(
        self, target: Callable[..., Any], tool: str | None, injected: Collection[str]
    ) -> None:
        self.tool = tool or _name_of(target)
        self.target, self._args, self._kwargs = _opened(target)
        self.signature = inspect.signature(self.target)
        self._injected = frozenset(injected) | _receiver(self.target, self.signature)
        if unknown := self._injected - self.signature.parameters.keys():
            raise ConfigurationError(
                f"{self.tool}: no parameter named {', '.join(sorted(unknown))} to inject"
            )
        self._extra = next(
            (p.name for p in self.signature.parameters.values() if p.kind is p.VAR_KEYWORD), None
        )

    def bind(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> inspect.BoundArguments:
        bound = self.signature.bind(*self._args, *args, **{**self._kwargs, **kwargs})
        bound.apply_defaults()
        return bound

    def to_call(self, bound: inspect.BoundArguments) -> ToolCall:
        arguments = {n: v for n, v in bound.arguments.items() if n not in self._injected}
        if self._extra in arguments:
            extra = arguments.pop(self._extra)
            # `f(1, a=2)` fits `def f(a, /, **extra)`; the policy would see one of the two.
            if twice := extra.keys() & (bound.arguments.keys() - {self._extra}):
                raise TypeError(f"{self.tool}: argument {min(twice)!r} is given twice")
            arguments.update(extra)
        return ToolCall(self.tool, arguments)

    def schema(self) -> Mapping[str, object]:
        """Return what the annotations say of the arguments, as far as pydantic understands them."""
        try:
            adapter: TypeAdapter[Any] = TypeAdapter(cast("Any", self.target))
            schema = adapter.json_schema(schema_generator=_QuietSchema)
        except (PydanticUserError, NameError, TypeError):
            return {}
        return self._by_name(schema) if schema.get("type") == "array" else schema

    def _by_name(self, schema: Mapping[str, Any]) -> Mapping[str, object]:
        """Return the schema of parameters that have no name for pydantic, by their names."""
        parameters = self.signature.parameters.values()
        names = [p.name for p in parameters if p.kind is p.POSITIONAL_ONLY]
        rest = {
            p.name: {"type": "array", "items": schema.get("items", True)}
            for p in parameters
            if p.kind is p.VAR_POSITIONAL
        }
        stated = dict(zip(names, schema.get("prefixItems", []), strict=False))
        return {"properties": {**stated, **rest}, "$defs": schema.get("$defs", {})}

    def expected(self) -> Mapping[str, object]:
        """Return the schema if its names are those of the policy: an alias is none."""
        schema = self.schema()
        stated = schema.get("properties")
        named = self.signature.parameters.keys() - self._injected - {self._extra}
        if not isinstance(stated, dict) or not named <= stated.keys():
            return {}
        # Of unpacked keywords, pydantic says that each is what they are together.
        return {**schema, "additionalProperties": True} if self._extra else schema

    def apply(self, bound: inspect.BoundArguments, admitted: Mapping[str, object]) -> Any:
        remaining = dict(admitted)
        for name in bound.arguments:
            if name in remaining and name != self._extra:
                bound.arguments[name] = remaining.pop(name)
        if self._extra and self._extra not in self._injected:
            bound.arguments[self._extra] = remaining
        return self.target(*bound.args, **bound.kwargs)


class _QuietSchema(GenerateJsonSchema):
    """Leaves out the defaults that JSON cannot express; that is nothing to warn of."""

    ignored_warning_kinds: set[Any] = {"non-serializable-default", "skipped-choice"}  # noqa: RUF012


class _Checked:
    """Finds the enforcer, and checks its policy against the annotations when it is another one."""

    def __init__(self, binding: _Binding, source: Callable[[], Enforcer]) -> None:
        self._binding = binding
        self._source = source
        self._expecting: Enforcer | None = None

    def __call__(self) -> Enforcer:
        enforcer = self._source()
        if enforcer is not self._expecting:
            enforcer.expect_tool(self._binding.tool, self._binding.expected)
            self._expecting = enforcer
        return enforcer


def _guarded(
    target: Callable[..., Any], binding: _Binding, source: Callable[[], Enforcer]
) -> Callable[..., Any]:
    def prepare(
        args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> tuple[execution.Admit, execution.Tool[Any]]:
        bound = binding.bind(args, kwargs)
        call = binding.to_call(bound)
        enforcer = source()
        return (
            enforcer.admitting(call, binding.schema),
            functools.partial(binding.apply, bound),
        )

    def call(*args: Any, **kwargs: Any) -> Any:
        return execution.run(*prepare(args, kwargs))

    async def acall(*args: Any, **kwargs: Any) -> Any:
        return await execution.arun(*prepare(args, kwargs))

    def stream(*args: Any, **kwargs: Any) -> Generator[Any, None, None]:
        yield from execution.stream(*prepare(args, kwargs))

    async def astream(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, None]:
        released = execution.astream(*prepare(args, kwargs))
        try:
            async for item in released:
                yield item
        finally:
            await released.aclose()

    shells: dict[FunctionKind, Callable[..., Any]] = {
        FunctionKind.PLAIN: call,
        FunctionKind.COROUTINE: acall,
        FunctionKind.GENERATOR: stream,
        FunctionKind.ASYNC_GENERATOR: astream,
    }
    named = binding.target
    updated = functools.WRAPPER_UPDATES if inspect.isfunction(named) else ()
    guarded = functools.wraps(named, updated=updated)(shells[kind_of(named)])
    guarded.__signature__ = inspect.signature(target)  # type: ignore[attr-defined]  # PEP 362 names it
    return guarded


def _opened(
    target: Callable[..., Any],
) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]:
    """Take partials apart: what they fill in is an argument like any other."""
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}
    while isinstance(target, functools.partial):
        args, kwargs = target.args + args, {**target.keywords, **kwargs}
        target = target.func
    return target, args, kwargs


def _name_of(target: Callable[..., Any]) -> str:
    function, _, _ = _opened(target)
    name: str = getattr(function, "__name__", type(function).__name__)
    return name


def _receiver(target: Callable[..., Any], signature: inspect.Signature) -> frozenset[str]:
    """The name of a method's `self` or `cls`, told by where the function was defined."""
    owner = getattr(target, "__qualname__", "").rpartition(".")[0]
    if not inspect.isfunction(target) or not owner or owner.endswith("<locals>"):
        return frozenset()
    return frozenset({"self", "cls"} & set(list(signature.parameters)[:1]))
