"""What the names over a text say of all of it, to the detectors that ask them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from enforcecore_core.redaction.detectors import Detector
from enforcecore_core.redaction.detectors.detector import Span
from enforcecore_core.redaction.foreign_names import plain
from enforcecore_core.redaction.gates import compiled, readable
from enforcecore_core.redaction.views import APART

__all__ = ["Announcing"]

# Of these, it is remembered what they say.
_NAMES = re.compile("[A-Za-z_ ]{0,64}")
_MOST = 1_024

_Announcers = tuple[tuple[int, Detector], ...]
"""Detectors, each with its place in the catalogue."""


class Announcing:
    """The detectors for which a name may make a match of all that stands under it."""

    __slots__ = ("_gate", "_keyed", "_known")

    def __init__(self, detectors: Sequence[Detector]) -> None:
        every = enumerate(detectors)
        self._keyed = [(rank, one) for rank, one in every if one.keys_gate is not None]
        self._gate = compiled([one.keys_gate for _, one in self._keyed if one.keys_gate])
        self._known: dict[str, _Announcers] = {}

    @property
    def ranks(self) -> list[int]:
        """Their places in the catalogue."""
        return [rank for rank, _ in self._keyed]

    def may_announce(self, names: str) -> bool:
        """Whether one of the names may; False says that none does."""
        return names != "" and self._gate(names if names.isascii() else readable(plain(names)))

    def announce(self, keys: str) -> bool:
        """The same, for sure; names that do not belong together stand in lines."""
        if not self.may_announce(keys):
            return False
        # Of names over several texts, it is not known which stand together.
        return APART in keys or any(map(self._announcers, keys.split("\n")))

    def spans(self, text: str, keys: str) -> Iterator[tuple[int, Span]]:
        """What of a text is what its names announce, and to which detector."""
        part = (0, 0, len(text))
        for rank, detector in self._announcers(keys):
            for span in detector.spans(text, keys, part):
                yield rank, span

    def _announcers(self, names: str) -> _Announcers:
        known = self._known.get(names)
        if known is None:
            known = tuple(one for one in self._keyed if one[1].announced_by(names))
            if _NAMES.fullmatch(names):
                if len(self._known) >= _MOST:
                    self._known.clear()
                self._known[names] = known
        return known
