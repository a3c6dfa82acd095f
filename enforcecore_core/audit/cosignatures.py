"""Cosignatures (C2SP tlog-cosignature, v1): a witness says which checkpoint it saw, and when.

A cosignature says that at its time the checkpoint was the largest that the witness had seen of the
log, and that it continued all that the witness had seen before.
"""

from __future__ import annotations

from collections.abc import Iterable

from enforcecore_core.audit.keys import COSIGNATURE, Signer, VerifierKey, cosigned_message
from enforcecore_core.audit.notes import (
    NoteInvalid,
    NoteSignature,
    signature_line,
    signatures_by,
    signer_of,
    text_of,
)

__all__ = ["cosign", "cosignatures", "with_signatures"]

_TIME_BYTES = 8


def cosign(note: str, signer: Signer, seconds: int) -> str:
    """The line that a witness adds to a note, at a time in seconds since 1970."""
    if signer.vkey.algorithm != COSIGNATURE:
        raise NoteInvalid("Only a witness's key cosigns. Make one: enforcecore keygen --witness")
    message = cosigned_message(text_of(note).encode("utf-8"), seconds)
    return signature_line(signer.vkey, seconds.to_bytes(_TIME_BYTES) + signer.sign(message))


def cosignatures(note: str, witnesses: Iterable[VerifierKey]) -> list[NoteSignature]:
    """The newest cosignature by each of the witnesses on a note; `.time` says when it was made.

    Signatures by others are ignored, and keys that are not those of witnesses. There may be none. A
    bad one by one of the witnesses is a `NoteInvalid`. The log's own signature is not looked at.
    """
    keys = [key for key in witnesses if key.algorithm == COSIGNATURE]
    newest: dict[VerifierKey, NoteSignature] = {}
    for one in sorted(signatures_by(note, keys), key=lambda found: found.time or 0):
        newest[one.key] = one
    return list(newest.values())


def with_signatures(note: str, lines: Iterable[str]) -> str:
    """The note with these signature lines, each in the place of an older one by the same key."""
    text, blank, old = note.rpartition("\n\n")
    before = [f"{line}\n" for line in old.split("\n") if line]
    newest = {signer_of(line): line for line in [*before, *lines]}
    return text + blank + "".join(newest.values())
