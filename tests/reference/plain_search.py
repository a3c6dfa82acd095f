"""Redaction's search without anything that makes it fast, to compare with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from enforcecore_core.redaction import folding
from enforcecore_core.redaction.characters import READINGS, tables
from enforcecore_core.redaction.detectors import Detector
from enforcecore_core.redaction.detectors.detector import Part
from enforcecore_core.redaction.editing import View
from enforcecore_core.redaction.gluing import alone
from enforcecore_core.redaction.own_formats import Keep
from enforcecore_core.redaction.scanning import Scanner
from enforcecore_core.redaction.searching import Ranked, Search, _Budget
from enforcecore_core.redaction.segments import segments
from enforcecore_core.redaction.unseen import Unseen

__all__ = ["plain_fold", "plain_scanner"]


class PlainSearch(Search):
    """Every detector looks through all of every text, whatever gates and forms say."""

    def is_plain(self, text: str, keys: str) -> bool:
        del text, keys
        return False

    def _is_clean(self, text: str, keys: str, depth: int) -> bool:
        del text, keys, depth
        return False

    def spans(
        self, text: str, keys: str, unseen: Unseen | None = None, *, from_start: bool = True
    ) -> Iterator[Ranked]:
        del unseen
        return super().spans(text, keys, from_start=from_start)

    def _in_blobs(
        self, view: View, keys: str, depth: int, budget: _Budget, parts: list[Part] | None
    ) -> Iterator[Ranked]:
        del parts
        return super()._in_blobs(view, keys, depth, budget, None)

    def _confirmed(self, text: str, keys: str, parts: list[Part] | None) -> Iterator[Ranked]:
        del parts
        every = [replace(detector, starts=None) for detector in self.detectors]
        for rank, detector in enumerate(every):
            for begin, end in detector.spans(text, keys):
                yield begin, end, rank
        reached = 0
        bounded = [detector for detector in every if detector.is_bounded]
        for part in segments(text):
            if reached >= part[1] or alone(text, max(reached, part[0]), part[1]) is None:
                continue
            known = [span for detector in bounded for span in detector.spans(text, keys, part)]
            once = alone(text, max(reached, part[0]), part[1], known)
            if once is not None:
                for span in self._glued(once, keys if part[0] == 0 else ""):
                    reached = once.rows[-1].end
                    yield span


def plain_scanner(detectors: Sequence[Detector]) -> Scanner:
    """A scanner that searches so."""
    scanner = Scanner(detectors)
    scanner._search = PlainSearch(detectors, Keep())  # noqa: SLF001 - the search is what differs
    return scanner


def plain_fold(text: str, reading: str) -> str:
    """How a text reads, folded from end to end, and not word by word but where words decide."""
    table = tables()[READINGS.index(reading)]
    words = re.split("([ \n])", text)
    plain = {word for word in words if folding._is_plain_word(word.strip(folding._AROUND))}  # noqa: SLF001
    if reading in ("numbers", "digits", "values") and plain:
        return "".join(
            plain_fold(word, "letters") if word in plain else plain_fold(word, reading)
            for word in words
        )
    own, *_ = tables()
    stretches = folding._stretches()  # noqa: SLF001 - the same words
    return stretches.sub(lambda found: found[0].translate(own if found[1] else table), text)
