"""The seals of a trail: signed notes over all records before them.

Each seal's root must be that of the records. Because a later root covers everything before it,
the signature is checked of the last seal alone, and of those at a change of keys; or of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from enforcecore_core.audit import base64text
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.keys import NoteInvalid, VerifierKey
from enforcecore_core.audit.notes import open_note, signature_lines, text_of
from enforcecore_core.findings import Finding

__all__ = ["Seals"]

_SIGNATURES = re.compile(
    r"(?:\u2014 [^\s+\x00-\x1f]+ (?=[A-Za-z0-9+/]{7})(?:[A-Za-z0-9+/]{4})+"
    r"(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?\n){1,64}"
)
_ID_CHARACTERS = 5


@dataclass(frozen=True, slots=True)
class _Rotation:
    seq: int
    old: VerifierKey
    new: VerifierKey


@dataclass(frozen=True, slots=True)
class _Candidate:
    seq: int
    note: str
    keys: tuple[VerifierKey, ...]


class Seals:
    """Follows the seals and the changes of keys, from the keys that the caller trusts."""

    def __init__(self, keys: Iterable[VerifierKey], *, every_signature: bool = False) -> None:
        self.count = 0
        self.signed_size: int | None = None
        self.signed_root = b""
        self.keys = tuple(keys)
        self.trusted_at_any_time = self.keys
        self._has_keys = bool(self.keys)
        self._every_signature = every_signature
        self._rotation: _Rotation | None = None
        self._last: _Candidate | None = None

    def take(
        self, seq: int, body: Mapping[str, object], origin: str | None, root: bytes | None
    ) -> Sequence[Finding]:
        """Follows one seal. Without `root` the records are broken, and it is not compared."""
        self.count += 1
        note = body.get("note")
        if not isinstance(note, str):
            return [Finding("BAD_CHECKPOINT", seq, "the seal has no note")]
        findings = _compared(note, seq, origin, root)
        if findings or not self._has_keys or root is None:
            return findings
        return self._authenticated(seq, note, root)

    def rotate(self, seq: int, body: Mapping[str, object]) -> Sequence[Finding]:
        """Follows one change of keys; it holds when the next seal bears it out."""
        new = body.get("new")
        try:
            key = VerifierKey.parse(new if isinstance(new, str) else "")
        except NoteInvalid:
            return [Finding("BAD_ROTATION", seq, "the new key is not a verifier key")]
        for old in self.keys:
            if old.key_id == body.get("old"):
                self._rotation = _Rotation(seq, old, key)
        return ()

    def settle(self) -> Sequence[Finding]:
        """Checks the signature of the last seal, on which all others rest."""
        if not self._has_keys:
            return ()
        if self._last is None:
            detail = "no seal is signed by a key that was given"
            return [Finding("NO_CHECKPOINT", None, detail)]
        return self._checked(self._last.seq, self._last.note, self._last.keys)

    def _authenticated(self, seq: int, note: str, root: bytes) -> Sequence[Finding]:
        if self._rotation is not None:
            findings = self._follow(self._rotation, seq, note)
            if findings:
                return findings
        signers = tuple(key for key in self.keys if _mark(key) in note)
        if not signers:
            if self.signed_size is None:
                return ()
            return [Finding("UNKNOWN_KEY", seq, "the seal is signed by no key that is trusted")]
        self.signed_size, self.signed_root = seq, root
        self._last = _Candidate(seq, note, signers)
        return self._checked(seq, note, signers) if self._every_signature else ()

    def _follow(self, rotation: _Rotation, seq: int, note: str) -> Sequence[Finding]:
        signers = _signers(note, (rotation.old, rotation.new))
        if rotation.old not in signers:
            detail = f"the old key does not vouch for the change of keys in record {rotation.seq}"
            return [Finding("BAD_ROTATION", seq, detail)]
        if rotation.new in signers:
            kept = (key for key in self.keys if key not in (rotation.old, rotation.new))
            self.keys = (*kept, rotation.new)
            self.trusted_at_any_time = (*self.trusted_at_any_time, rotation.new)
            self._rotation = None
        return ()

    def _checked(self, seq: int, note: str, keys: Sequence[VerifierKey]) -> Sequence[Finding]:
        try:
            open_note(note, keys)
        except NoteInvalid as invalid:
            return [Finding("BAD_CHECKPOINT", seq, str(invalid))]
        return ()


def _compared(note: str, seq: int, origin: str | None, root: bytes | None) -> Sequence[Finding]:
    if root is not None and origin is not None:
        text = f"{origin}\n{seq}\n{base64text.encoded(root)}\n\n"
        if note.startswith(text) and _SIGNATURES.fullmatch(note, len(text)):
            return ()
    try:
        checkpoint = Checkpoint.parse(text_of(note))
        signature_lines(note)
    except NoteInvalid as invalid:
        return [Finding("BAD_CHECKPOINT", seq, str(invalid))]
    if origin is not None and checkpoint.origin != origin:
        return [Finding("OTHER_TRAIL", seq, "the seal is of a trail of another origin")]
    if checkpoint.size != seq:
        return [Finding("BAD_CHECKPOINT", seq, f"the seal is over {checkpoint.size} records")]
    if root is not None and checkpoint.root != root:
        detail = "the seal has another root than the records before it"
        return [Finding("ROOT_MISMATCH", seq, detail)]
    return ()


@lru_cache(maxsize=256)
def _mark(key: VerifierKey) -> str:
    """What a note contains that claims to be signed by the key. A claim is not checked."""
    identity = base64text.encoded(bytes.fromhex(key.key_id))[:_ID_CHARACTERS]
    return f"\n\u2014 {key.name} {identity}"


def _signers(note: str, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Those of the keys that signed the note, each signature checked."""
    found = []
    for key in keys:
        try:
            open_note(note, [key])
        except NoteInvalid:
            continue
        found.append(key)
    return tuple(found)
