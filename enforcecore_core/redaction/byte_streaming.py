"""Redacting bytes that arrive in pieces: a text, with the result of redacting it whole.

They are UTF-8 until too much of them is none, from there on latin-1, and no text from the first
byte that a text never has. What starts like UTF-16 is read as that before.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Mapping

from enforcecore_core.redaction.encodings import (
    BINARY,
    LATIN_1,
    LONGEST_MARK,
    NOISE,
    UTF_8,
    Binary,
    Reading,
    foreign,
    is_utf8,
    marked,
    may_hold,
    where_broken,
    where_illegible,
)
from enforcecore_core.redaction.streaming import RedactedStream

__all__ = ["RedactedBytes"]

# More than the shortest noise.
_HOLD = 16
# What tells zeros between letters from others.
_CONTEXT = 3


class RedactedBytes:
    """As `RedactedStream`, for bytes. `open_text` gives a new stream of text."""

    __slots__ = ("_head", "_open_text", "_stages")

    def __init__(self, open_text: Callable[[], RedactedStream]) -> None:
        self._open_text = open_text
        self._head = b""
        self._stages: list[_Marked | _Unmarked] = []

    @property
    def counts(self) -> Mapping[str, int]:
        """How many matches of each kind were replaced so far."""
        counts: Counter[str] = Counter()
        for stage in self._stages:
            counts.update(stage.stream.counts)
        return counts

    def feed(self, chunk: bytes) -> bytes:
        """Take a piece, and give the bytes that are settled by now, without their matches."""
        if not self._stages:
            self._head += chunk
            if len(self._head) < LONGEST_MARK:
                return b""
            chunk = self._begin()
        for stage in self._stages:
            chunk = stage.feed(chunk)
        return chunk

    def flush(self) -> bytes:
        """The rest of the bytes, without their matches. No more may be fed."""
        chunk = b"" if self._stages else self._begin()
        for stage in self._stages:
            chunk = stage.feed(chunk) + stage.flush()
        return chunk

    def _begin(self) -> bytes:
        mark = marked(self._head)
        if mark is not None:
            self._stages.append(_Marked(mark, self._open_text()))
        self._stages.append(_Unmarked(self._open_text()))
        return self._head


class _Marked:
    """Bytes behind a mark, as what it says."""

    def __init__(self, reading: Reading, stream: RedactedStream) -> None:
        self.stream = stream
        self._reading = reading
        self._decoder = codecs.getincrementaldecoder(reading.encoding)(reading.errors)

    def feed(self, chunk: bytes) -> bytes:
        return self._reading.encode(self.stream.feed(self._decoder.decode(chunk)))

    def flush(self) -> bytes:
        ready = b""
        for part in self._reading.parts(self._decoder.getstate()[0]):
            ready += part if isinstance(part, bytes) else self._encoded(part)
        return ready

    def _encoded(self, last: str) -> bytes:
        return self._reading.encode(self.stream.feed(last) + self.stream.flush())


class _Unmarked:
    """Bytes as UTF-8, until they show that they are something else."""

    def __init__(self, stream: RedactedStream) -> None:
        self.stream = stream
        self._reading: Reading | Binary = UTF_8
        self._decoder = codecs.getincrementaldecoder(UTF_8.encoding)(UTF_8.errors)
        self._broken = self._beyond = 0
        self._is_legible = True
        # The last bytes of those that are no text, of which the first ones are read already.
        self._last = b""
        self._read_of_last = 0

    def feed(self, chunk: bytes) -> bytes:
        if self._reading is UTF_8:
            return self._as_utf8(self._decoder.decode(chunk))
        return self._as_latin1(chunk) if self._reading is LATIN_1 else self._as_binary(chunk)

    def flush(self) -> bytes:
        ready = b""
        if self._reading is UTF_8:
            half, _ = self._decoder.getstate()
            self._decoder.reset()
            ready = self._as_utf8(half.decode(*UTF_8))
        return ready + self._read(BINARY.decode(self._last)[self._read_of_last :]) + self._end()

    def _as_utf8(self, text: str) -> bytes:
        before = self._beyond
        broken, beyond = foreign(text)
        self._broken += broken
        self._beyond += beyond
        if is_utf8(self._broken, self._beyond):
            self._is_legible &= where_illegible(UTF_8.encode(text)) is None
            return self._read(text)
        first = where_broken(text)
        same, other = text[:first], UTF_8.encode(text[first:]) + self._decoder.getstate()[0]
        self._is_legible &= where_illegible(UTF_8.encode(same)) is None
        ready = self._read(same)
        # In ASCII alone, what is held back is the same in both.
        if before or not same.isascii():
            ready += self._end()
        self._reading = LATIN_1
        return ready + self._as_latin1(other)

    def _as_latin1(self, chunk: bytes) -> bytes:
        first = where_illegible(chunk) if self._is_legible else 0
        if first is None:
            return self._read(chunk.decode(*LATIN_1))
        ready = self._read(chunk[:first].decode(*LATIN_1))
        self._reading = BINARY
        return ready + self._as_binary(chunk[first:])

    def _as_binary(self, chunk: bytes) -> bytes:
        value, place = self._last + chunk, self._read_of_last
        text = BINARY.decode(value)
        ready: list[bytes] = []
        for noise in NOISE.finditer(value, place):
            part = value[place : noise.start()]
            # Only the first part goes on with what came before.
            if not ready or may_hold(part):
                ready += (self._read(text[place : noise.start()]), self._end(), noise.group())
            else:
                ready += (part, noise.group())
            place = noise.end()
        cut = max(place, len(value) - _HOLD)
        ready.append(self._read(text[place:cut]))
        self._last = value[max(0, cut - _CONTEXT) :]
        self._read_of_last = min(cut, _CONTEXT)
        return b"".join(ready)

    def _read(self, text: str) -> bytes:
        return self._reading.encode(self.stream.feed(text))

    def _end(self) -> bytes:
        return self._reading.encode(self.stream.flush())
