"""Recording a call whose arguments are none that its tool takes."""

from __future__ import annotations

from collections.abc import Mapping

from enforcecore_core import EnforceCoreError, Enforcer, ToolCall
from enforcecore_llamaindex.arguments import ArgumentsRefused

__all__ = ["refuse"]


def refuse(
    enforcer: Enforcer, tool: str, refused: ArgumentsRefused, links: Mapping[str, str]
) -> EnforceCoreError:
    """Record the call as one that did not run, and return the error that says so."""
    try:
        return enforcer.refuse(ToolCall(tool, refused.arguments, links=links), str(refused))
    except EnforceCoreError as error:
        return error
