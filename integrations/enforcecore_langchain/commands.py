"""Commands to a parent graph, which LangGraph raises through a tool: results all the same."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from langchain_core.messages.tool import ToolOutputMixin

__all__ = ["HandedUp", "handed_up", "released"]


@dataclass(frozen=True, slots=True)
class HandedUp(ToolOutputMixin):
    """A command that a graph within the tool gives to the graph around it."""

    command: Any


def handed_up(error: BaseException) -> HandedUp | None:
    """Return the command that `error` carries past the tool, if that is what it does."""
    errors: Any = sys.modules.get("langgraph.errors")
    if errors is None or not isinstance(error, errors.ParentCommand):
        return None
    return HandedUp(error.args[0])


def released(result: Any) -> Any:
    """Return a released result, or raise the command that it is to the graph around the tool."""
    if not isinstance(result, HandedUp):
        return result
    errors: Any = sys.modules["langgraph.errors"]
    raise errors.ParentCommand(result.command)
