"""What is known of a trail from elsewhere: at some size it had some root."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from enforcecore_core.findings import Finding

__all__ = ["Anchor", "Anchors"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The first `size` records had the root `root`: `source` says so.

    `differs` and `short` are the codes of what is found when they have another root, and when
    there are not so many.
    """

    source: str
    size: int
    root: bytes
    differs: str
    short: str


class Anchors:
    """Compares each anchor when as many records have been read as it speaks of."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self._waiting = sorted(anchors, key=lambda anchor: anchor.size, reverse=True)

    @property
    def next_size(self) -> int:
        """The size at which `meet` has to be called next; -1 when there is none."""
        return self._waiting[-1].size if self._waiting else -1

    def skip(self, first: int) -> list[Finding]:
        """Gives up what speaks of fewer records than `first`, which are no longer here."""
        return [
            Finding(
                "ANCHOR_PRUNED",
                None,
                f"{anchor.source} is of {anchor.size} records; those before {first} are pruned",
            )
            for anchor in self._taken(first - 1)
            if anchor.size
        ]

    def meet(self, size: int, root: bytes) -> list[Finding]:
        """Compares with the root that the first `size` records have."""
        return [
            Finding(anchor.differs, size, f"{anchor.source} has another root of {size} records")
            for anchor in self._taken(size)
            if anchor.size == size and anchor.root != root
        ]

    def miss(self, size: int) -> list[Finding]:
        """Nothing follows the first `size` records: what speaks of more was cut off."""
        return [
            Finding(
                anchor.short,
                None,
                f"{anchor.source} is of {anchor.size} records, {size} are here",
            )
            for anchor in reversed(self._waiting)
            if anchor.size > size
        ]

    def _taken(self, size: int) -> list[Anchor]:
        taken = []
        while self._waiting and self._waiting[-1].size <= size:
            taken.append(self._waiting.pop())
        return taken
