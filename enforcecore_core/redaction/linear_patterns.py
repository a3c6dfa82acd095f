"""Finding where a policy's own pattern matches, in time linear in the text.

Rust's engine takes any pattern in linear time but only says whether it matches, not where. Asked
about parts of the text often enough, it says that too: the shortest beginning of the text with a
match in it ends where the first match does. A match neither begins nor ends within a word or a
number, so few other parts have to be asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pydantic_core import SchemaValidator, core_schema

__all__ = ["LinearPattern"]

# How far a match may reach beyond the shortest one that ends first, and beyond the word it ends in.
_REACH = 128
_FIRST_LOOK = 64

Span = tuple[int, int]


class LinearPattern:
    """A pattern in Rust's syntax, without anchors and word boundaries."""

    __slots__ = ("_matches", "_whole")

    def __init__(self, pattern: str) -> None:
        self._matches = _compiled(f"(?:{pattern})")
        self._whole = _compiled(rf"\A(?:{pattern})\z")

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the matches from left to right, each as long as it can be, none overlapping."""
        position = 0
        while (shortest := self._first(text, position)) is not None:
            span = self._longest(text, position, shortest)
            if span is not None:
                yield span
            position = _edge_from(text, shortest[0] + 1) if span is None else span[1]

    def _first(self, text: str, start: int) -> Span | None:
        """Return the match that ends first, and of those the shortest."""
        size = _FIRST_LOOK
        while not self._matches(text[start : start + size]):
            if start + size >= len(text):
                return None
            size *= 2
        end = _least(
            lambda end: self._matches(text[start:end]), start, min(start + size, len(text))
        )
        first = end - _least(lambda back: self._matches(text[end - back : end]), 0, end - start)
        return first, end

    def _longest(self, text: str, position: int, shortest: Span) -> Span | None:
        """Return the longest match around a shortest one that cuts no word and no number."""
        first, end = shortest
        stops = [_edge_from(text, end), *_edges(text, end, min(len(text), end + _REACH))]
        for start in _starts(text, position, first):
            for stop in sorted(stops, reverse=True):
                if self._whole(text[start:stop]):
                    return start, stop
        return None


def _starts(text: str, position: int, first: int) -> Iterator[int]:
    near = list(_edges(text, max(position, first - _REACH), first))
    if near:
        yield from near
        return
    back = first - _REACH
    while back > position and _is_within(text, back):
        back -= 1
    yield back


def _edges(text: str, first: int, last: int) -> Iterator[int]:
    for offset in range(first, last + 1):
        if not _is_within(text, offset):
            yield offset


def _edge_from(text: str, offset: int) -> int:
    while _is_within(text, offset):
        offset += 1
    return min(offset, len(text))


def _is_within(text: str, offset: int) -> bool:
    """Whether a word or a number goes on across an offset."""
    return 0 < offset < len(text) and text[offset - 1].isalnum() and text[offset].isalnum()


def _least(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Return the least number for which it holds; it holds for `high` and all above the least."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _compiled(pattern: str) -> Callable[[str], bool]:
    schema = core_schema.str_schema(pattern=pattern, regex_engine="rust-regex", strict=True)
    return SchemaValidator(schema).isinstance_python
