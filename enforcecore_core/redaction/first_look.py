"""Saying in microseconds that nothing can match in a text, however it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from enforcecore_core.redaction.announcing import Announcing
from enforcecore_core.redaction.base32 import ASCII85
from enforcecore_core.redaction.blobs import TRIGGERS, Blob, contents, may_be_text, may_hold
from enforcecore_core.redaction.characters import CONTROL
from enforcecore_core.redaction.codes import alike, form, has_codes
from enforcecore_core.redaction.columns import header
from enforcecore_core.redaction.decoding import ENCODED
from enforcecore_core.redaction.detectors import Detector
from enforcecore_core.redaction.engines import Engine
from enforcecore_core.redaction.entities import Entities
from enforcecore_core.redaction.gates import compiled, readable
from enforcecore_core.redaction.gluing import NUMBERS, rows
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.layout import LAID_OUT
from enforcecore_core.redaction.openings import SHORT, Openings
from enforcecore_core.redaction.own_formats import Keep
from enforcecore_core.redaction.quarantine import may_be_mixed, mixed_words
from enforcecore_core.redaction.views import APART, texts

__all__ = ["MAX_DEPTH", "FirstLook", "before"]

MAX_DEPTH = 8
"""Encoded texts inside encoded texts."""

# How much of what stands before an encoded text is context for what is in it.
_NAME_REACH = 48

# Under these, it is remembered what an id or a digest is. No value looks like them.
_NAMES = re.compile("[A-Za-z_ ]{0,64}")
_MOST_CODES = 1_024

_HAS_CODE = compiled(["[0-9][0-9A-Fa-f]{2}"])


def before(text: str, blob: Blob) -> str:
    """What stands before an encoded text, which may name it."""
    return text[max(0, blob.run - _NAME_REACH) : blob.run]


def _is_mixed(text: str) -> bool:
    """Whether a word in the text is of two alphabets."""
    return may_be_mixed(text) and next(mixed_words(text), None) is not None


class FirstLook:
    """A set of detectors behind one gate. The most severe stands first.

    Behind them come mixed words, and then names, if they are looked for.
    """

    __slots__ = (
        "_announcing",
        "_as_written",
        "_codes",
        "_entities",
        "_far",
        "_in_codes",
        "_keep",
        "_openings",
        "_other",
        "_other_or_more",
        "_own",
        "_unbounded",
        "_whole",
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
        self._announcing = Announcing(self.detectors)
        self._as_written = {rank for rank in ranks if self.detectors[rank].as_written}
        self._openings = Openings(self.detectors, engine)
        whole = [self.detectors[rank].gate for rank in self._whole]
        self._unbounded = compiled(whole)
        self._codes: dict[tuple[str, str], bool] = {}
        every = list(enumerate(self.detectors))
        self._in_codes = {
            rank
            for rank, one in every
            if one.group == "secrets" or one.family == "own" or one.kind == "DATE_OF_BIRTH"
        }
        # They may ask for a digit in a digest.
        self._own = compiled([one.gate for one in self.detectors if one.family == "own"])
        other = [*whole, *ENCODED, *LAID_OUT, CONTROL] if detectors else []
        self._other = compiled(other)
        self._other_or_more = compiled([*other, *TRIGGERS] if detectors else [])

    def is_clean(self, text: str, keys: str) -> bool:
        """True when nothing can match in the text; False says nothing. It takes microseconds."""
        same = "" if "\n" in text or " " in text else form(text)
        if same and self._is_known(same, text, keys):
            return not self._may_be_named(text, keys) and (
                "-" in text or not may_be_text(text) or self._hides_nothing(text, keys, 0)
            )
        return self._is_clean(text, keys, 0)

    def may_be_announced(self, keys: str) -> bool:
        """Whether names over a text, in lines, may make all of it a match."""
        return self._announcing.announce(keys)

    def is_plain(self, text: str, keys: str) -> bool:
        """As `is_clean`, of text that reads in one way."""
        if self._may_read_otherwise(text):
            return not self.detectors
        return self._is_clean_as_written(text, keys)

    def _may_read_otherwise(self, text: str) -> bool:
        """Whether there may be another way to read the text, or something encoded in it."""
        if not text.isascii():
            return True
        if len(text) > SHORT:
            return self._other_or_more(text)
        return self._other(text) or may_hold(text)

    def _is_clean(self, text: str, keys: str, depth: int) -> bool:
        if len(text) > SHORT:
            return not self._may_read_otherwise(text) and self._is_clean_as_written(text, keys)
        is_one_way = text.isascii() and not self._other(text)
        holds_more = not is_one_way or may_hold(text)
        if holds_more and depth > MAX_DEPTH:
            return False
        if not is_one_way:
            return not self._may_be_named(text, keys) and self._reads_clean(text, keys, depth)
        return self._is_clean_as_written(text, keys, holds_more=holds_more) and (
            not holds_more or self._hides_nothing(text, keys, depth)
        )

    def _is_clean_as_written(self, text: str, keys: str, *, holds_more: bool = False) -> bool:
        names = header(text)
        if self._announcing.may_announce(names) or self._is_named(text, keys):
            return False
        return self._is_closed(text, keys, holds_more=holds_more)

    def _may_be_named(self, text: str, keys: str) -> bool:
        """Whether the names over a text may make all of it a match, or a model may find names."""
        if self._entities is not None and self._entities.may_be_in(text, keys):
            return True
        return self._announcing.announce(keys)

    def _is_named(self, text: str, keys: str) -> bool:
        """The same of a text that reads in one way; of a short one, for sure."""
        if not self._may_be_named(text, keys):
            return False
        if self._entities is not None or len(text) > SHORT or APART in text or "\n" in keys:
            return True
        return any(self._announcing.spans(text, keys))

    def _is_closed(self, text: str, keys: str, *, holds_more: bool = True) -> bool:
        """Whether nothing can match in a text for gates as it stands here."""
        if len(text) <= SHORT and holds_more and has_codes(text):
            text = self._with_codes_alike(text)
        # Numbers and codes make a gate of many formats build new states. But a long text takes even
        # longer to be looked at several times, and a text of words needs no states that are new.
        at_once = len(text) > SHORT or not (holds_more or _HAS_CODE(text))
        if at_once and not self._openings.may_open(text):
            return True
        if self._openings.may_be_cued(text, keys):
            return False
        spelled = self._openings.has_spelled(text)
        numbers = self._openings.has_numbers(text)
        if not (spelled or numbers):
            return True
        if len(text) > SHORT or (spelled and self._may_be_spelled(text)):
            return False
        found = self._openings.candidates(text, 0, len(text)) if numbers else ()
        if any(self.detectors[rank].span_at(text, place) is not None for place, rank in found):
            return False
        # A gate opens for a value in a row with itself as well, of which none has its edges.
        return not (spelled or NUMBERS(text)) or next(rows(text, 0, len(text)), None) is None

    def _is_known(self, same: str, text: str, keys: str) -> bool:
        """Whether the names over an id or a digest say nothing of its form."""
        if self._own(text):
            return False
        if not _NAMES.fullmatch(keys):
            return self._is_closed(same, keys)
        known = self._codes.get((same, keys))
        if known is None:
            if len(self._codes) >= _MOST_CODES:
                self._codes.clear()
            known = self._codes[same, keys] = self._is_closed(same, keys)
        return known

    def _with_codes_alike(self, text: str) -> str:
        """The text for gates with ids and digests that say as much: for these, states are known."""
        if self._own(text) or self._openings.may_be_cued_in_code(text):
            return text
        return alike(text)

    def _may_be_spelled(self, text: str) -> bool:
        """Whether there may be a format in a short text that is no number and needs no cue."""
        open_ones = [self.detectors[rank] for rank in self._openings.spelled_in(text)]
        # What is near a secret decides about it; that may be another text, looked at with this one.
        return any(
            (one.group == "secrets" and not one.is_certain) or any(one.spans(text))
            for one in open_ones
        )

    def _reads_clean(self, text: str, keys: str, depth: int) -> bool:
        """The same of a text however it is read, with what is encoded in it."""
        try:
            every = texts(text)
        except NotInspectable:
            return False
        if depth == 0 and any(as_written and _is_mixed(one) for one, as_written in every):
            return False
        headers = [header(one) for one, _ in every] if header(text) else []
        if any(map(self._announcing.may_announce, headers)):
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
        names = APART.join([keys, *dict.fromkeys(before(joined, blob) for blob in inside)])
        decoded = APART.join(dict.fromkeys(blob.text for blob in inside))
        return self._is_clean(decoded, names, depth + 1)
