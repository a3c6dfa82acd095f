"""How a text reads to someone who sees it: characters that look like ASCII, as ASCII.

Each character is folded by itself, so that every place in the folded text comes from one place in
the text. Characters that nobody sees (Default_Ignorable_Code_Point,
categories Cf, Mn, Me and Cc) are dropped. Compatibility characters and letters with marks read as
what NFKD makes of them, without the marks; others as their prototype in the confusables of UTS #39,
where that is ASCII. ASCII is left as it is, but for control characters, which are dropped too.

A letter that looks like a digit has two readings, and so has a digit that looks like another one.
But a word of one alphabet that has a letter like no other is a word, and reads as nothing else. Nor
does a short word of one alphabet in lower case of which most letters look like no digit (`załatwił`
has no 1 in it).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache

from enforcecore_core.redaction.characters import (
    CONTROL,
    READINGS,
    Reading,
    ambiguous,
    tables,
)
from enforcecore_core.redaction.editing import Edit
from enforcecore_core.redaction.gates import compiled

__all__ = ["Words", "fold", "folding_edits", "may_fold", "readings"]

_HAS_CONTROL = compiled([CONTROL])
# The letters of languages that write spaces between words, and some of whose letters look like
# digits: Greek, Cyrillic, Armenian, Hebrew and Arabic. With their marks.
_SCRIPTS = (
    ((0x386, 0x386), (0x388, 0x3FF), (0x1F00, 0x1FFC)),
    ((0x400, 0x52F),),
    ((0x531, 0x556), (0x560, 0x588)),
    ((0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5F2)),
    ((0x610, 0x61A), (0x620, 0x65F), (0x66E, 0x6D3), (0x6D5, 0x6DC), (0x6FA, 0x77F)),
)
_UNSEEN = "\u00ad\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"

# Shorter texts are folded at once, when no word in them reads unlike its letters.
_SHORT = 256
_LONGEST_WORD = 32
# Shorter than what is in lower case and told by a few digits in it.
_LONGEST_PLAIN_WORD = 15
_ALPHABETS = ((" ", "\u024f"), ("\u0370", "\u03ff"), ("\u0400", "\u04ff"))
_BETWEEN_WORDS = re.compile("[ \n]")
_PUNCTUATION = ".,:;!?\n"
_AROUND = _PUNCTUATION + "\"'()"
_NO_WORD = re.compile(r"[\x00-@\[-`{-\x7f]|\d")
_LAST_OF_PLANE = 0xFFFF
_MOST_WORDS = 16_384


def may_fold(text: str) -> bool:
    """Whether anything in the text might read as something else."""
    return not text.isascii() or _HAS_CONTROL(text)


def fold(text: str, reading: str) -> str:
    """The text as it reads; `reading` is one of READINGS. Plain ASCII comes back as it is."""
    return readings(text)[READINGS.index(reading)]


def readings(text: str, known: Words | None = None) -> tuple[str, ...]:
    """The text in each of READINGS; equal ones are the same object.

    With `known`, what its words read as is looked up there, for texts that are much the same.
    """
    if not may_fold(text) or _foldable().search(text) is None:
        return (text,) * len(READINGS)
    if len(text) <= _SHORT:
        if _all_foldable().isdisjoint(text):
            return (text,) * len(READINGS)
        if not (_ambiguous().search(text) or _own_letter().search(text)):
            return _at_once(text)
    words = text.replace("\n", " \n ").split(" ")
    known = _WORDS if known is None else known
    columns = [*zip(*map(known.__getitem__, words), strict=True)]
    return tuple(one.replace(" \n ", "\n") for one in _without_copies(columns, " ".join))


def folding_edits(text: str, reading: str) -> Iterator[Edit]:
    """What `fold` does to the text, but for what it does to one character by another one."""
    place = READINGS.index(reading)
    end = 0
    while found := _uneven().search(text, end):
        start = max(end, *(text.rfind(space, end, found.start()) + 1 for space in " \n"))
        behind = _BETWEEN_WORDS.search(text, found.end())
        end = behind.start() if behind else len(text)
        word = text[start:end]
        if _WORDS[word][place] != word:
            for begin, stop, length in _edits(word, place):
                yield start + begin, start + stop, length


class Words(dict[str, tuple[str, ...]]):
    """How the words of one text, and of those made of it, read in each reading."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        self[word] = readings = _WORDS[word]
        return readings


class _Words(Words):
    """How words read in each reading. In texts, the same ones come again and again.

    Only words of nothing but letters are kept, so that no number and no address stays in memory.
    """

    def __missing__(self, word: str) -> tuple[str, ...]:
        readings = tuple(_read(word)) if may_fold(word) else (word,) * len(READINGS)
        if len(word) <= _LONGEST_WORD and not _NO_WORD.search(word.strip(_PUNCTUATION)):
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[word] = readings
        return readings


_WORDS = _Words()


def _at_once(text: str) -> tuple[str, ...]:
    """How a text reads in each reading, when the letters of all words read alike."""
    own, letters, *others = _translations()
    folded = text.translate(letters)
    first = text.translate(own)
    return (folded if first == folded else first, *(folded,) * (1 + len(others)))


def _read(word: str) -> Iterator[str]:
    """How a word reads in each reading."""
    parts = list(_parts(word)) if _own_letter().search(word) else [(0, word, _OTHER)]
    own, *others = _translations()
    if _ambiguous().search(word) is None or _is_plain_word(word.strip(_AROUND)):
        others = others[:1]
    columns = [
        tuple(
            [
                text if sort == _PLAIN else text.translate(own if sort == _OWN else table)
                for _, text, sort in parts
            ]
        )
        for table in (own, *others)
    ]
    yield from _without_copies(columns, "".join)
    yield from ("".join(columns[-1]),) * (len(READINGS) - len(columns))


def _is_plain_word(word: str) -> bool:
    """Whether nothing in the word stands for a digit, whatever it looks like."""
    if not (word.isalpha() and word[1:].islower() and len(word) <= _LONGEST_PLAIN_WORD):
        return False
    if not any(first <= min(word) and max(word) <= last for first, last in _ALPHABETS):
        return False
    return 3 * len(_ambiguous().findall(word)) <= len(word)


def _without_copies(
    columns: Iterable[tuple[str, ...]], joined: Callable[[Iterable[str]], str]
) -> Iterator[str]:
    """Each of them joined; those that are equal to the one before as one object."""
    last: tuple[str, ...] | None = None
    text = ""
    for column in columns:
        if column != last:
            last, text = column, joined(column)
        yield text


def _edits(word: str, place: int) -> Iterator[Edit]:
    for start, text, sort in _parts(word):
        table = tables()[0 if sort == _OWN else place]
        for begin, char in enumerate(text, start):
            replacement = table.get(ord(char))
            if replacement is not None and len(replacement) != 1:
                yield begin, begin + 1, len(replacement)


@cache
def _own_letter() -> re.Pattern[str]:
    """A letter of an alphabet of which a word may read as nothing else."""
    ranges = [part for ranges in _SCRIPTS for part in ranges]
    return re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges) + "]")


@cache
def _translations() -> tuple[Reading, ...]:
    """The tables, and ASCII in them: what is in no table takes longer to look up."""
    return tuple({**{place: chr(place) for place in range(128)}, **table} for table in tables())


_PLAIN, _OWN, _OTHER = range(3)


def _parts(word: str) -> Iterator[tuple[int, str, int]]:
    """Where each part of a word starts, the part, and of what sort it is."""
    start = 0
    for found in _stretches().finditer(word):
        if start < found.start():
            yield start, word[start : found.start()], _PLAIN
        if _foldable().search(found[0]) is None:
            yield found.start(), found[0], _PLAIN
        else:
            yield found.start(), found[0], _OWN if found[1] else _OTHER
        start = found.end()
    yield start, word[start:], _PLAIN


@cache
def _stretches() -> re.Pattern[str]:
    """Words of one alphabet in which a letter looks like nothing else, and all between them."""
    alike = tables()[READINGS.index("values")]
    words, unseen = [], _UNSEEN
    for ranges in _SCRIPTS:
        numbers = [number for low, high in ranges for number in range(low, high + 1)]
        own = "".join(chr(number) for number in numbers if number not in alike)
        shared = "".join(chr(number) for number in numbers if number in alike) + _UNSEEN
        unseen += "".join(chr(number) for number in numbers if alike.get(number) == "")
        words.append(f"[{shared}]*+[{own}][{own}{shared}]*+")
    # Where a word cannot begin, it is not looked for: that would take time in the square of it.
    return re.compile(
        rf"(?<![\w{unseen}])({'|'.join(words)})(?!\w)"
        r"|[^\x00-\x7f\W]+|(?:[\x00-\x08\x0e-\x1f\x7f]|[^\x00-\x7f\w])+"
    )


@cache
def _all_foldable() -> frozenset[str]:
    """The same, one by one."""
    return frozenset(map(chr, set().union(*tables())))


@cache
def _foldable() -> re.Pattern[str]:
    """What some reading reads as something else."""
    return _one_of(set().union(*tables()))


@cache
def _ambiguous() -> re.Pattern[str]:
    return _one_of(ambiguous())


@cache
def _uneven() -> re.Pattern[str]:
    """What some reading reads as none or several characters."""
    items = [item for table in tables() for item in table.items()]
    return _one_of({number for number, text in items if len(text) != 1})


def _one_of(numbers: Collection[int]) -> re.Pattern[str]:
    """One of the characters, or any behind the first 65,536: these take long to tell apart."""
    low = "".join(chr(number) for number in sorted(numbers) if number <= _LAST_OF_PLANE)
    return re.compile(f"[{low}\U00010000-\U0010ffff]")
