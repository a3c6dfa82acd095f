"""What the verification of a trail can find, by stable code."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MEANINGS", "Finding"]

MEANINGS = {
    "ANCHOR_PRUNED": "what was seen before is pruned",
    "BAD_CHECKPOINT": "a checkpoint or a seal is not what it should be",
    "BAD_ROTATION": "a change of keys that the old key does not vouch for",
    "BEGINNING_MISSING": "the first records are gone, and no record says why",
    "CHAIN_BREAK": "a record does not follow the one before",
    "DUP_OUTCOME": "a call has two outcomes",
    "EMPTY": "no record at all",
    "EQUIVOCATION": "another history than was seen before",
    "HEAD_MISMATCH": "the head file and the records do not agree",
    "MALFORMED": "no record, or no part of a trail as it should be",
    "MISSING": "a part of the trail is missing",
    "MORE": "more findings than are listed",
    "NON_CANONICAL": "a record is spelled in another way",
    "NO_CHECKPOINT": "no signature where there has to be one",
    "OPEN_CALL": "a call has no outcome, and its process is gone",
    "ORPHAN_OUTCOME": "an outcome belongs to no allowed call",
    "OTHER_TRAIL": "a part of another trail",
    "PAYLOAD_MISMATCH": "a payload is not the one that its record commits to",
    "PAYLOAD_MISSING": "a payload or its key is gone, and no erasure is recorded",
    "PAYLOAD_RESTORED": "a key that was destroyed is back",
    "ROLLBACK": "fewer records than were seen before",
    "ROOT_MISMATCH": "the records are not those that were signed",
    "SEGMENT_MISMATCH": "a segment is not the one that belongs there",
    "SEQ_GAP": "a record has the wrong number",
    "TORN_TAIL": "the last line is not whole",
    "TRUNCATED": "records are missing at the end",
    "UNEXPECTED": "a file that is no part of the trail",
    "UNKNOWN_KEY": "sealed by a key that is not trusted",
    "UNREADABLE": "a part of the trail cannot be read",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a trail.

    `code` is stable, and `docs/errors/` has a page for it. `seq` is the number that the record
    has or should have, `file` the segment below the trail's directory and `line` its line there,
    from 1; each is None where it says nothing.
    """

    code: str
    seq: int | None
    detail: str
    file: str | None = None
    line: int | None = None

    @property
    def meaning(self) -> str:
        """What the code means, in words."""
        return MEANINGS[self.code]

    def __str__(self) -> str:
        where = "trail" if self.seq is None else f"record {self.seq}"
        if self.file is not None:
            where = f"{self.file}:{self.line}: {where}"
        return f"{where}: {self.code}: {self.detail}"
