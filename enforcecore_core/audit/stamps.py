"""What the trail adds to each record: its kind, its writer, and when."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["RESERVED", "Clock", "Stamp", "timestamp"]

Clock = Callable[[], int]
RESERVED = frozenset({"epoch", "kind", "mono_us", "ref", "ts"})


@dataclass(slots=True)
class Stamp:
    """One writer's name and clock. The clock gives nanoseconds since 1970.

    `latest` is when it was last asked for a record.
    """

    epoch: str
    clock: Clock
    latest: int = 0

    def record(self, kind: str, fields: dict[str, object]) -> dict[str, object]:
        """The body of a record. Microseconds since boot fit into 53 bits; nanoseconds do not."""
        self.latest = self.clock()
        return {
            **fields,
            "epoch": self.epoch,
            "kind": kind,
            "mono_us": time.monotonic_ns() // 1000,
            "ts": timestamp(self.latest),
        }


def timestamp(nanoseconds: int) -> str:
    """A time as RFC 3339 writes it, in UTC, to the microsecond."""
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return f"{_second(seconds)}.{rest // 1000:06d}Z"


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
