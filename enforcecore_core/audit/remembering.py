"""What a verifier remembers of a trail, in a file of its own outside of it.

A trail cannot show by itself that it was put back to an earlier state, or that it goes on
otherwise than it did. Whoever remembers how long it was and what its root was sees both.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from enforcecore_core.audit import base64text
from enforcecore_core.audit.faults import AuditFault

__all__ = ["Memory", "recall", "remember"]

_FORMAT = 1
_LONGEST = 1 << 16
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Memory:
    """The first `size` records of the trail had the root `root`; `signed` of them were signed."""

    log: str
    origin: str
    size: int
    root: bytes
    signed: int


def recall(path: Path) -> Memory | None:
    """What was remembered, or None when nothing was. Raises `AuditFault` for a damaged file."""
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST)
    except FileNotFoundError:
        return None
    try:
        return _parsed(json.loads(content))
    except (ValueError, TypeError, RecursionError):
        raise AuditFault(
            f"{path} does not hold what an earlier verification remembered. Restore it from a "
            "backup. Without it nobody sees whether the trail was put back; if that is all "
            "right, remove it, and verify again."
        ) from None


def remember(path: Path, memory: Memory) -> None:
    """Replaces what was remembered, at once or not at all; what is longer already stays."""
    with _held(path.parent):
        before = recall(path)
        if before is not None and before.size > memory.size:
            memory = replace(before, signed=max(before.signed, memory.signed))
        new = path.with_name(f"{path.name}.new")
        content = {**asdict(memory), "format": _FORMAT, "root": base64text.encoded(memory.root)}
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps(content, sort_keys=True) + "\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Keeps other verifications from writing there, and makes the new name durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _parsed(value: object) -> Memory:
    if not isinstance(value, dict) or value.pop("format", None) != _FORMAT:
        raise TypeError
    memory = Memory(**{**value, "root": base64text.decoded(str(value.get("root")))})
    texts = isinstance(memory.log, str) and isinstance(memory.origin, str)
    counts = all(type(count) is int and count >= 0 for count in (memory.size, memory.signed))
    if not texts or not counts or len(memory.root) != _HASH_BYTES:
        raise TypeError
    return memory
