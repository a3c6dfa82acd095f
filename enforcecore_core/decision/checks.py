"""The three answers of a check: it holds, it does not hold, or it cannot be told.

A check returns True or False and raises ConditionError for the third. Checks are closures built
when a policy loads. Each is given a label that says which argument and which condition it is for,
so that its error can name both without ever naming the argument's value.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from enforcecore_core.decision.facts import Facts
from enforcecore_core.errors import EnforceCoreError

__all__ = ["Check", "ConditionError", "described", "number", "text"]

Check = Callable[[object, Facts], bool]

_NAMES: dict[type, str] = {
    bool: "a truth value",
    dict: "a mapping",
    float: "a number",
    int: "a number",
    list: "a list",
    str: "a text",
    type(None): "null",
}


class ConditionError(EnforceCoreError):
    """A condition that is neither true nor false. It never leaves `decide`."""


def described(value: object) -> str:
    """Say what kind of thing a value is, for people, without saying the value."""
    kind = type(value)
    return _NAMES.get(kind) or f"a {kind.__name__}"


# The types are compared exactly, here and in all checks: a subclass may redefine what its
# comparisons and methods answer, and a bool is an int by inheritance only.


def text(value: object, label: str) -> str:
    """Return the value if it is a text."""
    if type(value) is str:
        return value
    raise ConditionError(f"{label}: expected a text, found {described(value)}")


def number(value: object, label: str) -> int | float:
    """Return the value if it is a finite number. True is no number, and neither is "42"."""
    if type(value) is int:
        return value
    if type(value) is float:
        if isfinite(value):
            return value
        raise ConditionError(f"{label}: expected a finite number")
    raise ConditionError(f"{label}: expected a number, found {described(value)}")
