"""EnforceCore in front of LangChain tools, under one policy.

    from enforcecore_langchain import enforce_tools

    tools = enforce_tools([read_file, send_email], "policy.yaml")

A wrapped tool is checked on its final, validated arguments, however it is called.
`EnforceCoreMiddleware` does the same for every tool of a `create_agent` agent.
`EnforceCoreCallbackHandler` covers tools that nobody wrapped: it cannot rewrite anything, so it
blocks what would have to be rewritten. Used together, they record each call once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

try:
    import langchain_core as _langchain_core
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "langchain_core":
        raise
    raise ImportError(
        'enforcecore_langchain needs langchain-core: pip install "enforcecore-core[langchain]"'
    ) from error

from enforcecore_langchain.handler import EnforceCoreCallbackHandler
from enforcecore_langchain.tools import enforce_tool, enforce_tools

if TYPE_CHECKING:
    from enforcecore_langchain.middleware import EnforceCoreMiddleware

__all__ = [
    "EnforceCoreCallbackHandler",
    "EnforceCoreMiddleware",
    "enforce_tool",
    "enforce_tools",
]

del _langchain_core


def __getattr__(name: str) -> Any:
    # The middleware alone needs `langchain`, which comes with whoever calls `create_agent`.
    if name != "EnforceCoreMiddleware":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from enforcecore_langchain.middleware import EnforceCoreMiddleware  # noqa: PLC0415 - lazy
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "langchain":
            raise
        raise ImportError(
            'EnforceCoreMiddleware needs langchain itself: pip install "langchain>=1.0"'
        ) from error
    return EnforceCoreMiddleware
