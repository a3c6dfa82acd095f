"""Base64 (RFC 4648, section 4) in which each value has one spelling."""

from __future__ import annotations

from base64 import b64decode, b64encode

__all__ = ["decoded", "encoded"]


def encoded(value: bytes) -> str:
    """The value as base64, with padding."""
    return b64encode(value).decode("ascii")


def decoded(text: str) -> bytes:
    """The value that `encoded` spells as `text`; any other spelling is a `ValueError`."""
    value = b64decode(text.encode("ascii"), validate=True)
    if encoded(value) != text:
        raise ValueError("not the canonical base64 of anything")
    return value
