"""What the tools themselves say against a policy: names and kinds that they do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from enforcecore_core.decision.expression_typing import TypeProblem, check_types
from enforcecore_core.decision.globs import compile_glob, is_glob
from enforcecore_core.decision.language import Constant, Formula, Holds, Present, Relation, Term
from enforcecore_core.policy.lint_clauses import atoms_of, holds_always
from enforcecore_core.policy.lint_findings import LintCode, LintFinding, found
from enforcecore_core.policy.lint_implication import parts_of
from enforcecore_core.policy.lint_reading import Reading, Stated

__all__ = ["is_every_tool", "misfits", "unconditional_allows", "unknown_tools"]

Schemas = Mapping[str, Mapping[str, object]]

_EFFECTS: dict[str, frozenset[str]] = {
    "sends": frozenset(
        [
            "send",
            "email",
            "mail",
            "sms",
            "post",
            "publish",
            "tweet",
            "reply",
            "forward",
            "upload",
            "push",
        ]
    ),
    "deletes": frozenset(
        [
            "delete",
            "remove",
            "drop",
            "erase",
            "purge",
            "destroy",
            "wipe",
            "truncate",
            "unlink",
            "rm",
        ]
    ),
    "pays": frozenset(
        ["pay", "refund", "transfer", "charge", "purchase", "buy", "withdraw", "wire", "checkout"]
    ),
    "runs": frozenset(
        [
            "run",
            "exec",
            "execute",
            "eval",
            "shell",
            "bash",
            "sh",
            "cmd",
            "command",
            "spawn",
            "script",
            "terminal",
            "powershell",
        ]
    ),
}
_READING = frozenset(
    [
        "check",
        "count",
        "describe",
        "fetch",
        "find",
        "get",
        "list",
        "lookup",
        "read",
        "search",
        "show",
        "view",
    ]
)
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def is_every_tool(pattern: str) -> bool:
    """Tell whether a glob matches the name of every tool."""
    return "*" in pattern and pattern.replace("*", "") in {"", "?"}


def unknown_tools(reading: Reading, tools: Schemas) -> Iterator[LintFinding]:
    """Find the entries that are for no known tool; a glob may block what does not exist."""
    for entry in reading.plan.entries:
        if _matching(entry.pattern, tools) or (is_glob(entry.pattern) and not entry.allow):
            continue
        similar = get_close_matches(entry.pattern, tools, n=1)
        yield found(
            LintCode.UNKNOWN_TOOL,
            f"no known tool is called {entry.pattern!r}",
            reading.entry_place(entry),
            hint=f"did you mean {similar[0]!r}?" if similar else None,
            tool=entry.pattern,
        )


def misfits(reading: Reading, tools: Schemas) -> Iterator[LintFinding]:
    """Find what is said of arguments that a tool does not have, or that are of another kind."""
    for stated in reading.clauses:
        matching = _matching(stated.entry.pattern, tools)
        told = set()
        for formula in parts_of(stated.clause.formulas):
            for one in _misfits_of(formula, stated, {name: tools[name] for name in matching}):
                # What is wrong with an argument is said once, however often a clause is about it.
                if one.message not in told:
                    told.add(one.message)
                    yield one


def unconditional_allows(reading: Reading, tools: Schemas) -> Iterator[LintFinding]:
    """Find what is allowed with any arguments and can do harm."""
    for stated in reading.clauses:
        pattern = stated.entry.pattern
        if stated.effect == "block" or is_every_tool(pattern):
            continue
        if not holds_always(stated.clause.formulas):
            continue
        known = _matching(pattern, tools) if is_glob(pattern) else []
        for name in [pattern, *known]:
            does = _effect(name)
            if does:
                yield found(
                    LintCode.UNCONDITIONAL,
                    f"{name!r} {does}, and is allowed with any arguments",
                    stated.place,
                    hint="say under 'args' which arguments it may have",
                    tool=pattern,
                )
                break


def _effect(name: str) -> str | None:
    """Say what a tool does that cannot be taken back, by the words in its name."""
    words = [part.lower() for part in _PART.findall(name)]
    if not words or words[0] in _READING:
        return None
    return next((does for does, verbs in _EFFECTS.items() if verbs.intersection(words)), None)


def _matching(pattern: str, tools: Schemas) -> list[str]:
    if not is_glob(pattern):
        return [pattern] if pattern in tools else []
    matches = compile_glob(pattern)
    return [name for name in tools if matches(name)]


def _misfits_of(formula: Formula, stated: Stated, tools: Schemas) -> Iterator[LintFinding]:
    if not tools:
        return
    of_each = {name: _problems(formula, schema) for name, schema in tools.items()}
    messages = [{problem.message for problem, _ in problems} for problems in of_each.values()]
    shared = set.intersection(*messages)
    first = next(iter(of_each.values()))
    in_all = [(problem, code) for problem, code in first if problem.message in shared]
    for problem, code in in_all:
        yield _finding(problem.message, problem.hint, code, formula, stated)
    if in_all or stated.effect == "allow":
        return
    # A block that errs blocks: one tool without the argument is enough to be told.
    for name, problems in of_each.items():
        for problem, code in problems:
            if not isinstance(formula, Present):
                message = f"{problem.message}, so this blocks every call of {name!r}"
                yield _finding(message, problem.hint, code, formula, stated)
                return


def _finding(
    message: str, hint: str | None, code: LintCode, formula: Formula, stated: Stated
) -> LintFinding:
    return found(code, message, stated.place_of(formula), hint=hint, tool=stated.entry.pattern)


def _problems(formula: Formula, schema: Mapping[str, object]) -> list[tuple[TypeProblem, LintCode]]:
    names = [
        problem
        for atom in atoms_of(formula)
        for term in _terms(atom)
        for problem in check_types(Present(term, wanted=True), schema)
    ]
    return [
        (problem, LintCode.UNKNOWN_ARGUMENT if problem in names else LintCode.WRONG_KIND)
        for problem in check_types(formula, schema)
    ]


def _terms(atom: Formula) -> list[Term]:
    match atom:
        case Holds(term, _) | Present(term, _):
            return [term]
        case Relation(left, _, right):
            return [term for term in (left, right) if not isinstance(term, Constant)]
    return []
