"""Examines a trail once, from its first record to its last, and collects what is found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from enforcecore_core.audit.anchors import Anchor, Anchors
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.contents import Contents
from enforcecore_core.audit.cosignatures import cosignatures
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.following import Course, batches
from enforcecore_core.audit.heads import Head
from enforcecore_core.audit.keys import NoteInvalid, VerifierKey
from enforcecore_core.audit.notes import NoteSignature, open_note, signature_lines, text_of
from enforcecore_core.audit.records import FIRST_PREV, RecordInvalid, parse_record
from enforcecore_core.audit.remembering import Memory
from enforcecore_core.audit.seals import Seals
from enforcecore_core.audit.segments import Segment
from enforcecore_core.audit.snapshots import Snapshot, take_snapshot
from enforcecore_core.audit.tree import EMPTY, Frontier, GrowingTree, ProofInvalid
from enforcecore_core.audit.witnesses.policies import NO_WITNESSES, WitnessPolicy
from enforcecore_core.findings import Finding

__all__ = ["Examination", "Knowledge"]

_MOST_FINDINGS = 1000
_PUBLISHED = "the checkpoint file"
_WITNESSED = "the witnessed file"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of a trail from outside of it.

    `expected` is a checkpoint seen before, and `expected_note` the note that it stood in, if any.
    """

    keys: Sequence[VerifierKey] = ()
    witnesses: WitnessPolicy = NO_WITNESSES
    expected: Checkpoint | None = None
    expected_note: str | None = None
    memory: Memory | None = None

    def anchors(self) -> Iterator[Anchor]:
        """The roots that the trail must have."""
        codes = ("EQUIVOCATION", "ROLLBACK")
        if self.expected is not None:
            seen = self.expected
            yield Anchor("the expected checkpoint", seen.size, seen.root, *codes)
        if self.memory is not None:
            yield Anchor("what is remembered", self.memory.size, self.memory.root, *codes)


class Examination:
    """One look at a trail. After `run`, `findings` holds what is wrong, or nothing."""

    def __init__(
        self,
        directory: TrailDirectory,
        known: Knowledge,
        *,
        every_signature: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.findings: list[Finding] = []
        self.is_overtaken = False
        self.seen = Snapshot()
        self.seals = Seals(known.keys, every_signature=every_signature)
        self.published: Checkpoint | None = None
        self.witnessed: Checkpoint | None = None
        self.cosigned: list[NoteSignature] = []
        self.cosigned_size = 0
        self.first = 0
        self.tree = GrowingTree()
        self.contents = Contents(0, self.tree, self.seals, log=None, origin=None)
        self.records = 0
        self._directory = directory
        self._known = known
        self._progress = progress
        self._unlisted = 0

    def run(self) -> None:
        """Looks at everything; only a fault of this program raises."""
        try:
            self._examine()
        except FileNotFoundError as fault:
            self._find("MISSING", f"{fault.filename} is missing")
        except (OSError, AuditFault) as fault:
            self._find("UNREADABLE", str(fault))
        if self._unlisted:
            detail = f"{self._unlisted} more findings are not listed"
            self.findings.append(Finding("MORE", None, detail))

    def _examine(self) -> None:
        if not self._directory.path.is_dir():
            self._find("MISSING", "there is no trail here")
            return
        self.seen = take_snapshot(self._directory, self._report)
        self.published = self._read(self.seen.checkpoint, _PUBLISHED)
        self.witnessed = self._read(self.seen.witnessed, _WITNESSED)
        if not self.seen.segments:
            return
        course = self._begin(self.seen.segments[0])
        self._follow(course)
        course.end()
        self.records = course.records
        if course.records == 0:
            self._find("EMPTY", "the trail holds no record")
        self._examine_head(course)
        self._examine_signatures()
        self._examine_identity()
        self._examine_calls()

    def _begin(self, segment: Segment) -> Course:
        frontier, is_sound = EMPTY, True
        self.first = segment.first
        if self.first:
            frontier, is_sound = self._frontier(segment)
        self.tree = GrowingTree(frontier)
        seen = self.seen
        self.contents = Contents(
            self.first, self.tree, self.seals, log=seen.log, origin=seen.origin
        )
        self.contents.is_sound = is_sound
        anchors = Anchors([*self._known.anchors(), *self._anchors_in_the_trail()])
        for finding in anchors.skip(self.first):
            self._report(finding)
        leaf = None if self.first else FIRST_PREV
        return Course(self.tree, leaf, self.contents, anchors, self._report)

    def _frontier(self, segment: Segment) -> tuple[Frontier, bool]:
        """The frontier that a trail's first segment begins with, and whether it is one."""
        stated: object = None
        for lines, _ in self._batches(segment):
            if lines:
                stated = _stated_frontier(lines[0])
                break
        try:
            return Frontier.from_hex(self.first, stated if isinstance(stated, list) else ()), True
        except ProofInvalid as invalid:
            self._find("SEGMENT_MISMATCH", str(invalid), self.first)
            return Frontier(self.first, (bytes(32),) * self.first.bit_count()), False

    def _follow(self, course: Course) -> None:
        segments = self.seen.segments
        done, total, previous = 0, sum(segment.size for segment in segments), None
        for segment in segments:
            course.enter(segment.name, segment.first, previous)
            previous, rest = segment.first, 0
            for lines, rest in self._batches(segment):  # noqa: B007  # the last one is meant
                course.follow(lines)
                if self._progress is not None:
                    self._progress(done := done + sum(map(len, lines)) + len(lines), total)
            if rest:
                detail = f"{rest} bytes follow the last whole record; opening settles it"
                self._find("TORN_TAIL", detail, course.size)

    def _batches(self, segment: Segment) -> Iterator[tuple[list[bytes], int]]:
        try:
            descriptor = self._directory.open(segment.name, os.O_RDONLY)
        except FileNotFoundError:
            # It was there a moment ago.
            self.is_overtaken = True
            raise
        try:
            yield from batches(descriptor, segment.size)
        finally:
            os.close(descriptor)

    def _examine_head(self, course: Course) -> None:
        head, size = self.seen.head, course.size
        if head is None:
            if not self.seen.has_head and self.seals.count == 0:
                self._find("MISSING", "the head file is missing")
            return
        if head.records > size:
            self._find("TRUNCATED", f"the head counts {head.records} records, {size} are here")
        elif head.records < size:
            detail = f"the head counts only {head.records} records of {size}"
            self._find("HEAD_MISMATCH", f"{detail}; after a crash, opening settles it")
        elif head.leaf != course.leaf or not self._is_as_long_as(head, size):
            self._find("HEAD_MISMATCH", "the last record is not the one that the head names")

    def _is_as_long_as(self, head: Head, size: int) -> bool:
        """Whether the head's segment is the active one, and as long, as far as that can be said."""
        if not self.contents.is_sound:
            # Where lines are missing the size differs as well: one cause, one finding.
            return True
        if head.first == size and head.size == 0:
            # A new segment was to begin.
            return True
        last = self.seen.segments[-1]
        return (head.first, head.size) == (last.first, last.size)

    def _read(self, note: str | None, source: str) -> Checkpoint | None:
        if note is None:
            return None
        try:
            signature_lines(note)
            return Checkpoint.parse(text_of(note))
        except NoteInvalid as invalid:
            self._find("BAD_CHECKPOINT", f"{source}: {invalid}")
            return None

    def _anchors_in_the_trail(self) -> Iterator[Anchor]:
        codes = ("ROOT_MISMATCH", "TRUNCATED")
        if self.published is not None:
            yield Anchor(_PUBLISHED, self.published.size, self.published.root, *codes)
        # Witnesses may have been away for longer than records are kept.
        if self.witnessed is not None and self.witnessed.size >= self.first:
            yield Anchor(_WITNESSED, self.witnessed.size, self.witnessed.root, *codes)

    def _examine_signatures(self) -> None:
        if self.contents.is_sound or self.seals.signed_size is not None:
            for finding in self.seals.settle():
                self._report(finding)
        if self.first and not self.contents.states_pruning():
            detail = f"the records before {self.first} are gone, and no record says why"
            self._find("BEGINNING_MISSING", detail)
        self._examine_checkpoint()
        if self._known.keys and self._known.expected_note is not None:
            self._open("the expected checkpoint", self._known.expected_note)

    def _examine_checkpoint(self) -> None:
        note, was_sealed = self.seen.checkpoint, self.seals.count > 0
        if note is None and was_sealed and not self.seen.living:
            self._find("NO_CHECKPOINT", "the trail was sealed and has no checkpoint file")
        elif note is not None and not was_sealed:
            self._find("NO_CHECKPOINT", "the trail has a checkpoint file and no seal")
        memory = self._known.memory
        if memory is not None and memory.signed and not was_sealed:
            self._find("NO_CHECKPOINT", "the trail was signed when it was seen before")
        if self._known.keys:
            if note is not None and self.published is not None:
                self._open(_PUBLISHED, note)
            if self.seen.witnessed is not None and self.witnessed is not None:
                self._open(_WITNESSED, self.seen.witnessed)
        self._examine_cosignatures()

    def _examine_cosignatures(self) -> None:
        """Takes what witnesses signed last. It is in the one file, or in the other."""
        for note, checkpoint in (
            (self.seen.witnessed, self.witnessed),
            (self.seen.checkpoint, self.published),
        ):
            if note is None or checkpoint is None or checkpoint.size < self.first:
                continue
            try:
                found = cosignatures(note, self._known.witnesses.keys)
            except NoteInvalid as invalid:
                self._find("BAD_CHECKPOINT", f"a witness's signature: {invalid}")
                continue
            enough = self._known.witnesses.is_met(one.key for one in found)
            if found and enough and checkpoint.size >= self.cosigned_size:
                self.cosigned, self.cosigned_size = found, checkpoint.size

    def _open(self, source: str, note: str) -> None:
        try:
            open_note(note, self.seals.trusted_at_any_time)
        except NoteInvalid as invalid:
            self._find("BAD_CHECKPOINT", f"{source}: {invalid}")

    def _examine_identity(self) -> None:
        known, seen = self._known, self.seen
        origins = {
            _PUBLISHED: self.published and self.published.origin,
            _WITNESSED: self.witnessed and self.witnessed.origin,
            "the expected checkpoint": known.expected and known.expected.origin,
            "what is remembered": known.memory and known.memory.origin,
        }
        for source, origin in origins.items():
            if origin is not None and seen.origin is not None and origin != seen.origin:
                self._find("OTHER_TRAIL", f"{source} is of a trail of another origin")
        if known.memory is not None and seen.log is not None and known.memory.log != seen.log:
            self._find("OTHER_TRAIL", "what is remembered is of a trail of another id")

    def _examine_calls(self) -> None:
        for seq, epoch in self.contents.pairing.open.items():
            if epoch not in self.seen.living:
                detail = "its process is gone and it has no outcome; opening settles it"
                self._find("OPEN_CALL", detail, seq)

    def _find(self, code: str, detail: str, seq: int | None = None) -> None:
        self._report(Finding(code, seq, detail))

    def _report(self, finding: Finding) -> None:
        if len(self.findings) < _MOST_FINDINGS:
            self.findings.append(finding)
        else:
            self._unlisted += 1


def _stated_frontier(line: bytes) -> object:
    try:
        return parse_record(line).body.get("frontier")
    except RecordInvalid:
        return None
