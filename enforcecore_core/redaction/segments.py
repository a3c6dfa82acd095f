"""Cutting a long text into parts that can be looked at one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.detectors.detector import Part

__all__ = ["behind_space", "from_space", "lines", "segments"]

# Long enough that a gate costs more than a call of it, short enough to leave much of a text out.
_LENGTH = 2_048
# Longer than any candidate that holds white space, and what its pattern looks at behind it.
_REACH = 160
_WHITESPACE = " \n\t\r\f\v"
_SPACE = re.compile(r"\s")


def segments(text: str, start: int = 0, end: int | None = None) -> Iterator[Part]:
    """The parts of a text, each of which begins behind white space and ends behind some."""
    last = len(text) if end is None else end
    while start < last:
        edge = min(last, from_space(text, start + _LENGTH))
        yield start, edge, from_space(text, edge + _REACH)
        start = edge


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Where so many whole lines start and end that they are worth a look at a gate."""
    start = 0
    while start < len(text):
        edge = text.find("\n", start + _LENGTH // 2) + 1
        end = edge or len(text)
        yield start, end
        start = end


def behind_space(text: str, start: int, end: int) -> int:
    """Right behind the last white space between the two places; `start` if there is none."""
    last = max(text.rfind(space, start, max(start, end)) for space in _WHITESPACE)
    return max(start, last + 1)


def from_space(text: str, place: int) -> int:
    """Right behind the first white space from this place on."""
    found = _SPACE.search(text, place) if place < len(text) else None
    return len(text) if found is None else found.end()
