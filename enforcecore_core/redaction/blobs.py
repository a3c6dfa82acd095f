"""Text inside base64 (RFC 4648, both alphabets, padded or not, in lines or not) and hexadecimal.

The same for base32 and Ascii85, of which a module of their own says how they encode.

Hexadecimal may stand in groups (`6a:61:6e`), as dumps and fingerprints have it. What base64 encodes
may be packed with gzip or zlib (RFC 1950 to 1952).

Where an encoded text begins cannot be told: a path or a name may stand right before it in the same
alphabet. So a run is decoded from each place at which its groups may begin, and whatever comes out
as readable text is given out. Chance makes no readable text of any length.
"""

from __future__ import annotations

import binascii
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from enforcecore_core.redaction import base32
from enforcecore_core.redaction.codes import form, has_codes, without_codes, without_uuids
from enforcecore_core.redaction.detectors.detector import Part
from enforcecore_core.redaction.editing import Original, Span
from enforcecore_core.redaction.gates import compiled, readable
from enforcecore_core.redaction.segments import segments
from enforcecore_core.redaction.wrapping import BROKEN, GROUPS, unwrapped

__all__ = ["TRIGGERS", "Blob", "blobs", "contents", "may_be_text", "may_hold"]

_SYMBOL = "[A-Za-z0-9+/_-]"
# Four symbols that stand for three characters of printable ASCII or white space.
_FOUR = f"[CDI-Za-f][A-HQ-Xg-nw-z0-3][AEIMQUYcgkosw048BFJNRVZdhlptx159]{_SYMBOL}"
# What words in prose do not have. A run without it may hold ASCII, but nothing else.
_UNLIKE_PROSE = "(?:[A-Za-z][0-9]|[0-9][A-Za-z]|[a-z][A-Z])"

_TWELVE_DIGITS = "[0-9A-Fa-f]{12}"
# Gates: a text in which none of them matches holds no encoded text, but for one in lines. Where
# groups begin may be anywhere, so that those that tell them by it need many states.
_BY_GROUPS = (f"{_FOUR}{_FOUR}", base32.BASE32)
_BY_SIGNS = (
    # Among eight symbols.
    "|".join(f"{_SYMBOL}{{{n}}}{_UNLIKE_PROSE}{_SYMBOL}{{{6 - n}}}" for n in range(7)),
    _TWELVE_DIGITS,
    *GROUPS,
    base32.ASCII85,
)

# Of a run by itself.
_MAY_BE_BASE64 = compiled([f"{_FOUR}{_FOUR}", _UNLIKE_PROSE])
_MAY_BE_HEXADECIMAL = compiled([_TWELVE_DIGITS])
# Not worth looking at in parts.
_SHORT = 1_024

# Nothing stands before them that could be a part of them: they take all they can.
_BASE64 = re.compile(rf"({_SYMBOL}{{8,}})={{0,2}}", re.ASCII)
_HEXADECIMAL = re.compile("[0-9A-Fa-f]{12,}", re.ASCII)
# A kind, and what may tell one value of it from others.
_PLACED = re.compile("[A-Z][A-Z0-9_]*(?:_[a-p]{20})?", re.ASCII)
_UNLIKE = re.compile(_UNLIKE_PROSE, re.ASCII)
_STANDARD = str.maketrans("-_", "+/")
# What each byte is in UTF-8: a character (with the NUL of UTF-16), the first of two, three or four
# bytes, one that continues, or none of these.
_ROLES = bytes.maketrans(
    bytes(range(256)),
    b"a"
    + b" " * 8
    + b"aa  a"
    + b" " * 18
    + b"a" * 95
    + b" "
    + b"c" * 64
    + b"  "
    + b"2" * 30
    + b"3" * 16
    + b"4" * 5
    + b" " * 11,
)
_LEAST = 6
_IN_DIGEST = 9
_READABLE = re.compile(b"a{6,}")
_GROUP = 4
# How gzip begins in base64, wherever it stands, and zlib at the start of a run.
_GZIP = "H4sI"
_ZLIB = re.compile("e(?:J[w-z]|N[o-r]|A[E-H]|F[4-7])")
# What unpacks to more than this is looked at as far as that, and refused.
_UNPACKED = 1 << 20
_CHUNK = 256


TRIGGERS = (*_BY_SIGNS, BROKEN, *_BY_GROUPS)
"""Gates: a text in which none of them matches holds no encoded text."""

_MAY_BE = compiled(TRIGGERS)
_MAY_BE_BY_SIGNS = compiled([*_BY_SIGNS, BROKEN])
_MAY_BE_BY_GROUPS = compiled(_BY_GROUPS)


class _Shown(NamedTuple):
    """What of a text may be base64 or base32, and what may be hexadecimal, as long as the text."""

    symbols: str
    digits: str


class Blob(NamedTuple):
    """A readable text, and the part of the text around it that encodes it.

    `run` is where the signs of its alphabet begin, of which the part may be the end.
    """

    text: str
    start: int
    end: int
    run: int


def blobs(text: str, parts: Iterable[Part] | None = None) -> Iterator[Blob]:
    """Every readable text that is encoded in the text; one place may be read in several ways.

    With parts, as `segments` gives them, what is encoded in these.
    """
    asked = readable(text)
    if not may_hold(asked):
        return
    for encoded, begin, stop in base32.in_ascii85(text):
        yield Blob(encoded.decode("utf-8", "replace"), begin, stop, begin)
    if parts is None and len(text) <= _SHORT:
        yield from _between(_shown(text), 0, len(text))
        return
    every = segments(text) if parts is None else parts
    held = [(start, edge) for start, edge, _ in every if may_hold(asked[start:edge])]
    for start, edge in held:
        for blob in _between(_shown(text[start:edge]), 0, edge - start):
            yield Blob(blob.text, start + blob.start, start + blob.end, start + blob.run)


def may_hold(text: str) -> bool:
    """Whether there may be any, in lines and groups or not. It takes less than a microsecond."""
    asked = readable(text)
    if len(text) > _SHORT:
        return _MAY_BE(asked)
    return _MAY_BE_BY_SIGNS(asked) or _MAY_BE_BY_GROUPS(asked)


def contents(text: str) -> tuple[str, list[Blob]]:
    """A short text joined where it is broken, and the readable texts that are encoded in it."""
    joined = unwrapped(Original(text)).text
    return joined, [*_between(_shown(joined), 0, len(joined))]


def _shown(text: str) -> _Shown:
    """In an id or a digest, nothing is encoded, but in hexadecimal."""
    if not has_codes(readable(text)):
        return _Shown(text, text)
    return _Shown(without_codes(text), without_uuids(text))


def _between(shown: _Shown, start: int, end: int) -> Iterator[Blob]:
    symbols, digits = shown
    for found in _BASE64.finditer(symbols, start, end):
        run = found[1]
        if _MAY_BE_BASE64(run) and not _is_placeholder(symbols, found.start(), run):
            run = run.translate(_STANDARD)
            if _may_be_readable(run):
                yield from _in_base64(run, found.start(), found.end())
            yield from _packed(run, found.start(), found.end())
    if _MAY_BE_HEXADECIMAL(readable(digits[start:end])):
        for found in _HEXADECIMAL.finditer(digits, start, end):
            yield from _in_hexadecimal(found[0], found.start(), found.end())
    for found in base32.runs(symbols, start, end):
        yield from _in_base32(found[1], found.start(), found.end())


def _is_placeholder(text: str, start: int, run: str) -> bool:
    """Whether the run is in a placeholder: letters of which base64 says nothing on purpose."""
    return text.startswith("<", max(0, start - 1)) and _PLACED.fullmatch(run) is not None


def _may_be_readable(run: str) -> bool:
    """Whether anything of it may be, looked at from all places at once."""
    # One symbol more than whole groups: each time over, it begins at another place of a group.
    size = len(run) + (1 - len(run)) % _GROUP
    return b"aaaaaa" in _roles(binascii.a2b_base64(run.ljust(size, "/") * _GROUP))


def _in_base64(run: str, start: int, end: int) -> Iterator[Blob]:
    for shift in range(_GROUP):
        shifted = run[shift:]
        # One symbol alone encodes no byte.
        if len(shifted) % _GROUP == 1:
            shifted = shifted[:-1]
        encoded = binascii.a2b_base64(shifted + "=" * (-len(shifted) % _GROUP))
        for begin, stop in _readable(encoded):
            first, last = begin * 4 // 3, (stop * 4 + 2) // 3
            readable = encoded[begin:stop]
            if _counts(readable, shifted, first, last):
                yield Blob(
                    readable.decode("utf-8", "replace"),
                    start + (shift + first if shift + first >= _GROUP else 0),
                    end if len(shifted) - last < _GROUP else start + shift + last,
                    start,
                )


def _packed(run: str, start: int, end: int) -> Iterator[Blob]:
    """What the run stands for, unpacked, if it is packed."""
    place = run.find(_GZIP)
    if place < 0:
        place = 0 if _ZLIB.match(run) else -1
    if place < 0:
        return
    symbols = run[place : len(run) - (len(run) - place) % _GROUP]
    text = _unpacked(binascii.a2b_base64(symbols)).decode("utf-8", "replace")
    if text:
        yield Blob(text, start + place, end, start)


def _unpacked(packed: bytes) -> bytes:
    """What comes out before anything that is damaged, and of a lot the beginning."""
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
    parts: list[bytes] = []
    left = _UNPACKED
    try:
        for place in range(0, len(packed), _CHUNK):
            parts.append(unpacking.decompress(packed[place : place + _CHUNK], left))
            left -= len(parts[-1])
            if left <= 0:
                break
    except zlib.error:
        pass
    return b"".join(parts)


def _readable(encoded: bytes) -> Iterator[Span]:
    """Where readable text begins and ends in what was decoded."""
    roles = _roles(encoded)
    if b"aaaaaa" in roles:
        for found in _READABLE.finditer(roles):
            yield found.span()


def _roles(encoded: bytes) -> bytes:
    roles = encoded.translate(_ROLES)
    if b"c" in roles:
        return roles.replace(b"4ccc", b"aaaa").replace(b"3cc", b"aaa").replace(b"2c", b"aa")
    return roles


def _counts(readable: bytes, run: str, first: int, last: int) -> bool:
    """Whether this is text by more than chance, judged by nothing but its own symbols."""
    if readable.isascii() and b"\0" not in readable:
        return (last // _GROUP) - (-(-first // _GROUP)) > 1
    return _UNLIKE.search(run, first, last) is not None


def may_be_text(digits: str) -> bool:
    """Whether anything readable may be encoded in hexadecimal digits, read from both places."""
    both = digits + "0" * (len(digits) % 2) + digits[1:] + "0" * ((len(digits) - 1) % 2)
    return b"a" * _least(digits) in _roles(bytes.fromhex(both))


def _least(digits: str) -> int:
    """How many characters are no chance. Among the bytes of a digest, some are."""
    return _IN_DIGEST if form(digits) else _LEAST


def _in_hexadecimal(run: str, start: int, end: int) -> Iterator[Blob]:
    if not may_be_text(run):
        return
    least = _least(run)
    for shift in range(2):
        digits = run[shift : len(run) - (len(run) - shift) % 2]
        encoded = bytes.fromhex(digits)
        for first, last in _readable(encoded):
            if last - first < least:
                continue
            begin, stop = shift + 2 * first, shift + 2 * last
            yield Blob(
                encoded[first:last].decode("utf-8", "replace"),
                start + (begin if begin > 1 else 0),
                end if len(run) - stop <= 1 else start + stop,
                start,
            )


def _in_base32(run: str, start: int, end: int) -> Iterator[Blob]:
    for encoded, rest in base32.read(run):
        for begin, stop in _readable(encoded):
            first, last = base32.symbols(run, rest, begin, stop)
            yield Blob(
                encoded[begin:stop].decode("utf-8", "replace"),
                start + first,
                end if last == len(run) else start + last,
                start,
            )
