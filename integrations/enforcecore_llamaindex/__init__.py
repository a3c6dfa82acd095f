"""Put a policy in front of LlamaIndex tools.

    from enforcecore_llamaindex import enforce_tools

    agent = FunctionAgent(tools=enforce_tools([search, send_email], "policy.yaml"), llm=llm)

A call that the policy does not allow does not run: the model gets an error `ToolOutput` with a
neutral text, and the run goes on. Nothing here decides, redacts or records: the core does.

What a span or event handler of LlamaIndex's instrumentation sees is outside: it gets a call's
arguments before, and a tool's own result before, they are redacted.
"""

from __future__ import annotations

try:
    import llama_index.core  # noqa: F401 - asked for to name the extra when it is missing
except ModuleNotFoundError as error:
    raise ImportError(
        'enforcecore_llamaindex needs llama-index-core: pip install "enforcecore-core[llamaindex]"'
    ) from error

from enforcecore_llamaindex.agents import enforce_agent
from enforcecore_llamaindex.tools import EnforcedTool
from enforcecore_llamaindex.wrapping import enforce_tool, enforce_tools

__all__ = ["EnforcedTool", "enforce_agent", "enforce_tool", "enforce_tools"]
