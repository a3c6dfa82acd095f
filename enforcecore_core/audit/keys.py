"""Keys of signed notes: what checks a signature, and what makes one.

A verifier key is written `<name>+<key id>+<base64 of type and public key>`, as C2SP signed-note
has it. Of its signature types, Ed25519 (1) is for logs and timestamped Ed25519 (4, C2SP
tlog-cosignature) for witnesses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from enforcecore_core.audit.base64text import decoded, encoded
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.errors import ConfigurationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "NoteInvalid",
    "Signer",
    "VerifierKey",
    "cosigned_message",
    "is_key_name",
    "need_cryptography",
    "of_logs",
]

ED25519 = 0x01
COSIGNATURE = 0x04
_ALGORITHMS = (ED25519, COSIGNATURE)
_PUBLIC_BYTES = 32
_SIGNATURE_BYTES = 64
_TIME_BYTES = 8
_ID_DIGITS = 8


class NoteInvalid(AuditFault):
    """A note, a signature or a verifier key that is not what it should be."""


class Signer(Protocol):
    """Signs for one key. A KMS or an HSM is used by giving something of this shape."""

    @property
    def vkey(self) -> VerifierKey:
        """The key that checks what `sign` makes."""

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature (RFC 8032) of `message`."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key: a name, a signature type and 32 bytes of Ed25519."""

    name: str
    algorithm: int
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise NoteInvalid("A key's name is not empty and has neither spaces nor '+'.")
        if self.algorithm not in _ALGORITHMS:
            raise NoteInvalid(f"Keys of signature type {self.algorithm} are not supported.")
        if len(self.public) != _PUBLIC_BYTES:
            raise NoteInvalid(f"An Ed25519 key has {_PUBLIC_BYTES} bytes.")

    @property
    def key_id(self) -> str:
        """The eight hex digits that, with the name, say which key made a signature."""
        named = self.name.encode("utf-8") + b"\n" + bytes([self.algorithm]) + self.public
        return sha256(named).hexdigest()[:_ID_DIGITS]

    def __str__(self) -> str:
        material = encoded(bytes([self.algorithm]) + self.public)
        return f"{self.name}+{self.key_id}+{material}"

    @staticmethod
    def parse(vkey: str) -> VerifierKey:
        """Reads a key as `str` writes it; raises `NoteInvalid`."""
        try:
            name, key_id, material = vkey.split("+", 2)
            content = decoded(material)
            key = VerifierKey(name, content[0], content[1:])
        except (ValueError, IndexError):
            raise NoteInvalid("A verifier key is <name>+<key id>+<base64>.") from None
        if key.key_id != key_id:
            raise NoteInvalid("The verifier key does not have the key id that it states.")
        return key

    def verify(self, message: bytes, signature: bytes) -> None:
        """Raises `NoteInvalid` unless this key made the signature of a note's text.

        A witness's signature begins with its time, which is signed with the text.
        """
        if self.algorithm == COSIGNATURE:
            time, signature = signature[:_TIME_BYTES], signature[_TIME_BYTES:]
            message = cosigned_message(message, int.from_bytes(time))
        if len(signature) != _SIGNATURE_BYTES or not _verifies(self.public, message, signature):
            raise NoteInvalid(f"The signature by {self.name!r} ({self.key_id}) is not valid.")


def cosigned_message(text: bytes, seconds: int) -> bytes:
    """What a witness signs for a note's text, at a time in seconds since 1970."""
    return b"cosignature/v1\ntime %d\n" % seconds + text


def of_logs(keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    """The keys, none of which may be a witness's; raises `ConfigurationError`.

    A witness who vouched for a log in the place of the log would be its own witness.
    """
    found = list(keys)
    for key in found:
        if key.algorithm != ED25519:
            raise ConfigurationError(f"The key {key.name} is that of a witness, not of a trail.")
    return found


def is_key_name(name: str) -> bool:
    """Whether a signature line can hold the name."""
    if any(one == "+" or one.isspace() or one < " " or "\ud800" <= one <= "\udfff" for one in name):
        # Lone surrogates, too: a note is UTF-8.
        return False
    return bool(name)


def need_cryptography(who: str = "Signatures") -> None:
    """Raises `ConfigurationError` when the extra for signatures is not installed."""
    if find_spec("cryptography") is None:
        raise ConfigurationError(
            f'{who} need the package cryptography. Run: pip install "enforcecore-core[signing]"'
        )


def _verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    key = _loaded(public)
    # Imported late, as in _loaded: an extra, and slow.
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=64)
def _loaded(public: bytes) -> Ed25519PublicKey:
    need_cryptography()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )

    return Ed25519PublicKey.from_public_bytes(public)
