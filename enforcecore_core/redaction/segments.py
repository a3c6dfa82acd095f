"""Cutting a long text into parts that can be looked at one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from enforcecore_core.redaction.detectors.detector import Part
from enforcecore_core.redaction.editing import Span

__all__ = ["around", "behind_space", "segments"]

# Long enough that a gate costs more than a call of it, short enough to leave much of a text out.
_LENGTH = 2_048
# Longer than any candidate that holds white space, and what its pattern looks at behind it.
_REACH = 128
# The same with a cue that may stand behind it, beyond a placeholder.
_BEFORE = 192
# What a candidate may look back at, its cues among them.
_BEHIND = 256
_WHITESPACE = " \n\t\r\f\v"
_SPACE = re.compile(r"\s")


def segments(text: str, start: int = 0, end: int | None = None) -> Iterator[Part]:
    """The parts of a text, each of which begins behind white space and ends behind some."""
    last = len(text) if end is None else end
    while start < last:
        edge = min(last, _from_space(text, start + _LENGTH))
        yield start, edge, _from_space(text, edge + _REACH)
        start = edge


def around(text: str, spans: Iterable[Span]) -> Iterator[Part]:
    """The parts of a text that hold all that may be found by what stands in one of the spans.

    The spans are in order, and may be empty.
    """
    start = end = 0
    for first, last in spans:
        begin = behind_space(text, end, first - _BEFORE)
        if begin > end:
            yield from segments(text, start, end)
            start = begin
        if last + _BEHIND > end:
            end = _from_space(text, last + _BEHIND)
    yield from segments(text, start, end)


def behind_space(text: str, start: int, end: int) -> int:
    """Right behind the last white space between the two places; `start` if there is none."""
    last = max(text.rfind(space, start, max(start, end)) for space in _WHITESPACE)
    return max(start, last + 1)


def _from_space(text: str, place: int) -> int:
    """Right behind the first white space from this place on."""
    found = _SPACE.search(text, place) if place < len(text) else None
    return len(text) if found is None else found.end()
