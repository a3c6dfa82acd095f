"""Records that threads want to be appended: whoever comes first appends for all."""

from __future__ import annotations

from dataclasses import dataclass

from enforcecore_core.audit.faults import AuditFault, CallNotOpen
from enforcecore_core.audit.open_calls import OpenCalls

__all__ = ["Added", "addable"]


@dataclass(slots=True, eq=False)
class Added:
    """One record, whether it opens or closes a call, and what became of it."""

    body: bytes
    opens: bool
    closes: int | None
    seq: int = -1
    fault: Exception | None = None
    is_over: bool = False

    def number(self) -> int:
        """The record's number, once it is over; or what kept it from being appended, raised."""
        if self.fault is not None:
            raise self.fault
        if not self.is_over:
            raise AuditFault("An interrupt struck another thread while it appended this record.")
        return self.seq

    def end_with(self, fault: Exception) -> None:
        """It was not appended, unless it is known that it was."""
        if not self.is_over:
            self.fault, self.is_over = fault, True


def addable(queue: list[Added], calls: OpenCalls) -> list[Added]:
    """Those that end a call which is open, and each call once, or none. The others are over."""
    closing: set[int] = set()
    found = []
    for added in queue:
        if added.closes is not None:
            try:
                calls.check(added.closes)
            except CallNotOpen as fault:
                added.end_with(fault)
                continue
            if added.closes in closing:
                added.end_with(CallNotOpen(f"The call of record {added.closes} has just ended."))
                continue
            closing.add(added.closes)
        found.append(added)
    return found
