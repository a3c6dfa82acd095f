"""Text that someone else wrote, made safe for a terminal.

Tool names, arguments and reasons may come from an attacker. Printed as they are, they could move
the cursor, recolour a line, turn its reading direction or hide a part of it.
"""

from __future__ import annotations

__all__ = ["LONGEST", "escaped", "shown"]

LONGEST = 200

# Characters that Unicode counts as letters, signs or marks, and that show nothing.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
_SHORTEST = 0x100
_BASIC = 0x10000


def escaped(text: str) -> str:
    """Return the text with each control, bidirectional or invisible character as its number."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def shown(text: str, limit: int = LONGEST) -> str:
    """Return the text escaped, and cut with an ellipsis when it is longer than `limit`."""
    # Cut first: an escape is longer than what it stands for, and half of one would mislead.
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return escaped(cut)


def _visible(character: str) -> str:
    if character.isprintable() and character not in _INVISIBLE:
        return character
    number = ord(character)
    if number < _SHORTEST:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < _BASIC else f"\\U{number:08x}"
