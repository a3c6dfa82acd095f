"""The hash chain: what a reader knows of all records before the next one."""

from __future__ import annotations

from dataclasses import dataclass

from enforcecore_core.audit.records import (
    FIRST_PREV,
    Record,
    RecordInvalid,
    frame,
    links_to,
    parse_record,
)
from enforcecore_core.audit.tree import EMPTY, Frontier, leaf_hash
from enforcecore_core.errors import Finding

__all__ = ["START", "Chain", "Place"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a record stands: its number, its segment's first record, its offset in there."""

    seq: int
    first: int
    offset: int


@dataclass(frozen=True, slots=True)
class Chain:
    """`records` lines, the last of which has the hash `leaf`, and the tree over them.

    They end after `size` bytes of the segment that begins with record `first`.
    """

    first: int
    records: int
    size: int
    leaf: str
    frontier: Frontier

    def after(self, line: bytes) -> Chain:
        """The chain with one more line in the same segment, given without its line feed."""
        leaf = leaf_hash(line)
        return Chain(
            self.first,
            self.records + 1,
            self.size + len(line) + 1,
            leaf.hex(),
            self.frontier.after(leaf),
        )

    @property
    def end(self) -> Place:
        """Where the next record will stand."""
        return Place(self.records, self.first, self.size)

    def in_next_segment(self) -> Chain:
        """The same records, to be continued in a new segment."""
        return Chain(self.records, self.records, 0, self.leaf, self.frontier)

    def line(self, body: bytes) -> bytes:
        """The line that adds a record with this body."""
        return frame(body, prev=self.leaf, seq=self.records)

    def is_continued_by(self, line: bytes) -> bool:
        """Whether the line says that it comes next. It is not parsed."""
        return links_to(line, prev=self.leaf, seq=self.records)

    def judge(self, line: bytes) -> tuple[Record | None, list[Finding]]:
        """The line as a record, when it is one, and everything that is wrong with it here."""
        try:
            record = parse_record(line)
        except RecordInvalid as invalid:
            return None, [Finding(invalid.code, self.records, invalid.detail)]
        findings = []
        if record.seq != self.records:
            detail = f"the record calls itself {record.seq}"
            findings.append(Finding("SEQ_GAP", self.records, detail))
        if record.prev != self.leaf:
            detail = "prev is not the hash of the record before"
            findings.append(Finding("CHAIN_BREAK", self.records, detail))
        return record, findings


START = Chain(0, 0, 0, FIRST_PREV, EMPTY)
