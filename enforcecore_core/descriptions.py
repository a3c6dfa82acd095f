"""What the trail says of a call: names, sizes, types and digests, never an argument's value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import assert_never

from pydantic_core import to_json

from enforcecore_core.calls import (
    Abandoned,
    Decision,
    NotRun,
    Outcome,
    Raised,
    Returned,
    TimedOut,
    ToolCall,
    Withheld,
)
from enforcecore_core.errors import EnforceCoreError

__all__ = ["LARGEST_PAYLOAD", "describe_decision", "describe_outcome", "is_small", "size_of"]

# More than that of one call is not kept beside the trail.
LARGEST_PAYLOAD = 1 << 20
_MAX_TEXT = 256
_SMALL = 4096
_MAX_ARGUMENTS = 64

Clean = Callable[[str], str]
Digest = Callable[[Mapping[str, object]], str]


def describe_decision(
    call: ToolCall,
    decision: Decision,
    *,
    policy: Mapping[str, str],
    digest: Digest,
    clean: Clean,
) -> dict[str, object]:
    """Return the body of a decision record.

    `clean` redacts text that came with the call (argument names, links), because a model may have
    written it. The tool's name is redacted already.
    """
    arguments = call.arguments if isinstance(call.arguments, Mapping) else {}
    body: dict[str, object] = {
        "call_id": _text(call.id or ""),
        "tool": _text(str(call.tool)),
        "effect": decision.effect.value,
        "rule": _text(decision.rule),
        "code": decision.code.value,
        "reason": _text(decision.reason),
        "policy": dict(policy),
        "args_digest": _digest(arguments, digest),
        "args_meta": _describe_arguments(arguments, clean),
        "session": _optional(call.session, clean),
        "principal": _optional(call.principal_id, clean),
        "links": {_key(clean(name)): _text(clean(value)) for name, value in call.links.items()},
    }
    if decision.would_block:
        body["would_block"] = True
    return body


def describe_outcome(outcome: Outcome) -> dict[str, object]:
    """Return the part of an outcome record that tells the outcomes apart."""
    match outcome:
        case Returned():
            return {"status": "returned"}
        case Raised(error_type=error_type):
            return {"status": "raised", "error_type": _text(error_type)}
        case TimedOut(after=after):
            return {"status": "timed_out", "after_us": int(after * 1_000_000)}
        case Abandoned(by=by):
            return {"status": "cancelled", "error_type": _text(by)}
        case Withheld(why=why):
            return {"status": "withheld", "why": _text(why)}
        case NotRun():
            return {"status": "not_run"}
    assert_never(outcome)


def is_small(value: object) -> bool:
    """Return whether looking into the value takes no time worth mentioning."""
    try:
        return _weight(value, _SMALL) >= 0
    except RecursionError:
        return False


def _weight(value: object, left: int) -> int:
    """Return what is left of a budget after the value, below zero when it is not enough."""
    if value is None or isinstance(value, bool | int | float):
        return left - 1
    if isinstance(value, str | bytes):
        return left - 1 - len(value)
    if type(value) not in {dict, list, tuple}:
        return -1
    items: Iterable[object] = value if isinstance(value, list | tuple) else ()
    if isinstance(value, dict):
        items = chain(value.keys(), value.values())
    for item in items:
        left = _weight(item, left - 1)
        if left < 0:
            return left
    return left


def size_of(value: object) -> int:
    """Return the size of a value in bytes: of its text, its bytes, or its JSON form."""
    match value:
        case str():
            return len(value.encode("utf-8", "surrogatepass"))
        case bytes() | bytearray():
            return len(value)
        case _:
            return len(to_json(value, serialize_unknown=True, inf_nan_mode="constants"))


def _digest(arguments: Mapping[str, object], digest: Digest) -> str | None:
    try:
        return digest(arguments)
    except EnforceCoreError:
        # Values without a finite form (a cycle, a million items) have no digest.
        return None


def _describe_arguments(arguments: Mapping[str, object], clean: Clean) -> list[dict[str, object]]:
    return [
        {"name": _text(clean(str(name)), 64), "type": type(value).__name__, "size": _length(value)}
        for name, value in list(arguments.items())[:_MAX_ARGUMENTS]
    ]


def _length(value: object) -> int | None:
    match value:
        case str() | bytes() | bytearray() | list() | tuple() | dict() | set() | frozenset():
            return len(value)
        case _:
            return None


def _optional(value: str | None, clean: Clean) -> str | None:
    return None if value is None else _text(clean(value))


def _key(name: str) -> str:
    return name.encode("ascii", "backslashreplace").decode("ascii")[:64]


def _text(value: str, limit: int = _MAX_TEXT) -> str:
    # A record is UTF-8: a lone surrogate is written as its escape.
    whole = value.encode("utf-8", "backslashreplace").decode("utf-8")
    return whole if len(whole) <= limit else whole[: limit - 1] + "…"
