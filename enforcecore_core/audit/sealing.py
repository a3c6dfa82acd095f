"""Seals: records that hold a signed checkpoint over all records before them.

The newest one is also published, as the file `checkpoint`, once its records are on disk: a
signature over records that a power cut then takes away would make an honest crash look like an
attack.
"""

from __future__ import annotations

from enforcecore_core.audit.chain import Chain, Place
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.directory import TrailDirectory, read_small
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.keys import Signer
from enforcecore_core.audit.notes import NoteInvalid, signed, text_of
from enforcecore_core.audit.records import RecordInvalid, parse_record
from enforcecore_core.audit.segments import Segment, trail_lines

__all__ = ["CHECKPOINT", "Sealer", "note_at", "publish", "published_note"]

CHECKPOINT = "checkpoint"
_NEW = "checkpoint.new"


class Sealer:
    """Makes the checkpoints of one trail. `signer` is the key that it has now."""

    def __init__(self, origin: str, signer: Signer) -> None:
        self.origin = origin
        self.signer = signer

    def fields(self, chain: Chain, *signers: Signer) -> dict[str, object]:
        """What a seal over these records holds that the signers sign."""
        checkpoint = Checkpoint(self.origin, chain.records, chain.frontier.root())
        try:
            return {"note": signed(checkpoint.text(), signers)}
        except NoteInvalid:
            raise
        except Exception as fault:
            # Whatever a KMS or an HSM raises: its text may say more than a trail should.
            kind = type(fault).__name__
            raise AuditFault(f"The signing key could not sign a checkpoint ({kind}).") from fault


def note_at(directory: TrailDirectory, place: Place) -> str:
    """The note of the seal that stands there; raises `AuditFault` when none does."""
    part = Segment(place.first, place.offset + (1 << 16))
    for line in trail_lines(directory, [part], offset=place.offset):
        try:
            body = parse_record(line.content).body
        except RecordInvalid:
            break
        note = body.get("note")
        if body.get("kind") == "seal" and isinstance(note, str):
            return note
        break
    raise AuditFault(f"{directory.path}: record {place.seq} is not the seal that it was.")


def published_note(directory: TrailDirectory) -> str | None:
    """The note in the checkpoint's file, if there is one. Nothing is checked."""
    try:
        return read_small(directory, CHECKPOINT).decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def publish(directory: TrailDirectory, note: str) -> None:
    """Replaces the checkpoint's file, unless it is as new. Its records must be on disk."""
    before = published_note(directory)
    if before is not None and _size(before) >= _size(note):
        return
    directory.write_new(_NEW, note.encode("utf-8"))
    (directory.path / _NEW).replace(directory.path / CHECKPOINT)
    directory.sync()


def _size(note: str) -> int:
    try:
        return Checkpoint.parse(text_of(note)).size
    except NoteInvalid:
        # A damaged file is replaced.
        return -1
