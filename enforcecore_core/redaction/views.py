"""Every way in which one text may be read: as it is, as it looks, and decoded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from enforcecore_core.redaction.characters import READINGS
from enforcecore_core.redaction.decoding import decoded, unquoted
from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.editing import Edit, Edited, Original, Reversed, Span, View
from enforcecore_core.redaction.folding import Words, folding_edits, may_fold, readings
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.layout import rearranged

__all__ = ["APART", "MAX_LEVELS", "Way", "overrides", "texts", "views"]

APART = "\n<>\n"
"""Between texts that are looked at as one. No format, no encoding and no tag reaches across it."""

# Encodings inside one another. What goes deeper was built on purpose.
MAX_LEVELS = 4

_TOO_DEEP = f"a text that is encoded more than {MAX_LEVELS} times"

# Readings of the letters that look like digits, and the other way round.
_OF_DIGITS = ("numbers", "digits", "values")

# A right-to-left override reaches to the next pop, or to the end of the paragraph (UAX #9).
_OVERRIDE = "\u202e"
_OVERRIDDEN = re.compile("\u202e([^\u202c\n\r\x85\u2029]*)")
_KINDS = "|".join(sorted({re.escape(detector.kind) for detector in CATALOGUE}))
_PLACEHOLDER = re.compile(
    rf"<(?:{_KINDS})(?:_[0-9]{{1,9}}|_[a-p]{{20}}|_\*\*\w{{0,2}})?>", re.ASCII
)


class Way(NamedTuple):
    """One way to read a text; whether nothing in it is folded; and where places of the text are."""

    view: View
    as_written: bool
    places: Sequence[int]


def views(text: str, places: Sequence[int] = ()) -> Iterator[Way]:
    """The text itself, then each different way to read it; first those as it is written.

    `places` in the text are told in each way, in order.

    Raises `NotInspectable` for what is encoded more than four times over.
    """
    seen: set[str] = set()
    folds = _Folds()
    ways = _Ways(_Once(rearranged), _Once(decoded), _Once(unquoted))
    plain = True
    for reading in (None, *READINGS):
        if reading in _OF_DIGITS and not folds.differ:
            return
        every = _Reading(reading, folds, ways)
        for view, carried in every.levels(Original(text), places, 0):
            plain = plain and not may_fold(view.text)
            if view.text not in seen:
                seen.add(view.text)
                yield Way(view, reading is None, carried)
        if plain:
            return


def texts(text: str) -> list[tuple[str, bool]]:
    """The texts of `views`, which takes longer to say where each place in them comes from."""
    if not may_fold(text):
        found = _unfolded(text)
        if found is not None:
            return [(one, True) for one in found]
    every = [*dict.fromkeys((text, *readings(text)))]
    joined = APART.join(every)
    if _OVERRIDE in text or any(read(joined) for read in (decoded, unquoted, rearranged)):
        return [(view.text, as_written) for view, as_written, _ in views(text)]
    return [(one, one is text) for one in every]


def _unfolded(text: str) -> list[str] | None:
    """The same of a text that is only decoded and laid out; None if anything in it is folded."""
    found = [text]
    left = [(text, 0)]
    for one, level in left:
        laid_out = rearranged(one)
        made = [result[0] for result in (decoded(one), unquoted(one)) if result is not None]
        if made and level == MAX_LEVELS:
            raise NotInspectable(_TOO_DEEP)
        left += [(result, level + 1) for result in made]
        found += made if laid_out is None else [laid_out[0], *made]
    return None if any(map(may_fold, found)) else [*dict.fromkeys(found)]


class _Folds(dict[str, dict[str, str]]):
    """Texts as they read, each folded once."""

    def __init__(self) -> None:
        self._words = Words()

    def __missing__(self, text: str) -> dict[str, str]:
        self[text] = dict(zip(READINGS, readings(text, self._words), strict=True))
        return self[text]

    @property
    def differ(self) -> bool:
        """Whether letters and digits that look alike make a difference in any."""
        return any(one["letters"] != one[other] for one in self.values() for other in _OF_DIGITS)


_Made = tuple[str, list[Edit]] | None


class _Once(dict[str, _Made]):
    """What is made of texts, each once: many readings of a text are the same."""

    def __init__(self, make: Callable[[str], _Made]) -> None:
        self._make = make

    def __missing__(self, text: str) -> _Made:
        self[text] = made = self._make(text)
        return made


class _Ways(NamedTuple):
    """Ways to read a text that do not depend on how its characters read."""

    rearranged: _Once
    decoded: _Once
    unquoted: _Once


_Read = tuple[View, Sequence[int]]
"""A view, and where the places are in it."""


class _Reading:
    """A text read in one way: folded, decoded, folded again, and so on."""

    def __init__(self, reading: str | None, folds: _Folds, ways: _Ways) -> None:
        self._reading = reading
        self._folds = folds
        self._ways = ways

    def levels(self, view: View, places: Sequence[int], level: int) -> Iterator[_Read]:
        """The view folded, then decoded, and so on; also with what runs backwards turned."""
        turned = _turned(view)
        if turned is not None:
            yield from self.levels(turned, turned.carried(places), level)
        view, places = self._folded(view, places)
        yield view, places
        laid_out = self._ways.rearranged[view.text]
        if laid_out is not None:
            yield _made(view, places, laid_out)
        for result in (self._ways.decoded[view.text], self._ways.unquoted[view.text]):
            if result is None:
                continue
            if level == MAX_LEVELS:
                raise NotInspectable(_TOO_DEEP)
            yield from self.levels(*_made(view, places, result), level + 1)

    def _folded(self, view: View, places: Sequence[int]) -> _Read:
        text, reading = view.text, self._reading
        if reading is None or not may_fold(text):
            return view, places
        folded = self._folds[text][reading]
        if folded == text:
            return view, places
        made = Edited(view, folded, lambda: folding_edits(text, reading))
        return made, made.carried(places) if places else places


def _made(view: View, places: Sequence[int], result: tuple[str, list[Edit]]) -> _Read:
    made = Edited(view, result[0], partial(iter, result[1]))
    return made, made.carried(places) if places else places


def overrides(text: str) -> Iterator[Span]:
    """The stretches of the text that run backwards, from the override to their end."""
    if _OVERRIDE in text:
        for found in _OVERRIDDEN.finditer(text):
            yield found.span()


def _around_placeholders(text: str, begin: int, end: int) -> Iterator[Span]:
    """The parts of a stretch that were written by somebody else: a placeholder stays as it is."""
    for found in _PLACEHOLDER.finditer(text, begin, end):
        yield begin, found.start()
        begin = found.end()
    yield begin, end


def _turned(view: View) -> View | None:
    """The view as it is seen where an override turns the direction, or None without one."""
    backwards = [(begin + 1, end) for begin, end in overrides(view.text)]
    if not backwards:
        return None
    parts = [
        part for begin, end in backwards for part in _around_placeholders(view.text, begin, end)
    ]
    # Another character that nobody sees, of the same length.
    plain = view.text.replace(_OVERRIDE, "\u200e")
    return Reversed(Edited(view, plain, lambda: ()), parts)
