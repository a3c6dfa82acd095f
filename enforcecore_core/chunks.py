"""A stream that comes piece by piece, and is released piece by piece."""

from __future__ import annotations

from collections.abc import Iterator

from enforcecore_core.admission import Admission
from enforcecore_core.descriptions import LARGEST_PAYLOAD, size_of
from enforcecore_core.redaction import RedactedStream

__all__ = ["Chunks"]


class Chunks:
    """Releases a stream: text is redacted across the borders of its chunks, other values alone."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._text: RedactedStream | None = None
        self._size = 0
        self._released: list[object] = []

    def feed(self, chunk: object) -> Iterator[object]:
        """Yield what may be released now that `chunk` has come."""
        for released in self._fed(chunk):
            self._note(released)
            yield released

    def flush(self) -> Iterator[object]:
        """Yield the text that was held back. The stream has ended."""
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
        if not isinstance(chunk, str):
            yield from self._flushed()
            yield self._admission.inspect_part(chunk)
            return
        if not self._admission.decision.duties.redact_results:
            yield chunk
            return
        if self._text is None:
            self._text = self._admission.open_text()
        if ready := self._text.feed(chunk):
            yield ready

    def _flushed(self) -> Iterator[object]:
        if self._text is None:
            return
        text, self._text = self._text, None
        ready = text.flush()
        self._admission.note_redactions(text.counts)
        if ready:
            yield ready
