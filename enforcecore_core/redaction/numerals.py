"""Which detectors a number in a text may concern, by nothing but how it is written.

Most formats for numbers begin where a row of digits does, and hold only digits and signs between
them. Whether a number may be of such a format is a question of its form: where digits stand, and
which signs between them. Texts hold few forms, so that each is looked at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from enforcecore_core.redaction.detectors import Detector

__all__ = ["Candidate", "Numerals", "begins_with_digits"]

_SIGNS = "[0-9 ./():+,-]"
_DIGITS = "0123456789"
# None of these formats takes less than four characters, or more than so many.
_LONGEST = 64
_NUMBER = re.compile(f"[0-9]{_SIGNS}{{3,}}")
_ROW = re.compile("[0-9]+")
_SAME_DIGIT = str.maketrans("123456789", "0" * 9)
_MOST_FORMS = 4_096

# A digit that follows none.
_BEGINS = re.compile(
    r"(?:\[[0-9-]+\]|[0-9])\(\?<!\[0-9[^]]*\](?:\[[0-9-]+\]|[0-9]|\{2\})\)",
)
_LOOKS_AROUND = re.compile(r"\(\?<?[!=](?:\[[^]]*\]|\\.|[^()\[\]\\])*\)")
_ITEM = re.compile(rf"\{{[0-9,]+\}}|\[{_SIGNS}+\]|\\[.()+]|\(\?:|[)|?]|[0-9 /:+-]")

_PLAIN, _CUED = range(2)
_Look = Callable[[str], object]

Candidate = tuple[int, int]
"""Where a number starts, and the place of a detector that may find something in it."""


def begins_with_digits(detector: Detector) -> bool:
    """Whether its candidates begin where a row of digits does."""
    return _BEGINS.match(detector.pattern.pattern) is not None


class Numerals:
    """Those of some detectors that a number's form decides about, by their places among them.

    Of those that ask for cues, only the ones that are `named` come into question.
    """

    __slots__ = ("_forms", "_groups", "places")

    def __init__(self, detectors: Sequence[Detector]) -> None:
        forms = {place: _form(detector) for place, detector in enumerate(detectors)}
        known = [(place, form) for place, form in forms.items() if form]
        self.places = frozenset(place for place, _ in known)
        self._groups = [
            _groups([one for one in known if (detectors[one[0]].cues is None) == plain])
            for plain in (True, False)
        ]
        self._forms: list[dict[str, tuple[Candidate, ...]]] = [{}, {}]

    def candidates(
        self, text: str, start: int, end: int, named: Collection[int] = ()
    ) -> list[Candidate]:
        """What may be found of what starts between the two places, behind no digit."""
        candidates: list[Candidate] = []
        # A number that begins before may go on here.
        while 0 < start < end and text[start - 1] in _DIGITS and text[start] in _DIGITS:
            start += 1
        for found in _NUMBER.finditer(text, start, end + _LONGEST):
            first = found.start()
            form = found[0].translate(_SAME_DIGIT)
            every = [*self._of_form(form, _PLAIN)]
            if named:
                every += [one for one in self._of_form(form, _CUED) if one[1] in named]
            last = end - first
            candidates += [(first + offset, place) for offset, place in every if offset < last]
        return candidates

    def _of_form(self, form: str, sort: int) -> Iterable[Candidate]:
        if len(form) > _LONGEST:
            return self._of_each_row(form, sort)
        forms = self._forms[sort]
        known = forms.get(form)
        if known is None:
            if len(forms) >= _MOST_FORMS:
                forms.clear()
            known = forms[form] = tuple(self._of_each_row(form, sort))
        return known

    def _of_each_row(self, form: str, sort: int) -> Iterator[Candidate]:
        for row in _ROW.finditer(form):
            rest = form[row.start() : row.start() + _LONGEST]
            for may_be_any, members in self._groups[sort]:
                if may_be_any(rest):
                    for place, may_be in members:
                        if may_be(rest):
                            yield row.start(), place


def _groups(known: Sequence[tuple[int, str]]) -> list[tuple[_Look, list[tuple[int, _Look]]]]:
    size = math.isqrt(len(known)) + 1
    parts = [known[first : first + size] for first in range(0, len(known), size)]
    return [
        (_any(form for _, form in part), [(place, _any([form])) for place, form in part])
        for part in parts
    ]


def _any(forms: Iterable[str]) -> _Look:
    return re.compile("|".join(f"(?:{form})" for form in forms)).match


def _form(detector: Detector) -> str | None:
    """The pattern over forms, without what it asks of what stands around; or None."""
    pattern = _LOOKS_AROUND.sub("", detector.pattern.pattern)
    if not begins_with_digits(detector) or _ITEM.sub("", pattern):
        return None
    return _ITEM.sub(_with_same_digit, pattern)


def _with_same_digit(item: re.Match[str]) -> str:
    text = item[0]
    if text.startswith("[") and any(map(str.isdigit, text)):
        return f"[0{text[1:]}"
    return "0" if text.isdigit() else text
