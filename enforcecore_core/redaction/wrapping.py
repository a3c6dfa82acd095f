"""Encoded texts in lines, as encoders break them, and in groups, as dumps and fingerprints have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction import base32
from enforcecore_core.redaction.editing import Edited, Span, View
from enforcecore_core.redaction.gates import compiled, readable
from enforcecore_core.redaction.segments import lines

__all__ = ["BROKEN", "GROUPS", "unwrapped", "wrapped"]

_SYMBOL = "[A-Za-z0-9+/_-]"
_PAIR = "[0-9A-Fa-f]{2}"
GROUPS = (
    *(f"(?:{_PAIR}{sign}){{7}}{_PAIR}" for sign in (" ", ":", "-", ", ?0[xX]", " 0[xX]")),
    f"(?:{_PAIR}{_PAIR} ){{3}}{_PAIR}{_PAIR}",
)
"""Gates of groups."""

# As wide as encoders break lines, less a prompt or an indent.
_BREAK = re.compile(
    rf"\n(?:(?<={_SYMBOL}{{40}}\n)|(?<={_SYMBOL}{{40}}\r\n))[ \t]*(?={_SYMBOL}{{4}})", re.ASCII
)
BROKEN = f"{_SYMBOL}{{40}}\r?\n"
"""A gate of lines."""
_MAY_BREAK = compiled([BROKEN])
_LINES = re.compile(
    rf"(?<!{_SYMBOL})(?:{_SYMBOL}{{40,}}\r?\n[ \t]*)+(?={_SYMBOL}{{4}}){_SYMBOL}+", re.ASCII
)
_HAS_GROUPS = compiled(GROUPS)
_GROUPED = re.compile(
    # From its first digit, which is looked for faster than what stands before it.
    r"[0-9A-Fa-f](?<![0-9A-Fa-f]{2})[0-9A-Fa-f]"
    rf"(?:(?P<sign>[ :-]|, ?0[xX]| 0[xX]){_PAIR}(?:(?P=sign){_PAIR}){{6,}}"
    rf"|{_PAIR}(?: {_PAIR}{_PAIR}){{3,}}(?: {_PAIR})?)(?![0-9A-Fa-f])",
    re.ASCII,
)
_SIGNS = re.compile("[ :-]|, ?0[xX]| 0[xX]")


def unwrapped(view: View) -> View:
    """The view with the lines and groups of a blob joined; itself if it has none."""
    breaks = sorted((*_line_breaks(view.text), *_group_breaks(view.text)))
    if not breaks:
        return view
    pieces = []
    position = 0
    for begin, end in breaks:
        pieces.append(view.text[position:begin])
        position = end
    pieces.append(view.text[position:])
    return Edited(view, "".join(pieces), lambda: [(begin, end, 0) for begin, end in breaks])


def _line_breaks(text: str) -> Iterator[Span]:
    if "\n" not in text or not _MAY_BREAK(readable(text)):
        return
    for found in _BREAK.finditer(text):
        yield found.start() - (text[found.start() - 1] == "\r"), found.end()


def _group_breaks(text: str) -> Iterator[Span]:
    for start, end in _grouped(text):
        for found in _SIGNS.finditer(text, start, end):
            yield found.span()


def _grouped(text: str) -> Iterator[Span]:
    asked = readable(text)
    if _HAS_GROUPS(asked):
        # None goes on in the next line.
        for start, end in lines(text):
            if _HAS_GROUPS(asked[start:end]):
                for found in _GROUPED.finditer(text, start, end):
                    yield found.span()


def wrapped(text: str) -> Iterator[Span]:
    """Where lines and groups begin and end that `unwrapped` joins."""
    for found in _LINES.finditer(text):
        yield found.span()
    yield from _grouped(text)
    yield from base32.open_ascii85(text)
