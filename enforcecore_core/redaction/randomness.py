"""Telling what was drawn at random from what somebody wrote."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from itertools import pairwise

__all__ = ["entropy", "has_checksum", "is_mixed", "is_stand_in", "reads_as_words"]

_FEWEST_DISTINCT = 5
# `your-api-key`, `AKIAIOSFODNN7EXAMPLE`, `xxxxxxxx`, `1234567890`: what documentation writes.
_STAND_IN = re.compile(
    r"example|placeholder|redacted|change_?me|insert_|your[_-]|[_-]here\b|abcdefghij|0123456789"
    r"|(.)\1{5}",
    re.ASCII | re.IGNORECASE,
)


def is_stand_in(text: str) -> bool:
    """Whether `text` only shows where a secret would stand: no random draw looks like that."""
    return len(set(text)) < _FEWEST_DISTINCT or _STAND_IN.search(text) is not None


def entropy(text: str) -> float:
    """Shannon's entropy of the characters, in bits for each. Empty text has none."""
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values())


# The class of each ASCII character: a letter of either case, a digit, anything else.
_CLASSES = str.maketrans(
    {
        **{chr(code): "." for code in range(128)},
        **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", "a"),
        **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "A"),
        **dict.fromkeys("0123456789", "0"),
    }
)
_WORD = re.compile(r"[A-Za-z][a-z]{3,}|[A-Z]{4,}", re.ASCII)
_VOWEL = re.compile(r"[aeiouyAEIOUY]", re.ASCII)


def is_mixed(text: str, share: float) -> bool:
    """Whether at least `share` of neighbours are of different classes: case, digit, other.

    Random letters and digits change class at two of three places, words and names at one of four.
    """
    classes = text.translate(_CLASSES)
    changes = sum(one != other for one, other in pairwise(classes))
    return changes >= share * (len(text) - 1)


def reads_as_words(text: str) -> bool:
    """Whether most of the letters stand in runs that can be pronounced."""
    letters = sum(char.isalpha() for char in text)
    spoken = sum(len(word) for word in _WORD.findall(text) if _VOWEL.search(word))
    return 3 * spoken >= 2 * letters


_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKED = 6


def has_checksum(token: str) -> bool:
    """Whether a token `prefix_random` ends in the CRC32 of its random part, in six base-62 digits.

    That is how GitHub ends its tokens ("Behind GitHub's new authentication token formats", 2021).
    """
    random = token[token.index("_") + 1 :]
    number = 0
    for char in random[-_CHECKED:]:
        place = _BASE62.find(char)
        if place < 0:
            return False
        number = number * 62 + place
    return number == zlib.crc32(random[:-_CHECKED].encode())
