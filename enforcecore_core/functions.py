"""Which of four ways a callable has to be run: a wrong guess would run its body unguarded."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from enum import Enum
from typing import Any

from enforcecore_core.errors import ConfigurationError

__all__ = ["FunctionKind", "expect", "kind_of"]


class FunctionKind(Enum):
    """How a callable runs, named by the `Enforcer` method that takes it."""

    PLAIN = "call"
    COROUTINE = "acall"
    GENERATOR = "stream"
    ASYNC_GENERATOR = "astream"


def kind_of(function: Callable[..., Any]) -> FunctionKind:
    """Return how `function` runs, looking through partials, methods and `__call__`."""
    while isinstance(function, functools.partial):
        function = function.func
    if not (inspect.isfunction(function) or inspect.ismethod(function)) and not isinstance(
        function, type
    ):
        function = getattr(type(function), "__call__", function)  # noqa: B004 - its kind is asked
    if inspect.isasyncgenfunction(function):
        return FunctionKind.ASYNC_GENERATOR
    if inspect.iscoroutinefunction(function):
        return FunctionKind.COROUTINE
    if inspect.isgeneratorfunction(function):
        return FunctionKind.GENERATOR
    return FunctionKind.PLAIN


def expect(function: Callable[..., Any], *kinds: FunctionKind) -> FunctionKind:
    """Return the kind of `function`; raise `ConfigurationError` unless it is one of `kinds`."""
    kind = kind_of(function)
    if kind not in kinds:
        name = getattr(function, "__qualname__", type(function).__qualname__)
        raise ConfigurationError(
            f"{name} cannot run through Enforcer.{kinds[0].value}: use Enforcer.{kind.value}"
        )
    return kind
