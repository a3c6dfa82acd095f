"""Where a text that goes on may be cut, so that both parts say what the whole says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from enforcecore_core.redaction.blobs import blobs
from enforcecore_core.redaction.decoding import soft_breaks, tags
from enforcecore_core.redaction.editing import Span, View
from enforcecore_core.redaction.gluing import rows
from enforcecore_core.redaction.layout import spelled
from enforcecore_core.redaction.segments import behind_space
from enforcecore_core.redaction.views import overrides, views
from enforcecore_core.redaction.wrapping import wrapped

__all__ = ["far_back", "in_run", "outside", "unbroken"]

# The first of what stands for a character. Not where its second half begins: a byte that goes on,
# a second surrogate.
_TOKEN = re.compile(
    r"%(?:25)*+(?![89ABab][0-9A-Fa-f])|&|(?<!\\)\\(?!\\*+u[dD][c-fC-F])|\+A[A-H]", re.ASCII
)
_LONGEST_TOKEN = 4_096
_SPACE = re.compile(r"\s")
_LONGEST_WORD = 8_192


def far_back(view: View, characters: int) -> int:
    """The place in the text from which on every reading of it has so many characters, or its start.

    What is not seen does not count, and what is written in many characters counts as what it is.
    """
    place = len(view.text)
    for reading, *_ in views(view.text):
        last = len(reading.text) - characters
        place = min(place, reading.origin(last, last + 1)[0] if last > 0 else 0)
    return view.origin(place, place + 1)[0] if place > 0 else 0


def in_run(text: str, place: int) -> int:
    """A place at or before this one that splits nothing that stands for one character."""
    tokens = [
        found.start() for found in _TOKEN.finditer(text, max(0, place - _LONGEST_TOKEN), place)
    ]
    return tokens[-1] if tokens else place


def unbroken(text: str, known: Sequence[Span] = ()) -> Iterator[Span]:
    """What may not be cut, beside what is known: what runs backwards, or encodes a text."""
    yield from _joined_words(text)
    yield from tags(text)
    yield from spelled(text)
    yield from ((row.start, row.end) for row in rows(text, 0, len(text), known))
    for view, *_ in views(text):
        for start, end in overrides(view.text):
            yield view.origin(start, end)
        for start, end in wrapped(view.text):
            yield view.origin(start, end)
        for blob in blobs(view.text):
            yield view.origin(blob.start, blob.end)


def _joined_words(text: str) -> Iterator[Span]:
    """Words that a soft line break goes through."""
    for begin, end in soft_breaks(text):
        last = _SPACE.search(text, end)
        first = behind_space(text, max(0, begin - _LONGEST_WORD), begin)
        yield first, len(text) if last is None else last.start()


def outside(place: int, spans: Iterable[Span]) -> int:
    """The last place at or before this one that lies inside none of the spans."""
    for start, end in sorted(spans, reverse=True):
        if start < place < end:
            place = start
    return place
