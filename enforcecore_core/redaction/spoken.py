"""Values in words: as they are said, or written so that no program takes them for what they are.

In addresses, words or brackets stand for signs: `jane [at] example [dot] com`, `203[.]0[.]113[.]7`,
`jane at example dot com`. Without brackets, `at` and `dot` are words, unless both are there, and
between what may be a name and what may be a domain.

In numbers, words stand for digits: `four one one one`, with spaces, commas or hyphens in between.
Nine of them are a number; prose may hold fewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction.gates import compiled, readable

__all__ = ["SPOKEN", "in_signs"]

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS = {
    **{word: str(value) for value, word in enumerate(_WORDS)},
    "oh": "0",
    "plus": "+",
}
_DIGIT = "|".join((*_WORDS, "oh"))
_APART = r"[ \t\r\n,-]{1,3}"

SPOKEN = (
    r"[\[({][ \t]?(?:(?i-u:at|dot)|[.@])[ \t]?[\])}]|<(?:at|dot)>",
    r"[ \t\r\n_-](?i-u:dot)[ \t\r\n_-]",
    rf"(?:(?i-u:{_DIGIT}){_APART}){{4}}",
)
"""Gates: of an ASCII text in which none of them matches, `in_signs` makes nothing else."""

_MAY_BE_SPOKEN = compiled(SPOKEN)

_SPACE = r"[ \t\r\n]{1,3}"
_BRACKETED = r"[ \t]{0,3}(?:[\[({][ \t]?(?i:%s)[ \t]?[\])}]|<%s>)[ \t]{0,3}"
_AT = _BRACKETED % ("at|@", "at")
_DOT = _BRACKETED % (r"dot|\.", "dot")
_DOMAINS = (
    "com|org|net|edu|gov|mil|int|info|biz|name|pro|app|dev|xyz|site|shop|online|store|tech|cloud"
    "|email|[A-Za-z]{2}"
)
# What ends `at the dot in the middle` is no address.
_ARTICLES = "(?i:a|an|any|each|every|its|no|one|that|the|this)(?![A-Za-z0-9])"

_NUMBER = re.compile(
    rf"(?<![A-Za-z])(?:plus{_APART})?(?:(?:{_DIGIT}){_APART}){{8,}}(?:{_DIGIT})(?![A-Za-z])",
    re.ASCII | re.IGNORECASE,
)
_WORD = re.compile("[A-Za-z]+", re.ASCII)

_IN_BRACKETS = re.compile(f"(?P<at>{_AT})|{_DOT}", re.ASCII)


def _in_words(word: str, apart: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds addresses between whose words stands this, and what finds the signs in one."""
    at = rf"(?:{apart}(?i:at){apart}|{_AT}|[ \t]{{0,3}}@[ \t]{{0,3}})"
    dot = rf"(?:{apart}(?i:dot){apart}|{_DOT})"
    address = (
        rf"(?<![A-Za-z0-9]){word}(?:{dot}{word}){{0,3}}{at}(?!{_ARTICLES})"
        rf"{word}(?:{dot}{word}){{0,3}}{dot}(?i:{_DOMAINS})(?![A-Za-z0-9])"
    )
    return re.compile(address, re.ASCII), re.compile(f"(?P<at>{at})|{dot}", re.ASCII)


_ADDRESSES = (
    _in_words("[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9_])?+", _SPACE),
    _in_words("[A-Za-z0-9.+]{1,63}+", "[_-]"),
)


def in_signs(text: str) -> Iterator[tuple[int, int, str]]:
    """Where words begin and end that stand for a sign or a digit, and that."""
    if not _MAY_BE_SPOKEN(readable(text)):
        return
    yield from _signs(_IN_BRACKETS, text, 0, len(text))
    for address, sign in _ADDRESSES:
        for found in address.finditer(text):
            yield from _signs(sign, text, *found.span())
    for found in _NUMBER.finditer(text):
        yield from _digits(text, *found.span())


def _signs(
    pattern: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[tuple[int, int, str]]:
    for found in pattern.finditer(text, start, end):
        yield *found.span(), "@" if found["at"] else "."


def _digits(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    words = list(_WORD.finditer(text, start, end))
    edges = [*(word.start() for word in words), end]
    for word, begin, stop in zip(words, edges, edges[1:], strict=False):
        yield begin, stop, _DIGITS[word[0].lower()]
