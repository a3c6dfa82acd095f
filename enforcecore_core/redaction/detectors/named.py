"""Formats known by their name alone, which stands before the value or over the whole text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from enforcecore_core.redaction.detectors.detector import NEVER, Detector, Part, Span

__all__ = ["Named"]

_LONGEST_NAME = 48


@dataclass(frozen=True, slots=True)
class Named(Detector):
    """A detector of values by the names right before them, or over the whole text.

    `over` matches at the end of the names over a text that announce it, and `alone` all of a text
    that may be such a value. What `alone` matches is confirmed as what `pattern` does.
    """

    over: re.Pattern[str] = NEVER
    alone: re.Pattern[str] = NEVER

    def announced_by(self, keys: str) -> bool:
        """Whether the names end in one for such a value."""
        return self.over.search(keys[-_LONGEST_NAME:]) is not None

    def spans(self, text: str, keys: str = "", part: Part | None = None) -> Iterator[Span]:
        """As of any detector, and what is all of a text whose names announce it."""
        if keys and (part is None or part[0] == 0) and self.announced_by(keys):
            whole = self.alone.fullmatch(text)
            span = self.confirm(whole) if whole is not None else None
            if span is not None:
                yield span
        yield from Detector.spans(self, text, keys, part)
