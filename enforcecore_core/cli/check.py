"""`enforcecore check`: what a policy decides about one call. Nothing runs, nothing is recorded."""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Mapping

from enforcecore_core.calls import EVERYTHING, Duties, Effect, ToolCall
from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.painting import Part, Style, Words
from enforcecore_core.cli.stated_arguments import read_arguments, read_principal
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.decision import Plan, decide
from enforcecore_core.decision.explanation import explain
from enforcecore_core.decision.plan import Place
from enforcecore_core.escaping import shown
from enforcecore_core.policy import load_policy
from enforcecore_core.preparation import Prepared, current_facts, prepare, trial_redactor
from enforcecore_core.redaction import Redactor

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "check"
HELP = "decide one call as the policy would, without running anything"

_FORMAT = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("policy", metavar="POLICY", help="the policy file")
    parser.add_argument("tool", metavar="TOOL", help="the tool's name")
    parser.add_argument(
        "pairs",
        metavar="NAME=VALUE",
        nargs="*",
        help="an argument; a value that is JSON is read as JSON, any other is a text",
    )
    parser.add_argument(
        "--args-json",
        metavar="JSON",
        help="all arguments as one JSON object, @FILE with one, or @- to read it from stdin",
    )
    parser.add_argument("--session", metavar="ID", help="the session that the call belongs to")
    parser.add_argument(
        "--principal", metavar="WHO", help="who calls: a name, or a JSON object of attributes"
    )
    parser.add_argument(
        "--explain", action="store_true", help="show each rule, and what its conditions saw"
    )
    parser.add_argument(
        "--values",
        action="store_true",
        help="show values in the explanation, redacted, not only their types and sizes",
    )
    parser.add_argument(
        "--unredacted", action="store_true", help="show personal data and secrets among the values"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Decide the call, say so, and return YES if it would run."""
    if arguments.values and not arguments.explain:
        raise CannotAsk("--values says how to explain", "add --explain")
    if arguments.unredacted and not arguments.values:
        raise CannotAsk("--unredacted says how to show values", "add --values")
    plan = load_policy(arguments.policy)
    call = ToolCall(
        arguments.tool,
        read_arguments(arguments.pairs, arguments.args_json),
        arguments.session,
        read_principal(arguments.principal),
    )
    facts = current_facts()
    ready = prepare(call, decide(plan, call, facts), redactor=trial_redactor(plan), can=EVERYTHING)
    shows = arguments.values and (arguments.unredacted or _redacted)
    explanation = explain(plan, call, facts, values=shows) if arguments.explain else None
    if arguments.json:
        answer = _described(plan, call, ready)
        answer |= {"explanation": explanation.as_json()} if explanation else {}
        terminal.write(json.dumps(answer, indent=2) + "\n")
    else:
        _say(plan, call, ready, terminal)
        for line in ["", *explanation.text().splitlines()] if explanation else []:
            terminal.say(line)
    return Exit.YES if ready.decision.effect is Effect.ALLOW else Exit.NO


def _redacted(value: object) -> object:
    return Redactor().redact(value).value


def _say(plan: Plan, call: ToolCall, ready: Prepared, terminal: Terminal) -> None:
    decision = ready.decision
    allowed = decision.effect is Effect.ALLOW
    effect = Words("ALLOW", Style.GOOD) if allowed else Words("BLOCK", Style.BAD)
    terminal.say(effect, f"  {decision.code.value}  {shown(call.tool)}: {shown(decision.reason)}")
    terminal.say()
    place = _place_of(decision.rule, plan, call.tool)
    rows = {
        "rule": f"{decision.rule} ({place.file}:{place.line})" if place else decision.rule,
        "policy": f"{plan.name} ({plan.digest[:12]})",
    }
    if plan.observes:
        rows["mode"] = "observe: this policy lets run what it blocks"
    if allowed:
        rows |= _duties(decision.duties, ready.found)
    for name, value in rows.items():
        terminal.say(*_row(name, value))


def _place_of(rule: str, plan: Plan, tool: str) -> Place | None:
    """Return where the clause that decided stands, if a clause did."""
    rules = plan.rules_for(tool)
    rulings = itertools.chain(rules.block, *rules.allow)
    return next((clause.place for clause, _ in rulings if clause.rule == rule), None)


def _row(name: str, value: str) -> list[Part]:
    return ["  ", Words(f"{name:<19}", Style.FAINT), shown(value)]


def _duties(duties: Duties, found: Mapping[str, int]) -> dict[str, str]:
    redacted = ", ".join(f"{kind} ({count})" for kind, count in sorted(found.items()))
    rows = {"would be redacted": redacted or "nothing"}
    if duties.redact_results:
        rows["in its result"] = ", ".join(sorted(duties.redact_results))
    if duties.timeout is not None:
        rows["timeout"] = f"{duties.timeout:g} s"
    if duties.max_result_size is not None:
        rows["largest result"] = f"{duties.max_result_size} bytes"
    if duties.audit is not None:
        rows["audit"] = duties.audit
    return rows


def _described(plan: Plan, call: ToolCall, ready: Prepared) -> dict[str, object]:
    decision = ready.decision
    duties = decision.duties
    place = _place_of(decision.rule, plan, call.tool)
    return {
        "format": _FORMAT,
        "tool": call.tool,
        "effect": decision.effect.value,
        "code": decision.code.value,
        "rule": decision.rule,
        "reason": decision.reason,
        "place": place and place._asdict(),
        "policy": {"name": plan.name, "sha256": plan.digest},
        "mode": "observe" if plan.observes else "enforce",
        "duties": {
            "redact_arguments": sorted(duties.redact_arguments),
            "redact_results": sorted(duties.redact_results),
            "timeout": duties.timeout,
            "max_result_size": duties.max_result_size,
            "audit": duties.audit,
        },
        "redactions": dict(ready.found),
    }
