r"""Keyed digests of arguments.

A record names the arguments of a call by `HMAC-SHA256(key, "enforcecore/arguments/v1\0" + JCS)`:
two calls with the same arguments show it, and nobody without the trail's key can guess values.
JSON values are spelled as in RFC 8785. Python values that JSON lacks are spelled as an object of
one key that names the type; of an unknown type only the name counts.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import hmac
import math
import os
import uuid
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring

from pydantic import BaseModel

from enforcecore_core.audit.faults import AuditFault

__all__ = ["arguments_digest", "spelled"]

_DOMAIN = b"enforcecore/arguments/v1\0"
_MAX_DEPTH = 64
_MAX_VALUES = 1_000_000
_FIXED_FROM, _FIXED_TO = -7, 21
_LONG_INTEGER = 1 << 64
_SPELLED_BY_STR = (
    dt.date,
    dt.time,
    dt.timedelta,
    dt.tzinfo,
    decimal.Decimal,
    uuid.UUID,
    complex,
    range,
)


def arguments_digest(key: bytes, arguments: Mapping[str, object]) -> str:
    """The keyed digest in hex. Equal arguments have equal digests, whatever their order."""
    return hmac.digest(key, _DOMAIN + spelled(arguments), "sha256").hex()


def spelled(value: object) -> bytes:
    """The bytes that are digested for `value`."""
    writer = _Writer()
    writer.write(value, _MAX_DEPTH)
    return "".join(writer.parts).encode("utf-8", "surrogatepass")


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self._left = _MAX_VALUES

    def write(self, value: object, depth: int) -> None:
        self._left -= 1
        if self._left < 0:
            # Shared references let a small value unfold without end.
            raise AuditFault(f"Arguments of more than {_MAX_VALUES} values cannot be digested.")
        if depth == 0:
            self._tagged("deep", type(value).__qualname__)
        elif not self._plain(value) and not self._container(value, depth):
            self._other(value, depth)

    def _plain(self, value: object) -> bool:
        # Exact types: a subclass may mean more than its text or number.
        if type(value) is str:
            self.parts.append(encode_basestring(value))
        elif value is None:
            self.parts.append("null")
        elif type(value) is bool:
            self.parts.append("true" if value else "false")
        elif type(value) is int:
            self.parts.append(_integer(value))
        elif type(value) is float:
            self.parts.append(_number(value))
        else:
            return False
        return True

    def _container(self, value: object, depth: int) -> bool:
        if type(value) is dict:
            self._object(value.items(), depth)
        elif type(value) is list:
            self._array(value, depth)
        else:
            return False
        return True

    def _array(self, values: Iterable[object], depth: int) -> None:
        separator = "["
        for item in values:
            self.parts.append(separator)
            self.write(item, depth - 1)
            separator = ","
        self.parts.append("[]" if separator == "[" else "]")

    def _object(self, items: Iterable[tuple[object, object]], depth: int) -> None:
        pairs = [(k, v) for k, v in items if isinstance(k, str)]
        rest = [[k, v] for k, v in items if not isinstance(k, str)]
        # RFC 8785, 3.2.3: names are sorted by their UTF-16 code units.
        pairs.sort(key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass"))
        self.parts.append("{")
        for number, (key, value) in enumerate(pairs):
            self.parts.append(f"{',' if number else ''}{encode_basestring(key)}:")
            self.write(value, depth - 1)
        if rest:
            # A key that is no text must not meet the text that looks like it.
            self.parts.append(f"{',' if pairs else ''}\0keys:")
            self._unordered(rest, depth)
        self.parts.append("}")

    def _unordered(self, values: Iterable[object], depth: int) -> None:
        start = len(self.parts)
        pieces = []
        for item in values:
            self.write(item, depth - 1)
            pieces.append("".join(self.parts[start:]))
            del self.parts[start:]
        self.parts.append(f"[{','.join(sorted(pieces))}]")

    def _tagged(self, tag: str, text: str) -> None:
        self.parts.append(f"{{\0{tag}:{encode_basestring(text)}}}")

    def _other(self, value: object, depth: int) -> None:
        if isinstance(value, enum.Enum):
            self._tagged("enum", f"{type(value).__qualname__}.{value.name}")
        elif isinstance(value, bytes | bytearray | memoryview):
            self._tagged("bytes", bytes(value).hex())
        elif isinstance(value, os.PathLike):
            self._tagged("path", os.fsdecode(value))
        elif isinstance(value, _SPELLED_BY_STR):
            self._tagged(type(value).__name__, str(value))
        else:
            self._composite(value, depth)

    def _composite(self, value: object, depth: int) -> None:
        self.parts.append(f"{{\0{type(value).__qualname__}:")
        if isinstance(value, BaseModel):
            self._object({**value.__dict__, **(value.model_extra or {})}.items(), depth)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = dataclasses.fields(value)
            self._object([(f.name, getattr(value, f.name, None)) for f in fields], depth)
        elif isinstance(value, Mapping):
            self._object(list(value.items()), depth)
        elif isinstance(value, set | frozenset):
            self._unordered(value, depth)
        elif isinstance(value, list | tuple):
            self._array(value, depth)
        elif isinstance(value, str):
            self.parts.append(encode_basestring(str.__str__(value)))
        elif isinstance(value, int):
            self.parts.append(_integer(int(value)))
        elif isinstance(value, float):
            self.parts.append(_number(float(value)))
        self.parts.append("}")


def _integer(value: int) -> str:
    # Decimal spelling takes quadratic time, and Python refuses it for thousands of digits.
    return str(value) if abs(value) < _LONG_INTEGER else hex(value)


def _number(value: float) -> str:
    """The shortest spelling that reads back to the same number, as ECMAScript writes it."""
    if not math.isfinite(value):
        return f"\0{value!r}"
    if value == 0:
        return "0"
    sign, digits, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
    text = "".join(map(str, digits))
    point = len(text) + int(exponent)
    if 0 < point <= _FIXED_TO:
        text = text.ljust(point, "0")
        text = f"{text[:point]}.{text[point:]}".rstrip(".")
    elif _FIXED_FROM < point - 1 < 0:
        text = f"0.{'0' * -point}{text}"
    else:
        mantissa = f"{text[0]}.{text[1:]}".rstrip(".")
        text = f"{mantissa}e{point - 1:+d}"
    return f"-{text}" if sign else text
