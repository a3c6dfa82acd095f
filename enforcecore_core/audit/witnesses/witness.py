"""What a witness answers, whatever carries the question (C2SP tlog-witness, add-checkpoint)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosign, with_signatures
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.keys import COSIGNATURE, Signer, VerifierKey, of_logs
from enforcecore_core.audit.notes import NoteInvalid, open_note, signature_line, text_of
from enforcecore_core.audit.proofs import ConsistencyProof, ProofInvalid
from enforcecore_core.audit.tree_proofs import verify_consistency
from enforcecore_core.audit.witnesses.states import WitnessState
from enforcecore_core.errors import ConfigurationError

__all__ = ["PLAIN", "SIZE", "Refused", "Witness"]

PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


class Refused(AuditFault):
    """A checkpoint that the witness does not cosign: HTTP status, body and media type.

    An `alarming` one is signed by nobody who may, or contradicts what the log said before.
    """

    def __init__(
        self, status: int, body: str, media_type: str = PLAIN, *, origin: str = ""
    ) -> None:
        super().__init__(body)
        self.status = status
        self.body = body
        self.media_type = media_type
        self.origin = origin

    @property
    def alarming(self) -> bool:
        """Whether somebody should look at it."""
        return self.status in (403, 422)


class Witness:
    """Cosigns checkpoints of the logs it was told of, each by the log's keys.

    `clock` gives seconds since 1970. Raises `ConfigurationError` for a key of the other kind.
    """

    def __init__(
        self,
        signer: Signer,
        logs: Mapping[str, Sequence[VerifierKey]],
        state: WitnessState,
        *,
        clock: Callable[[], int],
    ) -> None:
        if signer.vkey.algorithm != COSIGNATURE:
            raise ConfigurationError(
                f"{signer.vkey.name} is the key of a log. Make one: enforcecore keygen --witness"
            )
        self._signer = signer
        self._logs = {origin: tuple(of_logs(keys)) for origin, keys in logs.items()}
        self._state = state
        self._clock = clock
        self._by_hash = {sha256(origin.encode("utf-8")).hexdigest(): origin for origin in logs}

    def add_checkpoint(self, request: bytes) -> str:
        """The cosignature line. It is remembered durably before this returns.

        Raises `Refused` with the status that the specification asks for, or `OSError` or
        `AuditFault` when the witness itself cannot go on.
        """
        proof, checkpoint = _read(request)
        keys = self._logs.get(checkpoint.origin)
        if keys is None:
            raise Refused(404, "this log is not known here\n")
        note = _vouched(proof.checkpoint, keys, checkpoint.origin)
        if proof.old > checkpoint.size:
            raise Refused(400, "the old size is larger than the new one\n")
        with self._state.held():
            _check(proof, checkpoint, self._state.latest(checkpoint.origin))
            line = cosign(note, self._signer, self._clock())
            self._state.replace(checkpoint.origin, with_signatures(note, [line]))
        return line

    def newest(self, origin_hash: str) -> str | None:
        """The newest note of the log whose origin has this SHA-256 in hex, with its cosignature."""
        origin = self._by_hash.get(origin_hash)
        return None if origin is None else self._state.note(origin)


def _read(request: bytes) -> tuple[ConsistencyProof, Checkpoint]:
    try:
        proof = ConsistencyProof.parse(request.decode("utf-8"))
        return proof, Checkpoint.parse(text_of(proof.checkpoint))
    except (UnicodeDecodeError, ProofInvalid, NoteInvalid):
        raise Refused(400, "this is no request to add a checkpoint\n") from None


def _vouched(note: str, keys: Sequence[VerifierKey], origin: str) -> str:
    """The note with the signatures by the log's keys alone, of which there must be one."""
    try:
        opened = open_note(note, keys)
    except NoteInvalid:
        body = "the checkpoint is not signed by a key of its log\n"
        raise Refused(403, body, origin=origin) from None
    lines = [signature_line(one.key, one.signature) for one in opened.signatures]
    return with_signatures(f"{opened.text}\n", lines)


def _check(proof: ConsistencyProof, new: Checkpoint, latest: Checkpoint | None) -> None:
    size = latest.size if latest else 0
    if proof.old != size:
        raise Refused(409, f"{size}\n", SIZE)
    if latest is None:
        latest = Checkpoint(new.origin, 0, sha256().digest())
    try:
        verify_consistency(size, latest.root, new.size, new.root, proof.hashes)
    except ProofInvalid:
        body = "the checkpoint does not continue the one before\n"
        raise Refused(422, body, origin=new.origin) from None
