"""Which decision each outcome belongs to, and which calls are still open."""

from __future__ import annotations

from enforcecore_core.audit.records import Record
from enforcecore_core.errors import Finding

__all__ = ["STATUSES", "Pairing"]

STATUSES = frozenset(
    {"returned", "raised", "timed_out", "cancelled", "withheld", "not_run", "indeterminate"}
)
_MOST_GAPS = 1 << 20
_KINDS = frozenset({"open", "close", "decision", "outcome", "recovery"})


class Pairing:
    """Follows the records of a trail. Memory grows with the open calls, and a byte per record."""

    def __init__(self) -> None:
        self.open: dict[int, str] = {}
        self.calls = 0
        self.blocked = 0
        self.indeterminate = 0
        self._allowed = bytearray()
        self._gaps = _MOST_GAPS

    def take(self, record: Record) -> list[Finding]:
        """Counts one record; returns what is wrong with its body."""
        body, seq, kind = record.body, record.seq, record.body.get("kind")
        self._note(seq, allowed=kind == "decision" and body.get("effect") == "allow")
        if not isinstance(kind, str) or kind not in _KINDS:
            return [Finding("MALFORMED", seq, "the record is of no known kind")]
        if not isinstance(body.get("epoch"), str):
            return [Finding("MALFORMED", seq, "the record names no writer")]
        if kind == "decision":
            return self._decision(record, seq)
        if kind == "outcome":
            return self._outcome(record, seq)
        return []

    def _note(self, seq: int, *, allowed: bool) -> None:
        missing = seq - len(self._allowed)
        if missing > self._gaps:
            # A number out of thin air: not worth a byte for each that it leaps over.
            return
        self._gaps -= max(missing, 0)
        self._allowed.extend(bytes(max(missing + 1, 0)))
        self._allowed[seq] = allowed

    def _decision(self, record: Record, seq: int) -> list[Finding]:
        self.calls += 1
        effect = record.body.get("effect")
        if effect == "allow":
            self.open[seq] = str(record.body["epoch"])
        elif effect == "block":
            self.blocked += 1
        else:
            return [Finding("MALFORMED", seq, "the decision neither allows nor blocks")]
        return []

    def _outcome(self, record: Record, seq: int) -> list[Finding]:
        ref, status = record.body.get("ref"), record.body.get("status")
        if not isinstance(status, str) or status not in STATUSES:
            return [Finding("MALFORMED", seq, "the outcome has no known status")]
        if type(ref) is not int or not self._is_allowed(ref):
            return [Finding("ORPHAN_OUTCOME", seq, "the outcome refers to no allowed call")]
        if ref not in self.open:
            return [Finding("DUP_OUTCOME", seq, f"the call of record {ref} has an outcome already")]
        epoch = self.open.pop(ref)
        if status == "indeterminate":
            self.indeterminate += 1
        elif record.body["epoch"] != epoch:
            return [Finding("ORPHAN_OUTCOME", seq, f"another writer made record {ref}")]
        return []

    def _is_allowed(self, seq: int) -> bool:
        return 0 <= seq < len(self._allowed) and bool(self._allowed[seq])
