"""What a crash left after the last whole record: cut off, kept as evidence, and stated once.

Evidence lies in `torn/<from_seq>-<sha256>.cut` until the trail has a record of it, and from then
on in `.bin`. The trail's lock must be held, so that nobody is still writing there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from hashlib import sha256

from enforcecore_core.audit.chain import Chain
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.segments import segments, trail_lines

__all__ = ["cut", "stated", "unstated"]

_UNSTATED = re.compile(r"([0-9]{12,18})-([0-9a-f]{64})\.cut")
_BLOCK = 1 << 20


def cut(directory: TrailDirectory, descriptor: int, chain: Chain, size: int) -> dict[str, object]:
    """Moves what follows the last whole record to `torn/`; returns what to record about it."""
    digest = sha256()
    for block in _blocks(descriptor, chain.size, size):
        digest.update(block)
    fields = _fields(chain.records, size - chain.size, digest.hexdigest())
    evidence = directory.open(_name(fields, "cut"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        for block in _blocks(descriptor, chain.size, size):
            if os.write(evidence, block) != len(block):
                raise AuditFault(f"No room to keep the torn end of {directory.path}.")
        os.fsync(evidence)
    finally:
        os.close(evidence)
    directory.sync("torn")
    os.ftruncate(descriptor, chain.size)
    return fields


def stated(directory: TrailDirectory, fields: dict[str, object]) -> None:
    """Notes that the trail has a record with these fields."""
    old, new = _name(fields, "cut"), _name(fields, "bin")
    (directory.path / old).rename(directory.path / new)


def unstated(directory: TrailDirectory) -> Iterator[dict[str, object]]:
    """Ends that were cut off by a process that died before it could record that."""
    for entry in sorted(os.scandir(directory.path / "torn"), key=lambda entry: entry.name):
        match = _UNSTATED.fullmatch(entry.name)
        if match is None:
            continue
        fields = _fields(int(match[1]), entry.stat(follow_symlinks=False).st_size, match[2])
        if _is_stated(directory, fields):
            stated(directory, fields)
        else:
            yield fields


def _is_stated(directory: TrailDirectory, fields: dict[str, object]) -> bool:
    parts = segments(directory)
    begin = [part.first for part in parts if part.first <= int(str(fields["from_seq"]))]
    later = [part for part in parts if part.first >= max(begin, default=0)]
    where = f'"from_seq":{fields["from_seq"]},'.encode("ascii")
    what = f'"sha256":"{fields["sha256"]}"'.encode("ascii")
    contents = (line.content for line in trail_lines(directory, later))
    return any(what in content and where in content for content in contents)


def _fields(seq: int, size: int, digest: str) -> dict[str, object]:
    return {"from_seq": seq, "sha256": digest, "torn_bytes": size}


def _name(fields: dict[str, object], suffix: str) -> str:
    return f"torn/{fields['from_seq']:012d}-{fields['sha256']}.{suffix}"


def _blocks(descriptor: int, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        block = os.pread(descriptor, min(_BLOCK, end - start), start)
        if not block:
            return
        start += len(block)
        yield block
