"""Terms: how a value of a call is found, and what it is called in errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

from enforcecore_core.calls import ToolCall
from enforcecore_core.decision.checks import ConditionError, described, is_list
from enforcecore_core.decision.language import (
    Argument,
    Constant,
    Principal,
    Session,
    Size,
    Term,
)

__all__ = ["NOTHING", "Finder", "finder", "name_of"]

NOTHING = object()

Finder = Callable[[ToolCall], object]


def name_of(term: Term) -> str:
    """Return what a term is called in an error."""
    match term:
        case Argument(path):
            return f"argument {'.'.join(path)!r}"
        case Principal(path):
            return f"principal {'.'.join(path)!r}"
        case Session(path):
            return f"session {'.'.join(path)!r}"
        case Constant():
            return "the constant"
        case Size(inner):
            return f"size of {name_of(inner)}"
    assert_never(term)


def finder(term: Term) -> Finder:
    """Return how to find what a term names: its value, or NOTHING when the call does not have it.

    A step into what is no mapping is a ConditionError.
    """
    match term:
        case Argument(path):
            return _argument(path, name_of(term))
        case Principal(path):
            return _principal(path, name_of(term))
        case Session(path):
            return _session(path)
        case Constant(value):
            return lambda _call: value
        case Size(inner):
            return _size(finder(inner), name_of(inner))
    assert_never(term)


def _argument(path: tuple[str, ...], label: str) -> Finder:
    """Each part of the path after the first is a step into a mapping.

    An argument whose own name has a dot in it is never meant.
    """
    first, *steps = path
    if not steps:
        return lambda call: call.arguments.get(first, NOTHING)
    return lambda call: _stepped(call.arguments.get(first, NOTHING), steps, label)


def _principal(path: tuple[str, ...], label: str) -> Finder:
    def find(call: ToolCall) -> object:
        principal = call.principal
        if principal is None:
            return NOTHING
        whole = {"id": principal} if isinstance(principal, str) else principal
        return _stepped(whole, path, label)

    return find


def _session(path: tuple[str, ...]) -> Finder:
    if path != ("id",):
        return lambda _call: NOTHING
    return lambda call: NOTHING if call.session is None else call.session


def _stepped(value: object, steps: tuple[str, ...] | list[str], label: str) -> object:
    for step in steps:
        if value is NOTHING:
            return NOTHING
        if not isinstance(value, Mapping):
            raise ConditionError(f"{label}: expected a mapping, found {described(value)}")
        value = value.get(step, NOTHING)
    return value


def _size(find: Finder, label: str) -> Finder:
    def measure(call: ToolCall) -> object:
        value = find(call)
        if value is NOTHING:
            return NOTHING
        if isinstance(value, (str, list, tuple)) and (type(value) is str or is_list(value)):
            return len(value)
        if isinstance(value, Mapping):
            return len(value)
        raise ConditionError(f"{label}: {described(value)} has no size")

    return measure
