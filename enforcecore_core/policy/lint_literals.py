"""Conditions that have to be true or false of a value, and what they say of it one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.compiling import compiled_condition
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Equals,
    LessThan,
    MoreThan,
    Not,
    NotOneOf,
    OneOf,
    Scalar,
    Under,
)

__all__ = [
    "Literal",
    "Range",
    "excluded_values",
    "finite_values",
    "holds_for",
    "leaves_of",
    "range_of",
    "same",
]

_NOWHERE = Facts(working_directory="/", resolve_path=lambda path: path)


class Literal(NamedTuple):
    """A condition that has to be true, or has to be false."""

    condition: Condition
    wanted: bool = True


class Range(NamedTuple):
    """The numbers between two bounds; None is no bound."""

    low: int | float | None = None
    above: bool = False
    high: int | float | None = None
    below: bool = False

    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.above or self.below))

    def lies_in(self, other: Range) -> bool:
        """Tell whether every number of this range is in the other one."""
        above = other.low is None or (
            self.low is not None
            and (
                self.low > other.low or (self.low == other.low and (self.above or not other.above))
            )
        )
        below = other.high is None or (
            self.high is not None
            and (
                self.high < other.high
                or (self.high == other.high and (self.below or not other.below))
            )
        )
        return above and below

    def has(self, number: float) -> bool:
        return Range(number, above=False, high=number, below=False).lies_in(self)


def same(first: object, second: object) -> bool:
    """Tell whether two conditions or formulas are the same; 1 and True are not."""
    return first == second and repr(first) == repr(second)


def holds_for(condition: Condition, value: Scalar) -> bool | None:
    """Say whether a condition is true of a value; None if it errs or depends on the file system."""
    if any(isinstance(leaf, Under) for leaf in leaves_of(condition)):
        return None
    try:
        return compiled_condition(condition, "value")(value, _NOWHERE)
    except ConditionError:
        return None


def finite_values(literals: Iterable[Literal]) -> tuple[Scalar, ...] | None:
    """Return the only values that meet one of these literals, if there are finitely many."""
    found = [values for literal in literals if (values := _listed(literal)) is not None]
    return min(found, key=len, default=None)


def range_of(literals: Iterable[Literal]) -> Range | None:
    """Return the range of numbers that these literals leave; None if none is about numbers."""
    ranges = [found for literal in literals if (found := _bounds(literal)) is not None]
    if not ranges:
        return None
    lows = [(one.low, one.above) for one in ranges if one.low is not None]
    highs = [(one.high, not one.below) for one in ranges if one.high is not None]
    low, above = max(lows, default=(None, False))
    high, closed = min(highs, default=(None, True))
    return Range(low, above, high, not closed)


def leaves_of(condition: Condition) -> Iterator[Condition]:
    """Yield every condition on the value itself; each of them has to be told."""
    match condition:
        case Not(inner):
            yield from leaves_of(inner)
        case AllOf(inners) | AnyOf(inners):
            for inner in inners:
                yield from leaves_of(inner)
        case _:
            yield condition


def _listed(literal: Literal) -> tuple[Scalar, ...] | None:
    match literal:
        case Literal(Equals(value), True):
            return (value,)
        case Literal(OneOf(values), True) | Literal(NotOneOf(values), False):
            return values
    return None


def excluded_values(literal: Literal) -> tuple[Scalar, ...]:
    match literal:
        case Literal(Equals(value), False):
            return (value,)
        case Literal(OneOf(values), False) | Literal(NotOneOf(values), True):
            return values
    return ()


def _bounds(literal: Literal) -> Range | None:
    match literal:
        case Literal(MoreThan(bound), True) | Literal(AtMost(bound), False):
            return Range(low=bound, above=True)
        case Literal(AtLeast(bound), True) | Literal(LessThan(bound), False):
            return Range(low=bound)
        case Literal(LessThan(bound), True) | Literal(AtLeast(bound), False):
            return Range(high=bound, below=True)
        case Literal(AtMost(bound), True) | Literal(MoreThan(bound), False):
            return Range(high=bound)
    return None
