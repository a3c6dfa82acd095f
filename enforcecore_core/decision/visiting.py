"""What the clauses of a plan saw of one call, part by part.

Every part is evaluated by itself, by the same closures that decide. Since an error in a part is an
error of the whole, a clause comes to the same answer as its parts together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from enforcecore_core.calls import Effect, ToolCall
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.compiling import compiled, compiled_condition
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import (
    AllOf,
    And,
    AnyOf,
    Constant,
    Each,
    Formula,
    Holds,
    Negation,
    Not,
    Only,
    Or,
    Present,
    Relation,
    Size,
    Term,
)
from enforcecore_core.decision.plan import Clause, Place
from enforcecore_core.decision.quoting import shape, shown
from enforcecore_core.decision.terms import NOTHING, finder
from enforcecore_core.decision.wording import sentence, term_words
from enforcecore_core.errors import EnforceCoreError

__all__ = ["ClauseSeen", "FormulaSeen", "Reveal", "Verdict", "Visitor", "terms_of"]

Reveal = Callable[[object], object]

_MOST_NAMED = 3
_OUT_OF_REACH = object()


class Verdict(Enum):
    """What became of a clause or a formula."""

    HOLDS = "holds"
    FAILS = "does not hold"
    ERROR = "cannot be told"


@dataclass(frozen=True, slots=True)
class FormulaSeen:
    """One formula of a clause, what it saw of the call, and its verdict.

    `seen` maps the names of the values it is about to their types and sizes, or to their values
    when those were asked for. `error` says why it cannot be told. `parts` are the formulas that it
    joins or denies.
    """

    formula: Formula
    wording: str
    verdict: Verdict
    seen: Mapping[str, str]
    error: str | None = None
    parts: tuple[FormulaSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseSeen:
    """One clause that applies to the call's tool. `effect` is what it would lead to."""

    rule: str
    effect: Effect
    verdict: Verdict
    formulas: tuple[FormulaSeen, ...]
    place: Place | None


class Visitor:
    """Looks at one call as the clauses of a plan do. `reveal` says what is shown of a value."""

    def __init__(self, call: ToolCall, facts: Facts, *, reveal: Reveal | None = None) -> None:
        self._call = call
        self._facts = facts
        self._reveal = reveal

    def clause(self, clause: Clause, effect: Effect) -> ClauseSeen:
        """Return what became of a clause, and of each of its formulas."""
        formulas = tuple(
            self.formula(part) for stated in clause.formulas for part in _conjuncts(stated)
        )
        verdicts = {formula.verdict for formula in formulas}
        if Verdict.ERROR in verdicts:
            verdict = Verdict.ERROR
        else:
            verdict = Verdict.FAILS if Verdict.FAILS in verdicts else Verdict.HOLDS
        return ClauseSeen(clause.rule, effect, verdict, formulas, clause.place)

    def formula(self, formula: Formula) -> FormulaSeen:
        """Return what became of a formula, and of each of its parts."""
        verdict, error = self._verdict(formula)
        seen = self._seen(_undenied(formula))
        parts = tuple(self.formula(part) for part in _parts(formula))
        return FormulaSeen(formula, sentence(formula), verdict, seen, error, parts)

    def _verdict(self, formula: Formula) -> tuple[Verdict, str | None]:
        try:
            holds = compiled(formula)(self._call, self._facts)
        except ConditionError as error:
            return Verdict.ERROR, str(error)
        return Verdict.HOLDS if holds else Verdict.FAILS, None

    def _seen(self, formula: Formula) -> dict[str, str]:
        """Return what a simple formula is about. What joins several has it in its parts."""
        if isinstance(formula, And | Or):
            return {}
        if isinstance(formula, Only):
            return {"the call": self._other_arguments(formula)}
        seen = {term_words(term): self._value(term) for term in terms_of(formula)}
        if isinstance(formula, Holds) and isinstance(formula.condition, Each):
            seen[term_words(formula.term)] += self._items_at_fault(formula.term, formula.condition)
        return seen

    def _other_arguments(self, only: Only) -> str:
        # Whoever proposes the call chooses these names: they are values as much as the values are.
        others = [name for name in self._call.arguments if name not in only.names]
        number = f"{len(others)} other arguments" if len(others) != 1 else "1 other argument"
        if not (others and self._reveal):
            return number
        return f"{number}: {', '.join(self._shown(name) for name in others[:_MOST_NAMED])}"

    def _value(self, term: Term) -> str:
        value = self._found(term)
        if value is NOTHING:
            return "nothing"
        return "nothing within reach" if value is _OUT_OF_REACH else self._shown(value)

    def _found(self, term: Term) -> object:
        try:
            return finder(term)(self._call)
        except ConditionError:
            return _OUT_OF_REACH

    def _shown(self, value: object) -> str:
        if self._reveal is None:
            return shape(value)
        try:
            return shown(self._reveal(value))
        except EnforceCoreError:
            return shape(value)

    def _items_at_fault(self, term: Term, each: Each) -> str:
        """Say which items of a list do not meet the condition."""
        value = self._found(term)
        if type(value) is not list and type(value) is not tuple:
            return ""
        holds = compiled_condition(each.condition, "")
        wrong = [
            number
            for number, item in enumerate(value, start=1)
            if not _holds(holds, item, self._facts)
        ]
        if not wrong:
            return ""
        named = ", ".join(map(str, wrong[:_MOST_NAMED]))
        more = f" and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
        return f", not item {named}{more}"


def _holds(check: Callable[[object, Facts], bool], item: object, facts: Facts) -> bool:
    try:
        return check(item, facts)
    except ConditionError:
        return False


def terms_of(formula: Formula) -> Iterator[Term]:
    """Yield the terms of a formula that name values of the call."""
    match formula:
        case Holds(term, _) | Present(term, _):
            yield from _named(term)
        case Relation(left, _, right):
            yield from _named(left)
            yield from _named(right)
        case And(formulas) | Or(formulas):
            for one in formulas:
                yield from terms_of(one)
        case Negation(inner):
            yield from terms_of(inner)
        case Only():
            return
        case _:
            assert_never(formula)


def _named(term: Term) -> Iterator[Term]:
    if isinstance(term, Size):
        yield from _named(term.term)
    elif not isinstance(term, Constant):
        yield term


def _conjuncts(formula: Formula) -> Iterator[Formula]:
    """Yield the parts of a formula that all have to hold: each can be missed by itself."""
    formula = _opened(formula)
    if isinstance(formula, And):
        for part in formula.formulas:
            yield from _conjuncts(part)
    else:
        yield formula


def _parts(formula: Formula) -> Iterable[Formula]:
    match formula:
        case And(formulas) | Or(formulas):
            return tuple(map(_opened, formulas))
        case Negation(inner):
            return (_opened(inner),)
    return ()


def _undenied(formula: Formula) -> Formula:
    while isinstance(formula, Negation):
        formula = _opened(formula.formula)
    return formula


def _opened(formula: Formula) -> Formula:
    """Return a formula whose logic is in formulas, where it was in the condition of one value."""
    if not isinstance(formula, Holds):
        return formula
    match formula.condition:
        case AllOf(conditions):
            return And(tuple(Holds(formula.term, one) for one in conditions))
        case AnyOf(conditions):
            return Or(tuple(Holds(formula.term, one) for one in conditions))
        case Not(condition):
            return Negation(Holds(formula.term, condition))
    return formula
