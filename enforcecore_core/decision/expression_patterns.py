"""The patterns that `matches()` takes in an expression: those that can be read in one way only.

CEL looks for a pattern anywhere in a text; the condition `matches` compares the whole text. For a
pattern between `^` and `$` both are the same, so only such a pattern is taken.
"""

from __future__ import annotations

import re

__all__ = ["ambiguity"]

# `m` and `x` change what `^`, `$` and `#` are; of the others, `i` and `s` do what they say.
_FLAGS = re.compile(r"\(\?([A-Za-z-]+)[:)]")
_HARMLESS = set("is-")
_BEGINNING = re.compile(r"(?:\(\?[is]+\))*\^(?![*+?{])")


def ambiguity(pattern: str) -> tuple[str, str] | None:
    """Return why a pattern can be read in two ways and what to write instead, or None."""
    if any(not _HARMLESS.issuperset(flags) for flags in _FLAGS.findall(pattern)):
        return "a pattern of matches() may have the flags 'i' and 's' only", "leave out the others"
    unanchored = (
        "a pattern of matches() stands between '^' and '$'",
        "write '^...$' for the whole text, '(?s)^.*PART.*$' or contains() for a part of it",
    )
    if not _BEGINNING.match(pattern):
        return unanchored
    outermost = _outermost(pattern)
    if "|" in outermost:
        return "the '|' of a pattern of matches() stands in parentheses", "write '^(?:a|b)$'"
    return None if outermost.endswith("$") else unanchored


def _outermost(pattern: str) -> str:
    """Return a pattern with a blank for all that is escaped, in brackets or in parentheses."""
    kept = []
    depth = brackets = position = 0
    while position < len(pattern):
        character = pattern[position]
        outside = not (depth or brackets)
        kept.append(character if outside and character != "\\" else " ")
        if character == "\\":
            position += 1
        elif brackets:
            brackets += (character == "[") - (character == "]")
        elif character == "[":
            brackets = 1
            position = _opened(pattern, position)
        else:
            depth += (character == "(") - (character == ")")
        position += 1
    return "".join(kept)


def _opened(pattern: str, position: int) -> int:
    """Return where the opening of a bracket ends: `]` is no end right after `[` or `[^`."""
    after = position + 1
    if pattern.startswith("^", after):
        after += 1
    return after if pattern.startswith("]", after) else after - 1
