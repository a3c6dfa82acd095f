"""Finding every match in a text, however it is written, and replacing it, in linear time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from enforcecore_core.redaction.detectors import Detector
from enforcecore_core.redaction.editing import Edited, Original
from enforcecore_core.redaction.engines import Engine
from enforcecore_core.redaction.entities import Entities
from enforcecore_core.redaction.inspection import Match, NotInspectable
from enforcecore_core.redaction.own_formats import Keep
from enforcecore_core.redaction.replacement import placeholder
from enforcecore_core.redaction.searching import Ranked, Search
from enforcecore_core.redaction.unseen import Unseen

__all__ = ["Finding", "Hiding", "Scanner", "in_plain_words", "replace"]

# Replacing one match can set another free (`123-45-6789-4111111111111111`: the digits behind it
# kept the first from being a number of its own). Chains longer than this are built on purpose.
_MAX_ROUNDS = 5

Hiding = Callable[[str, str], str]
"""What takes the place of a match, from its kind and its text."""


def replace(text: str, matches: Iterable[Match], hiding: Hiding) -> str:
    """The text with each match replaced."""
    pieces: list[str] = []
    position = 0
    for match in matches:
        hidden = hiding(match.kind, text[match.start : match.end])
        pieces += (text[position : match.start], hidden)
        position = match.end
    pieces.append(text[position:])
    return "".join(pieces)


def in_plain_words(kind: str, _value: str) -> str:
    """Hide a match behind its kind alone."""
    return placeholder(kind)


class Finding(NamedTuple):
    """A span that a detector confirmed once what the rounds before this one found was replaced."""

    start: int
    end: int
    rank: int
    round: int


class Scanner:
    """A set of detectors, and what stays. It holds no state between calls.

    `keys` are the names under which a text stands: cues for the detectors that ask for some.
    """

    __slots__ = ("_search",)

    def __init__(
        self,
        detectors: Sequence[Detector],
        keep: Keep | None = None,
        entities: Entities | None = None,
        engine: Engine = "rust",
    ) -> None:
        self._search = Search(detectors, keep or Keep(), entities, engine)

    @property
    def looks_far(self) -> bool:
        """Whether what is found in a text may hang on all of it, as names do."""
        return self._search.looks_far

    def is_clean(self, text: str, keys: str = "") -> bool:
        """True when nothing can match in the text; False says nothing. It takes a microsecond."""
        return self._search.is_clean(text, keys)

    def may_be_announced(self, keys: str) -> bool:
        """Whether such names may make a match of all that stands under them."""
        return self._search.may_be_announced(keys)

    def find(self, text: str, keys: str = "") -> list[Match]:
        """Every match, sorted and apart; overlapping ones are one match that covers them all."""
        if self._search.is_clean(text, keys):
            return []
        return self.merged(self.findings(text, 0, (), keys))

    def findings(
        self,
        text: str,
        start: int,
        known: Sequence[Finding],
        keys: str = "",
        *,
        from_start: bool = True,
    ) -> list[Finding]:
        """What is found from `start` on; `known` is what earlier calls found before it.

        `from_start` says whether the text has its first line, which can name columns.

        In each round, what the rounds before it found stands replaced. So the last round, which
        finds nothing, has looked at the text as it will be.
        """
        fresh: list[Finding] = []
        unseen = Unseen.of(text)
        last = max((one.round for one in known), default=0)
        for number in range(_MAX_ROUNDS):
            view = self.replaced(text, [one for one in (*known, *fresh) if one.round < number])
            if number > last and self._search.is_plain(view.text, keys):
                return fresh
            left = None if unseen is None else unseen.within(view)
            spans = self._search.spans(view.text, keys, left, from_start=from_start)
            found = [Finding(*view.origin(begin, end), rank, number) for begin, end, rank in spans]
            found = [one for one in found if one.start >= start]
            fresh += found
            if not found and number >= last:
                return fresh
        raise NotInspectable("matches hide one another too deeply")

    def replaced(self, text: str, findings: Sequence[Finding]) -> Original | Edited:
        """The text with what was found replaced."""
        original = Original(text)
        if not findings:
            return original
        spans = [
            (start, end, placeholder(self._search.names(rank)[0]))
            for start, end, rank in _union(findings)
        ]
        pieces: list[str] = []
        position = 0
        for start, end, hidden in spans:
            pieces += (text[position:start], hidden)
            position = end
        pieces.append(text[position:])
        return Edited(
            original,
            "".join(pieces),
            lambda: [(start, end, len(hidden)) for start, end, hidden in spans],
        )

    def merged(self, findings: Iterable[Finding]) -> list[Match]:
        """The union of the spans. The most severe detector of each stretch names it."""
        names = self._search.names
        return [Match(begin, end, *names(rank)) for begin, end, rank in _union(findings)]

    def open_from(self, text: str) -> Iterator[int]:
        """Where matches begin that more text could still extend."""
        for detector in self._search.detectors:
            if detector.is_open is not None:
                for found in detector.pattern.finditer(text):
                    if detector.is_open(found):
                        yield found.start()

    def redact(
        self, text: str, keys: str = "", hiding: Hiding = in_plain_words
    ) -> tuple[str, list[Match]]:
        """The text without its matches, and what they were. A clean text comes back itself."""
        matches = self.find(text, keys)
        if not matches:
            return text, matches
        result = replace(text, matches, hiding)
        # Behind kinds alone it was looked at already.
        if hiding is not in_plain_words and result != replace(text, matches, in_plain_words):
            self.require_clean(result, keys)
        return result, matches

    def require_clean(self, text: str, keys: str = "") -> None:
        """Refuse a text in which something matches still."""
        if self.find(text, keys):
            raise NotInspectable("the redacted text still matches")


def _union(findings: Iterable[Finding]) -> list[Ranked]:
    """The spans, sorted and apart, each with the most severe of its detectors."""
    merged: list[Ranked] = []
    for begin, end, rank in sorted([(one.start, one.end, one.rank) for one in findings]):
        if merged and begin < merged[-1][1]:
            first, last, best = merged[-1]
            merged[-1] = (first, max(last, end), min(best, rank))
        else:
            merged.append((begin, end, rank))
    return merged
