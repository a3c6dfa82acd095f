"""Redacting text that arrives in pieces, with the result of redacting it whole.

Text is held back until nothing that may still arrive can change what is found in it. It is cut
behind whitespace, which few formats cross and none for long; in a run without any, further back.
"""

from __future__ import annotations

from dataclasses import replace as changed

from enforcecore_core.redaction.inspection import Match, NotInspectable
from enforcecore_core.redaction.scanning import Hiding, Scanner, in_plain_words, replace

__all__ = ["RedactedStream"]

# Four rounds of candidates that cross whitespace, of 64 characters each.
_HOLD = 256
# What a candidate without whitespace needs to be recognised, and then some.
_HOLD_RUN = 8_192
_LONG_RUN = 4 * _HOLD_RUN
_MAX_HELD = 1 << 20
# More than any detector looks back.
_CONTEXT = 64

_WHITESPACE = " \n\t\r\f\v"


class RedactedStream:
    """One text in pieces. `counts` holds how many matches of each kind were replaced so far.

    Some text is always held back, so `flush` must follow the last piece. For one thread.
    """

    __slots__ = ("_held", "_hiding", "_known", "_scanner", "_start", "_tail", "_try_at", "counts")

    # What was given out already, as context up to `_start`, and behind it what is held back.
    _held: str
    _start: int
    _known: list[Match]
    # The end of the text that was given out, as it was given out.
    _tail: str
    _try_at: int

    def __init__(self, scanner: Scanner, hiding: Hiding = in_plain_words) -> None:
        self._scanner = scanner
        self._hiding = hiding
        self.counts: dict[str, int] = {}
        self._reset()

    def feed(self, chunk: str) -> str:
        """Take a piece, and give the text that is settled by now, without its matches.

        Raises `NotInspectable` when one match goes on for more than a million characters.
        """
        self._held += chunk
        if len(self._held) < self._try_at:
            return ""
        matches = self._matches()
        cut = self._cut(matches)
        result = self._release(cut, matches)
        waiting = len(self._held) - self._start
        if waiting > _MAX_HELD:
            raise NotInspectable("a match in a stream that does not end")
        # Looking again at each new character would cost time in the square of what is held.
        self._try_at = len(self._held) + 1 + (waiting - min(waiting, _HOLD)) // 4
        return result

    def flush(self) -> str:
        """The rest of the text, without its matches. What is fed afterwards is a new text."""
        result = self._release(len(self._held), self._matches())
        self._reset()
        return result

    def _reset(self) -> None:
        self._held = ""
        self._start = 0
        self._known = []
        self._tail = ""
        self._try_at = _HOLD

    def _matches(self) -> list[Match]:
        if self._scanner.is_clean(self._held):
            return []
        return self._scanner.find_from(self._held, self._start, self._known)

    def _cut(self, matches: list[Match]) -> int:
        """Up to where nothing that arrives can change the matches."""
        settled = max(len(self._held) - _HOLD, 0)
        cut = 1 + max(self._held.rfind(space, self._start, settled) for space in _WHITESPACE)
        if cut <= self._start and len(self._held) - self._start > _LONG_RUN:
            cut = len(self._held) - _HOLD_RUN
        cut = min(cut, self._scanner.first_open(self._held, self._start))
        for match in matches:
            if match.start < cut < match.end:
                cut = match.start
        return max(cut, self._start)

    def _release(self, cut: int, matches: list[Match]) -> str:
        """Give out the text up to `cut`, and keep the end of it as context."""
        done = [match for match in matches if match.end <= cut]
        shifted = [_shifted(match, -self._start) for match in done]
        result = replace(self._held[self._start : cut], shifted, self._hiding)
        self._scanner.require_clean(self._tail + result, len(self._tail))
        for match in done:
            self.counts[match.kind] = self.counts.get(match.kind, 0) + 1
        self._tail = (self._tail + result)[-_CONTEXT:]
        self._advance(cut, self._known + done)
        return result

    def _advance(self, cut: int, known: list[Match]) -> None:
        first = max(0, cut - _CONTEXT)
        self._held = self._held[first:]
        self._start = cut - first
        self._known = [_shifted(match, -first) for match in known if match.end > first]


def _shifted(match: Match, by: int) -> Match:
    return changed(match, start=max(0, match.start + by), end=match.end + by)
