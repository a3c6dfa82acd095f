"""The three answers of a check: it holds, it does not hold, or it cannot be told.

A check returns True or False and raises ConditionError for the third. Checks are closures built
when a policy loads. Each is given a label that says which argument and which condition it is for,
so that its error can name both without ever naming the argument's value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite

from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import Kind
from enforcecore_core.errors import EnforceCoreError

__all__ = [
    "SCALAR_KINDS",
    "Check",
    "ConditionError",
    "any_one",
    "described",
    "every",
    "is_list",
    "items",
    "kind_of",
    "number",
    "scalar_kind",
    "size",
    "text",
]

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

SCALAR_KINDS: dict[type, Kind] = {
    bool: "truth",
    float: "number",
    int: "number",
    str: "text",
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


def scalar_kind(value: object, label: str) -> Kind:
    """Return the kind of a text, a finite number, a truth value or null."""
    kind = SCALAR_KINDS.get(type(value))
    if kind is None:
        raise ConditionError(f"{label}: {described(value)} cannot be compared here")
    if type(value) is float and not isfinite(value):
        raise ConditionError(f"{label}: expected a finite number")
    return kind


def kind_of(value: object, label: str) -> Kind:
    """Return the kind of a value, if it is of one that the language knows."""
    if is_list(value):
        return "list"
    return "mapping" if isinstance(value, Mapping) else scalar_kind(value, label)


def is_list(value: object) -> bool:
    """Tell whether a value is what the language calls a list."""
    return type(value) is list or type(value) is tuple


def items(value: object, label: str) -> Sequence[object]:
    """Return the items if the value is a list that has any.

    An empty list is an error. Were `each` true of it, `to: {each: ...}` would allow a call whose
    recipients the tool then fills in by itself; were it false, a block clause would let it through.
    """
    if type(value) is not list and type(value) is not tuple:
        raise ConditionError(f"{label}: expected a list, found {described(value)}")
    if not value:
        raise ConditionError(f"{label}: the list is empty")
    return value


def size(value: object, label: str) -> int:
    """Return how many items a list or a mapping has."""
    if type(value) is list or type(value) is tuple or isinstance(value, Mapping):
        return len(value)
    raise ConditionError(f"{label}: expected a list or a mapping, found {described(value)}")


# Whatever combines answers asks for all of them, also when the result is known: an error in any of
# them is an error of the whole, wherever it stands.


def every(answers: Iterable[bool]) -> bool:
    """Tell whether all answers are True, having asked for each of them."""
    return all(tuple(answers))


def any_one(answers: Iterable[bool]) -> bool:
    """Tell whether an answer is True, having asked for each of them."""
    return any(tuple(answers))
