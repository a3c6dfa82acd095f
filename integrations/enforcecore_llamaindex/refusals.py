"""Recording a call whose arguments are none that its tool takes."""

from __future__ import annotations

from collections.abc import Mapping

from enforcecore_core import (
    CallBlocked,
    Decision,
    Effect,
    EnforceCoreError,
    Enforcer,
    NotRun,
    PolicyViolation,
    ReasonCode,
    ToolCall,
)
from enforcecore_llamaindex.arguments import ArgumentsRefused

__all__ = ["refuse"]


def refuse(
    enforcer: Enforcer, tool: str, refused: ArgumentsRefused, links: Mapping[str, str]
) -> EnforceCoreError:
    """Record the call as one that did not run, and return the error that says so."""
    try:
        with enforcer.admit(ToolCall(tool, refused.arguments, links=links)) as admission:
            admission.end(NotRun())
    except CallBlocked as blocked:
        return blocked
    except EnforceCoreError as error:
        return error
    decision = Decision(Effect.BLOCK, "arguments", ReasonCode.CONDITION_ERROR, str(refused))
    return PolicyViolation(admission.call, decision)
