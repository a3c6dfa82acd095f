"""Proofs as texts that are checked without the trail.

A `TlogProof` (C2SP tlog-proof) shows that one record is in the log that a signed checkpoint
describes. Its extra data is the record's line. As one proof has one record, the evidence of a call
is the proof of its decision and, directly behind it, that of its outcome: each begins with the line
`c2sp.org/tlog-proof@v1`, and each is complete by itself.

A `ConsistencyProof` shows that the log of a checkpoint continues an older one. Its text is the
request that C2SP tlog-witness sends to a witness.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from enforcecore_core.audit.base64text import decoded, encoded
from enforcecore_core.audit.checkpoints import Checkpoint, size_of
from enforcecore_core.audit.keys import NoteInvalid, VerifierKey, of_logs
from enforcecore_core.audit.notes import open_note
from enforcecore_core.audit.records import Record, RecordInvalid, parse_record
from enforcecore_core.audit.tree import Hash, ProofInvalid, leaf_hash
from enforcecore_core.audit.tree_proofs import verify_consistency, verify_inclusion

__all__ = [
    "ConsistencyProof",
    "ProofInvalid",
    "ProvedRecord",
    "TlogProof",
    "check_entry",
    "parse_proofs",
]

HEADER = "c2sp.org/tlog-proof@v1"
_MOST_HASHES = 63
_HASH_BYTES = 32
_LONGEST_TEXT = 1 << 22


@dataclass(frozen=True, slots=True)
class ProvedRecord:
    """A record that a signed checkpoint covers, with its line and the keys that signed."""

    record: Record
    line: bytes
    checkpoint: Checkpoint
    signers: tuple[VerifierKey, ...]


@dataclass(frozen=True, slots=True)
class TlogProof:
    """The line of record `index`, and the way from its leaf to the root of a signed checkpoint."""

    line: bytes
    index: int
    hashes: tuple[Hash, ...]
    checkpoint: str

    def text(self) -> str:
        """The proof as C2SP tlog-proof writes it."""
        hashes = "".join(f"{encoded(one)}\n" for one in self.hashes)
        extra = encoded(self.line)
        return f"{HEADER}\nextra {extra}\nindex {self.index}\n{hashes}\n{self.checkpoint}"

    @staticmethod
    def parse(text: str) -> TlogProof:
        """Reads a proof with a record's line; raises `ProofInvalid`. Nothing is checked yet."""
        head, blank, checkpoint = text.partition("\n\n")
        match head.split("\n"):
            case [header, extra, index, *hashes] if blank and header == HEADER:
                line = _base64_of(_stripped(extra, "extra "))
                number = _number_of(_stripped(index, "index "))
                return TlogProof(line, number, _hashes_of(hashes), checkpoint)
        raise ProofInvalid("This is no proof of a record (c2sp.org/tlog-proof).")

    def check(self, keys: Iterable[VerifierKey]) -> ProvedRecord:
        """Raises `ProofInvalid` or `NoteInvalid` unless one of the keys vouches for the record."""
        note = open_note(self.checkpoint, of_logs(keys))
        checkpoint = Checkpoint.parse(note.text)
        leaf = leaf_hash(self.line)
        verify_inclusion(leaf, self.index, checkpoint.size, self.hashes, checkpoint.root)
        signers = tuple(one.key for one in note.signatures)
        return ProvedRecord(self._record(), self.line, checkpoint, signers)

    def _record(self) -> Record:
        try:
            record = parse_record(self.line)
        except RecordInvalid as invalid:
            raise ProofInvalid(f"What is proved is no record: {invalid.detail}.") from None
        if record.seq != self.index:
            raise ProofInvalid(f"Record {self.index} calls itself {record.seq}.")
        return record


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """The log of a signed checkpoint begins with `old` records that were seen before."""

    old: int
    hashes: tuple[Hash, ...]
    checkpoint: str

    def text(self) -> str:
        """The proof as C2SP tlog-witness sends it."""
        hashes = "".join(f"{encoded(one)}\n" for one in self.hashes)
        return f"old {self.old}\n{hashes}\n{self.checkpoint}"

    @staticmethod
    def parse(text: str) -> ConsistencyProof:
        """Reads a proof; raises `ProofInvalid`. Nothing is checked yet."""
        head, blank, checkpoint = text.partition("\n\n")
        old, *hashes = head.split("\n")
        if not blank or len(text) > _LONGEST_TEXT:
            raise ProofInvalid("This is no proof that one checkpoint continues another.")
        return ConsistencyProof(_number_of(_stripped(old, "old ")), _hashes_of(hashes), checkpoint)

    def check(self, old: Checkpoint, keys: Iterable[VerifierKey]) -> Checkpoint:
        """The checkpoint that continues `old`, which whoever checks has kept.

        Raises `ProofInvalid` or `NoteInvalid` when it does not, is of another log, or is signed
        by none of the keys.
        """
        checkpoint = Checkpoint.parse(open_note(self.checkpoint, of_logs(keys)).text)
        if checkpoint.origin != old.origin:
            raise ProofInvalid("The two checkpoints are of different logs.")
        if self.old != old.size:
            raise ProofInvalid(f"The proof starts at {self.old} records instead of {old.size}.")
        verify_consistency(old.size, old.root, checkpoint.size, checkpoint.root, self.hashes)
        return checkpoint


def parse_proofs(text: str) -> list[TlogProof]:
    """The proofs that stand in a text one after the other; raises `ProofInvalid` without any."""
    first, *rest = text.split(f"{HEADER}\n")
    if first or not rest or len(text) > _LONGEST_TEXT:
        raise ProofInvalid(f"A proof begins with the line {HEADER}.")
    return [TlogProof.parse(f"{HEADER}\n{one}") for one in rest]


def check_entry(proofs: Sequence[TlogProof], keys: Iterable[VerifierKey]) -> list[ProvedRecord]:
    """The records of one call, or one record of another kind, each proved.

    Raises `ProofInvalid` or `NoteInvalid` when a proof does not hold, or when the records are not
    a decision and its outcome in the log of one origin.
    """
    known = list(keys)
    proved = [proof.check(known) for proof in proofs]
    match proved:
        case [_]:
            return proved
        case [decision, outcome] if _belong_together(decision, outcome):
            return proved
    raise ProofInvalid("The records are not the decision and the outcome of one call.")


def _belong_together(decision: ProvedRecord, outcome: ProvedRecord) -> bool:
    one, other = decision.record.body, outcome.record.body
    return (
        decision.checkpoint.origin == outcome.checkpoint.origin
        and one.get("kind") == "decision"
        and other.get("kind") == "outcome"
        and other.get("ref") == decision.record.seq
    )


def _stripped(line: str, word: str) -> str:
    if not line.startswith(word):
        raise ProofInvalid(f"A line of the proof does not begin with {word.strip()!r}.")
    return line.removeprefix(word)


def _number_of(text: str) -> int:
    try:
        return size_of(text)
    except NoteInvalid as invalid:
        raise ProofInvalid(str(invalid)) from None


def _hashes_of(lines: Sequence[str]) -> tuple[Hash, ...]:
    if len(lines) > _MOST_HASHES:
        raise ProofInvalid(f"A proof has {_MOST_HASHES} hashes at most.")
    hashes = tuple(_base64_of(line) for line in lines)
    if any(len(one) != _HASH_BYTES for one in hashes):
        raise ProofInvalid(f"The hashes of a proof have {_HASH_BYTES} bytes.")
    return hashes


def _base64_of(text: str) -> bytes:
    try:
        return decoded(text)
    except ValueError:
        raise ProofInvalid("A line of the proof is not base64.") from None
