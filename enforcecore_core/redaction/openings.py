"""Which detectors may find something in a text, as their gates and the words near it say."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from enforcecore_core.redaction.cues import Words, surroundings
from enforcecore_core.redaction.detectors import Detector
from enforcecore_core.redaction.detectors.detector import Part
from enforcecore_core.redaction.edges import edged
from enforcecore_core.redaction.engines import Engine
from enforcecore_core.redaction.gates import Gates, compiled
from enforcecore_core.redaction.numerals import Candidate, Numerals

__all__ = ["SHORT", "Openings"]

SHORT = 2_048
"""How long a text is at most that is looked at as one, in characters."""


class Openings:
    """The gates of those detectors that look at parts of a text, apart by what they ask for.

    Some need a cue, some a word, some are numbers, and the others are spelled in their own way.
    Detectors are named by their places among all. Texts must be readable.
    """

    __slots__ = (
        "_any",
        "_cued",
        "_cued_ranks",
        "_numbers",
        "_numerals",
        "_spelled",
        "_spelled_ranks",
        "_with_words",
        "_with_words_ranks",
        "_words",
        "_words_beside",
    )

    def __init__(self, detectors: Sequence[Detector], engine: Engine) -> None:
        bounded = [rank for rank, one in enumerate(detectors) if one.is_bounded]
        plain = [rank for rank in bounded if detectors[rank].cues is None]
        self._numerals = Numerals(detectors)
        self._cued_ranks = [rank for rank in bounded if detectors[rank].cues is not None]
        self._with_words_ranks = [rank for rank in plain if detectors[rank].words_gate]
        apart = {*self._numerals.places, *self._with_words_ranks}
        self._spelled_ranks = [rank for rank in plain if rank not in apart]
        numbers = [rank for rank in plain if rank in self._numerals.places]
        gates = [edged(one) for one in detectors]
        self._any = Gates([gates[rank] for rank in bounded])
        self._cued = Gates([gates[rank] for rank in self._cued_ranks])
        self._numbers = Gates([gates[rank] for rank in numbers])
        self._spelled = Gates([gates[rank] for rank in self._spelled_ranks], engine)
        self._with_words = Gates([gates[rank] for rank in self._with_words_ranks])
        self._words_beside = compiled([one.words_gate for one in detectors if one.words_gate])
        cues = [one.cues for one in detectors if one.cues and one.is_bounded]
        self._words = Words(cues, engine)

    def may_open(self, text: str) -> bool:
        """Whether any gate may open; False says that none does."""
        return self._any.may_open(text)

    def is_open(self, text: str, *, cued: bool) -> bool:
        """Whether any gate opens, also of those that need a cue if some are there."""
        if not self._any.may_open(text):
            return False
        if self._numbers.open(text) or self._spelled.open(text) or self._with_words.open(text):
            return True
        return cued and self._cued.open(text)

    def has_spelled(self, text: str) -> bool:
        """Whether there may be a format that is no number and needs no cue, with its word."""
        return self._spelled.open(text) or (
            self._with_words.open(text) and self._words_beside(text)
        )

    def has_numbers(self, text: str) -> bool:
        """Whether there may be a number that needs no cue."""
        return self._numbers.open(text)

    def spelled_in(self, text: str) -> list[int]:
        """The formats there may be that are no number and need no cue."""
        found = [self._spelled_ranks[place] for place in self._spelled.which(text)]
        return found + [self._with_words_ranks[place] for place in self._with_words.which(text)]

    def is_cued(self, text: str, keys: str) -> bool:
        """Whether there may be both a candidate that needs a cue, and a cue."""
        if len(text) > SHORT and not self._cued.open(text):
            return False
        if not self._words.open(surroundings(text, 0, len(text), keys)):
            return False
        return len(text) > SHORT or self._cued.open(text)

    def may_be_cued(self, text: str, keys: str) -> bool:
        """The same; in a short text, with that very cue."""
        if not self._cued.may_open(text) or not self.is_cued(text, keys):
            return False
        if len(text) > SHORT:
            return True
        cues = self._words.which(surroundings(text, 0, len(text), keys))
        return not set(cues).isdisjoint(self._cued.which(text))

    def may_be_cued_in_code(self, text: str) -> bool:
        """Whether a cue may be part of an id or a digest."""
        return self._words.may_be_in_code(text)

    def cued_by(self, around: str) -> list[int]:
        """The formats for which there is a cue in what stands around."""
        return [self._cued_ranks[place] for place in self._words.which(around)]

    def in_part(self, text: str, shown: str, part: Part, keys: str) -> list[int]:
        """The formats with a cue of which there may be one in a part, `shown` with what follows."""
        if not self._cued.open(shown):
            return []
        return self.cued_by(surroundings(text, part[0], part[2], keys))

    def is_number(self, rank: int) -> bool:
        """Whether the form of a number decides whether it may be of this format."""
        return rank in self._numerals.places

    def candidates(
        self, text: str, start: int, end: int, named: Collection[int] = ()
    ) -> list[Candidate]:
        """The numbers that start between two places; of formats with cues, those `named`."""
        return self._numerals.candidates(text, start, end, named)
