"""What the trail says of each call: its decision joined with its outcome."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.records import Record, RecordInvalid, parse_record
from enforcecore_core.audit.segments import Segment, segments, trail_lines

__all__ = ["AuditEntry", "read_entries"]

_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One call. `seq` is the number of its decision record.

    `status` is `not_run` for a blocked call and `open` for an allowed one that has no outcome
    yet; otherwise it is what the outcome says. `redactions` counts what was replaced in the
    arguments, `result_redactions` in the result. `decision` and `outcome` hold all that was
    recorded.
    """

    seq: int
    decision: Mapping[str, object]
    outcome: Mapping[str, object] | None = None

    @property
    def call_id(self) -> str | None:
        return _text(self.decision, "call_id")

    @property
    def tool(self) -> str:
        return _text(self.decision, "tool") or ""

    @property
    def effect(self) -> str:
        return _text(self.decision, "effect") or ""

    @property
    def rule(self) -> str | None:
        return _text(self.decision, "rule")

    @property
    def code(self) -> str | None:
        return _text(self.decision, "code")

    @property
    def reason(self) -> str | None:
        return _text(self.decision, "reason")

    @property
    def would_block(self) -> bool:
        """Whether the policy blocks this call, and let it through because it only observes."""
        return self.decision.get("would_block") is True

    @property
    def status(self) -> str:
        if self.outcome is not None:
            return _text(self.outcome, "status") or ""
        return "open" if self.effect == "allow" else "not_run"

    @property
    def error_type(self) -> str | None:
        return _text(self.outcome or _NOTHING, "error_type")

    @property
    def args_digest(self) -> str | None:
        return _text(self.decision, "args_digest")

    @property
    def args_meta(self) -> object:
        return self.decision.get("args_meta")

    @property
    def redactions(self) -> Mapping[str, int]:
        return _counts(self.decision)

    @property
    def result_redactions(self) -> Mapping[str, int]:
        return _counts(self.outcome or _NOTHING)

    @property
    def session(self) -> str | None:
        return _text(self.decision, "session")

    @property
    def principal(self) -> str | None:
        return _text(self.decision, "principal")

    @property
    def links(self) -> Mapping[str, object]:
        links = self.decision.get("links")
        return links if isinstance(links, dict) else _NOTHING

    @property
    def policy(self) -> Mapping[str, object]:
        policy = self.decision.get("policy")
        return policy if isinstance(policy, dict) else _NOTHING

    @property
    def ts(self) -> str:
        """When it was decided."""
        return _text(self.decision, "ts") or ""

    @property
    def ended_at(self) -> str | None:
        return _text(self.outcome or _NOTHING, "ts")

    @property
    def duration_us(self) -> int | None:
        """Microseconds from decision to outcome; None when another writer closed the call."""
        outcome = self.outcome or _NOTHING
        stated = outcome.get("dur_us")
        if isinstance(stated, int):
            return stated
        start, end = self.decision.get("mono_us"), outcome.get("mono_us")
        if not isinstance(start, int) or not isinstance(end, int):
            return None
        return end - start if outcome.get("epoch") == self.decision.get("epoch") else None


def read_entries(path: str | os.PathLike[str]) -> Iterator[AuditEntry]:
    """The entries of the trail at `path` as it is now. Nothing is written, locked or verified.

    They come in the order of the decisions, so that what follows a call that has not ended waits in
    memory until its outcome is found. A line that is no record, or not the next one, is an
    `AuditFault`; one that is not finished yet is left out. Of calls whose decision was pruned
    nothing is said.
    """
    directory = TrailDirectory(Path(os.path.realpath(path)))
    try:
        parts = segments(directory)
    except (FileNotFoundError, NotADirectoryError):
        raise AuditFault(f"{directory.path} holds no trail.") from None
    return _joined(_records(directory, parts))


def _records(directory: TrailDirectory, parts: Sequence[Segment]) -> Iterator[Record]:
    number: int | None = None
    for part in parts:
        if number is not None and number != part.first:
            raise _damaged(directory, number, f"{part.name} comes next")
        number = part.first
        try:
            for line in trail_lines(directory, [part]):
                if line.is_whole:
                    yield _record(directory, number, line.content)
                    number += 1
        except FileNotFoundError:
            if not _is_pruned(directory, part):
                raise _damaged(directory, part.first, f"{part.name} is missing") from None
            number = None


def _record(directory: TrailDirectory, number: int, line: bytes) -> Record:
    try:
        record = parse_record(line)
    except RecordInvalid as invalid:
        raise _damaged(directory, number, invalid.detail) from None
    if record.seq != number:
        raise _damaged(directory, number, f"the record calls itself {record.seq}")
    return record


def _damaged(directory: TrailDirectory, number: int, detail: str) -> AuditFault:
    return AuditFault(
        f"{directory.path}: record {number}: {detail}. Run `verify_trail` for all findings."
    )


def _is_pruned(directory: TrailDirectory, part: Segment) -> bool:
    """Whether a segment that was listed was pruned since: those are the oldest."""
    return all(part.first < left.first for left in segments(directory))


def _joined(records: Iterator[Record]) -> Iterator[AuditEntry]:
    waiting: deque[int] = deque()
    entries: dict[int, AuditEntry] = {}
    for record in records:
        kind = record.body.get("kind")
        if kind == "decision":
            entries[record.seq] = AuditEntry(record.seq, record.body)
            waiting.append(record.seq)
        elif kind == "outcome":
            _attach(entries, record.body)
        while waiting and entries[waiting[0]].status != "open":
            yield entries.pop(waiting.popleft())
    while waiting:
        yield entries.pop(waiting.popleft())


def _attach(entries: dict[int, AuditEntry], outcome: Mapping[str, object]) -> None:
    ref = outcome.get("ref")
    entry = entries.get(ref) if type(ref) is int else None
    if entry is not None and entry.outcome is None:
        entries[entry.seq] = AuditEntry(entry.seq, entry.decision, outcome)


def _text(body: Mapping[str, object], key: str) -> str | None:
    value = body.get(key)
    return value if isinstance(value, str) else None


def _counts(body: Mapping[str, object]) -> Mapping[str, int]:
    counts = body.get("redactions")
    return counts if isinstance(counts, dict) else MappingProxyType({})
