"""The hash chain: what a reader knows of all records before the next one."""

from __future__ import annotations

from dataclasses import dataclass

from enforcecore_core.audit.records import (
    FIRST_PREV,
    Record,
    RecordInvalid,
    frame,
    leaf_hash,
    links_to,
    parse_record,
)
from enforcecore_core.errors import Finding

__all__ = ["START", "Chain"]


@dataclass(frozen=True, slots=True)
class Chain:
    """`records` lines in `size` bytes, the last of which has the hash `leaf`."""

    records: int
    size: int
    leaf: str

    def after(self, line: bytes) -> Chain:
        """The chain with one more line, given without its line feed."""
        return Chain(self.records + 1, self.size + len(line) + 1, leaf_hash(line))

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


START = Chain(0, 0, FIRST_PREV)
