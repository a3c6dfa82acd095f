r"""Undoing what stands for one character each: percent, entities, and escapes with a backslash.

Percent-encoding (RFC 3986) is read as UTF-8, and as Latin-1 where it is none. Entities are those of
HTML. Escapes are those of JSON, JavaScript, Python and C. One that was encoded again in its own
way (`%2540`, `&amp;#64;`, `\\u0040`) is undone at once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5

from enforcecore_core.redaction.editing import Edit

__all__ = ["decoded"]

_BYTE = r"%(?:25)*[0-9A-Fa-f]{2}"
_NUMBER = r"#(?:0*+[0-9]{1,7}|[xX]0*+[0-9A-Fa-f]{1,6})"
_UNIT = r"u[0-9A-Fa-f]{4}"
_ENCODED = re.compile(
    rf"(?P<bytes>{_BYTE}(?:{_BYTE})*)"
    rf"|&(?:amp;|#0*+38;|#[xX]0*+26;)*(?P<entity>{_NUMBER};?|[A-Za-z][A-Za-z0-9]{{1,31}};)"
    # A run of backslashes is looked at once, from its first.
    rf"|\\(?<!\\\\)\\*+(?P<escape>{_UNIT}(?:\\++{_UNIT})*|u\{{0*+[0-9A-Fa-f]{{1,6}}\}}"
    r"""|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[0-3][0-7]{2}|["'/nrtbfv])""",
    re.ASCII,
)
_ONE_BYTE = re.compile(r"%(?:25)*([0-9A-Fa-f]{2})", re.ASCII)
_ONE_UNIT = re.compile(r"\\*u([0-9A-Fa-f]{4})", re.ASCII)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v"}

_Piece = tuple[int, int, str]
"""Start and end of what stands for some characters, and those."""


def decoded(text: str) -> tuple[str, list[Edit]] | None:
    """The text with everything decoded once, and what was replaced; None if nothing was."""
    if "%" not in text and "&" not in text and "\\" not in text:
        return None
    parts: list[str] = []
    edits: list[Edit] = []
    position = 0
    for found in _ENCODED.finditer(text):
        for begin, end, characters in _pieces(found):
            parts += (text[position:begin], characters)
            edits.append((begin, end, len(characters)))
            position = end
    if not edits:
        return None
    parts.append(text[position:])
    return "".join(parts), edits


def _pieces(found: re.Match[str]) -> Iterator[_Piece]:
    begin, end = found.span()
    if found["bytes"] is not None:
        yield from _from_bytes(found)
    elif found["entity"] is not None:
        entity = found["entity"]
        if entity.startswith("#"):
            yield begin, end, html.unescape(f"&{entity.removesuffix(';')};")
        elif entity in html5:
            yield begin, end, html5[entity]
    elif found["escape"].startswith("u") and found["escape"][1] != "{":
        yield from _from_units(found)
    else:
        yield begin, end, _escaped(found["escape"])


def _escaped(escape: str) -> str:
    if len(escape) == 1:
        return _SIMPLE.get(escape, escape)
    number = int(escape, 8) if escape[0].isdigit() else int(escape[1:].strip("{}"), 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"  # noqa: PLR2004 - the last code point


def _from_bytes(found: re.Match[str]) -> Iterator[_Piece]:
    units = [
        (unit.start(), unit.end(), int(unit[1], 16))
        for unit in _ONE_BYTE.finditer(found.string, *found.span())
    ]
    place = 0
    while place < len(units):
        width = _width(units[place][2])
        character = _utf8(bytes(value for _, _, value in units[place : place + width]))
        if character is None:
            width, character = 1, chr(units[place][2])
        yield units[place][0], units[place + width - 1][1], character
        place += width


def _width(lead: int) -> int:
    """How many bytes a character in UTF-8 has that begins with this one."""
    return 1 + (lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0)  # noqa: PLR2004 - RFC 3629


def _utf8(encoded: bytes) -> str | None:
    try:
        character = encoded.decode()
    except UnicodeDecodeError:
        return None
    return character if len(character) == 1 else None


def _from_units(found: re.Match[str]) -> Iterator[_Piece]:
    """UTF-16 units; two of them may be one character."""
    units = list(_ONE_UNIT.finditer(found.string, *found.span("escape")))
    place = 0
    begin = found.start()
    while place < len(units):
        pair = "".join(chr(int(unit[1], 16)) for unit in units[place : place + 2])
        joined = pair.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        width = 2 if len(pair) == 2 and len(joined) == 1 else 1  # noqa: PLR2004 - a pair
        last = units[place + width - 1]
        yield begin, last.end(), joined[:1]
        begin = last.end()
        place += width
