"""The files of a trail as they are at one moment, while its writers go on.

Under the lock only sizes and small files are read: up to there the records are finished and agree
with the head. A copy of a trail may have no lock file, and no writers.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from json import JSONDecodeError

from enforcecore_core.audit import writers
from enforcecore_core.audit.directory import TrailDirectory, read_small
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.heads import Head, parse_head
from enforcecore_core.audit.segments import Segment, segments
from enforcecore_core.findings import Finding

__all__ = ["Snapshot", "take_snapshot"]

_PATIENCE = 30.0
_PAUSE = 0.01
_ORIGIN = re.compile(r"[^\x00-\x1f]+")
_Find = Callable[[Finding], None]


@dataclass(slots=True)
class Snapshot:
    """What was there. A part that is None was missing or damaged, and that was reported.

    Only that there is no checkpoint, or no head, is not reported: it depends on the records.
    """

    log: str | None = None
    origin: str | None = None
    segments: list[Segment] = field(default_factory=list)
    has_head: bool = False
    head: Head | None = None
    checkpoint: str | None = None
    witnessed: str | None = None
    living: set[str] = field(default_factory=set)


def take_snapshot(directory: TrailDirectory, find: _Find) -> Snapshot:
    """Looks at a trail that is there. Raises `OSError` or `AuditFault` when it cannot."""
    seen = Snapshot()
    _look_at_log(directory, seen, find)
    with _shared_lock(directory):
        _look_at_segments(directory, seen, find)
        _look_at_head(directory, seen, find)
        _look_at_notes(directory, seen, find)
        # Asked under the lock: who has finished later has no open call in these bytes.
        known = writers.known(directory)
        seen.living = {epoch for epoch in known if writers.is_alive(directory, epoch)}
    return seen


def _look_at_log(directory: TrailDirectory, seen: Snapshot, find: _Find) -> None:
    try:
        log = json.loads(read_small(directory, "log.json"))
    except FileNotFoundError:
        find(Finding("MISSING", None, "log.json is missing"))
    except (JSONDecodeError, UnicodeDecodeError, RecursionError, ValueError):
        find(Finding("MALFORMED", None, "log.json is not JSON"))
    except (OSError, AuditFault) as fault:
        find(Finding("UNREADABLE", None, str(fault)))
    else:
        if not isinstance(log, dict) or type(log.get("format")) is not int or log["format"] != 1:
            find(Finding("MALFORMED", None, "log.json is not of format 1"))
        elif not _is_name(log.get("id")) or not _is_name(log.get("origin")):
            find(Finding("MALFORMED", None, "log.json does not say which trail this is"))
        else:
            seen.log, seen.origin = log["id"], log["origin"]


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _ORIGIN.fullmatch(value) is not None


def _look_at_segments(directory: TrailDirectory, seen: Snapshot, find: _Find) -> None:
    seen.segments = segments(directory)
    known = {segment.name for segment in seen.segments}
    for name in sorted(entry.name for entry in (directory.path / "entries").iterdir()):
        if f"entries/{name}" not in known:
            find(Finding("UNEXPECTED", None, f"entries/{name!r} is no part of the trail"))
    if not seen.segments:
        find(Finding("MISSING", None, "there is no file of records"))


def _look_at_head(directory: TrailDirectory, seen: Snapshot, find: _Find) -> None:
    try:
        content = read_small(directory, "head")
    except FileNotFoundError:
        return
    except (OSError, AuditFault) as fault:
        find(Finding("UNREADABLE", None, str(fault)))
    else:
        seen.head = parse_head(content)
        if seen.head is None:
            find(Finding("MALFORMED", None, "the head file is damaged"))
    seen.has_head = True


def _look_at_notes(directory: TrailDirectory, seen: Snapshot, find: _Find) -> None:
    seen.checkpoint = _note(directory, "checkpoint", find)
    seen.witnessed = _note(directory, "witnessed", find)


def _note(directory: TrailDirectory, name: str, find: _Find) -> str | None:
    try:
        return read_small(directory, name).decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""
    except (OSError, AuditFault) as fault:
        find(Finding("UNREADABLE", None, str(fault)))
        return None


@contextmanager
def _shared_lock(directory: TrailDirectory) -> Iterator[None]:
    try:
        descriptor = directory.open(".lock", os.O_RDONLY)
    except (FileNotFoundError, PermissionError):
        yield
        return
    try:
        _wait_for(descriptor)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int) -> None:
    patience = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > patience:
                raise AuditFault("a writer holds the trail's lock and does not go on") from None
            time.sleep(_PAUSE)
        else:
            return
