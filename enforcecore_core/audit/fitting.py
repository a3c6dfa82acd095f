"""Makes what a model or a tool named fit into a record.

A call must leave an entry even when its tool's name is ten megabytes of lone surrogates. What a
record cannot hold as it is gets shortened and respelled here; numbers and types are not touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.records import MAX_RECORD, RecordTooLarge, canonical

__all__ = ["fitted"]

_ENVELOPE = 256
_ROUNDS = ((4096, 256), (512, 64), (96, 16), (64, 4))
_MAX_DEPTH = 16


def fitted(body: Mapping[str, object]) -> bytes:
    """The canonical bytes of `body`, shortened as little as needed to fit into one record."""
    try:
        encoded = canonical(body)
    except AuditFault:
        encoded = None
    if encoded is not None and len(encoded) <= MAX_RECORD - _ENVELOPE:
        return encoded
    for characters, items in _ROUNDS:
        encoded = canonical(_mapping(body, characters, items, _MAX_DEPTH))
        if len(encoded) <= MAX_RECORD - _ENVELOPE:
            return encoded
    raise RecordTooLarge(f"A record may have {MAX_RECORD} bytes; this one cannot be made to fit.")


def _mapping(
    mapping: Mapping[str, object], characters: int, items: int, depth: int
) -> dict[str, object]:
    # The body's own keys are ours and few; only what hangs below them can be many.
    limit = len(mapping) if depth == _MAX_DEPTH else items
    small = {
        _key(key, characters): _value(value, characters, items, depth - 1)
        for key, value in islice(mapping.items(), limit)
    }
    if len(small) < len(mapping):
        small["..."] = len(mapping) - len(small)
    return small


def _value(value: object, characters: int, items: int, depth: int) -> object:
    if isinstance(value, str):
        return _text(value, characters)
    if isinstance(value, dict | list | tuple) and depth == 0:
        return "..."
    if isinstance(value, dict):
        return _mapping(value, characters, items, depth)
    if isinstance(value, list | tuple):
        small = [_value(item, characters, items, depth - 1) for item in value[:items]]
        return small if len(value) <= items else [*small, f"... {len(value) - items} more"]
    return value


def _text(text: str, characters: int) -> str:
    if len(text) > characters:
        text = f"{text[:characters]}... {len(text) - characters} more"
    # A record is UTF-8: a lone surrogate is written as its escape.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _key(key: object, characters: int) -> str:
    if not isinstance(key, str):
        raise AuditFault("The keys of a record are texts.")
    return _text(key, characters).encode("ascii", "backslashreplace").decode("ascii")
