"""The policy language as data: what a clause says, before it is compiled and after.

A `Condition` is about one value, a `Term` names a value of a call, and a `Formula` is about a whole
call. Each is true, false or an error. YAML conditions and `when` expressions become the same
formulas, so that compiling, explaining and linting each know one language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOfThese

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


Formula = Holds | Present | Relation | And | Or | Negation
