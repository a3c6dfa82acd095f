"""The policy language as data: what a clause says, before it is compiled and after.

A `Condition` is about one value, a `Term` names a value of a call, and a `Formula` is about a whole
call. Each is true, false or an error. YAML conditions and `when` expressions become the same
formulas, so that compiling, explaining and linting each know one language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal as OneOfThese
from typing import assert_never

__all__ = [
    "AllOf",
    "And",
    "AnyOf",
    "Argument",
    "AtLeast",
    "AtMost",
    "Condition",
    "Constant",
    "Contains",
    "Each",
    "EndsWith",
    "Equals",
    "Formula",
    "Holds",
    "Host",
    "Keys",
    "Kind",
    "LessThan",
    "Like",
    "Matches",
    "MaxItems",
    "MaxLength",
    "MinItems",
    "MinLength",
    "MoreThan",
    "Negation",
    "Not",
    "NotOneOf",
    "OneOf",
    "Only",
    "Or",
    "Port",
    "Present",
    "Principal",
    "Relation",
    "Scalar",
    "Scheme",
    "Session",
    "Size",
    "Some",
    "StartsWith",
    "Term",
    "TypeIs",
    "Under",
    "conjunction",
    "mentioned_arguments",
    "patterns_of",
    "word_of",
]

Scalar = str | int | float | bool | None
Number = int | float
Kind = OneOfThese["text", "number", "truth", "list", "mapping", "null"]
Operator = OneOfThese["==", "!=", "<", "<=", ">", ">=", "in", "startsWith", "endsWith", "contains"]


@dataclass(frozen=True, slots=True)
class Equals:
    value: Scalar


@dataclass(frozen=True, slots=True)
class OneOf:
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class NotOneOf:
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class TypeIs:
    kind: Kind


@dataclass(frozen=True, slots=True)
class MoreThan:
    bound: Number


@dataclass(frozen=True, slots=True)
class AtLeast:
    bound: Number


@dataclass(frozen=True, slots=True)
class LessThan:
    bound: Number


@dataclass(frozen=True, slots=True)
class AtMost:
    bound: Number


@dataclass(frozen=True, slots=True)
class StartsWith:
    text: str


@dataclass(frozen=True, slots=True)
class EndsWith:
    text: str


@dataclass(frozen=True, slots=True)
class Contains:
    text: str


@dataclass(frozen=True, slots=True)
class Like:
    glob: str


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole text matches a regular expression of Rust's `regex` crate."""

    pattern: str


@dataclass(frozen=True, slots=True)
class MinLength:
    length: int


@dataclass(frozen=True, slots=True)
class MaxLength:
    length: int


@dataclass(frozen=True, slots=True)
class Under:
    """The path, once resolved, lies in one of these absolute directories."""

    directories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Host:
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    schemes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Port:
    ports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Each:
    condition: Condition


@dataclass(frozen=True, slots=True)
class Some:
    condition: Condition


@dataclass(frozen=True, slots=True)
class MinItems:
    count: int


@dataclass(frozen=True, slots=True)
class MaxItems:
    count: int


@dataclass(frozen=True, slots=True)
class Keys:
    """Every key of the mapping meets the condition."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple[Condition, ...]


Condition = (
    Equals
    | OneOf
    | NotOneOf
    | TypeIs
    | MoreThan
    | AtLeast
    | LessThan
    | AtMost
    | StartsWith
    | EndsWith
    | Contains
    | Like
    | Matches
    | MinLength
    | MaxLength
    | Under
    | Host
    | Scheme
    | Port
    | Each
    | Some
    | MinItems
    | MaxItems
    | Keys
    | Not
    | AllOf
    | AnyOf
)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of the call; each further part of the path is a step into a mapping."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Principal:
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """The length of a text in code points, or the number of items of a list or mapping."""

    term: Term


Term = Argument | Principal | Session | Constant | Size


@dataclass(frozen=True, slots=True)
class Holds:
    """The value that a term names meets a condition; a missing one is an error."""

    term: Term
    condition: Condition


@dataclass(frozen=True, slots=True)
class Present:
    """Whether a term names a value, as it is wanted."""

    term: Term
    wanted: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """Two terms compared, where neither side is a constant."""

    left: Term
    operator: Operator
    right: Term


@dataclass(frozen=True, slots=True)
class And:
    formulas: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    formulas: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    formula: Formula


@dataclass(frozen=True, slots=True)
class Only:
    """The call has no arguments but these (`other_args: block`)."""

    names: tuple[str, ...]


Formula = Holds | Present | Relation | And | Or | Negation | Only

_WORDS: dict[type[Condition], str] = {
    Equals: "equals",
    OneOf: "in",
    NotOneOf: "not_in",
    TypeIs: "type",
    MoreThan: "more_than",
    AtLeast: "at_least",
    LessThan: "less_than",
    AtMost: "at_most",
    StartsWith: "starts_with",
    EndsWith: "ends_with",
    Contains: "contains",
    Like: "like",
    Matches: "matches",
    MinLength: "min_length",
    MaxLength: "max_length",
    Under: "under",
    Host: "host",
    Scheme: "scheme",
    Port: "port",
    Each: "each",
    Some: "some",
    MinItems: "min_items",
    MaxItems: "max_items",
    Keys: "keys",
    Not: "not",
    AllOf: "all_of",
    AnyOf: "any_of",
}


def word_of(condition: Condition) -> str:
    """Return the key of a policy that states such a condition."""
    return _WORDS[type(condition)]


def conjunction(conditions: Iterable[Condition]) -> Condition:
    """Return the one condition that says all of these."""
    conditions = tuple(conditions)
    return conditions[0] if len(conditions) == 1 else AllOf(conditions)


def patterns_of(formula: Formula) -> Iterator[str]:
    """Yield the regular expressions that an expression states."""
    match formula:
        case Holds(_, Matches(pattern)):
            yield pattern
        case And(parts) | Or(parts):
            for part in parts:
                yield from patterns_of(part)
        case Negation(inner):
            yield from patterns_of(inner)
        case _:
            return


def mentioned_arguments(formula: Formula) -> frozenset[str]:
    """Return the names of the call's arguments that a formula is about."""
    match formula:
        case Holds(term, _) | Present(term, _):
            return _arguments_of(term)
        case Relation(left, _, right):
            return _arguments_of(left) | _arguments_of(right)
        case And(formulas) | Or(formulas):
            return frozenset().union(*(mentioned_arguments(one) for one in formulas))
        case Negation(inner):
            return mentioned_arguments(inner)
        case Only():
            return frozenset()
    assert_never(formula)


def _arguments_of(term: Term) -> frozenset[str]:
    match term:
        case Argument(path):
            return frozenset(path[:1])
        case Size(inner):
            return _arguments_of(inner)
        case Principal() | Session() | Constant():
            return frozenset()
    assert_never(term)
