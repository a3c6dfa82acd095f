"""Which decision each outcome belongs to, and which calls are still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enforcecore_core.audit.records import Record
from enforcecore_core.findings import Finding

__all__ = ["KINDS", "STATUSES", "Pairing"]

STATUSES = frozenset(
    {"returned", "raised", "timed_out", "cancelled", "withheld", "not_run", "indeterminate"}
)
KINDS = frozenset(
    {
        "open",
        "close",
        "decision",
        "outcome",
        "recovery",
        "seal",
        "segment",
        "key_rotate",
        "prune",
        "erasure",
    }
)
_MOST_GAPS = 1 << 20
_PIECE = 1 << 12


class Pairing:
    """Follows the records of a trail. Memory grows with the open calls, and a byte per record.

    Records before `first` are pruned: what an outcome says of a call among them is believed, once.
    """

    def __init__(self, first: int = 0) -> None:
        self.open: dict[int, str] = {}
        self.calls = 0
        self.blocked = 0
        self.indeterminate = 0
        self._first = first
        self._ended_before: set[int] = set()
        self._allowed = bytearray()
        self._taken = 0

    def take(self, record: Record) -> Sequence[Finding]:
        """Counts one record; returns what is wrong with its body."""
        return self.count(record.seq, record.body)

    def count(self, seq: int, body: Mapping[str, object]) -> Sequence[Finding]:
        """As `take`, for a record's number and body."""
        self._taken += 1
        kind = body.get("kind")
        if type(body.get("epoch")) is not str:
            return [Finding("MALFORMED", seq, "the record names no writer")]
        if kind == "decision":
            return self._decision(seq, body)
        if kind == "outcome":
            return self._outcome(seq, body)
        if not isinstance(kind, str) or kind not in KINDS:
            return [Finding("MALFORMED", seq, "the record is of no known kind")]
        return ()

    def _decision(self, seq: int, body: Mapping[str, object]) -> Sequence[Finding]:
        self.calls += 1
        effect = body.get("effect")
        if effect == "allow":
            self.open[seq] = body["epoch"]  # type: ignore[assignment]  # a text, as was seen
            self._note(seq - self._first)
        elif effect == "block":
            self.blocked += 1
        else:
            return [Finding("MALFORMED", seq, "the decision neither allows nor blocks")]
        return ()

    def _note(self, place: int) -> None:
        if place >= len(self._allowed):
            if place >= self._taken + _MOST_GAPS:
                # A number out of thin air: not worth a byte for each that it leaps over.
                return
            self._allowed.extend(bytes(place + _PIECE - len(self._allowed)))
        if place >= 0:
            self._allowed[place] = True

    def _outcome(self, seq: int, body: Mapping[str, object]) -> Sequence[Finding]:
        ref, status = body.get("ref"), body.get("status")
        if not isinstance(status, str) or status not in STATUSES:
            return [Finding("MALFORMED", seq, "the outcome has no known status")]
        epoch = self.open.pop(ref, None) if type(ref) is int else None
        if type(ref) is not int or (epoch is None and not self._ends_elsewhere(ref)):
            return [self._of_no_open_call(seq, ref)]
        if status == "indeterminate":
            self.indeterminate += 1
        elif epoch is not None and body["epoch"] != epoch:
            return [Finding("ORPHAN_OUTCOME", seq, f"another writer made record {ref}")]
        return ()

    def _ends_elsewhere(self, ref: int) -> bool:
        if not 0 <= ref < self._first or ref in self._ended_before:
            return False
        self._ended_before.add(ref)
        return True

    def _of_no_open_call(self, seq: int, ref: object) -> Finding:
        if type(ref) is int and (ref in self._ended_before or self._was_allowed(ref)):
            detail = f"the call of record {ref} has an outcome already"
            return Finding("DUP_OUTCOME", seq, detail)
        return Finding("ORPHAN_OUTCOME", seq, "the outcome refers to no allowed call")

    def _was_allowed(self, ref: int) -> bool:
        return 0 <= ref - self._first < len(self._allowed) and bool(
            self._allowed[ref - self._first]
        )
