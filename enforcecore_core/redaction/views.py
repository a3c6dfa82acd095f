"""Every way in which one text may be read: as it is, as it looks, and decoded.

What a text says in one way it mostly says in the others too. So each way comes with where it says
something else than those before it; only there, and close by, there is anything new to be found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from enforcecore_core.redaction.decoding import decoded, unquoted
from enforcecore_core.redaction.editing import Edited, Original, Reversed, Span, View
from enforcecore_core.redaction.folding import (
    READINGS,
    folding_edits,
    may_fold,
    readings,
    where_folded,
)
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.layout import rearranged

__all__ = ["MAX_LEVELS", "News", "Way", "overrides", "views"]

# Encodings inside one another. What goes deeper was built on purpose.
MAX_LEVELS = 4

# Readings of the letters that look like digits, and the other way round.
_OF_DIGITS = ("numbers", "digits", "values")

# A right-to-left override reaches to the next pop, or to the end of the paragraph (UAX #9).
_OVERRIDE = "\u202e"
_OVERRIDDEN = re.compile("\u202e([^\u202c\n\r\x85\u2029]*)")
# How exactly two texts are compared.
_STRIDE = 64

News = Callable[[], Iterable[Span]] | None
"""Where a text says something new, in order; None for everywhere."""


class Way(NamedTuple):
    """One way to read a text; whether nothing in it is folded; and where it says something new."""

    view: View
    as_written: bool
    news: News


def views(text: str, news: News = None) -> Iterator[Way]:
    """The text itself, then each different way to read it.

    `news` says where the text itself has something new.

    Raises `NotInspectable` for what is encoded more than four times over.
    """
    seen: set[str] = set()
    folds = _Folds()
    plain = True
    for reading in (None, *READINGS):
        if reading in _OF_DIGITS and not folds.differ:
            return
        for view, new in _Reading(reading, folds).levels(Original(text), news, 0):
            plain = plain and not may_fold(view.text)
            if view.text not in seen:
                seen.add(view.text)
                yield Way(view, reading is None, new)
        if plain:
            return


class _Folds(dict[str, dict[str, str]]):
    """Texts as they read, each folded once."""

    def __missing__(self, text: str) -> dict[str, str]:
        self[text] = dict(zip(READINGS, readings(text), strict=True))
        return self[text]

    @property
    def differ(self) -> bool:
        """Whether letters and digits that look alike make a difference in any."""
        return any(one["letters"] != one[other] for one in self.values() for other in _OF_DIGITS)


class _Reading:
    """A text read in one way: folded, decoded, folded again, and so on."""

    def __init__(self, reading: str | None, folds: _Folds) -> None:
        self._reading = reading
        self._folds = folds

    def levels(
        self, view: View, news: News, level: int, *, is_known: bool = True
    ) -> Iterator[tuple[View, News]]:
        """The view folded, then decoded, and so on; also with what runs backwards turned.

        `is_known` says that the view itself was given out, and not only what it was made from.
        """
        turned = _turned(view)
        if turned is not None:
            yield from self.levels(turned, None, level)
        folded, news = self._folded(view, news, is_known=is_known)
        yield folded, news
        laid_out = rearranged(folded.text)
        if laid_out is not None:
            made = Edited(folded, laid_out[0], partial(iter, laid_out[1]))
            yield made, partial(getattr, made, "replacements")
        for result in (decoded(folded.text), unquoted(folded.text)):
            if result is None:
                continue
            if level == MAX_LEVELS:
                raise NotInspectable(f"a text that is encoded more than {MAX_LEVELS} times")
            made = Edited(folded, result[0], partial(iter, result[1]))
            new = partial(getattr, made, "replacements")
            yield from self.levels(made, new, level + 1, is_known=False)

    def _folded(self, view: View, news: News, *, is_known: bool) -> tuple[View, News]:
        text, reading = view.text, self._reading
        if reading is None or not may_fold(text):
            return view, news
        folded = self._folds[text][reading]
        if folded == text:
            return view, news
        made = Edited(view, folded, lambda: folding_edits(text, reading))
        if not is_known:
            return made, partial(_folded_news, made, text, news)
        if reading in _OF_DIGITS:
            return made, partial(_unlike, folded, self._folds[text]["letters"])
        return made, partial(_folded_news, made, text, None)


def _folded_news(made: Edited, text: str, news: News) -> list[Span]:
    """Where a folded text says something new, by where the text does, and by what is folded."""
    folded = list(where_folded(text))
    if 2 * sum(end - start for start, end in folded) > len(text):
        return [(0, len(made.text))]
    return made.carried(sorted([*folded, *(news() if news else ())]))


def _unlike(text: str, other: str) -> Iterator[Span]:
    """Where two readings of one text differ."""
    for start in range(0, len(text), _STRIDE):
        if text[start : start + _STRIDE] != other[start : start + _STRIDE]:
            yield start, start + _STRIDE


def overrides(text: str) -> Iterator[Span]:
    """The stretches of the text that run backwards, from the override to their end."""
    if _OVERRIDE in text:
        for found in _OVERRIDDEN.finditer(text):
            yield found.span()


def _turned(view: View) -> View | None:
    """The view as it is seen where an override turns the direction, or None without one."""
    parts = [(begin + 1, end) for begin, end in overrides(view.text)]
    if not parts:
        return None
    # Another character that nobody sees, of the same length.
    plain = view.text.replace(_OVERRIDE, "\u200e")
    return Reversed(Edited(view, plain, lambda: ()), parts)
