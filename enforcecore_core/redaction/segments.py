"""Cutting a long text into parts that can be looked at one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.detectors.detector import Part

__all__ = ["pieces", "segments"]

# Long enough that a gate costs more than a call of it, short enough to leave much of a text out.
_LENGTH = 1_024
# For few gates, short enough to leave out much of a part.
_SHORT = 512
# Longer than any candidate that holds white space, and what its pattern looks at behind it.
_REACH = 128
_SPACE = re.compile(r"\s")


def segments(text: str) -> Iterator[Part]:
    """The parts of a text, each of which begins behind white space and ends behind some."""
    return _cut(text, 0, len(text), _LENGTH)


def pieces(text: str, part: Part) -> Iterator[Part]:
    """The same for one part: shorter parts in which all starts that starts in it."""
    return _cut(text, part[0], part[1], _SHORT)


def _cut(text: str, start: int, stop: int, length: int) -> Iterator[Part]:
    while start < stop:
        edge = min(stop, _behind_space(text, start + length))
        yield start, edge, _behind_space(text, edge + _REACH)
        start = edge


def _behind_space(text: str, place: int) -> int:
    """Right behind the first white space from this place on."""
    found = _SPACE.search(text, place) if place < len(text) else None
    return len(text) if found is None else found.end()
