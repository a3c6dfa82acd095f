"""Every way in which one text may be read: as it is, as it looks, and decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from enforcecore_core.redaction.decoding import decoded, unquoted
from enforcecore_core.redaction.editing import Edited, Original, Reversed, Span, View
from enforcecore_core.redaction.folding import READINGS, folding_edits, may_fold, readings
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.layout import rearranged

__all__ = ["MAX_LEVELS", "overrides", "views"]

# Encodings inside one another. What goes deeper was built on purpose.
MAX_LEVELS = 4

# Readings of the letters that look like digits, and the other way round.
_OF_DIGITS = ("numbers", "digits", "values")

# A right-to-left override reaches to the next pop, or to the end of the paragraph (UAX #9).
_OVERRIDE = "\u202e"
_OVERRIDDEN = re.compile("\u202e([^\u202c\n\r\x85\u2029]*)")


def views(text: str) -> Iterator[tuple[View, bool]]:
    """The text itself, then each different way to read it; and whether nothing in it is folded.

    Raises `NotInspectable` for what is encoded more than four times over.
    """
    seen: set[str] = set()
    folds = _Folds()
    plain = True
    for reading in (None, *READINGS):
        if reading in _OF_DIGITS and not folds.differ:
            return
        for view in _levels(Original(text), reading, 0, folds):
            plain = plain and not may_fold(view.text)
            if view.text not in seen:
                seen.add(view.text)
                yield view, reading is None
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


def _levels(view: View, reading: str | None, level: int, folds: _Folds) -> Iterator[View]:
    """The view folded, then decoded and folded, and so on; also with what runs backwards turned."""
    turned = _turned(view)
    if turned is not None:
        yield from _levels(turned, reading, level, folds)
    folded = view if reading is None else _folded(view, reading, folds)
    yield folded
    laid_out = rearranged(folded.text)
    if laid_out is not None:
        yield Edited(folded, laid_out[0], partial(iter, laid_out[1]))
    for result in (decoded(folded.text), unquoted(folded.text)):
        if result is None:
            continue
        if level == MAX_LEVELS:
            raise NotInspectable(f"a text that is encoded more than {MAX_LEVELS} times")
        text, edits = result
        made = Edited(folded, text, partial(iter, edits))
        yield from _levels(made, reading, level + 1, folds)


def overrides(text: str) -> Iterator[Span]:
    """The stretches of the text that run backwards, from the override to their end."""
    if _OVERRIDE in text:
        for found in _OVERRIDDEN.finditer(text):
            yield found.span()


def _folded(view: View, reading: str, folds: _Folds) -> View:
    text = view.text
    if not may_fold(text):
        return view
    folded = folds[text][reading]
    if folded == text:
        return view
    return Edited(view, folded, lambda: folding_edits(text, reading))


def _turned(view: View) -> View | None:
    """The view as it is seen where an override turns the direction, or None without one."""
    parts = [(begin + 1, end) for begin, end in overrides(view.text)]
    if not parts:
        return None
    # Another character that nobody sees, of the same length.
    plain = view.text.replace(_OVERRIDE, "\u200e")
    return Reversed(Edited(view, plain, lambda: ()), parts)
