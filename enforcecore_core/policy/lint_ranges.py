"""What a value can be that meets several conditions at once, and whether it can be anything at all.

The answers are one-sided: `can_meet` says no only where no value exists, and yes where it cannot
tell. A condition that errs is not met, also inside of `not` and `any_of`, whose parts are all told.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod

from enforcecore_core.decision.checks import SCALAR_KINDS
from enforcecore_core.decision.language import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Contains,
    Each,
    EndsWith,
    Equals,
    Host,
    Keys,
    LessThan,
    Like,
    Matches,
    MaxItems,
    MaxLength,
    MinItems,
    MinLength,
    MoreThan,
    Not,
    NotOneOf,
    OneOf,
    Port,
    Scalar,
    Scheme,
    Some,
    StartsWith,
    TypeIs,
    Under,
)
from enforcecore_core.policy.lint_literals import (
    Literal,
    excluded_values,
    finite_values,
    holds_for,
    leaves_of,
    range_of,
    same,
)
from enforcecore_core.policy.lint_texts import text_possible

__all__ = ["can_meet"]

_MOST_CASES = 64

# Whatever the language has no word for (bytes, NaN, an object) is of the kind "other".
_EVERY = frozenset({"text", "number", "truth", "list", "mapping", "null", "other"})
_URLS = (Host, Scheme, Port)
_TEXTS = (StartsWith, EndsWith, Contains, Like, Matches, MinLength, MaxLength, Under, *_URLS)
_TOLD_FOR: dict[tuple[type[Condition], ...], frozenset[str]] = {
    (MoreThan, AtLeast, LessThan, AtMost): frozenset({"number"}),
    _TEXTS: frozenset({"text"}),
    (Each, Some): frozenset({"list"}),
    (MinItems, MaxItems): frozenset({"list", "mapping"}),
    (Keys,): frozenset({"mapping"}),
}
_FEW: dict[str, tuple[Scalar, ...]] = {"null": (None,), "truth": (True, False)}


def can_meet(literals: Iterable[Literal], told: Iterable[Condition] = ()) -> bool:
    """Tell whether a value can exist that meets all of these; False is certain.

    For such a value the conditions in `told` are true or false, but no error.
    """
    literals = list(literals)
    leaves = [
        leaf
        for one in (*(literal.condition for literal in literals), *told)
        for leaf in leaves_of(one)
    ]
    kinds = _EVERY.intersection(*(_kinds_told(leaf) for leaf in leaves))
    # What is read as a URL has a scheme, and no path that is read has one.
    if any(isinstance(leaf, Under) for leaf in leaves) and any(
        isinstance(leaf, _URLS) for leaf in leaves
    ):
        kinds -= {"text"}
    cases = _cases(literals)
    if cases is None:
        return bool(kinds)
    return any(_case_possible(case, kinds, leaves) for case in cases)


def _kinds_told(leaf: Condition) -> frozenset[str]:
    """Return the kinds of values for which a condition may be no error."""
    match leaf:
        case Equals(value):
            return _comparable((value,))
        case OneOf(values) | NotOneOf(values):
            return _comparable(values)
    for conditions, kinds in _TOLD_FOR.items():
        if isinstance(leaf, conditions):
            return kinds
    return _EVERY


def _comparable(values: tuple[Scalar, ...]) -> frozenset[str]:
    kinds = frozenset(SCALAR_KINDS[type(value)] for value in values)
    return _EVERY if kinds == {"null"} else kinds


def _cases(literals: list[Literal]) -> list[list[Literal]] | None:
    """Return the ways to meet all literals, without logic in them; None if too many."""
    ways = [_ways(literal) for literal in literals]
    if any(one is None for one in ways):
        return None
    known = [one for one in ways if one is not None]
    if prod(map(len, known)) > _MOST_CASES:
        return None
    return [[leaf for way in chosen for leaf in way] for chosen in product(*known)]


def _ways(literal: Literal) -> list[list[Literal]] | None:
    condition, wanted = literal
    match condition:
        case Not(inner):
            return _ways(Literal(inner, not wanted))
        case AllOf(inners) | AnyOf(inners):
            parts = [Literal(inner, wanted) for inner in inners]
            if isinstance(condition, AllOf) is wanted:
                return _cases(parts)
            alternatives = [_ways(part) for part in parts]
            if any(one is None for one in alternatives):
                return None
            return [way for one in alternatives if one is not None for way in one]
        case _:
            return [[literal]]


def _case_possible(case: list[Literal], kinds: frozenset[str], leaves: list[Condition]) -> bool:
    wanted = [one.condition for one in case if one.wanted]
    unwanted = [one.condition for one in case if not one.wanted]
    if any(same(one, other) for one in wanted for other in unwanted):
        return False
    listed = finite_values(case)
    if listed is not None:
        return any(SCALAR_KINDS[type(one)] in kinds and _may_be(one, case) for one in listed)
    return any(_kind_possible(kind, case, leaves) for kind in kinds)


def _kind_possible(kind: str, case: list[Literal], leaves: list[Condition]) -> bool:
    for condition, wanted in case:
        if isinstance(condition, TypeIs) and (condition.kind == kind) is not wanted:
            return False
    if kind in _FEW:
        return any(_may_be(value, case) for value in _FEW[kind])
    if kind == "number":
        return _number_possible(case)
    if kind == "text":
        return text_possible(case)
    if kind in {"list", "mapping"} and not _size_possible(case, leaves):
        return False
    return _items_possible(case, leaves) and _keys_possible(case, leaves)


def _may_be(value: Scalar, case: list[Literal]) -> bool:
    """Tell whether a value may meet every literal; one that reads files may be met or not."""
    for condition, wanted in case:
        if not isinstance(condition, Under) and holds_for(condition, value) is not wanted:
            return False
    return True


def _number_possible(case: list[Literal]) -> bool:
    found = range_of(case)
    if found is None:
        return True
    if found.is_empty():
        return False
    excluded = [one for literal in case for one in excluded_values(literal)]
    point = found.low is not None and found.low == found.high
    return not (point and any(type(one) in {int, float} and one == found.low for one in excluded))


def _size_possible(case: list[Literal], leaves: list[Condition]) -> bool:
    least, most = [0], []
    if any(isinstance(leaf, (Each, Some, Keys)) for leaf in leaves):
        least.append(1)
    for condition, wanted in case:
        match condition:
            case MinItems(count):
                least.append(count) if wanted else most.append(count - 1)
            case MaxItems(count):
                most.append(count) if wanted else least.append(count + 1)
    return not most or max(least) <= min(most)


def _items_possible(case: list[Literal], leaves: list[Condition]) -> bool:
    told = [leaf.condition for leaf in leaves if isinstance(leaf, (Each, Some))]
    every: list[Literal] = []
    one_of_them: list[Literal] = []
    for condition, wanted in case:
        match condition:
            case Each(inner):
                (every if wanted else one_of_them).append(Literal(inner, wanted))
            case Some(inner):
                (one_of_them if wanted else every).append(Literal(inner, wanted))
    if not told:
        return True
    return can_meet(every, told) and all(can_meet([*every, one], told) for one in one_of_them)


def _keys_possible(case: list[Literal], leaves: list[Condition]) -> bool:
    told = [leaf.condition for leaf in leaves if isinstance(leaf, Keys)]
    stated = [Literal(one.condition, truth) for one, truth in case if isinstance(one, Keys)]
    every = [literal for literal in stated if literal.wanted]
    broken = [literal for literal in stated if not literal.wanted]
    if not told:
        return True
    return can_meet(every, told) and all(can_meet([*every, one], told) for one in broken)
