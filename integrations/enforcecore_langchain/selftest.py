"""A look, before the first tool is wrapped, whether LangChain still runs tools as it used to.

The wrapper stands in methods that LangChain calls private. If a release moves them, a wrapped
tool could run unchecked: so a canary is refused through LangChain's real machinery first.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool
from langchain_core.tools import base as machinery
from langsmith.run_helpers import tracing_context

from enforcecore_core import (
    ConfigurationError,
    Decision,
    Effect,
    Enforcer,
    PolicyViolation,
    ReasonCode,
    ToolCall,
)

__all__ = ["check_langchain"]

Wrap = Callable[[BaseTool, Enforcer], BaseTool]

_HOOKS = (
    *("_run", "_arun", "run", "arun"),
    *("_filter_injected_args", "_injected_args_keys", "_to_args_and_kwargs"),
)
_FUNCTIONS = ("_get_runnable_config_param", "FILTERED_ARGS")
_SUPPORTED = "langchain-core 1.1.3 and later 1.x"


@cache
def check_langchain(wrap: Wrap) -> None:
    """Raise `ConfigurationError` unless a wrapped tool that is refused does not run. Done once."""
    missing = [name for name in _HOOKS if not hasattr(BaseTool, name)]
    missing += [name for name in _FUNCTIONS if not hasattr(machinery, name)]
    if missing:
        raise _unsupported(f"it has no {', '.join(missing)}")
    failures: list[str] = []
    # An empty context: the canary belongs to no graph, no handler and no trace.
    context = contextvars.Context()
    thread = threading.Thread(target=context.run, args=(_try_all, wrap, failures))
    thread.start()
    thread.join()
    if failures:
        raise _unsupported(failures[0])


def _unsupported(why: str) -> ConfigurationError:
    return ConfigurationError(
        f"this release of langchain-core cannot be enforced: {why}. Supported: {_SUPPORTED}."
    )


class _RefusingEnforcer(Enforcer):
    """Refuses everything, without a policy or a trail."""

    def __init__(self) -> None:
        pass

    def call(self, tool: str, *_: Any, **__: Any) -> Any:
        raise _refusal(tool)

    async def acall(self, tool: str, *_: Any, **__: Any) -> Any:
        raise _refusal(tool)


def _refusal(tool: str) -> PolicyViolation:
    decision = Decision(Effect.BLOCK, "canary", ReasonCode.BLOCK_RULE, "a canary is refused")
    return PolicyViolation(ToolCall(tool, {}), decision)


def _try_all(wrap: Wrap, failures: list[str]) -> None:
    try:
        with tracing_context(enabled=False):
            asyncio.run(_try_each(wrap, failures))
    except Exception as error:  # noqa: BLE001 - a canary that cannot be tried proves nothing
        failures.append(f"the canary met {type(error).__name__}")


async def _try_each(wrap: Wrap, failures: list[str]) -> None:
    ran: list[str] = []
    for canary in _canaries(ran):
        wrapped = wrap(canary, _RefusingEnforcer())
        refused = _invoke(wrapped) and await _ainvoke(wrapped)
        if ran or not refused:
            failures.append(f"a refused {type(canary).__name__} was not stopped")


def _invoke(tool: BaseTool) -> bool:
    try:
        tool.invoke({"seed": "millet"})
    except PolicyViolation as refusal:
        return refusal.decision.rule == "canary"
    return False


async def _ainvoke(tool: BaseTool) -> bool:
    try:
        await tool.ainvoke({"seed": "millet"})
    except PolicyViolation as refusal:
        return refusal.decision.rule == "canary"
    return False


def _canaries(ran: list[str]) -> Iterator[BaseTool]:
    def eat(seed: str) -> str:
        """Eat."""
        ran.append(seed)
        return seed

    async def aeat(seed: str) -> str:
        """Eat."""
        return eat(seed)

    class Canary(BaseTool):
        name: str = "canary"
        description: str = "Eats."

        def _run(self, seed: str) -> str:
            return eat(seed)

    yield StructuredTool.from_function(eat, name="canary")
    yield StructuredTool.from_function(eat, aeat, name="canary")
    yield Canary()
