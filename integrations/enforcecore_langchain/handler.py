"""The callback handler: a gate in front of tools that nobody wrapped.

LangChain tells a handler of every run of a tool, and lets it stop the run by raising. A handler
can rewrite nothing: a call whose arguments would have to be redacted is blocked, and a result
that would have to be is withheld.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, Self
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler

from enforcecore_core import (
    ConfigurationError,
    Decision,
    Effect,
    EnforceCoreError,
    EnforcementFault,
    ReasonCode,
    ResultWithheld,
    ToolCall,
)
from enforcecore_langchain import frames
from enforcecore_langchain.frames import PolicySource, enforcer_of
from enforcecore_langchain.runs import Run, runs_of
from enforcecore_langchain.values import snapshot

__all__ = ["EnforceCoreCallbackHandler"]

_NOTHING: frozenset[Any] = frozenset()
_PINNED = (
    *("on_tool_start", "on_tool_end", "on_tool_error", "on_chain_error"),
    *("raise_error", "run_inline", "ignore_agent", "ignore_chain"),
)


class EnforceCoreCallbackHandler(BaseCallbackHandler):
    """Blocks tool runs that the policy does not allow, wherever the handler is attached.

        agent.invoke(request, config={"callbacks": [EnforceCoreCallbackHandler("policy.yaml")]})

    It covers the runs whose callbacks it is in, and no others. It sees arguments as the model
    wrote them, before defaults and aliases. Its own faults block. A subclass may not override
    what it enforces with.
    """

    # LangChain swallows the errors of a handler that says False, skips one that is ignored, and
    # runs one that is not inline beside the tool's other handlers.
    raise_error = property(lambda _: True)
    run_inline = property(lambda _: True)
    ignore_agent = property(lambda _: False)
    ignore_chain = property(lambda _: False)

    def __new__(cls, *_: Any, **__: Any) -> Self:
        for name in _PINNED:
            if getattr(cls, name) is not getattr(EnforceCoreCallbackHandler, name):
                raise ConfigurationError(f"{cls.__name__} may not override {name}")
        return super().__new__(cls)

    def __init__(self, policy: PolicySource = None) -> None:
        super().__init__()
        self._enforcer = enforcer_of(policy)
        self._runs = runs_of(self._enforcer)

    def on_tool_start(
        self,
        serialized: dict[str, Any],
        input_str: str,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        metadata: dict[str, Any] | None = None,
        inputs: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        with _faults_block():
            tool = serialized["name"]
            if frames.is_left_to_wrapper(self._enforcer, tool):
                return
            if self._runs.knows(run_id, serialized):
                return
            links = {"run_id": str(run_id), "tool_call_id": kwargs.get("tool_call_id")}
            thread = (metadata or {}).get("thread_id")
            call = ToolCall(
                tool,
                _arguments(inputs, input_str),
                session=None if thread is None else str(thread),
                links={name: link for name, link in links.items() if isinstance(link, str)},
            )
            admission = self._enforcer.admit(call, can=_NOTHING)
            self._runs.open(run_id, Run(serialized, admission, parent_run_id))

    def on_tool_end(self, output: Any, *, run_id: UUID, **_: Any) -> None:
        if (run := self._runs.take(run_id)) is not None:
            with _faults_withhold(run):
                run.returned(output)

    def on_tool_error(self, error: BaseException, *, run_id: UUID, **_: Any) -> None:
        if (run := self._runs.take(run_id)) is not None:
            with _faults_withhold(run):
                run.raised(error)

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **_: Any) -> None:
        # A run that was cancelled gets no end of its own from LangChain, but its parent does.
        self._runs.abandon_children(run_id, by=type(error).__name__)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self


def _arguments(inputs: dict[str, Any] | None, text: str) -> dict[str, Any]:
    """Return the arguments as the model gave them, copied: nested values are the caller's own."""
    if inputs is None:
        return {"tool_input": text}
    if inputs.keys() == {"__arg1"}:
        # What a model is told to call the one argument of a tool without a schema.
        inputs = {"tool_input": inputs["__arg1"]}
    return {name: snapshot(value)[1] for name, value in inputs.items()}


@contextmanager
def _faults_block() -> Iterator[None]:
    try:
        yield
    except (EnforceCoreError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - LangChain swallows some of them, and runs the tool
        _block(type(error).__name__)


def _block(what: str) -> NoReturn:
    reason = f"{what} in the callback handler"
    decision = Decision(Effect.BLOCK, "engine", ReasonCode.FAULT, reason)
    raise EnforcementFault(ToolCall("unknown", {}), decision) from None


@contextmanager
def _faults_withhold(run: Run) -> Iterator[None]:
    try:
        yield
    except (EnforceCoreError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - as above, and the tool's result would get out
        raise ResultWithheld(run.tool, f"{type(error).__name__} in the handler") from None
