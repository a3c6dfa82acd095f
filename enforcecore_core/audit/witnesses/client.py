"""Asks a witness for its cosignature (C2SP tlog-witness, add-checkpoint).

A witness that cannot be reached, is slow, or answers nonsense is `Away`: it proves nothing, and is
asked again later. One that says that the log contradicts what it saw is a `Disagreement`.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from enforcecore_core.audit.checkpoints import Checkpoint, size_of
from enforcecore_core.audit.cosignatures import cosignatures
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.keys import COSIGNATURE, NoteInvalid, VerifierKey
from enforcecore_core.audit.notes import NoteSignature, text_of
from enforcecore_core.audit.proofs import ConsistencyProof
from enforcecore_core.audit.tree import Hash
from enforcecore_core.audit.witnesses.witness import SIZE
from enforcecore_core.errors import ConfigurationError

__all__ = ["Away", "Disagreement", "WitnessClient"]

_LONGEST_ANSWER = 64 * 1024
_TIMEOUT = 10.0
_OK, _CONFLICT, _UNPROCESSABLE = 200, 409, 422
_Prove = Callable[[int], Sequence[Hash]]


class Away(AuditFault):
    """The witness gave no cosignature, and nothing follows from that. It is asked again."""


class Disagreement(AuditFault):
    """The witness has seen the log say something else: it was rolled back, or there are two."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    media_type: str
    body: str


class WitnessClient:
    """A witness by its submission prefix (http or https) and its key.

    `timeout` is how many seconds one question may take in all. Redirects are not followed, and
    proxies of the environment are not used.
    """

    def __init__(self, url: str, key: VerifierKey, *, timeout: float = _TIMEOUT) -> None:
        if not _is_url(url):
            raise ConfigurationError(f"The witness {key.name} has no http or https URL: {url!r}.")
        if key.algorithm != COSIGNATURE:
            raise ConfigurationError(f"The key {key.name} is not that of a witness.")
        self.key = key
        self._url = urlsplit(url)
        self._timeout = timeout

    def cosigned(self, note: str, old: int, prove: _Prove) -> NoteSignature:
        """The witness's cosignature of a note.

        `old` is the size that the witness is thought to have seen, 0 if unknown; when it has seen
        another one, it is asked once more. `prove(size)` gives the proof that the note continues
        the log of that size. Raises `Away` or `Disagreement`, or what `prove` raises.
        """
        size = Checkpoint.parse(text_of(note)).size
        answer = self._ask(note, old, prove)
        if answer.status == _CONFLICT and answer.media_type == SIZE:
            seen = self._size_in(answer)
            if seen > size:
                raise Disagreement(
                    f"The witness {self.key.name} has seen {seen} records, and there are {size}."
                )
            if seen == old:
                raise Away(f"The witness {self.key.name} refuses the size that it states.")
            answer = self._ask(note, seen, prove)
        if answer.status == _OK:
            return self._checked(note, answer)
        if answer.status in (_CONFLICT, _UNPROCESSABLE) and answer.media_type != SIZE:
            raise Disagreement(f"The witness {self.key.name} has seen this log with other records.")
        raise Away(f"The witness {self.key.name} answers with status {answer.status}.")

    def _ask(self, note: str, old: int, prove: _Prove) -> _Answer:
        hashes = tuple(prove(old))
        return self._exchange(ConsistencyProof(old, hashes, note).text().encode("utf-8"))

    def _size_in(self, answer: _Answer) -> int:
        try:
            return size_of(answer.body.removesuffix("\n"))
        except NoteInvalid:
            raise Away(f"The witness {self.key.name} states no size.") from None

    def _checked(self, note: str, answer: _Answer) -> NoteSignature:
        try:
            found = cosignatures(note + answer.body, [self.key])
        except NoteInvalid:
            found = []
        if not found or text_of(note + answer.body) != text_of(note):
            raise Away(f"What the witness {self.key.name} answers is not its cosignature.")
        return found[0]

    def _exchange(self, request: bytes) -> _Answer:
        connection = self._connection()
        try:
            connection.connect()
            with _ended_after(self._timeout, connection.sock):
                return self._posted(connection, request)
        except (OSError, http.client.HTTPException, UnicodeDecodeError) as error:
            kind = type(error).__name__
            raise Away(f"The witness {self.key.name} does not answer: {kind}.") from None
        finally:
            connection.close()

    def _posted(self, connection: http.client.HTTPConnection, request: bytes) -> _Answer:
        path = self._url.path.rstrip("/") + "/add-checkpoint"
        connection.request("POST", path, request, {"Content-Type": "text/plain"})
        response = connection.getresponse()
        content = response.read(_LONGEST_ANSWER + 1)
        if len(content) > _LONGEST_ANSWER:
            raise Away(f"The witness {self.key.name} answers at too great length.")
        media_type = response.getheader("Content-Type", "")
        return _Answer(response.status, media_type, content.decode("utf-8"))

    def _connection(self) -> http.client.HTTPConnection:
        host, port = str(self._url.hostname), self._url.port
        if self._url.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._timeout)
        return http.client.HTTPConnection(host, port, timeout=self._timeout)


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


@contextmanager
def _ended_after(seconds: float, connection: socket.socket) -> Iterator[None]:
    """Ends the connection then, under the feet of whoever waits for it.

    The time-out of a socket is for each read; a peer that sends a byte now and then never meets it.
    """
    end = threading.Timer(seconds, _cut, (connection,))
    end.daemon = True
    end.start()
    try:
        yield
    finally:
        end.cancel()


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
