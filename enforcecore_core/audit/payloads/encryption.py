"""One payload: committed to, and encrypted together with the salt of the commitment."""

from __future__ import annotations

import hmac
import os
from typing import TYPE_CHECKING

from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.payloads.subjects import SubjectKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["PayloadInvalid", "decrypted", "encrypted"]

_DOMAIN = b"enforcecore/payload/v1\0"
_SALT_BYTES = 32
_NONCE_BYTES = 12


class PayloadInvalid(AuditFault):
    """A payload is not the one that its record commits to."""


def encrypted(key: SubjectKey, payload: bytes) -> tuple[str, bytes]:
    """The commitment in hex, `HMAC-SHA256(salt, domain || payload)`, and the box with both.

    The box is a nonce of 12 bytes and the AES-256-GCM ciphertext of salt and payload; the key's id
    is authenticated with it. Each box has a fresh salt and nonce.
    """
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    commitment = hmac.digest(salt, _DOMAIN + payload, "sha256").hex()
    return commitment, nonce + _cipher(key).encrypt(nonce, salt + payload, _bound_to(key))


def decrypted(key: SubjectKey, box: bytes, commitment: str) -> bytes:
    """The payload in a box. Raises `PayloadInvalid` unless it is what `commitment` says."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415  # an extra

    nonce, ciphertext = box[:_NONCE_BYTES], box[_NONCE_BYTES:]
    try:
        plain = _cipher(key).decrypt(nonce, ciphertext, _bound_to(key))
    except (InvalidTag, ValueError):
        raise PayloadInvalid("the payload was changed, or is of another key") from None
    salt, payload = plain[:_SALT_BYTES], plain[_SALT_BYTES:]
    if hmac.digest(salt, _DOMAIN + payload, "sha256").hex() != commitment:
        raise PayloadInvalid("the payload is not the one that the record commits to")
    return payload


def _cipher(key: SubjectKey) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  # an extra

    return AESGCM(key.secret)


def _bound_to(key: SubjectKey) -> bytes:
    return _DOMAIN + key.id.encode("ascii")
