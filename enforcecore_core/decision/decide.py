"""The decision procedure: (plan, call, facts) to allow or block, and nothing else.

1. A tool whose name is not a plain name is blocked.
2. A block clause that matches blocks. So does one that cannot be told.
3. Else an allow clause that matches allows, with the duties of all entries that apply. Where the
   policy extends another one, each of them that has a say needs a clause that matches.
4. Else the call is blocked: by an error, if an allow clause could not be told; by default, if not.

The order of clauses and entries changes neither the effect nor the reason's code.
"""

from __future__ import annotations

from enforcecore_core.calls import Decision, Effect, ReasonCode, ToolCall
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.plan import Plan, Rules, Rulings, is_tool_name

__all__ = ["DEFAULT_RULE", "decide"]

DEFAULT_RULE = "default"


def _by_default(code: ReasonCode, reason: str) -> Decision:
    return Decision(Effect.BLOCK, DEFAULT_RULE, code, reason)


_BAD_NAME = _by_default(
    ReasonCode.TOOL_NAME,
    "the tool's name is not made of letters, digits, '_', '-', '.', ':' and '/' alone",
)
_NO_RULE = _by_default(ReasonCode.NO_RULE, "no entry of the policy is for this tool")
_NO_ALLOW = _by_default(ReasonCode.NO_ALLOW, "no clause of the policy allows this call")


def decide(plan: Plan, call: ToolCall, facts: Facts) -> Decision:
    """Decide one call. The same plan, call and facts always give the same decision.

    What `call.arguments` or `facts` themselves raise is not caught: whoever asked has to fail
    closed.
    """
    if not is_tool_name(call.tool):
        return _BAD_NAME
    rules = plan.rules_for(call.tool)
    if not rules.entries:
        return _NO_RULE
    return _first_of(rules.block, call, facts) or _allowed(rules, call, facts)


def _allowed(rules: Rules, call: ToolCall, facts: Facts) -> Decision:
    """Return the first group's decision if every group allows, else a block."""
    if len(rules.allow) == 1:
        return _first_of(rules.allow[0], call, facts) or _NO_ALLOW
    answers = [_first_of(group, call, facts) or _NO_ALLOW for group in rules.allow]
    refusals = [answer for answer in answers if answer.effect is Effect.BLOCK]
    if not refusals:
        return answers[0]
    return next((one for one in refusals if one is not _NO_ALLOW), _NO_ALLOW)


def _first_of(rulings: Rulings, call: ToolCall, facts: Facts) -> Decision | None:
    """Return the decision of the first clause that holds; if none does, a block for an error."""
    untold: Decision | None = None
    for clause, decision in rulings:
        try:
            if clause.holds(call, facts):
                return decision
        except ConditionError as error:
            untold = untold or Decision(
                Effect.BLOCK, clause.rule, ReasonCode.CONDITION_ERROR, str(error)
            )
    return untold
