"""What this package relies on in LlamaIndex, checked before the first tool is wrapped."""

from __future__ import annotations

import copy
import functools
import inspect

from llama_index.core import __version__ as installed
from llama_index.core.agent.workflow import AgentWorkflow
from llama_index.core.agent.workflow.base_agent import BaseWorkflowAgent
from llama_index.core.tools import FunctionTool, ToolOutput

from enforcecore_core import ConfigurationError

try:
    from workflows.runtime.types.results import WaitingForEvent
except ImportError:
    WaitingForEvent = None  # type: ignore[assignment,misc]  # reported by require_hooks

__all__ = ["SUPPORTED", "WaitingForEvent", "require_hooks"]

SUPPORTED = "llama-index-core >=0.14.10,<0.15"

_SURFACES = ("__call__", "call", "acall", "fn", "async_fn", "real_fn", "metadata")
_OUTPUT = {"tool_name", "blocks", "raw_input", "raw_output", "is_error", "exception"}


@functools.cache
def require_hooks() -> None:
    """Raise `ConfigurationError` when LlamaIndex lacks something that enforcement relies on."""
    missing = [f"FunctionTool.{name}" for name in _SURFACES if not hasattr(FunctionTool, name)]
    missing += sorted(_OUTPUT - inspect.signature(ToolOutput.__init__).parameters.keys())
    missing += [
        f"{owner.__name__}.{name}"
        for owner in (BaseWorkflowAgent, AgentWorkflow)
        for name in ("get_tools", "_call_tool")
        if not hasattr(owner, name)
    ]
    if WaitingForEvent is None:
        missing.append("WaitingForEvent")
    if not missing and not _runs_bare():
        missing.append("FunctionTool.partial_params")
    if missing:
        raise ConfigurationError(
            f"llama-index-core {installed} cannot be enforced: it lacks {', '.join(missing)}. "
            f"Supported: {SUPPORTED}."
        )


def _runs_bare() -> bool:
    """Whether a copy of a tool can be rid of what the tool adds to its arguments."""

    def probe(given: str = "default", bound: str = "default") -> str:
        return given + bound

    tool = FunctionTool.from_defaults(probe, partial_params={"bound": "partial"})
    bare = copy.copy(tool)
    bare.partial_params = {}
    return (
        bare.call(given="given").raw_output == "givendefault"
        and {
            "_fn",
            "_async_fn",
            "_real_fn",
        }
        <= vars(tool).keys()
    )
