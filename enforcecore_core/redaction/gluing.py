"""The same value twice or more with nothing in between: `4111 1111 1111 11114111 1111 1111 1111`.

None of them ends where a word or a number does, so that none is found where it stands. Of such a
row, one is looked at as if it stood there alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from enforcecore_core.redaction.editing import Span
from enforcecore_core.redaction.gates import compiled, readable

__all__ = ["NUMBERS", "Alone", "alone", "rows"]

NUMBERS = compiled(["[0-9][0-9 ./():+,-]{12}"])
"""A gate of texts for gates: where it does not match, no number stands in a row with itself."""

# What is shorter says nothing; what is longer and not found by itself is no format.
_SHORTEST = 6
_LONGEST = 256
# In so short a text it is seen at once that nothing comes again right behind itself.
_SHORT = 128
_PART = 4
# What a token may end with that is no letter and no digit.
_LAST = "_-=+/"
# In a value, what it begins with comes again only so often.
_MOST_TRIES = 8
_FEWEST_CHARACTERS = 3
# What a detector looks at around a value, with its cues.
_AROUND = 128
_GOES_ON = re.compile(r"[^\s,;\"')\]}]|\s[0-9]")

_FIGURES = frozenset("0123456789")
_DIGITS = re.compile("[0-9]+")
_START = re.compile("(?<![0-9A-Za-z])[0-9A-Za-z]|(?<=[A-Za-z])[0-9]")
# How far from its start every format has its first digit, but for a few that may have none. Those
# are long, and twice that is no word.
_TO_DIGITS = 24
_NO_WORD = "[A-Za-z_-]{48}"
_HAS_NO_WORD = compiled([_NO_WORD])
_DIGITS_OR_NO_WORD = re.compile(f"[0-9]+|(?<![A-Za-z_-]){_NO_WORD}")


class Row(NamedTuple):
    """Where it starts, how long its value is, and where it ends."""

    start: int
    length: int
    end: int

    def each(self, begin: int, end: int) -> Iterator[Span]:
        """The same part of each of its values."""
        begin, end = max(begin, self.start), min(end, self.start + self.length)
        if begin < end:
            for offset in range(0, self.end - self.start, self.length):
                yield begin + offset, end + offset


class Alone(NamedTuple):
    """A part of a text in which each row stands as one value; where that is, and the rows."""

    text: str
    places: list[int]
    rows: list[Row]

    def spans(self, begin: int, end: int) -> Iterator[Span]:
        """Where in the text the values are, of what is in this stretch."""
        index = max(0, bisect_right(self.places, begin) - 1)
        while index < len(self.rows) and self.places[index] < end:
            place, row = self.places[index], self.rows[index]
            yield from row.each(row.start + begin - place, row.start + end - place)
            index += 1


def alone(text: str, start: int, end: int, known: Sequence[Span] = ()) -> Alone | None:
    """The rows that start between the two places, with what stands around each, if any do.

    `known` is what was found there: a row begins with nothing that stands by itself.
    """
    places: list[int] = []
    pieces: list[str] = []
    length = position = 0
    found = list(rows(text, start, end, known))
    for row in found:
        before = text[position : row.start]
        if len(before) > 2 * _AROUND:
            before = f"{before[:_AROUND] if position else ''}\n{before[-_AROUND:]}"
        pieces += (before, text[row.start : row.start + row.length])
        places.append(length + len(before))
        length += len(before) + row.length
        position = row.end
    pieces.append(text[position : position + _AROUND])
    return Alone("".join(pieces), places, found) if found else None


def rows(text: str, start: int, end: int, known: Sequence[Span] = ()) -> Iterator[Row]:
    """Every row that starts between the two places, from left to right, but for what is known."""
    if len(text) <= _SHORT and not _repeats(text):
        return
    reached = start
    for first, shortest in _starts(text, start, end, _by_themselves(text, known)):
        row = _row(text, first, shortest) if first >= reached else None
        if row is not None:
            reached = row.end
            yield row


def _repeats(text: str) -> bool:
    """Whether any part as long as a value has itself right behind it."""
    # Some part of a value starts at such a place, and comes again with the value.
    for place in range(0, len(text) - _SHORTEST, _SHORTEST - _PART + 1):
        part = text[place : place + _PART]
        again = text.find(part, place + _SHORTEST)
        while again >= 0:
            for first in range(max(0, place - _SHORTEST + _PART), place + 1):
                second = first + again - place
                if text.startswith(text[first:second], second):
                    return True
            again = text.find(part, again + 1)
    return False


def _by_themselves(text: str, known: Sequence[Span]) -> set[int]:
    """The places in what is known, where nothing goes on behind it."""
    return {
        place
        for begin, stop in known
        if _GOES_ON.match(text, stop) is None
        for place in range(begin, stop)
    }


def _starts(text: str, start: int, end: int, passed: Container[int]) -> Iterator[Span]:
    """Where words and numbers start, at or shortly before digits that are not passed over.

    With each, how long a value is at least that starts there.
    """
    reached = start
    for begin, stop, shortest in _stretches(text, start, end, passed):
        after, reached = max(reached, begin), min(stop, end)
        for first in _START.finditer(text, after, reached):
            yield first.start(), shortest


def _stretches(
    text: str, start: int, end: int, passed: Container[int]
) -> Iterator[tuple[int, int, int]]:
    """Where such words and numbers may start, from left to right, and how long a value is."""
    is_long = _HAS_NO_WORD(readable(text[start : end + _TO_DIGITS]))
    pattern = _DIGITS_OR_NO_WORD if is_long else _DIGITS
    begin = stop = start
    for found in pattern.finditer(text, start, end + _TO_DIGITS):
        first = found.start()
        if first in passed:
            continue
        if text[first] not in _FIGURES:
            yield begin, stop, _SHORTEST
            begin = stop = first + _TO_DIGITS
            yield first, stop, _TO_DIGITS
        elif first - _TO_DIGITS <= stop:
            stop = found.end()
        else:
            yield begin, stop, _SHORTEST
            begin, stop = first - _TO_DIGITS, found.end()
    yield begin, stop, _SHORTEST


def _row(text: str, start: int, shortest: int) -> Row | None:
    """The row that starts at this place; the longest, for a value may begin with one."""
    every = _rows_at(text, start)
    if every:
        every = [row for row in every if _is_value(text, row, shortest)]
    return max(every, key=lambda row: row.end) if every else None


def _is_value(text: str, row: Row, shortest: int) -> bool:
    """Whether that may stand in a row; without digits, what is long and no row itself."""
    if shortest == _SHORTEST:
        return True
    value = text[row.start : row.start + row.length]
    return row.length >= shortest and value not in (value + value)[1:-1]


def _run(text: str, start: int) -> int:
    """How often the sign at this place comes at once."""
    most = text[start : start + _LONGEST]
    return len(most) - len(most.lstrip(most[0]))


def _rows_at(text: str, start: int) -> list[Row]:
    """Those of the shortest values come first."""
    found: list[Row] = []
    head = text[start : start + _SHORTEST]
    again = text.find(head, start + _SHORTEST, start + _LONGEST + _SHORTEST)
    if again == start + _SHORTEST and head == head[0] * _SHORTEST:
        # A value may begin with one sign over and over. In those, it does not come again.
        again = text.find(head, start + _run(text, start), start + _LONGEST + _SHORTEST)
    for _ in range(_MOST_TRIES):
        if again < 0:
            break
        last = text[again - 1]
        if last.isalnum() or last in _LAST:
            value = text[start:again]
            if text.startswith(value, again) and len(set(value)) >= _FEWEST_CHARACTERS:
                found.append(Row(start, len(value), _end_of_row(text, value, again)))
        again = text.find(head, again + 1, start + _LONGEST + _SHORTEST)
    return found


def _end_of_row(text: str, value: str, end: int) -> int:
    while text.startswith(value, end):
        end += len(value)
    return end
