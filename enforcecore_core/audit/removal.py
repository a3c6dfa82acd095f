"""Which segments a trail can do without, and their removal.

Each prune record names a record that the trail may begin with. There is one for each segment that
goes, and the oldest goes first: wherever a crash stops the removal, the beginning is a named one.
"""

from __future__ import annotations

from enforcecore_core.audit import writers
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.heads import Head
from enforcecore_core.audit.segments import segments

__all__ = ["first_of", "removable", "remove"]


def removable(directory: TrailDirectory, head: Head, below: int) -> list[int]:
    """The first records of the segments that will be first, one after the other.

    The active segment stays, and so does what a writer, living or dead, may have left open.
    """
    places = [writers.place_of(directory, epoch) for epoch in writers.known(directory)]
    needed = [0 if place is None else place.first for place in places]
    sealed = [] if head.sealed is None else [head.sealed.first]
    limit = min([below, head.first, *needed, *sealed])
    return [part.first for part in segments(directory)[1:] if part.first <= limit]


def remove(directory: TrailDirectory, first: int) -> None:
    """Removes all segments before the one that begins with record `first`."""
    for part in segments(directory):
        if part.first < first:
            (directory.path / part.name).unlink()
            directory.sync("entries")


def first_of(directory: TrailDirectory) -> int:
    """The number of the oldest record that is there."""
    return min((part.first for part in segments(directory)), default=0)
