"""The same question to other policy engines: may `refund` run with these arguments?

Each peer is asked with about ten rules and three conditions, in the form its users would keep
between calls: parsed and compiled. A peer that is not installed is left out. Every builder checks
that its peer says yes to the call that is measured, and no to one that must not pass.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["ARGUMENTS", "REFUSED", "installed"]

ARGUMENTS: dict[str, Any] = {"order": "71", "amount": 20.0, "currency": "EUR", "note": "a cup"}
REFUSED: dict[str, Any] = {**ARGUMENTS, "amount": 900.0}
OTHERS = [f"other_{n}" for n in range(9)]

Question = Callable[[Mapping[str, Any]], bool]


def installed() -> dict[str, Question]:
    """Return every peer that can be imported, by its name, as a question that was tried once."""
    builders = {
        "agent-os-kernel PolicyEvaluator": _agent_os,
        "cedarpy": _cedar,
        "cel-expr-python": _google_cel,
        "common-expression-language": _rust_cel,
    }
    found = {}
    for name, build in builders.items():
        try:
            ask = build()
        except ImportError:
            continue
        assert ask(ARGUMENTS), name
        assert not ask(REFUSED), name
        found[name] = ask
    return found


def _agent_os() -> Question:
    policies: Any = importlib.import_module("agent_os.policies")
    schema: Any = importlib.import_module("agent_os.policies.schema")

    def rule(
        name: str, field: str, operator: str, value: object, *, action: str, priority: int
    ) -> Any:
        condition = schema.PolicyCondition(field=field, operator=operator, value=value)
        return schema.PolicyRule(name=name, condition=condition, action=action, priority=priority)

    rules = [
        rule(f"allow-{one}", "tool_name", "eq", one, action="allow", priority=10)
        for one in OTHERS[:6]
    ]
    rules += [
        rule("too-much", "amount", "gt", 50, action="deny", priority=90),
        rule("too-little", "amount", "lte", 0, action="deny", priority=80),
        rule("currency", "currency", "eq", "XMR", action="deny", priority=70),
        rule("allow-refund", "tool_name", "eq", "refund", action="allow", priority=10),
    ]
    defaults = schema.PolicyDefaults(action="deny")
    evaluator = policies.PolicyEvaluator([schema.PolicyDocument(rules=rules, defaults=defaults)])
    return lambda arguments: evaluator.evaluate({"tool_name": "refund", **arguments}).allowed


def _cedar() -> Question:
    cedarpy: Any = importlib.import_module("cedarpy")
    permit = 'permit(principal, action == Action::"{}", resource){};'
    condition = (
        ' when { context.amount > 0 && context.amount <= 50 && ["EUR","USD"].contains('
        "context.currency) }"
    )
    text = "\n".join(permit.format(one, "") for one in OTHERS) + permit.format("refund", condition)
    policies, entities = cedarpy.PolicySet.from_str(text), cedarpy.Entities.from_json_str("[]")
    request = {"principal": 'User::"a"', "action": 'Action::"refund"', "resource": 'Tool::"t"'}

    def ask(arguments: Mapping[str, Any]) -> bool:
        # Cedar has no fractions.
        context = {**arguments, "amount": int(arguments["amount"])}
        answer = cedarpy.is_authorized({**request, "context": context}, policies, entities)
        return bool(answer.allowed)

    return ask


_EXPRESSION = (
    f'tool in {OTHERS!r} || (tool == "refund" && amount > 0.0 && amount <= 50.0 '
    '&& currency in ["EUR", "USD"])'
).replace("'", '"')


def _google_cel() -> Question:
    cel: Any = importlib.import_module("cel_expr_python.cel")
    types = {"tool": cel.Type.STRING, "amount": cel.Type.DOUBLE, "currency": cel.Type.STRING}
    compiled = cel.NewEnv(variables=types).compile(_EXPRESSION)

    def ask(arguments: Mapping[str, Any]) -> bool:
        data = {
            "tool": "refund",
            "amount": arguments["amount"],
            "currency": arguments["currency"],
        }
        return compiled.eval(data=data).value() is True

    return ask


def _rust_cel() -> Question:
    cel: Any = importlib.import_module("cel")
    program = cel.compile(_EXPRESSION)
    return lambda arguments: program.execute({"tool": "refund", **arguments}) is True
