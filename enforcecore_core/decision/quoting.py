"""Values and names as people read them: quoted, escaped and cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from enforcecore_core.decision.checks import described
from enforcecore_core.escaping import escaped

__all__ = ["listed", "quoted", "shape", "shown"]

LONGEST_TEXT = 200
MOST_ITEMS = 12
_DEEPEST = 3
# Beyond this, writing an integer out takes long, and Python refuses it further on.
_LONGEST_INTEGER = 2048

_PLAIN = re.compile(r"[A-Za-z/*][A-Za-z0-9_./*@-]*")
_OTHER_KINDS = {"true", "false", "null"}
_SHORT = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def quoted(text: str) -> str:
    """Return the text between quotation marks, escaped and cut."""
    inner = escaped(text[:LONGEST_TEXT].translate(_SHORT))
    return f'"{inner}"' if len(text) <= LONGEST_TEXT else f'"{inner}"...'


def listed(operands: Iterable[object], *, last: str = "or") -> str:
    """Return the operands of a condition; plain words, paths and hosts stand without quotes."""
    operands = tuple(operands)
    named = [_named(operand) for operand in operands[:MOST_ITEMS]]
    if len(operands) > MOST_ITEMS:
        return f"{', '.join(named)}, or {len(operands) - MOST_ITEMS} more"
    if len(named) > 1 and last:
        return f"{', '.join(named[:-1])} {last} {named[-1]}"
    return ", ".join(named)


def shape(value: object) -> str:
    """Say of which kind and of which size a value is, and nothing else of it."""
    kind = described(value)
    # Exact types alone: a subclass may answer anything when it is asked for its size.
    if type(value) is str:
        return f"{kind} of {_counted(len(value), 'character')}"
    if type(value) in {list, tuple}:
        return f"a list of {_counted(len(value), 'item')}"  # type: ignore[arg-type] # by type above
    if type(value) is dict:
        return f"{kind} of {_counted(len(value), 'key')}"
    return kind


def shown(  # noqa: PLR0911 - one return for each kind of value
    value: object, depth: int = _DEEPEST
) -> str:
    """Return a value for people, escaped and cut; of what is no plain value, only its shape."""
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value) if value.bit_length() <= _LONGEST_INTEGER else "a very long number"
    if type(value) is float:
        return repr(value)
    if type(value) is str:
        return quoted(value)
    if depth and isinstance(value, dict | list | tuple) and type(value) in {dict, list, tuple}:
        return _collection(value, depth - 1)
    return f"<{shape(value)}>"


def _collection(value: Mapping[object, object] | list[object] | tuple[object, ...], d: int) -> str:
    if isinstance(value, Mapping):
        pairs = list(value.items())[:MOST_ITEMS]
        parts = [f"{shown(key, d)}: {shown(one, d)}" for key, one in pairs]
        opening, closing = "{}"
    else:
        parts = [shown(one, d) for one in value[:MOST_ITEMS]]
        opening, closing = "[]"
    if len(value) > MOST_ITEMS:
        parts.append(f"... {len(value) - MOST_ITEMS} more")
    return f"{opening}{', '.join(parts)}{closing}"


def _named(operand: object) -> str:
    if type(operand) is str and _PLAIN.fullmatch(operand) and operand not in _OTHER_KINDS:
        return escaped(operand)
    return shown(operand)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
