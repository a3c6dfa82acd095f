"""One round: all witnesses are asked about the newest published checkpoint, at the same time.

What they answer stands in the trail's file `witnessed`: the newest checkpoint that a quorum has
cosigned, or the newest that anybody has as long as there was no quorum yet.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from enforcecore_core import events
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosignatures, with_signatures
from enforcecore_core.audit.directory import TrailDirectory, read_small
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.leaves import Leaves, Mark
from enforcecore_core.audit.notes import NoteInvalid, signature_line, text_of
from enforcecore_core.audit.tree import Hash
from enforcecore_core.audit.tree_proofs import consistency_proof
from enforcecore_core.audit.witnesses.client import Disagreement, WitnessClient
from enforcecore_core.audit.witnesses.policies import WitnessPolicy
from enforcecore_core.errors import ConfigurationError

__all__ = ["TIMEOUT", "WITNESSED", "Rounds"]

WITNESSED = "witnessed"
TIMEOUT = 10.0
_NEW = "witnessed.new"
_CHECKPOINT = "checkpoint"
_LOCK = ".witnesses"
_LONGEST_PAUSE = 60.0
_HIGHEST_POWER = 6


@dataclass(slots=True)
class _Peer:
    """What is remembered of one witness between rounds."""

    client: WitnessClient
    place: Mark | None = None
    cosigned: str = ""
    failures: int = 0
    not_before: float = 0.0
    line: str = ""
    disagreement: str = ""


class Rounds:
    """Asks the witnesses of one trail. One thread at a time; processes take turns.

    `timeout` is for each question. Raises `ConfigurationError` for a witness without a usable URL.
    """

    def __init__(
        self,
        directory: TrailDirectory,
        policy: WitnessPolicy,
        *,
        timeout: float = TIMEOUT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory = directory
        self._policy = policy
        self._monotonic = monotonic
        self._peers = []
        for witness in policy.witnesses:
            if witness.url is None:
                raise ConfigurationError(f"The witness {witness.name} has no URL to be asked at.")
            client = WitnessClient(witness.url, witness.key, timeout=timeout)
            self._peers.append(_Peer(client))

    def ask(self) -> str | None:
        """Asks whoever has not cosigned the newest checkpoint; returns what a witness objects to.

        A witness that does not answer is asked again in a later round, at growing intervals. When
        another process is asking, nothing happens. Raises `OSError` when the answers cannot be
        kept.
        """
        with self._turn() as is_ours:
            note = self._read(_CHECKPOINT)
            if not is_ours or note is None:
                return None
            due = [peer for peer in self._peers if self._is_due(peer, note)]
            if not due:
                return None
            # A power cut must not take back what a witness has seen.
            self._directory.sync()
            now = self._monotonic()
            _at_once([_Question(self._directory, peer, note, now) for peer in due])
            lines = [peer.line for peer in due if peer.line]
            if lines:
                self._keep(note, lines)
            return next((peer.disagreement for peer in due if peer.disagreement), None)

    def published_size(self) -> int:
        """How many records the newest published checkpoint covers."""
        return _size_of(self._read(_CHECKPOINT))

    def witnessed_size(self) -> int:
        """How many records the newest checkpoint covers that a quorum has cosigned."""
        note = self._read(WITNESSED)
        return _size_of(note) if note is not None and self._is_met(note) else 0

    def _is_due(self, peer: _Peer, note: str) -> bool:
        return text_of(note) != peer.cosigned and self._monotonic() >= peer.not_before

    def _keep(self, note: str, lines: Sequence[str]) -> None:
        before = self._read(WITNESSED)
        if before is not None and text_of(before) == text_of(note):
            note = before
        note = with_signatures(note, lines)
        if before is None or self._is_met(note) or not self._is_met(before):
            self._directory.write_new(_NEW, note.encode("utf-8"))
            (self._directory.path / _NEW).replace(self._directory.path / WITNESSED)
            self._directory.sync()

    def _is_met(self, note: str) -> bool:
        try:
            found = cosignatures(note, self._policy.keys)
        except NoteInvalid:
            return False
        return self._policy.is_met(one.key for one in found)

    def _read(self, name: str) -> str | None:
        try:
            note = read_small(self._directory, name).decode("utf-8", "replace")
            Checkpoint.parse(text_of(note))
        except (FileNotFoundError, NoteInvalid):
            return None
        return note

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        descriptor = self._directory.open(_LOCK, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(descriptor)


class _Question:
    """One note for one witness. What comes of it is left with the witness."""

    def __init__(self, directory: TrailDirectory, peer: _Peer, note: str, now: float) -> None:
        self._trail = Leaves(directory)
        self._peer = peer
        self._note = note
        self._now = now
        self._size = Checkpoint.parse(text_of(note)).size
        self._end: Mark | None = None

    def ask(self) -> None:
        peer, name = self._peer, self._peer.client.key.name
        peer.line = peer.disagreement = ""
        old = peer.place.frontier.size if peer.place else 0
        try:
            answer = peer.client.cosigned(self._note, old, self._prove)
        except Disagreement as disagreement:
            peer.disagreement = str(disagreement)
            events.witness_disagreed(name, peer.disagreement)
        except (OSError, AuditFault) as fault:
            self._put_off(str(fault))
        else:
            self._cosigned(signature_line(answer.key, answer.signature))

    def _cosigned(self, line: str) -> None:
        peer = self._peer
        peer.line, peer.cosigned = line, text_of(self._note)
        with suppress(OSError, AuditFault):
            # Without it the next proof is made from the beginning of a segment.
            peer.place = self._end or self._trail.advanced(self._near(self._size), self._size)[1]
        if peer.failures:
            events.witness_back(peer.client.key.name)
        peer.failures = 0

    def _put_off(self, why: str) -> None:
        peer = self._peer
        if not peer.failures:
            events.witness_away(peer.client.key.name, why)
        pause = min(_LONGEST_PAUSE, 2.0 ** min(peer.failures, _HIGHEST_POWER))
        peer.failures += 1
        peer.not_before = self._now + pause

    def _prove(self, old: int) -> list[Hash]:
        if old in (0, self._size):
            return []
        mark = self._near(old)
        leaves, self._end = self._trail.advanced(mark, self._size)
        return consistency_proof(mark.frontier, leaves, old, self._size)

    def _near(self, size: int) -> Mark:
        place = self._peer.place
        return place if place and place.frontier.size <= size else self._trail.before(size)


def _size_of(note: str | None) -> int:
    return 0 if note is None else Checkpoint.parse(text_of(note)).size


def _at_once(questions: Sequence[_Question]) -> None:
    """Asks them all in threads that do not keep the process from ending."""
    threads = [threading.Thread(target=one.ask, daemon=True) for one in questions[1:]]
    for thread in threads:
        thread.start()
    for question in questions[:1]:
        question.ask()
    for thread in threads:
        thread.join()
