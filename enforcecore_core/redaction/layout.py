"""Values as they are laid out: spelled, said, in pieces, or with plus signs for spaces.

Spelled is what has the same sign between all of its characters. HTML forms send a plus sign for a
space (application/x-www-form-urlencoded). In pieces is what goes on in the next line, or in the
next literal of a program (`"411" + "111"`).

What it makes of a text is one more way to read it, and is not decoded any further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.editing import Edit, Span
from enforcecore_core.redaction.gates import compiled, readable
from enforcecore_core.redaction.segments import lines
from enforcecore_core.redaction.spoken import SPOKEN, in_signs

__all__ = ["LAID_OUT", "rearranged", "spelled"]

_SIGN = r"[ \t\n._,/|*;~#^-]"
_PLUSSES = r"[0-9A-Z]{1,6}\+\(?[0-9]{2,6}\)?\+[0-9]{2,6}"

# Python and C join literals that stand side by side; others have a sign for it. Prose in literals
# is parted at its spaces, and values are not, but for numbers.
_BEFORE = r"[^\s\"'(\[{>]"
_BEHIND = r"[^\s\"')\]},;:<]"
_CONTINUED = r"\x5c\r?\n"


def _joint(most: str) -> str:
    """The pattern of what stands between two literals, with so much space at most."""
    space = rf"[ \t\r\n\x5c]{{0,{most}}}"
    some = rf"[ \t\r\n\x5c]{space}"
    return rf"(?:{space}(?:[+&]|\|\||\.\.){space}|{some}(?:\.{some})?|\.)?[BFRUbfru]?"


_OTHERS = (
    *(_PLUSSES, r"[0-9)-]\r?\n[ \t>]{0,8}[0-9(-]", *SPOKEN),
    rf"(?:{_BEFORE}|[0-9] )(?:[\"']{_joint('')}[\"'](?:{_BEHIND}| [0-9])|{_CONTINUED})",
)
LAID_OUT = (rf"(?:[!-~]{_SIGN}){{8}}[!-~]", *_OTHERS)
"""Gates: of an ASCII text in which none of them matches, `rearranged` makes nothing else."""

# Nine characters or more, each for itself, with the same sign between all of them.
_SPELLED = re.compile(
    rf"(?<![^\s\"'(\[{{:=>])\S(?P<sign>{_SIGN})\S(?:(?P=sign)\S){{7,}}(?![^\s\"')\]}}<;,.&])"
)
_SPELLED_GATE = rf"(?:\S{_SIGN}){{8}}\S"
_MAY_BE_SPELLED = compiled([_SPELLED_GATE])
_MAY_BE_IN_LINES = compiled([r"(?:\S\n){8}\S"])
_MAY_BE_LAID_OUT = compiled([_SPELLED_GATE, *_OTHERS])
_PLUSSED = re.compile(r"\+(?<=[0-9A-Z]\+)\(?[0-9]{2,6}\)?\+[0-9]{2,6}(?:\+[0-9]{2,6})*", re.ASCII)
# Lines of prose are longer than those of a table of numbers.
_WRAPPED = re.compile(r"\n(?:(?<=[0-9)-]\n)|(?<=[0-9)-]\r\n))[ \t>]{0,8}(?=[0-9(-])", re.ASCII)
_WIDTH = 50
_JOINTS = (
    re.compile(
        rf"[\"'](?:(?<={_BEFORE}[\"'])|(?<=[0-9] [\"'])){_joint('32')}[\"'](?={_BEHIND}| [0-9])",
        re.ASCII,
    ),
    re.compile(rf"\x5c(?:(?<={_BEFORE}\x5c)|(?<=[0-9] \x5c))\r?\n[ \t]{{0,64}}", re.ASCII),
)


def rearranged(text: str) -> tuple[str, list[Edit]] | None:
    """The text as it would stand in a line, and what was replaced; None if nothing was."""
    if not _MAY_BE_LAID_OUT(readable(text)):
        return None
    changes = sorted((*_respaced(text), *_joined(text), *in_signs(text), *_in_pieces(text)))
    if not changes:
        return None
    parts: list[str] = []
    edits: list[Edit] = []
    position = 0
    for begin, end, sign in changes:
        if begin >= position:
            parts += (text[position:begin], sign)
            edits.append((begin, end, len(sign)))
            position = end
    parts.append(text[position:])
    return "".join(parts), edits


def spelled(text: str) -> Iterator[Span]:
    """Where what is spelled begins and ends."""
    asked = readable(text)
    if not _MAY_BE_SPELLED(asked):
        return
    for start, end in [(0, len(text))] if _MAY_BE_IN_LINES(asked) else lines(text):
        if _MAY_BE_SPELLED(asked[start:end]):
            for found in _SPELLED.finditer(text, start, end):
                yield found.span()


def _respaced(text: str) -> Iterator[tuple[int, int, str]]:
    if "+" in text:
        for found in _PLUSSED.finditer(text):
            for place in range(*found.span()):
                if text[place] == "+":
                    yield place, place + 1, " "
    if "\n" in text:
        for found in _WRAPPED.finditer(text):
            start = found.start() - (text[found.start() - 1] == "\r")
            if start >= _WIDTH and "\n" not in text[start - _WIDTH : start]:
                yield start, found.end(), " "


def _in_pieces(text: str) -> Iterator[tuple[int, int, str]]:
    for joint in _JOINTS:
        for found in joint.finditer(text):
            yield *found.span(), ""


def _joined(text: str) -> Iterator[tuple[int, int, str]]:
    for start, end in spelled(text):
        for place in range(start + 1, end, 2):
            yield place, place + 1, ""
