"""Enforced tools: `FunctionTool`s whose every way to run goes through an enforcer."""

from __future__ import annotations

import asyncio
import copy
import functools
import inspect
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn, Self

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.tools import (
    AsyncBaseTool,
    BaseTool,
    FunctionTool,
    QueryEngineTool,
    ToolOutput,
)

from enforcecore_core import ConfigurationError, Enforcer, Suspended
from enforcecore_llamaindex.arguments import ArgumentsRefused, Bound, Parameters
from enforcecore_llamaindex.compatibility import require_hooks
from enforcecore_llamaindex.correlation import links
from enforcecore_llamaindex.outputs import OUTPUT, cleaned, failed, owned, released
from enforcecore_llamaindex.queries import EnforcedQueryEngine
from enforcecore_llamaindex.refusals import refuse
from enforcecore_llamaindex.surfaces import bare, blocks, disguise, suspending

__all__ = ["EnforcedTool"]


class EnforcedTool(FunctionTool):
    """A tool behind a policy. Make one with `enforce_tool`.

    It reports what goes wrong as LlamaIndex's agents do, in an error `ToolOutput`: the text is
    neutral, `exception` is the `CallBlocked`, the tool's own error or another. `fn`, `async_fn`
    and `real_fn` are enforced too; they return the raw output and raise the exception.

    The policy knows the tool by the name that it had when it was wrapped. Copies share the
    enforcer. A tool that waits for an event is recorded once for each attempt, the suspended ones
    as abandoned by `Suspended`.
    """

    def __init__(
        self, inner: BaseTool, enforcer: Enforcer, *, injected: Collection[str] = ()
    ) -> None:
        require_hooks()
        if isinstance(inner, EnforcedTool):
            raise ConfigurationError("the tool is enforced already")
        self._inner = bare(inner)
        self._enforcer = enforcer
        self._pinned = inner.metadata.get_name()
        self._parameters = Parameters(inner, injected)
        guard, async_guard = self._guards(inner)
        super().__init__(fn=guard, async_fn=async_guard, metadata=copy.copy(inner.metadata))
        self._field_defaults = {}
        self.requires_context = isinstance(inner, FunctionTool) and inner.requires_context
        self.ctx_param_name = inner.ctx_param_name if isinstance(inner, FunctionTool) else None
        if isinstance(inner, FunctionTool) and inspect.iscoroutinefunction(inner.real_fn):
            self._real_fn = async_guard

    def __call__(self, *args: Any, **kwargs: Any) -> ToolOutput:
        return self.call(*args, **kwargs)

    def call(self, *args: Any, **kwargs: Any) -> ToolOutput:
        """Run the tool if the policy allows it."""
        try:
            bound = self._parameters.bind(args, kwargs)
            return self._enforcer.call(
                self._pinned,
                self._runner(bound),
                bound.arguments,
                links=links(),
                schema=self._inner.metadata.get_parameters_dict,
                view=OUTPUT,
            )
        except Suspended as suspended:
            raise suspended.interrupt from None
        except ArgumentsRefused as refused:
            return failed(self._pinned, self._refuse(refused))
        except Exception as error:  # noqa: BLE001 - agents expect an output, whatever happened
            return failed(self._pinned, error)

    async def acall(self, *args: Any, **kwargs: Any) -> ToolOutput:
        """Run the tool if the policy allows it."""
        try:
            bound = self._parameters.bind(args, kwargs)
            output: ToolOutput = await self._enforcer.acall(
                self._pinned,
                self._async_runner(bound),
                bound.arguments,
                links=links(),
                schema=self._inner.metadata.get_parameters_dict,
                view=OUTPUT,
            )
        except Suspended as suspended:
            raise suspended.interrupt from None
        except ArgumentsRefused as refused:
            return failed(self._pinned, await asyncio.to_thread(self._refuse, refused))
        except Exception as error:  # noqa: BLE001 - agents expect an output, whatever happened
            return failed(self._pinned, error)
        return output

    @property
    def query_engine(self) -> BaseQueryEngine:
        """The query engine of a query engine tool, enforced; routers ask for it."""
        if not isinstance(self._inner, QueryEngineTool):
            raise AttributeError("query_engine")  # noqa: TRY004 - so that hasattr says no
        return EnforcedQueryEngine(self, self._inner.query_engine.callback_manager)

    def expect_schema(self) -> None:
        """Raise `PolicyError` where the policy can never be told of a call that fits the schema."""
        schema = functools.partial(self._parameters.schema, self._inner)
        self._enforcer.expect_tool(self._pinned, schema)

    def require_enforcer(self, enforcer: Enforcer) -> None:
        """Raise `ConfigurationError` unless this tool is behind that enforcer."""
        if self._enforcer is not enforcer:
            raise ConfigurationError(
                f"the tool {self._pinned!r} is behind another enforcer already"
            )

    def __copy__(self) -> Self:
        twin = object.__new__(type(self))
        vars(twin).update(vars(self))
        twin._metadata = copy.copy(self._metadata)
        return twin

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.__copy__()

    def __reduce__(self) -> NoReturn:
        raise TypeError("an enforced tool cannot be pickled: pickle the tool and enforce it anew")

    def _refuse(self, refused: ArgumentsRefused) -> Exception:
        return refuse(self._enforcer, self._pinned, refused, links())

    def _runner(self, bound: Bound) -> Callable[..., ToolOutput]:
        inner = self._inner

        def run(**given: Any) -> ToolOutput:
            with suspending():
                run_inner = inner.call if isinstance(inner, AsyncBaseTool) else inner
                output = run_inner(**given, **bound.hidden)
            return owned(output, self._pinned, self._shown(bound, given))

        return run

    def _async_runner(self, bound: Bound) -> Callable[..., Any]:
        inner = self._inner
        if not isinstance(inner, AsyncBaseTool) or blocks(inner):
            return self._runner(bound)

        async def run(**given: Any) -> ToolOutput:
            with suspending():
                output = await inner.acall(**given, **bound.hidden)
            return owned(output, self._pinned, self._shown(bound, given))

        return run

    def _shown(self, bound: Bound, given: Mapping[str, object]) -> dict[str, object]:
        """What the caller sent, as the tool was given it, and as much of it as may be seen.

        A tool may have put something into it, and may have been given values for tokens.
        """
        shown = bound.shown(given)
        for name in self._enforcer.plan.rules_for(self._pinned).duties.reveal & shown.keys():
            shown[name] = bound.arguments[name]
        return cleaned(shown, self._enforcer.redactor_for(self._pinned))

    def _guards(self, inner: BaseTool) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """The functions that stand where the tool's own would: sync and async."""

        def guard(*args: Any, **kwargs: Any) -> Any:
            return released(self.call(*args, **kwargs))

        async def async_guard(*args: Any, **kwargs: Any) -> Any:
            return released(await self.acall(*args, **kwargs))

        for function in (guard, async_guard):
            disguise(function, inner, self._parameters.order)
        return guard, async_guard
