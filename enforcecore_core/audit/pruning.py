"""Retention: which segments of a trail are old enough to go, and what goes with them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.payloads import (
    PayloadInvalid,
    payload_days,
    place_of,
    remove_days_before,
)
from enforcecore_core.audit.provable import TrailFollower
from enforcecore_core.audit.reading import lines
from enforcecore_core.audit.records import MAX_RECORD, RecordInvalid, parse_record
from enforcecore_core.audit.segments import Segment, segments
from enforcecore_core.audit.trail import AuditTrail

__all__ = ["Pruned", "drop_payloads", "older_than", "older_than_record", "prune"]


@dataclass(frozen=True, slots=True)
class Pruned:
    """What goes: whole segments, with all records before number `below`, in so many bytes.

    Nothing goes when there are no `segments`.
    """

    first: int
    below: int
    segments: int
    size: int


def older_than(path: str | os.PathLike[str], moment: str) -> Pruned:
    """The segments all of whose records were written before `moment`, spelled as records do.

    Only the first record of each segment is read. The newest segment never goes.
    """
    directory, parts = _parts(path)
    starts = (part.first for part in parts[1:] if _written(directory, part) < moment)
    return _cut(parts, max(starts, default=0))


def older_than_record(path: str | os.PathLike[str], seq: int) -> Pruned:
    """The segments all of whose records come before number `seq`."""
    _, parts = _parts(path)
    return _cut(parts, max((part.first for part in parts if part.first <= seq), default=0))


def prune(trail: AuditTrail, below: int) -> Pruned:
    """Removes whole segments of records before number `below`; returns what went.

    A segment in which a call may still be open stays, and so does all that comes after it.
    """
    _, before = _parts(trail.path)
    return _cut(before, trail.prune(below))


def drop_payloads(
    path: str | os.PathLike[str], progress: Callable[[int], None] = lambda _: None
) -> int:
    """Removes the payloads that only pruned records committed to; returns of how many days.

    To be called after `prune`, and again if that was cut short.
    """
    directory, parts = _parts(path)
    days = payload_days(directory)
    if not days or days[0] >= _day_before(_written(directory, parts[0])):
        return 0
    return remove_days_before(directory, _oldest_needed(directory, progress))


def _oldest_needed(directory: TrailDirectory, progress: Callable[[int], None]) -> str:
    # A payload is on disk before its record: the newest may belong to records still to come.
    day = _day_before(dt.datetime.now(dt.UTC).isoformat())
    for record, _ in TrailFollower(directory.path).records():
        progress(record.seq)
        try:
            place = place_of(record.body)
        except PayloadInvalid:
            continue
        if place is not None:
            day = min(day, place.day)
    return day


def _day_before(moment: str) -> str:
    try:
        day = dt.date.fromisoformat(moment[:10])
        return (day - dt.timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        # A time that is none shows nothing to be old.
        return ""


def _parts(path: str | os.PathLike[str]) -> tuple[TrailDirectory, list[Segment]]:
    directory = TrailDirectory(Path(os.path.realpath(path)))
    try:
        parts = segments(directory)
    except (FileNotFoundError, NotADirectoryError):
        parts = []
    if not parts:
        raise AuditFault(f"{directory.path} holds no trail.")
    return directory, parts


def _cut(parts: list[Segment], below: int) -> Pruned:
    gone = [part for part in parts if part.first < below]
    return Pruned(
        parts[0].first, max(below, parts[0].first), len(gone), sum(part.size for part in gone)
    )


def _written(directory: TrailDirectory, part: Segment) -> str:
    descriptor = directory.open(part.name, os.O_RDONLY)
    try:
        line = next(lines(descriptor, 0, min(part.size, MAX_RECORD + 1)), None)
    finally:
        os.close(descriptor)
    try:
        moment = None if line is None else parse_record(line.content).body.get("ts")
    except RecordInvalid as invalid:
        raise AuditFault(f"{directory.path}/{part.name} is damaged: {invalid.detail}.") from None
    if not isinstance(moment, str):
        raise AuditFault(f"{directory.path}/{part.name} does not say when it was begun.")
    return moment
