"""Looking for what detectors know in every way to read a text, in linear time."""

from __future__ import annotations

from collections.abc import Iterator

from enforcecore_core.redaction.blobs import Blob, blobs
from enforcecore_core.redaction.codes import has_codes, inside_code
from enforcecore_core.redaction.columns import cells, header
from enforcecore_core.redaction.cues import surroundings
from enforcecore_core.redaction.detectors.detector import LONGEST, Part
from enforcecore_core.redaction.detectors.named import Named
from enforcecore_core.redaction.editing import View
from enforcecore_core.redaction.entities import Allowance
from enforcecore_core.redaction.first_look import MAX_DEPTH, FirstLook, before
from enforcecore_core.redaction.gates import readable
from enforcecore_core.redaction.gluing import Alone, alone
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.quarantine import KIND, NAME, mixed_words
from enforcecore_core.redaction.randomness import reads_as_words
from enforcecore_core.redaction.repetition import Repetitions
from enforcecore_core.redaction.segments import segments
from enforcecore_core.redaction.unseen import Unseen
from enforcecore_core.redaction.views import views
from enforcecore_core.redaction.wrapping import unwrapped

__all__ = ["Ranked", "Search"]

# How many characters may be decoded for each of the text, and in any case.
_DECODED_PER_CHARACTER = 4
_DECODED_AT_LEAST = 65_536

# Of a cell, what is shorter is no value but a code that its name alone gives away.
_SHORTEST = 6

Ranked = tuple[int, int, int]
"""Start, end, and the place in the catalogue of the detector that confirmed it."""


def _is_word(text: str, blob: Blob) -> bool:
    """Whether what may be encoded is written in words, and says something only by chance.

    Of what somebody encoded, all of the run can be read.
    """
    run = text[blob.run : blob.end].replace("_", "")
    if not run.isalpha() or not reads_as_words(run):
        return False
    is_whole = len(blob.text.encode("utf-8", "replace")) == 3 * (blob.end - blob.run) // 4
    goes_on = text[blob.end : blob.end + 1].isalnum()
    is_text = blob.text.isprintable() and (blob.text.isascii() or blob.text.isalpha())
    return goes_on or not (is_whole and is_text)


class _Budget:
    """How much may still be decoded, and read for names."""

    __slots__ = ("_left", "reading")

    def __init__(self, text: str) -> None:
        self.reading = Allowance()
        self._left = _DECODED_PER_CHARACTER * len(text) + _DECODED_AT_LEAST

    def spend(self, characters: int) -> None:
        self._left -= characters
        if self._left < 0:
            raise NotInspectable("a text that decodes to far more than itself")


class Search(FirstLook):
    """Every place in a text at which a detector confirms something."""

    __slots__ = ()

    def names(self, rank: int) -> tuple[str, str]:
        """Kind and name of the detector at this place."""
        if rank == len(self.detectors):
            return KIND, NAME
        if self._entities is not None and rank > len(self.detectors):
            return self._entities.kinds[rank - len(self.detectors) - 1], self._entities.name
        return self.detectors[rank].kind, self.detectors[rank].name

    def spans(
        self, text: str, keys: str, unseen: Unseen | None = None, *, from_start: bool = True
    ) -> Iterator[Ranked]:
        """Every confirmed span, overlapping ones too; of a long text, those in what is `unseen`.

        The first line can name the columns of a table unless the text does not start with it.

        Raises `NotInspectable` for what is encoded too often, or decodes to too much.
        """
        yield from self._spans(text, keys, 0, _Budget(text), unseen)
        if from_start and header(text):
            for view, as_written, _ in views(text):
                for begin, end, rank in self._in_columns(readable(view.text)):
                    if not self._keep.keeps(view.text[begin:end]):
                        yield from self._read(text, view, (begin, end, rank), as_written=as_written)

    @property
    def looks_far(self) -> bool:
        """Whether what is found in a text may hang on all of it."""
        return self._entities is not None

    def _spans(
        self, text: str, keys: str, depth: int, budget: _Budget, unseen: Unseen | None
    ) -> Iterator[Ranked]:
        for view, as_written, places in views(text, unseen.places if unseen else ()):
            new = unseen.parts(view.text, places, as_written=as_written) if unseen else None
            for begin, end, rank in self._in_text(view.text, keys, new):
                yield from self._read(text, view, (begin, end, rank), as_written=as_written)
            for begin, end, rank in self._named(view.text, keys, depth, budget):
                yield (*view.origin(begin, end), rank)
            if as_written and depth == 0:
                for begin, end in mixed_words(view.text):
                    if not self._keep.keeps(view.text[begin:end]):
                        yield (*view.origin(begin, end), len(self.detectors))
            joined = unwrapped(view)
            if joined is not view and unseen is not None:
                carried = joined.carried(places)
                new = unseen.parts(joined.text, carried, as_written=as_written, joined=True)
            yield from self._in_blobs(joined, keys, depth, budget, new)

    def _read(self, text: str, view: View, span: Ranked, *, as_written: bool) -> Iterator[Ranked]:
        """Where a span of a view comes from, if it may read so."""
        begin, end, rank = span
        first, last = view.origin(begin, end)
        if as_written or rank not in self._as_written or text[first:last] == view.text[begin:end]:
            yield first, last, rank

    def _in_text(self, text: str, keys: str, parts: list[Part] | None) -> Iterator[Ranked]:
        """Every confirmed span in the text as it stands here, or in parts of it."""
        again: dict[int, Repetitions] = {}
        asked = readable(text)
        may_be_code = has_codes(asked)
        for begin, end, rank in self._confirmed(asked, keys, parts):
            if may_be_code and rank not in self._in_codes and inside_code(text, (begin, end)):
                continue
            if begin < end and not self._keep.keeps(text[begin:end]):
                yield begin, end, rank
                if rank not in again:
                    again[rank] = Repetitions(text)
                for span in again[rank].beside(begin, end):
                    yield *span, rank

    def _named(self, text: str, keys: str, depth: int, budget: _Budget) -> Iterator[Ranked]:
        """Every name in the text as it stands here."""
        if self._entities is None:
            return
        spans = self._entities.spans if depth == 0 else self._entities.encoded_spans
        for begin, end, kind in spans(readable(text), keys, budget.reading):
            if not self._keep.keeps(text[begin:end]):
                yield begin, end, self._rank_of(kind)

    def _rank_of(self, kind: str) -> int:
        kinds = () if self._entities is None else self._entities.kinds
        return len(self.detectors) + 1 + kinds.index(kind)

    def _in_columns(self, text: str) -> Iterator[Ranked]:
        """What the header of its column makes of a cell."""
        named: dict[str, list[int]] = {}
        for name, (start, end) in cells(text):
            if name not in named:
                named[name] = self._called(name)
            for rank in named[name]:
                if end - start < _SHORTEST and not isinstance(self.detectors[rank], Named):
                    continue
                for begin, stop in self.detectors[rank].spans(text[start:end], name):
                    yield start + begin, start + stop, rank
            if self._entities is not None:
                for begin, stop, kind in self._entities.under(text[start:end], name):
                    yield start + begin, start + stop, self._rank_of(kind)

    def _called(self, name: str) -> list[int]:
        """The places of the detectors for which the name says what a value is."""
        ranks = self._announcing.ranks if self._announcing.may_announce(name) else []
        for rank in self._openings.cued_by(surroundings(name, 0, len(name), "")):
            cues = self.detectors[rank].cues
            if cues is not None and cues.names(name):
                ranks.append(rank)
        return ranks

    def _confirmed(self, text: str, keys: str, parts: list[Part] | None) -> Iterator[Ranked]:
        """The same of a text for gates, with what is kept."""
        asked = [(rank, (0, len(text), len(text))) for rank in self._whole]
        if parts is not None:
            asked += [(rank, (0, len(text), len(text))) for rank in self._far]
        for rank, part in asked:
            for begin, end in self.detectors[rank].spans(text, keys, part):
                yield begin, end, rank
        if self._announcing.may_announce(keys):
            for rank, (begin, end) in self._announcing.spans(text, keys):
                yield begin, end, rank
        are_few = parts is not None and 2 * sum(end - start for start, end, _ in parts) <= len(text)
        cued = are_few or self._openings.is_cued(text, keys)
        unbounded = bool(self._whole) and self._unbounded(text)
        reached = 0
        for part in segments(text) if parts is None else parts:
            shown = text[part[0] : part[1] + LONGEST]
            is_open = self._openings.is_open(shown, cued=cued)
            found = list(self._in_part(text, part, keys, cued=cued)) if is_open else []
            yield from found
            # A row of a value goes on in the parts behind the one in which it starts.
            if (is_open or unbounded) and reached < part[1]:
                known = [(begin, end) for begin, end, _ in found]
                once = alone(text, max(reached, part[0]), part[1], known)
                if once is not None:
                    for span in self._glued(once, keys if part[0] == 0 else ""):
                        reached = once.rows[-1].end
                        yield span

    def _glued(self, once: Alone, names: str) -> Iterator[Ranked]:
        """What is in values that stand in a row with themselves."""
        whole = (0, len(once.text), len(once.text))
        found = [
            (*span, rank)
            for rank in self._whole
            for span in self.detectors[rank].spans(once.text, names, whole)
        ]
        for begin, end, rank in (*found, *self._in_part(once.text, whole, names, cued=True)):
            for span in once.spans(begin, end):
                yield *span, rank

    def _in_part(self, text: str, part: Part, keys: str, *, cued: bool) -> Iterator[Ranked]:
        start, edge, _ = part
        shown = text[start : edge + LONGEST]
        named = self._openings.in_part(text, shown, part, keys) if cued else []
        for rank in (*self._openings.spelled_in(shown), *named):
            if not self._openings.is_number(rank):
                for begin, stop in self.detectors[rank].spans(text, keys, part):
                    yield begin, stop, rank
        for place, rank in self._openings.candidates(text, start, edge, named):
            span = self.detectors[rank].span_at(text, place, keys)
            if span is not None:
                yield *span, rank

    def _in_blobs(
        self, view: View, keys: str, depth: int, budget: _Budget, parts: list[Part] | None
    ) -> Iterator[Ranked]:
        """What holds a match in encoded form, by the most severe match in it."""
        for blob in blobs(view.text, parts):
            if depth == MAX_DEPTH:
                raise NotInspectable(f"a text that is encoded more than {MAX_DEPTH} times")
            budget.spend(len(blob.text))
            names = "" if _is_word(view.text, blob) else f"{keys} {before(view.text, blob)}"
            if self._is_clean(blob.text, names, depth + 1):
                continue
            inside = self._spans(blob.text, names, depth + 1, budget, Unseen.of(blob.text))
            rank = min((rank for _, _, rank in inside), default=None)
            if rank is not None:
                yield (*view.origin(blob.start, blob.end), rank)
