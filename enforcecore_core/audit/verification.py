"""Checks a trail from its bytes, and from what is known of it elsewhere.

Nothing that a writer keeps in memory or derives is trusted: every hash is computed again. Nothing
in the trail says which keys to trust: they come from outside.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.examining import Examination, Knowledge
from enforcecore_core.audit.keys import VerifierKey, of_logs
from enforcecore_core.audit.notes import text_of
from enforcecore_core.audit.remembering import Memory, recall, remember
from enforcecore_core.audit.stamps import Clock
from enforcecore_core.audit.witnesses.policies import Group, KnownWitness, WitnessPolicy
from enforcecore_core.errors import ConfigurationError, TrailInvalid

__all__ = ["Verification", "verify_trail"]

_TRIES = 5
_SECOND = 1_000_000_000
_Path = str | os.PathLike[str]

_UNSIGNED = (
    "Unsigned: a trail cut off together with its head file, or a rebuilt chain, cannot be noticed."
)
_NO_KEYS = "The trail is signed, and no key was given to check that with."
_NO_WITNESS = "No checkpoint is signed by the witnesses, or not by enough of them."
_OLD_CHECKPOINT = "The checkpoint file is older than the last seal; opening the trail settles it."


@dataclass(frozen=True, slots=True)
class Verification:
    """A trail in which nothing wrong was found.

    `status` is "ok", or "partial" when some of it could not be vouched for; `remarks` say why.
    `assurance` is how much that means, from less to more: "unsigned" is against mistakes and
    against changes by somebody who did not think of the head file; "signed" is against everybody
    who does not have the signing key; "remembered" has found again what this verifier, or the
    expected checkpoint, knows of an earlier state; "witnessed" was signed by a witness as well.

    `records` are here, after `pruned_below` that were deleted on purpose. `signed_size` counts
    from the first record ever; `unsigned_tail` are the records behind the last seal.
    `checkpoint_age_s` is how long ago the newest signed record was written, None when nothing is
    signed. `witnessed_size` counts what witnesses have seen, and `witnessed_age_s` is how long ago
    the last of them did. `open_calls` are running in a living process.
    """

    path: str
    records: int
    entries: int
    blocked: int
    indeterminate: int
    open_calls: int
    recoveries: int
    status: str = "ok"
    assurance: str = "unsigned"
    erased: int = 0
    pruned_below: int = 0
    unsigned_tail: int = 0
    signed_size: int = 0
    checkpoint_age_s: int | None = None
    witnessed_size: int = 0
    witnessed_age_s: int | None = None
    origin: str = ""
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        remarks = "".join(f" {remark}" for remark in self.remarks)
        return (
            f"{self.path}: {self.status}, {self.assurance}: {self.entries} entries "
            f"({self.blocked} blocked, {self.indeterminate} indeterminate, {self.open_calls} "
            f"open) in {self.records} records.{remarks}"
        )


def verify_trail(
    path: _Path,
    *,
    keys: Iterable[str | VerifierKey] | None = None,
    expected: Checkpoint | str | None = None,
    state: _Path | None = None,
    witnesses: Iterable[str | VerifierKey] | WitnessPolicy | None = None,
    all_signatures: bool = False,
    progress: Callable[[int, int], None] | None = None,
    clock: Clock = time.time_ns,
) -> Verification:
    """Returns only when the trail is whole; otherwise raises `TrailInvalid` with all findings.

    `keys` are the verifier keys that may have signed it; changes of keys that one of them vouches
    for are followed. `expected` is a checkpoint, or its note, that the trail must contain. `state`
    names a file outside of the trail in which this function remembers how far it was and what its
    root was; it is written only on success. `witnesses` are the keys of witnesses, of
    which one is enough, or a policy that says how many are.

    A root is compared at each seal; signatures are checked of the last one and at changes of keys,
    since it covers all before it, or with `all_signatures` of all. `progress` is called with the
    bytes read and those to read. Nothing is written to the trail. One that is missing, empty or
    unreadable is invalid. After a thousand findings the rest are only counted.

    Raises `NoteInvalid` for a key or a checkpoint that is none, `AuditFault` for a damaged state
    file, and `ConfigurationError` when the extra for signatures is missing or a key of a witness
    is given as one of the trail.
    """
    directory = TrailDirectory(Path(os.path.realpath(path)))
    remembered = None if state is None else _outside(Path(state), directory)
    known = Knowledge(
        keys=tuple(of_logs(_parsed(keys))),
        witnesses=_policy(witnesses),
        expected=_read(expected) if isinstance(expected, str) else expected,
        expected_note=expected if isinstance(expected, str) and "\n\n" in expected else None,
        memory=None if remembered is None else recall(remembered),
    )
    for _ in range(_TRIES):
        examination = Examination(
            directory, known, every_signature=all_signatures, progress=progress
        )
        examination.run()
        # Whole segments may be pruned while they are read.
        if not examination.is_overtaken:
            break
    if examination.findings:
        raise TrailInvalid(str(directory.path), examination.findings)
    if remembered is not None:
        remember(remembered, _memory(examination, known))
    return _result(directory, examination, known, clock())


def _parsed(keys: Iterable[str | VerifierKey] | None) -> tuple[VerifierKey, ...]:
    # A single key as text would be taken for its letters.
    several = (keys,) if isinstance(keys, str) else keys or ()
    return tuple(VerifierKey.parse(key) if isinstance(key, str) else key for key in several)


def _policy(witnesses: Iterable[str | VerifierKey] | WitnessPolicy | None) -> WitnessPolicy:
    if isinstance(witnesses, WitnessPolicy):
        return witnesses
    known = tuple(KnownWitness(key.name, key, None) for key in _parsed(witnesses))
    return WitnessPolicy(known, Group(1, known))


def _read(text: str) -> Checkpoint:
    return Checkpoint.parse(text_of(text) if "\n\n" in text else text)


def _outside(state: Path, directory: TrailDirectory) -> Path:
    place = Path(os.path.realpath(state))
    if place.is_relative_to(directory.path):
        raise ConfigurationError(
            f"{state} lies in the trail: whoever changes the one changes the other. Keep what is "
            "remembered where the trail's writers cannot write."
        )
    return place


def _memory(examination: Examination, known: Knowledge) -> Memory:
    seals, seen = examination.seals, examination.seen
    signed = seals.signed_size or 0
    size, root = examination.tree.size, examination.tree.root()
    if known.keys and size > signed + 1:
        # What is not signed could be of anybody, and must not count against the true trail.
        size, root = signed, seals.signed_root
    return Memory(seen.log or "", seen.origin or "", size, root, signed)


def _result(
    directory: TrailDirectory, examination: Examination, known: Knowledge, now: int
) -> Verification:
    contents, seals = examination.contents, examination.seals
    signed = seals.signed_size
    tail = examination.records if signed is None else examination.tree.size - signed - 1
    remarks = _remarks(examination, known, tail)
    return Verification(
        path=str(directory.path),
        records=examination.records,
        entries=contents.pairing.calls,
        blocked=contents.pairing.blocked,
        indeterminate=contents.pairing.indeterminate,
        open_calls=len(contents.pairing.open),
        recoveries=contents.recoveries,
        status="partial" if remarks and remarks != (_UNSIGNED,) else "ok",
        assurance=_assurance(examination, known),
        erased=contents.erased,
        pruned_below=examination.first,
        unsigned_tail=tail,
        signed_size=signed or 0,
        checkpoint_age_s=_age(contents.signed_at, now),
        witnessed_size=examination.cosigned_size,
        witnessed_age_s=_witnessed_age(examination, now),
        origin=examination.seen.origin or "",
        remarks=remarks,
    )


def _remarks(examination: Examination, known: Knowledge, tail: int) -> tuple[str, ...]:
    if not known.keys:
        return (_NO_KEYS,) if examination.seals.count else (_UNSIGNED,)
    remarks = []
    if tail:
        remarks.append(f"The last {tail} records are not signed yet.")
    published, newest = examination.published, examination.seals.signed_size or 0
    # A writer publishes a moment after it seals; once it is gone, nobody does.
    if published and published.size < newest and not examination.seen.living:
        remarks.append(_OLD_CHECKPOINT)
    if known.witnesses.witnesses and not examination.cosigned:
        remarks.append(_NO_WITNESS)
    elif 0 < examination.cosigned_size < newest:
        later = newest - examination.cosigned_size
        remarks.append(f"No witness has seen the last {later} records that are signed.")
    return tuple(remarks)


def _assurance(examination: Examination, known: Knowledge) -> str:
    if not known.keys:
        return "unsigned"
    if examination.cosigned:
        return "witnessed"
    if any(anchor.size for anchor in known.anchors()):
        return "remembered"
    return "signed"


def _witnessed_age(examination: Examination, now: int) -> int | None:
    times = [one.time for one in examination.cosigned if one.time is not None]
    return max(now // _SECOND - max(times), 0) if times else None


def _age(signed_at: str, now: int) -> int | None:
    try:
        then = datetime.fromisoformat(signed_at).timestamp()
    except ValueError:
        return None
    return max(int(now // _SECOND - then), 0)
