"""Signed notes (C2SP signed-note): a text, a blank line, and the signatures of its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from enforcecore_core.audit.base64text import decoded, encoded
from enforcecore_core.audit.keys import (
    COSIGNATURE,
    ED25519,
    NoteInvalid,
    Signer,
    VerifierKey,
    is_key_name,
)

__all__ = [
    "NoteInvalid",
    "NoteSignature",
    "OpenedNote",
    "VerifierKey",
    "open_note",
    "signature_line",
    "signature_lines",
    "signatures_by",
    "signed",
    "signer_of",
    "text_of",
]

MOST_SIGNATURES = 64
LONGEST_NOTE = 1 << 20
_DASH = "\u2014 "
_ID_BYTES = 4
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A signature that was checked. Only a witness says when it signed, in seconds since 1970."""

    key: VerifierKey
    signature: bytes

    @property
    def time(self) -> int | None:
        """When a witness signed."""
        if self.key.algorithm != COSIGNATURE:
            return None
        return int.from_bytes(self.signature[:_TIME_BYTES])


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A text, and the valid signatures of known keys on it: at least one."""

    text: str
    signatures: tuple[NoteSignature, ...]


def signed(text: str, signers: Sequence[Signer]) -> str:
    """The note of a text that ends in a line feed, signed by each signer.

    Raises `NoteInvalid` when the text cannot stand in a note or a signer's key is a witness's.
    """
    _check_text(text)
    if any(signer.vkey.algorithm != ED25519 for signer in signers):
        raise NoteInvalid("A witness's key does not sign notes of its own.")
    message = text.encode("utf-8")
    return f"{text}\n" + "".join(
        signature_line(signer.vkey, signer.sign(message)) for signer in signers
    )


def signature_line(key: VerifierKey, signature: bytes) -> str:
    """The line, with its line feed, that a note holds for a signature."""
    return f"{_DASH}{key.name} {encoded(bytes.fromhex(key.key_id) + signature)}\n"


def open_note(note: str, keys: Iterable[VerifierKey]) -> OpenedNote:
    """The text of a note that at least one of the keys signed.

    Signatures by other keys are ignored. A bad signature by one of the keys makes the whole note
    invalid. Raises `NoteInvalid`.
    """
    found = signatures_by(note, keys)
    if not found:
        raise NoteInvalid("None of the keys signed the note.")
    return OpenedNote(text_of(note), tuple(found))


def signatures_by(note: str, keys: Iterable[VerifierKey]) -> list[NoteSignature]:
    """The signatures of a note by these keys. There may be none; a bad one is a `NoteInvalid`."""
    message = text_of(note).encode("utf-8")
    known = {(key.name, key.key_id): key for key in keys}
    found = []
    for name, key_id, signature in signature_lines(note):
        key = known.get((name, key_id))
        if key is not None:
            key.verify(message, signature)
            found.append(NoteSignature(key, signature))
    return found


def text_of(note: str) -> str:
    """The text of a note whose signatures were not checked: nothing vouches for it."""
    return _parts(note)[0]


def signature_lines(note: str) -> list[tuple[str, str, bytes]]:
    """Name, key id and signature of each signature of a note. None of them was checked."""
    lines = _parts(note)[1].removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteInvalid(f"A note has {MOST_SIGNATURES} signatures at most.")
    return [_parsed(line) for line in lines]


def signer_of(line: str) -> tuple[str, str]:
    """Name and key id of who is said to have made a signature line; raises `NoteInvalid`."""
    return _parsed(line.removesuffix("\n"))[:2]


def _parts(note: str) -> tuple[str, str]:
    """The text and the signature lines, each with its line feed."""
    if len(note) > LONGEST_NOTE:
        raise NoteInvalid("The note is too long.")
    if not _is_clean(note):
        raise NoteInvalid("A note is UTF-8 without control characters.")
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteInvalid("A note is a text, a blank line and signature lines.")
    return text + "\n", lines


def _parsed(line: str) -> tuple[str, str, bytes]:
    name, space, spelled = line.removeprefix(_DASH).partition(" ")
    try:
        content = decoded(spelled)
    except ValueError:
        content = b""
    if not (line.startswith(_DASH) and space and is_key_name(name) and len(content) > _ID_BYTES):
        raise NoteInvalid("A line of the note is not a signature.")
    return name, content[:_ID_BYTES].hex(), content[_ID_BYTES:]


def _check_text(text: str) -> None:
    if not text.endswith("\n") or not _is_clean(text):
        raise NoteInvalid("The text of a note is lines of UTF-8 without control characters.")


def _is_clean(text: str) -> bool:
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return not any(byte < ord(" ") and byte != ord("\n") for byte in content)
