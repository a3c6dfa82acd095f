"""Durations and sizes as a policy writes them: a number with its unit, never without."""

from __future__ import annotations

import re

__all__ = ["read_duration", "read_size"]

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_BYTES = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_LONGEST = 24 * 3600.0
_LARGEST = 1024**4

_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(ms|s|m|h)")
_SIZE = re.compile(r"([0-9]{1,15})(B|KiB|MiB|GiB)")


def read_duration(text: str) -> float:
    """Return the seconds in `500ms`, `10s`, `1.5m` or `2h`; ValueError says what is wrong."""
    parts = _DURATION.fullmatch(text)
    if parts is None:
        raise ValueError("a duration is a number and a unit: 500ms, 10s, 2m, 1h")
    seconds = float(parts[1]) * _SECONDS[parts[2]]
    if not 0 < seconds <= _LONGEST:
        raise ValueError("a duration is more than nothing and at most 24h")
    return seconds


def read_size(text: str) -> int:
    """Return the bytes in `100B`, `512KiB`, `1MiB` or `2GiB`; ValueError says what is wrong."""
    parts = _SIZE.fullmatch(text)
    if parts is None:
        raise ValueError("a size is a whole number and a unit: 100B, 512KiB, 1MiB, 2GiB")
    size = int(parts[1]) * _BYTES[parts[2]]
    if not 0 < size <= _LARGEST:
        raise ValueError("a size is more than nothing and at most 1024GiB")
    return size
