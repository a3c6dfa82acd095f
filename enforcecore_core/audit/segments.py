"""The segments of a trail: the files that hold its records, and all their lines in order.

A segment is named by the number of its first record, in at least twelve digits. Records are only
ever appended to the last one; whole segments are removed from the front when a trail is pruned.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from enforcecore_core.audit.directory import TrailDirectory, segment_name
from enforcecore_core.audit.reading import Line, lines

__all__ = ["Segment", "segment_names", "segments", "trail_lines"]

_NAME = re.compile(r"(?:[0-9]{12}|[1-9][0-9]{12,17})\.jsonl")


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of records: the number of its first one, and its bytes when it was listed."""

    first: int
    size: int

    @property
    def name(self) -> str:
        """The file's name, below the trail's directory."""
        return segment_name(self.first)


def segments(directory: TrailDirectory) -> list[Segment]:
    """All segments as they are now, oldest first. Raises `OSError` when there is no such trail."""
    found = []
    with os.scandir(directory.path / "entries") as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name):
                # One that was pruned since the listing began is no part of the trail.
                with suppress(FileNotFoundError):
                    size = entry.stat(follow_symlinks=False).st_size
                    found.append(Segment(int(entry.name.removesuffix(".jsonl")), size))
    return sorted(found, key=lambda segment: segment.first)


def segment_names(directory: TrailDirectory) -> list[str]:
    """The names of all segments below the trail's directory, oldest first."""
    return [segment.name for segment in segments(directory)]


def trail_lines(
    directory: TrailDirectory, parts: Sequence[Segment] | None = None, *, offset: int = 0
) -> Iterator[Line]:
    """The lines of these segments, or of all, one after the other, as far as they were listed.

    `offset` is where to begin in the first of them. Only the last line of a segment can be
    without its end. Raises `OSError` or `AuditFault` for a segment that cannot be read.
    """
    for part in segments(directory) if parts is None else parts:
        descriptor = directory.open(part.name, os.O_RDONLY)
        try:
            yield from lines(descriptor, offset, part.size)
        finally:
            os.close(descriptor)
        offset = 0
