"""Why a call is decided as it is: every rule visited, what each condition saw, what was missing.

An explanation holds types and sizes of arguments. It holds their values only when it is asked to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from enforcecore_core.calls import Decision, Effect, ToolCall
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.compiling import compiled
from enforcecore_core.decision.decide import decide
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import (
    And,
    Constant,
    Formula,
    Holds,
    Negation,
    Only,
    Or,
    Present,
    Relation,
    Size,
    Term,
)
from enforcecore_core.decision.plan import Clause, Place, Plan, Rulings, is_tool_name
from enforcecore_core.decision.quoting import escaped, shape, shown
from enforcecore_core.decision.terms import NOTHING, finder
from enforcecore_core.decision.wording import sentence, term_words

__all__ = ["ClauseSeen", "Explanation", "FormulaSeen", "Verdict", "explain"]

_FORMAT = 1
_MOST_MISSING = 2


class Verdict(Enum):
    """What became of a clause or a formula."""

    HOLDS = "holds"
    FAILS = "does not hold"
    ERROR = "cannot be told"


@dataclass(frozen=True, slots=True)
class FormulaSeen:
    """One formula of a clause: its wording, what it saw of the call, and its verdict.

    `seen` maps the names of the values it is about to their types and sizes, or to their values
    when those were asked for. `error` says why it cannot be told.
    """

    wording: str
    verdict: Verdict
    seen: Mapping[str, str]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ClauseSeen:
    """One clause that applies to the call's tool. `effect` is what it would lead to."""

    rule: str
    effect: Effect
    verdict: Verdict
    formulas: tuple[FormulaSeen, ...]
    place: Place | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that led to a decision. `near_misses` are sentences for a call that was blocked."""

    tool: str
    decision: Decision
    clauses: tuple[ClauseSeen, ...]
    near_misses: tuple[str, ...]

    def text(self) -> str:
        """Return the explanation for people, one fact a line."""
        return "\n".join(self._lines())

    def as_json(self) -> dict[str, object]:
        """Return the explanation as plain data. The format has the number 1."""
        return {
            "format": _FORMAT,
            "tool": self.tool,
            "effect": self.decision.effect.value,
            "rule": self.decision.rule,
            "code": self.decision.code.value,
            "reason": self.decision.reason,
            "clauses": [_clause_data(clause) for clause in self.clauses],
            "near_misses": list(self.near_misses),
        }

    def _lines(self) -> Iterator[str]:
        yield f"{len(self.clauses)} clauses apply to {escaped(self.tool)}"
        for clause in self.clauses:
            place = clause.place
            where = f"  {place.file}:{place.line}:{place.column}" if place else ""
            deciding = "  <- decides" if clause.rule == self.decision.rule else ""
            effect = clause.effect.value
            yield f"  {effect} {clause.rule}: {clause.verdict.value}{where}{deciding}"
            for formula in clause.formulas:
                saw = ", ".join(f"{name}: {what}" for name, what in formula.seen.items())
                found = f" (saw {saw})" if saw else ""
                why = f": {formula.error}" if formula.error else ""
                yield f"    {formula.verdict.value:14}  {formula.wording}{found}{why}"
        yield from self.near_misses


def explain(plan: Plan, call: ToolCall, facts: Facts, *, values: bool = False) -> Explanation:
    """Explain the decision on a call; its `decision` is what `decide` returns.

    With `values`, the explanation shows the values of arguments, escaped and cut.
    """
    decision = decide(plan, call, facts)
    if not is_tool_name(call.tool):
        return Explanation(str(call.tool), decision, (), ())
    rules = plan.rules_for(call.tool)
    blocks = _seen(rules.block, Effect.BLOCK, call, facts, values=values)
    groups = [_seen(group, Effect.ALLOW, call, facts, values=values) for group in rules.allow]
    clauses = (*blocks, *(clause for group in groups for clause in group))
    misses = _near_misses(blocks, groups) if decision.effect is Effect.BLOCK else ()
    return Explanation(call.tool, decision, clauses, tuple(misses))


def _seen(
    rulings: Rulings, effect: Effect, call: ToolCall, facts: Facts, *, values: bool
) -> tuple[ClauseSeen, ...]:
    return tuple(_clause_seen(clause, effect, call, facts, values) for clause, _ in rulings)


def _clause_seen(
    clause: Clause,
    effect: Effect,
    call: ToolCall,
    facts: Facts,
    values: bool,  # noqa: FBT001 - handed on from `explain`, where it is named
) -> ClauseSeen:
    formulas = tuple(
        _formula_seen(one, call, facts, values)
        for stated in clause.formulas
        for one in _conjuncts(stated)
    )
    verdicts = {formula.verdict for formula in formulas}
    if Verdict.ERROR in verdicts:
        verdict = Verdict.ERROR
    else:
        verdict = Verdict.FAILS if Verdict.FAILS in verdicts else Verdict.HOLDS
    return ClauseSeen(clause.rule, effect, verdict, formulas, clause.place)


def _conjuncts(formula: Formula) -> Iterator[Formula]:
    """Yield the parts of a formula that all have to hold: each can be missed by itself."""
    if isinstance(formula, And):
        for part in formula.formulas:
            yield from _conjuncts(part)
    else:
        yield formula


def _formula_seen(
    formula: Formula,
    call: ToolCall,
    facts: Facts,
    values: bool,  # noqa: FBT001 - handed on from `explain`, where it is named
) -> FormulaSeen:
    seen = {term_words(term): _value_seen(term, call, values) for term in _terms(formula)}
    try:
        holds = compiled(formula)(call, facts)
    except ConditionError as error:
        return FormulaSeen(sentence(formula), Verdict.ERROR, seen, str(error))
    return FormulaSeen(sentence(formula), Verdict.HOLDS if holds else Verdict.FAILS, seen)


def _value_seen(
    term: Term,
    call: ToolCall,
    values: bool,  # noqa: FBT001 - handed on from `explain`, where it is named
) -> str:
    try:
        value = finder(term)(call)
    except ConditionError:
        return "out of reach"
    if value is NOTHING:
        return "nothing"
    return shown(value) if values else shape(value)


def _terms(formula: Formula) -> Iterator[Term]:
    """Yield the terms of a formula that name values of the call."""
    match formula:
        case Holds(term, _) | Present(term, _):
            yield from _named(term)
        case Relation(left, _, right):
            yield from _named(left)
            yield from _named(right)
        case And(formulas) | Or(formulas):
            for one in formulas:
                yield from _terms(one)
        case Negation(inner):
            yield from _terms(inner)
        case Only():
            return


def _named(term: Term) -> Iterator[Term]:
    if isinstance(term, Size):
        yield from _named(term.term)
    elif not isinstance(term, Constant):
        yield term


def _near_misses(
    blocks: tuple[ClauseSeen, ...], groups: list[tuple[ClauseSeen, ...]]
) -> Iterator[str]:
    """Say of a blocked call what would have to be different."""
    firing = [clause for clause in blocks if clause.verdict is not Verdict.FAILS]
    if firing:
        for clause in firing:
            yield f"blocked by {clause.rule}: {_because(clause)}"
        return
    for group in groups:
        if any(clause.verdict is Verdict.HOLDS for clause in group):
            continue
        for clause in group:
            missing = [one for one in clause.formulas if one.verdict is not Verdict.HOLDS]
            if len(missing) <= _MOST_MISSING:
                needed = " and ".join(one.wording for one in missing)
                yield f"{clause.rule} would allow it if: {needed}"


def _because(clause: ClauseSeen) -> str:
    errors = [formula.error for formula in clause.formulas if formula.error]
    if errors:
        return "; ".join(errors)
    return " and ".join(formula.wording for formula in clause.formulas) or "it always matches"


def _clause_data(clause: ClauseSeen) -> dict[str, object]:
    return {
        "rule": clause.rule,
        "effect": clause.effect.value,
        "verdict": clause.verdict.name.lower(),
        "place": clause.place and clause.place._asdict(),
        "formulas": [
            {
                "wording": formula.wording,
                "verdict": formula.verdict.name.lower(),
                "seen": dict(formula.seen),
                "error": formula.error,
            }
            for formula in clause.formulas
        ],
    }
