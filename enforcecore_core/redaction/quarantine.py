"""Words that no language writes: letters of two alphabets in one, which read as something else.

Where a look-alike stands for one of several ASCII letters, or is in no table, what is found in the
folded text may miss the value. A word that mixes Latin letters with look-alikes from another script
is then taken out as it stands, when it is long enough to be a value at all.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from functools import cache

from enforcecore_core.redaction.characters import folded_to_ascii, foreign_letters, other_digits
from enforcecore_core.redaction.editing import Span
from enforcecore_core.redaction.folding import fold
from enforcecore_core.redaction.gates import Gate, compiled, readable
from enforcecore_core.redaction.segments import segments

__all__ = ["KIND", "NAME", "may_be_mixed", "mixed_words"]

KIND = "OBFUSCATED"
NAME = "mixed-scripts"

# Long enough for a token; shorter ones must hold what numbers and addresses consist of.
_LONG = 16
_LONGEST = 512
_DIGITS = 4

_WORD = re.compile(r"""[^\s<>"'`()\[\]{},;|]{4,}""")
_NAMED = re.compile(r"[A-Za-z0-9_.-]+[=:]", re.ASCII)
_RUN = re.compile(r"[^\W_]+")
_LETTER = re.compile("[A-Za-z]")


def mixed_words(text: str) -> Iterator[Span]:
    """Start and end of each such word, without the name that is given a value in it."""
    if not may_be_mixed(text):
        return
    for start, end, _ in segments(text):
        if _may_be_mixed()(readable(text[start:end])):
            yield from _between(text, start, end)


def may_be_mixed(text: str) -> bool:
    """Whether there may be any. It takes less than a microsecond."""
    return not text.isascii() and _may_be_mixed()(readable(text))


def _between(text: str, start: int, end: int) -> Iterator[Span]:
    ordinary = _ordinary()
    for found in _WORD.finditer(text, start, end):
        word = found[0]
        if word.isascii() or ordinary.issuperset(word) or len(word) > _LONGEST:
            continue
        if _is_mixed(word) and _is_value(word):
            name = _NAMED.match(word)
            yield found.start() + (name.end() if name else 0), found.end()


@cache
def _may_be_mixed() -> Gate:
    """A gate: a letter beside one of another alphabet, or a digit of another set."""
    foreign = frozenset().union(*foreign_letters())
    latin = _class(folded_to_ascii() - foreign)
    return compiled([f"{_class(foreign)}{latin}|{latin}{_class(foreign)}", _class(other_digits())])


def _class(numbers: Iterable[int]) -> str:
    """A class of characters in Rust's dialect."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return "[" + "".join(rf"\x{{{low:x}}}-\x{{{high:x}}}" for low, high in ranges) + "]"


@cache
def _ordinary() -> frozenset[str]:
    """What words consist of in an alphabet that is not Latin."""
    return frozenset((*map(chr, frozenset().union(*foreign_letters())), *string.punctuation))


def _is_value(word: str) -> bool:
    if len(word) >= _LONG or "@" in fold(word, "letters"):
        return True
    return sum(char in "0123456789" for char in fold(word, "digits")) >= _DIGITS


def _is_mixed(word: str) -> bool:
    """Whether one run of letters and digits is of two alphabets, or of two sets of digits."""
    return any(
        not run.isascii() and (_mixes_letters(run) or _mixes_digits(run))
        for run in _RUN.findall(word)
    )


def _mixes_digits(run: str) -> bool:
    zeros = {ord(char) - int(char) for char in run if char.isdecimal()}
    return len(zeros) > 1


def _mixes_letters(run: str) -> bool:
    """Whether Latin letters stand in one run with letters of an alphabet that resembles theirs."""
    foreign = _ordinary().intersection(run)
    if not foreign:
        return False
    rest = fold("".join(char for char in run if char not in foreign), "letters")
    return rest.isascii() and _LETTER.search(rest) is not None
