"""Whether a trail may be gone on with: signed trails only by the key that signed them.

A writer signs no history that it has not followed from a state that its own key has signed. The
head, which says quickly where a trail ends, is not trusted for that: its frontier at the newest
seal must have the root that was signed, and what came after is read again.
"""

from __future__ import annotations

from typing import NoReturn

from enforcecore_core.audit.chain import Chain
from enforcecore_core.audit.checkpoints import Checkpoint, open_checkpoint
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.heads import Sealed
from enforcecore_core.audit.history import History
from enforcecore_core.audit.notes import NoteInvalid, text_of
from enforcecore_core.audit.records import RecordInvalid, parse_record
from enforcecore_core.audit.sealing import Sealer, note_at, published_note
from enforcecore_core.audit.segments import segments, trail_lines
from enforcecore_core.audit.tree import GrowingTree

__all__ = ["Confirmation"]


class Confirmation:
    """What the checkpoint's file says, and who wants to go on with the trail."""

    def __init__(self, directory: TrailDirectory, sealer: Sealer | None) -> None:
        self._directory = directory
        self._sealer = sealer
        note = published_note(directory)
        self._published = None if note is None else self._parsed(note)

    @property
    def size(self) -> int:
        """How many records must be there whatever happened: they were on disk and signed."""
        return 0 if self._published is None else self._published.size

    def check(self, chain: Chain, sealed: Sealed | None, *, is_signed: bool) -> None:
        """Raises `AuditFault` unless these records go on from the newest seal.

        `is_signed` says that there is, or was, a seal.
        """
        if self.size > chain.records:
            self._refuse(f"{self.size} records were signed and {chain.records} are here")
        if not is_signed and self._published is None:
            return
        if self._sealer is None:
            raise AuditFault(
                f"{self._directory.path} is a signed trail. Set ENFORCECORE_SIGNING_KEY to the "
                "file of its key, or pass a signer: what is not signed would not be believed."
            )
        if sealed is not None:
            self._check_seal(sealed, self._sealer)
            self._follow(sealed, chain)
        elif self._published is not None:
            self._refuse("the seal of its checkpoint is not among the records")

    def _check_seal(self, sealed: Sealed, sealer: Sealer) -> None:
        try:
            checkpoint = open_checkpoint(
                note_at(self._directory, sealed.place), [sealer.signer.vkey]
            )
        except NoteInvalid as invalid:
            raise AuditFault(
                f"{self._directory.path} was last signed by another key than "
                f"{sealer.signer.vkey.name!r} ({sealer.signer.vkey.key_id}): {invalid} Use the key "
                "that signed it; `AuditTrail.rotate_key` changes to another."
            ) from None
        frontier = sealed.frontier
        wanted = Checkpoint(sealer.origin, frontier.size, frontier.root())
        if checkpoint != wanted:
            self._refuse(f"the seal in record {frontier.size} signs something else")
        if self.size > frontier.size:
            self._refuse(f"the seal over {self.size} records is not among them")
        if self.size == frontier.size and self._published != checkpoint:
            self._refuse("the checkpoint's file and the newest seal disagree")

    def _follow(self, sealed: Sealed, chain: Chain) -> None:
        """Reads what came after the seal, on the tree that was signed."""
        place = sealed.place
        parts = [part for part in segments(self._directory) if part.first >= place.first]
        history: History | None = None
        for part in parts:
            if history is not None and not history.enter(part):
                break
            offset = place.offset if history is None else 0
            for line in trail_lines(self._directory, [part], offset=offset):
                if history is None:
                    history = History(place, self._prev(line.content), GrowingTree(sealed.frontier))
                if history.records == chain.records or not history.take(line.content):
                    break
        if history is None or history.tree_of() != chain.frontier:
            self._refuse("the head does not go on from the newest seal")

    def _prev(self, line: bytes) -> str:
        try:
            return parse_record(line).prev
        except RecordInvalid:
            self._refuse("the newest seal is damaged")

    def _parsed(self, note: str) -> Checkpoint:
        try:
            checkpoint = Checkpoint.parse(text_of(note))
        except NoteInvalid:
            self._refuse("the checkpoint's file is damaged")
        if checkpoint.origin != self._directory.origin():
            self._refuse(f"its checkpoint is of {checkpoint.origin!r}")
        return checkpoint

    def _refuse(self, what: str) -> NoReturn:
        raise AuditFault(
            f"{self._directory.path} is not as it was signed: {what}. Nothing was changed. Run "
            "`enforcecore verify` on it, and keep it as evidence: a crash does not explain it."
        )
