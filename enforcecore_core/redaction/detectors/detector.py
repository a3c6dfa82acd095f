"""What a detector is: one documented format, as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from enforcecore_core.redaction.cues import Cues

__all__ = ["LONGEST", "NEVER", "Detector", "Family", "Group", "Pack", "Part", "Span", "whole"]

Group = Literal["pii", "secrets"]
Family = Literal["contact", "payment", "identity", "network", "secrets", "own"]
Pack = Literal["default", "strict"]
Span = tuple[int, int]
Part = tuple[int, int, int]
"""Where a part of a text starts and ends, and how far what starts in it may reach."""


LONGEST = 96
"""How many characters a candidate has at most when it may hold white space."""

NEVER = re.compile(r"(?!)")
"""A pattern that matches nothing."""

# How far before a candidate a name of something else is looked for.
_BEFORE = 48


def whole(found: re.Match[str]) -> Span | None:
    """Accept everything that the pattern matched."""
    return found.span()


@dataclass(frozen=True, slots=True)
class Detector:
    """One format, and how to find it in linear time.

    `gate` is in Rust's regex dialect and over-approximates: text in which it does not match holds
    nothing of this format. It has no look-around, no anchor and no class beyond ASCII, so that a
    match in a part of a text is a match in the text. `pattern` proposes candidates with bounded
    repeats; `confirm` checks one and says which part of the text to replace, or None.

    No pattern consumes `<` or `>`, and none treats them unlike other punctuation: that is what
    makes placeholders inert.

    So that a stream can be cut, a candidate is at most 96 characters long when it may hold
    whitespace, and is recognised within 8,192 characters when it may not. A format that reaches
    further says with `is_open` whether more text could still change what `confirm` said.

    `source` names who documents the format. `pack` says with which packs the detector works: one of
    `strict` with the strict ones alone. With `cues`, a candidate counts only near one of them. The
    gate need not cover the cues. A candidate right behind what `unless` matches, up to its end, is
    something else. Where the names of a text alone may make all of it a match, `keys_gate` matches
    in them. A text in which `words_gate` matches nowhere holds nothing of this format either.

    `starts` gives the places before `end` where candidates may start, of which some part lies
    between `start` and `end`, for a format that is found faster by a sign inside it.

    A text that stands before another one can keep a secret in that from being told by what is near
    it. `is_certain` says of a secret that it cannot. What is `as_written` counts only where the
    text has the value character for character, and not where it merely looks so.

    `examples` pair a text with the part of it to be replaced; in `counter_examples` there is
    nothing to find.
    """

    name: str
    kind: str
    group: Group
    family: Family
    source: str
    gate: str
    pattern: re.Pattern[str]
    examples: tuple[tuple[str, str], ...]
    counter_examples: tuple[str, ...]
    confirm: Callable[[re.Match[str]], Span | None] = whole
    is_open: Callable[[re.Match[str]], bool] | None = None
    pack: Pack = "default"
    cues: Cues | None = None
    unless: re.Pattern[str] | None = None
    keys_gate: str | None = None
    words_gate: str | None = None
    starts: Callable[[str, int, int], Iterable[int]] | None = None
    is_certain: bool = False
    as_written: bool = False

    @property
    def is_bounded(self) -> bool:
        """Whether its candidates are as short as said above, so that parts can be looked at."""
        return True

    def announced_by(self, keys: str) -> bool:
        """Whether these names over a text may make all of it a match."""
        del keys
        return False

    def spans(self, text: str, keys: str = "", part: Part | None = None) -> Iterator[Span]:
        """Every confirmed span, in order of where its candidate starts. Spans may overlap.

        `keys` are the names under which the text stands (its key in a mapping, the header of its
        column), and count as cues right before it. With a part, the candidates that start in it.

        The search goes on one character after each candidate, confirmed or not, so that neither a
        decoy nor a match hides one that begins inside it.
        """
        start, edge, end = part or (0, len(text), len(text))
        if start == edge:
            return
        if self.starts is not None:
            for place in self.starts(text, start, end):
                span = self.span_at(text, place, keys) if start <= place < edge else None
                if span is not None:
                    yield span
            return
        found = self.pattern.search(text, start, end)
        while found is not None and found.start() < edge:
            span = self.confirmed(found, keys)
            if span is not None:
                yield span
            found = self.pattern.search(text, found.start() + 1, end)

    def span_at(self, text: str, start: int, keys: str = "") -> Span | None:
        """The confirmed span of the candidate that starts here, if there is one."""
        found = self.pattern.match(text, start)
        return None if found is None else self.confirmed(found, keys)

    def confirmed(self, found: re.Match[str], keys: str) -> Span | None:
        """What to replace of a candidate, if anything."""
        span = self.confirm(found)
        if span is None or self._is_something_else(found.string, span[0], keys):
            return None
        if self.cues is None or self.cues.near(found.string, *span, keys):
            return span
        return None

    def _is_something_else(self, text: str, start: int, keys: str) -> bool:
        if self.unless is None:
            return False
        before = text[max(0, start - _BEFORE) : start]
        names = keys[-_BEFORE:] if start < _BEFORE else ""
        return self.unless.search(f"{names} {before}" if names else before) is not None
