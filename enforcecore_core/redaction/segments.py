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
_REACH = 160
# The same with a cue that may stand behind it, beyond a placeholder.
_BEFORE = 224
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


def around(text: str, bounds: Iterable[Iterable[Span]]) -> list[Part] | None:
    """The parts of a text that hold all that may be found by what stands in spans of every bound.

    The spans of a bound are in order, and may be empty. None when the parts are most of the text.
    """
    stretches: list[Span] | None = None
    for spans in bounds:
        others = _stretches(text, spans)
        stretches = others if stretches is None else list(_in_both(stretches, others))
    if stretches is None or 2 * sum(end - start for start, end in stretches) > len(text):
        return None
    return [part for start, end in stretches for part in segments(text, start, end)]


def _stretches(text: str, spans: Iterable[Span]) -> list[Span]:
    """Where candidates start that what stands in one of the spans may have to do with."""
    stretches: list[Span] = []
    start = reach = 0
    for first, last in spans:
        if first - _BEFORE > reach:
            end = _from_space(text, reach) if reach else 0
            begin = behind_space(text, end, first - _BEFORE)
            if begin > end:
                stretches.append((start, end))
                start = begin
        reach = max(reach, last + _BEHIND)
    return [*stretches, (start, _from_space(text, reach) if reach else 0)]


def _in_both(some: list[Span], others: list[Span]) -> Iterator[Span]:
    """What lies in a span of each; both are in order."""
    place = 0
    for start, end in some:
        while place < len(others) and others[place][1] <= start:
            place += 1
        following = place
        while following < len(others) and others[following][0] < end:
            yield max(start, others[following][0]), min(end, others[following][1])
            following += 1


def behind_space(text: str, start: int, end: int) -> int:
    """Right behind the last white space between the two places; `start` if there is none."""
    last = max(text.rfind(space, start, max(start, end)) for space in _WHITESPACE)
    return max(start, last + 1)


def _from_space(text: str, place: int) -> int:
    """Right behind the first white space from this place on."""
    found = _SPACE.search(text, place) if place < len(text) else None
    return len(text) if found is None else found.end()
