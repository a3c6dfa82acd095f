r"""Undoing what stands for one character each: percent, entities, and escapes with a backslash.

Quoted-printable (RFC 2045, section 6.7) is undone in lines that have signs of it: a soft break, or
what it writes for punctuation. Tags of HTML that only say how a text looks are taken out. Tag
characters (Unicode, section 23.9), which nobody sees but a model reads, are the letters they tag.
Control sequences of terminals (ECMA-48) are taken out. UTF-7 (RFC 2152) is read where it stands for
ASCII: `+AEA-`.

Percent-encoding (RFC 3986) is read as UTF-8, and as Latin-1 where it is none. Entities are those of
HTML. Escapes are those of JSON, JavaScript, Python, C and Markdown. One that was encoded again in
its own way (`%2540`, `&amp;#64;`, `\\u0040`) is undone at once.
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Iterable, Iterator
from html.entities import html5

from enforcecore_core.redaction.editing import Edit
from enforcecore_core.redaction.gates import compiled, readable

__all__ = ["ENCODED", "decoded", "soft_breaks", "tags", "unquoted"]

_QUOTED_SIGNS = (
    "=(?:2[A-F]|3[A-F]|5[BDEF]|7[B-E])[A-Za-z0-9]|=40[A-Za-z]"
    "|(?:=[0-9A-F]{2}){2}|(?:=[0-9a-f]{2}){2}|[0-9]=(?:20|2[dD])[0-9]"
)
_SOFT_BREAK = r"=[ \t]{0,8}\r?\n"
# A line of these signs is no such break: in the encoding, the sign itself is written `=3D`.
_ONE_SIGN = "(?<!=)"
# They part what stands before from what stands behind; the others do not.
_BLOCKS = (
    *("blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li"),
    *("ol", "p", "pre", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
)
_INLINE = (
    *("a", "abbr", "b", "bdi", "bdo", "big", "center", "cite", "code", "del", "dfn", "em", "font"),
    *("i", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike"),
    *("strong", "sub", "sup", "tt", "u", "var", "wbr"),
)
_NAMES = "|".join((*_BLOCKS, *_INLINE))
_TAG = rf"<(?:/?(?P<name>(?i:{_NAMES}))(?:[ \t\r\n][^<>]{{0,256}})?/?|!--[^<>]{{0,256}}--)>"
# How a terminal shows what follows (CSI), and the titles and links it is given (OSC).
_CONTROL = r"\x1b\[[0-9:;<=>?]{0,64}[ -/]{0,4}[@-~]|\x1b\][^\x07\x1b\n]{0,512}(?:\x07|\x1b\\)"

ENCODED = (
    r"%[0-9A-Fa-f]{2}",
    r"&(?:#|[A-Za-z][A-Za-z0-9]{1,31};)",
    r"\\[!-/:-@\x5b-`{-~ 0-7uUxnrtbfv]",
    r"\x1b[\x5b\x5d]",
    rf"{_QUOTED_SIGNS}|{_SOFT_BREAK}",
    rf"<(?:/?(?i:{_NAMES})[ \t\r\n/>]|!--)",
    r"\+A[A-H][A-Za-z0-9+/]",
)
"""Gates: an ASCII text in which none of them matches is neither decoded nor unquoted."""

_ENCODING_SIGNS = "%&\\<\x1b+"
_ENCODING_SIGN = re.compile(f"[{re.escape(_ENCODING_SIGNS)}\U000e0020-\U000e007e]")
_MAY_BE_ENCODED = compiled([*ENCODED, r"[\x{E0020}-\x{E007E}]"])
_LONGEST_BREAK = 10
_BYTE = r"%(?:25)*[0-9A-Fa-f]{2}"
_NUMBER = r"#(?:0*+[0-9]{1,7}|[xX]0*+[0-9A-Fa-f]{1,6})"
_UNIT = r"u[0-9A-Fa-f]{4}"
_ENCODED = re.compile(
    rf"(?P<bytes>{_BYTE}(?:{_BYTE})*)"
    rf"|&(?:amp;|#0*+38;|#[xX]0*+26;)*(?P<entity>{_NUMBER};?|[A-Za-z][A-Za-z0-9]{{1,31}};)"
    # A run of backslashes is looked at once, from its first.
    rf"|\\(?<!\\\\)\\*+(?P<escape>{_UNIT}(?:\\++{_UNIT})*|u\{{0*+[0-9A-Fa-f]{{1,6}}\}}"
    r"""|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[0-3][0-7]{2}|[!-/:-@^_`{-~\x20nrtbfv\x5b\x5d])"""
    rf"|(?P<tag>{_TAG})|(?P<control>{_CONTROL})|(?P<unseen>[\U000e0020-\U000e007e]+)"
    r"|\+(?P<utf7>A[A-H][A-Za-z0-9+/]+)-?",
    re.ASCII,
)
_QUOTED = re.compile(
    rf"(?P<bytes>(?:=[0-9A-Fa-f]{{2}})+)|(?P<soft>{_ONE_SIGN}{_SOFT_BREAK})", re.ASCII
)
# The same as the signs, by what all of them have.
_IS_QUOTED = re.compile(
    "=(?:(?:2[A-F]|3[A-F]|5[BDEF]|7[B-E])[A-Za-z0-9]|40[A-Za-z]|[0-9A-F]{2}=[0-9A-F]{2}"
    r"|[0-9a-f]{2}=[0-9a-f]{2}|(?<=[0-9]=)2[0dD][0-9]|(?<!==)[ \t]{0,8}\r?\n)",
    re.ASCII,
)
_SOFT = re.compile(_ONE_SIGN + _SOFT_BREAK)
_ONE_TAG = re.compile(_TAG, re.ASCII)
_ONE_BYTE = re.compile(r"(?:%(?:25)*|=)([0-9A-Fa-f]{2})", re.ASCII)
_ONE_UNIT = re.compile(r"\\*u([0-9A-Fa-f]{4})", re.ASCII)
# Each tag character is the ASCII character it tags, that much further on.
_TAGGED = 0xE0000
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v"}

_Piece = tuple[int, int, str]
"""Start and end of what stands for some characters, and those."""


def decoded(text: str) -> tuple[str, list[Edit]] | None:
    """The text with everything decoded once, and what was replaced; None if nothing was.

    Quoted-printable is not: `unquoted` does that, for `a=40b` may as well be what it is.
    """
    if text.isascii() and not any(sign in text for sign in _ENCODING_SIGNS):
        return None
    if not _MAY_BE_ENCODED(readable(text)):
        return None
    return _replaced(text, _encoded(text))


def _encoded(text: str) -> Iterator[re.Match[str]]:
    """What stands for characters, looked for by its first."""
    place = 0
    while sign := _ENCODING_SIGN.search(text, place):
        found = _ENCODED.match(text, sign.start())
        place = found.end() if found else sign.end()
        if found:
            yield found


def unquoted(text: str) -> tuple[str, list[Edit]] | None:
    """The same for quoted-printable, in lines that have signs of it."""
    if "=" not in text:
        return None
    lines = _quoted_lines(text)
    return _replaced(text, (one for line in lines for one in _QUOTED.finditer(text, *line)))


def _quoted_lines(text: str) -> Iterator[tuple[int, int]]:
    """Where lines begin and end that have signs of quoted-printable; soft breaks join them."""
    end = 0
    while found := _IS_QUOTED.search(text, end):
        start = max(end, text.rfind("\n", end, found.start()) + 1)
        end = text.find("\n", found.end())
        while end >= 0 and text[max(0, end - _LONGEST_BREAK) : end].rstrip(" \t\r").endswith("="):
            end = text.find("\n", end + 1)
        end = len(text) if end < 0 else end
        yield start, end


def _replaced(text: str, encoded: Iterable[re.Match[str]]) -> tuple[str, list[Edit]] | None:
    parts: list[str] = []
    edits: list[Edit] = []
    position = 0
    for found in encoded:
        for begin, end, characters in _pieces(found):
            parts += (text[position:begin], characters)
            edits.append((begin, end, len(characters)))
            position = end
    if not edits:
        return None
    parts.append(text[position:])
    return "".join(parts), edits


def soft_breaks(text: str) -> Iterator[tuple[int, int]]:
    """Where line breaks of quoted-printable begin and end that are none in what it stands for."""
    if "=" in text:
        for found in _SOFT.finditer(text):
            yield found.span()


def tags(text: str) -> Iterator[tuple[int, int]]:
    """Where tags begin and end that `decoded` takes out."""
    if "<" in text:
        for found in _ONE_TAG.finditer(text):
            yield found.span()


def _pieces(found: re.Match[str]) -> Iterator[_Piece]:
    begin, end = found.span()
    match found.lastgroup:
        case "bytes":
            yield from _from_bytes(found)
        case "tag":
            yield begin, end, " " if (found["name"] or "").lower() in _BLOCKS else ""
        case "unseen":
            for place in range(begin, end):
                yield place, place + 1, chr(ord(found.string[place]) - _TAGGED)
        case "soft" | "control":
            yield begin, end, ""
        case "utf7":
            yield from _from_utf7(found)
        case "entity":
            yield from _entity(found)
        case _:
            yield from _escape(found)


def _entity(found: re.Match[str]) -> Iterator[_Piece]:
    entity = found["entity"]
    if entity.startswith("#"):
        yield *found.span(), html.unescape(f"&{entity.removesuffix(';')};")
    elif entity in html5:
        yield *found.span(), html5[entity]


def _escape(found: re.Match[str]) -> Iterator[_Piece]:
    if found["escape"].startswith("u") and found["escape"][1] != "{":
        yield from _from_units(found)
    else:
        yield *found.span(), _escaped(found["escape"])


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


def _from_utf7(found: re.Match[str]) -> Iterator[_Piece]:
    """UTF-16 in base64; what is left over must be zero."""
    symbols = found["utf7"]
    count = len(symbols) * 6 // 16
    encoded = binascii.a2b_base64(symbols + "A" * (-len(symbols) % 4))
    units = encoded[: 2 * count].decode("utf-16-be", "replace")
    if any(encoded[2 * count :]) or not units.isprintable():
        return
    begin, end = found.span()
    if len(units) < count:
        # A character of two units: which symbols are whose is not worth telling.
        yield begin, end, units
        return
    edges = [begin, *(begin + 1 - -16 * place // 6 for place in range(1, len(units))), end]
    yield from zip(edges, edges[1:], units, strict=False)


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
