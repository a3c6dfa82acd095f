"""Names for calls: UUIDs of version 7, which sort by the time they were made."""

from __future__ import annotations

import os
import time

__all__ = ["new_call_id"]


def new_call_id() -> str:
    """Return a fresh UUIDv7 (RFC 9562, section 5.7) as 36 lower-case characters."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (random >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | (random & ((1 << 62) - 1))
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
