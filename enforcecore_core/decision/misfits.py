"""Whether what a policy says of a tool can be told of its calls, given its arguments' JSON schema.

A clause that is an error on every call that fits the schema blocks the tool, or never allows it,
and nobody meant that. Only what is certain is told: a schema is foreign and leaves things out.
"""

from __future__ import annotations

from collections.abc import Iterator

from enforcecore_core.decision.expression_schemas import Schema
from enforcecore_core.decision.expression_typing import TypeProblem, untold
from enforcecore_core.decision.globs import is_glob
from enforcecore_core.decision.plan import Clause, Entry, Place, Plan, is_tool_name
from enforcecore_core.errors import PolicyError

__all__ = ["MISFIT_CODE", "first_misfit"]

MISFIT_CODE = "EC-P027"

_Found = tuple[TypeProblem, Place | None]


def first_misfit(plan: Plan, tool: str, schema: Schema) -> PolicyError | None:
    """Return the first thing that a policy, or one that it extends, says of a tool in vain."""
    if not is_tool_name(tool):
        return None
    return next(_misfits(plan, tool, schema), None)


def _misfits(plan: Plan, tool: str, schema: Schema) -> Iterator[PolicyError]:
    for level in plan.levels:
        entries = level.entries_for(tool)
        allowing = [clause for entry in entries for clause in entry.allow]
        is_allowed = any(not list(_problems(clause, schema)) for clause in allowing)
        for entry in entries:
            for clause in entry.allow:
                for found in _problems(clause, schema):
                    if not _is_for_others(entry, found, is_allowed=is_allowed):
                        yield _error(plan, clause, found, f"allows no call of {tool!r}")
            for clause in entry.block:
                for found in _problems(clause, schema):
                    yield _error(plan, clause, found, f"blocks every call of {tool!r}")


def _is_for_others(entry: Entry, found: _Found, *, is_allowed: bool) -> bool:
    """Tell whether an allow clause may be meant for the other tools that its glob matches."""
    problem, _ = found
    return is_glob(entry.pattern) and (is_allowed or problem.effect == "absent")


def _problems(clause: Clause, schema: Schema) -> Iterator[_Found]:
    places = clause.places or (clause.place,) * len(clause.formulas)
    # What `other_args` adds to a clause stands nowhere, and fits every schema.
    for formula, place in zip(clause.formulas, places, strict=False):
        for problem in untold(formula, schema):
            yield problem, place


def _error(plan: Plan, clause: Clause, found: _Found, consequence: str) -> PolicyError:
    problem, place = found
    file, line, column = place or (plan.name, None, None)
    message = f"{problem.message}, so {clause.rule} {consequence}"
    return PolicyError(
        message, file=file, code=MISFIT_CODE, line=line, column=column, hint=problem.hint
    )
