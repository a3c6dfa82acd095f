"""What a call passed as JSON in the one form of RFC 8785, so that it can be committed to."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping

from pydantic_core import to_jsonable_python

from enforcecore_core.audit.digests import spelled

__all__ = ["payload_bytes"]

_LARGEST_INTEGER = 2**53 - 1
_MAX_DEPTH = 48
_MAX_VALUES = 100_000


def payload_bytes(payload: Mapping[str, object]) -> bytes:
    """The payload in canonical JSON.

    What JSON has no form for becomes a text: bytes in base64, whole numbers beyond 53 bits in
    decimal, NaN and infinities by name, lone surrogates as escapes, any other value as pydantic
    writes it, or by its `str`. Raises `ValueError` or `AuditFault` for what has no form of bounded
    size.
    """
    return spelled(_Plain().of(payload, _MAX_DEPTH))


class _Plain:
    """Makes JSON values. Shared references let a small value unfold without end, so it counts."""

    def __init__(self) -> None:
        self._left = _MAX_VALUES

    def of(self, value: object, depth: int) -> object:
        self._left -= 1
        if depth == 0 or self._left < 0:
            raise ValueError("the value is nested too deep or has too many parts")
        if isinstance(value, Mapping):
            return {_text(str(key)): self.of(one, depth - 1) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(one, depth - 1) for one in value]
        if value is None or isinstance(value, bool | str | int | float | bytes | bytearray):
            return _scalar(value)
        plain = to_jsonable_python(value, serialize_unknown=True, bytes_mode="base64")
        return self.of(plain, depth - 1)


def _scalar(value: object) -> object:
    match value:
        case str():
            return _text(value)
        case bytes() | bytearray():
            return base64.b64encode(value).decode("ascii")
        case None | bool():
            return value
        case int():
            return int(value) if abs(value) <= _LARGEST_INTEGER else str(int(value))
        case float() if math.isfinite(value):
            return float(value)
    return repr(value)


def _text(value: str) -> str:
    return str.__str__(value).encode("utf-8", "backslashreplace").decode("utf-8")
