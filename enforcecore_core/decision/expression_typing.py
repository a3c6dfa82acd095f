"""What a tool's JSON schema says about formulas: names it does not have, kinds that never fit.

Only what is certain is a problem: an argument that the tool cannot have, a value that is always of
another kind than the condition on it compares, a value that never comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal

from enforcecore_core.decision.expression_schemas import (
    EVERY_KIND,
    Kinds,
    Schema,
    SchemaTree,
    kind_of,
)
from enforcecore_core.decision.language import (
    AllOf,
    And,
    AnyOf,
    Argument,
    AtLeast,
    AtMost,
    Condition,
    Constant,
    Each,
    Equals,
    Formula,
    Holds,
    Keys,
    Kind,
    LessThan,
    MaxItems,
    MinItems,
    MoreThan,
    Negation,
    Not,
    NotOneOf,
    OneOf,
    Or,
    Present,
    Relation,
    Scalar,
    Size,
    Some,
    Term,
    TypeIs,
)

__all__ = ["Effect", "TypeProblem", "check_types", "untold"]

# What a problem makes of the formula. Where it is "absent", the argument never comes; where it is
# "unfit", one comes of which the condition cannot be told. Else the formula may still be told.
Effect = Literal["absent", "unfit", "told"]

_NUMBER: Kinds = frozenset({"number"})
_TEXT: Kinds = frozenset({"text"})
_LIST: Kinds = frozenset({"list"})
_ORDERED: Kinds = _NUMBER | _TEXT
_SCALARS: Kinds = _ORDERED | {"truth", "null"}
_CONTAINERS: Kinds = _LIST | {"mapping"}
_SIZED: Kinds = _CONTAINERS | _TEXT
_WANTED: dict[type[Condition], Kinds] = {
    MoreThan: _NUMBER,
    AtLeast: _NUMBER,
    LessThan: _NUMBER,
    AtMost: _NUMBER,
    Each: _LIST,
    Some: _LIST,
    MinItems: _CONTAINERS,
    MaxItems: _CONTAINERS,
    Keys: frozenset({"mapping"}),
    Not: EVERY_KIND,
    AllOf: EVERY_KIND,
    AnyOf: EVERY_KIND,
}
_NAMES: dict[Kind, str] = {
    "list": "a list",
    "mapping": "a mapping",
    "null": "null",
    "number": "a number",
    "text": "a text",
    "truth": "a truth value",
}


@dataclass(frozen=True, slots=True)
class TypeProblem:
    """What is wrong with what a formula says of one argument, and what may have been meant."""

    argument: str
    message: str
    hint: str | None = None
    effect: Effect = field(default="told", compare=False)


def check_types(formula: Formula, schema: Schema) -> list[TypeProblem]:
    """Return the problems of a formula, given the JSON schema of its tool's arguments."""
    return list(dict.fromkeys(_Check(schema).of_formula(formula)))


def untold(formula: Formula, schema: Schema) -> list[TypeProblem]:
    """Return the problems for which a formula is an error on every call that fits the schema.

    Since an error in a part is one of the whole, each of them is reason enough.
    """
    if "mapping" not in SchemaTree(schema).kinds([schema]):
        return []
    return [one for one in _Check(schema).of_formula(formula) if one.effect != "told"]


class _Check:
    def __init__(self, schema: Schema) -> None:
        self._tree = SchemaTree(schema)

    def of_formula(self, formula: Formula) -> Iterator[TypeProblem]:
        match formula:
            case And(formulas) | Or(formulas):
                for one in formulas:
                    yield from self.of_formula(one)
            case Negation(one):
                yield from self.of_formula(one)
            case Present(term):
                yield from _told(self._of_name(term))
            case Holds(term, condition):
                yield from self._of_name(term)
                yield from self._of_condition(_named(term), self._schemas_of(term), condition)
            case Relation(left, operator, right):
                yield from self._of_name(left)
                yield from self._of_name(right)
                yield from self._of_relation(left, operator, right)

    def _of_name(self, term: Term) -> Iterator[TypeProblem]:
        if isinstance(term, Size):
            yield from self._of_name(term.term)
            yield from _misfit(_named(term.term), self._kinds_of(term.term), _SIZED)
        elif isinstance(term, Argument):
            schemas = [self._tree.root]
            for position, name in enumerate(term.path):
                inner = self._tree.fields(schemas, name)
                if not inner:
                    yield self._without_field(schemas, term.path[: position + 1])
                    return
                schemas = inner

    def _without_field(self, schemas: list[Schema], path: tuple[str, ...]) -> TypeProblem:
        *outer, name = path
        similar = get_close_matches(name, self._tree.known_fields(schemas), n=1)
        hint = f"did you mean {similar[0]!r}?" if similar else None
        effect: Effect = "told" if self._tree.is_open(schemas) else "absent"
        message = f"{_path(tuple(outer))} has no field {name!r}"
        if not outer:
            message = f"the tool has no argument {name!r}"
        return TypeProblem(_path(path), message, hint, effect)

    def _of_relation(self, left: Term, operator: str, right: Term) -> Iterator[TypeProblem]:
        first, second = self._kinds_of(left), self._kinds_of(right)
        if operator == "in":
            yield from _misfit(_named(right), second, _CONTAINERS)
            if second == {"list"}:
                items = self._tree.kinds(self._tree.items(self._schemas_of(right)))
                # Nothing is in an empty list, whatever it is.
                whose = f"an item of {_named(right)}"
                yield from _told(_unlike(_named(left), first, whose, items))
            elif second == {"mapping"}:
                yield from _misfit(_named(left), first, _TEXT)
        elif operator in {"==", "!="}:
            yield from _unlike(_named(left), first, _named(right), second)
        else:
            wanted = _ORDERED if operator in {"<", "<=", ">", ">="} else _TEXT
            problems = [
                *_misfit(_named(left), first, wanted),
                *_misfit(_named(right), second, wanted),
            ]
            yield from problems or _unlike(_named(left), first, _named(right), second)

    def _of_condition(
        self, name: str, schemas: list[Schema], condition: Condition
    ) -> Iterator[TypeProblem]:
        misfit = _misfit(name, self._tree.kinds(schemas), _wanted(condition))
        yield from _told(misfit) if isinstance(condition, TypeIs) else misfit
        match condition:
            case Equals(value):
                yield from self._of_values(name, schemas, (value,))
            case OneOf(values) | NotOneOf(values):
                yield from self._of_values(name, schemas, values)
            case Each(inner) | Some(inner):
                yield from self._of_condition(f"{name}[]", self._tree.items(schemas), inner)
            case Keys(inner):
                # In JSON a key is a text; a program's mapping may have others.
                yield from _told(_misfit(f"a key of {name}", _TEXT, _wanted(inner)))
            case Not(inner):
                yield from self._of_condition(name, schemas, inner)
            case AllOf(conditions) | AnyOf(conditions):
                for inner in conditions:
                    yield from self._of_condition(name, schemas, inner)

    def _of_values(
        self, name: str, schemas: list[Schema], values: tuple[Scalar, ...]
    ) -> Iterator[TypeProblem]:
        possible = self._tree.values(schemas)
        if possible is None:
            return
        for value in values:
            if not any(_is_same(one, value) for one in possible):
                texts = [one for one in possible if isinstance(one, str)]
                similar = get_close_matches(str(value), texts, n=1)
                hint = f"did you mean {similar[0]!r}?" if similar else None
                yield TypeProblem(name, f"{name} is never {value!r}", hint)

    def _kinds_of(self, term: Term) -> Kinds:
        return self._tree.kinds(self._schemas_of(term))

    def _schemas_of(self, term: Term) -> list[Schema]:
        """Return what a term may be; anything if that is not known."""
        match term:
            case Argument(path):
                schemas = [self._tree.root]
                for name in path:
                    schemas = self._tree.fields(schemas, name)
                return schemas or [{}]
            case Constant(value):
                return [{"const": value}]
            case Size():
                return [{"type": "integer"}]
            case _:
                return [{}]


def _is_same(one: object, other: object) -> bool:
    # In Python, True is 1; in JSON and in policies it is not.
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _wanted(condition: Condition) -> Kinds:
    """Return the kinds of values that a condition is true or false for, at its outside."""
    match condition:
        case Equals(value):
            return _comparable((value,))
        case OneOf(values) | NotOneOf(values):
            return _comparable(values)
        case TypeIs(kind):
            return frozenset({kind})
        case _:
            return _WANTED.get(type(condition), _TEXT)


def _comparable(values: tuple[Scalar, ...]) -> Kinds:
    kinds = frozenset(kind_of(value) for value in values)
    return EVERY_KIND if kinds == {"null"} else kinds


def _misfit(name: str, kinds: Kinds, wanted: Kinds) -> Iterator[TypeProblem]:
    if not kinds & wanted:
        message = f"{name} is {_either(kinds)}, never {_either(wanted)}"
        yield TypeProblem(name, message, effect="unfit")


def _unlike(first: str, kinds: Kinds, second: str, others: Kinds) -> Iterator[TypeProblem]:
    if not kinds & others & _SCALARS:
        message = f"{first} is {_either(kinds)}, and {second} is {_either(others)}"
        yield TypeProblem(first, message, effect="unfit")


def _told(problems: Iterable[TypeProblem]) -> Iterator[TypeProblem]:
    return (replace(problem, effect="told") for problem in problems)


def _either(kinds: Kinds) -> str:
    return " or ".join(sorted(_NAMES[kind] for kind in kinds)) or "nothing"


def _named(term: Term) -> str:
    match term:
        case Argument(path):
            return _path(path)
        case Constant(value):
            return repr(value)
        case Size(inner):
            return f"size({_named(inner)})"
        case _:
            return ".".join((type(term).__name__.lower(), *term.path))


def _path(path: tuple[str, ...]) -> str:
    return ".".join(("args", *path))
