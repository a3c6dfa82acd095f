"""The ids by which LlamaIndex knows a call. They are recorded, never trusted."""

from __future__ import annotations

from llama_index.core.agent.workflow import ToolCall

try:
    from llama_index_instrumentation.dispatcher import active_instrument_tags
    from workflows.runtime.types.results import StepWorkerStateContextVar
except ImportError:
    active_instrument_tags = None  # type: ignore[assignment]  # no ids then
    StepWorkerStateContextVar = None  # type: ignore[assignment]  # no ids then

__all__ = ["links"]


def links() -> dict[str, str]:
    """Return the ids of the tool call and the run around this call, as far as they are known."""
    found: dict[str, str] = {}
    if active_instrument_tags is None or StepWorkerStateContextVar is None:
        return found
    run_id = active_instrument_tags.get({}).get("llamaindex.run_id")
    if isinstance(run_id, str):
        found["run_id"] = run_id
    worker = StepWorkerStateContextVar.get(None)
    if worker is not None and isinstance(worker.event, ToolCall):
        found["tool_call_id"] = str(worker.event.tool_id)
    return found
