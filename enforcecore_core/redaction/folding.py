"""How a text reads to someone who sees it: characters that look like ASCII, as ASCII.

Each character is folded by itself, whatever stands beside it, so that every place in the folded
text comes from one place in the text. Characters that nobody sees (Default_Ignorable_Code_Point,
categories Cf, Mn, Me and Cc) are dropped. Compatibility characters and letters with marks read as
what NFKD makes of them, without the marks; others as their prototype in the confusables of UTS #39,
where that is ASCII. ASCII is left as it is, but for control characters, which are dropped too.

A letter that looks like a digit has two readings, and so has a digit that looks like another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from enforcecore_core.redaction import folding_table
from enforcecore_core.redaction.editing import Edit

__all__ = ["READINGS", "Reading", "fold", "folding_edits", "foreign_letters", "may_fold"]

Reading = dict[int, str]

_CONTROLS = (*range(9), *range(0x0E, 0x20), 0x7F)
# All but printable ASCII and the controls that are white space.
_FOLDED = re.compile("[^\t-\r -~]+")


def may_fold(text: str) -> bool:
    """Whether anything in the text might read as something else."""
    return not text.isascii() or _FOLDED.search(text) is not None


def fold(text: str, reading: str) -> str:
    """The text as it reads; `reading` is one of READINGS. Plain ASCII comes back as it is."""
    table = _table(reading)
    return _FOLDED.sub(lambda found: found[0].translate(table), text)


def folding_edits(text: str, reading: str) -> Iterator[Edit]:
    """What `fold` does to the text, character by character."""
    table = _table(reading)
    for found in _FOLDED.finditer(text):
        for place, char in enumerate(found[0], found.start()):
            replacement = table.get(ord(char))
            if replacement is not None:
                yield place, place + 1, len(replacement)


READINGS = ("script", "letters", "numbers", "digits", "values")
"""Letters in their own script, without marks; in ASCII, with letters where there is a choice; with
0 and 1; with any digit; by what digits are worth."""


@cache
def _table(reading: str) -> Reading:
    table = dict.fromkeys((*_CONTROLS, *_numbers(folding_table.DROPPED)), "")
    for run in folding_table.RUNS.split():
        first, target, count = (int(part, 16) for part in run.split(":"))
        table.update({first + place: chr(target + place) for place in range(count)})
    if reading == "script":
        for zero in _numbers(folding_table.ZEROS):
            table.update({zero + value: str(value) for value in range(10)})
        return table
    table.update(_unpacked(folding_table.TARGETS))
    if reading == "numbers":
        table.update(one for one in _unpacked(folding_table.DIGITS) if one[1] in "01")
    if reading in ("digits", "values"):
        table.update(_unpacked(folding_table.DIGITS))
    if reading == "values":
        table.update(_unpacked(folding_table.VALUES))
    return table


@cache
def foreign_letters() -> tuple[frozenset[int], frozenset[int]]:
    """Letters of other scripts than Latin that read as ASCII; all letters of their alphabets."""
    return (
        frozenset(_numbers(folding_table.FOREIGN)),
        frozenset(_numbers(folding_table.ALPHABETS)),
    )


def _unpacked(packed: str) -> Iterator[tuple[int, str]]:
    for entry in packed.split("=")[1:]:
        target, _, sources = entry.partition(" ")
        text = bytes.fromhex(target).decode("ascii")
        for number in _numbers(sources):
            yield number, text


def _numbers(packed: str) -> Iterator[int]:
    position = 0
    for part in packed.split():
        step, _, more = part.partition("-")
        position += int(step, 16)
        last = position + int(more or "0", 16)
        yield from range(position, last + 1)
        position = last
