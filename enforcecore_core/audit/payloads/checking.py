"""Whether every payload that the records of a trail commit to is there and is that one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from enforcecore_core.audit.payloads.encryption import PayloadInvalid
from enforcecore_core.audit.payloads.store import PayloadStore, Place, place_of
from enforcecore_core.audit.provable import TrailFollower
from enforcecore_core.audit.records import Record
from enforcecore_core.errors import Finding

__all__ = ["PayloadCheck", "check_payloads"]


_MOST_FINDINGS = 1000


@dataclass(slots=True)
class PayloadCheck:
    """How many payloads are as their records say, were left out, were erased; and what is wrong.

    `erasing` are those of keys whose erasure has begun and is not recorded yet.
    """

    kept: int = 0
    omitted: int = 0
    erased: int = 0
    erasing: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Lost:
    """The payloads of one key that cannot be read: the first one, why, and how many."""

    first: Finding
    count: int = 0


def check_payloads(
    payloads: PayloadStore, progress: Callable[[int], None] = lambda _: None
) -> PayloadCheck:
    """Reads the whole trail and every payload of it. Memory grows with the subjects.

    Calls may be recorded and subjects erased meanwhile. What cannot be read counts as erased when
    the trail records that its key was destroyed.
    """
    examination = _Examination(payloads)
    follower = TrailFollower(payloads.directory.path)
    for record, _ in follower.records():
        progress(record.seq)
        examination.take(record)
    # In this order: an erasure that is not under way any more is recorded by now. What else was
    # recorded meanwhile is left for the next time; else there would be no end to it.
    begun = {str(one["key"]) for one in payloads.keys.begun_erasures()}
    for record, _ in follower.records():
        examination.take_erasure(record)
    return examination.result(begun)


class _Examination:
    def __init__(self, payloads: PayloadStore) -> None:
        self._payloads = payloads
        self._check = PayloadCheck()
        self._lost: dict[tuple[str, str], _Lost] = {}
        self._erased: dict[str, int] = {}

    def take_erasure(self, record: Record) -> None:
        if record.body.get("kind") == "erasure":
            self._erased[str(record.body.get("key"))] = record.seq

    def take(self, record: Record) -> None:
        self.take_erasure(record)
        if record.body.get("payload") is None:
            return
        try:
            place = place_of(record.body)
        except PayloadInvalid as invalid:
            self._find("PAYLOAD_MISMATCH", record.seq, str(invalid))
            return
        if place is None:
            self._check.omitted += 1
        else:
            self._read(record.seq, place)

    def result(self, begun: set[str]) -> PayloadCheck:
        for (key, _), lost in self._lost.items():
            if key in self._erased:
                self._check.erased += lost.count
            elif key in begun:
                self._check.erasing += lost.count
            else:
                more = f"; {lost.count - 1} more of that key" if lost.count > 1 else ""
                self._find(lost.first.code, lost.first.seq, lost.first.detail + more)
        for key, seq in self._erased.items():
            if self._payloads.keys.by_id(key) is not None:
                detail = f"the key {key} exists, and the record says that it was destroyed"
                self._find("PAYLOAD_RESTORED", seq, detail)
        return self._check

    def _read(self, seq: int, place: Place) -> None:
        try:
            if self._payloads.read(place) is not None:
                self._check.kept += 1
                return
            found = Finding("PAYLOAD_MISSING", seq, f"it was kept under the key {place.key}")
        except PayloadInvalid as invalid:
            # Also what is read in the moment in which its key is overwritten.
            found = Finding("PAYLOAD_MISMATCH", seq, str(invalid))
        self._lost.setdefault((place.key, found.code), _Lost(found)).count += 1

    def _find(self, code: str, seq: int | None, detail: str) -> None:
        if len(self._check.findings) < _MOST_FINDINGS:
            self._check.findings.append(Finding(code, seq, detail))
