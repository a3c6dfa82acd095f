"""What single characters read as, from the generated table, in each way to read them."""

from __future__ import annotations

import string
from collections.abc import Iterator
from functools import cache

from enforcecore_core.redaction import folding_table

__all__ = [
    "CONTROL",
    "READINGS",
    "Reading",
    "ambiguous",
    "folded_to_ascii",
    "foreign_letters",
    "other_digits",
    "tables",
]

Reading = dict[int, str]

CONTROL = r"[\x00-\x08\x0E-\x1F\x7F]"
"""In Rust's dialect, what is folded in ASCII."""

_CONTROLS = (*range(9), *range(0x0E, 0x20), 0x7F)

READINGS = ("script", "letters", "numbers", "digits", "values")
"""Letters in their own script, without marks; in ASCII, with letters where there is a choice; with
0 and 1; with any digit; by what digits are worth."""


@cache
def tables() -> tuple[Reading, ...]:
    """What each character reads as in each of READINGS, but for itself."""
    return tuple(_table(reading) for reading in READINGS)


@cache
def _table(reading: str) -> Reading:
    characters = dict.fromkeys((*_CONTROLS, *_numbers(folding_table.DROPPED)), "")
    for run in folding_table.RUNS.split():
        first, target, count = (int(part, 16) for part in run.split(":"))
        characters.update({first + place: chr(target + place) for place in range(count)})
    if reading == "script":
        for zero in _numbers(folding_table.ZEROS):
            characters.update({zero + value: str(value) for value in range(10)})
        return characters
    characters.update(_unpacked(folding_table.TARGETS))
    if reading == "numbers":
        characters.update(one for one in _unpacked(folding_table.DIGITS) if one[1] in "01")
    if reading in ("digits", "values"):
        characters.update(_unpacked(folding_table.DIGITS))
    if reading == "values":
        characters.update(_unpacked(folding_table.VALUES))
    return characters


@cache
def ambiguous() -> frozenset[int]:
    """What the readings in ASCII read as different characters."""
    unlike = (*_unpacked(folding_table.DIGITS), *_unpacked(folding_table.VALUES))
    return frozenset(number for number, _ in unlike)


@cache
def foreign_letters() -> tuple[frozenset[int], frozenset[int]]:
    """Letters of other scripts than Latin that read as ASCII; all letters of their alphabets."""
    return (
        frozenset(_numbers(folding_table.FOREIGN)),
        frozenset(_numbers(folding_table.ALPHABETS)),
    )


@cache
def folded_to_ascii() -> frozenset[int]:
    """Letters and digits of ASCII, and what may read as ASCII or is not seen, one by one."""
    return frozenset((*map(ord, string.ascii_letters + string.digits), *_table("letters")))


@cache
def other_digits() -> frozenset[int]:
    """The decimal digits that are not those of ASCII."""
    return frozenset(zero + value for zero in _numbers(folding_table.ZEROS) for value in range(10))


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
