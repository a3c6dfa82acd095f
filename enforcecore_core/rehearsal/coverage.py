"""Which rules and clauses of a policy its tests have met.

A clause is met when a passing test has a call that it matches; an `allow` clause has to match a
call that was allowed. A rule is all that stands under one tool or glob: it is met when one of its
clauses is, or, if it has duties alone, when a passing test calls a tool that it applies to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from enforcecore_core.calls import Effect
from enforcecore_core.decision import Plan
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.plan import Clause, Entry, Place
from enforcecore_core.rehearsal.running import Result, Verdict

__all__ = ["Coverage", "Part", "measured"]


@dataclass(frozen=True, slots=True)
class Part:
    """A rule or a clause of a policy, and whether a test met it."""

    name: str
    place: Place | None
    met: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the tests of one policy met, in the policy's order.

    `parts` is what is counted: every clause, and every rule that has none.
    """

    rules: tuple[Part, ...]
    clauses: tuple[Part, ...]
    parts: tuple[Part, ...]

    @property
    def unmet(self) -> list[Part]:
        """Return the parts that no test met."""
        return [part for part in self.parts if not part.met]

    @property
    def percent(self) -> float:
        """Return how much was met, in percent, rounded down to a tenth."""
        return (1000 * (len(self.parts) - len(self.unmet)) // len(self.parts)) / 10


def measured(plan: Plan, results: Iterable[Result]) -> Coverage:
    """Return what the passing tests of a policy met. Expected failures count as nothing.

    What the policy extends is left to tests of its own.
    """
    passed = [one for one in results if one.verdict is Verdict.PASSED]
    rules: list[Part] = []
    clauses: list[Part] = []
    parts: list[Part] = []
    for entry in plan.entries:
        concerned = [one for one in passed if _applies(plan, entry, one)]
        mine = list(_clauses(entry, concerned))
        met = any(part.met for part in mine) if mine else bool(concerned)
        rules.append(Part(entry.pattern, entry.place, met))
        clauses += mine
        parts += mine or rules[-1:]
    return Coverage(tuple(rules), tuple(clauses), tuple(parts))


def _applies(plan: Plan, entry: Entry, result: Result) -> bool:
    return any(one is entry for one in plan.entries_for(result.case.call.tool))


def _clauses(entry: Entry, results: list[Result]) -> Iterator[Part]:
    allowed = [one for one in results if one.decision.effect is Effect.ALLOW]
    for clause, concerned in (
        *((clause, allowed) for clause in entry.allow),
        *((clause, results) for clause in entry.block),
    ):
        met = any(_matches(clause, one) for one in concerned)
        yield Part(clause.rule, clause.place, met)


def _matches(clause: Clause, result: Result) -> bool:
    try:
        return clause.holds(result.case.call, result.case.facts)
    except ConditionError:
        return False
