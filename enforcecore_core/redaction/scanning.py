"""Finding every match in a text, and replacing it, in time linear in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pydantic_core import SchemaValidator, core_schema

from enforcecore_core.redaction.detectors import Detector
from enforcecore_core.redaction.detectors.detector import Span
from enforcecore_core.redaction.inspection import Match, NotInspectable
from enforcecore_core.redaction.own_formats import Keep
from enforcecore_core.redaction.replacement import placeholder

__all__ = ["Hiding", "Scanner", "in_plain_words", "replace"]

# Replacing one match can set another free (`123-45-6789-4111111111111111`: the digits behind it
# kept the first from being a number of its own). Chains longer than this are built on purpose.
_MAX_ROUNDS = 4


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


_Ranked = tuple[int, int, int]
"""Start, end, and the detector's place in the catalogue."""


class Scanner:
    """A set of detectors behind one gate, and what stays. It holds no state between calls.

    `keys` are the names under which a text stands: cues for the detectors that ask for some.
    """

    __slots__ = ("_detectors", "_gate", "_gates", "_keep")

    def __init__(self, detectors: Sequence[Detector], keep: Keep | None = None) -> None:
        self._detectors = tuple(detectors)
        self._keep = keep or Keep()
        self._gates = tuple(_compile(detector.gate) for detector in self._detectors)
        # Without detectors the alternation would be empty, and that matches everything.
        gates = [f"(?:{detector.gate})" for detector in self._detectors]
        self._gate = _compile("|".join(gates)) if gates else _never

    def is_clean(self, text: str) -> bool:
        """True when nothing can match in `text`; False says nothing. A fraction of a microsecond.

        Lone surrogates are no text to the gate, so it says no to them without looking.
        """
        return not self._gate(text) and (text.isascii() or _encodes(text))

    def find(self, text: str, keys: str = "") -> list[Match]:
        """Every match, sorted and apart; overlapping ones are one match that covers them all."""
        return [] if self.is_clean(text) else self.find_from(text, 0, (), keys)

    def find_from(
        self, text: str, start: int, known: Sequence[Match], keys: str = ""
    ) -> list[Match]:
        """The matches that begin at `start` or behind it.

        `known` are the matches before it, which an earlier call found: they are context.
        """
        ranked: list[_Ranked] = []
        fresh = self._spans(text, start, keys)
        view = _masked(text, ((match.start, match.end) for match in known))
        if known:
            fresh += self._spans(view, start, keys)
        for _ in range(_MAX_ROUNDS):
            if not fresh:
                return self._merged(ranked)
            ranked += fresh
            view = _masked(view, ((begin, end) for begin, end, _ in fresh))
            fresh = self._spans(view, start, keys)
        raise NotInspectable("matches hide one another too deeply")

    def first_open(self, text: str, start: int) -> int:
        """Where the first match begins that more text could still extend; else the text's end."""
        ends = [
            found.start()
            for detector in self._detectors
            if detector.is_open is not None
            for found in detector.pattern.finditer(text, start)
            if detector.is_open(found)
        ]
        return min(ends, default=len(text))

    def redact(
        self, text: str, keys: str = "", hiding: Hiding = in_plain_words
    ) -> tuple[str, list[Match]]:
        """The text without its matches, and what they were. A clean text comes back itself."""
        matches = self.find(text, keys)
        if not matches:
            return text, matches
        result = replace(text, matches, hiding)
        self.require_clean(result, keys=keys)
        return result, matches

    def require_clean(self, text: str, start: int = 0, keys: str = "") -> None:
        """Refuse a text in which something matches still, at `start` or behind it."""
        if not self.is_clean(text) and self.find_from(text, start, (), keys):
            raise NotInspectable("the redacted text still matches")

    def _spans(self, text: str, start: int, keys: str) -> list[_Ranked]:
        """Start, end and rank of every confirmed span, overlapping ones too."""
        encodes = text.isascii() or _encodes(text)
        return [
            (begin, end, rank)
            for rank, detector in enumerate(self._detectors)
            if not encodes or self._gates[rank](text)
            for begin, end in detector.spans(text, keys)
            if begin >= start and not self._keep.keeps(text[begin:end])
        ]

    def _merged(self, ranked: list[_Ranked]) -> list[Match]:
        """The union of the spans. The most severe detector of each stretch names it."""
        merged: list[_Ranked] = []
        for begin, end, rank in sorted(ranked):
            if merged and begin < merged[-1][1]:
                first, last, best = merged[-1]
                merged[-1] = (first, max(last, end), min(best, rank))
            else:
                merged.append((begin, end, rank))
        return [
            Match(begin, end, self._detectors[rank].kind, self._detectors[rank].name)
            for begin, end, rank in merged
        ]


def _compile(pattern: str) -> Callable[[str], bool]:
    schema = core_schema.str_schema(pattern=pattern, regex_engine="rust-regex", strict=True)
    return SchemaValidator(schema).isinstance_python


def _never(text: str) -> bool:  # noqa: ARG001 - the gate of no detectors
    return False


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _masked(text: str, spans: Iterable[Span]) -> str:
    """The text with the spans blotted out, everything else at its place.

    To the patterns, `>` is to its neighbours what the edge of a placeholder is.
    """
    pieces: list[str] = []
    position = 0
    for begin, end in sorted(spans):
        if end > position:
            pieces.append(text[position:begin])
            pieces.append(">" * (end - max(begin, position)))
            position = end
    pieces.append(text[position:])
    return "".join(pieces)
