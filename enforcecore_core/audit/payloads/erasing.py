"""Destroys what was kept of one subject, and records that it was.

Whatever it dies in, an erasure that has begun can be finished, and is recorded once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from enforcecore_core.audit.payloads.store import PayloadStore
from enforcecore_core.audit.provable import TrailFollower
from enforcecore_core.audit.trail import AuditTrail

__all__ = ["Erasure", "complete_erasures", "erase"]


@dataclass(frozen=True, slots=True)
class Erasure:
    """The pseudonym of a subject, the id of the key that was destroyed, how much it had read."""

    subject: str
    key: str
    count: int


def erase(trail: AuditTrail, payloads: PayloadStore, subject: str) -> Erasure | None:
    """Destroys the key and the payloads of a subject, then records it; None if there is no key.

    A call that is running at that moment may leave a payload behind that nobody can read.
    """
    keys = payloads.keys
    pseudonym = keys.pseudonym(subject)
    with keys.locked():
        finished = _complete(trail, payloads)
        key = keys.current(pseudonym)
        if key is None:
            return next((one for one in finished if one.subject == pseudonym), None)
        erasure = Erasure(pseudonym, key, payloads.count(key))
        keys.begin_erasure(key, asdict(erasure))
        _finish(trail, payloads, erasure)
    return erasure


def complete_erasures(trail: AuditTrail, payloads: PayloadStore) -> list[Erasure]:
    """Finishes the erasures that a crash interrupted; returns them."""
    with payloads.keys.locked():
        return _complete(trail, payloads)


def _complete(trail: AuditTrail, payloads: PayloadStore) -> list[Erasure]:
    begun = [_read(one) for one in payloads.keys.begun_erasures()]
    if not begun:
        return []
    recorded = _recorded(trail)
    for erasure in begun:
        _finish(trail, payloads, erasure, recorded=erasure.key in recorded)
    return begun


def _finish(
    trail: AuditTrail, payloads: PayloadStore, erasure: Erasure, *, recorded: bool = False
) -> None:
    # The key goes first: the person's right does not wait for the record of it.
    payloads.keys.destroy(erasure.subject, erasure.key)
    payloads.remove(erasure.key)
    if not recorded:
        trail.erased(asdict(erasure))
    payloads.keys.end_erasure(erasure.key)


def _recorded(trail: AuditTrail) -> set[str]:
    records = (record for record, _ in TrailFollower(trail.path).records())
    return {str(r.body.get("key")) for r in records if r.body.get("kind") == "erasure"}


def _read(stated: dict[str, object]) -> Erasure:
    count = stated["count"]
    return Erasure(
        str(stated["subject"]), str(stated["key"]), count if isinstance(count, int) else 0
    )
