"""A stream that comes piece by piece, and is released piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from enforcecore_core.admission import Admission
from enforcecore_core.descriptions import LARGEST_PAYLOAD, size_of
from enforcecore_core.redaction import NotInspectable, RedactedBytes, RedactedStream

__all__ = ["Chunks"]


class Chunks:
    """Releases a stream: text and bytes are redacted across the borders of its chunks.

    Other values are redacted each alone. None ends no text: some send it to keep a stream alive.
    """

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._opened: RedactedStream | RedactedBytes | None = None
        self._size = 0
        self._released: list[object] = []

    def feed(self, chunk: object) -> Iterator[object]:
        """Yield what may be released now that `chunk` has come."""
        for released in self._fed(chunk):
            self._note(released)
            yield released

    def flush(self) -> Iterator[object]:
        """Yield what was held back. The stream has ended."""
        for released in self._flushed():
            self._note(released)
            yield released
        if self._size <= LARGEST_PAYLOAD:
            self._admission.keep_result(self._released)
        else:
            self._admission.leave_out_result(f"it is larger than {LARGEST_PAYLOAD} bytes")

    def _note(self, released: object) -> None:
        if self._size > LARGEST_PAYLOAD:
            self._released.clear()
        elif self._admission.keeps:
            self._released.append(released)

    def _fed(self, chunk: object) -> Iterator[object]:
        self._size += size_of(chunk)
        self._admission.check_size(self._size)
        if not self._admission.decision.duties.redact_results:
            yield chunk
        elif isinstance(chunk, (str, bytes, bytearray, memoryview)):
            yield from self._piece(chunk)
        else:
            if chunk is not None:
                yield from self._flushed()
            yield self._admission.inspect_part(chunk)

    def _piece(self, chunk: str | bytes | bytearray | memoryview) -> Iterator[object]:
        with self._refusing():
            plain = str.__str__(chunk) if isinstance(chunk, str) else _held(chunk)
        if not isinstance(
            self._opened, RedactedStream if isinstance(plain, str) else RedactedBytes
        ):
            yield from self._flushed()
        with self._refusing():
            ready = self._fed_text(plain) if isinstance(plain, str) else self._fed_bytes(plain)
        if ready:
            yield ready

    def _fed_text(self, piece: str) -> str:
        if not isinstance(self._opened, RedactedStream):
            self._opened = self._admission.open_text()
        return self._opened.feed(piece)

    def _fed_bytes(self, piece: bytes) -> bytes:
        if not isinstance(self._opened, RedactedBytes):
            self._opened = RedactedBytes(self._admission.open_text)
        return self._opened.feed(piece)

    def _flushed(self) -> Iterator[object]:
        if self._opened is None:
            return
        opened, self._opened = self._opened, None
        with self._refusing():
            ready = opened.flush()
        self._admission.note_redactions(opened.counts)
        if ready:
            yield ready

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except NotInspectable as refusal:
            raise self._admission.withheld(str(refusal)) from None


def _held(chunk: bytes | bytearray | memoryview) -> bytes:
    try:
        return memoryview(chunk).tobytes()
    except ValueError:
        raise NotInspectable("a view that was released") from None
