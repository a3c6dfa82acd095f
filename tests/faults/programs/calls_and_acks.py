"""What the programs here share: making calls, acknowledging them without the system, checking."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

from enforcecore_core.audit import AuditFault, AuditTrail, verify_trail

ALLOW = {"tool": "t", "effect": "allow"}
BLOCK = {"tool": "t", "effect": "block"}
DONE = {"status": "returned"}
_ACK = struct.Struct("<qq")


class Acks:
    """Numbers of records that were acknowledged, in memory that outlives whoever is killed."""

    def __init__(self, most: int = 100_000) -> None:
        self._memory = mmap.mmap(-1, 8 + most * _ACK.size)

    def add(self, kind: int, seq: int) -> None:
        count = self._count()
        _ACK.pack_into(self._memory, 8 + count * _ACK.size, kind, seq)
        # Last, so that no half acknowledgement is ever counted.
        struct.pack_into("<q", self._memory, 0, count + 1)

    def of(self, kind: int) -> set[int]:
        acks = (_ACK.unpack_from(self._memory, 8 + n * _ACK.size) for n in range(self._count()))
        return {seq for one, seq in acks if one == kind}

    def _count(self) -> int:
        return int(struct.unpack_from("<q", self._memory, 0)[0])


DECIDED, ENDED, BLOCKED = 1, 2, 3


def make_calls(trail: AuditTrail, acks: Acks, calls: int, durability: str | None = None) -> None:
    for n in range(calls):
        seq = trail.decided(ALLOW, durability=durability)
        acks.add(DECIDED, seq)
        trail.ended(seq, DONE, durability=durability)
        acks.add(ENDED, seq)
        if n % 3 == 2:
            acks.add(BLOCKED, trail.decided(BLOCK, durability=durability))


def check(path: Path, acks: list[Acks], signer: object = None) -> None:
    """Raises unless all that was acknowledged is there, once, and no call is open."""
    with AuditTrail.open(path, signer=signer, sync=lambda _: None) as trail:
        entries = list(trail.entries())
    found = {entry.seq: entry.status for entry in entries}
    assert len(found) == len(entries), "a number was given twice"
    for ack in acks:
        missing = (ack.of(DECIDED) | ack.of(BLOCKED)) - found.keys()
        assert not missing, f"acknowledged and lost: {sorted(missing)[:5]}"
        assert {found[seq] for seq in ack.of(ENDED)} <= {"returned"}, "an outcome was lost"
        assert {found[seq] for seq in ack.of(BLOCKED)} <= {"not_run"}
    assert set(found.values()) <= {"returned", "indeterminate", "not_run"}, set(found.values())
    keys = [str(signer.vkey)] if signer is not None else None
    verified = verify_trail(path, keys=keys)
    assert verified.status == "ok", verified
    assert verified.entries == len(entries)


__all__ = [
    "ALLOW",
    "BLOCK",
    "BLOCKED",
    "DECIDED",
    "DONE",
    "ENDED",
    "Acks",
    "AuditFault",
    "check",
    "make_calls",
]
