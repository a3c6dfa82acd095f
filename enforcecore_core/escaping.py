"""Text that someone else wrote, made safe for people to read.

Tool names, arguments, policies and reasons may come from an attacker. As they are, they could move
a cursor, recolour a line, turn its reading direction, write over a neighbour, or hide a part.
"""

from __future__ import annotations

import unicodedata

__all__ = ["LONGEST", "escaped", "shown"]

LONGEST = 200

# Characters that Unicode counts as letters, signs or marks, and that show nothing.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
# Marks are written over what stands before them. Scripts need two on one letter; a pile of them
# reaches into other lines, and the first of a text would sit on a sign of ours.
_MOST_MARKS = 2
_TWO_DIGITS, _FOUR_DIGITS = 0x100, 0x10000


def escaped(text: str) -> str:
    """Return the text with each character that does not show as itself as its number.

    These are control, format, bidirectional and invisible characters, blanks other than the plain
    one, and marks that have no letter of their own or are one too many.
    """
    if text.isascii() and text.isprintable():
        return text
    marks, parts = _MOST_MARKS, []
    for character in text:
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        visible = character.isprintable() and character not in _INVISIBLE and marks <= _MOST_MARKS
        parts.append(character if visible else _number(character))
    return "".join(parts)


def shown(text: str, longest: int = LONGEST) -> str:
    """Return the text escaped, and cut with an ellipsis when it is longer than that."""
    # Cut first: an escape is longer than what it stands for, and half of one would mislead.
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return escaped(cut)


def _number(character: str) -> str:
    number = ord(character)
    if number < _TWO_DIGITS:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < _FOUR_DIGITS else f"\\U{number:08x}"
