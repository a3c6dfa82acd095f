"""Redacting text that arrives in pieces, with the result of redacting it whole.

Text is held back until nothing that may still arrive can change what is found in it. It is cut
behind white space, which few formats cross and none for long; in a run without any, further back.
What was given out stays as context, as it was and with what was found in it. Where names are
looked for, all of a text is held back to its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as changed

from enforcecore_core.redaction.columns import header
from enforcecore_core.redaction.cutting import far_back, in_run, outside, unbroken
from enforcecore_core.redaction.editing import Span
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.scanning import (
    Finding,
    Hiding,
    Scanner,
    in_plain_words,
    replace,
)
from enforcecore_core.redaction.segments import behind_space

__all__ = ["RedactedStream"]

# A candidate that crosses white space, with the cue behind it.
_CANDIDATE = 160
# All rounds of them.
_HOLD = 512
# More than a few characters, for which it is not worth while to look at all that is held.
_STEP = 32
# What a candidate without white space needs to be recognised, encoded in four characters each.
_HOLD_RUN = 32_768
_LONG_RUN = 2 * _HOLD_RUN
_MAX_HELD = 1 << 20
# All rounds of what detectors and cues look back.
_CONTEXT = 1_024


class RedactedStream:
    """One text in pieces. `counts` holds how many matches of each kind were replaced so far.

    Some text is always held back, so `flush` must follow the last piece. For one thread.
    """

    __slots__ = (
        "_from_start",
        "_held",
        "_hiding",
        "_known",
        "_scanner",
        "_start",
        "_try_at",
        "counts",
    )

    # What was given out already, as context up to `_start`, and behind it what is held back.
    _held: str
    _start: int
    _known: list[Finding]
    _try_at: int
    _from_start: bool

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
        if self._scanner.looks_far:
            if len(self._held) > _MAX_HELD:
                raise NotInspectable("a stream too long to look for names in")
            return ""
        if len(self._held) < self._try_at:
            return ""
        findings = self._findings()
        result = self._release(self._cut(findings), findings)
        waiting = len(self._held) - self._start
        if waiting > _MAX_HELD:
            raise NotInspectable("a match in a stream that does not end")
        # Looking again at each new character would cost time in the square of what is held.
        self._try_at = len(self._held) + _STEP + (waiting - min(waiting, _HOLD)) // 4
        return result

    def flush(self) -> str:
        """The rest of the text, without its matches. What is fed afterwards is a new text."""
        result = self._release(len(self._held), self._findings())
        self._reset()
        return result

    def _reset(self) -> None:
        self._held = ""
        self._start = 0
        self._known = []
        self._try_at = _HOLD
        self._from_start = True

    def _findings(self) -> list[Finding]:
        if not self._known and self._scanner.is_clean(self._held):
            return []
        return self._scanner.findings(
            self._held, self._start, self._known, from_start=self._from_start
        )

    def _cut(self, findings: Sequence[Finding]) -> int:
        """Up to where nothing that arrives can change what was found.

        What is not complete yet may be replaced when it is, and then what follows comes closer. So
        first comes the place from which on something may be incomplete.
        """
        every = [*self._known, *findings]
        spans: list[Span] = []
        opened: list[int] = []
        if every or not self._scanner.is_clean(self._held):
            spans += [(one.start, one.end) for one in self._scanner.merged(findings)]
            spans += unbroken(self._held, spans.copy())
            opened += self._scanner.open_from(self._held)
        complete = far_back(self._scanner.replaced(self._held, every), _CANDIDATE)
        complete = outside(min([self._edge(complete, _HOLD_RUN), *opened]), spans)
        before = [one for one in every if one.end <= complete]
        settled = far_back(self._scanner.replaced(self._held[:complete], before), _HOLD)
        return max(self._start, outside(self._edge(settled, 0), spans))

    def _edge(self, place: int, margin: int) -> int:
        """Behind the last white space before this place; in a long run, that much before it."""
        edge = behind_space(self._held, self._start, place)
        if edge > self._start or len(self._held) - self._start <= _LONG_RUN:
            return edge
        return in_run(self._held, max(self._start, place - margin))

    def _release(self, cut: int, findings: Sequence[Finding]) -> str:
        """Give out the text up to `cut`, and keep the end of it as context."""
        done = [one for one in findings if one.end <= cut]
        matches = self._scanner.merged(done)
        for match in matches:
            self.counts[match.kind] = self.counts.get(match.kind, 0) + 1
        shifted = [
            changed(match, start=match.start - self._start, end=match.end - self._start)
            for match in matches
        ]
        result = replace(self._held[self._start : cut], shifted, self._hiding)
        self._advance(cut, [*self._known, *done])
        return result

    def _advance(self, cut: int, known: Sequence[Finding]) -> None:
        view = self._scanner.replaced(self._held[:cut], known)
        first = outside(far_back(view, _CONTEXT), [(one.start, one.end) for one in known])
        # The names of columns stay in front.
        names = header(self._held) if self._from_start else ""
        if first > len(names):
            self._held = names + self._held[first:]
            self._from_start = names != ""
        else:
            first, names = 0, ""
        gone = first - len(names)
        self._start = cut - gone
        self._known = [
            one._replace(start=one.start - gone, end=one.end - gone)
            for one in known
            if one.start >= first
        ]
