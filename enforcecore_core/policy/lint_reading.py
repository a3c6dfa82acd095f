"""A policy as lint reads it: what each clause says, and where each part of it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

from enforcecore_core.decision.expressions import parse_expression
from enforcecore_core.decision.language import (
    Argument,
    Condition,
    Formula,
    Holds,
    Present,
    word_of,
)
from enforcecore_core.decision.plan import Clause, Entry, Place, Plan
from enforcecore_core.policy.lint_implication import parts_of
from enforcecore_core.policy.lint_literals import same
from enforcecore_core.policy.loading import Node

__all__ = ["Reading", "Stated", "said"]

_LONGEST_OPERAND = 60


@dataclass(frozen=True, slots=True)
class Stated:
    """A clause with the entry that it stands in. `number` is its position in the file."""

    number: int
    entry: Entry
    effect: Literal["allow", "block"]
    clause: Clause
    node: Node

    @property
    def place(self) -> Place:
        assert self.clause.place is not None  # noqa: S101 - every clause of a file has one
        return self.clause.place

    def place_of(self, formula: Formula, word: str | None = None) -> Place:
        """Return where a formula of this clause is stated; `word` is the condition's key."""
        if self._is_in_expression(formula):
            return self._at(self.node.children["when"].place)
        if isinstance(formula, Holds | Present) and isinstance(formula.term, Argument):
            arguments = self.node.children["args"]
            name = ".".join(formula.term.path)
            if isinstance(formula, Holds):
                word = word or word_of(formula.condition)
            return self._at(
                _key(arguments.children[name], word or "present") or arguments.keys[name]
            )
        return self.place

    def _is_in_expression(self, formula: Formula) -> bool:
        expression = self.node.children.get("when")
        if expression is None or not isinstance(expression.data, str):
            return False
        whole = parse_expression(expression.data)
        return any(same(formula, part) for part in [whole, *parts_of([whole])])

    def _at(self, position: tuple[int, int]) -> Place:
        return Place(self.place.file, *position)


class Reading:
    """The clauses of one file in their order, and the plan that they are a part of."""

    def __init__(self, plan: Plan, root: Node, file: str) -> None:
        self.plan = plan
        self.root = root
        self.file = file
        self.clauses = list(self._stated())

    def entry_place(self, entry: Entry) -> Place:
        """Return where an entry's name or glob stands."""
        return entry.place or Place(self.file, 1, 1)

    def place_of(self, *location: str) -> Place:
        """Return where a key of the file stands."""
        return Place(self.file, *self.root.place_of(location))

    def _stated(self) -> Iterator[Stated]:
        number = 0
        for entry in self.plan.entries:
            node = self.root.children["tools"].children[entry.pattern]
            for clause, where in zip(entry.allow, _nodes(node, "allow"), strict=False):
                yield Stated(number, entry, "allow", clause, where)
                number += 1
            for clause, where in zip(entry.block, _nodes(node, "block"), strict=False):
                yield Stated(number, entry, "block", clause, where)
                number += 1


def said(formula: Formula) -> str:
    """Say a formula in the words of a policy, for people."""
    match formula:
        case Holds(Argument(path), condition):
            return f"{'.'.join(path)}: {{{_said(condition)}}}"
        case Present(Argument(path), wanted):
            return f"{'.'.join(path)}: {{present: {json.dumps(wanted)}}}"
    return "the expression"


def _said(condition: Condition) -> str:
    operand = getattr(condition, fields(condition)[0].name)
    return f"{word_of(condition)}: {_operand(operand)}"


def _operand(operand: object) -> str:
    if isinstance(operand, tuple):
        return _short("[" + ", ".join(map(_operand, operand)) + "]")
    if isinstance(operand, str | int | float | None):
        return _short(json.dumps(operand, ensure_ascii=False))
    return _short("{" + _said(operand) + "}")  # type: ignore[arg-type]  # what is left is a condition


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_OPERAND else text[: _LONGEST_OPERAND - 1] + "…"


def _nodes(entry: Node, effect: str) -> list[Node]:
    """Return where the clauses of an entry stand, in their order."""
    stated = entry.children.get(effect)
    if stated is None:
        return [entry]
    return list(stated.children.values()) if isinstance(stated.data, list) else [stated]


def _key(node: Node, word: str) -> tuple[int, int] | None:
    """Return where a key stands in conditions, or in those within them."""
    if word in node.keys:
        return node.keys[word]
    inner = (_key(child, word) for child in node.children.values())
    return next((place for place in inner if place is not None), None)
