"""Deciding: a plan, a call and the facts give one decision. Nothing here touches the world.

decision = decide(plan, ToolCall("refund", {"amount": 20}), facts)
"""

from enforcecore_core.decision.decide import DEFAULT_RULE, decide
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.plan import Plan

__all__ = ["DEFAULT_RULE", "Facts", "Plan", "decide"]
