"""Cutting a long text into parts that can be looked at one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.detectors.detector import Part

__all__ = ["segments"]

# Long enough that a gate costs more than a call of it, short enough to leave much of a text out.
_LENGTH = 2_048
# Longer than any candidate that holds white space, and what its pattern looks at behind it.
_REACH = 128
_SPACE = re.compile(r"\s")


def segments(text: str) -> Iterator[Part]:
    """The parts of a text, each of which begins behind white space and ends behind some."""
    start = 0
    while start < len(text):
        edge = min(len(text), _behind_space(text, start + _LENGTH))
        yield start, edge, _behind_space(text, edge + _REACH)
        start = edge


def _behind_space(text: str, place: int) -> int:
    """Right behind the first white space from this place on."""
    found = _SPACE.search(text, place) if place < len(text) else None
    return len(text) if found is None else found.end()
