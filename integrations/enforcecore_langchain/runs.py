"""The tool runs that a handler let start and has not seen the end of."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from langchain_core.messages import ToolMessage

from enforcecore_core import (
    Admission,
    ConfigurationError,
    Enforcer,
    Raised,
    ResultWithheld,
)
from enforcecore_langchain.commands import handed_up
from enforcecore_langchain.frames import suspends
from enforcecore_langchain.values import RESULT, plain

__all__ = ["Run", "Runs", "runs_of"]

_REMEMBERED = 4096


class Run:
    """One admitted run. `event` is the very object that LangChain announced the run with."""

    def __init__(
        self, event: Mapping[str, Any], admission: Admission, parent_run_id: UUID | None
    ) -> None:
        self.event = event
        self.parent_run_id = parent_run_id
        self.stop_watching: Callable[[], object] = lambda: None
        self._admission = admission

    @property
    def tool(self) -> str:
        return self._admission.call.tool

    def returned(self, output: Any) -> None:
        """End the run with its result; raise when that may not be released."""
        with self._admission as admission:
            if not (isinstance(output, ToolMessage) and output.status == "error"):
                admission.returned(output, RESULT)
                return
            # An error that LangChain made a message of: the tool raised.
            content = plain(output)
            admission.check_size(len(str(content).encode()))
            admission.inspect_part(content)
            admission.end(Raised("ToolException"))

    def raised(self, error: BaseException) -> None:
        """End the run with an error, whose text is redacted in place; raise if it cannot be."""
        if (command := handed_up(error)) is not None:
            self.returned(command)
        elif suspends(error):
            self.abandoned(type(error).__name__)
        else:
            self._admission.__exit__(type(error), error, error.__traceback__)

    def abandoned(self, by: str) -> None:
        self._admission.abandon(by)


class Runs:
    """The open runs of one enforcer, which all its handlers share."""

    def __init__(self) -> None:
        self._open: dict[UUID, Run] = {}
        self._gone: OrderedDict[UUID, str] = OrderedDict()
        self._lock = threading.Lock()

    def knows(self, run_id: UUID, event: Mapping[str, Any]) -> bool:
        """Tell whether this very start of a run was admitted already, by whatever handler.

        Raises `ConfigurationError` when another open run has the same id: their ends could not
        be told apart.
        """
        with self._lock:
            run = self._open.get(run_id)
        if run is not None and run.event is not event:
            raise ConfigurationError("two runs of tools at once have the same run_id")
        return run is not None

    def open(self, run_id: UUID, run: Run) -> None:
        """Keep a run until its end, or that of the asyncio task that it runs in."""
        with self._lock:
            self._open[run_id] = run
        try:
            task = asyncio.current_task()
        except RuntimeError:
            return
        if task is not None:
            ended = functools.partial(self._task_ended, run_id, run)
            task.add_done_callback(ended)
            run.stop_watching = functools.partial(task.remove_done_callback, ended)

    def take(self, run_id: UUID) -> Run | None:
        """Return the run that ends now, None if no handler admitted it."""
        with self._lock:
            tool = self._gone.pop(run_id, None)
            if tool is not None:
                raise ResultWithheld(tool, "its run had been given up")
            run = self._open.pop(run_id, None)
        if run is not None:
            run.stop_watching()
        return run

    def abandon_children(self, parent_run_id: UUID, *, by: str) -> None:
        """Close the runs that their parent left behind."""
        with self._lock:
            left = {
                key: one for key, one in self._open.items() if one.parent_run_id == parent_run_id
            }
        self._abandon(left, by)

    def _task_ended(self, run_id: UUID, run: Run, _: object) -> None:
        self._abandon({run_id: run}, "CancelledError")

    def _abandon(self, runs: Mapping[UUID, Run], by: str) -> None:
        for run_id, run in runs.items():
            with self._lock:
                if self._open.get(run_id) is not run:
                    continue
                del self._open[run_id]
                # A result that comes after all must not get out unseen.
                self._gone[run_id] = run.tool
                if len(self._gone) > _REMEMBERED:
                    self._gone.popitem(last=False)
            run.abandoned(by)


_all_runs: WeakKeyDictionary[Enforcer, Runs] = WeakKeyDictionary()
_all_runs_lock = threading.Lock()


def runs_of(enforcer: Enforcer) -> Runs:
    """Return the runs of an enforcer."""
    with _all_runs_lock:
        return _all_runs.setdefault(enforcer, Runs())
