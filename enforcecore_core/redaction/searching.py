"""Looking for what detectors know in every way to read a text, in linear time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enforcecore_core.redaction.base32 import ASCII85
from enforcecore_core.redaction.blobs import TRIGGERS, Blob, blobs, contents, may_hold, unwrapped
from enforcecore_core.redaction.columns import cells, header
from enforcecore_core.redaction.cues import Words, surroundings
from enforcecore_core.redaction.decoding import ENCODED
from enforcecore_core.redaction.detectors import Detector
from enforcecore_core.redaction.detectors.detector import LONGEST, Part
from enforcecore_core.redaction.edges import edged
from enforcecore_core.redaction.editing import Edited, Span, View
from enforcecore_core.redaction.engines import Engine
from enforcecore_core.redaction.entities import Allowance, Entities
from enforcecore_core.redaction.folding import CONTROL
from enforcecore_core.redaction.gates import Gates, compiled, readable
from enforcecore_core.redaction.gluing import NUMBERS, alone, rows
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.layout import LAID_OUT
from enforcecore_core.redaction.numerals import Numerals
from enforcecore_core.redaction.own_formats import Keep
from enforcecore_core.redaction.quarantine import KIND, NAME, may_be_mixed, mixed_words
from enforcecore_core.redaction.repetition import Repetitions
from enforcecore_core.redaction.segments import around, segments
from enforcecore_core.redaction.views import APART, Bounds, texts, views

__all__ = ["Ranked", "Search"]

# Encoded texts inside encoded texts.
_MAX_DEPTH = 8
# How many characters may be decoded for each of the text, and in any case.
_DECODED_PER_CHARACTER = 4
_DECODED_AT_LEAST = 65_536
# How much of what stands before an encoded text is context for what is in it.
_NAME_REACH = 48

# Longer ones are looked at part by part.
_SHORT = 2_048

_HAS_CODE = compiled(["[0-9][0-9A-Fa-f]{2}"])

Ranked = tuple[int, int, int]
"""Start, end, and the place in the catalogue of the detector that confirmed it."""


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


def _before(text: str, blob: Blob) -> str:
    """What stands before an encoded text, which may name it."""
    return text[max(0, blob.run - _NAME_REACH) : blob.run]


def _is_mixed(text: str) -> bool:
    """Whether a word in the text is of two alphabets."""
    return may_be_mixed(text) and next(mixed_words(text), None) is not None


class Search:
    """A set of detectors behind one gate. The most severe stands first.

    Behind them come mixed words, and then names, if they are looked for.
    """

    __slots__ = (
        "_announced",
        "_any",
        "_cued",
        "_cued_ranks",
        "_entities",
        "_far",
        "_keep",
        "_keyed",
        "_match",
        "_numbers",
        "_numerals",
        "_other",
        "_other_or_more",
        "_spelled",
        "_spelled_ranks",
        "_unbounded",
        "_whole",
        "_words",
        "detectors",
    )

    def __init__(
        self,
        detectors: Sequence[Detector],
        keep: Keep,
        entities: Entities | None = None,
        engine: Engine = "rust",
    ) -> None:
        self.detectors = tuple(detectors)
        self._entities = entities
        self._keep = keep
        ranks = range(len(self.detectors))
        self._whole = [rank for rank in ranks if not self.detectors[rank].is_bounded]
        self._far = [rank for rank in ranks if self.detectors[rank].is_open is not None]
        self._keyed = [rank for rank in ranks if self.detectors[rank].keys_gate is not None]
        bounded = [rank for rank in ranks if self.detectors[rank].is_bounded]
        plain = [rank for rank in bounded if self.detectors[rank].cues is None]
        self._cued_ranks = [rank for rank in bounded if self.detectors[rank].cues is not None]
        self._numerals = Numerals(self.detectors)
        self._match = [one.pattern.match for one in self.detectors]
        self._spelled_ranks = [rank for rank in plain if rank not in self._numerals.places]
        self._numbers = self._gates([rank for rank in plain if rank in self._numerals.places])
        self._spelled = self._gates(self._spelled_ranks, engine)
        self._any = self._gates(bounded)
        self._cued = self._gates(self._cued_ranks)
        cues = [one.cues for one in self.detectors if one.cues and one.is_bounded]
        self._words = Words(cues, engine)
        self._announced = compiled([one.keys_gate for one in self.detectors if one.keys_gate])
        whole = [self.detectors[rank].gate for rank in self._whole]
        self._unbounded = compiled(whole)
        other = [*whole, *ENCODED, *LAID_OUT, CONTROL] if detectors else []
        self._other = compiled(other)
        self._other_or_more = compiled([*other, *TRIGGERS] if detectors else [])

    def _gates(self, ranks: Sequence[int], engine: Engine = "rust") -> Gates:
        return Gates([edged(self.detectors[rank]) for rank in ranks], engine)

    def is_clean(self, text: str, keys: str) -> bool:
        """True when nothing can match in the text; False says nothing. It takes microseconds."""
        return self._is_clean(text, keys, 0)

    def is_plain(self, text: str, keys: str) -> bool:
        """As `is_clean`, of text that reads in one way."""
        if not text.isascii() or self._may_read_otherwise(text):
            return not self.detectors
        return self._is_clean_as_written(text, keys)

    def _may_read_otherwise(self, text: str) -> bool:
        """Whether there may be another way to read an ASCII text, or something encoded in it."""
        if len(text) > _SHORT:
            return self._other_or_more(text)
        return self._other(text) or may_hold(text)

    def _is_clean(self, text: str, keys: str, depth: int) -> bool:
        is_one_way = text.isascii() and not self._other(text)
        holds_more = not is_one_way or may_hold(text)
        if holds_more and (len(text) > _SHORT or depth > _MAX_DEPTH):
            return False
        if not is_one_way:
            return not self._may_be_named(text, keys) and self._reads_clean(text, keys, depth)
        return self._is_clean_as_written(text, keys, holds_more=holds_more) and (
            not holds_more or self._hides_nothing(text, keys, depth)
        )

    def _is_clean_as_written(self, text: str, keys: str, *, holds_more: bool = False) -> bool:
        names = header(text)
        if self._may_be_named(text, keys) or (names and self._keyed and self._announced(names)):
            return False
        return self._is_closed(text, keys, holds_more=holds_more)

    def _may_be_named(self, text: str, keys: str) -> bool:
        """Whether the names over a text may make all of it a match, or a model may find names."""
        if self._entities is not None and self._entities.may_be_in(text, keys):
            return True
        return keys != "" and self._announced(readable(keys))

    def _is_closed(self, text: str, keys: str, *, holds_more: bool = True) -> bool:
        """Whether nothing can match in a text for gates as it stands here."""
        # Numbers and codes make a gate of many formats build new states. But a long text takes even
        # longer to be looked at several times, and a text of words needs no states that are new.
        at_once = len(text) > _SHORT or not (holds_more or _HAS_CODE(text))
        if at_once and not self._any.may_open(text):
            return True
        if self._cued.may_open(text) and self._may_be_cued(text, keys):
            return False
        spelled, numbers = self._spelled.open(text), self._numbers.open(text)
        if not (spelled or numbers):
            return True
        if len(text) > _SHORT or (spelled and self._may_be_spelled(text)):
            return False
        found = self._numerals.candidates(text, 0, len(text)) if numbers else ()
        if any(self.detectors[rank].span_at(text, place) is not None for place, rank in found):
            return False
        # A gate opens for a value in a row with itself as well, of which none has its edges.
        return not (spelled or NUMBERS(text)) or next(rows(text, 0, len(text)), None) is None

    def _may_be_cued(self, text: str, keys: str) -> bool:
        """Whether there may be a candidate that needs a cue, and in a short text that very cue."""
        if not self._is_cued(text, keys):
            return False
        if len(text) > _SHORT:
            return True
        cues = self._words.which(surroundings(text, 0, len(text), keys))
        return not set(cues).isdisjoint(self._cued.which(text))

    def _may_be_spelled(self, text: str) -> bool:
        """Whether there may be a format in a short text that is no number and needs no cue."""
        places = self._spelled.which(text)
        open_ones = [self.detectors[self._spelled_ranks[place]] for place in places]
        # What is near a secret decides about it; that may be another text, looked at with this one.
        return any(one.group == "secrets" or any(one.spans(text)) for one in open_ones)

    def _reads_clean(self, text: str, keys: str, depth: int) -> bool:
        """The same of a text however it is read, with what is encoded in it."""
        try:
            every = texts(text)
        except NotInspectable:
            return False
        if depth == 0 and any(as_written and _is_mixed(one) for one, as_written in every):
            return False
        headers = [header(one) for one, _ in every] if self._keyed and header(text) else []
        if any(self._announced(readable(one)) for one in headers):
            return False
        joined = readable(APART.join([one for one, _ in every]))
        if self._whole and self._unbounded(joined):
            return False
        return self._is_closed(joined, keys) and (
            not may_hold(joined) or self._hides_nothing(joined, keys, depth)
        )

    def _hides_nothing(self, text: str, keys: str, depth: int) -> bool:
        """The same of what is encoded in a text."""
        # Ascii85 says nothing before its end.
        if ASCII85 in text:
            return False
        joined, inside = contents(text)
        if not inside:
            return True
        names = APART.join([keys, *dict.fromkeys(_before(joined, blob) for blob in inside)])
        decoded = APART.join(dict.fromkeys(blob.text for blob in inside))
        return self._is_clean(decoded, names, depth + 1)

    def names(self, rank: int) -> tuple[str, str]:
        """Kind and name of the detector at this place."""
        if rank == len(self.detectors):
            return KIND, NAME
        if self._entities is not None and rank > len(self.detectors):
            return self._entities.kinds[rank - len(self.detectors) - 1], self._entities.name
        return self.detectors[rank].kind, self.detectors[rank].name

    def spans(
        self, text: str, keys: str, bounds: Bounds = (), *, from_start: bool = True
    ) -> Iterator[Ranked]:
        """Every confirmed span, overlapping ones too; with `bounds`, those that are new.

        The first line can name the columns of a table unless the text does not start with it.

        Raises `NotInspectable` for what is encoded too often, or decodes to too much.
        """
        yield from self._spans(text, keys, 0, _Budget(text), bounds)
        if from_start and header(text):
            for view, *_ in views(text):
                for begin, end, rank in self._in_columns(readable(view.text)):
                    if not self._keep.keeps(view.text[begin:end]):
                        yield (*view.origin(begin, end), rank)

    @property
    def looks_far(self) -> bool:
        """Whether what is found in a text may hang on all of it."""
        return self._entities is not None

    def _spans(
        self, text: str, keys: str, depth: int, budget: _Budget, bounds: Bounds = ()
    ) -> Iterator[Ranked]:
        for view, as_written, new in views(text, bounds if len(text) > _SHORT else None):
            for begin, end, rank in self._in_text(view.text, keys, new):
                yield (*view.origin(begin, end), rank)
            for begin, end, rank in self._named(view.text, keys, depth, budget):
                yield (*view.origin(begin, end), rank)
            if as_written and depth == 0:
                for begin, end in mixed_words(view.text):
                    if not self._keep.keeps(view.text[begin:end]):
                        yield (*view.origin(begin, end), len(self.detectors))
            yield from self._in_blobs(view, keys, depth, budget, new)

    def _in_text(self, text: str, keys: str, bounds: Bounds) -> Iterator[Ranked]:
        """Every confirmed span in the text as it stands here, or by what is new in it."""
        again: dict[int, Repetitions] = {}
        for begin, end, rank in self._confirmed(readable(text), keys, bounds):
            if begin < end and not self._keep.keeps(text[begin:end]):
                yield begin, end, rank
                for span in again.setdefault(rank, Repetitions(text)).beside(begin, end):
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
                for begin, stop in self.detectors[rank].spans(text[start:end], name):
                    yield start + begin, start + stop, rank
            if self._entities is not None:
                for begin, stop, kind in self._entities.under(text[start:end], name):
                    yield start + begin, start + stop, self._rank_of(kind)

    def _called(self, name: str) -> list[int]:
        """The places of the detectors for which the name says what a value is."""
        ranks = list(self._keyed) if self._announced(readable(name)) else []
        around = surroundings(name, 0, len(name), "")
        for place in self._words.which(around):
            rank = self._cued_ranks[place]
            cues = self.detectors[rank].cues
            if cues is not None and cues.names(name):
                ranks.append(rank)
        return ranks

    def _confirmed(self, text: str, keys: str, bounds: Bounds) -> Iterator[Ranked]:
        """The same of a text for gates, with what is kept."""
        parts = [(rank, (0, len(text), len(text))) for rank in self._whole]
        within = around(text, bounds)
        if within is not None:
            parts += [(rank, (0, len(text), len(text))) for rank in self._far]
        if keys and self._announced(readable(keys)):
            parts += [(rank, (0, 0, len(text))) for rank in self._keyed]
        for rank, part in parts:
            for begin, end in self.detectors[rank].spans(text, keys, part):
                yield begin, end, rank
        cued = within is not None or self._is_cued(text, keys)
        unbounded = bool(self._whole) and self._unbounded(text)
        for part in segments(text) if within is None else within:
            shown = text[part[0] : part[1] + LONGEST]
            is_open = self._is_open(shown, cued=cued)
            found = list(self._in_part(text, part, keys, cued=cued)) if is_open else []
            yield from found
            if is_open or unbounded:
                yield from self._glued(text, part, keys, [(begin, end) for begin, end, _ in found])

    def _glued(self, text: str, part: Part, keys: str, known: Sequence[Span]) -> Iterator[Ranked]:
        """What is in values that stand in a row with themselves, but for what is known."""
        once = alone(text, part[0], part[1], known)
        if once is None:
            return
        whole = (0, len(once.text), len(once.text))
        names = keys if part[0] == 0 else ""
        found = [
            (*span, rank)
            for rank in self._whole
            for span in self.detectors[rank].spans(once.text, names, whole)
        ]
        for begin, end, rank in (*found, *self._in_part(once.text, whole, names, cued=True)):
            for span in once.spans(begin, end):
                yield *span, rank

    def _is_open(self, text: str, *, cued: bool) -> bool:
        """Whether there may be something in a part of a text."""
        if not self._any.may_open(text):
            return False
        if self._numbers.open(text) or self._spelled.open(text):
            return True
        return cued and self._cued.open(text)

    def _in_part(self, text: str, part: Part, keys: str, *, cued: bool) -> Iterator[Ranked]:
        start, edge, end = part
        shown = text[start : edge + LONGEST]
        named: list[int] = []
        if cued and self._cued.open(shown):
            places = self._words.which(surroundings(text, start, end, keys))
            named = [self._cued_ranks[place] for place in places]
        spelled = [self._spelled_ranks[place] for place in self._spelled.which(shown)]
        for rank in (*spelled, *named):
            if rank not in self._numerals.places:
                for begin, stop in self.detectors[rank].spans(text, keys, part):
                    yield begin, stop, rank
        for place, rank in self._numerals.candidates(text, start, edge, named):
            found = self._match[rank](text, place)
            span = None if found is None else self.detectors[rank].confirmed(found, keys)
            if span is not None:
                yield *span, rank

    def _is_cued(self, text: str, keys: str) -> bool:
        """Whether there may be both a candidate that needs a cue, and a cue."""
        if len(text) > _SHORT and not self._cued.open(text):
            return False
        if not self._words.open(surroundings(text, 0, len(text), keys)):
            return False
        return len(text) > _SHORT or self._cued.open(text)

    def _in_blobs(
        self, view: View, keys: str, depth: int, budget: _Budget, bounds: Bounds
    ) -> Iterator[Ranked]:
        """What holds a match in encoded form, by the most severe match in it."""
        joined = unwrapped(view)
        if joined is not view and isinstance(joined, Edited):
            bounds = tuple(map(joined.carried, bounds))
        view = joined
        for blob in blobs(view.text, around(view.text, bounds)):
            if depth == _MAX_DEPTH:
                raise NotInspectable(f"a text that is encoded more than {_MAX_DEPTH} times")
            budget.spend(len(blob.text))
            names = f"{keys} {_before(view.text, blob)}"
            if self._is_clean(blob.text, names, depth + 1):
                continue
            inside = self._spans(blob.text, names, depth + 1, budget)
            rank = min((rank for _, _, rank in inside), default=None)
            if rank is not None:
                yield (*view.origin(blob.start, blob.end), rank)
