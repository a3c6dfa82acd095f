"""Reads the lines of a trail, in bounded memory, whatever the file holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from enforcecore_core.audit.records import MAX_RECORD

__all__ = ["Line", "lines"]

_BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Of an overlong one only the first bytes are in `content`.

    `size` counts its line feed, if it has one; only the last line of a file can be without.
    """

    content: bytes
    size: int
    is_whole: bool


def lines(descriptor: int, start: int, end: int) -> Iterator[Line]:
    """The lines between two offsets of an open file; the file's own position is not used."""
    buffer = b""
    kept = b""
    size = 0
    while start < end:
        block = os.pread(descriptor, min(_BLOCK, end - start), start)
        if not block:
            break
        start += len(block)
        pieces = (buffer + block).split(b"\n")
        buffer = pieces.pop()
        for piece in pieces:
            if size:
                yield Line(kept, size + len(piece) + 1, is_whole=True)
                kept, size = b"", 0
            else:
                yield Line(piece, len(piece) + 1, is_whole=True)
        if size or len(buffer) > MAX_RECORD:
            # No record is that long: count the rest, keep no more of it.
            kept = kept or buffer[: MAX_RECORD + 1]
            size, buffer = size + len(buffer), b""
    if size or buffer:
        yield Line(kept or buffer, size + len(buffer), is_whole=False)
