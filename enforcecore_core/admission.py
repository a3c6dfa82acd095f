"""An allowed call, from the moment its decision is recorded until its outcome is.

An `Admission` ends exactly once, however its block is left: by a result, an error, a deadline, a
cancellation. What the tool returned is released only after the outcome has been recorded.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar

from enforcecore_core import events
from enforcecore_core.audit.waiting import Waits
from enforcecore_core.calls import (
    Abandoned,
    Capability,
    Decision,
    Outcome,
    Raised,
    Returned,
    TimedOut,
    ToolCall,
    Withheld,
)
from enforcecore_core.descriptions import describe_outcome, is_small, size_of
from enforcecore_core.errors import DeadlineExceeded, ResultWithheld, Suspended
from enforcecore_core.redaction import NotInspectable, RedactedStream, silence_error
from enforcecore_core.surroundings import Surroundings, unrecorded

__all__ = ["PLAIN", "Admission", "View"]

T = TypeVar("T")

# What must reach the caller, whatever it says.
_ARRIVES = (KeyboardInterrupt, SystemExit, asyncio.CancelledError)

# Of one that was redacted in its parts, the text still may need it.
_MOST_RENDERINGS = 3


@dataclass(frozen=True, slots=True)
class View(Generic[T]):
    """How to read the redactable part of a framework's result, and how to put it back.

    `renders` says that `write` makes text of what it is given, which then is looked at as well.
    """

    read: Callable[[T], object]
    write: Callable[[T, object], T]
    renders: bool = False


PLAIN: View[object] = View(read=lambda value: value, write=lambda _, redacted: redacted)


class Admission:
    """An allowed call that has not ended. Run the tool with `arguments`, then give `returned`."""

    def __init__(
        self,
        call: ToolCall,
        decision: Decision,
        arguments: dict[str, object],
        *,
        seq: int | None,
        can: frozenset[Capability],
        surroundings: Surroundings,
        waits: Waits | None = None,
    ) -> None:
        self.call = call
        self.decision = decision
        self.arguments = arguments
        self._seq = seq
        self._can = can
        self._around = surroundings
        self._waits = waits
        self._scope = call.session or ""
        self._found: Counter[str] = Counter()
        self._kept: list[object] = []
        self._left_out: str | None = None
        self._started = surroundings.monotonic()
        self._ended = False
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        """Return the time in seconds by the clock that deadlines are measured with."""
        return self._around.monotonic()

    def returned(self, value: T, view: View[T] = PLAIN) -> T:  # type: ignore[assignment]  # PLAIN views any T
        """End the call with the tool's result and return what the caller may see.

        Raises `DeadlineExceeded` when the result is late, `ResultWithheld` when it cannot be
        looked into, is too large, or would have to be rewritten by someone who cannot.
        """
        self.check_deadline()
        return self.release(value, view)

    def check_deadline(self) -> None:
        """Raise `DeadlineExceeded` if the tool has used more time than the policy gives it."""
        timeout = self.decision.duties.timeout
        if timeout is not None and self._around.monotonic() - self._started > timeout:
            raise self.expired()

    def release(self, value: T, view: View[T] = PLAIN) -> T:  # type: ignore[assignment]  # PLAIN views any T
        """As `returned`, for a result that is known to be in time."""
        try:
            released = self._inspected(value, view)
        except ResultWithheld:
            raise
        except Exception as error:  # noqa: BLE001 - a fault here must withhold, whatever it is
            self._around.faults.met(self.call, "inspection of the result", error)
            if not self._around.faults.fail_open:
                raise self.withheld(f"inspection failed with {type(error).__name__}") from None
            released = value
        self.end(Returned())
        return released

    def expired(self) -> DeadlineExceeded:
        """End the call as timed out and return the error to raise."""
        timeout = self.decision.duties.timeout or 0.0
        self.end(TimedOut(timeout))
        return DeadlineExceeded(self.call.tool, timeout)

    def withheld(self, why: str) -> ResultWithheld:
        """End the call with its result withheld and return the error to raise."""
        self.end(Withheld(why))
        events.result_withheld(self.call, why)
        return ResultWithheld(self.call.tool, why)

    def abandon(self, by: str) -> None:
        """End the call as cancelled; `by` names the class of what took its caller away.

        It never raises: a cancellation or an interrupt must arrive. A call whose end could not be
        recorded stays open in the trail until recovery closes it.
        """
        with contextlib.suppress(ResultWithheld):
            self.end(Abandoned(by))

    def end(self, outcome: Outcome) -> None:
        """Record the outcome. Only the first call counts: an admission ends once.

        Raises `ResultWithheld` when the outcome cannot be recorded.
        """
        with self._lock:
            if self._ended:
                return
            self._ended = True
        if self._around.trail is None or self._seq is None:
            return
        try:
            body = self._describe(outcome)
            self._around.ended(self._seq, body, self.decision.duties.audit, self._waits)
        except Exception as error:  # noqa: BLE001 - whatever the sink raises, the record is missing
            self.outcome_lost(error)

    def decision_lost(self, error: Exception) -> None:
        """Raise `AuditUnavailable`, unless failing open: the decision did not reach the disk.

        The call has not run and has no outcome; its record says that it may have.
        """
        self._around.faults.met(self.call, "the audit trail", error)
        if not self._around.faults.fail_open:
            self._ended = True
            raise unrecorded(self.call, error) from error

    def outcome_lost(self, error: Exception) -> None:
        """Raise `ResultWithheld`, unless failing open: the outcome could not be recorded."""
        self._around.faults.met(self.call, "the audit trail", error)
        if not self._around.faults.fail_open:
            why = f"its outcome could not be recorded ({type(error).__name__})"
            raise ResultWithheld(self.call.tool, why) from error

    def is_quick(self, value: object) -> bool:
        """Return whether `release` does so little that an event loop need not be spared."""
        return not self.keeps and is_small(value)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._ended:
            return
        if error is None:
            raise self.withheld("the call was left without a result")
        if isinstance(error, Exception):
            self._raised(error)
        else:
            self._left_by(error)

    def inspect_part(self, value: object) -> object:
        """Return a redacted copy of one value of the result, or raise `ResultWithheld`."""
        groups = self.decision.duties.redact_results
        if not groups:
            return value
        try:
            redacted = self._around.redactor(groups).redact(value, scope=self._scope)
        except NotInspectable as refusal:
            raise self.withheld(str(refusal)) from None
        self.note_redactions(redacted.counts)
        return redacted.value

    def open_text(self) -> RedactedStream:
        """Return a redactor for text that comes in pieces."""
        return self._around.redactor(self.decision.duties.redact_results).stream(self._scope)

    def note_redactions(self, counts: Mapping[str, int]) -> None:
        """Count what was redacted; whoever cannot rewrite a result gets none."""
        self._found.update(counts)
        if any(counts.values()) and Capability.REWRITE_RESULT not in self._can:
            raise self.withheld("the result needs redaction, which this integration cannot do")

    @property
    def keeps(self) -> bool:
        """Whether what is released is kept beside the trail."""
        return self._around.keeper is not None

    def keep_result(self, released: object) -> None:
        """State what is released, to be kept beside the trail when the outcome is recorded."""
        self._kept = [released]

    def leave_out_result(self, why: str) -> None:
        """State that the result is not kept beside the trail; the record will say why."""
        self._left_out = why

    def check_size(self, size: int) -> None:
        """Raise `ResultWithheld` if `size` bytes are more than the policy releases."""
        limit = self.decision.duties.max_result_size
        if limit is not None and size > limit:
            raise self.withheld(f"the result is larger than {limit} bytes")

    def _inspected(self, value: T, view: View[T]) -> T:
        if inspect.isawaitable(value) or inspect.isgenerator(value) or inspect.isasyncgen(value):
            _discard(value)
            raise self.withheld(f"the tool returned a {type(value).__name__}, which runs later")
        duties = self.decision.duties
        if not duties.redact_results and duties.max_result_size is None and not self.keeps:
            return value
        part = view.read(value)
        if duties.max_result_size is not None:
            self.check_size(size_of(part))
        released = self.inspect_part(part)
        for _ in range(_MOST_RENDERINGS):
            self.keep_result(released)
            if released is part:
                return value
            value = view.write(value, released)
            if not view.renders:
                return value
            part = view.read(value)
            released = self.inspect_part(part)
        raise self.withheld("what is made of the redacted result still matches")

    def _raised(self, error: Exception) -> None:
        self._clean(error)
        self.end(Raised(type(error).__name__))

    def _left_by(self, error: BaseException) -> None:
        """End the call with what took its caller away, which arrives without the tool's values."""
        # Neither is of the tool: a consumer closes a stream, a framework suspends the call.
        if not isinstance(error, (GeneratorExit, Suspended)):
            self._clean(error)
        self.abandon(type(error).__name__)

    def _clean(self, error: BaseException) -> None:
        groups = self.decision.duties.redact_results
        if not groups:
            return
        try:
            found = self._around.redactor(groups).redact_error(error, scope=self._scope)
            self._found.update(found)
        except Exception as refusal:  # noqa: BLE001 - an error that cannot be cleaned stays in
            if not isinstance(error, _ARRIVES):
                why = f"the tool raised {type(error).__name__}, and {type(refusal).__name__}"
                withheld = self.withheld(why)
                try:
                    raise withheld from None
                finally:
                    # Else it carries the error on, out of sight.
                    withheld.__context__ = None
            silence_error(error)
        except BaseException as interrupt:
            # It carries the error on, as its context.
            silence_error(error)
            self.abandon(type(interrupt).__name__)
            raise

    def _describe(self, outcome: Outcome) -> dict[str, object]:
        body = describe_outcome(outcome)
        body["dur_us"] = int((self._around.monotonic() - self._started) * 1_000_000)
        body["redactions"] = dict(self._found)
        if self._around.keeper is None or not isinstance(outcome, Returned):
            return body
        if self._left_out is not None:
            body["payload"] = {"omitted": self._left_out}
        elif self._kept:
            body |= self._around.keeper.result(self.call, self.decision, self._kept[0])
        return body


def _discard(value: object) -> None:
    # A coroutine that is never awaited warns, and a generator may hold resources.
    if inspect.iscoroutine(value) or inspect.isgenerator(value):
        value.close()
