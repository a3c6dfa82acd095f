"""Telling what was drawn at random from what somebody wrote."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter

__all__ = [
    "entropy",
    "has_checksum",
    "is_masked",
    "is_mixed",
    "is_stand_in",
    "reads_as_words",
]

_FEWEST_DISTINCT = 5
# What documentation writes: `xxxxxxxx`, `your-api-key`, `<KEY_HERE>`.
_MASKED = re.compile(
    r"placeholder|redacted|change_?me|insert_|your[_-]|[_-]here\b|([A-Za-z#*._-])\1{5}|0{12}",
    re.ASCII | re.IGNORECASE,
)
# And what it draws by hand: `AKIAIOSFODNN7EXAMPLE`.
_SAMPLE = re.compile(r"example|abcdefghij|0123456789|1234567890ab", re.ASCII | re.IGNORECASE)


def is_masked(text: str) -> bool:
    """Whether `text` only shows where a secret would stand: no random draw looks like that."""
    return len(set(text)) < _FEWEST_DISTINCT or _MASKED.search(text) is not None


def is_stand_in(text: str) -> bool:
    """Whether `text` is masked, or a sample that documentation uses again and again."""
    return is_masked(text) or _SAMPLE.search(text) is not None


def entropy(text: str) -> float:
    """Shannon's entropy of the characters, in bits for each. Empty text has none."""
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values())


_RUN = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[^0-9A-Za-z]+", re.ASCII)
_LETTERS = re.compile(r"[A-Za-z]+", re.ASCII)
_WORD = re.compile(r"[A-Za-z][a-z]{2,}|[A-Z]{4,}", re.ASCII)
# No vowel, five consonants in a row, a `q` alone, or nothing but hexadecimal digits.
_UNSPOKEN = re.compile(
    r"[^aeiouy]+\Z|[a-z]*?(?:[^aeiouy]{5}|q(?!u))|[a-f]+\Z", re.ASCII | re.IGNORECASE
)


def is_mixed(text: str, share: float) -> bool:
    """Whether at least `share` of neighbours are of different classes: case, digit, other.

    Random letters and digits change class at two of three places, words and names at one of four.
    """
    return len(_RUN.findall(text)) - 1 >= share * (len(text) - 1)


def reads_as_words(text: str, shortest: int = 4) -> bool:
    """Whether most of the letters stand in runs that can be pronounced, of so many at least."""
    found = [word for word in _WORD.findall(text) if len(word) >= shortest]
    letters = sum(map(len, _LETTERS.findall(text)))
    spoken = sum(len(word) for word in found if not _UNSPOKEN.match(word))
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
