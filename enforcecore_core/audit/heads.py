"""The head: one line that says how many records a trail has and what the last one's hash is.

It is rewritten after each append. A chain alone does not show that its end was cut off or that
its last record was edited; the head does, as long as it was not changed together with the chain.
It is not signed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["HEAD_SIZE", "Head", "boot_id", "parse_head"]

_UNKNOWN_BOOT = "-" * 36
_LINE = re.compile(rb"head 1 ([0-9]{16}) ([0-9]{16}) ([0-9a-f]{64}) ([0-9a-f-]{36})\n")
HEAD_SIZE = len("head 1 ") + 16 + 1 + 16 + 1 + 64 + 1 + 36 + 1


@dataclass(frozen=True, slots=True)
class Head:
    """How many records there are, in how many bytes, the last one's hash, and since which boot."""

    records: int
    size: int
    leaf: str
    boot: str

    def encoded(self) -> bytes:
        """The line. It has one width, so that it is replaced by one write."""
        return b"head 1 %016d %016d %b %b\n" % (
            self.records,
            self.size,
            self.leaf.encode("ascii"),
            self.boot.encode("ascii"),
        )

    def is_of_this_boot(self) -> bool:
        """Whether the machine has run since: then nothing written can have been lost."""
        return self.boot == boot_id() != _UNKNOWN_BOOT


def parse_head(line: bytes) -> Head | None:
    """The head that `line` spells, or None."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    records, size, leaf, boot = match.groups()
    return Head(int(records), int(size), leaf.decode("ascii"), boot.decode("ascii"))


@cache
def boot_id() -> str:
    """What tells one run of this machine from the next; dashes where the system does not say."""
    try:
        text = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return _UNKNOWN_BOOT
    return text if re.fullmatch("[0-9a-f-]{36}", text) else _UNKNOWN_BOOT
