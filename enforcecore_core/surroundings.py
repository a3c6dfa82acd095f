"""What a call needs from outside: where it is recorded, who redacts, and what a fault means."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from enforcecore_core import events
from enforcecore_core.audit import AuditEntry, AuditTrail
from enforcecore_core.audit.waiting import Waits
from enforcecore_core.calls import Durability, ReasonCode, ToolCall
from enforcecore_core.errors import AuditUnavailable
from enforcecore_core.keeping import Keeper
from enforcecore_core.preparation import engine_block
from enforcecore_core.redaction import Redactor

__all__ = ["AuditSink", "FaultPolicy", "Surroundings", "unrecorded"]


class AuditSink(Protocol):
    """Where decisions and outcomes are recorded. Every method is safe to call from any thread."""

    def decided(self, body: Mapping[str, object], *, durability: Durability | None = None) -> int:
        """Record a decision as durably as asked for and return its number, or raise."""

    def ended(
        self, seq: int, body: Mapping[str, object], *, durability: Durability | None = None
    ) -> None:
        """Record the one outcome of the decision with that number, or raise."""

    def digest(self, value: Mapping[str, object]) -> str:
        """Return a keyed digest that only the holder of the trail can recompute."""

    def entries(self) -> Iterator[AuditEntry]:
        """Yield one entry for each call on record, in the order of the decisions."""

    def close(self) -> None:
        """Record no more."""


@dataclass(frozen=True, slots=True)
class FaultPolicy:
    """What an internal fault means: a block, or a warning when failing open was asked for."""

    fail_open: bool = False
    quiet: bool = False

    def met(self, call: ToolCall, where: str, error: BaseException) -> None:
        """Report a fault, to the log and, where it lets a call through, as a warning."""
        events.fault_met(call, where, error, failed_open=self.fail_open)
        if self.fail_open and not self.quiet:
            warnings.warn(
                f"EnforceCore failed open for tool {call.tool!r}: {where} raised "
                f"{type(error).__name__}. Unset ENFORCECORE_FAIL_OPEN to block instead.",
                RuntimeWarning,
                stacklevel=2,
            )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an admission needs from outside: the trail, redactors, a clock, and what faults mean."""

    trail: AuditSink | None
    redactor: Callable[[frozenset[str]], Redactor]
    monotonic: Callable[[], float]
    faults: FaultPolicy
    keeper: Keeper | None = None

    def ended(
        self, seq: int, body: Mapping[str, object], way: Durability | None, waits: Waits | None
    ) -> None:
        """Record an outcome; only an `AuditTrail` can put off the wait for the disk."""
        if waits is not None and isinstance(self.trail, AuditTrail):
            self.trail.ended(seq, body, durability=way, waits=waits)
        elif self.trail is not None:
            self.trail.ended(seq, body, durability=way)


def unrecorded(call: ToolCall, error: BaseException) -> AuditUnavailable:
    """Return the error to raise for a call whose decision could not be recorded."""
    reason = f"the decision could not be recorded ({type(error).__name__})"
    refusal = engine_block(ReasonCode.AUDIT, reason)
    events.call_blocked(call, refusal)
    return AuditUnavailable(call, refusal)
