"""Lint: what a policy says that its author probably does not mean.

    for finding in lint("policy.yaml"):
        print(finding.line, finding.code, finding.message)

It is cautious: of a rule that may match it never says that it cannot.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from enforcecore_core.decision.language import Formula
from enforcecore_core.decision.plan import Place
from enforcecore_core.errors import PolicyError
from enforcecore_core.policy.lint_acceptance import without_accepted
from enforcecore_core.policy.lint_clauses import conflict, holds_always
from enforcecore_core.policy.lint_covering import covered_rules
from enforcecore_core.policy.lint_findings import LintCode, LintFinding, found
from enforcecore_core.policy.lint_places import text_conditions_on_places
from enforcecore_core.policy.lint_reading import Reading, Stated, said
from enforcecore_core.policy.lint_tools import (
    is_every_tool,
    misfits,
    unconditional_allows,
    unknown_tools,
)
from enforcecore_core.policy.loading import read_bytes, read_node
from enforcecore_core.policy.problems import Reporter
from enforcecore_core.policy.reading import parse_policy

__all__ = ["LintFinding", "lint"]

Schemas = Mapping[str, Mapping[str, object]]


def lint(path: str | os.PathLike[str], *, tools: Schemas | None = None) -> list[LintFinding]:
    """Return what is doubtful in a policy file, in the order of the file.

    `tools` maps the names of all tools to the JSON schemas of their arguments. A policy that does
    not load is one finding; a file that cannot be read raises PolicyError.
    """
    file = os.fspath(path)
    reporter = Reporter(file)
    content = read_bytes(file, reporter)
    try:
        plan = parse_policy(content, file=file)
    except PolicyError as error:
        return [_refusal(error)]
    reading = Reading(plan, read_node(content, reporter), file)
    text = content.decode("utf-8")
    findings = without_accepted(_found(reading, tools), text, file, tools_known=tools is not None)
    return sorted(findings, key=lambda one: (one.line or 0, one.column or 0, one.code))


def _refusal(error: PolicyError) -> LintFinding:
    return LintFinding(error.code, error.message, error.file, error.line, error.column, error.hint)


def _found(reading: Reading, tools: Schemas | None) -> Iterator[LintFinding]:
    yield from _allows_everything(reading)
    yield from text_conditions_on_places(reading, tools)
    yield from covered_rules(reading)
    yield from _never_holding(reading)
    yield from unconditional_allows(reading, tools or {})
    yield from _redaction_off(reading)
    if tools is not None:
        yield from unknown_tools(reading, tools)
        yield from misfits(reading, tools)


def _allows_everything(reading: Reading) -> Iterator[LintFinding]:
    for stated in reading.clauses:
        every_tool = stated.effect == "allow" and is_every_tool(stated.entry.pattern)
        if every_tool and holds_always(stated.clause.formulas):
            yield found(
                LintCode.ALLOWS_EVERYTHING,
                "this allows every tool with any arguments",
                stated.place,
                hint="name the tools that are needed",
                tool=stated.entry.pattern,
            )


def _never_holding(reading: Reading) -> Iterator[LintFinding]:
    for stated in reading.clauses:
        formulas = conflict(stated.clause.formulas)
        if formulas is not None:
            yield found(
                LintCode.NEVER_HOLDS,
                _conflict_said(formulas),
                _last_place(formulas, stated),
                hint="change one of them; what may differ between calls stands in two rules",
                tool=stated.entry.pattern,
            )


def _conflict_said(formulas: list[Formula]) -> str:
    sayings = list(dict.fromkeys(said(formula) for formula in formulas))
    if len(sayings) == 1:
        return f"this rule never matches: no call meets {sayings[0]}"
    return f"this rule never matches: no call meets {' and '.join(sayings)}"


def _last_place(formulas: list[Formula], stated: Stated) -> Place:
    return max(stated.place_of(formula) for formula in formulas)


def _redaction_off(reading: Reading) -> Iterator[LintFinding]:
    duties = reading.plan.default_duties
    sides = {"arguments": duties.redact_arguments, "results": duties.redact_results}
    for side, groups in sides.items():
        if not groups:
            yield found(
                LintCode.REDACTION_OFF,
                f"nothing is redacted in the {side} of tools",
                reading.place_of("defaults", "redact", side),
                hint=f"leave '{side}' out for the default",
            )
