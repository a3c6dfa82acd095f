"""Whether every payload that the records of a trail commit to is there and is that one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from enforcecore_core.audit.payloads.encryption import PayloadInvalid
from enforcecore_core.audit.payloads.store import PayloadStore, place_of
from enforcecore_core.audit.provable import TrailFollower
from enforcecore_core.audit.records import Record
from enforcecore_core.errors import Finding

__all__ = ["PayloadCheck", "check_payloads"]


@dataclass(slots=True)
class PayloadCheck:
    """How many payloads are as their records say, were left out, were erased; and what is wrong."""

    kept: int = 0
    omitted: int = 0
    erased: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Gone:
    """Payloads of one key that cannot be read: the number of the first record, and how many."""

    seq: int
    count: int = 0


def check_payloads(
    payloads: PayloadStore, progress: Callable[[int], None] = lambda _: None
) -> PayloadCheck:
    """Reads the whole trail and every payload of it. Memory grows with the subjects.

    What is gone counts as erased when the trail records that its key was destroyed.
    """
    check = PayloadCheck()
    gone: dict[str, _Gone] = {}
    erased: dict[str, int] = {}
    for record, _ in TrailFollower(payloads.directory.path).records():
        progress(record.seq)
        if record.body.get("kind") == "erasure":
            erased[str(record.body.get("key"))] = record.seq
        elif record.body.get("payload") is not None:
            _check_one(payloads, record, check, gone)
    for key, missing in gone.items():
        if key in erased:
            check.erased += missing.count
        else:
            detail = f"it was kept under the key {key}"
            more = f", and so were {missing.count - 1} more" if missing.count > 1 else ""
            check.findings.append(Finding("PAYLOAD_MISSING", missing.seq, detail + more))
    for key, seq in erased.items():
        if payloads.keys.by_id(key) is not None:
            detail = f"the key {key} exists, and the record says that it was destroyed"
            check.findings.append(Finding("PAYLOAD_RESTORED", seq, detail))
    return check


def _check_one(
    payloads: PayloadStore, record: Record, check: PayloadCheck, gone: dict[str, _Gone]
) -> None:
    try:
        place = place_of(record.body)
        if place is None:
            check.omitted += 1
        elif payloads.read(place) is None:
            gone.setdefault(place.key, _Gone(record.seq)).count += 1
        else:
            check.kept += 1
    except PayloadInvalid as invalid:
        check.findings.append(Finding("PAYLOAD_MISMATCH", record.seq, str(invalid)))
