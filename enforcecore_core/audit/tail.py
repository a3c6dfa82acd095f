"""The end of a trail, where records are added. The trail's lock must be held for everything here.

Others append, rotate and die meanwhile: `follow` comes first after each taking of the lock.
"""

from __future__ import annotations

import base64
import errno
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from enforcecore_core.audit import torn
from enforcecore_core.audit.chain import Chain, Place
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.files import Files
from enforcecore_core.audit.fitting import fitted
from enforcecore_core.audit.fuses import Fuse
from enforcecore_core.audit.heads import Head, Sealed
from enforcecore_core.audit.keys import Signer
from enforcecore_core.audit.reading import lines
from enforcecore_core.audit.sealing import Sealer
from enforcecore_core.audit.segments import segments
from enforcecore_core.audit.stamps import Stamp

__all__ = ["SEGMENT_AGE", "SEGMENT_SIZE", "Limits", "Tail"]

SEGMENT_SIZE = 64 << 20
SEGMENT_AGE = 24 * 3600
_SECOND = 1_000_000_000
_Seal = Callable[[Chain], bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """When a segment is full: after so many bytes, or when it is so many seconds old."""

    segment_size: int
    segment_age: int


class Tail:
    """What one writer knows of the trail's end, and how it moves it.

    `sync` brings a segment's descriptor to the disk, `sealer` makes seals for a trail that is
    signed. `identity` is what each segment says of the trail it belongs to. `synced` is how many
    records are known to be on disk.
    """

    def __init__(
        self,
        directory: TrailDirectory,
        files: Files,
        head: Head,
        *,
        stamp: Stamp,
        fuse: Fuse,
        sync: Callable[[int], None],
        limits: Limits,
        identity: Mapping[str, object],
        sealer: Sealer | None,
    ) -> None:
        self.head = head
        self.synced = head.synced
        self.sealer = sealer
        self._directory = directory
        self._files = files
        self._stamp = stamp
        self._fuse = fuse
        self._sync = sync
        self._limits = limits
        self._identity = identity

    @property
    def chain(self) -> Chain:
        """All records that this writer knows of. Never ahead of the files, maybe behind."""
        return self.head.chain

    @property
    def sealed(self) -> int:
        """How many records the newest seal covers."""
        return 0 if self.head.sealed is None else self.head.sealed.frontier.size

    @property
    def unsealed(self) -> int:
        """How many records the newest seal does not cover."""
        return self.chain.records - self.sealed

    def follow(self, notice: Callable[[bytes], None]) -> None:
        """Takes in what others appended, giving each line to `notice`; cuts off a torn end."""
        known = self.head.chain
        if self._files.first != known.first:
            self._enter_segment(self.head)
        moved = self._files.head_follows(self.head)
        size = self._files.segment_size(known.size)
        if not moved and size == known.size:
            return
        head = self._files.head()
        if head is None:
            raise AuditFault(f"{self._directory.path}/head was damaged while it was in use.")
        self._read(size, notice)
        while self.chain.first < head.first:
            self.head = replace(self.head, chain=self.chain.in_next_segment())
            size = self._enter_segment(head)
            self._read(size, notice)
        self._agree(head)
        self.head = replace(head, chain=self.chain)
        self.synced = max(self.synced, head.synced)
        if size > self.chain.size:
            self._cut(size)

    def write(self, bodies: Sequence[bytes], *, joining: int = 0) -> list[Place]:
        """Appends records with one write and returns where they stand.

        `joining` is by how many writers there are more afterwards. When it raises, nothing was
        appended.
        """
        if self._is_full():
            self._rotate()
        return self._add(bodies, self.head.sealed, joining)

    def seal(self) -> None:
        """Appends a seal over all records so far."""
        if self.sealer is None:
            return
        if self.chain.size == 0 and self.chain.records:
            self._add([], self.head.sealed)
        self._add([self._seal_by(self.sealer.signer)], self.head.sealed)

    def change_key(self, new: Signer) -> None:
        """Appends, with one write, what hands the trail from its key to a new one.

        The old key signs that it is replaced, both sign the next seal, and the new one the last.
        """
        if self.sealer is None:
            raise AuditFault(f"{self._directory.path} has no key: a trail without signer.")
        old = self.sealer.signer
        fields: dict[str, object] = {"old": old.vkey.key_id, "new": str(new.vkey)}
        statement = fitted(self._stamp.record("key_rotate", fields))
        seals = [self._seal_by(old), self._seal_by(old, new), self._seal_by(new)]
        if self.chain.size == 0 and self.chain.records:
            self._add([], self.head.sealed)
        self._add([statement, *seals], self.head.sealed)
        self.sealer.signer = new

    def is_sealed(self) -> bool:
        """Whether the last record is a seal."""
        return self.head.sealed is not None and self.sealed == self.chain.records - 1

    def _seal_by(self, *signers: Signer) -> _Seal:
        """What makes the body of a seal over the records before it."""
        sealer = self.sealer

        def body(chain: Chain) -> bytes:
            fields = {} if sealer is None else sealer.fields(chain, *signers)
            return fitted(self._stamp.record("seal", fields))

        return body

    def _add(
        self, bodies: Sequence[bytes | _Seal], sealed: Sealed | None, joining: int = 0
    ) -> list[Place]:
        chain = self.head.chain
        text = b"" if chain.size or not chain.records else self._opened()
        if text:
            chain = chain.after(text[:-1])
        places = []
        for body in bodies:
            places.append(chain.end)
            if not isinstance(body, bytes):
                sealed = Sealed(chain.first, chain.size, chain.frontier)
                body = body(chain)  # noqa: PLW2901  # it can only be made here
            line = chain.line(body)
            chain, text = chain.after(line), text + line + b"\n"
        self._append(text)
        try:
            self._move_head(chain, sealed, max(0, self.head.writers + joining))
        except OSError:
            self._take_back()
            raise
        return places

    def _append(self, text: bytes) -> None:
        if self._files.append(text) != len(text):
            self._take_back()
            raise OSError(errno.ENOSPC, "the disk took only a part of a record", self._files.path)

    def _move_head(self, chain: Chain, sealed: Sealed | None, writers: int) -> None:
        head = self.head
        moved = Head(
            head.generation + 1,
            chain,
            head.began if head.chain.size else self._now(),
            self.synced,
            writers,
            head.boot,
            sealed,
        )
        self._files.write_head(moved)
        self.head = moved

    def _take_back(self) -> None:
        try:
            self._files.shorten(self.chain.size)
        except OSError as fault:
            self._fuse.blow(f"a part of a record could not be taken back ({fault.strerror})")
            raise

    def _is_full(self) -> bool:
        size = self.head.chain.size
        return size > 0 and (
            size >= self._limits.segment_size
            or self._now() - self.head.began >= self._limits.segment_age
        )

    def _rotate(self) -> None:
        """Leaves the active segment, which is sealed and on disk before there is another."""
        if not self.is_sealed():
            self.seal()
        with self._fuse.guarding_sync():
            self._sync(self._files.segment)
        self.synced = self.chain.records
        # The head comes first: whoever takes over after a crash makes the segment it names.
        head = replace(
            self.head,
            generation=self.head.generation + 1,
            chain=self.chain.in_next_segment(),
            synced=self.synced,
        )
        self._files.write_head(head)
        self.head = head
        self._enter_segment(head)

    def _opened(self) -> bytes:
        """The line that a new segment begins with, once its name is on disk."""
        with self._fuse.guarding_sync():
            self._directory.sync("entries")
        frontier = self.chain.frontier
        before = [part.first for part in segments(self._directory) if part.first < self.chain.first]
        fields: dict[str, object] = {
            **self._identity,
            "previous": max(before, default=0),
            "root": base64.b64encode(frontier.root()).decode("ascii"),
            "frontier": frontier.to_hex(),
        }
        return self.chain.line(fitted(self._stamp.record("segment", fields))) + b"\n"

    def _enter_segment(self, head: Head) -> int:
        chain = self.chain
        if chain.first > head.first:
            raise AuditFault(f"{self._directory.path}: the segments do not follow on each other.")
        if (chain.first, head.size) == (head.first, 0):
            self._files.begin_segment(chain.first)
        else:
            self._files.use_segment(chain.first)
        return self._files.segment_size(chain.size)

    def _read(self, size: int, notice: Callable[[bytes], None]) -> None:
        chain = self.chain
        for line in lines(self._files.segment, chain.size, size):
            if not line.is_whole:
                break
            if not chain.is_continued_by(line.content):
                raise AuditFault(f"{self._files.path}: record {chain.records} breaks the chain.")
            notice(line.content)
            chain = chain.after(line.content)
        self.head = replace(self.head, chain=chain)

    def _agree(self, head: Head) -> None:
        chain = self.chain
        if chain.records < head.records:
            raise AuditFault(f"{self._files.path} was shortened while it was in use.")
        if chain.records == head.records and chain.leaf != head.leaf:
            raise AuditFault(f"{self._files.path} and the head disagree on record {chain.records}.")

    def _cut(self, size: int) -> None:
        fields = torn.cut(self._directory, self._files.segment, self.chain, size)
        self.write([fitted(self._stamp.record("recovery", fields))])
        torn.stated(self._directory, fields)

    def _now(self) -> int:
        return self._stamp.latest // _SECOND
