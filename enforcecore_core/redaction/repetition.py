"""One value over and over, with nothing in between: each hides the next one's edge.

Found one after another, a long row of them would take as many rounds as it has values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.editing import Span

__all__ = ["Repetitions"]

_SPACE = re.compile(r"\s")
# Shorter values stand beside one another by chance.
_SHORTEST = 8
# How far back a row is followed that has no white space: less than what a stream holds of it.
_REACH = 8_192


class Repetitions:
    """The repetitions of the values that one detector finds in one text, in order of their starts.

    Each place of a row is looked at once, however many of its values were found by themselves.
    """

    __slots__ = ("_reached", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._reached = 0

    def beside(self, start: int, end: int) -> Iterator[Span]:
        """Where the same value stands again, right before and right behind this place."""
        text, length = self._text, end - start
        if length < _SHORTEST or start < self._reached:
            return
        value = text[start:end]
        if not text.startswith(value, end) and text[max(0, start - length) : start] != value:
            return
        first = start - length
        nearest = start if _SPACE.search(value) else max(0, start - _REACH)
        while first >= nearest and text.startswith(value, first):
            yield first, first + length
            first -= length
        while text.startswith(value, end):
            yield end, end + length
            end += length
        self._reached = end
