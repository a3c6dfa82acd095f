"""The bytes of one record.

A record is one line, `{"body":{...},"prev":"<64 hex>","seq":N,"v":1}`, in the canonical form of
RFC 8785 (JCS), narrowed so that every JSON reader agrees on it: keys are ASCII, numbers are
integers within +-(2^53-1), texts hold no lone surrogates. `prev` is the leaf hash of the line
before, SHA-256 over a zero byte and the line without its line feed (RFC 6962, 2.1).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from pydantic_core import PydanticSerializationError, from_json, to_json

from enforcecore_core.audit.faults import AuditFault

__all__ = [
    "FIRST_PREV",
    "MAX_RECORD",
    "Record",
    "RecordInvalid",
    "RecordTooLarge",
    "canonical",
    "frame",
    "leaf_hash",
    "links_to",
    "next_body",
    "parse_record",
    "quickly_parsed",
]

FIRST_PREV = "0" * 64
MAX_RECORD = 60 * 1024
_MAX_INTEGER = 2**53 - 1
_MAX_DEPTH = 16
_KEYS = ("body", "prev", "seq", "v")
_BEGIN = b'{"body":'
_HASH = re.compile(r"[0-9a-f]{64}")


class RecordTooLarge(AuditFault):
    """A record would be longer than `MAX_RECORD` bytes."""


class RecordInvalid(AuditFault):
    """A line that is no record. `code` is MALFORMED or NON_CANONICAL."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a trail, read."""

    seq: int
    prev: str
    body: Mapping[str, object]


def leaf_hash(line: bytes) -> str:
    """The RFC 6962 leaf hash of a line given without its line feed."""
    return sha256(b"\0" + line).hexdigest()


def canonical(value: Mapping[str, object]) -> bytes:
    """The one spelling of `value`. What has no such spelling is an `AuditFault`."""
    ordered = _ordered(value, _MAX_DEPTH)
    if ordered is not None:
        # The same bytes, from plain values and sorted keys, in a third of the time.
        with suppress(PydanticSerializationError):
            return to_json(ordered)
    _check_mapping(value, _MAX_DEPTH)
    try:
        # With ASCII keys and no floats this is RFC 8785: the same escapes, the same order.
        return _encoder.encode(value).encode("utf-8")
    except UnicodeEncodeError:
        # Without the original: its text would hold the value.
        raise AuditFault("A record cannot hold a text with lone surrogates.") from None


def frame(body: bytes, *, prev: str, seq: int) -> bytes:
    """The line, without line feed, around a canonical body."""
    line = b'{"body":%b,"prev":"%b","seq":%d,"v":1}' % (body, prev.encode("ascii"), seq)
    if len(line) > MAX_RECORD:
        raise RecordTooLarge(f"A record may have {MAX_RECORD} bytes, this one has {len(line)}.")
    return line


def links_to(line: bytes, *, prev: str, seq: int) -> bool:
    """Whether a line written by another writer continues the chain, judged without parsing."""
    return line.endswith(b',"prev":"%b","seq":%d,"v":1}' % (prev.encode("ascii"), seq))


def parse_record(line: bytes) -> Record:
    """Reads a line, given without its line feed; raises `RecordInvalid` when it is no record."""
    if len(line) > MAX_RECORD:
        raise RecordInvalid("MALFORMED", f"the line is longer than {MAX_RECORD} bytes")
    parts = quickly_parsed(line)
    if parts is not None and _HASH.fullmatch(parts[1]):
        return Record(*parts)
    try:
        value = _decoder.decode(line.decode("utf-8"))
    except (ValueError, RecursionError):
        # Not chained: the reader's message may quote the line.
        raise RecordInvalid("MALFORMED", "the line is not JSON with whole numbers") from None
    if not isinstance(value, dict) or value.keys() != set(_KEYS):
        raise RecordInvalid("MALFORMED", "the line is not an object of body, prev, seq and v")
    if not _is_canonical(value, line):
        raise RecordInvalid("NON_CANONICAL", "the line is not spelled in canonical form")
    return _typed(value)


def next_body(line: bytes, *, prev: str, seq: int) -> dict[str, object] | None:
    """The body of a line that is record `seq` and links to `prev`; or None, which says nothing.

    As `quickly_parsed`, it never takes a line that is no record. `prev` must be a hash.
    """
    end = b',"prev":"%b","seq":%d,"v":1}' % (prev.encode("ascii"), seq)
    if not line.endswith(end) or not line.startswith(_BEGIN) or len(line) > MAX_RECORD:
        return None
    inner = line[len(_BEGIN) : -len(end)]
    try:
        body = from_json(inner, allow_inf_nan=False, cache_strings="keys")
        if to_json(body) != inner:
            return None
    except ValueError:
        return None
    return body if type(body) is dict and _is_plain(body, _MAX_DEPTH - 1) else None


def quickly_parsed(line: bytes) -> tuple[int, str, dict[str, object]] | None:
    """The seq, prev and body of a line that is a record; or None, which says nothing.

    It never takes a line that is none: what it read is written again and compared, which shows
    spacing, escapes and a key given twice; then keys must be sorted and values be such as a record
    holds. Only that `prev` is a hash is not looked at.
    """
    try:
        value = from_json(line, allow_inf_nan=False, cache_strings="keys")
        if to_json(value) != line:
            return None
    except ValueError:
        return None
    if type(value) is not dict or tuple(value) != _KEYS or len(line) > MAX_RECORD:
        return None
    body, prev, seq, version = value.values()
    if not (type(seq) is int and type(prev) is str and type(body) is dict):
        return None
    if not (0 <= seq <= _MAX_INTEGER and version == 1 and type(version) is int):
        return None
    return (seq, prev, body) if _is_plain(body, _MAX_DEPTH - 1) else None


def _are_plain(values: Iterable[Any], depth: int) -> bool:
    for value in values:
        kind = type(value)
        if kind is str:
            continue
        if kind is int:
            if not -_MAX_INTEGER <= value <= _MAX_INTEGER:
                return False
        elif kind is dict:
            if not depth or (value and not _is_plain(value, depth - 1)):
                return False
        elif kind is list:
            if not depth or not _are_plain(value, depth - 1):
                return False
        elif kind is not bool and value is not None:
            return False
    return True


def _is_plain(mapping: dict[str, Any], depth: int) -> bool:
    return _are_sorted(tuple(mapping)) and _are_plain(mapping.values(), depth)


@lru_cache(maxsize=256)
def _are_sorted(keys: tuple[str, ...]) -> bool:
    return list(keys) == sorted(keys) and all(map(str.isascii, keys))


def _typed(value: dict[str, object]) -> Record:
    body, prev, seq = value["body"], value["prev"], value["seq"]
    if type(value["v"]) is not int or value["v"] != 1:
        raise RecordInvalid("MALFORMED", "v is not 1")
    if type(seq) is not int or seq < 0:
        raise RecordInvalid("MALFORMED", "seq is not a number from 0")
    if not isinstance(prev, str) or not _HASH.fullmatch(prev):
        raise RecordInvalid("MALFORMED", "prev is not a SHA-256 in lower-case hex")
    if not isinstance(body, dict):
        raise RecordInvalid("MALFORMED", "body is not an object")
    return Record(seq, prev, body)


def _is_canonical(value: dict[str, object], line: bytes) -> bool:
    try:
        # A key given twice, another order, spacing or escape: each changes the bytes.
        return canonical(value) == line
    except (AuditFault, RecursionError):
        return False


def _ordered(mapping: Mapping[str, object], depth: int) -> dict[str, Any] | None:
    """The mapping with its keys sorted, if it holds nothing but plain values; or None."""
    keys = _sorted(tuple(mapping))
    if keys is None:
        return None
    ordered = {}
    value: Any
    for key in keys:
        value = mapping[key]
        kind = type(value)
        if kind is dict and value and depth:
            value = _ordered(value, depth - 1)
            if value is None:
                return None
        elif kind is not str and value is not None and not _are_plain((value,), depth):
            return None
        ordered[key] = value
    return ordered


@lru_cache(maxsize=256)
def _sorted(keys: tuple[str, ...]) -> tuple[str, ...] | None:
    if all(type(key) is str and key.isascii() for key in keys):
        return tuple(sorted(keys))
    return None


def _check_mapping(mapping: Mapping[str, object], depth: int) -> None:
    for key, value in mapping.items():
        if not isinstance(key, str) or not key.isascii():
            raise AuditFault("The keys of a record are ASCII texts.")
        kind = type(value)
        if kind is not str and kind is not bool and value is not None:
            _check_value(value, depth)


def _check_value(value: object, depth: int) -> None:
    if isinstance(value, str | bool) or value is None:
        return
    if isinstance(value, int):
        if not -_MAX_INTEGER <= value <= _MAX_INTEGER:
            raise AuditFault("The numbers of a record lie within 53 bits.")
    elif depth == 0:
        raise AuditFault("A record is nested too deep.")
    elif isinstance(value, dict):
        _check_mapping(value, depth - 1)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_value(item, depth - 1)
    else:
        raise AuditFault(f"A record cannot hold a {type(value).__name__}.")


def _refuse_number(_: str) -> object:
    raise ValueError


_encoder = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)
_decoder = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number)
