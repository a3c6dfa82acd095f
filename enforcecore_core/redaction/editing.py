"""Texts that were made from other texts, and where each place in them comes from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

__all__ = ["Edit", "Edited", "Original", "Reversed", "Span", "View"]

Span = tuple[int, int]
Edit = tuple[int, int, int]
"""Start and end of what was replaced, and the length of what it was replaced by."""


class View(Protocol):
    """A text to be searched, made from the original one."""

    @property
    def text(self) -> str: ...

    def origin(self, start: int, end: int) -> Span:
        """The part of the original text that `text[start:end]`, which is not empty, comes from."""

    def carried(self, places: Sequence[int]) -> Sequence[int]:
        """Where places of the text that this one was made of are now; in order, as they were."""


class Original:
    """The original text itself."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def origin(self, start: int, end: int) -> Span:
        return start, end

    def carried(self, places: Sequence[int]) -> Sequence[int]:
        return places


class Edited:
    """A view with parts replaced. Each replacement comes from all of what it replaces."""

    __slots__ = ("_edits", "_index", "_parent", "text")

    def __init__(self, parent: View, text: str, edits: Callable[[], Iterable[Edit]]) -> None:
        """`edits` gives what was done, in order; it is asked when the first place is looked up."""
        self.text = text
        self._parent = parent
        self._edits = edits
        self._index: tuple[list[int], list[Edit]] | None = None

    def origin(self, start: int, end: int) -> Span:
        return self._parent.origin(self._place(start)[0], self._place(end - 1)[1])

    def carried(self, places: Sequence[int]) -> list[int]:
        """Those inside of what was replaced are where its replacement begins."""
        starts, edits = self._known
        carried: list[int] = []
        index = shift = 0
        for place in places:
            while index < len(edits) and edits[index][1] <= place:
                shift = starts[index] + edits[index][2] - edits[index][1]
                index += 1
            is_inside = index < len(edits) and edits[index][0] < place
            carried.append(starts[index] if is_inside else place + shift)
        return carried

    @property
    def _known(self) -> tuple[list[int], list[Edit]]:
        """Where each replacement begins, and the edits."""
        if self._index is None:
            self._index = _indexed(self._edits())
        return self._index

    def _place(self, place: int) -> Span:
        """Where the character at `place` comes from in the parent."""
        places, edits = self._known
        last = bisect_right(places, place) - 1
        if last < 0:
            return place, place + 1
        begin, end, length = edits[last]
        behind = place - places[last] - length
        return (begin, end) if behind < 0 else (end + behind, end + behind + 1)


def _indexed(edits: Iterable[Edit]) -> tuple[list[int], list[Edit]]:
    """Where each replacement begins in the new text, and the edits."""
    places: list[int] = []
    kept: list[Edit] = []
    shift = 0
    for begin, end, length in edits:
        places.append(begin + shift)
        kept.append((begin, end, length))
        shift += length - (end - begin)
    return places, kept


class Reversed:
    """A view with parts turned round: what a reader sees of text that runs from right to left."""

    __slots__ = ("_parent", "_parts", "text")

    def __init__(self, parent: View, parts: list[Span]) -> None:
        self._parent = parent
        self._parts = parts
        self.text = "".join(_turned(parent.text, parts))

    def origin(self, start: int, end: int) -> Span:
        low, high = len(self.text), 0
        position = start
        for begin, stop in self._parts:
            if stop <= position or begin >= end:
                continue
            if position < begin:
                low, high = min(low, position), max(high, begin)
            first, last = max(begin, position), min(stop, end)
            low, high = min(low, begin + stop - last), max(high, begin + stop - first)
            position = last
        if position < end:
            low, high = min(low, position), max(high, end)
        return self._parent.origin(low, high)

    def carried(self, places: Sequence[int]) -> list[int]:
        """Those inside of what was turned are where it begins."""
        carried: list[int] = []
        index = 0
        for place in places:
            while index < len(self._parts) and self._parts[index][1] <= place:
                index += 1
            is_inside = index < len(self._parts) and self._parts[index][0] < place
            carried.append(self._parts[index][0] if is_inside else place)
        return carried


def _turned(text: str, parts: list[Span]) -> Iterable[str]:
    position = 0
    for begin, end in parts:
        yield text[position:begin]
        yield text[begin:end][::-1]
        position = end
    yield text[position:]
