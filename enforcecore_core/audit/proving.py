"""Makes proofs from a trail, also from one whose beginning was pruned.

Nothing is locked or written. A proof is compared with the root of its checkpoint before it is given
out, so that a trail that does not fit its checkpoint yields none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.directory import TrailDirectory, read_small
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.keys import NoteInvalid
from enforcecore_core.audit.leaves import Leaves
from enforcecore_core.audit.notes import text_of
from enforcecore_core.audit.proofs import ConsistencyProof, TlogProof
from enforcecore_core.audit.records import Record, RecordInvalid, parse_record
from enforcecore_core.audit.tree import (
    ProofInvalid,
    leaf_hash,
)
from enforcecore_core.audit.tree_proofs import (
    ProofUnavailable,
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)

__all__ = ["EntryProof", "prove_continuation", "prove_entry"]

_Path = str | os.PathLike[str]
_DOES_NOT_FIT = "The records do not fit the checkpoint. Run `enforcecore verify`."


@dataclass(frozen=True, slots=True)
class EntryProof:
    """The proofs of a decision and of its outcome, in this order, or of one other record.

    `is_open` says that the call was allowed, and that no outcome is part of the proof.
    """

    proofs: tuple[TlogProof, ...]
    is_open: bool

    def text(self) -> str:
        """The proofs as they stand in one file."""
        return "".join(proof.text() for proof in self.proofs)


@dataclass(frozen=True, slots=True)
class _Found:
    line: bytes
    record: Record


def prove_entry(path: _Path, which: int | str) -> EntryProof:
    """Proves the call whose id is `which`, or to which record number `which` belongs.

    The proof leads to the newest checkpoint that witnesses cosigned or that was published, and to
    the newest seal of the log when those do not cover the records yet. Raises `ProofUnavailable`
    when there is no such record, or none that is signed, and `ProofInvalid` when the trail does
    not fit its checkpoint.
    """
    trail = Leaves(TrailDirectory(Path(os.path.realpath(path))))
    found = _entry(trail, which)
    last = found[-1].record.seq
    note = _covering(trail, last)
    if note is None and len(found) > 1:
        # The decision may be signed, and its outcome not yet.
        note = _covering(trail, found[0].record.seq)
        found = found[:1]
    if note is None:
        raise ProofUnavailable(f"No checkpoint covers record {last} yet, or the trail is unsigned.")
    decision = found[0].record.body
    allowed = decision.get("kind") == "decision" and decision.get("effect") == "allow"
    proofs = tuple(_proof(trail, one, note) for one in found)
    return EntryProof(proofs, is_open=allowed and len(found) == 1)


def prove_continuation(path: _Path, old: Checkpoint) -> ConsistencyProof:
    """Proves that the newest checkpoint of a trail continues an old one.

    Raises `ProofInvalid` when it does not, and `ProofUnavailable` when there is no newer one or
    when the records that the proof needs are pruned.
    """
    trail = Leaves(TrailDirectory(Path(os.path.realpath(path))))
    note = _covering(trail, max(old.size - 1, 0))
    if note is None:
        raise ProofUnavailable(f"The trail has no checkpoint of {old.size} records or more.")
    new = Checkpoint.parse(text_of(note))
    if new.origin != old.origin:
        raise ProofInvalid("The two checkpoints are of different logs.")
    start = trail.before(old.size)
    proof = consistency_proof(start.frontier, trail.leaves(start), old.size, new.size)
    hashes = tuple(proof)
    verify_consistency(old.size, old.root, new.size, new.root, hashes)
    return ConsistencyProof(old.size, hashes, note)


def _proof(trail: Leaves, found: _Found, note: str) -> TlogProof:
    index, checkpoint = found.record.seq, Checkpoint.parse(text_of(note))
    start = trail.before(index)
    hashes = inclusion_proof(start.frontier, trail.leaves(start), index, checkpoint.size)
    try:
        leaf = leaf_hash(found.line)
        verify_inclusion(leaf, index, checkpoint.size, hashes, checkpoint.root)
    except ProofInvalid:
        raise ProofInvalid(_DOES_NOT_FIT) from None
    return TlogProof(found.line, index, tuple(hashes), note)


def _entry(trail: Leaves, which: int | str) -> list[_Found]:
    first = _first(trail, which)
    kind, ref = first.record.body.get("kind"), first.record.body.get("ref")
    if kind == "outcome" and isinstance(ref, int):
        first = _first(trail, ref)
    if first.record.body.get("kind") != "decision":
        return [first]
    return [first, *_outcome(trail, first.record.seq)]


def _first(trail: Leaves, which: int | str) -> _Found:
    if isinstance(which, int):
        for seq, line in trail.lines(trail.before(which)):
            if seq == which:
                return _read(seq, line)
        raise ProofUnavailable(f"The trail has no record {which}.")
    wanted = json.dumps(which, ensure_ascii=False).encode("utf-8", "replace")
    for seq, line in trail.lines(trail.first()):
        if wanted in line:
            found = _read(seq, line)
            if (found.record.body.get("kind"), found.record.body.get("call_id")) == (
                "decision",
                which,
            ):
                return found
    raise ProofUnavailable(f"The trail has no call {which!r}.")


def _outcome(trail: Leaves, decision: int) -> Iterator[_Found]:
    wanted = b'"ref":%d' % decision
    for seq, line in trail.lines(trail.before(decision)):
        if seq > decision and wanted in line:
            found = _read(seq, line)
            body = found.record.body
            if (body.get("kind"), body.get("ref")) == ("outcome", decision):
                yield found
                return


def _read(seq: int, line: bytes) -> _Found:
    with suppress(RecordInvalid):
        record = parse_record(line)
        if record.seq == seq:
            return _Found(line, record)
    raise AuditFault(f"Line {seq} of the trail is not record {seq}. Run `enforcecore verify`.")


def _covering(trail: Leaves, index: int) -> str | None:
    """The witnessed note, the published one or the newest in the log, if it covers the record."""
    for note in (_note(trail, "witnessed"), _note(trail, "checkpoint")):
        if note is not None and Checkpoint.parse(text_of(note)).size > index:
            return note
    newest = None
    for seq, line in trail.lines(trail.before(index)):
        if seq > index and b'"kind":"seal"' in line:
            body = _read(seq, line).record.body
            newest = body["note"] if body.get("kind") == "seal" else newest
    return newest if isinstance(newest, str) else None


def _note(trail: Leaves, name: str) -> str | None:
    try:
        content = read_small(trail.directory, name)
    except FileNotFoundError:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise NoteInvalid(f"The file {name} of the trail is no note.") from None
