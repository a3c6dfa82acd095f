"""What a crash left behind: found, kept, cut off, and never guessed at.

A process can die between any two instructions, and a machine between any two sectors. What that
can leave is a last line without its end, a head that is one record behind, and calls without an
outcome. Anything else is damage that no crash explains: then the trail is not opened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NoReturn

from enforcecore_core.audit.chain import START, Chain
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.heads import Head
from enforcecore_core.audit.pairing import Pairing
from enforcecore_core.audit.reading import lines

__all__ = ["History", "cut_tail", "unstated"]

_EVIDENCE = re.compile(r"([0-9]{12})-([0-9a-f]{64})\.bin")
_BLOCK = 1 << 20


@dataclass(slots=True)
class History:
    """All whole records up to `chain`, each checked against the one before."""

    directory: TrailDirectory
    chain: Chain = START
    pairing: Pairing = field(default_factory=Pairing)
    recovered: set[str] = field(default_factory=set)

    def read(self, descriptor: int, end: int, head: Head | None = None) -> None:
        """Goes on up to the offset `end`; on the way the records must agree with `head`."""
        for line in lines(descriptor, self.chain.size, end):
            if not line.is_whole:
                break
            record, findings = self.chain.judge(line.content)
            if record is None or findings:
                self._refuse(str(findings[0]))
            self.pairing.take(record)
            if record.body.get("kind") == "recovery":
                self.recovered.add(str(record.body.get("sha256")))
            self.chain = self.chain.after(line.content)
            if head is not None:
                self._compare(head)

    def check(self, head: Head) -> None:
        """Refuses a trail that is shorter than this machine left it since it was started."""
        self._compare(head)
        if self.chain.records < head.records and head.is_of_this_boot():
            self._refuse(f"the head counts {head.records} records, {self.chain.records} are here")

    def _compare(self, head: Head) -> None:
        if self.chain.records == head.records and self.chain.leaf != head.leaf:
            self._refuse(f"record {head.records - 1} is not the one that the head names")

    def _refuse(self, what: str) -> NoReturn:
        raise AuditFault(
            f"{self.directory.path} is damaged: {what}. Nothing was changed. Run `verify_trail` "
            "on it for all findings, keep it as evidence, and move it away: a new trail is started."
        )


def cut_tail(
    directory: TrailDirectory, descriptor: int, chain: Chain, size: int
) -> dict[str, object]:
    """Moves what follows the last whole record to `torn/`; returns what to record about it.

    The trail's lock must be held, so that nobody is still writing there.
    """
    digest = sha256()
    for block in _blocks(descriptor, chain.size, size):
        digest.update(block)
    name = f"torn/{chain.records:012d}-{digest.hexdigest()}.bin"
    evidence = directory.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        for block in _blocks(descriptor, chain.size, size):
            if os.write(evidence, block) != len(block):
                raise AuditFault(f"No room to keep the torn end of {directory.path}.")
        os.fsync(evidence)
    finally:
        os.close(evidence)
    directory.sync("torn")
    os.ftruncate(descriptor, chain.size)
    return _statement(chain.records, size - chain.size, digest.hexdigest())


def unstated(directory: TrailDirectory, recovered: set[str]) -> Iterator[dict[str, object]]:
    """Ends that were cut off by a process that died before it could record that."""
    for entry in sorted(os.scandir(directory.path / "torn"), key=lambda entry: entry.name):
        match = _EVIDENCE.fullmatch(entry.name)
        if match is not None and match[2] not in recovered:
            size = entry.stat(follow_symlinks=False).st_size
            yield _statement(int(match[1]), size, match[2])


def _statement(seq: int, size: int, digest: str) -> dict[str, object]:
    return {"from_seq": seq, "sha256": digest, "torn_bytes": size}


def _blocks(descriptor: int, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        block = os.pread(descriptor, min(_BLOCK, end - start), start)
        if not block:
            return
        start += len(block)
        yield block
