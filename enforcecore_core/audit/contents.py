"""What the records of a trail say, one after the other, and whether they add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from enforcecore_core.audit import base64text
from enforcecore_core.audit.pairing import Pairing
from enforcecore_core.audit.seals import Seals
from enforcecore_core.audit.tree import GrowingTree
from enforcecore_core.findings import Finding

__all__ = ["Contents"]

_Body = Mapping[str, object]


class Contents:
    """Takes the records of a trail whose first one is number `first`.

    `tree` grows over the records beside this. `is_sound` turns false when it no longer stands for
    them; then nothing is compared with its root.
    """

    def __init__(
        self, first: int, tree: GrowingTree, seals: Seals, *, log: str | None, origin: str | None
    ) -> None:
        self.pairing = Pairing(first)
        self.recoveries = 0
        self.erased = 0
        self.is_sound = True
        self.signed_at = ""
        self._first = first
        self._tree = tree
        self._seals = seals
        self._log = log
        self._origin = origin
        self._pruned_at: int | None = None
        self._before: object = None
        self._segment: tuple[int, int | None] | None = None
        self._takers: dict[str, Callable[[int, _Body], Sequence[Finding]]] = {
            "open": self._of_this_trail,
            "recovery": self._recover,
            "seal": self._seal,
            "key_rotate": seals.rotate,
            "prune": self._prune,
            "erasure": self._erase,
        }

    def enter(self, first: int, previous: int | None) -> None:
        """The next record is the first of a segment; the one before began at `previous`."""
        self._segment = (first, previous) if first else None

    def take(self, seq: int, body: _Body) -> Sequence[Finding]:
        """Counts one record; returns what is wrong with it."""
        findings = self.pairing.count(seq, body)
        kind = body.get("kind")
        if (kind != "decision" and kind != "outcome") or self._segment is not None:  # noqa: PLR1714  # a kind may be of any type, and this is the hot path
            findings = [*findings, *self._take_other(seq, str(kind), body)]
        self._before = body
        return findings

    def states_pruning(self) -> bool:
        """Whether a record says that those before the first were deleted on purpose.

        When keys were given it has to be a record that is signed.
        """
        if self._pruned_at is None:
            return False
        signed = self._seals.signed_size
        return signed is None or self._pruned_at < signed

    def _take_other(self, seq: int, kind: str, body: _Body) -> Sequence[Finding]:
        if kind == "segment" or self._segment is not None:
            return self._begin_segment(seq, body)
        taker = self._takers.get(kind)
        return () if taker is None else taker(seq, body)

    def _recover(self, _: int, __: _Body) -> Sequence[Finding]:
        self.recoveries += 1
        return ()

    def _of_this_trail(self, seq: int, body: _Body) -> Sequence[Finding]:
        if self._log is not None and body.get("log") != self._log:
            return [Finding("OTHER_TRAIL", seq, "the record is of another trail")]
        if self._origin is not None and body.get("origin") != self._origin:
            return [Finding("OTHER_TRAIL", seq, "the record is of a trail of another origin")]
        return ()

    def _seal(self, seq: int, body: _Body) -> Sequence[Finding]:
        root = self._tree.root() if self.is_sound else None
        findings = self._seals.take(seq, body, self._origin, root)
        if self._seals.signed_size == seq and isinstance(self._before, dict):
            # The seal's own time is not signed yet; that of the record before it is.
            self.signed_at = str(self._before.get("ts"))
        if any(finding.code == "ROOT_MISMATCH" for finding in findings):
            # All later roots differ as well: one cause, one finding.
            self.is_sound = False
        return findings

    def _begin_segment(self, seq: int, body: _Body) -> Sequence[Finding]:
        expected, self._segment = self._segment, None
        if body.get("kind") != "segment":
            return [Finding("SEGMENT_MISMATCH", seq, "the segment does not say what it continues")]
        if expected is None:
            detail = "a segment begins in the middle of a file"
            return [Finding("SEGMENT_MISMATCH", seq, detail)]
        return [*self._of_this_trail(seq, body), *self._continue(seq, body, *expected)]

    def _continue(
        self, seq: int, body: _Body, first: int, previous: int | None
    ) -> Sequence[Finding]:
        if seq != first:
            return [Finding("SEGMENT_MISMATCH", seq, f"the segment of record {first} begins so")]
        stated = body.get("previous")
        if type(stated) is not int or not 0 <= stated < first:
            return [Finding("SEGMENT_MISMATCH", seq, "the segment names none before it")]
        if previous is not None and stated != previous:
            detail = f"the segment follows that of record {stated}, which is not the one before"
            return [Finding("SEGMENT_MISMATCH", seq, detail)]
        if not self.is_sound:
            return ()
        root, frontier = self._tree.root(), self._tree.frontier().to_hex()
        if body.get("root") != base64text.encoded(root) or body.get("frontier") != frontier:
            self.is_sound = False
            detail = "the segment names another root than that of the records before it"
            return [Finding("ROOT_MISMATCH", seq, detail)]
        return ()

    def _prune(self, seq: int, body: _Body) -> Sequence[Finding]:
        below = body.get("below")
        if type(below) is not int or not 0 <= below <= seq:
            return [Finding("MALFORMED", seq, "the record prunes what is not there yet")]
        if self._pruned_at is None and below >= self._first:
            self._pruned_at = seq
        return ()

    def _erase(self, seq: int, body: _Body) -> Sequence[Finding]:
        count = body.get("count")
        if type(count) is not int or count < 0:
            return [Finding("MALFORMED", seq, "the record does not say how much was erased")]
        self.erased += count
        return ()
