"""Why a call is decided as it is: every rule visited, what each condition saw, what was missing.

An explanation holds types and sizes of arguments. It holds their values only when it is asked to.
It is for operators: whoever reads it learns how to get a call past the policy.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from enforcecore_core.calls import Decision, Effect, ToolCall
from enforcecore_core.decision.checks import described
from enforcecore_core.decision.decide import decide
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import Negation
from enforcecore_core.decision.near_miss import NearMiss, near_misses, why_blocked
from enforcecore_core.decision.plan import Place, Plan, is_tool_name
from enforcecore_core.decision.quoting import listed
from enforcecore_core.decision.visiting import ClauseSeen, FormulaSeen, Reveal, Verdict, Visitor
from enforcecore_core.decision.wording import sentence
from enforcecore_core.escaping import shown

__all__ = ["ClauseSeen", "Explanation", "FormulaSeen", "NearMiss", "Verdict", "explain"]

_FORMAT = 1
_WIDTH = 100
_LONGEST_LINE = 2000


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that led to a decision.

    `clauses` are all that apply to the tool: those that block, then those that allow. For a blocked
    call, `because` says what blocks it, and `near_misses` what would have to be different.
    """

    tool: str
    policy: str
    digest: str
    decision: Decision
    clauses: tuple[ClauseSeen, ...]
    because: tuple[str, ...]
    near_misses: tuple[NearMiss, ...]

    @property
    def deciding(self) -> ClauseSeen | None:
        """The clause that decided, or None when it was a built-in rule."""
        # An id stands for one clause, in all policies together.
        return next((one for one in self.clauses if one.rule == self.decision.rule), None)

    @property
    def place(self) -> Place | None:
        """Where the clause that decided stands in the policy."""
        deciding = self.deciding
        return None if deciding is None else deciding.place

    def text(self) -> str:
        """Return the explanation for people, in lines of at most 100 characters if words allow."""
        return "\n".join(_wrapped(line) for line in self._lines())

    def as_json(self) -> dict[str, object]:
        """Return the explanation as plain data. The format has the number 1."""
        return {
            "format": _FORMAT,
            "tool": self.tool,
            "policy": {"name": self.policy, "sha256": self.digest},
            "effect": self.decision.effect.value,
            "rule": self.decision.rule,
            "code": self.decision.code.value,
            "reason": self.decision.reason,
            "place": _place_data(self.place),
            "clauses": [_clause_data(one, decides=one is self.deciding) for one in self.clauses],
            "because": list(self.because),
            "near_misses": [
                {
                    "rules": list(one.rules),
                    "changes": list(one.changes),
                    "kept": [sentence(formula) for formula in one.kept],
                    "unless": list(one.unless),
                    "sentence": one.sentence,
                }
                for one in self.near_misses
            ],
        }

    def _lines(self) -> Iterator[str]:
        applying = (
            f"{len(self.clauses)} clauses apply" if len(self.clauses) != 1 else "1 clause applies"
        )
        yield f"{applying} to {shown(self.tool)}"
        deciding = self.deciding
        for clause in self.clauses:
            where = f"  {_place_words(clause.place)}" if clause.place else ""
            mark = "  <- decides" if clause is deciding else ""
            yield f"  {clause.effect.value} {clause.rule}: {clause.verdict.value}{where}{mark}"
            for formula in clause.formulas:
                yield from _formula_lines(formula, indent=4)
        place = f" at {_place_words(self.place)}" if self.place else ""
        decision = self.decision
        verb = "allowed" if decision.effect is Effect.ALLOW else "blocked"
        yield f"{verb} by {decision.rule}{place}: {decision.reason} [{decision.code.value}]"
        yield from self.because
        yield from (one.sentence for one in self.near_misses)


def explain(
    plan: Plan, call: ToolCall, facts: Facts, *, values: bool | Reveal = False
) -> Explanation:
    """Explain the decision on a call; its `decision` is what `decide` returns.

    `values` may be True: then the explanation shows values, escaped and cut, whatever they are. Or
    it is a function that returns what may be shown of a value, such as a redactor's; of what it
    refuses with an error of this package, only type and size are shown.
    """
    decision = decide(plan, call, facts)
    tool = call.tool if type(call.tool) is str else f"<{described(call.tool)}>"
    if not is_tool_name(call.tool):
        return Explanation(tool, plan.name, plan.digest, decision, (), (), ())
    rules = plan.rules_for(tool)
    visitor = Visitor(call, facts, reveal=_reveal(values))
    blocks = [visitor.clause(clause, Effect.BLOCK) for clause, _ in rules.block]
    groups = [
        [visitor.clause(clause, Effect.ALLOW) for clause, _ in rulings] for rulings in rules.allow
    ]
    clauses = (*blocks, *(clause for group in groups for clause in group))
    because: tuple[str, ...] = ()
    misses: tuple[NearMiss, ...] = ()
    if decision.effect is Effect.BLOCK:
        because = (*why_blocked(blocks), *_why_not_allowed(plan, tool, groups))
        misses = tuple(near_misses(blocks, groups))
    return Explanation(tool, plan.name, plan.digest, decision, clauses, because, misses)


def _reveal(values: bool | Reveal) -> Reveal | None:  # noqa: FBT001 - `explain` names it
    if callable(values):
        return values
    return (lambda value: value) if values else None


def _why_not_allowed(plan: Plan, tool: str, groups: list[list[ClauseSeen]]) -> Iterator[str]:
    """Say why no change of its arguments could have the tool allowed, if that is so."""
    if all(groups) and groups:
        return
    if plan.rules_for(tool).entries:
        yield f"no clause of the policy could allow {tool}, whatever its arguments"
        return
    patterns = [entry.pattern for level in plan.levels for entry in level.entries]
    close = get_close_matches(tool, patterns, n=2)
    if close:
        yield f"the policy has an entry for {listed(close)}, not for {tool}"


def _formula_lines(formula: FormulaSeen, *, indent: int) -> Iterator[str]:
    if len(formula.seen) == 1:
        found = f" (saw {', '.join(formula.seen.values())})"
    else:
        saw = "; ".join(f"{name}: {what}" for name, what in formula.seen.items())
        found = f" (saw {saw})" if saw else ""
    why = f": {formula.error}" if formula.error else ""
    yield f"{' ' * indent}{formula.verdict.value:14}  {formula.wording}{found}{why}"
    inner = formula.parts
    if isinstance(formula.formula, Negation):
        # The denial has said what the formula would.
        (denied,) = inner
        inner = denied.parts
    for part in inner:
        yield from _formula_lines(part, indent=indent + 2)


def _wrapped(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    return textwrap.fill(
        shown(line, _LONGEST_LINE),
        _WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _place_words(place: Place) -> str:
    return f"{place.file}:{place.line}:{place.column}"


def _place_data(place: Place | None) -> dict[str, object] | None:
    return place and place._asdict()


def _clause_data(clause: ClauseSeen, *, decides: bool) -> dict[str, object]:
    return {
        "rule": clause.rule,
        "effect": clause.effect.value,
        "verdict": clause.verdict.name.lower(),
        "decides": decides,
        "place": _place_data(clause.place),
        "formulas": [_formula_data(one) for one in clause.formulas],
    }


def _formula_data(formula: FormulaSeen) -> dict[str, object]:
    return {
        "wording": formula.wording,
        "verdict": formula.verdict.name.lower(),
        "seen": dict(formula.seen),
        "error": formula.error,
        "parts": [_formula_data(part) for part in formula.parts],
    }
