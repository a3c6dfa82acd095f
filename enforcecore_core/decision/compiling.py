"""Formulas and conditions to closures: the one place that says what each of them does.

A compiled formula answers True or False, or raises ConditionError. It evaluates all its parts, also
when its answer is known: an error in any of them is an error of the whole, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, assert_never

from enforcecore_core.calls import ToolCall
from enforcecore_core.decision import conditions, language
from enforcecore_core.decision.checks import Check, ConditionError, any_one
from enforcecore_core.decision.destinations import leads_to
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import (
    AllOf,
    And,
    AnyOf,
    Condition,
    Each,
    Formula,
    Holds,
    Host,
    Keys,
    Negation,
    Not,
    Only,
    Or,
    Port,
    Present,
    Relation,
    Scheme,
    Some,
    Term,
    Under,
    word_of,
)
from enforcecore_core.decision.paths import under
from enforcecore_core.decision.relations import related
from enforcecore_core.decision.terms import NOTHING, finder, name_of

__all__ = ["Test", "compiled", "compiled_all", "compiled_condition"]

Test = Callable[[ToolCall, Facts], bool]

# What is built from one operand alone.
_PLAIN: dict[type[Condition], Callable[[Any, str], Check]] = {
    language.Equals: conditions.equals,
    language.OneOf: conditions.one_of,
    language.NotOneOf: conditions.not_one_of,
    language.TypeIs: conditions.type_is,
    language.MoreThan: conditions.more_than,
    language.AtLeast: conditions.at_least,
    language.LessThan: conditions.less_than,
    language.AtMost: conditions.at_most,
    language.StartsWith: conditions.starts_with,
    language.EndsWith: conditions.ends_with,
    language.Contains: conditions.contains,
    language.Like: conditions.like,
    language.Matches: conditions.matches,
    language.MinLength: conditions.min_length,
    language.MaxLength: conditions.max_length,
    language.MinItems: conditions.min_items,
    language.MaxItems: conditions.max_items,
}


def compiled(formula: Formula) -> Test:  # noqa: PLR0911 - one return for each kind of formula
    """Return what tells of a call whether a formula holds."""
    match formula:
        case Holds(term, condition):
            return _held(term, (condition,))
        case Present(term, wanted):
            find = finder(term)
            return lambda call, _facts: (find(call) is not NOTHING) is wanted
        case Relation(left, operator, right):
            return related(left, operator, right)
        case And(formulas):
            return compiled_all(formulas)
        case Or(formulas):
            tests = tuple(compiled(part) for part in formulas)
            return lambda call, facts: any_one(test(call, facts) for test in tests)
        case Negation(inner):
            negated = compiled(inner)
            return lambda call, facts: not negated(call, facts)
        case Only(names):
            known = frozenset(names)
            return lambda call, _facts: known.issuperset(call.arguments)
    assert_never(formula)


def compiled_all(formulas: Iterable[Formula]) -> Test:
    """Return what tells of a call whether every one of these holds."""
    found: list[Test] = []
    for term, group in groupby(formulas, key=_held_term):
        if term is None:
            found += map(compiled, group)
        else:
            # A value that several conditions are about is looked up once.
            found.append(_held(term, [one.condition for one in group if isinstance(one, Holds)]))
    if len(found) == 1:
        return found[0]
    tests = tuple(found)

    def every(call: ToolCall, facts: Facts) -> bool:
        result = True
        for test in tests:
            if not test(call, facts):
                result = False
        return result

    return every


def compiled_condition(  # noqa: PLR0911 - one return for each shape of condition
    condition: Condition, label: str
) -> Check:
    """Return what tells of a value whether it meets a condition. Errors begin with the label."""
    labelled = f"{label}: {word_of(condition)}"
    match condition:
        case Host() | Scheme() | Port():
            return _destination([condition], labelled)
        case Under(directories):
            return under(directories, labelled)
        case Each(inner):
            return conditions.each(compiled_condition(inner, labelled), labelled)
        case Some(inner):
            return conditions.some(compiled_condition(inner, labelled), labelled)
        case Keys(inner):
            return conditions.keys(compiled_condition(inner, labelled), labelled)
        case Not(inner):
            return conditions.negated(compiled_condition(inner, labelled))
        case AllOf(inners):
            return conditions.all_of(_checks(inners, label))
        case AnyOf(inners):
            return conditions.any_of(compiled_condition(part, labelled) for part in inners)
        case _:
            (operand,) = (getattr(condition, name) for name in condition.__slots__)
            return _PLAIN[type(condition)](operand, labelled)


def _held_term(formula: Formula) -> Term | None:
    return formula.term if isinstance(formula, Holds) else None


def _held(term: Term, stated: Sequence[Condition]) -> Test:
    label = name_of(term)
    find, checks = finder(term), tuple(_checks(stated, label))
    check = checks[0] if len(checks) == 1 else conditions.all_of(checks)

    def holds(call: ToolCall, facts: Facts) -> bool:
        value = find(call)
        if value is NOTHING:
            raise ConditionError(f"{label} is missing")
        return check(value, facts)

    return holds


def _checks(stated: Sequence[Condition], label: str) -> list[Check]:
    """Compile conditions on one value. A URL that several of them are about is read once."""
    checks: list[Check] = []
    for of_url, group in groupby(stated, key=lambda one: isinstance(one, Host | Scheme | Port)):
        found = list(group)
        if of_url and len({type(one) for one in found}) == len(found) > 1:
            checks.append(_destination(found, f"{label}: {word_of(found[0])}"))
        else:
            checks += [compiled_condition(one, label) for one in found]
    return checks


def _destination(stated: Sequence[Condition], label: str) -> Check:
    hosts = next((one.hosts for one in stated if isinstance(one, Host)), None)
    schemes = next((one.schemes for one in stated if isinstance(one, Scheme)), None)
    ports = next((one.ports for one in stated if isinstance(one, Port)), None)
    return leads_to(hosts, schemes, ports, label)
