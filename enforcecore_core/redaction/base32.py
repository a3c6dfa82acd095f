"""What base32 (RFC 4648, in capitals, padded or not) and Ascii85 (between `<~` and `~>`) encode.

As with base64, where base32 begins cannot be told: a name may stand right before it. So a run is
read from each of the places at which its bytes may begin.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from enforcecore_core.redaction.editing import Span
from enforcecore_core.redaction.gates import compiled, readable

__all__ = ["ASCII85", "BASE32", "in_ascii85", "open_ascii85", "read", "runs", "symbols"]

# Eight symbols that stand for five characters of printable ASCII or white space.
_EIGHT = "[BE-P][ABEFIJMNQRUVYZ45][A-Z2-7][A-HQ-X][ACEGIKMOQSUWY246][A-Z2-7][A-DI-LQ-TYZ23][A-Z2-7]"
BASE32 = f"{_EIGHT}{_EIGHT}"
"""A gate: where it does not match, no ASCII of any length is encoded in base32."""

ASCII85 = "<~"
"""What Ascii85 begins with."""

_MAY_BE_BASE32 = compiled([BASE32])
_RUN = re.compile("([A-Z2-7]{16,})={0,6}", re.ASCII)
_AS_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghijklmnopqrstuv")
_BASE = 32
_BITS = 5
# Eight symbols encode five bytes.
_GROUP = 8

_SYMBOLS = r"(?:[!-;=-uz\s]|<(?!~[^>]))*+"
_IN_ASCII85 = re.compile(f"<~({_SYMBOLS})~>", re.ASCII)
_OPEN = re.compile(f"<~{_SYMBOLS}(?:~>?)?", re.ASCII)


def runs(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What may be base32 between the two places; the first group is without padding."""
    if _MAY_BE_BASE32(readable(text[start:end])):
        for found in _RUN.finditer(text, start, end):
            if _MAY_BE_BASE32(found[1]):
                yield found


def read(run: str) -> Iterator[tuple[bytes, int]]:
    """What a run encodes, with each number of bits that may be left over at its end."""
    number = int(run.translate(_AS_DIGITS), _BASE)
    for rest in range(_GROUP):
        size = (_BITS * len(run) - rest) // 8
        yield ((number >> rest) & ((1 << 8 * size) - 1)).to_bytes(size, "big"), rest


def symbols(run: str, rest: int, begin: int, stop: int) -> Span:
    """The part of the run that encodes these bytes; what is too short for more is part of it."""
    size = (_BITS * len(run) - rest) // 8
    first = len(run) - 1 - (rest + 8 * (size - begin) - 1) // _BITS
    last = len(run) - (rest + 8 * (size - stop)) // _BITS
    return first if first >= _GROUP else 0, last if len(run) - last >= _GROUP else len(run)


def in_ascii85(text: str) -> Iterator[tuple[bytes, int, int]]:
    """What is encoded in the text, and where that begins and ends."""
    if ASCII85 not in text:
        return
    for found in _IN_ASCII85.finditer(text):
        try:
            yield base64.a85decode(found[1]), *found.span()
        except ValueError:
            continue


def open_ascii85(text: str) -> Iterator[Span]:
    """Where it begins, and how far it goes as yet."""
    if ASCII85 in text:
        for found in _OPEN.finditer(text):
            yield found.span()
