"""Globs: `*` stands for any characters, also none; `?` for exactly one. All else is literal.

Matching takes time proportional to text times pattern at worst: every piece between two stars is
searched once, from left to right, and no choice is ever taken back.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["compile_glob", "is_glob", "literal_prefix"]

_WILDCARD = re.compile(r"[*?]")


def is_glob(pattern: str) -> bool:
    """Tell whether a pattern has a wildcard in it."""
    return _WILDCARD.search(pattern) is not None


def literal_prefix(pattern: str) -> str:
    """Return the part of a pattern that stands before its first wildcard."""
    return _WILDCARD.split(pattern, maxsplit=1)[0]


def compile_glob(pattern: str) -> Callable[[str], bool]:
    """Return a function that tells whether the whole of a text matches the pattern."""
    head, *rest = pattern.split("*")
    start = _piece(head)
    if not rest:
        return lambda text: start.fullmatch(text) is not None
    tail = rest[-1]
    end = _piece(tail)
    middle = [(_piece(part), len(part)) for part in rest[:-1] if part]

    def matches(text: str) -> bool:
        position, stop = len(head), len(text) - len(tail)
        if position > stop or not start.match(text) or not end.match(text, stop):
            return False
        for piece, length in middle:
            found = piece.search(text, position, stop)
            if found is None:
                return False
            position = found.start() + length
        return True

    return matches


def _piece(part: str) -> re.Pattern[str]:
    return re.compile(".".join(re.escape(run) for run in part.split("?")), re.DOTALL)
