"""What of a text was not looked at yet, when it is read in one more way.

What a text says in one way it mostly says in the others too. It is cut into cells, and each cell of
a reading is looked at unless it was, with all that stands near it, in a reading before this one.
"""

from __future__ import annotations

from collections.abc import Sequence

from enforcecore_core.redaction.detectors.detector import Part
from enforcecore_core.redaction.editing import Span, View
from enforcecore_core.redaction.segments import from_space, segments

__all__ = ["Unseen"]

_CELL = 256
# A shorter text is looked at as one, every time.
_SHORT = 2_048
# What a candidate may look back at, its cues among them.
_BEFORE = 256
# How far a candidate that holds white space reaches behind its cell, and a cue behind it, beyond a
# placeholder.
_BEHIND = 224

_Cell = tuple[int, int, int, int]
"""Its number, how far it ends behind its place, how long it is, and a hash of it and its edges."""


_Shown = tuple[str, int, int, bool]
"""A cell with its edges, as a part of a text; and whether that was as it is written."""
_Seen = tuple[dict[_Cell, _Shown], dict[_Cell, _Shown]]
"""What cells said; those of what is joined stand apart."""


class Unseen:
    """The cells of a text, and what each of them said in the readings that were looked at.

    `places` are where the cells end in the text that is read: the original one, or that one with
    something replaced.
    """

    __slots__ = ("_seen", "places")

    def __init__(self, places: Sequence[int], seen: _Seen) -> None:
        self.places = places
        self._seen = seen

    @classmethod
    def of(cls, text: str) -> Unseen | None:
        """The cells of this text, none of which was looked at; None for a short one."""
        if len(text) <= _SHORT:
            return None
        return cls([*range(_CELL, len(text), _CELL), len(text)], ({}, {}))

    def within(self, view: View) -> Unseen:
        """The same cells in what was made of the text."""
        return Unseen(view.carried(self.places), self._seen)

    def parts(
        self, text: str, places: Sequence[int], *, as_written: bool, joined: bool = False
    ) -> list[Part] | None:
        """The parts of a reading that hold what is new in it; None when all of it is.

        `places` are where the cells end in the reading. From now on they count as looked at; in a
        reading of which nothing is folded, only those count that were `as_written` too. What is
        `joined` is another text, of which the cells count by themselves.
        """
        seen = self._seen[joined]
        new: list[tuple[_Cell, int, int]] = []
        end = 0
        for number, place in enumerate(places):
            if place <= end:
                continue
            # Behind white space a cell begins, and behind some it ends.
            start, end = end, from_space(text, place)
            around = text[max(0, start - _BEFORE) : end + _BEHIND]
            cell = number, end - place, end - start, hash(around)
            known = seen.get(cell)
            if known is None or known[3] < as_written or known[0][known[1] : known[2]] != around:
                new.append((cell, start, end))
        stretches = _together(new)
        size = sum(stop - start for start, stop in stretches)
        # A text of which much is new is kept whole, and of others what is new.
        is_kept = 2 * size > len(text)
        for cell, start, stop in new:
            first, last = max(0, start - _BEFORE), stop + _BEHIND
            part = (text, first, last) if is_kept else (text[first:last], 0, last - first)
            seen[cell] = (*part, as_written)
        if size == len(text):
            return None
        return [part for start, stop in stretches for part in segments(text, start, stop)]


def _together(new: Sequence[tuple[_Cell, int, int]]) -> list[Span]:
    """Where cells begin and end that stand side by side."""
    stretches: list[Span] = []
    for _, start, end in new:
        goes_on = stretches and stretches[-1][1] == start
        stretches.append((stretches.pop()[0] if goes_on else start, end))
    return stretches
