"""The conditions of the policy language, as checks built from the operands that a policy states.

Paths and URLs have their own modules. Texts are compared code point by code point, case included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import isfinite

from enforcecore_core.decision.checks import Check, ConditionError, described, number, text
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.globs import compile_glob
from enforcecore_core.decision.plan import Test

__all__ = [
    "Scalar",
    "argument_meets",
    "argument_present",
    "at_least",
    "at_most",
    "contains",
    "each",
    "ends_with",
    "equals",
    "less_than",
    "like",
    "max_length",
    "min_length",
    "more_than",
    "not_one_of",
    "one_of",
    "starts_with",
]

Scalar = str | int | float | bool | None

_KINDS: dict[type, str] = {
    bool: "truth",
    float: "number",
    int: "number",
    str: "text",
    type(None): "null",
}
_NOTHING = object()


def equals(operand: Scalar, label: str) -> Check:
    """The value is this one.

    Text, number and truth value are different kinds, and comparing two kinds is an error; only
    null may be compared with anything.
    """
    return one_of((operand,), label)


def one_of(operands: Iterable[Scalar], label: str) -> Check:
    """The value equals one of these; if its kind is that of none of them, that is an error."""
    members: dict[str, set[Scalar]] = {}
    for operand in operands:
        members.setdefault(_KINDS[type(operand)], set()).add(operand)
    only_null = members.keys() == {"null"}

    def check(value: object, _facts: Facts) -> bool:
        if only_null:
            return value is None
        kind = _KINDS.get(type(value))
        if kind not in members:
            raise ConditionError(f"{label}: {described(value)} cannot be compared here")
        if type(value) is float and not isfinite(value):
            raise ConditionError(f"{label}: expected a finite number")
        return value in members[kind]

    return check


def not_one_of(operands: Iterable[Scalar], label: str) -> Check:
    """The value equals none of these; kinds are compared as strictly as in `one_of`."""
    is_one = one_of(operands, label)
    return lambda value, facts: not is_one(value, facts)


def starts_with(operand: str, label: str) -> Check:
    """The text begins with this one."""
    return lambda value, _facts: text(value, label).startswith(operand)


def ends_with(operand: str, label: str) -> Check:
    """The text ends with this one."""
    return lambda value, _facts: text(value, label).endswith(operand)


def contains(operand: str, label: str) -> Check:
    """The text has this one in it."""
    return lambda value, _facts: operand in text(value, label)


def like(operand: str, label: str) -> Check:
    """The whole text matches a glob of `*` and `?`."""
    matches = compile_glob(operand)
    return lambda value, _facts: matches(text(value, label))


def min_length(operand: int, label: str) -> Check:
    """The text has at least this many code points."""
    return lambda value, _facts: len(text(value, label)) >= operand


def max_length(operand: int, label: str) -> Check:
    """The text has at most this many code points."""
    return lambda value, _facts: len(text(value, label)) <= operand


# Python compares int with float exactly, however large the int: nothing is rounded here.


def more_than(operand: float, label: str) -> Check:
    """The number is greater than this."""
    return lambda value, _facts: number(value, label) > operand


def at_least(operand: float, label: str) -> Check:
    """The number is greater than this, or equal."""
    return lambda value, _facts: number(value, label) >= operand


def less_than(operand: float, label: str) -> Check:
    """The number is less than this."""
    return lambda value, _facts: number(value, label) < operand


def at_most(operand: float, label: str) -> Check:
    """The number is less than this, or equal."""
    return lambda value, _facts: number(value, label) <= operand


def each(checks: Iterable[Check], label: str) -> Check:
    """Every item of the list meets every check.

    An empty list is an error. Were it true, `to: {each: ...}` would allow a call whose recipients
    the tool then fills in by itself; were it false, a block clause would let it through.
    """
    checks = tuple(checks)

    def check(value: object, facts: Facts) -> bool:
        if type(value) is not list and type(value) is not tuple:
            raise ConditionError(f"{label}: expected a list, found {described(value)}")
        if not value:
            raise ConditionError(f"{label}: the list is empty")
        answers = [holds(item, facts) for item in value for holds in checks]
        return all(answers)

    return check


def argument_meets(name: str, checks: Iterable[Check], label: str) -> Test:
    """The argument is there and meets every check. A missing one is an error."""
    find, checks = _finder(name, label), tuple(checks)

    def holds(arguments: Mapping[str, object], facts: Facts) -> bool:
        value = find(arguments)
        if value is _NOTHING:
            raise ConditionError(f"{label} is missing")
        result = True
        for check in checks:
            if not check(value, facts):
                result = False
        return result

    return Test(name, holds)


def argument_present(name: str, label: str, *, expected: bool) -> Test:
    """The argument is there (also as null), or is not there."""
    find = _finder(name, label)
    return Test(name, lambda arguments, _facts: (find(arguments) is not _NOTHING) is expected)


def _finder(name: str, label: str) -> Callable[[Mapping[str, object]], object]:
    """Return how to reach an argument. Each dot in its name is one step into a mapping.

    An argument whose own name has a dot in it is never meant.
    """
    first, *steps = name.split(".")
    if not steps:
        return lambda arguments: arguments.get(first, _NOTHING)

    def find(arguments: Mapping[str, object]) -> object:
        value = arguments.get(first, _NOTHING)
        for step in steps:
            if value is _NOTHING:
                return _NOTHING
            if not isinstance(value, Mapping):
                raise ConditionError(f"{label}: expected a mapping, found {described(value)}")
            value = value.get(step, _NOTHING)
        return value

    return find
