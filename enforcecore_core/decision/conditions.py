"""The conditions of the policy language, as checks built from the operands that a policy states.

Paths, URLs and regular expressions have their own modules. Texts are compared code point by code
point, case included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

from enforcecore_core.decision.checks import (
    SCALAR_KINDS,
    Check,
    ConditionError,
    any_one,
    described,
    every,
    items,
    kind_of,
    number,
    size,
    text,
)
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.globs import compile_glob
from enforcecore_core.decision.language import Kind, Scalar
from enforcecore_core.decision.patterns import compile_pattern

__all__ = [
    "all_of",
    "any_of",
    "at_least",
    "at_most",
    "contains",
    "each",
    "ends_with",
    "equals",
    "keys",
    "less_than",
    "like",
    "matches",
    "max_items",
    "max_length",
    "min_items",
    "min_length",
    "more_than",
    "negated",
    "not_one_of",
    "one_of",
    "some",
    "starts_with",
    "type_is",
]


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
        members.setdefault(SCALAR_KINDS[type(operand)], set()).add(operand)
    only_null = members.keys() == {"null"}

    def check(value: object, _facts: Facts) -> bool:
        if only_null:
            return value is None
        kind = SCALAR_KINDS.get(type(value))
        if kind not in members:
            raise ConditionError(f"{label}: {described(value)} cannot be compared here")
        if type(value) is float and not isfinite(value):
            raise ConditionError(f"{label}: expected a finite number")
        return value in members[kind]

    return check


def not_one_of(operands: Iterable[Scalar], label: str) -> Check:
    """The value equals none of these; kinds are compared as strictly as in `one_of`."""
    return negated(one_of(operands, label))


def type_is(operand: Kind, label: str) -> Check:
    """The value is of this kind; one of no kind that the language knows is an error."""
    return lambda value, _facts: kind_of(value, label) == operand


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
    is_match = compile_glob(operand)
    return lambda value, _facts: is_match(text(value, label))


def matches(operand: str, label: str) -> Check:
    """The whole text matches a regular expression. Half a surrogate pair in it is an error."""
    is_match = compile_pattern(operand)

    def check(value: object, _facts: Facts) -> bool:
        try:
            return is_match(text(value, label))
        except UnicodeEncodeError:
            raise ConditionError(f"{label}: half a surrogate pair is no character") from None

    return check


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


def each(check: Check, label: str) -> Check:
    """Every item of the list meets the check. An empty list is an error."""
    return lambda value, facts: every(check(item, facts) for item in items(value, label))


def some(check: Check, label: str) -> Check:
    """An item of the list meets the check. An empty list is an error."""
    return lambda value, facts: any_one(check(item, facts) for item in items(value, label))


def min_items(operand: int, label: str) -> Check:
    """The list or mapping has at least this many items."""
    return lambda value, _facts: size(value, label) >= operand


def max_items(operand: int, label: str) -> Check:
    """The list or mapping has at most this many items."""
    return lambda value, _facts: size(value, label) <= operand


def keys(check: Check, label: str) -> Check:
    """Every key of the mapping meets the check. An empty mapping is an error, as in `each`."""

    def check_keys(value: object, facts: Facts) -> bool:
        if not isinstance(value, Mapping):
            raise ConditionError(f"{label}: expected a mapping, found {described(value)}")
        if not value:
            raise ConditionError(f"{label}: the mapping is empty")
        return every(check(key, facts) for key in value)

    return check_keys


def negated(check: Check) -> Check:
    """The value does not meet the check. An error stays an error."""
    return lambda value, facts: not check(value, facts)


def all_of(checks: Iterable[Check]) -> Check:
    """The value meets every check."""
    checks = tuple(checks)

    # A loop, for nearly every decision comes by here, and `every` takes twice as long.
    def check_all(value: object, facts: Facts) -> bool:
        result = True
        for check in checks:
            if not check(value, facts):
                result = False
        return result

    return check_all


def any_of(checks: Iterable[Check]) -> Check:
    """The value meets one of the checks, and none of them is an error."""
    checks = tuple(checks)
    return lambda value, facts: any_one(check(value, facts) for check in checks)
