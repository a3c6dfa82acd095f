"""Two values of a call compared with each other, as strictly as a value with a constant."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Mapping
from typing import Any

from enforcecore_core.calls import ToolCall
from enforcecore_core.decision.checks import (
    ConditionError,
    described,
    is_list,
    number,
    scalar_kind,
    text,
)
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import Operator, Term
from enforcecore_core.decision.terms import NOTHING, finder, name_of

__all__ = ["related"]

_Comparison = Callable[[object, object, str, str], bool]


def related(left: Term, operator: Operator, right: Term) -> Callable[[ToolCall, Facts], bool]:
    """Return what tells of a call whether the relation holds between two of its values."""
    find_left, find_right = finder(left), finder(right)
    left_name, right_name = name_of(left), name_of(right)
    compare = _COMPARISONS[operator]

    def holds(call: ToolCall, _facts: Facts) -> bool:
        first, second = find_left(call), find_right(call)
        if first is NOTHING or second is NOTHING:
            raise ConditionError(f"{left_name if first is NOTHING else right_name} is missing")
        return compare(first, second, left_name, right_name)

    return holds


def _equal(left: object, right: object, left_name: str, right_name: str) -> bool:
    if scalar_kind(left, left_name) != scalar_kind(right, right_name):
        raise ConditionError(
            f"{left_name}: {described(left)} cannot be compared with {described(right)}"
        )
    return left == right


def _different(left: object, right: object, left_name: str, right_name: str) -> bool:
    return not _equal(left, right, left_name, right_name)


def _ordered(compare: Callable[[Any, Any], bool]) -> _Comparison:
    def holds(left: object, right: object, left_name: str, right_name: str) -> bool:
        if type(left) is str or type(right) is str:
            return compare(text(left, left_name), text(right, right_name))
        return compare(number(left, left_name), number(right, right_name))

    return holds


def _of_texts(compare: Callable[[str, str], bool]) -> _Comparison:
    def holds(left: object, right: object, left_name: str, right_name: str) -> bool:
        return compare(text(left, left_name), text(right, right_name))

    return holds


def _member(left: object, right: object, left_name: str, right_name: str) -> bool:
    if isinstance(right, Mapping):
        return text(left, left_name) in right
    if not isinstance(right, (list, tuple)) or not is_list(right):
        raise ConditionError(
            f"{right_name}: expected a list or a mapping, found {described(right)}"
        )
    kind = scalar_kind(left, left_name)
    answers = [_is_item(left, kind, item, right_name) for item in right]
    return any(answers)


def _is_item(value: object, kind: str, item: object, name: str) -> bool:
    if scalar_kind(item, name) != kind:
        raise ConditionError(
            f"{name}: {described(item)} cannot be compared with {described(value)}"
        )
    return item == value


_COMPARISONS: dict[Operator, _Comparison] = {
    "==": _equal,
    "!=": _different,
    "<": _ordered(operators.lt),
    "<=": _ordered(operators.le),
    ">": _ordered(operators.gt),
    ">=": _ordered(operators.ge),
    "in": _member,
    "startsWith": _of_texts(str.startswith),
    "endsWith": _of_texts(str.endswith),
    "contains": _of_texts(str.__contains__),
}
