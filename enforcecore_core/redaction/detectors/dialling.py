"""Telling telephone numbers from dates, addresses and other rows of digits, and where they end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from enforcecore_core.redaction.detectors.detector import Span
from enforcecore_core.redaction.detectors.other_names import in_code
from enforcecore_core.redaction.detectors.rows import in_row
from enforcecore_core.redaction.validators import phone_length

__all__ = ["at_home", "international", "north_american", "of_digits", "with_zeros"]

_NON_DIGIT = re.compile("[^0-9]+")
_DATE = re.compile(
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:19|20)[0-9]{2})"
    r"(?![0-9])"
)
_YEARS = re.compile(r"(?:19|20)[0-9]{2} ?- ?(?:19|20)[0-9]{2}(?![0-9]|-[0-9])")
_QUAD = re.compile(r"[0-2]?[0-9]{1,2}(?:\.[0-2]?[0-9]{1,2}){3}\Z")
_NANP = re.compile(
    r"(?:1[ .-]{1,2}|[0-9]{1,3}-)?(?:\([2-9][0-9]{2}\)[ .-]{0,2}|[2-9][0-9]{2}(?P<sign>[ .-]))"
    r"[2-9][0-9]{2}(?P<next>[ .-])[0-9]{4}"
)
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+\Z")
# The Publisher Item Identifier of an article, with the ISSN and the year, in many a DOI.
_ARTICLE = re.compile(r"[0-9]{4}-[0-9]{3}[0-9X]\([0-9]{2}\)[0-9]{5}-[0-9X]", re.ASCII)
_ARTICLE_LENGTH = 20


def _is_something_else(found: re.Match[str]) -> bool:
    """Whether what was found is a date, years, an address, a decimal, or a part of an article's."""
    shapes = (_DATE, _YEARS, _QUAD, _DECIMAL)
    return any(shape.match(found[0]) for shape in shapes) or _is_of_article(found)


def _is_of_article(found: re.Match[str]) -> bool:
    start = found.start()
    around = max(0, start - _ARTICLE_LENGTH), start + _ARTICLE_LENGTH
    return any(one.start() <= start < one.end() for one in _ARTICLE.finditer(found.string, *around))


def international(found: re.Match[str]) -> Span | None:
    """As far as a country's numbers go, behind the plus sign."""
    length = phone_length(found[0])
    return None if length is None else (found.start(), found.start() + length)


def with_zeros(found: re.Match[str]) -> Span | None:
    """`00` is the international prefix that most countries dial for the plus sign."""
    length = phone_length("+" + found[0][2:])
    # Without separators it may as well be the number of an article (GTIN).
    if length is None or found[0].isdigit() or _is_of_article(found):
        return None
    span = found.start(), found.start() + length + 1
    return None if in_row(found.string, span, " -") else span


def _ends(text: str) -> Iterator[int]:
    """Where a number could end, longest first: at the end, and before each row of separators."""
    yield len(text)
    yield from reversed([gap.start() for gap in _NON_DIGIT.finditer(text)])


def of_digits(low: int, high: int) -> Callable[[re.Match[str]], Span | None]:
    """The longest start of what was found that has so many digits and is nothing else."""

    def confirm(found: re.Match[str]) -> Span | None:
        text = found[0]
        if _is_something_else(found):
            return None
        for end in _ends(text):
            span = found.start(), found.start() + end
            if low <= sum(map(str.isdigit, text[:end])) <= high:
                return None if in_code(found.string, span) else span
        return None

    return confirm


def at_home(found: re.Match[str]) -> Span | None:
    """Ten or eleven digits; nine with an area code of two, for others write nine in threes."""
    text = found[0]
    if _DATE.match(text):
        return None
    area = len(_NON_DIGIT.split(text, maxsplit=1)[0])
    for end in _ends(text):
        digits = sum(map(str.isdigit, text[:end]))
        span = found.start(), found.start() + end
        if 9 + (area != 2) <= digits <= 11 and not in_row(found.string, span, " -"):  # noqa: PLR2004 - as said
            return span
    return None


def north_american(found: re.Match[str]) -> Span | None:
    """An area code, an exchange and four digits, with or without the 1 before them."""
    number = _NANP.fullmatch(found[0])
    if number is None or in_row(found.string, found.span(), " .-"):
        return None
    # `252.227-7013` is a clause of a regulation.
    if {number["sign"], number["next"]} == {".", "-"}:
        return None
    return found.span()
