"""Conditions and formulas as sentences that a reviewer reads aloud."""

from __future__ import annotations

from typing import assert_never

from enforcecore_core.decision import language
from enforcecore_core.decision.language import (
    And,
    Argument,
    Condition,
    Constant,
    Formula,
    Holds,
    Negation,
    Only,
    Or,
    Present,
    Principal,
    Relation,
    Session,
    Size,
    Term,
)
from enforcecore_core.decision.quoting import escaped, listed, quoted, shown

__all__ = ["sentence", "term_words", "wording"]

# What comes before the operand of a condition, after the name of the value it is about.
_PHRASES: dict[type[Condition], str] = {
    language.Equals: "is",
    language.OneOf: "is",
    language.NotOneOf: "is none of",
    language.TypeIs: "is of the kind",
    language.MoreThan: "is more than",
    language.AtLeast: "is at least",
    language.LessThan: "is less than",
    language.AtMost: "is at most",
    language.StartsWith: "starts with",
    language.EndsWith: "ends with",
    language.Contains: "contains",
    language.Like: "is like",
    language.Matches: "matches the pattern",
    language.MinLength: "has a length of at least",
    language.MaxLength: "has a length of at most",
    language.Under: "is under",
    language.Host: "has the host",
    language.Scheme: "has the scheme",
    language.Port: "has the port",
    language.Each: "has only items such that each",
    language.Some: "has an item that",
    language.MinItems: "has at least this many items:",
    language.MaxItems: "has at most this many items:",
    language.Keys: "has only keys such that each",
}

_OPERATORS = {
    "==": "equals",
    "!=": "differs from",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
    "in": "is in",
    "startsWith": "starts with",
    "endsWith": "ends with",
    "contains": "contains",
}


def wording(condition: Condition) -> str:
    """Return what a condition asks, to be read after the name of a value."""
    match condition:
        case language.Not(inner):
            return f"not: {wording(inner)}"
        case language.AllOf(inners):
            return " and ".join(wording(inner) for inner in inners)
        case language.AnyOf(inners):
            return "either " + " or ".join(wording(inner) for inner in inners)
    (operand,) = (getattr(condition, name) for name in condition.__slots__)
    return f"{_PHRASES[type(condition)]} {_operand(operand)}"


def sentence(formula: Formula) -> str:  # noqa: PLR0911 - one return for each kind of formula
    """Return what a formula says of a call."""
    match formula:
        case Holds(term, condition):
            return f"{term_words(term)} {wording(condition)}"
        case Present(term, wanted):
            return f"{term_words(term)} is {'present' if wanted else 'absent'}"
        case Relation(left, operator, right):
            return f"{term_words(left)} {_OPERATORS[operator]} {term_words(right)}"
        case And(formulas):
            return " and ".join(f"({sentence(one)})" for one in formulas)
        case Or(formulas):
            return " or ".join(f"({sentence(one)})" for one in formulas)
        case Negation(inner):
            return f"not ({sentence(inner)})"
        case Only(names):
            return f"there are no other arguments than {listed(names, last='and')}"
    assert_never(formula)


def term_words(term: Term) -> str:
    """Return the name of a term as an expression writes it."""
    match term:
        case Argument(path):
            return "args." + ".".join(map(escaped, path))
        case Principal(path):
            return "principal." + ".".join(map(escaped, path))
        case Session(path):
            return "session." + ".".join(map(escaped, path))
        case Constant(value):
            return f"[{listed(value, last='')}]" if isinstance(value, tuple) else shown(value)
        case Size(inner):
            return f"size({term_words(inner)})"
    assert_never(term)


def _operand(operand: object) -> str:
    if isinstance(operand, tuple):
        return listed(operand)
    if isinstance(operand, Condition):
        return wording(operand)
    return quoted(operand) if isinstance(operand, str) else shown(operand)
