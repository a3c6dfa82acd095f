"""Follows the lines of a trail: each is a record, the next one, and continues the chain."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from hashlib import sha256

from enforcecore_core.audit.anchors import Anchors
from enforcecore_core.audit.contents import Contents
from enforcecore_core.audit.records import (
    MAX_RECORD,
    RecordInvalid,
    next_body,
    parse_record,
)
from enforcecore_core.audit.tree import GrowingTree
from enforcecore_core.findings import Finding

__all__ = ["Course", "batches"]

_BLOCK = 1 << 18


class Course:
    """How far a trail was followed: `size` is the next number, `leaf` the last record's hash.

    `leaf` is None before the first record of a pruned trail, whose predecessor is gone. Whatever
    is found goes to `find`.
    """

    def __init__(
        self,
        tree: GrowingTree,
        leaf: str | None,
        contents: Contents,
        anchors: Anchors,
        find: Callable[[Finding], None],
    ) -> None:
        self.size = tree.size
        self.leaf = leaf
        self.records = 0
        self._tree = tree
        self._contents = contents
        self._anchors = anchors
        self._find = find
        self._file = ""
        self._line = 0

    def enter(self, file: str, first: int, previous: int | None) -> None:
        """Goes on to the segment `file`, which is named by the number of its first record."""
        if first != self.size:
            detail = f"record {self.size} should come next, and {file} begins with record {first}"
            self._find(Finding("SEQ_GAP", self.size, detail))
            self._contents.is_sound = False
            # What the segment says of its predecessor is not compared: one gap is found once.
            self.size, self.leaf, previous = first, None, None
        self._file, self._line = file, 0
        self._contents.enter(first, previous)

    def follow(self, lines: Iterable[bytes]) -> None:
        """Goes on through lines of the segment, each without its line feed."""
        take, append, stop = self._contents.take, self._tree.coming.append, self._anchors.next_size
        size, leaf, number = self.size, self.leaf, self._line
        begin = number
        for line in lines:
            number += 1
            if size == stop:
                self._meet(size)
                stop = self._anchors.next_size
            body = None if leaf is None else next_body(line, prev=leaf, seq=size)
            if body is None:
                self._line = number
                size = self._stumble(line, size, leaf)
            elif findings := take(size, body):
                self._line = number
                self._report(findings)
            digest = sha256(b"\0" + line).digest()
            leaf = digest.hex()
            append(digest)
            size += 1
        self._tree.settle()
        self.records += number - begin
        self.size, self.leaf, self._line = size, leaf, number

    def end(self) -> None:
        """Nothing follows: what is known of more records shows that they are missing."""
        self._meet(self.size)
        for finding in self._anchors.miss(self.size):
            self._find(finding)

    def _meet(self, size: int) -> None:
        findings = self._anchors.meet(size, self._tree.root())
        if self._contents.is_sound:
            for finding in findings:
                self._find(finding)

    def _stumble(self, line: bytes, size: int, leaf: str | None) -> int:
        """Takes a line that is not simply the next record; returns the number it has."""
        try:
            record = parse_record(line)
        except RecordInvalid as invalid:
            self._contents.is_sound = False
            self._report([Finding(invalid.code, size, invalid.detail)])
            return size
        findings = []
        if record.seq != size:
            findings.append(Finding("SEQ_GAP", size, f"the record calls itself {record.seq}"))
        if leaf is not None and record.prev != leaf:
            detail = "prev is not the hash of the record before"
            findings.append(Finding("CHAIN_BREAK", size, detail))
        if findings:
            self._contents.is_sound = False
        self._report([*findings, *self._contents.take(record.seq, record.body)])
        # What a record claims is the measure for the next: one gap is found once.
        return record.seq

    def _report(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._find(replace(finding, file=self._file, line=self._line))


def batches(descriptor: int, end: int) -> Iterator[tuple[list[bytes], int]]:
    """The whole lines of a file up to an offset, many at a time, without their line feeds.

    With each list comes the size of what follows its last line feed; with the last one that is the
    line that is not whole. Of an overlong line only the first bytes are kept.
    """
    rest, size, start = b"", 0, 0
    while start < end:
        block = os.pread(descriptor, min(_BLOCK, end - start), start)
        if not block:
            break
        start += len(block)
        *lines, last = (rest + block).split(b"\n")
        size = len(last) if lines else size + len(block)
        # No record is longer: what is kept is enough to say so.
        rest = last[: MAX_RECORD + 1]
        yield lines, size
