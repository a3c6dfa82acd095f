"""How bytes may be read: as a text in an encoding, or as what is legible in bytes that are no text.

Bytes that are no text are decoded one to one: what is legible as it stands, all else as characters
that are no letters, no digits, and like no other. So nothing is read across them as if they were
not there.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = [
    "BINARY",
    "LATIN_1",
    "LONGEST_MARK",
    "NOISE",
    "UTF_8",
    "Binary",
    "Reading",
    "foreign",
    "is_utf8",
    "marked",
    "may_hold",
    "readings",
    "where_broken",
    "where_illegible",
]

# Bytes that are no UTF-8, and characters that took several.
_BROKEN = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")

# What no text has. Escape is in what is printed in colours.
_ILLEGIBLE = re.compile(rb"[\0-\x08\x0E-\x1A\x1C-\x1F\x7F]")

LONGEST_MARK = 2
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

_LEGIBLE = rb"[\t-\r -~]"
NOISE = re.compile(
    rb"(?:(?:[\x01-\x08\x0E-\x1F\x7F-\xFF]|(?<!%b)\0|\0(?!%b))(?:%b{1,2}(?=[^\t-\r -~]))?){4,}+"
    % (_LEGIBLE, _LEGIBLE, _LEGIBLE)
)
"""Bytes with no three legible ones in a row. Fewer are between a name and its value."""

# The shortest value that no word gives away: an email address.
_ENOUGH = re.compile(rb"(?:%b\0?){6}" % _LEGIBLE)

# In UTF-16, zeros stand between the letters. Folding drops them.
_WIDE = re.compile(
    "(?<=[\t-\r -~]\U000f0000[\t-\r -~])\U000f0000(?=[\t-\r -~])|"
    "(?<=[\t-\r -~])\U000f0000(?=[\t-\r -~]\U000f0000[\t-\r -~])"
)
# A plane of private characters, which no format holds.
_PRIVATE = 0xF0000
_DECODED = "".join(
    chr(byte) if re.match(_LEGIBLE, bytes([byte])) else chr(_PRIVATE + byte) for byte in range(256)
)
# What was read as latin-1 before, too.
_ENCODED = {ord(char): byte for byte, char in enumerate(_DECODED)} | {
    byte: byte for byte in range(256)
}


class Reading(NamedTuple):
    """An encoding, and what keeps bytes that are no text in it."""

    encoding: str
    errors: str

    def parts(self, value: bytes | bytearray) -> Iterator[str | bytes]:
        """The text, and half a character that is left."""
        whole = len(value) - (len(value) % 2 if self.encoding in _UTF16.values() else 0)
        yield value[:whole].decode(*self)
        yield bytes(value[whole:])

    def encode(self, text: str) -> bytes:
        """The bytes that read as this text."""
        return text.encode(*self)


class Binary:
    """Bytes that are no text, with what is legible in them."""

    def parts(self, value: bytes | bytearray) -> Iterator[str | bytes]:
        """Stretches with something legible, and what is between them."""
        place = 0
        for noise in NOISE.finditer(value):
            yield self._part(bytes(value[place : noise.start()]))
            yield noise.group()
            place = noise.end()
        yield self._part(bytes(value[place:]))

    def _part(self, value: bytes) -> str | bytes:
        return self.decode(value) if may_hold(value) else value

    def decode(self, value: bytes) -> str:
        """A character for each byte."""
        return _WIDE.sub("\0", codecs.charmap_decode(value, "strict", _DECODED)[0])

    def encode(self, text: str) -> bytes:
        """The bytes that read as this text."""
        return codecs.charmap_encode(text, "strict", _ENCODED)[0]


UTF_8 = Reading("utf-8", "surrogateescape")
LATIN_1 = Reading("latin-1", "strict")
BINARY = Binary()


def readings(value: bytes | bytearray) -> Iterator[Reading | Binary]:
    """What the bytes may be, each with what keeps all that is none of it."""
    if value.isascii():
        yield UTF_8
        return
    mark = marked(value)
    if mark is not None:
        yield mark
    broken, beyond = foreign(value.decode(*UTF_8))
    if is_utf8(broken, beyond):
        yield UTF_8
    if broken:
        yield LATIN_1 if where_illegible(value) is None else BINARY


def marked(value: bytes | bytearray) -> Reading | None:
    """The UTF-16 that the bytes start like. Nothing makes them be it."""
    encoding = _UTF16.get(bytes(value[:LONGEST_MARK]))
    return None if encoding is None else Reading(encoding, "surrogatepass")


def foreign(text: str) -> tuple[int, int]:
    """How many bytes in a text that was read as UTF-8 are none, and how many characters long."""
    return len(_BROKEN.findall(text)), len(_BEYOND_ASCII.findall(text))


def is_utf8(broken: int, beyond: int) -> bool:
    """Whether bytes read as UTF-8. What is no text at all reads like words in many scripts."""
    return broken <= beyond


def may_hold(value: bytes) -> bool:
    """Whether enough is legible in a row: a few characters are an address by chance (`1::a`)."""
    return _ENOUGH.search(value) is not None


def where_broken(text: str) -> int:
    """The first byte in such a text that is no UTF-8, or its end."""
    found = _BROKEN.search(text)
    return len(text) if found is None else found.start()


def where_illegible(value: bytes | bytearray) -> int | None:
    """The first byte that no text has."""
    found = _ILLEGIBLE.search(value)
    return None if found is None else found.start()
