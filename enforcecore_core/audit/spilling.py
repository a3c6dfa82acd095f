"""A second trail, on another disk, for calls that the first one cannot record."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from enforcecore_core import events
from enforcecore_core.audit.entries import AuditEntry
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.trail import AuditTrail
from enforcecore_core.calls import Durability

__all__ = ["SpillingTrail"]


class SpillingTrail:
    """Records calls in a trail and, when that fails at the decision, in a spill.

    Each call tries the trail first, so that recording returns there when it can. Entries of the
    spill say why they are there (`spilled`). A call whose outcome the trail cannot take does not
    move: its result is withheld. When both fail, the call is blocked.
    """

    def __init__(self, trail: AuditTrail, open_spill: Callable[[], AuditTrail]) -> None:
        """`open_spill` opens the second trail, when it is first needed."""
        self._trail = trail
        self._open_spill = open_spill
        self._spill: AuditTrail | None = None
        self._opening = threading.Lock()

    @property
    def path(self) -> str:
        """The directory of the first trail."""
        return self._trail.path

    def decided(self, body: Mapping[str, object], *, durability: Durability | None = None) -> int:
        """As the trail does it. The numbers of calls in the spill are below zero."""
        try:
            return self._trail.decided(body, durability=durability)
        except (OSError, AuditFault) as fault:
            spill = self._opened()
            why = type(fault).__name__
            seq = spill.decided({**body, "spilled": why}, durability=durability)
            events.audit_spilled(spill.path, why)
            return -1 - seq

    def ended(
        self, seq: int, body: Mapping[str, object], *, durability: Durability | None = None
    ) -> None:
        """Records the outcome where the decision is."""
        if seq < 0:
            self._opened().ended(-1 - seq, body, durability=durability)
        else:
            self._trail.ended(seq, body, durability=durability)

    def digest(self, value: Mapping[str, object]) -> str:
        """A digest by the key of the first trail, in both: equal arguments show across them."""
        return self._trail.digest(value)

    def entries(self) -> Iterator[AuditEntry]:
        """The entries of the trail, and then those of the spill."""
        spill = self._spill
        return chain(self._trail.entries(), () if spill is None else spill.entries())

    def close(self) -> None:
        """Closes both."""
        try:
            self._trail.close()
        finally:
            with self._opening:
                if self._spill is not None:
                    self._spill.close()

    def _opened(self) -> AuditTrail:
        with self._opening:
            if self._spill is None:
                self._spill = self._open_spill()
            return self._spill
